"""After the reply (条例 art. 44, 任务 32): may what was released be published for everyone, and is it."""

from __future__ import annotations

import html as entities
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.core.vault import CannotOpen
from yangguang.documents import bodies, converting, files
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications import kinds
from yangguang.publications.actions import drafting
from yangguang.publications.models import Publication

from .. import duty, masking, repeated
from ..models import Applicant, Conversion, FoiRequest, RepeatedMatter, RequestFile
from ..rules import grounds
from . import files as sealed
from . import inbox

PUBLISH_WITHIN = 20  # working days from the verdict to the page (待核)
Verdict = Conversion.Verdict
SOURCE = "依申请公开转主动公开"
LINEAGE = "本信息由依申请公开转为主动公开（《中华人民共和国政府信息公开条例》第四十四条）。"
# Texts of their own procedure, which a release on request never becomes.
NOT_KINDS = frozenset({"norm", "annual-report", "guide", "rules", "explanation", "news", "science"})


def was_released(request: FoiRequest) -> bool:
    """Something went out to the applicant."""
    return (
        not request.is_open and request.ground in grounds.GROUNDS and grounds.GROUNDS[request.ground].released
    )


def suggestion_came(request: FoiRequest, *, actor: Actor) -> None:
    """The applicant suggests that it be published (art. 44(2)): the unit has to look at it. Inside the caller's verb."""
    if was_released(request) and not Conversion.objects.filter(request=request).exists():
        due = calendar.load().add(timezone.localdate(), PUBLISH_WITHIN).due
        inbox.convert(request, due, actor=actor)


def applicant_suggested(request: FoiRequest) -> bool:
    """Whether the applicant has suggested it (a row of the applicants' side)."""
    return getattr(request, "suggestion", None) is not None


def _may_judge(
    request: FoiRequest, *, actor: Actor, verdict: str = "", reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, request.unit.successor())
    if request.is_open:
        yield Reason("还没有答复，不能研判是否转为主动公开", "答复后再研判")
        return
    if not was_released(request):
        yield Reason("没有向申请人提供信息，不用研判", f"处理结果是“{request.get_ground_display()}”")
        return
    if verdict not in Verdict.values:
        yield Reason("请选择结论", field="verdict")
    if not reason.strip():
        yield Reason("请写明理由", "对照条例第十四至十六条、第十九条", field="reason")
    found = Conversion.objects.filter(request=request).select_related("publication").first()
    if found is not None and found.publication is not None and verdict == Verdict.KEEP:
        word = "已经公开" if found.publication.live else "已经起草"
        yield Reason(
            f"“{found.publication.title}”{word}，不能改为不宜公开", "请先撤下或放弃那份信息", field="verdict"
        )


@verb("foi.convert.judge", "研判了{object}是否转为主动公开", forbids=_may_judge)
def judge(
    request: FoiRequest, *, actor: Actor, verdict: str, reason: str, suggested: bool = False
) -> Conversion:
    """May what was released be published? Both answers need a reason; publishing has its deadline from today."""
    from_applicant = suggested or applicant_suggested(request)
    today = timezone.localdate()
    found = Conversion.objects.filter(request=request).first() or Conversion(request=request)
    changed = found.verdict != verdict
    found.verdict, found.reason, found.by = verdict, reason.strip()[:500], actor.user
    found.suggested = found.suggested or from_applicant
    if changed:
        found.decided_on = today
        found.due = calendar.load().add(today, PUBLISH_WITHIN).due if verdict == Verdict.PUBLISH else None
    found.save()
    inbox.done(inbox.CONVERT, request.pk, actor=actor, fact=found.get_verdict_display())
    if verdict == Verdict.PUBLISH:
        follow(found, actor=actor)
    else:
        duty.done(duty.PUBLISH, request.pk, actor=actor, fact=f"改为不宜公开：{found.reason}")
    return found


def is_public(conversion: Conversion) -> bool:
    return conversion.publication is not None and conversion.publication.live


def follow(conversion: Conversion, *, actor: Actor) -> None:
    """Bring the inbox in step: done when the page is public, open until then."""
    request = conversion.request
    if is_public(conversion):
        duty.done(duty.PUBLISH, request.pk, actor=actor, fact=f"已公开：{conversion.publication}")
    elif conversion.verdict == Verdict.PUBLISH:
        body = "研判可以转为主动公开：请起草、审校、发布，或关联已经公开的信息。"
        duty.ask(
            duty.PUBLISH, request.pk, request.unit.successor(), f"转为主动公开：{request.subject}",
            request.get_absolute_url(), actor=actor, due=conversion.due, body=body,
        )  # fmt: skip


def _publishable(conversion: Conversion, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, conversion.request.unit.successor())
    if conversion.verdict != Verdict.PUBLISH:
        yield Reason("研判的结论不是转为主动公开", "请先重新研判")
    if conversion.publication is not None:
        word = "已经公开" if conversion.publication.live else "已经起草，请在信息公开里接着办"
        yield Reason(f"“{conversion.publication.title}”{word}", "请刷新页面")


def _may_draft(
    conversion: Conversion, *, actor: Actor, kind: str = "other", **kwargs: Any
) -> Iterable[Reason]:
    yield from _publishable(conversion, actor)
    if kind not in {k for k, _ in kind_choices()}:
        yield Reason("请选择信息类型", field="kind")


def kind_choices() -> list[tuple[str, str]]:
    """What a released text may become."""
    return [(code, name) for code, name in kinds.choices() if code not in NOT_KINDS]


@verb("foi.convert.draft", "起草了{object}（转为主动公开）", forbids=_may_draft, hidden=("body", "extra"))
def draft_publication(conversion: Conversion, *, actor: Actor, kind: str = "other") -> Publication:
    """A draft with what was released, without the applicant and stray personal data; the unit's usual sign-offs follow.

    Files that can't be read as text (scans) are named in the draft, to be attached by hand when they are clean.
    """
    request = conversion.request
    title, body = text_of(request)
    made = drafting.create(
        request.unit.successor(), actor=actor,
        values={"kind": kind, "title": title, "body": body, "source": SOURCE},
    )  # fmt: skip
    conversion.publication = made
    conversion.save(update_fields=["publication"])
    return made


def text_of(request: FoiRequest) -> tuple[str, str]:
    """Title and body of what was released, fit for everyone."""
    applicant = Applicant.objects.filter(request=request).first()
    words = masking.words_of(applicant)
    decision = getattr(request, "determination", None)
    provided = [p for p in (decision.provided if decision is not None else []) if isinstance(p, dict)]
    titles = [masking.without(str(p.get("title") or "").strip(), words) for p in provided]
    titles = [t for t in titles if t]
    subject = masking.without(request.subject, words)
    title = f"{titles[0]}等 {len(titles)} 项" if len(titles) > 1 else titles[0] if titles else subject
    keys = [p["file"] for p in provided if isinstance(p.get("file"), int)]
    released = {x.pk: x for x in RequestFile.objects.filter(request=request, pk__in=keys)}
    parts = []
    for item in provided:
        name = masking.without(str(item.get("title") or "").strip(), words)
        if len(provided) > 1 and name:
            parts.append(f"<h2>{entities.escape(name)}</h2>")
        found = released.get(item.get("file"))  # type: ignore[arg-type]
        shown = clean_html(found, words) if found is not None else ""
        parts.append(
            shown
            or f"<p>（“{entities.escape(name or '本件')}”没有可以转换的文字，请附上去除个人信息后的文件。）</p>"
        )
    return title[:300], "".join(parts) + f'<p class="note">{LINEAGE}</p>'


def clean_html(file: RequestFile, words: list[str]) -> str:
    """A released file as HTML without these words and personal data; "" when it has no text or can't be opened."""
    name = files.safe_name(file.filename)
    suffix = Path(name).suffix.lower()
    media = file.content_type or files.MEDIA_TYPES.get(suffix, "")
    try:
        content = sealed.content(file)
    except (CannotOpen, OSError):
        return ""
    with tempfile.NamedTemporaryFile(suffix=suffix or ".bin") as kept:
        kept.write(content)
        kept.flush()
        converted = converting.to_html(kept.name, media)
    return masked_html(converted.html, words) if converted is not None else ""


def masked_html(html: str, words: list[str]) -> str:
    """HTML without these words and personal data; where a word is spread over several marks the marks are given up."""
    root = bodies.tree(html)
    for element in root.iter():
        if isinstance(element.tag, str) and element.text:
            element.text = masking.without(element.text, words)
        if element.tail:
            element.tail = masking.without(element.tail, words)
        if isinstance(element.tag, str) and element.get("href"):
            href = element.get("href") or ""
            if masking.without(href, words) != href:
                del element.attrib["href"]
    found = bodies.clean(bodies.inner(root))
    plain = bodies.to_text(found)
    return (
        found if masking.without(plain, words) == plain else bodies.from_plain(masking.without(plain, words))
    )


def _may_link(
    conversion: Conversion, *, actor: Actor, publication: Publication | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from _publishable(conversion, actor)
    if publication is None or not publication.live:
        yield Reason("没有这份已公开的信息", "请填已公开信息网址里的编号", field="publication")


@verb("foi.convert.link", "登记了{object}已经公开", forbids=_may_link)
def link_publication(conversion: Conversion, *, actor: Actor, publication: Publication) -> Conversion:
    """The information is public already under another record: that completes the conversion."""
    conversion.publication = publication
    conversion.save(update_fields=["publication"])
    follow(conversion, actor=actor)
    return conversion


# What several people asked for.


@verb(
    "foi.repeated.find", "查找了{object}多人申请的信息",
    forbids=lambda unit, *, actor, **_: reasons(actor, Act.EDIT, unit),
)  # fmt: skip
def find_repeated(unit: Unit, *, actor: Actor) -> Unit:
    """Look now instead of waiting for Monday."""
    repeated.refresh(unit, timezone.localdate(), actor=actor)
    return unit


def _may_settle(matter: RepeatedMatter, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, matter.unit.successor())
    if matter.state != RepeatedMatter.State.OPEN:
        yield Reason(f"已经处理：{matter.get_state_display()}", "请刷新页面")


def _may_keep(matter: RepeatedMatter, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _may_settle(matter, actor)
    if not reason.strip():
        yield Reason("请写明为什么不宜公开", "对照条例第十四至十六条", field="reason")


@verb("foi.repeated.keep", "研判{object}不宜公开", forbids=_may_keep)
def keep_matter(matter: RepeatedMatter, *, actor: Actor, reason: str) -> RepeatedMatter:
    """Several people asked, and still it can't be published."""
    repeated.settle(matter, RepeatedMatter.State.KEPT, reason, actor=actor)
    return matter


def _may_link_matter(
    matter: RepeatedMatter, *, actor: Actor, publication: Publication | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from _may_settle(matter, actor)
    if publication is None or not publication.live:
        yield Reason("没有这份已公开的信息", "请填已公开信息网址里的编号", field="publication")


@verb("foi.repeated.link", "登记了{object}已经公开", forbids=_may_link_matter)
def link_matter(matter: RepeatedMatter, *, actor: Actor, publication: Publication) -> RepeatedMatter:
    """What several people asked for is public under this record."""
    matter.publication = publication
    repeated.settle(matter, RepeatedMatter.State.PUBLISHED, f"已公开：{publication.title}", actor=actor)
    return matter
