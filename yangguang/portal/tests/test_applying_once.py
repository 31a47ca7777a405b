"""An applicant who clicks twice, or whose browser sends a page again, has made one request."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from yangguang.foi.applying import proof
from yangguang.foi.models import Draft, FoiRequest
from yangguang.foi.tests.test_concurrency import at_once
from yangguang.organisations.tests.factories import make_unit

from .applicants import Visitor, answered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.task(32)]


def test_an_applicants_two_clicks_send_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "BITS", 4)
    unit = make_unit("区示例住建局", phone="0592-0000001")
    visitor = Visitor()
    filled = visitor.fill(unit)
    given = answered(visitor.get(filled["Location"]))

    def click() -> Any:
        own = Client()
        own.cookies = visitor.client.cookies
        return own.post(filled["Location"], given)

    answers = at_once(*[click for _ in range(3)])
    made = FoiRequest.objects.get()
    name = Draft.objects.get(sent=made).form
    assert {a["Location"] for a in answers} == {f"/apply/receipt/{name}/"}
    assert made.number in visitor.get(answers[-1]["Location"]).content.decode()
    # A reload of what was posted, and the form sent once more from the history.
    assert visitor.client.post(filled["Location"], given)["Location"] == f"/apply/receipt/{name}/"
    assert FoiRequest.objects.count() == 1
