"""PLN-01 to PLN-03: approved plans are public, in time, and found by both ways in (task 1)."""

from __future__ import annotations

from collections.abc import Iterator

from yangguang.core.indicators import Case, Context, Target, indicator

from .. import queries, rules
from ..keeping import archive, keeper
from ..queries import Card
from .counted import NOT_DUE, answers, desk, key, register, year


@indicator(
    "PLN-01", "规划公开率", tasks=(1,), version=1, scope="unit", denominator="R", unit_word="份",
    formula="合格：有公开全文的已批准区级规划；总数：清册里已批准的区级规划，扣除依法不予公开并经另一单位审定的。"
            "没有公开、但还在 20 个工作日以内的，只作预警",
    basis="任务分解表第 1 项；条例第二十条第三项",
    target=Target(">=", 1.0),
)  # fmt: skip
def plans_public(ctx: Context) -> Iterator[Case]:
    """Approved plans against their full texts."""
    fallback = keeper()
    for card in register(ctx):
        if not card.approved or card.clock is None:
            continue
        plan, unit = card.plan, answers(card.plan, fallback)
        if card.exempt and card.exemption is not None:
            yield Case(
                key(plan),
                card.public_label,
                "excluded",
                unit=unit,
                reason=f"依法不予公开：{card.exemption.basis_text}",
            )
        elif card.text is not None:
            yield Case(
                key(plan), plan.name, "good", unit=unit, due=card.clock.due, fact=card.published_on,
                url=card.text.get_absolute_url(),
            )  # fmt: skip
        else:
            yield Case(
                key(plan), card.public_label, "bad", unit=unit, due=card.clock.due, url=desk(plan),
                reason=_unpublished(card), reason_code=NOT_DUE if card.clock.pending else "missing",
            )  # fmt: skip


def _unpublished(card: Card) -> str:
    assert card.clock is not None
    said = f"{card.clock.approved_on} 批准，还没有公开全文，应于 {card.clock.due} 前公开"
    return said + ("；不予公开的申请还没有审定" if card.exemption is not None else "")


@indicator(
    "PLN-02", "规划公开及时率", tasks=(1,), version=1, scope="unit", denominator="R", unit_word="份",
    formula="合格：批准之日起 20 个工作日内公开全文的；总数：当年批准的区级规划，扣除依法不予公开的，以及批准不满 10 个"
            "工作日、还没有公开的。满 10 个工作日没有公开、还没有到期的作预警。公开时间由服务器记录，不能改",
    basis="条例第二十六条；任务分解表第 1 项“一经批准，及时”；预警线 10 个工作日待核",
    target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def plans_in_time(ctx: Context) -> Iterator[Case]:
    """Plans approved within the year against twenty working days."""
    first, last = year(ctx)
    fallback = keeper()
    for card in register(ctx):
        clock = card.clock
        if clock is None or not first <= clock.approved_on <= last:
            continue
        plan, unit = card.plan, answers(card.plan, fallback)
        verdict, reason, code = _timely(card, clock)
        yield Case(
            key(plan), card.public_label, verdict, unit=unit, due=clock.due, fact=card.published_on,  # type: ignore[arg-type]
            reason=reason, reason_code=code,
            url=card.text.get_absolute_url() if card.text is not None else "" if card.exempt else desk(plan),
        )  # fmt: skip


def _timely(card: Card, clock: rules.Clock) -> tuple[str, str, str]:
    """The verdict on a plan's clock, with its reason and reason code."""
    if card.exempt and card.exemption is not None:
        return "excluded", f"依法不予公开：{card.exemption.basis_text}", ""
    if clock.word == "按时公开":
        return "good", "", ""
    if clock.word == "逾期公开":
        return "bad", f"{clock.approved_on} 批准，应于 {clock.due} 前公开，实际 {clock.published_on}", "late"
    if clock.word == "逾期未公开":
        return "bad", f"{clock.approved_on} 批准，应于 {clock.due} 前公开，还没有公开", "missing"
    said = f"{clock.approved_on} 批准，已过 {clock.day} 个工作日，应于 {clock.due} 前公开"
    if clock.word == "临近期限":
        return "bad", said, NOT_DUE
    return "excluded", f"还在期限内：{said}", ""


@indicator(
    "PLN-03", "专题与专栏双入口率", tasks=(1,), version=1, scope="district", unit_word="份",
    formula="合格：全文同时列入规划专题和政府信息公开专栏规划项的；总数：已公开的区级规划",
    basis="任务分解表第 1 项“设立专题，并在政府信息公开专栏集中展示”",
    target=Target(">=", 1.0),
)  # fmt: skip
def both_ways_in(ctx: Context) -> Iterator[Case]:
    """Published plans against the rows from which the topic page and the hub's list are made."""
    center = archive()
    found = queries.places(ctx.as_of)
    for card in register(ctx):
        if card.text is None:
            continue
        # One of several full texts in both places is enough: the plan is found by both ways.
        lacks = min((found.lacks(p.pk) for p in card.full_texts), key=len)
        yield Case(
            key(card.plan), card.plan.name, "bad" if lacks else "good", unit=center.pk if center else None,
            fact=card.published_on, url=card.text.get_absolute_url(),
            reason=f"没有列入{'、'.join(lacks)}" if lacks else _ways(found), reason_code="entry" if lacks else "",
        )  # fmt: skip


def _ways(found: queries.Places) -> str:
    return f"{found.topic.get_absolute_url() if found.topic else ''} 和 /hub/item/{queries.HUB_ITEM}/"
