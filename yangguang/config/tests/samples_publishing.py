"""Arguments of the views of publishing: catalogues, publications, columns, imports, and the public pages of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from yangguang.catalog.models import Catalogue, Item, Statement
from yangguang.core.actors import SYSTEM
from yangguang.organisations.models import Unit
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.models import (
    Attachment,
    Banner,
    Column,
    Dismissal,
    ImportBatch,
    ImportSource,
    Publication,
    Reach,
    ReleaseSet,
)
from yangguang.publications.tests.factories import TEXT, make_column

from .samples import OWNED, SHARED, Arguments, sample


def _draft(unit: Unit) -> Publication:
    return drafting.create(unit, actor=SYSTEM, values={"kind": "notice", "title": "示例公告", "body": TEXT})


def _released(unit: Unit) -> Publication:
    found = Publication.objects.filter(unit=unit, live=True).first()
    if found is None:
        found = _draft(unit)
        Publication.objects.filter(pk=found.pk).update(written_on=dt.date(2021, 3, 1))
        drafting.save_draft(found, actor=SYSTEM, values={"written_on": dt.date(2021, 3, 1)})
        found.refresh_from_db()
        releasing.release_urgently(found, actor=SYSTEM, reason="示例")
        found.refresh_from_db()
    return found


def _attachment(unit: Unit, *, public: bool) -> Attachment:
    found = Attachment(
        unit=unit, name="示例.txt", extension=".txt", media_type="text/plain", size=6, sha256="0" * 64,
        html="<p>示例</p>",
    )  # fmt: skip
    found.file.save("sample.txt", ContentFile("示例".encode()))
    if public:
        record = _released(unit)
        record.attachment_uses.get_or_create(attachment=found)
    return found


@sample(*(f"publications:{n}" for n in ("record", "edit", "preview", "compare")), rows=OWNED)
def _record(unit: Unit) -> Arguments:
    return {"pk": _draft(unit).pk}


@sample("publications:act", rows=OWNED)
def _record_act(unit: Unit) -> Arguments:
    return {"pk": _draft(unit).pk, "what": "lock"}


@sample("publications:attachment", rows=OWNED)
def _file(unit: Unit) -> Arguments:
    return {"pk": _attachment(unit, public=False).pk}


@sample("publications:set", rows=OWNED)
def _set(unit: Unit) -> Arguments:
    return {"pk": ReleaseSet.objects.create(unit=unit, name="示例同发组").pk}


@sample("publications:set-act", rows=OWNED)
def _set_act(unit: Unit) -> Arguments:
    return {**_set(unit), "what": "abandon"}


def _batch(unit: Unit) -> ImportBatch:
    path = Path(settings.HOME) / "sample-import.csv"
    path.write_text("标题,内容\n示例,示例正文\n", "utf-8")
    source, _ = ImportSource.objects.get_or_create(
        unit=unit, name="示例", defaults={"kind": "notice", "mapping": {"标题": "title", "内容": "body"}}
    )
    return ImportBatch.objects.create(
        source=source, file_name="示例.csv", path=str(path), columns=["标题", "内容"], sample=[["示例", "示例正文"]],
        total=1, by="示例人员",
    )  # fmt: skip


@sample("publications:import", "publications:import-rejects", rows=OWNED)
def _import(unit: Unit) -> Arguments:
    return {"pk": _batch(unit).pk}


@sample("publications:import-act", rows=OWNED)
def _import_act(unit: Unit) -> Arguments:
    return {"pk": _batch(unit).pk, "what": "start"}


def _column(unit: Unit) -> Column:
    return Column.objects.filter(unit=unit).first() or make_column(unit)


@sample("publications:column", rows=SHARED)
def _column_page(unit: Unit) -> Arguments:
    return {"pk": _column(unit).pk}


@sample("publications:change-column", rows=OWNED)
def _own_column(unit: Unit) -> Arguments:
    return {"pk": _column(unit).pk}


@sample("publications:column-act", rows=OWNED)
def _column_act(unit: Unit) -> Arguments:
    return {"pk": make_column(unit).pk, "what": "close"}


@sample("publications:end-banner", rows=OWNED)
def _banner(unit: Unit) -> Arguments:
    now = timezone.now()
    return {
        "pk": Banner.objects.create(unit=unit, text="示例", starts_at=now, ends_at=now + dt.timedelta(1)).pk
    }


def _catalogue() -> Catalogue:
    last = Catalogue.objects.count()
    made = Catalogue.objects.create(
        field="社会救助",
        name="示例目录",
        version=last + 1,
        source_name="示例.xlsx",
        sha256="0" * 64,
        imported_by="示例",
    )
    Item.objects.create(
        catalogue=made, key="社会救助-示例", order=1, first_level="示例", channels=[["政府网站", True]]
    )
    return made


@sample("catalog:catalogue", "catalog:export", rows=SHARED)
def _catalogue_page(unit: Unit) -> Arguments:
    return {"pk": _catalogue().pk}


@sample("catalog:act", rows=SHARED)
def _catalogue_act(unit: Unit) -> Arguments:
    return {"pk": _catalogue().pk, "what": "drop"}


@sample("catalog:withdraw-statement", rows=OWNED)
def _statement(unit: Unit) -> Arguments:
    day = timezone.localdate()
    made = Statement.objects.create(unit=unit, item="FD20-12", period_from=day, period_to=day, made_by="示例")
    return {"pk": made.pk}


@sample("portal:document", "portal:history", "portal:api-publication", rows=SHARED)
def _document(unit: Unit) -> Arguments:
    return {"pk": _released(unit).pk}


@sample("portal:file", rows=SHARED)
def _public_file(unit: Unit) -> Arguments:
    return {"pk": _attachment(unit, public=True).pk, "name": "示例.txt"}


@sample("portal:file-page", rows=SHARED)
def _public_file_page(unit: Unit) -> Arguments:
    return {"pk": _attachment(unit, public=True).pk}


@sample("portal:column", rows=SHARED)
def _public_column(unit: Unit) -> Arguments:
    return {"slug": _column(unit).slug}


@sample("portal:column-feed", rows=SHARED)
def _feed(unit: Unit) -> Arguments:
    return {"slug": _column(unit).slug, "form": "atom"}


@sample("portal:column-list", rows=SHARED)
def _list(unit: Unit) -> Arguments:
    return {"slug": _column(unit).slug, "form": "csv"}


@sample("portal:units-list", "portal:search-list", rows=SHARED)
def _list_of_all(unit: Unit) -> Arguments:
    return {"form": "csv"}


@sample("portal:unit-list", rows=SHARED)
def _list_of_unit(unit: Unit) -> Arguments:
    return {"code": unit.code, "form": "xlsx"}


@sample("portal:hub-item-list", rows=SHARED)
def _list_of_item(unit: Unit) -> Arguments:
    return {"item": "FD20-02", "form": "csv"}


@sample("portal:hub-unit-item-list", rows=SHARED)
def _list_of_units_item(unit: Unit) -> Arguments:
    return {"code": unit.code, "item": "FD20-02", "form": "xlsx"}


@sample("portal:hub-unit", "portal:unit-page", rows=SHARED)
def _hub(unit: Unit) -> Arguments:
    return {"code": unit.code}


@sample("portal:hub-item", rows=SHARED)
def _hub_item(unit: Unit) -> Arguments:
    return {"item": "FD20-02"}


@sample("portal:hub-unit-item", rows=SHARED)
def _hub_unit_item(unit: Unit) -> Arguments:
    return {"code": unit.code, "item": "FD20-02"}


@sample("portal:services-list", rows=SHARED)
def _guides(unit: Unit) -> Arguments:
    return {"form": "csv"}


@sample("portal:service-gone", rows=SHARED)
def _gone(unit: Unit) -> Arguments:
    record = _released(unit)
    Publication.objects.filter(pk=record.pk).update(kind="service")
    return {"pk": record.pk}


@sample("portal:sitemap-documents", rows=SHARED)
def _part(unit: Unit) -> Arguments:
    return {"part": -(-_released(unit).pk // 1000)}


@sample("portal:sitemap-part", rows=SHARED)
def _shelf_part(unit: Unit) -> Arguments:
    return {"shelf": "documents", "part": -(-_released(unit).pk // 1000)}


@sample("portal:api-unknown", rows=SHARED)
def _no_address(unit: Unit) -> Arguments:
    return {"rest": "v1/nothing-of-the-kind/"}


@sample("publications:live-checks", rows=OWNED)
def _live_checks(unit: Unit) -> Arguments:
    return {"unit": unit.pk}


@sample("publications:reinstate", rows=OWNED)
def _dismissal(unit: Unit) -> Arguments:
    made = Dismissal.objects.create(
        unit=unit, check_code="示例", fingerprint="0", finding="示例", reach=Reach.UNIT, reason="示例理由",
        until=timezone.localdate(),
    )  # fmt: skip
    return {"pk": made.pk}
