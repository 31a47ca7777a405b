"""What a record must have before it is sent for review and before it goes public; the editor sees the same list."""

from __future__ import annotations

from collections.abc import Iterable

from yangguang.core.checks import Finding, check
from yangguang.documents import bodies
from yangguang.organisations.permissions import merged_into
from yangguang.typesetting import fonts

from . import extras, kinds, rules
from .models import Attachment, AttachmentUse, Openness, Publication, Validity
from .printing import own_fonts

SUBJECT = "publications.publication"


@check(
    "PUB-01",
    SUBJECT,
    "必填项",
    why="条例第十二条：目录要有索引、名称、内容概述、生成日期；各类信息另有必填项",
)
def required_fields(record: Publication) -> Iterable[Finding]:
    """Every field that the record's kind requires."""
    if record.kind not in kinds.KINDS:
        yield Finding("kind", "没有选择信息类型", "请选择")
        return
    kind = kinds.KINDS.get(record.kind)
    for name in kind.required:
        if name == "document_number" and record.genre in ("公报", "公告", "通告", ""):
            continue  # announcements of these kinds often carry no number
        if not getattr(record, name):
            yield Finding(name, f"“{kind.name}”要填写{kinds.FIELD_NAMES[name]}", "请补充后再送审")
    for field in extras.missing(kind.fields, record.extra):
        yield Finding(f"extra.{field.name}", f"“{kind.name}”要填写{field.label}", "请补充后再送审")
    for field, text in extras.clean(kind.fields, record.extra)[1]:
        yield Finding(f"extra.{field.name}", f"{field.label}：{text}", "请改正")


@check("PUB-02", SUBJECT, "正文或附件", why="空白的页面不能公开")
def has_content(record: Publication) -> Iterable[Finding]:
    """There is something to read."""
    if record.kind in kinds.KINDS and kinds.KINDS.get(record.kind).by_fields:
        return  # it has its say in its own fields, which PUB-01 asks for
    if not bodies.to_text(record.body).strip() and not record.attachments:
        yield Finding("body", "正文和附件都是空的", "请填写正文或上传附件")


@check("PUB-03", SUBJECT, "公开属性", why="条例第十四至十六条：不公开的要有依据")
def has_basis(record: Publication) -> Iterable[Finding]:
    if record.openness != Openness.OPEN and not record.openness_basis:
        yield Finding("openness_basis", "没有写明不公开的依据", "请选择条例条款")


@check("PUB-04", SUBJECT, "正文无障碍", why="无障碍环境建设法第三十二条；读屏软件要读得出", severity="hint")
def accessible(record: Publication) -> Iterable[Finding]:
    """What the text does to readers with screen readers and phones."""
    yield from bodies.problems(record.body)


@check("PUB-05", SUBJECT, "日期先后", why="成文日期不能晚于今天")
def dates_in_order(record: Publication) -> Iterable[Finding]:
    from django.utils import timezone

    if record.written_on and record.written_on > timezone.localdate():
        yield Finding("written_on", f"成文日期 {record.written_on:%Y-%m-%d} 还没有到", "请核对")


@check("PUB-06", SUBJECT, "有效性", why="修改、废止、失效要明确标注", severity="hint")
def lapsed(record: Publication) -> Iterable[Finding]:
    from django.utils import timezone

    if record.expires_on and record.expires_on < timezone.localdate() and record.validity == Validity.VALID:
        yield Finding(
            "validity", f"有效期到 {record.expires_on:%Y-%m-%d} 已满，仍标为现行有效", "请核对有效性"
        )


@check("PUB-07", SUBJECT, "内容概述", why="条例第十二条：目录包括内容概述", severity="hint")
def has_summary(record: Publication) -> Iterable[Finding]:
    if not record.summary.strip():
        yield Finding("summary", "没有内容概述", "不填时，列表和检索用正文开头代替")


@check("PUB-08", SUBJECT, "文中文件", why="正文里的图片和文件要随发布一起公开，不能带出别的单位未公开的文件")
def own_files(record: Publication) -> Iterable[Finding]:
    """Every file that the text shows exists and may go public with it."""
    named = bodies.file_ids(record.body)
    for number, known in allowed_files(record, [*record.attachments, *named]).items():
        place = "body" if number in named else "keep"
        if known is None:
            yield Finding(place, f"文件 {number} 不存在或已经清理", "删掉这张图片或链接，重新上传")
        elif not known:
            yield Finding(
                place, f"文件 {number} 是别的单位没有公开的文件", "请自己上传，或等对方公开后再引用"
            )


def allowed_files(record: Publication, numbers: Iterable[int]) -> dict[int, bool | None]:
    """For each file whether the record may show it: its unit's own, or public already. None: there is no such file."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        return {}
    owners = dict(Attachment.objects.filter(pk__in=wanted).values_list("pk", "unit"))
    own = {record.unit_id}
    if any(unit not in own for unit in owners.values()):
        own |= merged_into(record.unit_id)  # files that came along with a merger
    foreign = [n for n, unit in owners.items() if unit not in own]
    public = set(
        AttachmentUse.objects.public().filter(attachment__in=foreign).values_list("attachment", flat=True)
        if foreign
        else ()
    )
    return {n: (owners[n] in own or n in public) if n in owners else None for n in wanted}


@check("PUB-09", SUBJECT, "图片替代文字", why="无障碍环境建设法第三十二条：看不见图的人要知道图上是什么")
def pictures_have_words(record: Publication) -> Iterable[Finding]:
    yield from bodies.wordless(record.body)


@check("PUB-10", SUBJECT, "个人姓名", why="条例第十五条、个人信息保护法第六条：自然人的姓名只公开姓氏")
def nobody_is_named(record: Publication) -> Iterable[Finding]:
    """The name that the metadata mask stands nowhere else in what readers see."""
    shown = {"title": record.title, "summary": record.summary, "body": bodies.to_text(record.body)}
    for name in extras.names_of_people(kinds.fields_of(record.kind), record.extra):
        for place, text in shown.items():
            if len(name) > 1 and name in text:
                yield Finding(
                    place,
                    f"写有自然人全名“{name}”",
                    f"改为“{rules.masked_name(name)}”，身份证号、住址也不要写",
                )


@check("PUB-14", SUBJECT, "罕用字", why="排版成 PDF 时要显示得出", severity="hint")
def characters_print(record: Publication) -> Iterable[Finding]:
    """Characters that neither the packaged fonts nor the machine's can show."""
    said = kinds.told_of(record.kind, record.extra)
    text = f"{record.title}{record.document_number}{said}{bodies.to_text(record.body)}"
    if lacking := fonts.unshown(text, own_fonts()):
        codes = "、".join(f"{c}（U+{ord(c):04X}）" for c in lacking[:8])
        yield Finding(
            "body",
            f"字体里没有这些字：{codes}",
            "请核对是不是输入有误；确要使用的，请管理员安装含有这些字的字体",
        )
