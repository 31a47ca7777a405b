"""The plan system (规划体系) as a tree: the district's outline on top, what carries it on beneath, orphans apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .models import Category, Plan, Tier
from .queries import Card

TIERS = [Tier.NATIONAL, Tier.PROVINCE, Tier.CITY]
CATEGORIES = list(Category)


@dataclass
class Node:
    """A plan in the tree. ``others``: plans above it besides the one it hangs under."""

    card: Card
    carries: str = ""
    children: list[Node] = field(default_factory=list)
    others: list[Plan] = field(default_factory=list)
    outer: list[Plan] = field(default_factory=list)

    @property
    def plan(self) -> Plan:
        return self.card.plan


@dataclass
class System:
    """``outer``: plans above the district that one of the shown plans carries on; ``roots``: outlines and whatever
    else stands on its own, each with its tree; ``orphans``: special and regional plans without a plan above."""

    outer: list[Card]
    roots: list[Node]
    orphans: list[Node]


def _order(card: Card) -> tuple[int, int, str]:
    return CATEGORIES.index(Category(card.plan.category)), -(card.plan.period_from or 0), card.plan.name


def system(cards: Iterable[Card]) -> System:
    """The tree of these entries. A plan with several parents hangs under the first of the district's that is shown."""
    shown = {c.plan.pk: c for c in cards}
    own = sorted((c for c in shown.values() if c.plan.tier == Tier.DISTRICT), key=_order)
    nodes = {c.plan.pk: Node(c) for c in own}
    roots: list[Node] = []
    orphans: list[Node] = []
    for card in own:
        node = nodes[card.plan.pk]
        above = [link for link in card.parents if link.parent_id in nodes and link.parent_id != card.plan.pk]
        node.outer = [link.parent for link in card.parents if link.parent.tier != Tier.DISTRICT]
        if above and not _under(nodes, above[0].parent_id, card.plan.pk):
            nodes[above[0].parent_id].children.append(node)
            node.carries = above[0].carries
            node.others = [link.parent for link in above[1:]]
        elif card.orphan:
            orphans.append(node)
        else:
            roots.append(node)
    used = {p.pk for n in nodes.values() for p in n.outer}
    outer = [c for c in shown.values() if c.plan.tier != Tier.DISTRICT and c.plan.pk in used]
    outer.sort(key=lambda c: (TIERS.index(Tier(c.plan.tier)), _order(c)))
    return System(outer, roots, orphans)


def _under(nodes: dict[int, Node], node: int, above: int) -> bool:
    """Whether ``node`` already hangs below ``above``: a loop in the links (which verbs refuse) must not hang pages."""
    waiting = [nodes[above]]
    while waiting:
        here = waiting.pop()
        if here.plan.pk == node:
            return True
        waiting.extend(here.children)
    return False
