"""The day on which a request counts as received, by its channel (条例 art. 31), and what proves it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

ONLINE, VISIT, ORAL, REGISTERED, PLAIN, FAX = "online", "visit", "oral", "registered", "plain", "fax"


@dataclass(frozen=True)
class Channel:
    """``confirm``: receipt is the day both sides confirm, not the day it came; ``same_day``: that must be the very day
    the organ got it (平信). ``evidence`` is what has to be kept."""

    code: str
    name: str
    rule: str
    evidence: str
    confirm: bool = False
    same_day: bool = False


CHANNELS = {
    c.code: c
    for c in (
        Channel(ONLINE, "网上提交", "以双方确认之日为收到日", "确认时间", confirm=True),
        Channel(VISIT, "当面提交", "以提交之日为收到日", "接收回执"),
        Channel(ORAL, "口头申请（代填）", "以代填并经申请人确认之日为收到日", "申请人确认的代填记录"),
        Channel(REGISTERED, "挂号信或快递", "以签收之日为收到日", "邮件单号和签收记录"),
        Channel(PLAIN, "平信", "应在收到当日与申请人确认，以确认之日为收到日", "与申请人确认的通话或短信记录", confirm=True, same_day=True),
        Channel(FAX, "传真", "以双方确认之日为收到日", "与申请人确认的通话或短信记录", confirm=True),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Receipt:
    """The statutory receipt: its day, or None while the other side has not confirmed; ``faults`` are breaches."""

    on: dt.date | None
    rule: str
    faults: tuple[str, ...] = ()


def receipt(channel: str, arrived_on: dt.date, confirmed_on: dt.date | None = None) -> Receipt:
    """When a request counts as received. ``arrived_on``: handed over, signed for, or come in; ``confirmed_on``: both
    sides confirmed. Raises ValueError for a confirmation before arrival and KeyError for an unknown channel.
    """
    rule = CHANNELS[channel]
    if confirmed_on is not None and confirmed_on < arrived_on:
        raise ValueError(f"确认日 {confirmed_on} 早于到达日 {arrived_on}")
    if not rule.confirm:
        return Receipt(arrived_on, rule.rule)
    if confirmed_on is None:
        return Receipt(None, rule.rule)
    late = rule.same_day and confirmed_on > arrived_on
    fault = f"平信应在收到当日（{arrived_on}）与申请人确认，{confirmed_on} 才确认" if late else ""
    return Receipt(confirmed_on, rule.rule, (fault,) if fault else ())
