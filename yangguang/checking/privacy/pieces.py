"""A piece of personal data, as the readers of texts hand it on."""

from __future__ import annotations

from dataclasses import dataclass

from yangguang.core.checks import Severity

from .masking import masked

NAMES = {
    "resident": "居民身份证号码",
    "mobile": "手机号码",
    "card": "银行卡号",
    "paper": "护照、通行证或者军官证号码",
    "landline": "住宅电话",
    "email": "个人电子邮箱",
    "address": "个人住址",
    "plate": "车牌号码",
    "weak": "没有遮盖好的号码",
}


@dataclass(frozen=True, slots=True)
class Personal:
    """A piece of personal data: its place in the text, its kind (a key of ``NAMES``) and how sure it is."""

    start: int
    end: int
    kind: str
    severity: Severity
    note: str = ""

    def shown(self, text: str) -> str:
        """The piece as it may be shown."""
        return masked(self.kind, text[self.start : self.end])
