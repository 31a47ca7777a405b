"""The knowledge base among the other rooms: entries grown from explanations, guides and answered requests; a norm's repeal."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.documents import bodies
from yangguang.foi.actions import after
from yangguang.foi.tests.factories import Desk as FoiDesk
from yangguang.knowledge import sources
from yangguang.knowledge.actions import growing, reviewing
from yangguang.knowledge.models import Entry, Origin, State
from yangguang.knowledge.tests.factories import QUOTE, Desk, soon
from yangguang.norms.actions import relating
from yangguang.norms.tests.factories import make_norm
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.policy.actions import explaining
from yangguang.policy.tests.factories import Desk as PolicyDesk
from yangguang.publications.tests.factories import Team, client_of

pytestmark = [pytest.mark.django_db, pytest.mark.task(15)]
ASKED = "<p>问：补多少？</p><p>答：补助标准是每户三千元。</p><p>问：怎么领？</p><p>答：带营业执照到街道窗口办理。</p>"


@pytest.fixture
def desk():
    return Desk()


def explained(desk: Desk, body: str = ASKED):
    """A policy and its public explanation."""
    policy = desk.policy()
    text = desk.team.release(kind="explanation", title="示例解读", body=body, source="示例")
    explaining.describe(text, actor=desk.team.editor, form="qa", documents=[policy])
    return policy, text


def test_an_explanation_gives_a_draft_for_each_question_resting_on_the_policy(desk):
    policy, text = explained(desk)
    made = growing.grow(text, actor=desk.editor)
    assert [e.question for e in made] == ["补多少？", "怎么领？"]
    assert {e.state for e in made} == {State.DRAFT}
    assert {e.origin for e in made} == {Origin.EXPLANATION}
    first, second = (e.bases.get() for e in made)
    assert first.publication == second.publication == policy
    assert first.quote == QUOTE
    assert second.quote == "带营业执照到街道窗口办理。"
    # They take the usual way: the writer's colleague signs.
    assert desk.bring_out(made[0]).live


def test_a_text_without_questions_gives_one_draft_of_all(desk):
    _, text = explained(desk, "<p>示例：每户三千元，带执照到窗口。</p>")
    [made] = growing.grow(text, actor=desk.editor)
    assert made.question == "示例解读"
    assert "三千元" in made.answer


def test_nothing_grows_twice_and_growing_again_is_possible_after_all_are_gone(desk):
    _, text = explained(desk)
    assert text in sources.waiting(sources.sort_of("explanation"))
    made = growing.grow(text, actor=desk.editor)
    assert text not in sources.waiting(sources.sort_of("explanation"))
    with pytest.raises(Refused, match="已经生成过 2 条"):
        growing.grow(text, actor=desk.editor)
    Entry.objects.filter(pk__in=[e.pk for e in made]).delete()
    assert not growing.grow.reasons(text, actor=desk.editor)


def test_drafts_and_other_kinds_give_nothing_and_strangers_grow_nothing(desk):
    _, text = explained(desk)
    draft = desk.team.draft(kind="explanation", source="示例")
    assert "没有公开" in str(growing.grow.reasons(draft, actor=desk.editor)[0])
    assert "不能生成" in str(growing.grow.reasons(desk.team.release(), actor=desk.editor)[0])
    assert growing.grow.reasons(text, actor=actor_for(Role.EDITOR, make_unit()))


def test_the_material_of_a_policy_package_grows_from_the_policy():
    policy_desk = PolicyDesk()
    package = policy_desk.released()
    document = package.document
    editor = policy_desk.team.editor
    made = growing.grow_material(document, actor=editor)
    assert "为什么出台？" in [e.question for e in made]
    assert {e.bases.get().publication_id for e in made} == {document.pk}
    assert growing.grow_material.reasons(document, actor=editor)


def test_a_guide_rests_on_itself(desk):
    guide = desk.team.release(
        kind="licence", title="示例：摊位备案办事指南", body="<p>备案要带身份证。</p>",
        extra={"matter": "依据、条件、程序"},
    )  # fmt: skip
    [made] = growing.grow(guide, actor=desk.editor)
    assert made.origin == Origin.GUIDE
    assert made.bases.get().publication == guide


def test_an_answered_request_grows_only_through_what_was_published_of_it():
    foi = FoiDesk()
    request = foi.decide(foi.register(), "36-2")
    conversion = after.judge(request, actor=foi.reviewer, verdict="publish", reason="示例：可以公开")
    team = Team(foi.unit)
    record = team.release(title="示例：某处停车场批复", body="<p>示例：同意建设停车场。</p>")
    after.link_publication(conversion, actor=foi.editor, publication=record)
    assert list(sources.waiting(sources.sort_of("answer"))) == [record]
    [made] = growing.grow(record, actor=foi.editor)
    assert made.origin == Origin.ANSWER
    assert made.bases.get().publication == record
    assert bodies.to_text(made.answer) == "示例：同意建设停车场。"


def test_one_click_on_the_list_of_explanations_and_on_a_records_page(desk):
    policy = desk.policy()
    text = desk.team.release(
        kind="explanation", title="示例解读", source="示例", body="<p>问：补多少？</p><p>三千元。</p><p>问：找谁？</p><p>窗口。</p>",
    )  # fmt: skip
    explaining.describe(text, actor=desk.team.editor, form="qa", documents=[policy])
    editor = client_of(desk.editor.user)
    page = editor.get(reverse("knowledge:grow")).content.decode()
    assert "生成 2 条" in page
    assert policy.title in page
    record = editor.get(reverse("publications:record", args=[policy.pk])).content.decode()
    assert "从它的解读生成知识条目" in record
    editor.post(reverse("knowledge:grow-from", args=[policy.pk, "material"]))
    assert Entry.objects.count() == 2
    editor.get(reverse("knowledge:entries"))  # shows what was done, once
    assert text.title not in editor.get(reverse("knowledge:grow")).content.decode()
    record = editor.get(reverse("publications:record", args=[policy.pk])).content.decode()
    assert "补多少？" in record
    again = editor.post(reverse("knowledge:grow-from", args=[text.pk, "record"]))
    assert again.status_code == 409
    assert Entry.objects.count() == 2


def test_the_register_repeals_the_norm_and_a_later_correction_does_not_hide_it(desk):
    record = desk.policy(kind="norm")
    entry = desk.public(record)
    norm = make_norm(
        desk.unit, title=record.title, document_number=record.document_number, publication=record
    )
    relating.relate(norm, actor=SYSTEM, act="repeal", on=timezone.localdate(), source_title="示例决定")
    entry.refresh_from_db()
    assert f"依据《{record.title}》已废止" in entry.doubts
    desk.correct(record, record.body + "<p>示例：更正一字。</p>")
    entry.refresh_from_db()
    assert f"依据《{record.title}》已废止" in entry.doubts
    with pytest.raises(Refused, match="已废止"):
        reviewing.renew(entry, actor=desk.reviewer, review_on=soon())
