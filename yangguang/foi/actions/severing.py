"""区分处理 (条例 art. 37): what may not go out is marked with its ground and taken out of the file before it is provided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone

from yangguang.core import vault
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.printing import own_fonts
from yangguang.severance import cutting, marks, sheets, verifying

from ..models import Determination, FoiRequest, RequestFile, Severance
from ..rules import grounds
from . import files
from .clock_acts import being_handled

Part = RequestFile.Part
# What the unit itself holds; what came from the applicant goes back to nobody.
MARKABLE = (Part.FOUND, Part.RELEASED, Part.OTHER)


def labels() -> dict[str, str]:
    """The ground as it stands in each covered area: 第十五条."""
    return {c: grounds.GROUNDS[c].article.removeprefix("条例") for c in grounds.PART_GROUNDS}


def markable(file: RequestFile) -> bool:
    """Whether the file is one that could be given out and can be marked."""
    return (
        file.part in MARKABLE
        and not file.from_applicant
        and PurePosixPath(file.filename).suffix.lower() in sheets.TAKEN
    )


def severable(request: FoiRequest) -> set[int]:
    """The request's files on which marking can begin or go on."""
    if not request.is_open:
        return set()
    made = set(request.severances.values_list("released", flat=True))
    return {f.pk for f in request.files.all() if markable(f) and f.pk not in made}


def _open_case(request: FoiRequest, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit)
    yield from being_handled(request)
    state = Determination.objects.filter(request=request).values_list("state", flat=True).first()
    if state == Determination.State.SUBMITTED:
        yield Reason("处理决定正在等待签发", "先撤回或退回修改，再改遮盖")
    elif state == Determination.State.SIGNED:
        yield Reason("处理决定已经签发", "请刷新页面")


# --- opening ---


def _may_open(file: RequestFile, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from _open_case(file.request, actor)
    if not markable(file):
        yield Reason(
            "这个文件不能遮盖",
            "可以遮盖本单位检索到的 PDF、图片、Word、Excel 文件；其他格式请另存为 PDF 后上传",
        )
    if Severance.objects.filter(released=file).exists():
        yield Reason("这是遮盖后的文件", "请在原来的文件上修改遮盖")


@verb("foi.severance.open", "开始遮盖{object}", forbids=_may_open, hidden=("pdf", "sizes", "has_text"))
def _open(
    file: RequestFile, *, actor: Actor, pdf: bytes | None, sizes: list[list[float]], has_text: bool
) -> Severance:
    found = Severance.objects.filter(source=file).first()
    if found is not None:
        return found
    base = file
    if pdf is not None:
        name = f"{PurePosixPath(file.filename).stem}（排成页面）.pdf"
        base = files.keep(file.request, Part.REDLINE, pdf, name, actor=actor, pages=len(sizes))
    return Severance.objects.create(
        request=file.request,
        source=file,
        base=base,
        sizes=sizes,
        has_text=has_text,
        by_label=actor.label[:60],
    )


def open_reasons(file: RequestFile, *, actor: Actor) -> list[Reason]:
    return _open.reasons(file, actor=actor, pdf=None, sizes=[], has_text=False)


def open_file(file: RequestFile, *, actor: Actor) -> Severance:
    """Begin to mark a file, or go on where somebody began. Raises Refused, also when it can't be shown as pages."""
    found = Severance.objects.filter(source=file).first()
    if found is not None:
        return found
    if stop := open_reasons(file, actor=actor):
        raise Refused(stop)
    content = _content(file)
    try:
        pdf = sheets.as_pdf(content, file.filename, at=timezone.now(), own_fonts=own_fonts())
        with sheets.opened(pdf) as pages:
            sizes = [[round(w, 2), round(h, 2)] for w, h in pages.sizes()]
            has_text = pages.has_text()
    except sheets.Unreadable as error:
        raise Refused([Reason(f"“{file.filename}”不能遮盖：{error}")]) from error
    return _open(file, actor=actor, pdf=None if pdf == content else pdf, sizes=sizes, has_text=has_text)


def _content(file: RequestFile) -> bytes:
    try:
        return files.content(file)
    except (OSError, vault.CannotOpen) as error:
        raise Refused([Reason(f"“{file.filename}”读不出来：{error}", "请网站运行单位从备份恢复")]) from error


# --- marking ---


def _may_mark(
    severance: Severance, *, actor: Actor, areas: Sequence[dict[str, Any]] | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from _open_case(severance.request, actor)
    if areas is None:
        return
    try:
        marks.added(severance.read(), _made(severance, areas))
    except marks.WrongMark as error:
        yield Reason(str(error), field="ground" if "依据" in str(error) else "page")


def _made(severance: Severance, areas: Sequence[dict[str, Any]]) -> list[marks.Mark]:
    first = max((m.key for m in severance.read()), default=0) + 1
    return [
        marks.made(
            a.get("page"), a.get("box") or (), str(a.get("ground", "")), key=first + n, pages=severance.pages,
            grounds=grounds.PART_GROUNDS,
        )
        for n, a in enumerate(areas)
    ]  # fmt: skip


@verb("foi.severance.mark", "遮盖了{object}的一处或几处", forbids=_may_mark, hidden=("areas",))
def mark(severance: Severance, *, actor: Actor, areas: Sequence[dict[str, Any]]) -> Severance:
    """Cover areas: [{"page": 1, "box": (left, top, right, bottom) as fractions, "ground": code}]. What two officers mark
    at the same time is all kept; the same area twice is one."""
    kept = severance.read()
    now = marks.added(kept, _made(severance, areas))
    if now != kept:
        severance.marks = [m.plain() for m in now]
        severance.version += 1
        severance.save()
    return severance


@verb(
    "foi.severance.unmark", "取消了{object}的一处或几处遮盖",
    forbids=lambda severance, *, actor, **_: _open_case(severance.request, actor),
)  # fmt: skip
def unmark(severance: Severance, *, actor: Actor, keys: Sequence[int]) -> Severance:
    """Take marks away; those that somebody took away before are no error."""
    gone = set(keys)
    kept = [m for m in severance.marks if m["key"] not in gone]
    if len(kept) != len(severance.marks):
        severance.marks = kept
        severance.version += 1
        severance.save()
    return severance


def found_in(severance: Severance, phrase: str) -> list[sheets.Found]:
    """Where a phrase stands in the file. Raises Refused."""
    with _pages(severance) as pages:
        return pages.find(phrase)


def proposals(severance: Severance) -> list[sheets.Found]:
    """Stray personal data of the text that no mark covers yet. Raises Refused."""
    kept = severance.read()
    with _pages(severance) as pages:
        return [f for f in pages.personal() if not all(_covered(f.page, b, kept) for b in f.boxes)]


def _covered(page: int, box: sheets.Box, kept: Iterable[marks.Mark]) -> bool:
    hair = 0.002
    return any(
        m.page == page
        and m.left <= box[0] + hair
        and m.top <= box[1] + hair
        and m.right >= box[2] - hair
        and m.bottom >= box[3] - hair
        for m in kept
    )


def areas_of(found: Iterable[sheets.Found], ground: str) -> list[dict[str, Any]]:
    """Passages as areas to be marked."""
    return [{"page": f.page, "box": b, "ground": ground} for f in found for b in f.boxes]


@contextmanager
def _pages(severance: Severance) -> Iterator[sheets.Sheets]:
    """The pages of the file that is marked; what is wrong with it as a refusal."""
    try:
        with sheets.opened(_content(severance.base)) as pages:
            yield pages
    except sheets.Unreadable as error:
        raise Refused([Reason(str(error))]) from error


# --- making ---


def _may_make(
    severance: Severance, *, actor: Actor, version: int | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from _open_case(severance.request, actor)
    if not severance.marks:
        yield Reason("还没有遮盖任何地方", "不用遮盖的文件可以直接提供")
    if version is not None and version != severance.version:
        yield Reason("您看到之后，遮盖又改过", "请看过最新的遮盖再生成", field="version")


@verb("foi.severance.make", "生成了{object}遮盖后的文件", forbids=_may_make, hidden=("released", "redline"))
def _keep(severance: Severance, *, actor: Actor, version: int, released: bytes, redline: bytes) -> Severance:
    stem = PurePosixPath(severance.source.filename).stem
    for old in (severance.released, severance.redline):
        if old is not None:  # kept inside, no longer offered
            RequestFile.objects.filter(pk=old.pk).update(part=Part.REDLINE)
    keep = lambda part, content, name: files.keep(  # noqa: E731
        severance.request,
        part,
        content,
        name,
        actor=actor,
        content_type="application/pdf",
        pages=severance.pages,
    )
    severance.released = keep(Part.RELEASED, released, f"{stem}（遮盖后）.pdf")
    severance.redline = keep(Part.REDLINE, redline, f"{stem}（遮盖底稿）.pdf")
    severance.made_version, severance.made_at = severance.version, timezone.now()
    severance.save()
    return severance


def make_reasons(severance: Severance, *, actor: Actor, version: int | None = None) -> list[Reason]:
    return list(_may_make(severance, actor=actor, version=version))


def make(severance: Severance, *, actor: Actor, version: int) -> Severance:
    """Make the released file and the inside copy of the marks as they were seen, check the released file as a stranger
    would, and only then keep both. Not inside a transaction: a long document takes its time. Raises Refused."""
    if stop := make_reasons(severance, actor=actor, version=version):
        raise Refused(stop)
    drawn, words = severance.read(), labels()
    with _pages(severance) as pages:
        try:
            released = cutting.release(pages, drawn, words, most=files.MAX_BYTES)
            redline = cutting.redline(pages, drawn, words, most=files.MAX_BYTES)
        except cutting.TooLarge as error:
            raise Refused([Reason(str(error))]) from error
        sizes = pages.sizes()
    if faults := verifying.faults(released, drawn, words, sizes):
        raise Refused(
            [Reason(f"生成的文件没有通过核对：{'；'.join(faults[:3])}", "没有保存，请联系网站运行单位")]
        )
    return _keep(severance, actor=actor, version=version, released=released, redline=redline)


# --- for the decision ---


def parts_of(request: FoiRequest) -> list[dict[str, str]]:
    """What is withheld, as the decision and its letter list it: one entry for each file and ground."""
    told = []
    for one in request.severances.select_related("source"):
        name = PurePosixPath(one.source.filename).stem
        for ground, pages in marks.by_ground(one.read()).items():
            told.append({"what": f"《{name}》{marks.told(pages)}"[:200], "ground": ground, "reason": ""})
    return told


def wrongly_provided(request: FoiRequest, keys: Iterable[int]) -> Iterable[Reason]:
    """Files among those to be provided that still hold what was marked."""
    wanted = set(keys)
    for one in request.severances.exclude(marks=[]).select_related("source", "released"):
        name = one.source.filename
        if {one.source_id, one.base_id} & wanted:
            yield Reason(
                f"“{name}”有要遮盖的内容，不能提供原文件", "请改选遮盖后的文件，或取消遮盖", field="provided"
            )
        elif one.released_id in wanted and not one.is_made:
            yield Reason(f"“{name}”生成之后遮盖又改过", "请重新生成遮盖后的文件", field="provided")
        elif one.redline_id in wanted:
            yield Reason(f"“{name}”的遮盖底稿只在内部使用", "请改选遮盖后的文件", field="provided")
