"""A form makes one request however often it is sent: a double click, a reload, a look back and once more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from yangguang.core import audit
from yangguang.core.jobs import JOBS
from yangguang.foi.models import FoiRequest, RequestFile, SentForm

from .factories import VALUES, Desk
from .test_concurrency import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.task(32)]
HERE = "/desk/requests/register/"


def client_of(actor: Any) -> Client:
    made = Client()
    made.force_login(actor.user)
    return made


def form_of(client: Client, desk: Desk, **changed: Any) -> dict[str, Any]:
    """The form as the page hands it out, filled in."""
    return {
        **VALUES, "form": client.get(HERE).context["token"], "unit": desk.unit.pk, "channel": "visit",
        "arrived_on": f"{timezone.localdate()}", "evidence": "示例：回执", **changed,
    }  # fmt: skip


def on_disk() -> set[str]:
    folder = Path(default_storage.path("foi"))
    return {str(p) for p in folder.rglob("*") if p.is_file()}


def paper() -> SimpleUploadedFile:
    return SimpleUploadedFile("申请书.txt", "示例：申请书".encode())


def test_two_clicks_at_one_moment_register_one_request_and_both_land_on_its_receipt() -> None:
    desk = Desk()
    client = client_of(desk.editor)
    form, before = form_of(client, desk), on_disk()

    def click() -> Any:
        own = Client()
        own.cookies = client.cookies
        return own.post(HERE, {**form, "uploads": [paper()]})

    answers = at_once(*[click for _ in range(4)])
    made = FoiRequest.objects.get()
    assert {a["Location"] for a in answers} == {f"/desk/requests/{made.pk}/receipt/"}
    assert made.serial == 1
    # Nothing of the other clicks is left, in the tables or on the disk.
    assert RequestFile.objects.count() == 1
    assert len(on_disk() - before) == 1
    assert list(audit.verify()) == []
    page = client.get(answers[-1]["Location"])
    assert 'class="code"' in page.content.decode()  # whichever answer the browser shows


def test_sent_again_later_it_is_the_same_request_and_the_code_is_told_for_half_an_hour() -> None:
    desk = Desk()
    client = client_of(desk.editor)
    form = form_of(client, desk)
    first = client.post(HERE, form)
    again = client.post(HERE, form, follow=True)
    assert again.redirect_chain[-1][0] == first["Location"]
    assert "刚才已经登记" in again.content.decode()
    made = FoiRequest.objects.get()
    # Another browser of the same person, an hour later: the request, without its code.
    SentForm.objects.update(receipt_until=timezone.now() - dt.timedelta(minutes=1))
    later = client_of(desk.editor).post(HERE, form, follow=True)
    assert later.redirect_chain[-1][0] == first["Location"]
    assert 'class="code"' not in later.content.decode()
    JOBS.get("foi.drafts").run(timezone.localdate())
    assert SentForm.objects.get().receipt == ""
    SentForm.objects.update(at=timezone.now() - dt.timedelta(days=31))
    JOBS.get("foi.drafts").run(timezone.localdate())
    assert not SentForm.objects.exists()
    assert FoiRequest.objects.get() == made


def test_something_else_on_a_used_form_is_asked_about_and_nothing_typed_is_lost() -> None:
    desk = Desk()
    client = client_of(desk.editor)
    form = form_of(client, desk)
    client.post(HERE, form)
    other = {**form, "content": "示例：请公开另一个小区的批复。"}
    page = client.post(HERE, other)
    assert "已经登记为" in page.content.decode()
    assert "请公开另一个小区的批复" in page.content.decode()
    assert FoiRequest.objects.count() == 1
    client.post(HERE, {**other, "form": page.context["token"]})
    assert FoiRequest.objects.count() == 2


def test_forms_of_their_own_are_requests_of_their_own() -> None:
    desk = Desk()
    client = client_of(desk.editor)
    for _ in range(2):  # the same person brings the same paper twice, and it is taken in twice
        client.post(HERE, form_of(client, desk))
    assert FoiRequest.objects.count() == 2
    # A form is of use to the person only who was given it.
    form = form_of(client, desk)
    client.post(HERE, form)
    client_of(desk.second).post(HERE, form)
    assert FoiRequest.objects.count() == 4
    # A refused form can be sent again.
    form = form_of(client, desk)
    assert "姓名或名称" in client.post(HERE, {**form, "name": ""}).content.decode()
    assert client.post(HERE, form).status_code == 302
