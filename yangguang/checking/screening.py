"""Whether a text can hold anything that must never go public, told a hundred times faster than by the rules themselves.

Thousands of texts are brought in at once; nearly all of them hold none of these signs and need no closer look. A sign is not
a finding: "不得" alone means nothing. A test holds that no rule which blocks for personal data or secrecy finds what has no sign.
"""

from __future__ import annotations

import re

from .engine import RULES, Found, Rule, examine
from .privacy.normalising import BETWEEN, DIGIT, SPOKEN
from .rules import personal, secrecy
from .subjects import Subject

_SHAPES = re.compile(
    rf"[{DIGIT}](?:[{BETWEEN}\r\n]{{0,3}}[{DIGIT}]){{7}}|[A-Za-zＡ-Ｚ][{DIGIT}]{{6}}|[{SPOKEN}]{{11}}|内\s?参"
)
_WORDS = (
    "密", "内部", "不予公开", "不公开", "不宜公开", "不得公开", "不对外公开", "不上网", "不得上网", "外传", "外泄",
    "扩散", "翻印", "不得转发", "不得复制", "不得传播", "请勿", "严禁", "禁止", "切勿", "注意保存", "妥善保管", "阅后", "字第",
)  # fmt: skip
GROUPS = (personal.GROUP, secrecy.GROUP)


def suspicious(text: str) -> bool:
    """Whether a closer look is needed. False means that none of the blocking rules of ``GROUPS`` finds anything."""
    return _SHAPES.search(text) is not None or any(w in text for w in _WORDS)


def forbidden(subject: Subject) -> list[Found]:
    """What must not go public in a text: findings of ``GROUPS`` that block, the gravest first."""
    if not any(suspicious(part.text) for part in subject.parts):
        return []
    return [f for f in examine(subject, _rules()) if f.severity == "block"]


def _rules() -> list[Rule]:
    return [r for r in RULES if r.group in GROUPS and r.severity == "block"]
