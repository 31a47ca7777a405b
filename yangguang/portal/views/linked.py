"""The site's lists as linked data: a DCAT 2 catalogue (W3C Recommendation of 4 February 2020) in JSON-LD 1.1."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.exporting import XLSX
from yangguang.publications import coverage
from yangguang.publications.models import Column

MEDIA = {"csv": "text/csv", "xlsx": XLSX, "atom": "application/atom+xml", "json": "application/json"}
_EU = "http://publications.europa.eu/resource/authority"
# Most days between two changes → the frequency of the list that DCAT recommends.
FREQUENCIES = ((1, "DAILY"), (7, "WEEKLY"), (14, "BIWEEKLY"), (31, "MONTHLY"), (92, "QUARTERLY"), (183, "ANNUAL_2"),
               (366, "ANNUAL"))  # fmt: skip
CONTEXT: dict[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dct:issued": {"@type": "xsd:date"},
    "dct:modified": {"@type": "xsd:dateTime"},
    **{
        name: {"@type": "@id"}
        for name in ("dcat:downloadURL", "dcat:accessURL", "dcat:landingPage", "dcat:mediaType", "dct:license",
                     "dct:accrualPeriodicity", "dct:language", "foaf:homepage", "dcat:endpointURL",
                     "dcat:endpointDescription", "dcat:servesDataset", "vcard:hasURL")
    },
}  # fmt: skip


def frequency(days: int | None) -> str:
    """The frequency term for a list that must change within ``days``; None has no rule."""
    name = next((n for most, n in FREQUENCIES if days is not None and days <= most), "IRREG")
    return f"{_EU}/frequency/{name}"


def licence(request: HttpRequest) -> str:
    """The licence the site names, else its own terms of use."""
    return settings.DATA_LICENCE or f"{request.build_absolute_uri(reverse('portal:about-data'))}#terms"


def catalogue(request: HttpRequest, columns: Iterable[Column]) -> dict[str, Any]:
    """Every column as a dataset with its downloads, and the open interface as a data service."""
    base = request.build_absolute_uri("/")
    terms = licence(request)
    datasets = [_dataset(request, c, terms) for c in columns]
    return {
        "@context": CONTEXT,
        "@id": f"{base}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": settings.SITE_NAME,
        "dct:description": f"{settings.SITE_NAME}公开信息的目录：每个栏目是一个数据集",
        "dct:language": f"{_EU}/language/ZHO",
        "dct:license": terms,
        "dct:publisher": _agent(f"{base}#publisher", settings.SITE_MARKS["sponsor"] or settings.SITE_NAME),
        "foaf:homepage": base,
        "dct:modified": max(
            (d["dct:modified"] for d in datasets if "dct:modified" in d), default=_moment(timezone.now())
        ),
        "dcat:dataset": datasets,
        "dcat:service": {
            "@id": f"{base}api/v1/",
            "@type": "dcat:DataService",
            "dct:title": "政务公开开放接口",
            "dct:license": terms,
            "dcat:endpointURL": f"{base}api/v1/",
            "dcat:endpointDescription": request.build_absolute_uri(reverse("portal:openapi")),
            "dcat:servesDataset": [d["@id"] for d in datasets],
        },
    }


def _agent(address: str, name: str) -> dict[str, str]:
    return {"@id": address, "@type": "foaf:Agent", "foaf:name": name}


def _moment(at: dt.datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def _dataset(request: HttpRequest, column: Column, terms: str) -> dict[str, Any]:
    page = request.build_absolute_uri(column.get_absolute_url())
    unit = request.build_absolute_uri(reverse("portal:unit-page", args=[column.unit.code]))
    found: dict[str, Any] = {
        "@id": f"{page}#dataset",
        "@type": "dcat:Dataset",
        "dct:identifier": column.slug,
        "dct:title": column.name,
        "dct:description": column.description or column.name,
        "dct:language": f"{_EU}/language/ZHO",
        "dct:license": terms,
        "dct:publisher": _agent(unit, column.unit.name),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": column.unit.name,
            "vcard:hasURL": unit,
        },
        "dct:issued": column.opened_on.isoformat(),
        "dct:accrualPeriodicity": frequency(coverage.allowed_days(column)),
        "dcat:keyword": [w.strip() for w in column.keywords.replace("，", ",").split(",") if w.strip()]
        or [column.name],
        "dcat:landingPage": page,
        "dcat:distribution": [
            *(
                _distribution(
                    request, page, reverse("portal:column-list", args=[column.slug, form]), form, terms
                )
                for form in ("csv", "xlsx")
            ),
            _distribution(
                request, page, reverse("portal:column-feed", args=[column.slug, "atom"]), "atom", terms
            ),
        ],
    }
    if column.latest_at:
        found["dct:modified"] = _moment(column.latest_at)
    return found


def _distribution(request: HttpRequest, page: str, path: str, form: str, terms: str) -> dict[str, Any]:
    return {
        "@id": f"{page}#{form}",
        "@type": "dcat:Distribution",
        "dct:title": form.upper(),
        "dct:license": terms,
        "dcat:accessURL": page,
        "dcat:downloadURL": request.build_absolute_uri(path),
        "dcat:mediaType": f"https://www.iana.org/assignments/media-types/{MEDIA[form]}",
    }
