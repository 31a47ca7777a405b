"""What the room puts into inboxes."""

from __future__ import annotations

from yangguang.duties import kinds

from .actions.briefing import KIND

kinds.register(kinds.Kind(KIND, "政策传达"))
