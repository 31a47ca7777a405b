"""Personal data in what a year has published: one case for each record, never with the data itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q

from yangguang.core.checks import Severity
from yangguang.core.indicators import Case, Context, SourceMissing
from yangguang.publications import judging
from yangguang.publications.models import Publication


def cases(ctx: Context, which: Q, name: str, grave: tuple[Severity, ...] = ("block",)) -> Iterator[Case]:
    """Every public record of the plan's year that ``which`` chooses, with its files; what a person has answered for
    does not count. Raises SourceMissing when there is none: ``name`` is what is missing."""
    year = ctx.plan.year if ctx.plan is not None else ctx.as_of.year
    last = min(ctx.as_of, dt.date(year, 12, 31))
    rows = (
        Publication.objects.public()
        .filter(
            which,
            first_published_at__date__gte=dt.date(year, 1, 1),
            first_published_at__date__lte=last,
        )
        .select_related("unit")
    )
    found = False
    for record in rows.order_by("pk").iterator(chunk_size=500):
        found = True
        judged = [j for j in judging.of_group(record, "个人信息") if j.severity in grave and j.stands]
        hits = list(dict.fromkeys(j.name for j in judged))
        yield Case(
            f"publications.publication:{record.pk}", record.title, "bad" if hits else "good", unit=record.unit_id,
            fact=record.published_on, url=f"/desk/publications/{record.pk}/",
            reason=f"含有{'、'.join(hits)}，请撤下或更正" if hits else "", reason_code="personal" if hits else "",
        )  # fmt: skip
    if not found:
        raise SourceMissing(f"{year} 年还没有公开{name}")
