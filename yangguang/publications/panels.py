"""Panels: what rooms above show of a record on its page of the workbench (its package, its life as a norm)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yangguang.core.actors import Actor
from yangguang.core.registries import Registry

from .models import Publication


@dataclass(frozen=True)
class Panel:
    """``context(record, actor)`` gives what ``template`` shows, or None when there is nothing to show."""

    code: str
    template: str
    context: Callable[[Publication, Actor], dict[str, Any] | None]


PANELS: Registry[Panel] = Registry("panel of a record")


def register(panel: Panel) -> Panel:
    """Register from ``AppConfig.ready()``."""
    return PANELS.add(panel.code, panel)


def of(record: Publication, actor: Actor) -> list[tuple[str, dict[str, Any]]]:
    """The panels of a record: template and what it shows."""
    return [(p.template, shown) for p in PANELS if (shown := p.context(record, actor)) is not None]
