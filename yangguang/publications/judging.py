"""What the checks say of a draft, and which of it still stands in its way.

Two sources, one list: the checks that look at a record (``core.checks``: required fields, files, citations) and the
rules that look at its words (``checking.engine``). What a person has dismissed stays in the list and forbids nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils import timezone

from yangguang.checking.engine import ORDER, RULES, SEVERITY_NAMES, Rule, examine
from yangguang.core.actions import Reason
from yangguang.core.checks import Severity, run_checks

from . import scanning
from .models import Attachment, Dismissal, Publication

DOUBTS = 4  # told one by one


@dataclass(frozen=True)
class Judged:
    """One finding about a record, and the standing word of a person about it, if any."""

    code: str
    name: str
    why: str
    severity: Severity
    place: str
    where: str
    text: str
    fix: str
    shown: str
    words: str  # as written, for the writer's own screen; never kept
    url: str
    fingerprint: str
    dismissible: bool
    dismissed: Dismissal | None = None

    @property
    def label(self) -> str:
        return SEVERITY_NAMES[self.severity]

    @property
    def stands(self) -> bool:
        """Whether it forbids sending for review and release."""
        return self.severity != "hint" and self.dismissed is None


def judge(record: Publication, *, files: bool = True) -> list[Judged]:
    """Everything found in a text, saved or not: what stands in its way first, what was dismissed last."""
    return _answered(record, [*_of_record(record), *_of_words(record, RULES, files=files)])


def of_group(record: Publication, group: str) -> list[Judged]:
    """What the rules of one group find in a text and its files, nothing else asked."""
    return _answered(record, list(_of_words(record, [r for r in RULES if r.group == group], files=True)))


def _answered(record: Publication, found: list[Judged]) -> list[Judged]:
    if not found:
        return []
    words = {
        d.fingerprint: d
        for d in Dismissal.objects.over(record)
        .standing(timezone.localdate())
        .filter(fingerprint__in={j.fingerprint for j in found})
        .order_by("pk")
    }
    told = [_with(j, words.get(j.fingerprint)) for j in dict.fromkeys(found)]
    return sorted(told, key=lambda j: (j.dismissed is not None, ORDER[j.severity]))


def _with(found: Judged, word: Dismissal | None) -> Judged:
    if word is None or not found.dismissible:
        return found
    return replace(found, dismissed=word)


def _of_record(record: Publication) -> Iterator[Judged]:
    for check, f in run_checks(record):
        yield Judged(
            check.id, check.name, check.why, check.severity, f.place, "", f.text, f.fix, "", "", f.url,
            hashlib.sha256(f"{check.id}\0{f.key}".encode()).hexdigest()[:24], check.dismissible,
        )  # fmt: skip


def _of_words(record: Publication, rules: Iterable[Rule], *, files: bool) -> Iterator[Judged]:
    subject = scanning.subject_of(record, files=files)
    found = examine(subject, rules)
    held = scanning.files_in(subject) if found else set()
    names = dict(Attachment.objects.filter(pk__in=held).values_list("pk", "name")) if held else {}
    for f in found:
        yield Judged(
            f.rule.code, f.rule.name, f"{f.rule.why}（{f.rule.basis}）", f.severity, f.place,
            scanning.place_name(record, f.place, names), f.reason, f.fix, f.shown,
            subject.parts[f.part].text[f.start : f.end], "", f.fingerprint,
            f.rule.dismissible or f.severity != "block",
        )  # fmt: skip


def of_draft(record: Publication) -> list[Judged]:
    """``judge`` of the newest text of a saved record, looked at once for each object and revision."""
    kept: tuple[int | None, list[Judged]] | None = record.__dict__.get("_judged")
    if kept is None or kept[0] != record.latest_revision_id:
        kept = record.__dict__["_judged"] = (record.latest_revision_id, judge(record.draft()))
    return kept[1]


def standing(record: Publication, *, urgent: bool = False) -> Iterator[Reason]:
    """Why the newest text may not go on: what must be changed, and what must be changed or answered for.

    In an emergency what may be answered for is answered for afterwards. Many doubts are told as one number.
    """
    left = [j for j in of_draft(record) if j.stands and not (urgent and j.severity == "confirm")]
    musts = [j for j in left if j.severity == "block"]
    doubts = [j for j in left if j.severity == "confirm"]
    here = f"{reverse('publications:record', args=[record.pk])}#checks" if record.pk else ""
    for j in musts:
        yield Reason(_told(j), j.fix or j.why, j.url, field=j.place)
    for j in doubts[: None if len(doubts) <= DOUBTS else DOUBTS - 1]:
        mend = (
            f"{j.fix.rstrip('。')}；确属无误的，在“检查”里说明理由"
            if j.fix
            else "请改正，或在“检查”里说明理由"
        )
        yield Reason(_told(j), mend, j.url or here, field=j.place)
    if len(doubts) > DOUBTS:
        yield Reason(f"另有 {len(doubts) - DOUBTS + 1} 处要核对", "请在“检查”里逐处改正或说明理由", here)


def _told(found: Judged) -> str:
    return f"{found.where}：{found.text}" if found.where else found.text
