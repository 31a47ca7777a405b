"""GAZ-03 against the register of norms: printed, left out with a reason, still in time, missing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from yangguang.core.indicators import INDICATORS, Context
from yangguang.gazette.models import Article, Issue, NotPrinted, YearPlan
from yangguang.gazette.tests.factories import Office
from yangguang.norms.models import Norm
from yangguang.norms.tests.factories import make_norm

pytestmark = [pytest.mark.django_db, pytest.mark.task(28)]


def verdicts(on: dt.date) -> dict[int, str]:
    found = INDICATORS.get("GAZ-03").run(Context(on))
    return {int(c.key.removeprefix("norms.norm:")): c.verdict for c in found}


def test_every_registered_document_of_the_quarter_is_printed_or_has_a_reason(monkeypatch):
    made = Office()
    YearPlan.objects.create(year=2021, frequency="quarterly", days=15)
    day = dt.date(2021, 2, 1)
    record = made.record(kind="norm", written_on="2021-02-01", effective_on=dt.date(2021, 3, 1))
    printed = make_norm(made.unit, publication=record, document_number=record.document_number, written_on=day)
    missed, hidden = make_norm(written_on=day), make_norm(written_on=day)
    waiting = make_norm(written_on=dt.date(2021, 5, 1))
    unregistered = make_norm(written_on=day, registered=False)
    Norm.objects.filter(registration="registered").update(registered_on=dt.date(2021, 5, 1))
    issue = made.issue(1, records=0)
    Issue.objects.filter(pk=issue.pk).update(
        state="published", published_at=dt.datetime(2021, 4, 10, tzinfo=dt.UTC), dated=dt.date(2021, 4, 10)
    )
    Article.objects.create(issue=issue, publication=record, title="示例")
    on = dt.date(2021, 5, 3)
    assert verdicts(on) == {printed.pk: "good", missed.pk: "bad", hidden.pk: "bad", waiting.pk: "excluded"}
    assert unregistered.pk not in verdicts(on)
    assert verdicts(dt.date(2021, 4, 30)) == {}  # not registered yet

    client = Client()
    client.force_login(made.people["reader"])
    page = client.get("/desk/gazette/norms/?year=2021").content.decode()
    assert "3 件应登未登，也没有说明" in page
    assert missed.title in page
    said = {"key": f"norms.norm:{hidden.pk}", "year": "2021", "reason": "示例：只涉及一家企业"}
    client.post("/desk/gazette/norms/leave-out/", said)
    row = NotPrinted.objects.get()
    assert row.reason == "示例：只涉及一家企业"
    page = client.get("/desk/gazette/norms/?year=2021").content.decode()
    assert "示例：只涉及一家企业" in page
    NotPrinted.objects.update(decided_at=dt.datetime(2021, 5, 2, tzinfo=dt.UTC))
    assert verdicts(on)[hidden.pk] == "excluded"
    assert client.post("/desk/gazette/norms/leave-out/", {**said, "key": "norms.norm:0"}).status_code == 404
    client.post("/desk/gazette/norms/leave-out/", {**said, "undo": "1"})
    assert verdicts(on)[hidden.pk] == "bad"
