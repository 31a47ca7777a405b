"""Arguments of the views of the gazette and of prints."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.utils import timezone

from yangguang.gazette.models import Article, Issue, State
from yangguang.organisations.models import Unit

from .samples import OWNED, SHARED, Arguments, sample
from .samples_publishing import _draft, _released


def _issue(unit: Unit, *, public: bool = False) -> Issue:
    number = Issue.objects.count() + 1
    made = Issue(
        unit=unit, name="示例公报", year=2021, number=number, dated=dt.date(2021, 4, 1), origin=Issue.Origin.OLD, pages=1,
        state=State.PUBLISHED if public else State.COMPILING, published_at=timezone.now() if public else None,
    )  # fmt: skip
    made.pdf.save("sample.pdf", ContentFile(b"%PDF-1.7"), save=False)
    made.save()
    Article.objects.create(issue=made, title="示例文章", html="<p>示例</p>", first_page=1, last_page=1)
    return made


@sample("gazette:issue", "gazette:proof-file", "gazette:cut", rows=OWNED)
def _own(unit: Unit) -> Arguments:
    return {"pk": _issue(unit).pk}


@sample("gazette:act", rows=OWNED)
def _act(unit: Unit) -> Arguments:
    return {"pk": _issue(unit).pk, "what": "send"}


@sample("gazette:article", rows=OWNED)
def _article(unit: Unit) -> Arguments:
    made = _issue(unit)
    return {"pk": made.pk, "article": made.articles.get().pk}


@sample("portal:gazette-issue", rows=SHARED)
def _public(unit: Unit) -> Arguments:
    made = _issue(unit, public=True)
    return {"year": made.year, "number": made.number}


@sample("portal:gazette-article", rows=SHARED)
def _public_article(unit: Unit) -> Arguments:
    made = _issue(unit, public=True)
    return {"year": made.year, "number": made.number, "pk": made.articles.get().pk}


@sample("portal:gazette-file", rows=SHARED)
def _public_file(unit: Unit) -> Arguments:
    return {**_public(unit), "form": "pdf"}


@sample("portal:gazette-list", rows=SHARED)
def _list(unit: Unit) -> Arguments:
    return {"form": "csv"}


@sample("publications:draft-file", rows=OWNED)
def _print(unit: Unit) -> Arguments:
    return {"pk": _draft(unit).pk, "form": "docx"}


@sample("portal:document-file", rows=SHARED)
def _public_print(unit: Unit) -> Arguments:
    return {"pk": _released(unit).pk, "form": "docx"}
