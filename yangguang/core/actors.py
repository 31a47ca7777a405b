"""Who acts: a signed-in person, a visitor, or the system itself (a job, a command)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Actor:
    """The doer of an action as the audit log names it.

    ``user`` is None for the system and for visitors; ``address`` is the client's IP address or "";
    ``channel`` is 网页, 命令行 or 定时任务.
    """

    label: str
    user: Any = None
    address: str = ""
    channel: str = "定时任务"

    @property
    def user_id(self) -> int | None:
        return self.user.pk if self.user is not None else None

    @property
    def is_system(self) -> bool:
        """True for jobs and commands, which the operator's own access to the machine has already admitted."""
        return self.user is None and self.channel != "网页"


SYSTEM = Actor(label="系统")


def operator() -> Actor:
    """The operator at the machine's command line."""
    return Actor(label="命令行操作员", channel="命令行")


def actor_of(request: Any) -> Actor:
    """The actor that ``ActorMiddleware`` put on a request."""
    return request.actor
