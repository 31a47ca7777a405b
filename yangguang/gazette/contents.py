"""What an issue prints, gathered once for the page setter, for the web page, and for the mark of sameness."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from yangguang.organisations.models import Unit
from yangguang.publications import printing
from yangguang.publications.models import Publication, Version

from .models import Article, Correction, Issue, Masthead, Section

LAYOUT = 1  # goes up when the same contents come out looking different
DEFAULT_SECTIONS = ("区政府文件", "区政府办公室文件", "部门文件", "政策解读", "人事任免", "大事记")


def masthead() -> Masthead | None:
    return Masthead.objects.select_related("unit").first()


def grouped(issue: Issue) -> list[tuple[Section | None, list[Article]]]:
    """Sections in order with their articles; what stands in none comes last. Three queries at most."""
    sections = list(issue.sections.all())
    articles = list(issue.articles.select_related("publication__unit", "version").defer("publication__body"))
    found: list[tuple[Section | None, list[Article]]] = [
        (s, [a for a in articles if a.section_id == s.pk]) for s in sections
    ]
    if rest := [a for a in articles if a.section_id is None]:
        found.append((None, rest))
    return found


def in_order(issue: Issue) -> Iterator[Article]:
    """The articles as they are printed."""
    for _, articles in grouped(issue):
        yield from articles


def copy_of(version: Version) -> dict[str, Any]:
    """The words of a released version, as an article keeps them."""
    text: Publication = version.revision.as_object()
    units = [text.unit, *Unit.objects.filter(pk__in=text.issuers).exclude(pk=text.unit_id).order_by("order")]
    return {
        "title": text.title,
        "document_number": text.document_number,
        "organ": "、".join(dict.fromkeys(u.full_name or u.name for u in units))[:200],
        "written_on": text.written_on,
        "html": text.body,
        "version": version,
    }


def data_of(issue: Issue) -> dict[str, Any]:
    """Everything the pages show, as plain data; bodies still as HTML under ``html``."""
    head = masthead()
    parts = []
    for section, articles in grouped(issue):
        if articles:
            parts.append(
                {"name": section.name if section else "", "articles": [_article(a) for a in articles]}
            )
    corrections = (
        Correction.objects.filter(printed_in=issue).select_related("issue", "article").order_by("id")
    )
    return {
        "name": issue.name, "label": issue.label, "year": issue.year, "number": issue.number, "total": issue.total or 0,
        "dated": f"{issue.dated.year}年{issue.dated.month}月{issue.dated.day}日",
        "sponsor": head.sponsor if head else issue.name,
        "marks": _marks(head, issue), "statement": head.statement if head else "",
        "address": settings.SITE_ADDRESS + issue.get_absolute_url(), "parts": parts,
        "corrections": [
            f"{c.issue.label}{f'第{c.page}页' if c.page else ''}{f'《{c.article.title}》' if c.article else ''}：{c.text}"
            for c in corrections
        ],
    }  # fmt: skip


def _article(article: Article) -> dict[str, Any]:
    parts = printing.take_apart(article.html)
    return {
        "key": article.pk, "title": article.title, "number": article.document_number, "html": parts.html,
        "addressees": parts.addressees, "organs": list(parts.organs) or [o for o in article.organ.split("、") if o],
        "date": day(parts.day or article.written_on), "remark": parts.remark,
    }  # fmt: skip


def day(value: Any) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def _marks(head: Masthead | None, issue: Issue) -> list[list[str]]:
    """The rows of the back page; an empty one is left out."""
    rows = [("主办", head.sponsor), ("编辑", head.editor), ("地址", head.address), ("电话", head.phone),
            ("电子邮箱", head.email), ("准印证号", head.permit)] if head else []  # fmt: skip
    rows += [("出版日期", day(issue.dated)), ("网址", settings.SITE_ADDRESS + issue.get_absolute_url())]
    return [[name, value] for name, value in rows if value]


def digest(issue: Issue) -> str:
    """A mark of everything an issue prints: two proofs with the same one show the same."""
    return digest_of(data_of(issue))


def digest_of(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([LAYOUT, data], ensure_ascii=False, sort_keys=True).encode()).hexdigest()
