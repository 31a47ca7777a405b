"""Kinds of duties: upper rooms register what they assign, so that one inbox can show and carry all of it."""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.core.registries import Registry


@dataclass(frozen=True)
class Kind:
    """``needs_evidence``: reporting done asks for an address or a file. ``code`` may end in "." for a family."""

    code: str
    name: str
    needs_evidence: bool = False


KINDS: Registry[Kind] = Registry("duty kind")


def register(kind: Kind) -> Kind:
    return KINDS.add(kind.code, kind)


def kind_of(code: str) -> Kind:
    """The kind of a duty; a family such as ``measure.`` serves all codes that begin with it."""
    if code in KINDS:
        return KINDS.get(code)
    family = next((k for k in KINDS if k.code.endswith(".") and code.startswith(k.code)), None)
    return family or Kind(code, code)
