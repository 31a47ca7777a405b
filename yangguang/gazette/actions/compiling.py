"""Putting an issue together: sections, articles out of published records, their order. Nothing here reaches a reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from .. import contents, queries
from ..models import Article, Correction, Issue, Masthead, Section, State

MOST = 200  # articles in one issue
HIDDEN = ("html",)


def _may_begin(unit: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)
    if not Masthead.objects.filter(unit=unit).exists():
        yield Reason("还没有填写公报名称和主办单位", "请先填写公报设置")


def _taken(year: int, number: int, total: int | None, but: int | None = None) -> list[Reason]:
    others = Issue.objects.exclude(pk=but) if but else Issue.objects.all()
    found = []
    if others.filter(year=year, number=number).exists():
        found.append(Reason(f"{year} 年第 {number} 期已经有了", "请核对期号", field="number"))
    if total and others.filter(total=total).exists():
        found.append(Reason(f"总第 {total} 期已经有了", "请核对总期号", field="total"))
    if not 1 <= number <= 366:
        found.append(Reason("期号应在 1 到 366 之间", field="number"))
    if not 1949 <= year <= 2100:
        found.append(Reason("年份不对", "请填写四位年份", field="year"))
    return found


def begin(unit: Unit, *, year: int, number: int, total: int | None, dated: dt.date, **more: Any) -> Issue:
    """A new issue; only verbs call this, inside their transaction. Raises Refused for a number that is taken."""
    if faults := _taken(year, number, total):
        raise Refused(faults)
    head = Masthead.objects.get(unit=unit)
    try:
        with transaction.atomic():
            return Issue.objects.create(
                unit=unit, name=head.name, year=year, number=number, total=total, dated=dated, **more
            )
    except IntegrityError as error:  # a second officer was quicker
        raise Refused(
            _taken(year, number, total) or [Reason("这一期刚刚被别人建立", field="number")]
        ) from error


@verb("gazette.begin", "开始编排{object}", forbids=_may_begin)
def begin_issue(
    unit: Unit, *, actor: Actor, year: int, number: int, total: int | None, dated: dt.date
) -> Issue:
    """A new issue with the usual sections."""
    issue = begin(unit, year=year, number=number, total=total, dated=dated)
    Section.objects.bulk_create(
        Section(issue=issue, name=name, order=n) for n, name in enumerate(contents.DEFAULT_SECTIONS, 1)
    )
    return _compiled(issue, actor)


def _may_compile(issue: Issue, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, issue.unit)
    if issue.state != State.COMPILING:
        yield Reason(
            f"这一期在“{issue.get_state_display()}”环节，不能改动",
            "请先退回编排" if not issue.is_public else "出版后只能发更正启事",
        )


def _compiled(issue: Issue, actor: Actor) -> Issue:
    """Remember who had a hand in it: they may neither proofread nor sign it."""
    if actor.user is not None:
        issue.compilers.add(actor.user)
    return issue


@verb("gazette.change", "修改了{object}的期号和日期", forbids=_may_compile)
def change_issue(
    issue: Issue, *, actor: Actor, year: int, number: int, total: int | None, dated: dt.date
) -> Issue:
    if faults := _taken(year, number, total, issue.pk):
        raise Refused(faults)
    issue.year, issue.number, issue.total, issue.dated = year, number, total, dated
    issue.save(update_fields=["year", "number", "total", "dated"])
    return _compiled(issue, actor)


def _may_drop(issue: Issue, *, actor: Actor) -> Iterable[Reason]:
    yield from _may_compile(issue, actor=actor)


@verb("gazette.drop", "放弃了{object}", forbids=_may_drop)
def drop_issue(issue: Issue, *, actor: Actor) -> str:
    """Give up an issue that is not out. The records it would have printed are not touched."""
    label = str(issue)
    for build in issue.builds.all():
        if build.pdf:
            build.pdf.delete(save=False)
    issue.delete()
    return label


@verb("gazette.add", "为{object}选入了文件", forbids=_may_compile, hidden=HIDDEN)
def add_articles(
    issue: Issue, *, actor: Actor, records: Sequence[Publication], section: Section | None
) -> Issue:
    """Take in records, each in the text that readers see now. What is already in the issue is left where it is."""
    there = set(issue.articles.exclude(publication=None).values_list("publication", flat=True))
    new = [r for r in dict.fromkeys(records) if r.pk not in there]
    faults = [Reason(f"“{r}”没有公开，不能刊登", "请等它发布后再选入") for r in new if not r.live]
    if len(there) + len(new) > MOST:
        faults.append(Reason(f"一期最多 {MOST} 篇"))
    if section is not None and section.issue_id != issue.pk:
        faults.append(Reason("没有这个栏目", field="section"))
    if faults:
        raise Refused(faults)
    last = issue.articles.aggregate(last=Max("order"))["last"] or 0
    versions = queries.newest_versions([r.pk for r in new])
    for number, record in enumerate(new, last + 1):
        Article.objects.create(
            issue=issue,
            section=section,
            order=number,
            publication=record,
            **contents.copy_of(versions[record.pk]),
        )
    return _compiled(issue, actor)


def _own(issue: Issue, article: int) -> Article:
    found = issue.articles.filter(pk=article).first()
    if found is None:
        raise Refused([Reason("这篇文章已经不在这一期里", "可能刚被别人移出，请刷新")])
    return found


@verb("gazette.remove", "从{object}移出了文章", forbids=_may_compile)
def remove_article(issue: Issue, *, actor: Actor, article: int) -> Issue:
    _own(issue, article).delete()
    return _compiled(issue, actor)


@verb("gazette.move", "调整了{object}的次序", forbids=_may_compile)
def move_article(issue: Issue, *, actor: Actor, article: int, up: bool) -> Issue:
    """One place up or down within its section; at the end of it nothing happens."""
    moved = _own(issue, article)
    row = list(issue.articles.filter(section=moved.section_id).order_by("order", "id"))
    here = [a.pk for a in row].index(moved.pk)
    there = here + (-1 if up else 1)
    if 0 <= there < len(row):
        row[here], row[there] = row[there], row[here]
        _renumber(issue, row)
    return _compiled(issue, actor)


@verb("gazette.place", "调整了{object}的栏目和次序", forbids=_may_compile)
def place_articles(issue: Issue, *, actor: Actor, places: dict[int, tuple[int | None, int]]) -> Issue:
    """Every article's section and place in one go: article key → (section key or None, number)."""
    sections = set(issue.sections.values_list("pk", flat=True))
    for article in issue.articles.all():
        if article.pk in places:
            section, number = places[article.pk]
            article.section_id = section if section in sections else None
            article.order = min(max(number, 0), 10_000)
            article.save(update_fields=["section", "order"])
    _renumber(issue, list(issue.articles.order_by("section__order", "section_id", "order", "id")))
    return _compiled(issue, actor)


def _renumber(issue: Issue, row: list[Article]) -> None:
    """Give these articles the numbers that they held among them, in their new order."""
    numbers = sorted(a.order for a in row)
    if len(set(numbers)) < len(numbers):
        base = numbers[0]
        numbers = list(range(base, base + len(row)))
    for article, number in zip(row, numbers, strict=True):
        if article.order != number:
            Article.objects.filter(pk=article.pk).update(order=number)


@verb("gazette.renew", "更新了{object}里的文本", forbids=_may_compile, hidden=HIDDEN)
def renew_article(issue: Issue, *, actor: Actor, article: int) -> Issue:
    """Take the newest released text of an article's record instead of the one taken in before."""
    found = _own(issue, article)
    if found.publication_id is None:
        raise Refused([Reason("这篇文章没有对应的文件")])
    version = queries.newest_versions([found.publication_id])[found.publication_id]
    for name, value in contents.copy_of(version).items():
        setattr(found, name, value)
    found.save()
    return _compiled(issue, actor)


@verb("gazette.section", "调整了{object}的栏目", forbids=_may_compile)
def set_sections(issue: Issue, *, actor: Actor, names: Sequence[str]) -> Issue:
    """The sections in order, by name. One that is left out goes; its articles stay in the issue, in no section."""
    wanted = list(dict.fromkeys(n.strip()[:40] for n in names if n.strip()))
    if len(wanted) > 30:
        raise Refused([Reason("栏目太多，最多 30 个", field="names")])
    issue.sections.exclude(name__in=wanted).delete()
    for number, name in enumerate(wanted, 1):
        Section.objects.update_or_create(issue=issue, name=name, defaults={"order": number})
    return _compiled(issue, actor)


@verb("gazette.print_corrections", "选择了{object}刊登的更正", forbids=_may_compile)
def print_corrections(issue: Issue, *, actor: Actor, corrections: Sequence[int]) -> Issue:
    """Which corrections of earlier issues this one prints."""
    free = Correction.objects.exclude(printed_in__state=State.PUBLISHED).exclude(issue=issue)
    free.filter(printed_in=issue).exclude(pk__in=corrections).update(printed_in=None)
    free.filter(pk__in=corrections).update(printed_in=issue)
    return _compiled(issue, actor)
