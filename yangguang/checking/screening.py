"""Whether a text can hold anything that must never go public, told a hundred times faster than by the rules themselves.

Thousands of texts are brought in at once; nearly all of them hold none of these signs and need no closer look. A sign is not
a finding: "扩" alone means nothing. A test holds that no rule which blocks for personal data or secrecy finds what has no sign.
"""

from __future__ import annotations

import re

from yangguang.core.normalising import BETWEEN, DIGIT, SPOKEN

from .engine import RULES, Found, Rule, examine
from .rules import personal, secrecy
from .subjects import Subject

# One by one: each begins with a set of characters, which is searched for ten times faster than a choice of patterns.
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"[{DIGIT}](?:[{BETWEEN}\r\n]{{0,3}}[{DIGIT}]){{7}}",
        rf"[A-Za-zＡ-Ｚ][{DIGIT}]{{6}}",
        rf"[{SPOKEN}]{{11}}",
        r"不(?:予|宜|得|对外)?公开|不得?上网|不得(?:转发|复制|传播)|内部|内\s?参|外传|字第|妥善保管|注意保存",
    )
)
_LETTERS = "密勿禁泄翻扩阅"  # 机密, 请勿, 禁止, 外泄, 翻印, 扩散, 阅后
GROUPS = (personal.GROUP, secrecy.GROUP)


def suspicious(text: str) -> bool:
    """Whether a closer look is needed. False means that none of the blocking rules of ``GROUPS`` finds anything."""
    return any(s.search(text) for s in _SHAPES) or any(letter in text for letter in _LETTERS)


def forbidden(subject: Subject) -> list[Found]:
    """What must not go public in a text: findings of ``GROUPS`` that block, the gravest first."""
    if not any(suspicious(part.text) for part in subject.parts):
        return []
    return [f for f in examine(subject, _rules()) if f.severity == "block"]


def _rules() -> list[Rule]:
    return [r for r in RULES if r.group in GROUPS and r.severity == "block"]
