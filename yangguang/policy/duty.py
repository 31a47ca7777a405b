"""What the room puts into inboxes."""

from __future__ import annotations

from yangguang.duties import kinds

from .actions import inbox
from .actions.briefing import KIND

kinds.register(kinds.Kind(KIND, "政策传达"))
kinds.register(kinds.Kind(inbox.SUBMISSION, "政策文件收文", reply_days=5))
kinds.register(kinds.Kind(inbox.RETURN, "退文后重新报送", reply_days=10))
kinds.register(kinds.Kind(inbox.PROMISE, "补发承诺的解读"))
kinds.register(kinds.Kind(inbox.EXEMPTION, "解读豁免答复", reply_days=3))
