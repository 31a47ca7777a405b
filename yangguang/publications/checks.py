"""What a record must have before it is sent for review and before it goes public; the editor sees the same list."""

from __future__ import annotations

from collections.abc import Iterable

from yangguang.core.checks import Finding, check
from yangguang.documents import bodies
from yangguang.typesetting import fonts

from . import kinds
from .models import Openness, Publication, Validity
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


@check("PUB-02", SUBJECT, "正文或附件", why="空白的页面不能公开")
def has_content(record: Publication) -> Iterable[Finding]:
    """There is something to read."""
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


@check("PUB-09", SUBJECT, "罕用字", why="排版成 PDF 时要显示得出", severity="hint")
def characters_print(record: Publication) -> Iterable[Finding]:
    """Characters that neither the packaged fonts nor the machine's can show."""
    text = f"{record.title}{record.document_number}{bodies.to_text(record.body)}"
    if lacking := fonts.unshown(text, own_fonts()):
        codes = "、".join(f"{c}（U+{ord(c):04X}）" for c in lacking[:8])
        yield Finding(
            "body",
            f"字体里没有这些字：{codes}",
            "请核对是不是输入有误；确要使用的，请管理员安装含有这些字的字体",
        )
