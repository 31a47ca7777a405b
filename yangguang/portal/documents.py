"""What a record's page shows: one skeleton (``document.html``), and what each kind's template adds to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from django.template.loader import select_template
from django.utils import timezone

from yangguang.catalog import statutory
from yangguang.documents import bodies, rendering
from yangguang.gazette import queries as gazettes
from yangguang.knowledge.queries import public_on
from yangguang.norms import marking
from yangguang.norms import queries as norms
from yangguang.norms.models import Norm
from yangguang.organisations.models import Unit
from yangguang.policy import promising
from yangguang.policy import queries as policies
from yangguang.policy.models import Conference
from yangguang.policy.rules import LEAST_VOTES
from yangguang.publications import extras, kinds, printing, services
from yangguang.publications.models import Column, Link, Publication

from . import guides

_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
OTHER_VERSIONS = 30  # a standing text's earlier and later ones
LONGEST_CHAIN = 40  # statements of one emergency


def template(record: Publication) -> str:
    """``portal/document_<template>.html`` of the record's kind where there is one, else the skeleton itself."""
    kind = kinds.KINDS.get(record.kind) if record.kind in kinds.KINDS else None
    wanted = [f"portal/document_{kind.template}.html"] if kind else []
    return str(select_template([*wanted, "portal/document.html"]).template.name)


def tags(record: Publication, shown: dict[str, Any]) -> list[str]:
    """Tags of the page: the record's own, those of the records that it names, and its series for a standing text."""
    named = {record.pk, *(r.pk for _, r in shown["points_to"]), *(r.pk for r in shown.get("chain", ()))}
    named |= {r.pk for r in shown["guided"]}
    named |= {r.pk for _, rows in shown["pointed_from"] for r in rows}
    found = [f"publication:{pk}" for pk in sorted(named)]
    return [*found, f"series:{record.unit_id}:{record.kind}"] if "series" in shown else found


def context(record: Publication, hosts: Collection[str]) -> dict[str, Any]:
    """Everything the skeleton shows, and what the kind's template adds."""
    kind = kinds.KINDS.get(record.kind) if record.kind in kinds.KINDS else None
    body, contents = rendering.outline(record.body)
    entries = list(
        record.column_entries.filter(column__closed_on=None)
        .select_related("column")
        .order_by("column__order")
    )
    main = next((e.column for e in entries if e.column.shape == Column.Shape.COLUMN), None)
    versions = list(record.versions.order_by("number"))
    fields = kind.fields if kind else ()
    ended = norms.citations_of(record.pk, timezone.localdate())
    files, sizes = _files(record)
    found = {
        "record": record,
        "kind": kind,
        **files,
        # A citation of what is no longer in force says so.
        "body": marking.mark(rendering.render(body, hosts=hosts, sizes=sizes), ended),
        "norm": Norm.objects.registered().filter(publication=record).defer("body").first(),
        "ended": ended,
        "contents": contents if len(contents) > 2 else [],
        "columns": [e.column for e in entries],
        "column": main,
        "issuers": [i.unit for i in record.issuer_rows.select_related("unit").order_by("unit__order")],
        "items": _items(record),
        "versions": versions,
        "changes": [v for v in versions if v.note],
        "gazette": gazettes.printed_in(record),
        "printable": printing.printable(record),
        "summary": record.summary or bodies.summary(record.body),
        "facts": extras.shown(fields, record.extra),
        "questions": public_on(record),
        "values": {f.name: value for f, value in extras.shown(fields, record.extra)},
        "nav": f"column:{main.pk}" if main else "",
        **_links(record),
        **_explaining(record),
    }
    if kind and kind.template in _MORE:
        found |= _MORE[kind.template](record, found)
    return found


def withdrawn(record: Publication, hosts: Collection[str]) -> dict[str, Any]:
    """What stays of a withdrawn record whose text is kept with a banner: its card, its text, its files."""
    files, sizes = _files(record)
    # Its rows of issuers went with the lists; the text still names them.
    others = Unit.objects.filter(pk__in=record.issuers).exclude(pk=record.unit_id).order_by("order")
    return {
        "record": record,
        "kind": kinds.KINDS.get(record.kind) if record.kind in kinds.KINDS else None,
        "body": rendering.render(record.body, hosts=hosts, sizes=sizes),
        "issuers": [record.unit, *others],
        "items": _items(record),
        **files,
    }


def _files(record: Publication) -> tuple[dict[str, Any], dict[int, tuple[int, int]]]:
    """The files that stand below the text, and the sizes of all pictures by their number."""
    uses = list(record.attachment_uses.select_related("attachment").defer("attachment__html"))
    sizes = {
        u.attachment_id: (u.attachment.width, u.attachment.height)
        for u in uses
        if u.attachment.width and u.attachment.height
    }
    listed = [u.attachment for u in uses if not u.inline]
    # A picture that is attached and not placed in the text stands below it.
    return {
        "pictures": [a for a in listed if a.is_image],
        "attachments": [a for a in listed if not a.is_image],
    }, sizes


def _items(record: Publication) -> list[tuple[str, str]]:
    return [(i, statutory.NAMES[i]) for i in record.items if i in statutory.NAMES]


def _links(record: Publication) -> dict[str, Any]:
    """The records that this one points to, and those that point to it, by what their fields call it. ``guided``: the
    guides of a policy, or the policies of a guide, once, whoever named whom."""
    labels = {f.name: f for kind in kinds.KINDS for f in kind.fields if f.points or f.back}
    columns = ("id", "title", "live", "first_published_at", "kind", "document_number")
    to = [
        (x.name, x.to)
        for x in record.links.filter(to__live=True)
        .select_related("to")
        .only(*(f"to__{c}" for c in columns), "name", "publication")
        if x.name in labels
    ]
    rows = (
        record.linked_from.filter(publication__live=True)
        .select_related("publication")
        .only(*(f"publication__{c}" for c in columns), "name", "to")
        .order_by("-publication__first_published_at")[:LONGEST_CHAIN]
    )
    back: dict[str, list[Publication]] = {}
    guided = {r.pk: r for name, r in to if name in services.LINKS and services.KIND in (record.kind, r.kind)}
    for row in rows:
        if row.name in services.LINKS:
            if services.KIND in (record.kind, row.publication.kind):
                guided.setdefault(row.publication_id, row.publication)
        elif row.name in labels and labels[row.name].back:
            back.setdefault(labels[row.name].back, []).append(row.publication)
    return {
        "points_to": [(labels[name].label, r) for name, r in to if name not in services.LINKS],
        "pointed_from": list(back.items()),
        "guided": list(guided.values()),
    }


def _explaining(record: Publication) -> dict[str, Any]:
    """The explanations of a document and its press conferences; or the documents of an explanation and what readers said."""
    if record.kind in policies.GATED:
        talks = Conference.objects.filter(links__document=record, public=True).order_by("planned_on")
        found = policies.explanations_of(record.pk)
        promise = promising.promise_of(record.pk) if not found else None
        broken = promise is not None and promise.until is not None and promise.until < timezone.localdate()
        return {
            "explanations": found, "conferences": list(talks), "promise": promise, "promise_broken": broken,
        }  # fmt: skip
    if record.kind != "explanation":
        return {}
    understood, answers = policies.votes(record.pk)
    share = round(100 * understood / answers) if answers >= LEAST_VOTES else None
    return {
        "explained": policies.documents_of(record.pk),
        "asks": True,
        "answers": answers,
        "understood": share,
        "form": policies.form_of(record),
    }


def _news(record: Publication, found: dict[str, Any]) -> dict[str, Any]:
    """The first picture stands over the text."""
    lead, body = rendering.lead_picture(found["body"])
    pictures = found["pictures"]
    if not lead and pictures:
        return {"lead_file": pictures[0], "pictures": pictures[1:]}
    return {"lead": lead, "body": body}


def _standing(record: Publication, found: dict[str, Any]) -> dict[str, Any]:
    """The unit's other texts of the kind, newest first, named by their year."""
    same = (
        Publication.objects.public()
        .filter(unit=record.unit_id, kind=record.kind)
        .only("pk", "title", "written_on", "first_published_at", "extra", "kind")
        .order_by("-first_published_at")[:OTHER_VERSIONS]
    )
    named = [(year_of(other), other) for other in same]
    years = [y for y, _ in named]
    return {
        "series": sorted(
            ((y if years.count(y) == 1 else f"{y}（{other.published_on}）", other) for y, other in named),
            key=lambda pair: pair[0], reverse=True,
        )
        if len(named) > 1
        else [],
        "contents": found["contents"] or rendering.outline(record.body)[1],
    }  # fmt: skip


def year_of(record: Publication) -> str:
    """The year that a standing text is of: what its editor says, else its title (2020年度…), else that of its date."""
    if record.extra.get("year"):
        return f"{record.extra['year']}年"
    if named := _YEAR.search(record.title):
        return f"{named[1]}年"
    day = record.written_on or record.published_on
    return f"{day.year}年" if day else ""


def _emergency(record: Publication, found: dict[str, Any]) -> dict[str, Any]:
    """All statements about the same event, oldest first, this one among them."""
    first, seen = record.pk, {record.pk}
    while len(seen) < LONGEST_CHAIN:
        before = (
            Link.objects.filter(publication=first, name="follows", to__live=True)
            .values_list("to", flat=True)
            .first()
        )
        if before is None or before in seen:
            break
        seen.add(before)
        first = before
    chain, edge = {first}, {first}
    while edge and len(chain) < LONGEST_CHAIN:
        edge = (
            set(
                Link.objects.filter(to__in=edge, name="follows", publication__live=True).values_list(
                    "publication", flat=True
                )
            )
            - chain
        )
        chain |= edge
    records = (
        Publication.objects.filter(pk__in=chain | {record.pk}, live=True)
        .only("pk", "title", "first_published_at", "extra", "kind")
        .order_by("first_published_at", "pk")
    )
    return {"chain": list(records) if len(chain | {record.pk}) > 1 else []}


def _service(record: Publication, found: dict[str, Any]) -> dict[str, Any]:
    """A guide's lists and tables as they are."""
    return {"guide": guides.shown(record), "nav": "services"}


_MORE: dict[str, Callable[[Publication, dict[str, Any]], dict[str, Any]]] = {
    "news": _news, "standing": _standing, "emergency": _emergency, "service": _service,
}  # fmt: skip
