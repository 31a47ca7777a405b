"""Checks: one class serves the editor's hint, the gate before an act, and the nightly inspection."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .registries import Registry

Severity = Literal["block", "confirm", "hint"]


@dataclass(frozen=True)
class Finding:
    """One thing found: where it is, what is wrong, and how to mend it."""

    place: str
    text: str
    fix: str = ""
    url: str = ""

    @property
    def key(self) -> str:
        """What makes it the same finding when the text around it changes."""
        return f"{self.place}\0{self.text}"


@dataclass(frozen=True)
class Check:
    """``run(subject)`` yields findings. ``subject`` names the model label it looks at, such as workplan.workplan."""

    id: str
    subject: str
    name: str
    why: str
    severity: Severity
    run: Callable[[Any], Iterable[Finding]]
    dismissible: bool = False


CHECKS: Registry[Check] = Registry("check")


def check(
    id: str, subject: str, name: str, *, why: str, severity: Severity = "block", dismissible: bool = False
) -> Callable[[Callable[[Any], Iterable[Finding]]], Check]:
    """Register a function as a check of one kind of subject."""

    def wrap(run: Callable[[Any], Iterable[Finding]]) -> Check:
        return CHECKS.add(id, Check(id, subject, name, why, severity, run, dismissible))

    return wrap


def run_checks(subject: Any, *, severity: Severity | None = None) -> list[tuple[Check, Finding]]:
    """All findings of the checks registered for the subject's model, blocking ones first."""
    label = subject._meta.label_lower
    order = {"block": 0, "confirm": 1, "hint": 2}
    found = [
        (c, f)
        for c in CHECKS
        if c.subject == label and severity in (None, c.severity)
        for f in c.run(subject)
    ]
    return sorted(found, key=lambda pair: order[pair[0].severity])
