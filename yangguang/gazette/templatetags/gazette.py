"""Small readings for the gazette's templates."""

from __future__ import annotations

from typing import Any

from django import template

from ..models import Issue, State

register = template.Library()


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The value under a key, or None."""
    return mapping.get(key)


@register.filter
def course(issue: Issue) -> list[tuple[str, str, bool]]:
    """The steps of an issue as (code, label, done); an old one has no signing."""
    if issue.is_old:
        steps = [(State.COMPILING, "拆分"), (State.PROOFING, "核对"), (State.PUBLISHED, "入库")]
    else:
        steps = [(State.COMPILING, "编排"), (State.PROOFING, "校对"), (State.SIGNING, "签发"), (State.SIGNED, "待出版"),
                 (State.PUBLISHED, "出版")]  # fmt: skip
    codes = [code for code, _ in steps]
    here = codes.index(State(issue.state)) if issue.state in codes else 0
    return [(code.value, label, place < here) for place, (code, label) in enumerate(steps)]
