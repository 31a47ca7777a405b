"""The register: entering, numbers, relations, spans, and what follows for the public text."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.core.actors import SYSTEM
from yangguang.core.models import AuditEntry
from yangguang.delivery.models import Purge
from yangguang.norms import jobs, keeping, queries
from yangguang.norms.actions import registering, relating
from yangguang.norms.force import Act, Event, State, life
from yangguang.norms.models import ForceSpan, Norm, Relation
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team

from .factories import TEXT, keeper_unit, make_norm

pytestmark = [pytest.mark.django_db, pytest.mark.task(24)]
D = dt.date


def test_the_issuing_unit_enters_and_the_keeper_gives_the_number():
    team, keeper = Team(), actor_for(Role.REVIEWER, keeper_unit())
    record = team.release(kind="norm", title="示例办法（试行）", body=TEXT, document_number="厦思示例〔2021〕5号",
                          topic="综合政务", genre="通知", validity="valid", effective_on=D(2021, 7, 1))  # fmt: skip
    norm = registering.enter(team.unit, actor=team.editor, values=registering.from_publication(record))
    assert (norm.expires_on, norm.term) == (D(2023, 6, 30), "trial")
    with pytest.raises(Refused, match="由区司法局"):
        registering.register(norm, actor=team.head)
    with pytest.raises(Refused, match="合法性审核"):
        registering.register(norm, actor=keeper)
    registering.set_procedure(norm, actor=team.editor, step="legality", values={"done_on": D(2021, 2, 1)})
    norm = registering.register(norm, actor=keeper)
    assert norm.register_number == f"SMGF-{record.published_on.year}-001"
    assert AuditEntry.objects.filter(code="norms.register", object_id=str(norm.pk)).exists()
    with pytest.raises(Refused, match="已登记"):
        registering.register(norm, actor=keeper)


def test_wrong_values_are_named_by_their_field_and_nothing_is_kept():
    unit = make_unit()
    first = make_norm(unit)
    for values, field in (
        ({"title": " "}, "title"),
        ({"document_number": "厦思办21号"}, "document_number"),
        ({"document_number": first.document_number}, "document_number"),
        ({"effective_on": D(2021, 2, 1), "expires_on": D(2021, 1, 1)}, "expires_on"),
        ({"written_on": D(2021, 2, 1), "published_on": D(2021, 1, 1)}, "published_on"),
    ):
        with pytest.raises(Refused) as caught:
            registering.enter(unit, actor=SYSTEM, values={"title": "示例", **values})
        assert field in [r.field for r in caught.value.reasons]
    assert Norm.objects.count() == 1


def test_a_validity_beyond_the_limit_needs_its_basis():
    norm = make_norm(registered=False, expires_on=D(2031, 6, 30), term_basis="")
    registering.set_procedure(norm, actor=SYSTEM, step="legality", values={"exempt_reason": "示例"})
    with pytest.raises(Refused, match="超过规定的上限"):
        registering.register(norm, actor=SYSTEM)
    norm = registering.change(norm, actor=SYSTEM, values={"term_basis": "示例依据"})
    assert registering.register(norm, actor=SYSTEM).is_registered


def test_other_units_may_neither_enter_nor_relate():
    norm = make_norm()
    stranger = actor_for(Role.HEAD, make_unit())
    with pytest.raises(Refused, match="权限"):
        registering.enter(norm.unit, actor=stranger, values={"title": "示例"})
    with pytest.raises(Refused, match="权限"):
        relating.relate(norm, actor=stranger, act=Act.REPEAL, on=D(2022, 1, 1), source_title="示例")
    assert not norm.acts.exists()


def test_repeal_amendment_and_extension_change_force_and_text():
    norm = make_norm(expires_on=D(2026, 6, 30))
    relating.relate(norm, actor=SYSTEM, act=Act.AMEND, on=D(2022, 1, 1), keys=["2", "2-1"], source_title="示例决定",
                    texts={"2": "本办法适用于全区。", "2-1": "新增一条。"})  # fmt: skip
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2023, 1, 1), keys=["3"], source_title="示例决定")
    relating.relate(
        norm, actor=SYSTEM, act=Act.EXTEND, on=D(2026, 5, 1), until=D(2028, 6, 30), source_title="示例通知"
    )
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2027, 1, 1), source_title="示例通知")
    norm.refresh_from_db()
    assert (norm.valid_until, norm.ends_on, norm.end_cause) == (D(2028, 6, 30), D(2026, 12, 31), Act.REPEAL)
    found = queries.history(norm)
    text = {p.key: p.text for p in found.text_on(D(2023, 1, 1)) if p.kind == "article"}
    assert list(text) == ["1", "2", "2-1", "4"]
    assert text["2"] == "第二条 本办法适用于全区。"
    assert found.versions == [D(2021, 7, 1), D(2022, 1, 1), D(2023, 1, 1)]
    assert "<ins>" in queries.compare(found, D(2021, 7, 1), D(2022, 1, 1))
    assert [p.word for p in found.points()] == ["成文", "公布", "施行", "修改", "废止", "延续", "废止"]
    for day, force in ((D(2021, 6, 30), False), (D(2026, 12, 31), True), (D(2027, 1, 1), False)):
        assert queries.in_force(day).filter(pk=norm.pk).exists() == force


def test_what_can_not_be_is_refused_with_the_way_out():
    norm = make_norm(expires_on=D(2024, 6, 30))
    other = make_norm()
    for said, word in (
        ({"act": Act.AMEND, "on": D(2022, 1, 1)}, "写明条款"),
        ({"act": Act.AMEND, "on": D(2022, 1, 1), "keys": ["2"]}, "不能为空"),
        ({"act": Act.REPEAL, "on": D(2022, 1, 1), "keys": ["9"]}, "没有第九条"),
        ({"act": Act.EXTEND, "on": D(2022, 1, 1), "until": D(2023, 1, 1)}, "应更晚"),
        ({"act": Act.EXTEND, "on": D(2024, 7, 1), "until": D(2027, 1, 1)}, "期满后"),
        ({"act": Act.EXTEND, "on": D(2024, 1, 1), "until": D(2040, 1, 1)}, "超过规定的上限"),
        ({"act": Act.SUSPEND, "on": D(2022, 1, 1), "until": D(2021, 1, 1)}, "早于生效"),
        ({"act": Act.REPEAL, "on": D(2022, 1, 1), "source": norm}, "对自己"),
    ):
        with pytest.raises(Refused, match=word):
            relating.relate(norm, actor=SYSTEM, **{"source": other, **said})
    with pytest.raises(Refused, match="依据哪份"):
        relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1))
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source=other)
    with pytest.raises(Refused, match="已经登记过"):
        relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source=other)


def test_a_relation_taken_back_gives_the_force_back():
    norm = make_norm()
    made = relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source_title="示例")
    assert not queries.in_force(D(2022, 1, 1)).exists()
    with pytest.raises(Refused, match="原因"):
        relating.unrelate(made, actor=SYSTEM, reason=" ")
    relating.unrelate(made, actor=SYSTEM, reason="登记错误")
    assert queries.in_force(D(2022, 1, 1)).count() == 1


START = D(2021, 7, 1)
days = st.integers(0, 40).map(lambda n: START + dt.timedelta(days=n))
acts = st.tuples(
    st.sampled_from([a.value for a in Act]),
    days,
    st.none() | days,
    st.sampled_from([[], ["2"], ["3", "2-1"]]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(acts, max_size=5), expires=st.none() | days)
def test_the_kept_spans_are_those_of_the_pure_function(history, expires):
    norm = make_norm(expires_on=expires)
    events = []
    for act, on, until, keys in history:
        made = Relation.objects.create(
            target=norm, act=act, on=on, until=until, articles=keys, source_title="示例"
        )
        events.append(Event(on, Act(act), tuple(keys), until, made.pk))
    keeping.refresh(norm)
    wanted = life(START, expires, events, ["1", "2", "3", "4"])
    have = {}
    for span in ForceSpan.objects.filter(norm=norm):
        have.setdefault(span.article, []).append((span.first, span.last))
    assert have.get("", []) == [(s.first, s.last) for s in wanted.spans]
    for key, spans in wanted.articles.items():
        assert have.get(key, []) == [(s.first, s.last) for s in spans]
    for n in range(0, 42, 3):
        day = START + dt.timedelta(days=n)
        assert queries.in_force(day).filter(pk=norm.pk).exists() == wanted.in_force(day)


def released(team, **more):
    return team.release(kind="norm", body=TEXT, document_number="厦思例〔2021〕7号", topic="综合政务", genre="通知",
                        validity="valid", **more)  # fmt: skip


def test_the_public_text_says_what_the_register_knows_even_after_a_new_release():
    from yangguang.publications.actions import drafting, releasing

    team = Team()
    record = released(team, title="示例办法")
    norm = make_norm(
        team.unit, publication=record, document_number="厦思例〔2021〕7号", effective_on=D(2021, 7, 1)
    )
    assert Publication.objects.get(pk=record.pk).effective_on == D(2021, 7, 1)
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source_title="示例")
    record.refresh_from_db()
    assert record.validity == "repealed"
    record = drafting.save_draft(record, actor=team.editor, values={"validity": "valid", "summary": "示例"})
    record = releasing.release(team.sign(record), actor=team.editor)
    assert Publication.objects.get(pk=record.pk).validity == "repealed"


def test_a_repeal_marks_every_page_that_cites_it():
    team = Team()
    norm = make_norm(title="示例停车办法")
    page = team.release(body="<p>依据《示例停车办法》第二条办理。</p>")
    assert queries.citations_of(page.pk, D(2022, 1, 1)) == []
    before = Purge.objects.count()
    relating.relate(norm, actor=SYSTEM, act=Act.REPEAL, on=D(2022, 1, 1), source_title="示例")
    tags = {t for p in Purge.objects.order_by("pk")[before:] for t in p.tags}
    assert f"publication:{page.pk}" in tags
    [cited] = queries.citations_of(page.pk, D(2022, 1, 1))
    assert (cited.state, cited.words) == (State.REPEALED, "第二条")


def test_a_text_finds_the_document_that_is_registered_later():
    team = Team()
    page = team.release(body="<p>依据《示例晚到办法》办理。</p>")
    norm = make_norm(title="关于印发《示例晚到办法》的通知")
    assert page.citations.get().norm == norm


def test_a_new_day_ends_what_expires():
    team, today = Team(), timezone.localdate()
    record = released(team, title="示例到期办法")
    norm = make_norm(team.unit, publication=record, document_number="厦思例〔2021〕7号",
                     expires_on=today - dt.timedelta(days=1))  # fmt: skip
    Publication.objects.filter(pk=record.pk).update(validity="valid")  # as on the evening before
    jobs.turn.run(today)
    record.refresh_from_db()
    assert record.validity == "lapsed"
    assert norm.state(today) is State.LAPSED


def test_the_history_costs_the_same_whatever_happened():
    norm, busy = make_norm(), make_norm()
    for n in range(1, 9):
        relating.relate(busy, actor=SYSTEM, act=Act.AMEND, on=D(2022, n, 1), keys=["2"], texts={"2": f"改{n}。"},
                        source=norm)  # fmt: skip
    counts = []
    for subject in (norm, busy):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            found = queries.history(Norm.objects.get(pk=subject.pk))
            found.points()
        counts.append(len(seen))
    assert counts[1] <= counts[0] + 1  # the wordings of amendments, in one query for all


@pytest.mark.django_db(transaction=True)
def test_two_officers_register_one_document_once():
    norm = make_norm(registered=False)
    registering.set_procedure(norm, actor=SYSTEM, step="legality", values={"done_on": D(2021, 5, 1)})
    outcomes, gate = [], threading.Barrier(2)

    def go():
        gate.wait()
        try:
            registering.register(Norm.objects.get(pk=norm.pk), actor=SYSTEM)
            outcomes.append("done")
        except Refused as error:
            outcomes.append(str(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(2)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert sorted(o == "done" for o in outcomes) == [False, True]
    assert Norm.objects.filter(register_number__isnull=False).count() == 1
