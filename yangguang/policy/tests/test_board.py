"""How long explanations came after their documents, and their forms against last year: the board and INT-07y."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core.indicators import INDICATORS, Context
from yangguang.organisations.tests.factories import make_person
from yangguang.policy import board, queries
from yangguang.policy.actions import explaining
from yangguang.publications.models import Publication

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(16)]
DAY = dt.timedelta(days=1)


def moved(record: Publication, days: int) -> None:
    """Public so many days earlier."""
    Publication.objects.filter(pk=record.pk).update(first_published_at=timezone.now() - days * DAY)


def bins(on: dt.date) -> dict[str, int]:
    return {b.name: len(b.rows) for b in board.histogram(Context(on)) if b.rows}


@pytest.mark.task(14)
@pytest.mark.parametrize(
    ("days", "name"),
    [(0, "同日"), (1, "晚 1 天"), (2, "晚 2—3 天"), (3, "晚 2—3 天"), (4, "晚 4—7 天"), (7, "晚 4—7 天"), (8, "晚 8—30 天"),
     (31, "晚 30 天以上"), (-1, "解读在先")],
)  # fmt: skip
def test_every_document_stands_in_one_bin_by_its_days(days, name):
    desk, today = Desk(), timezone.localdate()
    package = desk.released()
    material = queries.materials(package)[0]
    moved(package.document, 100)
    moved(material, 100 - days)
    on = today - 60 * DAY  # a day after both, in whatever year they fall
    found = bins(on)
    if (today - 100 * DAY).year == on.year:
        assert found == {name: 1}
    else:
        assert found == {}


def shares(on: dt.date) -> dict[str, tuple[int | None, int | None, bool]]:
    return {m.name: (m.share, m.old_share, m.lower) for m in board.mixes(Context(on))}


def test_this_years_forms_are_held_against_last_years():
    desk, today = Desk(), timezone.localdate()
    now, old = desk.released(), desk.released()
    for record in (old.document, queries.materials(old)[0]):
        Publication.objects.filter(pk=record.pk).update(
            first_published_at=timezone.make_aware(dt.datetime(today.year - 1, 6, 1))
        )
    assert shares(today) == {"全区": (100, 100, False), desk.unit.name: (100, 100, False)}
    run = INDICATORS.get("INT-07y").run
    [case] = run(Context(today))
    assert (case.verdict, case.unit) == ("good", desk.unit.pk)
    explaining.describe(
        queries.materials(now)[0], actor=desk.team.editor, form="text", documents=[now.document]
    )
    assert shares(today)["全区"] == (0, 100, True)
    [case] = run(Context(today))
    assert (case.verdict, case.reason) == ("bad", "本年 0/1（0%），上年 1/1（100%）")
    assert [c.verdict for c in run(Context(dt.date(today.year - 1, 12, 31)))] == [
        "excluded"
    ]  # no year before it


@pytest.mark.task(14)
def test_the_board_opens_to_its_documents_and_shows_a_unit_its_own():
    desk, other = Desk(), Desk()
    mine, theirs = desk.released(), other.released()
    client = Client()
    client.force_login(desk.team.head.user)
    page = client.get("/desk/policy/sync/").content.decode()
    assert mine.document.title in page
    assert theirs.document.title not in page
    assert "应解读的文件 1 份" in page
    client.force_login(make_person("openness", desk.office))
    page = client.get("/desk/policy/sync/?year=x").content.decode()
    assert theirs.document.title in page
    assert "不低于上年" in page
