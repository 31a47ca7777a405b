"""Kinds of duties: upper rooms register what they assign, so that one inbox can show and carry all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from yangguang.core.registries import Registry
from yangguang.organisations.permissions import Act


@dataclass(frozen=True)
class Kind:
    """What holds for all duties of a kind. ``code`` may end in "." for a family (``measure.`` for ``measure.ORG-04``).

    ``needs_evidence``: reporting done asks for an address or a file. ``report_act``: what the reporter must be allowed
    at the doing unit; ``Act.APPROVE`` where its head's approval is needed. ``close_act``: the same for whoever closes
    or returns, at the asking unit. ``reply_days``: working days until due when whoever opens it names no date.
    ``link``: the address of the subject from the duty's key, used when the duty has no address of its own.
    """

    code: str
    name: str
    needs_evidence: bool = False
    report_act: Act = Act.REVIEW
    close_act: Act = Act.REVIEW
    reply_days: int | None = None
    link: Callable[[str], str] | None = None


KINDS: Registry[Kind] = Registry("duty kind")


def register(kind: Kind) -> Kind:
    """Register from ``AppConfig.ready()``; raises ValueError when the code is taken by another kind."""
    return KINDS.add(kind.code, kind)


def kind_of(code: str) -> Kind:
    """The kind of a duty; a family such as ``measure.`` serves all codes that begin with it."""
    if code in KINDS:
        return KINDS.get(code)
    family = next((k for k in KINDS if k.code.endswith(".") and code.startswith(k.code)), None)
    return family or Kind(code, code)
