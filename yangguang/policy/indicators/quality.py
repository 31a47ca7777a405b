"""INT-10 to INT-13: elements, copying, sampled scores, readers who understood (任务 18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count, Q

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.documents import bodies
from yangguang.publications.models import Publication

from ..models import Explains, Requirement, ReviewRound, ReviewSample, Understanding
from ..rules import LEAST_VOTES, half_span
from ..texts import elements, overlap, plain
from .period import year

GOOD_SCORE, GOOD_SHARE = 80, 0.8


def _explanations(ctx: Context) -> list[Publication]:
    first, last = year(ctx)
    return list(
        Publication.objects.public()
        .filter(kind="explanation", first_published_at__date__range=(first, last))
        .only("pk", "title", "unit_id", "body", "kind")
        .order_by("pk")
    )


@indicator(
    "INT-10", "实质要素齐全率", tasks=(18,), version=1, scope="unit", unit_word="份",
    formula="合格：有背景、目的、主要举措；解读的文件直接面向群众或企业的，还有变化、影响人群、怎么办。文字不足 80 字的（图在图片里）不计",
    basis="任务分解表第 18 项；95% 为本系统所定（待核）",
    target=Target(">=", 0.95, warn=0.85, verified=False),
)  # fmt: skip
def complete(ctx: Context) -> Iterator[Case]:
    facing = set(
        Explains.objects.filter(
            document__in=Requirement.objects.filter(people_facing=True).values("document")
        ).values_list("explanation", flat=True)
    )
    for record in _explanations(ctx):
        start = {
            "key": f"publications.publication:{record.pk}", "label": record.title, "unit": record.unit_id,
            "url": record.get_absolute_url(),
        }  # fmt: skip
        if len(bodies.to_text(record.body)) < plain.LEAST:
            reason = "文字很少，内容在图片、视频里，由抽评查看"
            yield Case(verdict="excluded", reason=reason, reason_code="picture", **start)  # type: ignore[arg-type]
            continue
        gone = elements.missing(record.body, people_facing=record.pk in facing)
        if gone:
            reason = f"没有找到{'、'.join(e.name for e in gone)}"
            yield Case(verdict="bad", reason=reason, reason_code="missing", **start)  # type: ignore[arg-type]
        else:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]


@indicator(
    "INT-11", "照抄预警率", tasks=(18,), version=1, scope="unit", unit_word="份",
    formula="预警：连续 13 字以上和所解读的文件相同的部分占解读六成以上；合格：当年公开、关联了文件、文字够长而没有预警的解读。"
    "预警的单列在“不计”里，只提示，不考核",
    basis="任务分解表第 18 项；13 字和六成为本系统所定（待核）",
    target=Target(">=", 0.0, verified=False),
)  # fmt: skip
def copied(ctx: Context) -> Iterator[Case]:
    """Shown, never scored: the target is met whatever the share, and the cases name the copied ones."""
    found = {r.pk: r for r in _explanations(ctx)}
    linked: dict[int, list[str]] = defaultdict(list)
    rows = Explains.objects.filter(explanation__in=found, document__live=True).select_related("document")
    texts: dict[int, str] = {}
    for row in rows.order_by("pk"):
        if row.document_id not in texts:
            texts[row.document_id] = bodies.to_text(row.document.body)
        linked[row.explanation_id].append(texts[row.document_id])
    for key, documents in sorted(linked.items()):
        record = found[key]
        _, shared = overlap.against(bodies.to_text(record.body), documents)
        if not shared.judged:
            continue
        # Excluded, not bad: a warning opens no duty.
        yield Case(
            f"publications.publication:{key}", record.title, "excluded" if shared.copied else "good",
            unit=record.unit_id, url=record.get_absolute_url(),
            reason=f"与原文相同 {shared.share:.0%}（预警）" if shared.copied else "",
            reason_code="copied" if shared.copied else "",
        )  # fmt: skip


@indicator(
    "INT-12", "抽评质量分", tasks=(18,), version=1, scope="unit", unit_word="份", method="EXAMINE", min_n=3,
    formula="合格：抽评 80 分以上的解读；总数：当年已评出分数的样本（每单位每半年至多三份，两位其他单位的人隐名评阅，相差大的复评）",
    basis="任务分解表第 18 项；80 分和八成为本系统所定（待核）",
    target=Target(">=", 0.8, warn=0.6, verified=False),
)  # fmt: skip
def sampled(ctx: Context) -> Iterator[Case]:
    first, last = year(ctx)
    rounds = [r for r in ReviewRound.objects.filter(year=first.year) if half_span(r.year, r.half)[0] <= last]
    if not rounds:
        raise SourceMissing(f"{first.year} 年还没有抽评")
    rows = ReviewSample.objects.filter(round__in=rounds).select_related("explanation", "round")
    for row in rows.order_by("pk"):
        start = {
            "key": f"policy.reviewsample:{row.pk}", "label": row.explanation.title,
            "unit": row.explanation.unit_id, "url": row.explanation.get_absolute_url(),
        }  # fmt: skip
        if row.score is None:
            yield Case(verdict="excluded", reason="还没有评出分数", reason_code="waiting", **start)  # type: ignore[arg-type]
        elif row.score >= GOOD_SCORE:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]
        else:
            reason = f"抽评 {row.score:g} 分，不到 {GOOD_SCORE} 分"
            yield Case(verdict="bad", reason=reason, reason_code="low", **start)  # type: ignore[arg-type]


@indicator(
    "INT-13", "读者看懂率", tasks=(18,), version=1, scope="unit", unit_word="份",
    formula="合格：回答“看懂了”的达八成；总数：当年公开、满 30 人回答的解读；不满 30 人的不计",
    basis="任务分解表第 18 项；30 人和八成为本系统所定（待核）",
    target=Target(">=", 0.8, verified=False),
)  # fmt: skip
def understood(ctx: Context) -> Iterator[Case]:
    found = _explanations(ctx)
    counts = {
        pk: (yes, all_)
        for pk, yes, all_ in Understanding.objects.filter(
            explanation__in=[r.pk for r in found], at__date__lte=ctx.as_of
        )
        .values("explanation")
        .annotate(yes=Count("pk", filter=Q(understood=True)), n=Count("pk"))
        .values_list("explanation", "yes", "n")
    }
    for record in found:
        if record.pk not in counts:
            continue
        yes, count = counts[record.pk]
        start = {
            "key": f"publications.publication:{record.pk}", "label": record.title, "unit": record.unit_id,
            "url": record.get_absolute_url(),
        }  # fmt: skip
        if count < LEAST_VOTES:
            reason = f"只有 {count} 人回答，不满 {LEAST_VOTES} 人"
            yield Case(verdict="excluded", reason=reason, reason_code="few", **start)  # type: ignore[arg-type]
        elif yes / count >= GOOD_SHARE:
            yield Case(verdict="good", **start)  # type: ignore[arg-type]
        else:
            reason = f"{count} 人里 {yes} 人看懂（{yes / count:.0%}）"
            yield Case(verdict="bad", reason=reason, reason_code="unclear", **start)  # type: ignore[arg-type]
