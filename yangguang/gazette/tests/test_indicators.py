"""GAZ-01, GAZ-02, GAZ-03, NMD-03g: cases, boundary days, what is not counted, missing sources."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.core.indicators import INDICATORS, Context, SourceMissing
from yangguang.gazette import registers, rules
from yangguang.gazette.actions import office, telling
from yangguang.gazette.models import Article, Issue, NotPrinted, State, YearPlan
from yangguang.gazette.tests.factories import Office

pytestmark = pytest.mark.task(28)
database = pytest.mark.django_db


def cases(code: str, on: dt.date):
    return {c.key: c for c in INDICATORS.get(code).run(Context(on, params=INDICATORS.get(code).params))}


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def an_issue(made: Office, number: int, out: dt.date | None, **more) -> Issue:
    """An issue as a row: these tests are about days, not about setting pages."""
    state = State.PUBLISHED if out else State.COMPILING
    return Issue.objects.create(
        unit=made.unit, name="示例公报", year=2021, number=number, dated=out or dt.date(2021, 1, 1), state=state,
        published_at=at(out) if out else None, **more,
    )  # fmt: skip


@given(st.integers(1990, 2100), st.sampled_from(sorted(rules.MONTHS)), st.integers(0, 60))
def test_a_years_issues_cover_it_without_gap_and_are_due_in_order(year, frequency, days):
    found = rules.due_issues(year, frequency, days)
    assert found[0].begins == dt.date(year, 1, 1)
    assert found[-1].ends == dt.date(year, 12, 31)
    assert all(b.begins == a.ends + dt.timedelta(1) for a, b in itertools.pairwise(found))
    assert [f.number for f in found] == list(range(1, 12 // rules.MONTHS[frequency] + 1))
    assert all((f.due - f.ends).days == days for f in found)


@database
def test_without_a_plan_nobody_can_say_what_is_due():
    Office()
    with pytest.raises(SourceMissing):
        cases("GAZ-01", dt.date(2021, 6, 1))


@database
def test_issues_are_in_time_until_their_day_and_late_after_it():
    made = Office()
    YearPlan.objects.create(year=2021, frequency="quarterly", days=15)
    an_issue(made, 1, dt.date(2021, 4, 15))
    an_issue(made, 2, dt.date(2021, 7, 16))
    an_issue(made, 3, None)
    key = "gazette.issue:2021-"
    assert cases("GAZ-01", dt.date(2021, 4, 14)) == {}
    assert {k: c.verdict for k, c in cases("GAZ-01", dt.date(2021, 4, 16)).items()} == {f"{key}1": "good"}
    assert cases("GAZ-01", dt.date(2021, 7, 15)).keys() == {f"{key}1"}
    assert cases("GAZ-01", dt.date(2021, 7, 16))[f"{key}2"].reason_code == "late"
    found = cases("GAZ-01", dt.date(2021, 10, 16))
    assert [c.verdict for c in found.values()] == ["good", "bad", "bad"]
    assert found[f"{key}3"].reason_code == "missing"
    assert all(c.unit == made.unit.pk for c in found.values())


@database
def test_articles_lack_what_they_lack_and_an_uncut_issue_counts_as_bad():
    made = Office()
    record = made.record()
    issue = an_issue(made, 1, dt.date(2021, 4, 1))
    an_issue(made, 2, dt.date(2021, 4, 2))
    whole = {"title": "甲", "html": "<p>文</p>", "first_page": 1, "written_on": dt.date(2021, 1, 1)}
    good = Article.objects.create(issue=issue, **whole)
    dated = Article.objects.create(issue=issue, **{**whole, "written_on": None, "first_page": None})
    unlinked = Article.objects.create(issue=issue, **whole, document_number=record.document_number)
    found = cases("GAZ-02", dt.date(2021, 5, 1))
    verdicts = {k.rpartition(":")[2] if "article" in k else k: c.verdict for k, c in found.items()}
    assert verdicts[str(good.pk)] == "good"
    assert "成文日期、页码" in found[f"gazette.article:{dated.pk}"].reason
    assert "到文件的链接" in found[f"gazette.article:{unlinked.pk}"].reason
    assert [c.reason_code for c in found.values()].count("uncut") == 1
    assert cases("GAZ-02", dt.date(2021, 3, 1)) == {}


@database
def test_norms_of_the_year_are_printed_or_still_have_time(monkeypatch):
    monkeypatch.delitem(
        registers.NORM_SOURCES._items, "norms", raising=False
    )  # without a register public texts count
    made = Office()
    YearPlan.objects.create(year=2021, frequency="quarterly", days=15)
    fields = {"kind": "norm", "effective_on": dt.date(2021, 5, 1)}
    printed, missed, waiting = (
        made.record(written_on=day, **fields) for day in ("2021-02-01", "2021-03-31", "2021-05-01")
    )
    made.record(written_on="2020-12-31", **fields)
    type(printed).objects.all().update(first_published_at=at(dt.date(2021, 5, 2)))
    issue = an_issue(made, 1, dt.date(2021, 4, 10))
    Article.objects.create(issue=issue, publication=printed, title="甲")
    found = cases("GAZ-03", dt.date(2021, 5, 3))
    assert {int(k.rpartition(":")[2]): c.verdict for k, c in found.items()} == {
        printed.pk: "good", missed.pk: "bad", waiting.pk: "excluded",
    }  # fmt: skip
    assert cases("GAZ-03", dt.date(2021, 7, 16))[f"publications.publication:{waiting.pk}"].verdict == "bad"


@database
def test_a_register_above_supplies_the_documents_once_it_is_there(monkeypatch):
    made = Office()
    norm = registers.Norm("norms.norm:1", "示例办法", made.unit.pk, dt.date(2021, 2, 1), 0, "/")
    monkeypatch.setitem(
        registers.NORM_SOURCES._items, "norms", registers.NormSource("norms", "库", 10, lambda y, d: [norm])
    )
    assert list(cases("GAZ-03", dt.date(2021, 5, 3))) == ["norms.norm:1"]
    with pytest.raises(Refused, match="说明理由"):
        office.leave_out(made.unit, actor=made.reader, norm=norm, reason=" ")
    with pytest.raises(Refused, match="权限"):
        office.leave_out(made.unit, actor=made.editor, norm=norm, reason="示例：只涉及一家")
    row = office.leave_out(made.unit, actor=made.reader, norm=norm, reason="示例：只涉及一家")
    NotPrinted.objects.update(decided_at=at(dt.date(2021, 5, 3)))
    [case] = cases("GAZ-03", dt.date(2021, 5, 3)).values()
    assert (case.verdict, case.reason) == ("excluded", "不刊登：示例：只涉及一家")
    assert cases("GAZ-03", dt.date(2021, 5, 2))["norms.norm:1"].verdict == "bad"  # not yet known on that day
    office.print_after_all(row, actor=made.reader, unit=made.unit)
    assert cases("GAZ-03", dt.date(2021, 5, 3))["norms.norm:1"].verdict == "bad"


@database
def test_a_push_counts_within_three_working_days():
    made = Office()
    # Thursday before 清明 (3 to 5 April 2021 are free): the third working day is the 8th.
    issue = an_issue(made, 1, dt.date(2021, 4, 2))
    an_issue(made, 2, dt.date(2021, 4, 2), origin=Issue.Origin.OLD)
    key = f"gazette.issue:{issue.pk}"
    early = cases("NMD-03g", dt.date(2021, 4, 2))
    assert early.keys() == {key}
    assert early[key].verdict == "excluded"
    due = early[key].due
    assert cases("NMD-03g", due + dt.timedelta(1))[key].reason_code == "missing"
    push = telling.record_push(issue, actor=made.editor, channel="微博", pushed_at=at(due))
    assert cases("NMD-03g", due + dt.timedelta(1))[key].verdict == "good"
    assert cases("NMD-03g", due - dt.timedelta(1))[key].verdict == "excluded"
    type(push).objects.update(pushed_at=at(due + dt.timedelta(1)))
    assert cases("NMD-03g", due + dt.timedelta(1))[key].reason_code == "late"
