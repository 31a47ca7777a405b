"""What the workbench's pages know of the person: the menu that their powers open."""

from typing import Any

from django.http import HttpRequest

from yangguang.core.navigation import NAV

from .permissions import Act, powers


def desk(request: HttpRequest) -> dict[str, Any]:
    """``desk_nav``: the menu entries for the signed-in person, in order; empty for visitors."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not request.path.startswith("/desk/"):
        return {}
    held = powers(user)
    return {
        "desk_nav": [
            item
            for item in sorted(NAV, key=lambda i: i.order)
            if not item.act
            or (Act(item.act) in held.everywhere if item.everywhere else held.may_anywhere(Act(item.act)))
        ]
    }
