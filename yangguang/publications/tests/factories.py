"""Publications for tests of every room; all texts are 示例."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from yangguang.core.actors import Actor
from yangguang.organisations.models import Role, Unit, User
from yangguang.organisations.tests.factories import actor, make_person, make_unit
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.actions.columns import open_column
from yangguang.publications.models import Column, Publication

_numbers = count(1)
# What rooms above do with a new draft so that it may go public in tests that are not about their gates (conftest.py).
PREPARE: list[Callable[[Publication], None]] = []
TEXT = "<p>示例正文：为方便群众办事，现将有关事项公告如下。</p>"


# What a guide to a service needs before review.
GUIDE: dict[str, Any] = {
    "matter_type": "行政给付", "audience": ["自然人"], "events": ["养老"], "legal_basis": ["示例办法第三条"],
    "conditions": ["年满八十周岁", "本区户籍"], "papers": "要提交",
    "materials": [{"name": "示例身份证", "form": "原件", "copies": "1 份"}], "steps": ["提交申请", "审核"],
    "legal_days": 20, "promised_days": 5, "charging": "不收费", "channels": ["窗口办理", "网上办理"], "place": ["示例窗口"],
    "hours": "工作日上午", "online_url": "https://www.gov.cn/示例", "phone": "0592-1234567", "complaint_phone": "12345",
}  # fmt: skip


class Team:
    """The people of a unit who bring a record out: an editor, two reviewers, a head."""

    prepare = True

    def __init__(self, unit: Unit | None = None) -> None:
        self.unit = unit or make_unit()
        self.people: dict[str, User] = {
            "editor": make_person(Role.EDITOR, self.unit),
            "first": make_person(Role.REVIEWER, self.unit),
            "second": make_person(Role.REVIEWER, self.unit),
            "head": make_person(Role.HEAD, self.unit),
        }

    def __getattr__(self, name: str) -> Actor:
        return actor(self.people[name])

    def draft(self, **values: Any) -> Publication:
        """A draft that would pass every check."""
        number = next(_numbers)
        start = {"kind": "notice", "title": f"示例公告{number}", "body": TEXT, "written_on": "2021-03-01"}
        found = {**start, **values}
        if isinstance(found["written_on"], str):
            import datetime as dt

            found["written_on"] = dt.date.fromisoformat(found["written_on"])
        record = drafting.create(self.unit, actor=self.editor, values=found)
        for ready in PREPARE if self.prepare else ():
            ready(record)
        return record

    def sign(self, record: Publication) -> Publication:
        """Through every sign-off."""
        record = signing.submit(record, actor=self.editor)
        levels = ("first", "second", "head")
        from yangguang.publications.queries import review_rule

        rule = review_rule(self.unit.pk, record.draft().kind)
        for name in (*levels[: rule.levels - 1], "head"):
            record = signing.approve(record, actor=getattr(self, name))
        return record

    def release(self, **values: Any) -> Publication:
        """A public record."""
        return releasing.release(self.sign(self.draft(**values)), actor=self.editor)


def make_column(unit: Unit | None = None, **values: Any) -> Column:
    """A column kept by the unit's reviewer."""
    from yangguang.core.actors import SYSTEM

    number = next(_numbers)
    start = {"slug": f"sample-{number}", "name": f"示例栏目{number}", "query": {"kinds": ["notice"]}}
    return open_column(unit or make_unit(), actor=SYSTEM, values={**start, **values})


def picture(width: int = 40, height: int = 20, name: str = "示例.png") -> Any:
    """A picture as a browser sends it."""
    import io

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (width, height), (next(_numbers) % 255, 90, 120)).save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue(), "image/png")


def upload(team: Team, sent: Any = None) -> Any:
    """A file of the team's unit, kept."""
    sent = sent or picture()
    return drafting.attach(team.unit, actor=team.editor, stream=sent.file, name=sent.name)


def client_of(person: User) -> Any:
    """A browser in which the person has signed in."""
    from django.test import Client

    client = Client()
    client.force_login(person, backend="yangguang.organisations.backends.PersonBackend")
    return client


def form_of(client: Any, address: str) -> dict[str, Any]:
    """What the editor's page would post if one changed nothing."""
    form = client.get(address).context["form"]
    found: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False or bound.name == "uploads":
            continue
        if hasattr(bound.field.widget, "spread"):
            found |= dict(bound.field.widget.spread(bound.html_name, value))
            continue
        found[bound.html_name] = [str(v) for v in value] if isinstance(value, list | tuple) else str(value)
    return found
