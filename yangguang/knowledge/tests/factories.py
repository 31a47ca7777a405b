"""Entries for tests of every room; all texts are 示例."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from django.utils import timezone

from yangguang.core.actors import Actor
from yangguang.documents import bodies
from yangguang.knowledge.actions import signing, writing
from yangguang.knowledge.models import Entry
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

_numbers = count(1)
BODY = "<p>示例：对符合条件的小微企业给予一次性补助。</p><p>补助标准为每户三千元。</p><p>带营业执照到街道窗口办理。</p>"
QUOTE = "补助标准为每户三千元。"


def soon(days: int = 200) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


class Desk:
    """A unit with people who publish (``team``), an editor, a second editor, a reviewer, a head."""

    def __init__(self, unit: Unit | None = None) -> None:
        self.unit = unit or make_unit()
        self.team = Team(self.unit)
        self.editor: Actor = actor_for(Role.EDITOR, self.unit)
        self.second: Actor = actor_for(Role.EDITOR, self.unit)
        self.reviewer: Actor = actor_for(Role.REVIEWER, self.unit)
        self.head: Actor = actor_for(Role.HEAD, self.unit)

    def policy(self, **values: Any) -> Publication:
        """A public policy in force."""
        number = next(_numbers)
        start = {
            "kind": "policy", "title": f"示例补助办法{number}", "body": BODY, "topic": "综合政务", "genre": "通知",
            "validity": "valid", "document_number": f"厦思示例〔2021〕{number}号",
        }  # fmt: skip
        return self.team.release(**{**start, **values})

    def values(self, basis: Publication | None = None, **changed: Any) -> dict[str, Any]:
        record = basis or self.policy()
        quote = QUOTE if QUOTE in bodies.to_text(record.body) else bodies.to_text(record.body)[:40]
        return {
            "question": f"示例：补助有多少{next(_numbers)}？", "answer": "示例：每户三千元。", "topic": "综合政务",
            "event": "support", "wordings": "示例：补贴给多少钱\n示例：能领几千", "review_on": soon(),
            "bases": [(record.pk, quote)], **changed,
        }  # fmt: skip

    def draft(self, basis: Publication | None = None, **changed: Any) -> Entry:
        return writing.create(self.unit, actor=self.editor, values=self.values(basis, **changed))

    def bring_out(self, entry: Entry) -> Entry:
        """Through signing to the public."""
        entry = writing.submit(entry, actor=self.editor)
        entry = signing.sign(entry, actor=self.reviewer)
        return signing.publish(entry, actor=self.editor)

    def public(self, basis: Publication | None = None, **changed: Any) -> Entry:
        return self.bring_out(self.draft(basis, **changed))

    def correct(self, record: Publication, body: str) -> None:
        """A correction of a public record, released."""
        record = Publication.objects.get(pk=record.pk)
        record = drafting.save_draft(record, actor=self.team.editor, values={"body": body})
        releasing.release(self.team.sign(record), actor=self.team.editor, note="示例更正", correction=True)
