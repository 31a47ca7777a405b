"""The workbench's menu: rooms register their entries; a person sees those that their powers open."""

from __future__ import annotations

from dataclasses import dataclass

from .registries import Registry

# The menu's parts, by the hundreds of an entry's order.
PARTS = {1: "办理", 2: "公开", 3: "政策", 4: "任务", 5: "管理"}


@dataclass(frozen=True)
class NavItem:
    """A menu entry. ``order`` places it; its hundreds are the part of the menu (``PARTS``).

    ``act`` is the organisations.permissions.Act it needs ("" for everyone signed in), ``everywhere`` asks for it
    district-wide; ``icon`` is a name of core/static/core/icons.svg.
    """

    key: str
    label: str
    url_name: str
    order: int
    icon: str = ""
    act: str = ""
    everywhere: bool = False

    @property
    def part(self) -> str:
        """The part of the menu under which it stands; "" for none that is known."""
        return PARTS.get(self.order // 100, "")


NAV: Registry[NavItem] = Registry("menu entry")


def register(item: NavItem) -> NavItem:
    return NAV.add(item.key, item)
