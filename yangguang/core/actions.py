"""Every write is a verb: it says what forbids it, locks its subject, is atomic, and is logged.

@verb("duties.sign", "签收了{object}", forbids=_may_sign)
def sign(duty, *, actor): ...

sign.reasons(duty, actor=actor)   # what the button shows when it is disabled
sign(duty, actor=actor)           # raises Refused with the same reasons
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from . import logtypes
from .actors import Actor


@dataclass(frozen=True)
class Reason:
    """Why something can't be done now, and the way out. ``field`` names the form field it is about."""

    text: str
    remedy: str = ""
    url: str = ""
    field: str = ""

    def __str__(self) -> str:
        return f"{self.text}{'。' + self.remedy if self.remedy else ''}"


class Refused(Exception):
    """An action was refused; nothing was written. ``reasons`` is never empty."""

    def __init__(self, reasons: Iterable[Reason | str]) -> None:
        self.reasons = [r if isinstance(r, Reason) else Reason(r) for r in reasons]
        super().__init__("；".join(map(str, self.reasons)))


Forbids = Callable[..., Iterable[Reason]]


class Verb:
    """A registered write. Call it with the subject and ``actor=``; further arguments are the verb's own."""

    def __init__(self, func: Callable[..., Any], log: logtypes.LogType, forbids: Forbids | None) -> None:
        self.func, self.log, self._forbids = func, log, forbids
        self.__name__, self.__doc__ = func.__name__, func.__doc__
        self.__module__ = func.__module__
        self.__wrapped__ = func

    def reasons(self, subject: Any, *, actor: Actor, **kwargs: Any) -> list[Reason]:
        """What forbids this now; an empty list means that it may be done."""
        return list(self._forbids(subject, actor=actor, **kwargs)) if self._forbids else []

    def __call__(self, subject: Any, *, actor: Actor, **kwargs: Any) -> Any:
        """Do it. Returns what the verb returns; raises Refused (nothing written) when something forbids it."""
        with transaction.atomic():
            before = None
            if isinstance(subject, models.Model) and subject.pk is not None:
                # Read again under the lock: a double click or a second officer sees the first one's result.
                manager = type(subject)._base_manager
                subject = manager.select_for_update(of=("self",)).get(pk=subject.pk)
                before = logtypes.snapshot(subject)
            if reasons := self.reasons(subject, actor=actor, **kwargs):
                raise Refused(reasons)
            result = self.func(subject, actor=actor, **kwargs)
            target = result if isinstance(result, models.Model) else subject
            if target is not subject:
                before = None
            self.log.write(actor, target, before=before, details=kwargs)
            return result


def verb(
    code: str,
    sentence: str,
    *,
    forbids: Forbids | None = None,
    personal: Iterable[str] = (),
    link: str = "",
    hidden: Iterable[str] = (),
) -> Callable[[Callable[..., Any]], Verb]:
    """Declare a write.

    ``code`` is room.noun.verb; ``sentence`` tells the act in Chinese with ``{object}``; ``personal`` names the
    fields that are personal data (kept apart from the log's chain); ``hidden`` the fields never logged at all
    (passwords, file bytes); ``link`` is a URL name taking the object's pk.
    """

    def wrap(func: Callable[..., Any]) -> Verb:
        log = logtypes.register(
            logtypes.LogType(code, sentence, frozenset(personal), frozenset(hidden), link)
        )
        return Verb(func, log, forbids)

    return wrap
