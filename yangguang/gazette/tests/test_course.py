"""An issue's way: compiled, proofread and signed by different people, set, out, frozen."""

from __future__ import annotations

import datetime as dt

import pypdfium2
import pytest
from django.db import IntegrityError, transaction

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.duties.models import Duty
from yangguang.gazette import building, contents, jobs, queries, setting
from yangguang.gazette.actions import compiling, course, office, telling
from yangguang.gazette.models import Build, Correction, Issue, State, YearPlan
from yangguang.gazette.tests.factories import Office
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor, make_person, make_unit
from yangguang.publications.actions import drafting, releasing
from yangguang.typesetting.engine import CannotSet

pytestmark = [pytest.mark.django_db, pytest.mark.task(28)]


def pages(pdf) -> list[str]:
    with pdf.open("rb") as file:
        document = pypdfium2.PdfDocument(file.read())
    try:
        return ["".join(p.get_textpage().get_text_range().split()) for p in document]
    finally:
        document.close()


def test_an_issue_goes_out_as_it_was_set_with_the_pages_its_contents_name():
    made = Office()
    issue = made.publish(records=3)
    text = pages(issue.pdf)
    assert len(text) == issue.pages
    for article in issue.articles.all():
        sheet = text[article.first_page + issue.front - 1]
        assert "".join(article.title.split()) in sheet
        assert f"·{article.first_page}·" in sheet
        assert any(
            f"{article.document_number}）" in p and str(article.first_page) in p
            for p in text[1 : issue.front]
        )
    assert issue.articles.count() == 3
    assert "校样" not in "".join(text)
    assert issue.cover.size > 1000


def test_nobody_reads_or_signs_what_they_compiled_nor_both():
    made = Office()
    issue = made.build(made.issue())
    course.send_to_proof(issue, actor=made.editor)
    head = actor(made.people["head"])
    compiler = made.editor
    with pytest.raises(Refused, match=r"权限|编排"):
        course.proofread(issue, actor=compiler)
    course.proofread(issue, actor=head)
    with pytest.raises(Refused, match="校对的人不能签发"):
        course.sign_off(issue, actor=head)
    other = actor(make_person(Role.HEAD, made.unit))
    course.sign_off(issue, actor=other)
    issue.refresh_from_db()
    assert issue.state == State.SIGNED


def test_whoever_moved_a_line_has_compiled():
    made = Office()
    issue = made.issue()
    reader = actor(made.people["reader"])
    compiling.move_article(issue, actor=reader, article=issue.articles.last().pk, up=True)
    course.send_to_proof(made.build(issue), actor=made.editor)
    with pytest.raises(Refused, match="参与编排的人不能校对"):
        course.proofread(issue, actor=reader)


def test_an_old_proof_does_not_go_on():
    made = Office()
    issue = made.build(made.issue())
    compiling.add_articles(issue, actor=made.editor, records=[made.record()], section=None)
    with pytest.raises(Refused, match="重新排版"):
        course.send_to_proof(issue, actor=made.editor)
    course.send_to_proof(made.build(issue), actor=made.editor)


def test_what_is_signed_is_set_once_more_without_the_proof_mark():
    made = Office()
    issue = made.signed(made.issue())
    assert any("校" in p for p in pages(building.proof(issue).pdf))
    with pytest.raises(Refused, match="去掉“校样”"):
        course.publish(issue, actor=made.editor)
    course.publish(made.build(issue), actor=made.editor)


def test_a_withdrawn_or_newer_document_stops_the_issue_until_it_is_dealt_with():
    made = Office()
    issue = made.issue(records=2)
    first, second = issue.articles.all()
    record = drafting.save_draft(
        first.publication, actor=made.team.editor, values={"body": "<p>新的正文。</p>"}
    )
    releasing.release(made.team.sign(record), actor=made.team.editor, correction=True, note="示例")
    releasing.withdraw(second.publication, actor=made.team.head, how="gone", reason="示例")
    assert [s.why for s in queries.stale(issue)] == ["newer", "gone"]
    with pytest.raises(Refused, match="新的公开文本"):
        course.send_to_proof(made.build(issue), actor=made.editor)
    compiling.renew_article(issue, actor=made.editor, article=first.pk)
    compiling.remove_article(issue, actor=made.editor, article=second.pk)
    course.send_to_proof(made.build(issue), actor=made.editor)
    assert "新的正文" in issue.articles.get().html


def test_a_published_issue_keeps_its_text_whatever_becomes_of_the_document():
    made = Office()
    issue = made.publish(records=1)
    article = issue.articles.get()
    before, digest = article.html, contents.digest(issue)
    record = drafting.save_draft(
        article.publication, actor=made.team.editor, values={"body": "<p>改。</p>", "title": "改题"}
    )
    releasing.release(made.team.sign(record), actor=made.team.editor, correction=True, note="示例")
    article.refresh_from_db()
    assert (article.html, contents.digest(issue)) == (before, digest)
    for verb, more in ((compiling.remove_article, {"article": article.pk}), (course.send_back, {"note": "x"}),
                       (compiling.drop_issue, {}), (compiling.renew_article, {"article": article.pk})):  # fmt: skip
        with pytest.raises(Refused):
            verb(issue, actor=made.editor, **more)


def test_sending_back_takes_the_signatures_away_and_needs_a_reason():
    made = Office()
    issue = made.signed(made.issue())
    with pytest.raises(Refused, match="请填写意见"):
        course.send_back(issue, actor=made.head, note=" ")
    course.send_back(issue, actor=made.head, note="第 2 页有误")
    issue.refresh_from_db()
    assert (issue.state, issue.proofed_by, issue.signed_by) == (State.COMPILING, None, None)


def test_a_number_is_given_once_even_to_two_officers():
    made = Office()
    made.issue(number=3)
    with pytest.raises(Refused, match="已经有了"):
        made.issue(number=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Issue.objects.create(unit=made.unit, name="甲", year=2021, number=3, dated=dt.date(2021, 1, 1))


def test_departments_and_streets_make_no_gazette():
    unit = make_unit()
    head = actor(make_person(Role.HEAD, unit))
    with pytest.raises(Refused, match="不办政府公报"):
        office.set_masthead(unit, actor=head, values={"name": "甲", "sponsor": "乙"})
    made = Office()
    with pytest.raises(Refused, match="权限"):
        compiling.begin_issue(
            made.unit, actor=head, year=2021, number=1, total=None, dated=dt.date(2021, 1, 1)
        )


def test_only_what_is_public_is_taken_in_and_nothing_twice():
    made = Office()
    issue = made.issue(records=1)
    record = issue.articles.get().publication
    compiling.add_articles(issue, actor=made.editor, records=[record], section=None)
    assert issue.articles.count() == 1
    with pytest.raises(Refused, match="没有公开"):
        compiling.add_articles(issue, actor=made.editor, records=[made.team.draft()], section=None)


def test_order_is_changed_by_one_place_or_all_at_once():
    made = Office()
    issue = made.issue(records=3)
    a, b, c = (x.pk for x in issue.articles.all())
    compiling.move_article(issue, actor=made.editor, article=c, up=True)
    assert [x.pk for x in issue.articles.all()] == [a, c, b]
    compiling.move_article(issue, actor=made.editor, article=a, up=True)
    assert [x.pk for x in issue.articles.all()] == [a, c, b]
    section = issue.sections.last()
    compiling.place_articles(
        issue, actor=made.editor, places={a: (section.pk, 9), b: (None, 1), c: (10**9, 2)}
    )
    assert [x.pk for x in contents.in_order(issue)] == [a, b, c]
    with pytest.raises(Refused, match="刷新"):
        compiling.move_article(issue, actor=made.editor, article=10**9, up=True)


def test_a_dropped_section_keeps_its_articles():
    made = Office()
    issue = made.issue(records=2)
    compiling.set_sections(issue, actor=made.editor, names=["新栏目", "", "新栏目"])
    assert [s.name for s in issue.sections.all()] == ["新栏目"]
    assert [len(a) for s, a in contents.grouped(issue)] == [0, 2]


def test_the_setter_tells_what_it_does_and_a_failure_can_be_tried_again(monkeypatch):
    made = Office()
    issue = made.issue()
    build = course.build_proof(issue, actor=made.editor)
    with pytest.raises(Refused, match="正在排版"):
        course.build_proof(issue, actor=made.editor)

    def fail(*args, **kwargs):
        assert Build.objects.get(pk=build.pk).step == "排版"
        raise CannotSet("图片太多")

    monkeypatch.setattr(setting, "set_issue", fail)
    building.run(build)
    found = Build.objects.get(pk=build.pk)
    assert (found.state, found.trouble) == (Build.State.FAILED, "图片太多")
    monkeypatch.undo()
    assert made.build(issue).builds.first().state == Build.State.DONE


def test_a_run_whose_process_was_killed_does_not_block_for_good():
    made = Office()
    issue = made.issue()
    build = course.build_proof(issue, actor=made.editor)
    long_ago = build.created_at - dt.timedelta(hours=1)
    Build.objects.filter(pk=build.pk).update(created_at=long_ago)
    assert course.build_proof(issue, actor=made.editor).pk != build.pk


def test_the_same_contents_give_the_same_file():
    made = Office()
    issue = made.build(made.issue())
    first = building.proof(issue)
    with first.pdf.open("rb") as file:
        data = file.read()
    issue = made.build(issue)
    with building.proof(issue).pdf.open("rb") as file:
        assert file.read() == data


def test_corrections_stand_beside_the_issue_and_are_printed_in_a_later_one():
    made = Office()
    issue = made.publish(number=1)
    with pytest.raises(Refused, match="请写明"):
        telling.correct(issue, actor=made.reader, text=" ")
    notice = telling.correct(issue, actor=made.reader, text="“甲”应为“乙”", page=2)
    later = made.issue(number=2)
    compiling.print_corrections(later, actor=made.editor, corrections=[notice.pk])
    later = made.publish(later)
    assert "“甲”应为“乙”" in "".join(pages(later.pdf))
    third = made.issue(number=3)
    compiling.print_corrections(third, actor=made.editor, corrections=[notice.pk])
    assert Correction.objects.get(pk=notice.pk).printed_in == later


def test_a_push_lies_between_the_issue_and_now():
    made = Office()
    issue = made.publish()
    now = issue.published_at
    for at, word in ((now + dt.timedelta(days=1), "还没有到"), (now - dt.timedelta(days=2), "早于")):
        with pytest.raises(Refused, match=word):
            telling.record_push(issue, actor=made.editor, channel="微博", pushed_at=at)
    with pytest.raises(Refused, match="渠道"):
        telling.record_push(issue, actor=made.editor, channel="飞鸽", pushed_at=now)
    push = telling.record_push(
        issue, actor=made.editor, channel="微博", pushed_at=now, url="https://example.com/"
    )
    telling.drop_push(issue, actor=made.editor, push=push.pk)
    assert not issue.pushes.exists()


def test_a_due_issue_becomes_a_duty_which_closes_when_it_is_out():
    made = Office()
    YearPlan.objects.create(year=2021, frequency="quarterly", days=15)
    assert jobs.remind.run(dt.date(2021, 3, 1)).startswith("待出版 0")
    jobs.remind.run(dt.date(2021, 4, 1))
    jobs.remind.run(dt.date(2021, 4, 2))
    duty = Duty.objects.get(kind="gazette.issue")
    assert (duty.key, duty.due, duty.unit) == ("2021-1", dt.date(2021, 4, 15), made.unit)
    made.publish(number=1)
    assert not Duty.objects.open().filter(kind="gazette.issue").exists()


def test_only_the_operator_names_another_time_of_publishing():
    made = Office()
    issue = made.build(made.signed(made.issue()))
    at = dt.datetime(2021, 4, 10, tzinfo=dt.UTC)
    with pytest.raises(Refused, match="服务器记录"):
        course.publish(issue, actor=made.editor, at=at)
    course.publish(issue, actor=SYSTEM, at=at)
