"""ASK-03: policies that speak to people have their questions answered. WEB-04: what can be done is linked where it is told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.publications import extras, knowing
from yangguang.publications import queries as records
from yangguang.publications.models import Publication

from . import keeping
from .models import Basis
from .rules import reviewing
from .sources import POLICIES

LEAST = 3


def _end_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))


def _entries_on(policies: list[int], day: dt.date) -> dict[int, set[int]]:
    """For each policy the entries that rested on it and were public on the day."""
    found: dict[int, set[int]] = defaultdict(set)
    end = _end_of(day)
    public = Q(entry__live=True) | Q(entry__withdrawn_at__gte=end)
    rows = Basis.objects.filter(public, publication__in=policies, entry__first_published_at__lt=end)
    for policy, entry in rows.values_list("publication", "entry"):
        found[policy].add(entry)
    return found


@indicator(
    "ASK-03", "政策问答覆盖率", tasks=(15,), version=1, scope="unit", unit_word="份",
    formula="合格：知识库里有至少 3 条公开的问答以它为依据；总数：现行有效、认定时标明直接面向群众或企业的政策文件和规范性文件",
    basis="任务分解表第 15 项；3 条和 80% 为本系统所定（待核）",
    target=Target(">=", 0.8, warn=0.6, verified=False),
    params={"least": LEAST},
)  # fmt: skip
def covered(ctx: Context) -> Iterator[Case]:
    least = int(ctx.params.get("least", LEAST))
    rows = (
        Publication.objects.public()
        .listed()
        .filter(kind__in=POLICIES, first_published_at__lt=_end_of(ctx.as_of))
    )
    rows = rows.filter(Q(effective_on=None) | Q(effective_on__lte=ctx.as_of)).order_by("pk")
    documents = [d for d in rows if keeping.standing(d, ctx.as_of) not in reviewing.ENDED]
    facing = knowing.people_facing([d.pk for d in documents])
    if facing is None:
        raise SourceMissing("没有接入“直接面向群众或企业”的认定，不知道哪些政策要有问答")
    documents = [d for d in documents if d.pk in facing]
    entries = _entries_on([d.pk for d in documents], ctx.as_of)
    for document in documents:
        count = len(entries[document.pk])
        yield Case(
            f"publications.publication:{document.pk}", document.title, "good" if count >= least else "bad",
            unit=document.unit_id, url=document.get_absolute_url(), reason_code="" if count >= least else "few",
            reason="" if count >= least else f"知识库里以它为依据的公开问答只有 {count} 条，要 {least} 条",
        )  # fmt: skip


@indicator(
    "WEB-04", "公开、办事、互动贯通率", tasks=(25,), version=2, scope="unit", unit_word="份",
    formula="合格：标“可办”的有打得开的办事入口，或挂着公开的办事指南，标“可问”的知识库里有以它为依据的公开问答；总数：现行有效、标了“可办”或“可问”的政策文件和规范性文件",
    basis="任务分解表第 25 项：公开、办事、互动数据贯通；80% 为本系统所定（待核）",
    target=Target(">=", 0.8, warn=0.6, verified=False),
)  # fmt: skip
def linked(ctx: Context) -> Iterator[Case]:
    rows = (
        Publication.objects.public()
        .filter(kind__in=POLICIES, first_published_at__lt=_end_of(ctx.as_of), extra__has_key="served")
        .defer("body")
    )
    documents = [
        d for d in rows.order_by("pk")
        if d.extra.get("served") and keeping.standing(d, ctx.as_of) not in reviewing.ENDED
    ]  # fmt: skip
    entries = _entries_on([d.pk for d in documents], ctx.as_of)
    guides = records.guides_of([d.pk for d in documents], _end_of(ctx.as_of))
    dead = knowing.dead({d.extra["service_url"] for d in documents if d.extra.get("service_url")})
    for document in documents:
        served, address = document.extra["served"], document.extra.get("service_url", "")
        wrong = []
        if served in (extras.DOABLE, extras.BOTH):
            if address in dead:
                wrong.append(("dead entrance", "办事入口打不开"))
            elif not address and not guides.get(document.pk):
                named = document.extra.get("guides")
                told = "挂的办事指南没有公开" if named else "标了“可办”，没有填办事入口，也没有挂办事指南"
                wrong.append(("no guide" if named else "no entrance", told))
        if served in (extras.ASKABLE, extras.BOTH) and not entries[document.pk]:
            wrong.append(("no question", "标了“可问”，知识库里没有以它为依据的公开问答"))
        yield Case(
            f"publications.publication:{document.pk}", document.title, "bad" if wrong else "good",
            unit=document.unit_id, url=document.get_absolute_url(), reason_code=wrong[0][0] if wrong else "",
            reason="；".join(text for _, text in wrong),
        )  # fmt: skip
