"""Arguments of the views of the request desk."""

from __future__ import annotations

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.foi.actions import consulting, intake
from yangguang.foi.models import FoiRequest
from yangguang.foi.tests.factories import values
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample


def case(unit: Unit) -> FoiRequest:
    return intake.register(
        unit, actor=SYSTEM, values=values(), channel="visit", arrived_on=timezone.localdate(), evidence="示例"
    )


@sample(*(f"foi:{n}" for n in ("request", "registered", "decide", "sign", "assign", "after")), rows=OWNED)
def _request(unit: Unit) -> Arguments:
    return {"pk": case(unit).pk}


@sample("foi:act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": case(unit).pk, "what": "message"}


@sample("foi:after-act", rows=OWNED)
def _after(unit: Unit) -> Arguments:
    return {"pk": case(unit).pk, "what": "judge"}


@sample("foi:consultation", rows=OWNED)
def _consultation(unit: Unit) -> Arguments:
    found = consulting.ask(
        case(unit), actor=SYSTEM, kind="third_party", name="示例公司", address="示例路", matter="示例"
    )
    return {"pk": found.pk}


@sample("foi:correct-event", rows=OWNED)
def _event(unit: Unit) -> Arguments:
    return {"pk": case(unit).events.get().pk}


# The applicant's own pages open with a query code or a form's cookie only; everyone else is led back to the start.
@sample("portal:apply-review", "portal:apply-receipt", "portal:apply-receipt-text", rows=SHARED)
def _form(unit: Unit) -> Arguments:
    return {"name": "0" * 32}


@sample("portal:apply-open", rows=SHARED)
def _match(unit: Unit) -> Arguments:
    return {"item": "0"}


@sample("portal:apply-letter", "portal:apply-letter-file", "portal:apply-file", rows=SHARED)
def _paper(unit: Unit) -> Arguments:
    return {"pk": 1, "form": "pdf"}
