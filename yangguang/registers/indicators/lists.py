"""MKT-02, MKT-03, POL-01, STD-05, EMG-09, ENF-02: what lists promise, against what is public (tasks 5, 6, 12, 13, 30)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from yangguang.catalog.models import Catalogue, Item
from yangguang.catalog.statutory import NAMES
from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator

from .. import kinds, queries, rules
from ..models import Entry, WorkList


def _year(ctx: Context) -> tuple[int, dt.date]:
    """The plan's year, and the last day of it that the measurement looks at."""
    year = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    return year, ctx.as_of


def _entries(kind: str, year: int, on: dt.date) -> list[Entry]:
    """The entries that stood in public lists of a kind on the day. Raises SourceMissing when there is no list."""
    lists = list(WorkList.objects.filter(kind=kind, year=year).exclude(state=WorkList.State.DRAFT))
    if not lists:
        raise SourceMissing(f"{year} 年的{kinds.KINDS.get(kind).name}还没有登记并公布")
    found: list[Entry] = []
    for work_list in lists:
        for entry in queries.entries_of(work_list).standing(on):
            entry.work_list = work_list
            found.append(entry)
    return found


def _unit(entry: Entry) -> int:
    """Who answers for an entry: its first unit, which leads where one does, else the list's keeper."""
    first = next(iter(entry.parties.all()), None)
    return first.unit_id if first else entry.work_list.unit_id


def _url(entry: Entry) -> str:
    return f"{entry.work_list.get_absolute_url()}#entry-{entry.pk}"


def _progress_cases(kind: str, ctx: Context) -> Iterator[Case]:
    """Each entry in each period that has begun: good once something is public, bad once its time is over."""
    year, on = _year(ctx)
    sort = kinds.KINDS.get(kind)
    for entry in _entries(kind, year, on):
        for cell in queries.cells(entry, entry.work_list.periods(), sort.every, on):
            if cell.first > on or (entry.formed_on is not None and entry.formed_on > min(cell.last, on)):
                continue
            good = cell.state in ("public", "nothing")
            verdict = "good" if good else "bad" if cell.state == "missing" else "excluded"
            reason = {
                "bad": f"{cell.name}没有公开进展，应于 {cell.due} 前公开",
                "excluded": f"{cell.name}还没有结束，应于 {cell.due} 前公开",
            }.get(verdict, "")
            fact = max((p.published_on for p in cell.items if p.published_on), default=None)
            yield Case(
                f"registers.entry:{entry.pk}:{cell.first}", f"{entry}（{cell.name}）", verdict,  # type: ignore[arg-type]
                unit=_unit(entry), due=cell.due, fact=fact, reason=reason, url=_url(entry),
                reason_code={"bad": "missing", "excluded": "running"}.get(verdict, ""),
            )  # fmt: skip


@indicator(
    "MKT-02", "落实举措公开率", tasks=(5,), version=1, scope="unit", unit_word="项次", denominator="R",
    formula="合格：对应到该半年的公开进展至少一条的举措；总数：行动方案举措清单中的举措乘以已结束的半年（清单写明期限的，到期即计）；"
            "未结束的半年，已公开的计入，没有公开的不计入",
    basis="任务分解表第 5 项；半年的周期待核",
    target=Target(">=", 1.0, warn=0.9, verified=False),
)  # fmt: skip
def measures_have_progress(ctx: Context) -> Iterator[Case]:
    """Every measure with every half-year that has begun."""
    return _progress_cases(kinds.MEASURES, ctx)


@indicator(
    "MKT-03", "举措公开时延", tasks=(5,), version=1, scope="unit", unit_word="项", denominator="R",
    formula="合格：首次公开不晚于形成日期后 20 个工作日的举措；总数：当年形成的举措；没有登记形成日期、期限未到的不计入",
    basis="条例第二十六条",
    target=Target(">=", 0.95, warn=0.85),
)  # fmt: skip
def measures_published_in_time(ctx: Context) -> Iterator[Case]:
    """The first public record bound to each measure against twenty working days from its forming."""
    year, on = _year(ctx)
    days = calendar.load()
    for entry in _entries(kinds.MEASURES, year, on):
        key, label, unit, url = f"registers.entry:{entry.pk}", str(entry), _unit(entry), _url(entry)
        if entry.formed_on is None:
            yield Case(key, label, "excluded", unit=unit, reason="没有登记形成日期", url=url)
            continue
        if entry.formed_on > on or entry.formed_on.year != year:
            continue
        due = days.add(entry.formed_on, rules.FORMED_WORKDAYS).due
        published = [
            p.publication.published_on
            for p in entry.progress.all()
            if p.publication is not None
            and queries.is_public(p, on)
            and p.publication.published_on
            and p.publication.published_on >= entry.formed_on
        ]
        first = min(published, default=None)
        if first is None and due >= on:
            yield Case(
                key, label, "excluded", unit=unit, due=due, reason=f"期限未到，应于 {due} 前公开", url=url
            )
            continue
        good = first is not None and first <= due
        said = f"{entry.formed_on} 形成，应于 {due} 前公开，" + (f"实际 {first}" if first else "还没有公开")
        yield Case(
            key, label, "good" if good else "bad", unit=unit, due=due, fact=first, reason="" if good else said,
            reason_code="" if good else ("late" if first else "missing"), url=url,
        )  # fmt: skip


@indicator(
    "POL-01", "重点工作公开率", tasks=(13,), version=1, scope="unit", unit_word="项次", denominator="R",
    formula="合格：对应到该季度的公开内容至少一条的重点工作；总数：重点工作清单中的工作乘以已结束的季度（清单写明期限的，到期即计）；"
            "未结束的季度，已公开的计入，没有公开的不计入",
    basis="任务分解表第 13 项；季度的周期待核",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def key_works_are_public(ctx: Context) -> Iterator[Case]:
    """Every key work with every quarter that has begun."""
    return _progress_cases(kinds.KEY_WORKS, ctx)


@indicator(
    "STD-05", "重点工作覆盖率", tasks=(30,), version=1, scope="unit", unit_word="项", denominator="R",
    formula="合格：对应到至少一个现行标准目录事项（或条例第二十、二十一条事项）的重点工作；总数：当年重点工作清单中的工作",
    basis="任务分解表第 30 项“对重点工作全覆盖”",
    target=Target(">=", 1.0, warn=0.9),
)  # fmt: skip
def key_works_stand_in_catalogues(ctx: Context) -> Iterator[Case]:
    """Every key work of the year against the items it was bound to."""
    year, on = _year(ctx)
    entries = _entries(kinds.KEY_WORKS, year, on)
    wanted = {b.item for e in entries for b in e.bindings.all()}
    rows = Item.objects.filter(key__in=wanted, catalogue__state=Catalogue.State.IN_FORCE)
    valid = set(rows.values_list("key", flat=True)) | (wanted & NAMES.keys())
    for entry in entries:
        bound = [b.item for b in entry.bindings.all()]
        good = any(item in valid for item in bound)
        why = "对应的目录事项已经不在现行目录里" if bound else "还没有对应目录事项"
        yield Case(
            f"registers.entry:{entry.pk}", str(entry), "good" if good else "bad", unit=_unit(entry), url=_url(entry),
            reason="" if good else f"重点工作“{entry}”{why}", reason_code="" if good else ("gone" if bound else "unbound"),
        )  # fmt: skip


@indicator(
    "EMG-09", "健康主题覆盖率", tasks=(12,), version=1, scope="unit", unit_word="个", denominator="R",
    formula="合格：当年至少有一条公开内容的健康科普主题；总数：健康科普计划中的主题（计划写明时间的，到期即计；其余到年底计）",
    basis="任务分解表第 12 项；数值待核",
    target=Target(">=", 0.9, warn=0.75, verified=False),
)  # fmt: skip
def health_topics_covered(ctx: Context) -> Iterator[Case]:
    """Every topic of the year's plan."""
    return _progress_cases(kinds.TOPICS, ctx)


@indicator(
    "ENF-02", "三类执法信息更新", tasks=(6,), version=1, scope="unit", unit_word="类次", denominator="R",
    formula="合格：该季度有公开信息，或有注明日期的“本期无”声明的执法信息类别；总数：执法信息清单中的类别乘以已结束的季度",
    basis="任务分解表第 6 项：反垄断、反不正当竞争、知识产权",
    target=Target(">=", 1.0),
)  # fmt: skip
def enforcement_is_kept_up(ctx: Context) -> Iterator[Case]:
    """Every class of enforcement information with every quarter that has begun."""
    return _progress_cases(kinds.ENFORCEMENT, ctx)
