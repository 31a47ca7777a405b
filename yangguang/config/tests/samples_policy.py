"""Arguments of the views of explaining policies."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.organisations.models import Role, Unit
from yangguang.organisations.tests.factories import make_person, make_unit
from yangguang.policy.actions import briefing, deciding, packages
from yangguang.policy.models import (
    Conference,
    Exemption,
    Explainer,
    MeetingItem,
    Package,
    PressText,
    Reading,
    Receipt,
    Requirement,
    ReturnSlip,
    ReviewRound,
    ReviewSample,
    Submission,
)
from yangguang.policy.tests.factories import POLICY, excuse
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import Publication

from .samples import OWNED, SHARED, Arguments, sample


def _document(unit: Unit) -> Publication:
    return drafting.create(unit, actor=SYSTEM, values={**POLICY, "title": "示例政策"})


def _package(unit: Unit) -> Package:
    return packages.open_package(unit, actor=SYSTEM, document=_document(unit), route="district")


def _explanation(unit: Unit, *, live: bool = False) -> Publication:
    found = drafting.create(
        unit, actor=SYSTEM,
        values={"kind": "explanation", "title": "示例解读", "body": "<p>示例解读正文。</p>", "source": "示例"},
    )  # fmt: skip
    if live:
        releasing.release_urgently(found, actor=SYSTEM, reason="示例")
    return found


def _public(unit: Unit) -> Publication:
    found = _document(unit)
    excuse(found)
    releasing.release_urgently(found, actor=SYSTEM, reason="示例")
    found.refresh_from_db()
    return found


@sample(*(f"policy:{n}" for n in ("package", "plan", "reading", "reading-pdf", "bundle")), rows=OWNED)
def _pages(unit: Unit) -> Arguments:
    return {"pk": _package(unit).pk}


@sample("policy:act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _package(unit).pk, "what": "submit"}


@sample("policy:decide", "policy:exempt", "policy:forgo", rows=OWNED)
def _one(unit: Unit) -> Arguments:
    return {"pk": _document(unit).pk}


@sample("policy:answer-decision", rows=OWNED)
def _decision(unit: Unit) -> Arguments:
    made: Requirement = deciding.decide(_document(unit), actor=SYSTEM, need="not_required", reason="示例")
    return {"pk": made.pk, "what": "consent"}


@sample("policy:slip", rows=OWNED)
def _slip(unit: Unit) -> Arguments:
    now = timezone.now()
    sent = Submission.objects.create(package=_package(unit), number=1, sent_at=now, sent_by="示例", state="returned",
                                     decided_at=now)  # fmt: skip
    number = ReturnSlip.objects.count() + 1
    made = ReturnSlip.objects.create(
        year=2021, number=number, submission=sent, reason="示例", issued_at=now, issued_by="示例"
    )
    return {"pk": made.pk}


@sample("policy:answer-exemption", rows=OWNED)
def _exemption(unit: Unit) -> Arguments:
    made = Exemption.objects.create(
        document=_document(unit), unit=unit, second_unit=make_unit(), covers="plan", reason="示例",
        asked_at=timezone.now(),
    )  # fmt: skip
    return {"pk": made.pk, "what": "refuse"}


@sample("policy:meeting", rows=OWNED)
def _meeting(unit: Unit) -> Arguments:
    made = MeetingItem.objects.create(
        package=_package(unit), meeting="示例会议", meeting_on=dt.date(2021, 3, 9), listed_at=timezone.now(),
        listed_by="示例",
    )  # fmt: skip
    return {"pk": made.pk}


@sample("policy:describe", "policy:quality", rows=OWNED)
def _described(unit: Unit) -> Arguments:
    return {"pk": _explanation(unit).pk}


@sample("policy:retire", rows=OWNED)
def _explainer(unit: Unit) -> Arguments:
    number = Explainer.objects.count()
    return {"pk": Explainer.objects.create(unit=unit, name=f"示例{number}", kind="staff").pk}


def _receipt(unit: Unit) -> Receipt:
    made = briefing.brief(unit, actor=SYSTEM, document=_public(unit), points="示例", to=[unit])
    return made.receipts.get()


@sample("policy:briefing", rows=OWNED)
def _briefing(unit: Unit) -> Arguments:
    return {"pk": _receipt(unit).briefing_id}


@sample("policy:acknowledge", rows=OWNED)
def _acknowledge(unit: Unit) -> Arguments:
    return {"pk": _receipt(unit).pk}


def _round() -> ReviewRound:
    made, _ = ReviewRound.objects.get_or_create(
        year=2021, half=1, defaults={"seed": "示例", "drawn_at": timezone.now(), "drawn_by": "示例"}
    )
    return made


def _sample(unit: Unit) -> ReviewSample:
    found = _round()
    return ReviewSample.objects.create(
        round=found, explanation=_explanation(unit, live=True), number=found.samples.count() + 1
    )


@sample("policy:review", "policy:close-review", rows=SHARED)
def _review(unit: Unit) -> Arguments:
    return {"pk": _round().pk}


@sample("policy:read", rows=OWNED)
def _reading(unit: Unit) -> Arguments:
    reader = make_person(Role.REVIEWER, unit)
    return {"pk": Reading.objects.create(sample=_sample(unit), reader=reader).pk}


@sample("policy:appoint", rows=OWNED)
def _appoint(unit: Unit) -> Arguments:
    return {"pk": _sample(unit).pk}


def _conference(unit: Unit, **more: object) -> Conference:
    day = dt.date(2021, 3, 18)
    return Conference.objects.create(
        host=unit, unit=unit, year=2021, title="示例发布会", planned_on=day, first_planned_on=day, **more
    )


@sample("policy:conference", rows=SHARED)
def _conference_page(unit: Unit) -> Arguments:
    return {"pk": _conference(unit).pk}


@sample("policy:conference-act", rows=OWNED)
def _conference_act(unit: Unit) -> Arguments:
    return {"pk": _conference(unit).pk, "what": "hold"}


@sample("policy:press-text", rows=OWNED)
def _press_text(unit: Unit) -> Arguments:
    text = PressText.objects.create(
        conference=_conference(unit),
        unit=unit,
        kind="transcript",
        content={"text": "发布｜示例｜示例"},
        written_at=timezone.now(),
    )
    return {"pk": text.pk, "what": "submit"}


@sample("portal:conference", rows=SHARED)
def _public_conference(unit: Unit) -> Arguments:
    return {"pk": _conference(unit, public=True, state="announced", starts_at=timezone.now()).pk}


@sample("portal:understood", rows=SHARED)
def _understood(unit: Unit) -> Arguments:
    return {"pk": _explanation(unit, live=True).pk}
