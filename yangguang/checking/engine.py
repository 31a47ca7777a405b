"""The one engine behind the editor's hint, the gate before release, ``yangguang check`` and the inspection of pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from yangguang.core.checks import Severity
from yangguang.core.registries import Registry

from .subjects import PartKind, Subject

ORDER: dict[Severity, int] = {"block": 0, "confirm": 1, "hint": 2}
SEVERITY_NAMES: dict[Severity, str] = {"block": "必须改", "confirm": "请核对", "hint": "建议"}


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found: ``part`` is the index of the subject's part, ``start`` and ``end`` offsets in its text.

    ``reason`` and ``fix`` are sentences for the writer of the text. ``shown`` is what may be shown of the place; rules
    about personal data mask it, because findings are kept and sent. ``key`` is what makes two hits the same one across
    versions of a text (the default is the words themselves). ``severity`` overrules the rule's.
    """

    part: int
    start: int
    end: int
    reason: str
    fix: str = ""
    shown: str = ""
    key: str = ""
    severity: Severity | None = None


Run = Callable[[Subject], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """A rule: why it is there, its article or standard, how to mend what it finds.

    ``group`` is what the registry page sorts by. ``kinds`` limits it to kinds of publication (empty: all).
    ``lasting`` rules also look at pages that are public already.
    """

    code: str
    name: str
    group: str
    why: str
    basis: str
    severity: Severity
    run: Run
    kinds: frozenset[str] = frozenset()
    dismissible: bool = True
    lasting: bool = True


RULES: Registry[Rule] = Registry("rule")


def rule(
    code: str,
    name: str,
    *,
    group: str,
    why: str,
    basis: str,
    severity: Severity,
    kinds: Iterable[str] = (),
    dismissible: bool = True,
    lasting: bool = True,
) -> Callable[[Run], Rule]:
    """Register a function as a rule."""

    def wrap(run: Run) -> Rule:
        made = Rule(
            code, name, group, why, basis, severity, run, frozenset(kinds), dismissible, lasting
        )  # fmt: skip
        return RULES.add(code, made)

    return wrap


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: the rule, the place, and what to say. ``fingerprint`` stays the same while the words do."""

    rule: Rule
    severity: Severity
    place: str
    part: int
    start: int
    end: int
    shown: str
    reason: str
    fix: str
    fingerprint: str


def examine(subject: Subject, rules: Iterable[Rule] | None = None) -> list[Found]:
    """All findings, blocking ones first, then in the order of the text. Pure: the same subject, the same findings."""
    found = [
        _found(subject, r, hit)
        for r in (RULES if rules is None else rules)
        if not r.kinds or subject.kind in r.kinds
        for hit in r.run(subject)
    ]
    return sorted(found, key=lambda f: (ORDER[f.severity], f.part, f.start, f.end, f.rule.code))


def _found(subject: Subject, rule: Rule, hit: Hit) -> Found:
    part = subject.parts[hit.part]
    words = part.text[hit.start : hit.end]
    mark = hashlib.sha256(f"{rule.code}\0{hit.key or words}".encode()).hexdigest()[:24]
    return Found(
        rule, hit.severity or rule.severity, part.place, hit.part, hit.start, hit.end,
        hit.shown or words, hit.reason, hit.fix, mark,
    )  # fmt: skip


READ: frozenset[PartKind] = frozenset({PartKind.TITLE, PartKind.TEXT, PartKind.TABLE})


def parts_of(subject: Subject, kinds: frozenset[PartKind] = READ) -> Iterator[tuple[int, str]]:
    """Index and text of the parts of these kinds that hold any."""
    for index, part in enumerate(subject.parts):
        if part.kind in kinds and part.text:
            yield index, part.text
