"""A unit with accounts and the people who keep them; all texts are 示例."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.newmedia import fetching, keeping
from yangguang.newmedia.actions import campaigning, filing, sending
from yangguang.newmedia.models import (
    Account,
    AccountState,
    Campaign,
    CampaignEntry,
    Filing,
    Message,
    Platform,
    Post,
)
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, make_unit, openness_office
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

_numbers = count(1)
RISKS = dict.fromkeys(("review", "keys", "secrets", "ads", "reply", "fresh"), True)
TOLD = {
    "purpose": "示例：发布便民信息", "lead": "示例负责人", "approver": "示例审批人", "contact": "示例联系人",
    "interaction": "示例：菜单“我要留言”",
}  # fmt: skip


def platform(code: str = "wechat", **values: Any) -> Platform:
    """A platform of the packaged table; made where a test has emptied the tables."""
    made, _ = Platform.objects.get_or_create(code=code, defaults={"name": f"示例平台{code}", **values})
    return made


def ago(days: int, hour: int = 10) -> dt.datetime:
    day = timezone.localdate() - dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def before(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


class Media:
    """A unit: ``editor`` writes, ``reviewer`` and ``head`` sign; ``office`` decides for the district."""

    def __init__(self, unit: Unit | None = None) -> None:
        self.unit = unit or make_unit()

    @property
    def editor(self):
        return self._person("_editor", Role.EDITOR)

    @property
    def reviewer(self):
        return self._person("_reviewer", Role.REVIEWER)

    @property
    def head(self):
        return self._person("_head", Role.HEAD)

    @property
    def office(self):
        if not hasattr(self, "_office"):
            self._office = actor_for(Role.OPENNESS, openness_office())
        return self._office

    def _person(self, name: str, role: str):
        if not hasattr(self, name):
            setattr(self, name, actor_for(role, self.unit))
        return getattr(self, name)

    def account(self, code: str = "wechat", opened: int = 400, **values: Any) -> Account:
        """An account in force, fully described, opened so many days ago."""
        number = next(_numbers)
        start = {
            "name": f"示例账号{number}", "handle": f"shili{number}", "phone": "0592-0000000", "opened_on": before(opened),
            "exception": "示例" if Account.objects.filter(unit=self.unit, platform__code=code).exists() else "", **TOLD,
        }  # fmt: skip
        made = Account(unit=self.unit, platform=platform(code), **{**start, **values})
        keeping.set_state(made, AccountState.NORMAL, before(opened), "示例", SYSTEM)
        return made

    def post(self, account: Account, days: int = 0, **values: Any) -> Post:
        number = next(_numbers)
        at = timezone.now() if days == 0 else ago(days)
        url = f"https://example.org/post/{number}"
        start = {
            "title": f"示例推文{number}",
            "url": url,
            "key": fetching.key_of(url),
            "posted_at": at,
            "source": "hand",
        }
        return Post.objects.create(account=account, **{**start, **values})

    def values(self, **changed: Any) -> dict[str, Any]:
        """A form's values for a new account."""
        number, found = next(_numbers), changed.get("platform") or platform()
        second = Account.objects.in_force().filter(unit=self.unit, platform=found).exists()
        start = {
            "platform": found,
            "name": f"示例新账号{number}",
            "handle": f"new{number}",
            "exception": "示例" if second else "",
        }
        return {**start, **TOLD, **changed}

    def filing(self, **changed: Any) -> Filing:
        """A filed opening."""
        return filing.file_open(
            self.unit,
            actor=self.editor,
            values=self.values(**changed),
            reason="示例：便民",
            risks=RISKS,
            phone="0592-0000000",
        )

    def message(self, account: Account | None = None, **values: Any) -> Message:
        start = {"title": "示例：本周便民信息", "text": "示例：本周三在社区广场集中办理。"}
        return sending.write(account or self.account(), actor=self.editor, **{**start, **values})

    def packed(self, account: Account | None = None, record: Publication | None = None) -> Message:
        return sending.pack(account or self.account(), actor=self.editor, publication=record or self.policy())

    def approved(self, message: Message) -> Message:
        """Through every sign-off."""
        message = sending.submit(message, actor=self.editor)
        message = sending.review(message, actor=self.reviewer)
        return sending.approve(message, actor=self.head)

    def sent(self, message: Message, **values: Any) -> Message:
        start = {"url": f"https://example.org/sent/{next(_numbers)}", "sent_at": timezone.now()}
        return sending.record_sent(self.approved(message), actor=self.editor, **{**start, **values})

    def policy(self, **values: Any) -> Publication:
        """A public record."""
        return Team(self.unit).release(**{"title": f"示例：关于便民服务第{next(_numbers)}号的公告", **values})

    def campaign_entry(self, account: Account | None = None, days: int = 30) -> CampaignEntry:
        chosen = account or self.account()
        running = Campaign.objects.filter(ended_on=None).first()
        if running is not None:
            return CampaignEntry.objects.create(campaign=running, account=chosen)
        made = campaigning.begin(
            openness_office(), actor=SYSTEM, title="示例清理", begins=before(0), due=before(-days)
        )  # fmt: skip
        return made.entries.get(account=chosen)
