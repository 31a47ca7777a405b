"""The workbench's menu: rooms register their entries; a person sees those that their powers open."""

from __future__ import annotations

from dataclasses import dataclass

from .registries import Registry


@dataclass(frozen=True)
class NavItem:
    """A menu entry. ``act`` is the organisations.permissions.Act it needs ("" for everyone signed in);

    ``everywhere`` asks for that act district-wide; ``icon`` is a name of core/static/core/icons.svg.
    """

    key: str
    label: str
    url_name: str
    order: int
    icon: str = ""
    act: str = ""
    everywhere: bool = False


NAV: Registry[NavItem] = Registry("menu entry")


def register(item: NavItem) -> NavItem:
    return NAV.add(item.key, item)
