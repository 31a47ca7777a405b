"""An applicant at a browser, for tests of the public pages of requests; all people and texts are 示例."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from yangguang.foi.applying import drafts, proof
from yangguang.foi.models import Draft, FoiRequest
from yangguang.organisations.models import Unit

NAME, NUMBER, PHONE, MAIL = "示例申请人壬癸", "000000190001010017", "13800000000", "renkui@example.org"
ADDRESS = "示例路九十九弄 7 号"
CONTENT = "示例：请公开某某小区停车场收费的批复文件，2021 年的。"
NUMERALS = "零一二三四五六七八九"


def values(unit: Unit, /, **changed: Any) -> dict[str, Any]:
    """What a natural person types who wants the reply on the web."""
    start = {
        "unit": unit.pk, "content": CONTENT, "carrier": "electronic", "way": "web", "applicant_kind": "C1", "name": NAME,
        "identity": "resident", "identity_number": NUMBER, "contact": "", "phone": PHONE, "email": MAIL,
        "address": ADDRESS, "postcode": "361000",
    }  # fmt: skip
    return {**start, **changed}


def paper(name: str = "示例身份证明.txt", text: str = "示例：身份证明") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


class Visitor:
    """A browser. ``fill`` posts the form, ``send`` the review; the question is answered instead of the work done."""

    def __init__(self, **kwargs: Any) -> None:
        self.client = Client(**kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def token(self, seconds: int = 60) -> str:
        """A form's token, handed out so long ago."""
        return drafts.new_form(timezone.now() - dt.timedelta(seconds=seconds), drafts.new_name())

    def fill(self, unit: Unit, /, *, token: str = "", **changed: Any) -> HttpResponse:
        return self.client.post("/apply/form/", {"form": token or self.token(), **values(unit, **changed)})

    def send(self, address: str, **changed: Any) -> HttpResponse:
        """Look at the review and send it."""
        return self.client.post(address, {**answered(self.client.get(address)), **changed})

    def apply(self, unit: Unit, /, **changed: Any) -> tuple[FoiRequest, str]:
        """The whole way; the request and its query code."""
        filled = self.fill(unit, **changed)
        assert filled.status_code == 302, faults(filled)
        sent = self.send(filled["Location"])
        assert sent.status_code == 302, sent.content.decode()
        page = self.client.get(sent["Location"])
        return FoiRequest.objects.latest("pk"), page.context["code"]

    def open(self, code: str) -> HttpResponse:
        """Enter the query code and look at the case."""
        return self.client.post("/apply/case/", {"code": code}, follow=True)


def answered(review: HttpResponse) -> dict[str, str]:
    """What a person without JavaScript sends from a review."""
    challenge: proof.Challenge = review.context["challenge"]
    first, second = re.match(r"(.)加(.)等于几", challenge.question).groups()  # type: ignore[union-attr]
    number = NUMERALS.index(first) + NUMERALS.index(second)
    return {"seen": review.context["seen"], "challenge": challenge.token, "work": "", "answer": str(number)}


def worked(review: HttpResponse) -> dict[str, str]:
    """What the script sends from a review."""
    challenge: proof.Challenge = review.context["challenge"]
    numbers = []
    for index in range(challenge.puzzles):
        number = 0
        while not proof.solved(challenge.seed, index, number, challenge.bits):
            number += 1
        numbers.append(str(number))
    return {**answered(review), "answer": "", "work": ",".join(numbers)}


def faults(response: HttpResponse) -> dict[str, list[str]]:
    """The faults of a form that came back."""
    return {name: [str(e) for e in errors] for name, errors in response.context["form"].errors.items()}


def only_draft() -> Draft:
    return Draft.objects.get()
