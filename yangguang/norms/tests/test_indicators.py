"""REG-01 to REG-10: nothing, all good, one bad, excluded, days in the past, sources missing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actors import SYSTEM
from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.norms.actions import confirming, numbers, registering, relating, sources
from yangguang.norms.force import Act
from yangguang.norms.models import Norm, Official
from yangguang.norms.queries import unit_list
from yangguang.organisations.models import Unit
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

from .factories import TEXT, make_norm

pytestmark = pytest.mark.django_db
D = dt.date


def cases(code, as_of=None):
    return {c.key: c for c in INDICATORS.get(code).run(Context(as_of or timezone.localdate(), None))}


def verdicts(code, as_of=None):
    return sorted(c.verdict for c in cases(code, as_of).values())


@pytest.mark.parametrize(
    "code", ["REG-01", "REG-02", "REG-03", "REG-04", "REG-05", "REG-06", "REG-09", "REG-10"]
)
@pytest.mark.task(22)
@pytest.mark.task(23)
@pytest.mark.task(24)
def test_without_its_source_nothing_is_measured(code):
    with pytest.raises(SourceMissing):
        list(INDICATORS.get(code).run(Context(timezone.localdate(), None)))


@pytest.mark.parametrize("code", ["REG-07", "REG-08"])
@pytest.mark.task(24)
def test_without_documents_there_is_nothing_to_count(code):
    assert cases(code) == {}


@pytest.mark.task(22)
class TestOfficial:
    def kept(self, record, text, changed_on, status="valid"):
        return sources.keep_official(
            record, actor=SYSTEM, source="示例", changed_on=changed_on, text=text, status=status
        )

    def test_one_differs_and_one_is_the_same(self):
        team, today = Team(), timezone.localdate()
        good, bad = team.release(body=TEXT), team.release(body=TEXT)
        self.kept(good, "甲", D(2020, 1, 1))  # an older official text no longer counts
        from yangguang.documents.bodies import to_text

        self.kept(good, to_text(TEXT), today)
        self.kept(bad, "第一条 改了。", today)
        found = cases("REG-01")
        assert found[f"publications.publication:{good.pk}"].verdict == "good"
        wrong = found[f"publications.publication:{bad.pk}"]
        assert (wrong.verdict, wrong.reason_code, wrong.unit) == ("bad", "differs", team.unit.pk)
        yesterday = today - dt.timedelta(1)
        with pytest.raises(SourceMissing):
            cases("REG-01", yesterday)

    def test_lateness_counts_working_days_and_waits_until_they_are_over(self):
        team = Team()
        record = team.release(body=TEXT)
        official = self.kept(record, "第一条 改了。", timezone.localdate())
        due = calendar.load().add(official.changed_on, 10).due
        assert verdicts("REG-02") == ["excluded"]
        assert verdicts("REG-02", due) == ["excluded"]
        [late] = cases("REG-02", due + dt.timedelta(1)).values()
        assert (late.verdict, late.reason_code) == ("bad", "late")
        Official.objects.all().delete()
        from yangguang.documents.bodies import to_text

        self.kept(record, to_text(TEXT), timezone.localdate())
        assert verdicts("REG-02") == ["good"]

    def test_repealed_there_and_valid_here(self):
        record = Team().release(body=TEXT)
        self.kept(record, "甲", timezone.localdate(), "repealed")
        assert verdicts("REG-03") == ["bad"]
        Publication.objects.filter(pk=record.pk).update(validity="repealed")
        assert verdicts("REG-03") == ["good"]


def released_norm(team, number, **values):
    record = team.release(kind="norm", body=TEXT, document_number=f"厦思指〔2021〕{number}号", topic="综合政务", genre="通知",
                          validity="valid", title=f"示例指标办法{number}")  # fmt: skip
    return make_norm(
        team.unit, publication=record, document_number=record.document_number, title=record.title, **values
    )


def register_early():
    Norm.objects.filter(registered_on__isnull=False).update(registered_on=D(2021, 6, 30))


@pytest.mark.task(23)
class TestLibrary:
    def test_a_document_in_force_without_its_text_is_bad(self):
        team = Team()
        there, missing, over = (
            released_norm(team, 1),
            make_norm(team.unit),
            make_norm(team.unit, expires_on=D(2022, 1, 1)),
        )
        found = cases("REG-04")
        assert found[f"norms.norm:{there.pk}"].verdict == "good"
        assert found[f"norms.norm:{missing.pk}"].reason_code == "no-text"
        assert f"norms.norm:{over.pk}" not in found
        register_early()
        assert f"norms.norm:{over.pk}" in cases("REG-04", D(2021, 12, 31))
        assert cases("REG-04", D(2021, 6, 30)) == {}

    def test_the_catalogue_has_every_field_of_every_document(self):
        norm = make_norm()
        assert verdicts("REG-05") == ["good"]
        Norm.objects.filter(pk=norm.pk).update(document_number="")
        [bad] = cases("REG-05").values()
        assert norm.title in bad.reason

    def test_search_finds_documents_by_their_names(self):
        from yangguang.search import indexing

        norm = released_norm(Team(), 7)
        indexing.rebuild()
        assert {c.key: c.verdict for c in cases("REG-06").values()} == {f"norms.norm:{norm.pk}": "good"}


@pytest.mark.task(24)
class TestUpkeep:
    def test_a_hole_is_bad_until_it_is_explained(self):
        team, today = Team(), timezone.localdate()
        team.release(document_number=f"厦思空〔{today.year}〕3号")
        team.release(document_number=f"厦思空〔{today.year - 9}〕9号")  # older series are not asked after
        assert verdicts("REG-07") == ["bad", "bad", "good"]
        numbers.explain(
            team.unit, actor=team.editor, code="厦思空", year=today.year, first=1, last=1, why="unused"
        )
        assert verdicts("REG-07") == ["bad", "good", "good"]
        assert cases("REG-07", today - dt.timedelta(1)) == {}

    def test_force_and_first_day_must_be_told(self):
        team = Team()
        norm = released_norm(team, 2)
        assert verdicts("REG-08") == ["good"]
        Publication.objects.filter(pk=norm.publication_id).update(effective_on=None, validity="")
        [bad] = cases("REG-08").values()
        assert "效力、施行日期" in bad.reason
        future = timezone.localdate() + dt.timedelta(30)
        Publication.objects.filter(pk=norm.publication_id).update(effective_on=future)
        assert verdicts("REG-08") == ["good"]

    def test_an_end_without_a_decision_is_bad_from_its_evaluation_day(self):
        norm = make_norm(expires_on=D(2026, 6, 30))
        assert norm.review_on == D(2025, 12, 30)
        assert verdicts("REG-09", D(2025, 12, 29)) == ["good"]
        [bad] = cases("REG-09", D(2025, 12, 30)).values()
        assert (bad.verdict, bad.due, bad.fact) == ("bad", D(2025, 12, 30), D(2026, 6, 30))
        registering.set_procedure(norm, actor=SYSTEM, step="review", values={"done_on": D(2026, 1, 5)})
        assert verdicts("REG-09", D(2026, 1, 4)) == ["bad"]
        assert verdicts("REG-09", D(2026, 1, 5)) == ["good"]
        relating.relate(
            norm, actor=SYSTEM, act=Act.EXTEND, on=D(2026, 6, 1), until=D(2028, 6, 30), source_title="示例"
        )
        assert verdicts("REG-09", D(2026, 6, 30)) == ["good"]
        assert cases("REG-09", D(2029, 1, 1)) == {}

    def test_every_unit_confirms_its_list_even_an_empty_one(self):
        team, other = Team(), Team()
        make_norm(team.unit)
        today = timezone.localdate()
        confirming.confirm(team.unit, actor=team.head, sha256=unit_list(team.unit, today).sha256)
        end = D(today.year, (today.month - 1) // 3 * 3 + 3, 28)
        found = cases("REG-10", end)
        assert found[f"organisations.unit:{team.unit.pk}"].verdict == "good"
        assert found[f"organisations.unit:{other.unit.pk}"].reason_code == "unconfirmed"
        assert len(found) == Unit.objects.answerable(end).count()
        following = (end + dt.timedelta(40)).replace(
            day=1
        )  # the next quarter's first weeks still look at this one
        assert cases("REG-10", following)[f"organisations.unit:{team.unit.pk}"].verdict == "good"
