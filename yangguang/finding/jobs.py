"""Every week: the judged questions are asked, solved gaps close, known titles are looked for; every day: mails."""

from __future__ import annotations

import datetime as dt

from yangguang.core.jobs import job

from . import following
from .actions import gaps, judging


@job("finding.board", "检索质量测验", at=dt.time(4, 40), weekday=0)
def board(today: dt.date) -> str:
    made = judging.run(today)
    return f"{made.questions} 题，首位命中 {made.first:.0%}" if made is not None else "还没有题目"


@job("finding.gaps", "复查检索无结果的词", at=dt.time(4, 30))
def look(today: dt.date) -> str:
    return f"{gaps.look_again()} 个词已能检索到"


@job("finding.mail", "发送检索订阅", at=dt.time(7, 30))
def mail(today: dt.date) -> str:
    return following.send_all()
