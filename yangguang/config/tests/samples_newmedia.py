"""Arguments of the views about new media."""

from __future__ import annotations

from yangguang.newmedia.models import CampaignEntry, MediaImport, Sighting
from yangguang.newmedia.tests.factories import Media, platform
from yangguang.organisations.models import Unit
from yangguang.organisations.tests.factories import openness_office

from .samples import OWNED, SHARED, Arguments, sample


@sample("newmedia:account", "newmedia:change", "newmedia:end", rows=OWNED)
def _account(unit: Unit) -> Arguments:
    return {"pk": Media(unit).account().pk}


@sample("newmedia:account-act", rows=OWNED)
def _account_act(unit: Unit) -> Arguments:
    return {"pk": Media(unit).account().pk, "what": "note"}


@sample("newmedia:post-act", rows=OWNED)
def _post(unit: Unit) -> Arguments:
    media = Media(unit)
    return {"pk": media.post(media.account()).pk, "what": "tie"}


@sample("newmedia:filing", "newmedia:filing-notice", rows=OWNED)
def _filing(unit: Unit) -> Arguments:
    return {"pk": Media(unit).filing().pk}


@sample("newmedia:filing-act", "newmedia:filing-edit", rows=OWNED)
def _filing_act(unit: Unit) -> Arguments:
    return {"pk": Media(unit).filing().pk, "what": "withdraw"}


@sample("newmedia:message", "newmedia:message-edit", rows=OWNED)
def _message(unit: Unit) -> Arguments:
    return {"pk": Media(unit).message().pk}


@sample("newmedia:message-act", rows=OWNED)
def _message_act(unit: Unit) -> Arguments:
    return {"pk": Media(unit).message().pk, "what": "submit"}


@sample("newmedia:picture", rows=OWNED)
def _picture(unit: Unit) -> Arguments:
    return {"pk": Media(unit).message().pk, "name": "card"}


@sample(
    "newmedia:export",
    "newmedia:filings-export",
    "newmedia:messages-export",
    "newmedia:coverage-export",
    rows=SHARED,
)
def _export(unit: Unit) -> Arguments:
    return {"form": "csv"}


@sample("newmedia:template", rows=SHARED)
def _template(unit: Unit) -> Arguments:
    return {"kind": "accounts"}


@sample("newmedia:settle", rows=SHARED)
def _sighting(unit: Unit) -> Arguments:
    made = Sighting.objects.create(platform=platform(), name="示例", found_on="2021-03-01")
    return {"pk": made.pk}


@sample("newmedia:platform", rows=SHARED)
def _platform(unit: Unit) -> Arguments:
    return {"pk": platform().pk}


def _entry(unit: Unit) -> CampaignEntry:
    openness_office()
    return Media(unit).campaign_entry()


@sample("newmedia:campaign", "newmedia:campaign-end", rows=SHARED)
def _campaign(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).campaign_id}


@sample("newmedia:campaign-export", rows=SHARED)
def _campaign_export(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).campaign_id, "form": "csv"}


@sample("newmedia:entry-act", rows=OWNED)
def _entry_act(unit: Unit) -> Arguments:
    return {"pk": _entry(unit).pk, "what": "propose"}


@sample("newmedia:import", "newmedia:import-faults", rows=OWNED)
def _import(unit: Unit) -> Arguments:
    made = MediaImport(kind="accounts", file_name="示例.csv", by_label="示例人员", count=1)
    made.rows = [{"number": 2, "values": {"主办单位": "示例"}, "read": ""}]
    made.save()
    return {"pk": made.pk}


@sample("newmedia:import-act", rows=OWNED)
def _import_act(unit: Unit) -> Arguments:
    return {**_import(unit), "what": "drop"}


@sample("portal:media-list", rows=SHARED)
def _public_list(unit: Unit) -> Arguments:
    return {"form": "csv"}


@sample("portal:media-code", rows=SHARED)
def _code(unit: Unit) -> Arguments:
    return {"pk": Media(unit).account(url="https://example.org/a").pk}


@sample("portal:short-link", rows=SHARED)
def _link(unit: Unit) -> Arguments:
    media = Media(unit)
    return {"code": media.packed().link.code}
