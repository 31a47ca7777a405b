"""What the workbench's pages know of the person: the menu that their powers open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from yangguang.core.navigation import NAV, NavItem

from .permissions import Act, powers


def menu(user: Any) -> list[NavItem]:
    """The menu entries that the person's powers open, in order."""
    held = powers(user)
    return [
        item
        for item in sorted(NAV, key=lambda i: i.order)
        if not item.act
        or (Act(item.act) in held.everywhere if item.everywhere else held.may_anywhere(Act(item.act)))
    ]


def desk(request: HttpRequest) -> dict[str, Any]:
    """``desk_nav``: the menu entries for the signed-in person; empty for visitors and on public pages."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not request.path.startswith("/desk/"):
        return {}
    entries = menu(user)
    # The entry whose address is the longest beginning of this page's: a duty's page stands under the inbox.
    at = [(len(a), i.key) for i in entries if request.path.startswith(a := reverse(i.url_name))]
    return {"desk_nav": entries, "desk_current": max(at)[1] if at else ""}
