"""Arguments of the views of normative documents, in the workbench and in public."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.norms.actions import relating
from yangguang.norms.models import Campaign, CampaignItem, Confirmation, Norm, NumberReason, Official
from yangguang.norms.tests.factories import make_norm
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample
from .samples_publishing import _released


def _norm(unit: Unit) -> Norm:
    return Norm.objects.filter(unit=unit, registration="registered").first() or make_norm(unit)


@sample(*(f"norms:{n}" for n in ("norm", "edit", "relate", "text")), rows=OWNED)
def _entry(unit: Unit) -> Arguments:
    return {"pk": _norm(unit).pk}


@sample("norms:act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _norm(unit).pk, "what": "procedure"}


@sample("norms:unrelate", rows=OWNED)
def _relation(unit: Unit) -> Arguments:
    made = relating.relate(
        make_norm(unit), actor=SYSTEM, act="repeal", on=dt.date(2022, 1, 1), source_title="示例"
    )
    return {"pk": made.pk}


@sample("norms:confirmation", rows=OWNED)
def _confirmation(unit: Unit) -> Arguments:
    values = {"listed": [], "count": 0, "sha256": "0" * 64, "by": "示例"}
    made, _ = Confirmation.objects.get_or_create(unit=unit, year=2021, quarter=1, defaults=values)
    return {"pk": made.pk}


@sample("norms:retract", rows=OWNED)
def _reason(unit: Unit) -> Arguments:
    seq = NumberReason.objects.count() + 1
    made = NumberReason.objects.create(unit=unit, code="厦思例", year=2021, seq=seq, why="unused", by="示例")
    return {"pk": made.pk}


def _campaign(unit: Unit) -> Campaign:
    day = timezone.localdate()
    return Campaign.objects.create(unit=unit, name="示例清理", base_on=day, due=day)


@sample("norms:campaign", rows=SHARED)
def _campaign_page(unit: Unit) -> Arguments:
    return {"pk": _campaign(unit).pk}


@sample("norms:campaign-act", rows=OWNED)
def _campaign_act(unit: Unit) -> Arguments:
    return {"pk": _campaign(unit).pk, "what": "conclude"}


@sample("norms:campaign-item", rows=OWNED)
def _item(unit: Unit) -> Arguments:
    made = CampaignItem.objects.create(campaign=_campaign(unit), norm=_norm(unit))
    return {"pk": made.pk, "what": "propose"}


@sample("norms:official", "norms:official-file", "norms:drop-official", rows=OWNED)
def _official(unit: Unit) -> Arguments:
    found = Official.objects.filter(publication__unit=unit).first()
    made = found or Official.objects.create(
        publication=_released(unit), source="示例", fetched_at=timezone.now(), changed_on=dt.date(2021, 3, 1),
        sha256="0" * 64, text="示例正式文本", added_by="示例",
    )  # fmt: skip
    return {"pk": made.pk}


@sample("portal:norm", "portal:norm-compare", "portal:api-norm", rows=SHARED)
def _public(unit: Unit) -> Arguments:
    return {"pk": _norm(unit).pk}


@sample("portal:norms-list", rows=SHARED)
def _list(unit: Unit) -> Arguments:
    return {"form": "csv"}
