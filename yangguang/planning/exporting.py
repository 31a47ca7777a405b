"""The register and the metadata matrix to take away; the register's own file can be imported again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yangguang.publications.models import Publication

from . import rules
from .models import Category, HandOver, Tier
from .queries import Card

HEADINGS = [
    "登记号", "名称", "层级", "类别", "规划期", "编制单位", "批准机关", "批准日期", "文号", "范围", "状态", "上位规划", "系列",
    "届次", "公开情况", "公开期限", "公开日期", "公开网址", "缺少的元数据",
]  # fmt: skip


def rows(cards: Iterable[Card], address: str, *, known: set[int] | None = None) -> Iterator[list[str]]:
    """Heading and a row for each entry; ``address`` begins the addresses.

    ``known``: for readers, who are told of no other plan than these, nor of what the register lacks.
    """
    yield HEADINGS if known is None else HEADINGS[:-1]
    for card in cards:
        plan = card.plan
        makers = [plan.unit, *plan.participants.all()] if plan.unit is not None else []
        clock = card.clock
        line = [
            str(plan.pk), plan.name, str(Tier(plan.tier).label), str(Category(plan.category).label),
            plan.period_text, "、".join(u.name for u in makers if u is not None) or plan.outer_maker, plan.approver,
            plan.approved_on.isoformat() if plan.approved_on else "", plan.document_number, plan.territory,
            card.status, "；".join(f"《{link.parent.name}》" for link in card.parents if known is None or link.parent_id in known),
            plan.series.name if plan.series else "", str(plan.ordinal or ""), card.disclosure,
            clock.due.isoformat() if clock else "", card.published_on.isoformat() if card.published_on else "",
            _address(card.text, address), "、".join(card.missing_names),
        ]  # fmt: skip
        yield line if known is None else line[:-1]


def _address(text: Publication | None, address: str) -> str:
    return f"{address}{text.get_absolute_url()}" if text is not None else ""


def matrix(cards: Iterable[Card]) -> Iterator[list[str]]:
    """Entry × metadata: 有 or 缺."""
    yield ["名称", "编制单位", *rules.METADATA.values()]
    for card in cards:
        lacks = set(card.missing)
        yield [
            card.plan.name, str(card.plan.unit or card.plan.outer_maker),
            *("缺" if key in lacks else "有" for key in rules.METADATA),
        ]  # fmt: skip


def history(item: HandOver, entries: Iterable[tuple[str, ...]]) -> Iterator[list[str]]:
    """The entries of a list with what became of each."""
    yield ["行号", "名称", "规划期", "文号", "编制单位", "存放处", "归集情况", "说明或网址"]
    yield from (list(e) for e in entries)
