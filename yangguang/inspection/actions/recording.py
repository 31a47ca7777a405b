"""What an inspection saw becomes findings: new ones, ones seen again, ones that came back, ones that are gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from yangguang.core import calendar, logtypes
from yangguang.core.actors import SYSTEM, Actor

from .. import crawl, duty, keeping
from ..blame import Blame
from ..crawling.state import body_of, digests_of
from ..identity import Group, grouped
from ..models import (
    Dismissal,
    Finding,
    FindingState,
    Kept,
    Moment,
    Observation,
    Occurrence,
    Run,
    Site,
)
from ..observing import Observed
from ..sets import IndicatorSet

S = FindingState
PIECE = 400  # keys in one question; SQLite takes a limited number
REOPENED = logtypes.register(
    logtypes.LogType("inspection.finding.reopen", "{object}又出现了", link="inspection:finding")
)
RETURNED = logtypes.register(
    logtypes.LogType("inspection.finding.still", "复查仍有{object}，退回整改", link="inspection:finding")
)
GONE = logtypes.register(
    logtypes.LogType("inspection.finding.gone", "检查没有再发现{object}，销号", link="inspection:finding")
)
# What a crawl can't see the end of.
_NOT_CRAWLED = ("manual.", "message.", "account.")


@dataclass
class Recorded:
    """How many findings an inspection opened, saw again, reopened and closed."""

    new: int = 0
    again: int = 0
    reopened: int = 0
    closed: int = 0


def column_kinds(run: Run) -> dict[str, tuple[str, tuple[str, ...]]]:
    """For each column's address its kind and marks (筹建中 from the mapping by hand)."""
    exempt = [
        (str(m.get("url", "")).rstrip("*"), str(m.get("exempt", "")))
        for m in run.site.mapping
        if m.get("exempt")
    ]
    found = {}
    for column in run.columns:
        url = column["url"]
        found[url] = (column.get("kind", ""), tuple(mark for start, mark in exempt if start and start in url))
    return found


def record(run: Run, observed: Iterable[Observed], rules: IndicatorSet, *, actor: Actor = SYSTEM) -> Recorded:
    """Write what a run saw. Call inside a transaction; what no item of the set looks at is left out."""
    kinds = column_kinds(run)
    done = Recorded()
    groups = grouped(observed, run.site.address)
    have: dict[str, Finding] = {}
    marks = list(groups)
    for start in range(0, len(marks), PIECE):
        rows = Finding.objects.filter(
            site=run.site, fingerprint__in=marks[start : start + PIECE]
        ).select_related("site")
        have |= {f.fingerprint: f for f in rows}
    waived = list(Dismissal.objects.filter(site=run.site, until__gte=timezone.localdate()))
    blame, now = Blame(run.site), timezone.now()
    seen: list[tuple[Finding, Group, str, tuple[str, ...]]] = []
    owed: list[Finding] = []
    for mark, group in groups.items():
        kind, notes = kinds.get(group.target, (str(group.first.evidence.get("kind", "")), ()))
        item = rules.primary(group.probe, kind, notes)
        if item is None:
            continue
        old = have.get(mark)
        if old is None:
            finding = _new(run.site, group, now, blame)
            done.new += 1
        else:
            finding = old
            done.again += 1
        finding.item, finding.severity, finding.human = item.code, item.kind, item.verify == "human"
        finding.due_days = rules.due(group.probe, kind, notes)
        if _follow(finding, group, now, waived, done, actor):
            owed.append(finding)
        seen.append((finding, group, kind, notes))
    _write(run, seen)
    _keep_pages(run, seen)
    auto = [f for f, *_ in seen if run.site.confirm_automatically and f.state == S.PENDING and not f.human]
    _confirm(auto, now)
    duty.ask([*owed, *auto], actor=actor)
    if run.complete:
        done.closed = _close_missing(run, {f.pk for f, *_ in seen}, actor)
    return done


def _new(site: Site, group: Group, now: dt.datetime, blame: Blame) -> Finding:
    first = group.first
    return Finding(
        site=site, fingerprint=group.fingerprint, probe=group.probe, target=group.target,
        unit_id=blame.unit_id(group.target, group.pages), first_seen=now, last_seen=now, due_days=1,
        before={"at": first.at.isoformat(), "page": first.page, "snapshot": first.snapshot, **group.evidence},
    )  # fmt: skip


def _follow(
    finding: Finding,
    group: Group,
    now: dt.datetime,
    waived: Sequence[Dismissal],
    done: Recorded,
    actor: Actor,
) -> bool:
    """Bring a finding to what the sight means for it; True when a unit's duty has to be open."""
    finding.last_seen, finding.occurrences, finding.pages = now, group.count, group.pages
    finding.evidence = group.evidence
    covered = next((w for w in waived if w.covers(finding, timezone.localdate(now))), None)
    if covered is not None:
        if finding.state in (S.PENDING, S.CLOSED, S.FALSE):
            finding.state, finding.dismissal = S.FALSE, covered
        return False
    if finding.state == S.FALSE:  # the dismissal has run out
        finding.state, finding.dismissal = S.PENDING, None
    elif finding.state == S.CLOSED:
        finding.recurrence += 1
        finding.closed_at, finding.report, finding.after = None, "", {}
        done.reopened += 1
        if finding.confirmed_at is None:
            finding.state = S.PENDING
            return False
        # It was a defect once and is the same again: no need to judge it a second time.
        _confirm([finding], now, write=False)
        REOPENED.write(actor, finding, details={"recurrence": finding.recurrence})
        return True
    elif finding.state == S.RECHECK and not finding.human:
        finding.state, finding.returned = S.RETURNED, f"{timezone.localdate(now)} 检查时仍然存在"
        RETURNED.write(actor, finding, details={"evidence": finding.evidence})
    return False


def _confirm(findings: Sequence[Finding], now: dt.datetime, *, write: bool = True) -> None:
    table, today = calendar.load(), timezone.localdate(now)
    for finding in findings:
        finding.state, finding.confirmed_at = S.CONFIRMED, now
        finding.due = table.add(today, finding.due_days).due
        finding.reported_at = None
    if write:
        Finding.objects.bulk_update(findings, ["state", "confirmed_at", "due", "reported_at"], batch_size=100)


_CHANGED = (
    "item", "severity", "human", "due_days", "last_seen", "occurrences", "pages", "evidence", "state", "dismissal", "recurrence",
    "closed_at", "confirmed_at", "due", "reported_at", "report", "after", "returned",
)  # fmt: skip


def _write(run: Run, seen: Sequence[tuple[Finding, Group, str, tuple[str, ...]]]) -> None:
    fresh = [f for f, *_ in seen if f.pk is None]
    Finding.objects.bulk_update([f for f, *_ in seen if f.pk is not None], list(_CHANGED), batch_size=40)
    Finding.objects.bulk_create(fresh, batch_size=100)
    Occurrence.objects.bulk_create(
        [
            Occurrence(
                run=run, finding=f, count=g.count, pages=g.pages, kind=kind[:20],
                share=_share(g.first.evidence), marks=list(notes),
            )
            for f, g, kind, notes in seen
        ],
        batch_size=200,
    )  # fmt: skip
    Observation.objects.bulk_create(
        [
            Observation(
                finding=f, run=run, probe=o.probe, target=o.target[:2000], page=o.page[:2000], evidence=dict(o.evidence), at=o.at,
                snapshot=o.snapshot,
            )
            for f, g, *_ in seen
            for o in g.kept
        ],
        batch_size=200,
    )  # fmt: skip


def _keep_pages(run: Run, seen: Sequence[tuple[Finding, Group, str, tuple[str, ...]]]) -> None:
    """The page each defect was found on, as it was then; of one that came back, as it is now."""
    folder = crawl.folder_of(run.site)
    held = {(k.finding_id, k.moment): k for k in Kept.objects.filter(finding__in=[f for f, *_ in seen])}
    for finding, group, *_ in seen:
        first, old = group.first, held.get((finding.pk, Moment.BEFORE))
        came_back = (
            old is not None
            and finding.closed_at is None
            and (finding.pk, Moment.AFTER) in held
            and not finding.after
        )
        if came_back:
            keeping.forget(finding, Moment.AFTER)
        if first.snapshot and finding.state != S.FALSE and (old is None or came_back):
            keeping.keep(finding, Moment.BEFORE, first.page or first.target, body_of(folder, first.snapshot))


def _share(evidence: Mapping[str, object]) -> float | None:
    value = evidence.get("share")
    return float(value) if isinstance(value, int | float) else None


def _close_missing(run: Run, seen: set[int], actor: Actor) -> int:
    """Findings that a whole inspection did not see any more are put right; people's own are left to people."""
    gone = []
    for finding in Finding.objects.counted().filter(site=run.site).select_related("site"):
        if finding.pk in seen or finding.probe.startswith(_NOT_CRAWLED):
            continue
        if finding.human and finding.confirmed_at is not None:
            continue
        if finding.probe == "link.external" and not run.site.external:
            continue
        gone.append(finding)
    close(gone, fact=f"{timezone.localdate()} 完整检查没有再发现", actor=actor, after={"run": run.pk})
    folder = crawl.folder_of(run.site)
    pages = {f.pk: str(f.before.get("page") or f.target) for f in gone}
    digests = digests_of(folder, pages.values())
    for finding in gone:
        if digest := digests.get(pages[finding.pk]):
            keeping.keep(finding, Moment.AFTER, pages[finding.pk], body_of(folder, digest))
    return len(gone)


def close(
    findings: Sequence[Finding], *, fact: str, actor: Actor, after: Mapping[str, object] | None = None
) -> None:
    """Strike findings off because of a fact, and end their duties."""
    now = timezone.now()
    for finding in findings:
        finding.state, finding.closed_at, finding.checked_at = S.CLOSED, now, now
        finding.after = {"at": now.isoformat(), "text": fact, **dict(after or {})}
    Finding.objects.bulk_update(findings, ["state", "closed_at", "checked_at", "after"], batch_size=100)
    duty.done(findings, actor=actor, fact=fact)
    for finding in findings:
        GONE.write(actor, finding, details={"fact": fact})
