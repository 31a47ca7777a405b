"""An office that makes the gazette, with the people that it takes, and issues at every point of their way."""

from __future__ import annotations

import datetime as dt
import io
from itertools import count

from yangguang.core.actors import SYSTEM, Actor
from yangguang.gazette import building, setting
from yangguang.gazette.actions import compiling, course, office, old
from yangguang.gazette.models import Issue
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import actor, make_person, openness_office
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

_numbers = count(1)
NAME = "示例区人民政府公报"
BODY = "<p>各有关单位：</p><h2>一、总体要求</h2><p>示例正文，供公报刊登。</p>"


class Office:
    """The office: ``editor`` compiles, ``reader`` proofreads, ``head`` signs."""

    def __init__(self) -> None:
        self.unit: Unit = openness_office()
        self.people = {
            "editor": make_person(Role.EDITOR, self.unit), "reader": make_person(Role.REVIEWER, self.unit),
            "head": make_person(Role.HEAD, self.unit),
        }  # fmt: skip
        office.set_masthead(self.unit, actor=SYSTEM, values={"name": NAME, "sponsor": "示例区人民政府办公室"})
        self.team = Team(self.unit)

    def __getattr__(self, name: str) -> Actor:
        return actor(self.people[name])

    def record(self, **values) -> Publication:
        """A public official document."""
        number = next(_numbers)
        start = {
            "kind": "policy", "title": f"示例：关于第{number}件事项的通知", "body": BODY, "topic": "综合政务", "genre": "通知",
            "validity": "valid", "document_number": f"厦思示例〔2021〕{number}号",
        }  # fmt: skip
        return self.team.release(**{**start, **values})

    def issue(self, number: int = 1, records: int = 2, year: int = 2021, **values) -> Issue:
        """An issue being compiled, with articles."""
        made = compiling.begin_issue(
            self.unit, actor=self.editor, year=year, number=number, total=values.get("total"),
            dated=values.get("dated", dt.date(year, 4, 10)),
        )  # fmt: skip
        chosen = [self.record() for _ in range(records)]
        if chosen:
            compiling.add_articles(made, actor=self.editor, records=chosen, section=made.sections.first())
        return made

    def build(self, issue: Issue) -> Issue:
        """Set it, as the background process would."""
        building.run(course.build_proof(issue, actor=self.editor))
        issue.refresh_from_db()
        return issue

    def signed(self, issue: Issue) -> Issue:
        course.send_to_proof(self.build(issue), actor=self.editor)
        course.proofread(issue, actor=self.reader)
        course.sign_off(issue, actor=self.head)
        issue.refresh_from_db()
        return issue

    def publish(self, issue: Issue | None = None, at: dt.datetime | None = None, **values) -> Issue:
        """Out to readers; ``at`` is set by the operator, as for what was out before."""
        issue = self.build(self.signed(issue or self.issue(**values)))
        course.publish(issue, actor=SYSTEM, at=at)
        issue.refresh_from_db()
        return issue


def old_pdf(titles: list[tuple[str, str]], *, name: str = NAME) -> bytes:
    """The PDF of an issue as another system might have made it."""
    articles = [
        {"key": n, "title": title, "number": number, "html": BODY * 3, "addressees": "", "remark": "",
         "organs": ["示例单位"], "date": "2019年5月6日"}
        for n, (title, number) in enumerate(titles, 1)
    ]  # fmt: skip
    data = {
        "name": name, "label": "2019年第1期", "year": 2019, "number": 1, "total": 0, "dated": "2019年6月1日",
        "sponsor": "示例", "marks": [["主办", "示例"]], "statement": "", "address": "", "corrections": [],
        "parts": [{"name": "部门文件", "articles": articles}],
    }  # fmt: skip
    return setting.set_issue(data, at=dt.datetime(2019, 6, 1, tzinfo=dt.UTC)).pdf


TITLES = [("示例：关于甲事项的通知", "示文〔2019〕1号"), ("示例：关于乙事项的实施方案", "示文〔2019〕2号")]


def bring_in(made: Office, number: int = 1, titles: list[tuple[str, str]] | None = None) -> Issue:
    """An old issue whose articles are proposed."""
    return old.bring_in(
        made.unit, actor=made.editor, year=2019, number=number, total=None, dated=dt.date(2019, 6, 1),
        stream=io.BytesIO(old_pdf(titles or TITLES)), name="旧刊.pdf",
    )  # fmt: skip
