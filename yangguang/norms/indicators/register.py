"""REG-04 to REG-06: documents in force are public in one place, catalogued, and found (task 23)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.search import queries as searching
from yangguang.search.queries import SearchRequest

from .. import exporting, queries
from ..models import Norm

CATALOGUE_DAYS = 10  # working days after a change of the register (default, 待核)


def _in_force(ctx: Context) -> list[Norm]:
    if not Norm.objects.registered().exists():
        raise SourceMissing("规范性文件登记簿还是空的")
    rows = queries.in_force(ctx.as_of).filter(registered_on__lte=ctx.as_of)
    return list(rows.select_related("unit", "publication").defer("body").order_by("register_number"))


@indicator(
    "REG-04", "规范性文件集中公开率", tasks=(23,), version=1, scope="unit", denominator="R", unit_word="件",
    formula="合格：登记簿里现行有效、全文已在规范性文件库公开的文件；总数：登记簿里现行有效的文件",
    basis="任务分解表第 23 项；登记簿由区司法局掌握",
    target=Target(">=", 1.0),
)  # fmt: skip
def public_in_one_place(ctx: Context) -> Iterator[Case]:
    """Every document in force, against its public text."""
    for norm in _in_force(ctx):
        record = norm.publication
        there = record is not None and record.live and bool(record.body.strip() or record.attachments)
        yield Case(
            f"norms.norm:{norm.pk}", norm.title, "good" if there else "bad", unit=norm.unit_id,
            fact=record.published_on if there and record is not None else None, url=norm.get_absolute_url(),
            reason="" if there else f"《{norm.title}》现行有效，全文没有公开", reason_code="" if there else "no-text",
        )  # fmt: skip


@indicator(
    "REG-05", "目录齐全一致", tasks=(23,), version=1, scope="district", unit_word="份",
    formula="合格：公开目录列出登记簿里全部现行有效文件，每件有名称、文号、制定机关、成文日期、施行日期和效力；目录随登记簿即时生成，可下载",
    basis="任务分解表第 23 项“制作规范性文件目录”",
    target=Target(">=", 1.0),
)  # fmt: skip
def catalogue_complete(ctx: Context) -> Iterator[Case]:
    """One case: the catalogue as it would be downloaded on the day."""
    norms = _in_force(ctx)
    if not norms:
        return
    rows = list(exporting.rows(norms, ctx.as_of))
    thin = [r[2] for r in rows if not all(r[i] for i in (2, 3, 4, 5, 7, 9))]
    changed = max((timezone.localdate(n.changed_at) for n in norms if n.changed_at), default=None)
    due = calendar.load().add(changed, CATALOGUE_DAYS).due if changed else None
    good = len(rows) == len(norms) and not thin
    yield Case(
        "norms.catalogue:1", f"规范性文件目录（{len(rows)} 件）", "good" if good else "bad", due=due, fact=changed,
        reason="" if good else f"{len(thin)} 件项目不全，如《{thin[0]}》", reason_code="" if good else "thin", url="/norms/",
    )  # fmt: skip


@indicator(
    "REG-06", "目录可检索率", tasks=(23,), version=1, scope="unit", unit_word="件",
    formula="合格：用自己的名称或文号检索，排在前三位的文件；总数：全文已公开的现行有效文件",
    basis="任务分解表第 23 项“方便公众查询”",
    target=Target(">=", 0.99),
)  # fmt: skip
def found_by_its_name(ctx: Context) -> Iterator[Case]:
    """Every public document in force is asked for by its title, then by its number."""
    if not searching.status().available:
        raise SourceMissing("检索索引还没有建立")
    for norm in _in_force(ctx):
        record = norm.publication
        if record is None or not record.live:
            continue
        good = any(_finds(q, record.pk) for q in (record.title, record.document_number) if q)
        yield Case(
            f"norms.norm:{norm.pk}", norm.title, "good" if good else "bad", unit=norm.unit_id,
            reason="" if good else f"检索《{norm.title}》的名称和文号，前三位都没有它",
            reason_code="" if good else "not-found", url=record.get_absolute_url(),
        )  # fmt: skip


def _finds(text: str, pk: int) -> bool:
    hits = searching.search(SearchRequest(text=text[:200], kinds=("publication",), size=3)).hits
    return any(h.document.id == pk for h in hits)
