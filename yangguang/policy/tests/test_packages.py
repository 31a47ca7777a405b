"""A policy with its explanation, or not at all: from the draft to both pages, and every way round that does not exist."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pypdfium2
import pypdfium2.raw as raw
import pytest
from django.test import Client
from django.utils import timezone

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.documents import bodies
from yangguang.duties.models import Duty
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for
from yangguang.policy import bundle, queries, timeline
from yangguang.policy.actions import deciding, exempting, packages, sending, signing
from yangguang.policy.models import Exemption, Explains, Package, ReturnSlip, Submission
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.actions import signing as records
from yangguang.publications.models import Publication, ReleaseSet, Stage

from .factories import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.task(14)]


def said(error) -> str:
    return str(error.value)


def live() -> int:
    return Publication.objects.filter(live=True).count()


def test_a_policy_and_its_explanation_become_public_at_the_same_moment_and_link_to_each_other():
    desk = Desk()
    package = desk.released()
    document, [material] = package.document, queries.materials(package)
    assert package.state == Package.State.RELEASED
    assert document.live
    assert material.live
    client = Client()
    assert material.get_absolute_url() in client.get(document.get_absolute_url()).content.decode()
    assert document.get_absolute_url() in client.get(material.get_absolute_url()).content.decode()


def test_what_should_be_explained_cannot_leave_alone_by_any_door():
    desk = Desk()
    package = desk.signed(desk.accepted())
    document, [material] = Publication.objects.get(pk=package.document_id), queries.materials(package)
    for member in (document, material):
        with pytest.raises(Refused) as error:
            releasing.release(member, actor=desk.team.editor)
        assert "政策文件包" in said(error)
        with pytest.raises(Refused):
            releasing.schedule(member, actor=desk.team.editor, at=timezone.now() + dt.timedelta(hours=1))
    with pytest.raises(Refused):
        releasing.release_urgently(document, actor=desk.team.head, reason="示例：急")
    alone = releasing.make_set(desk.unit, actor=desk.team.editor, name="示例", members=[document])
    with pytest.raises(Refused):
        releasing.release_set(alone, actor=desk.team.editor)
    assert live() == 0


def test_without_a_package_nothing_helps_not_even_an_explanation_in_the_same_set():
    desk = Desk()
    document = desk.document()
    with pytest.raises(Refused) as error:
        records.submit(document, actor=desk.team.editor)
    assert "认定" in said(error)
    deciding.decide(document, actor=desk.team.editor, need="required")
    with pytest.raises(Refused) as error:
        records.submit(document, actor=desk.team.editor)
    assert "不能单独送审" in said(error)
    # Sent while it was called a notice, and named a policy afterwards: asked again at the door.
    notice = desk.document(kind="notice")
    desk.team.sign(notice)
    notice.refresh_from_db()
    notice.latest_revision.content["kind"] = "policy"
    notice.latest_revision.save()
    other = desk.team.sign(desk.team.draft(kind="explanation", source="示例"))
    Explains.objects.create(document=notice, explanation=other)
    both = releasing.make_set(desk.unit, actor=desk.team.editor, name="示例", members=[notice, other])
    with pytest.raises(Refused) as error:
        releasing.release_set(both, actor=desk.team.editor)
    assert "认定" in said(error)


def test_what_needs_no_explanation_leaves_only_with_the_offices_consent():
    desk = Desk()
    document = desk.document()
    with pytest.raises(Refused) as error:
        deciding.decide(document, actor=desk.team.editor, need="not_required")
    assert error.value.reasons[0].field == "reason"
    found = deciding.decide(
        document, actor=desk.team.editor, need="not_required", reason="示例：只涉及内部分工"
    )
    document = desk.team.sign(document)
    with pytest.raises(Refused) as error:
        releasing.release(document, actor=desk.team.editor)
    assert "同意" in said(error)
    with pytest.raises(Refused):
        deciding.consent(found, actor=desk.team.head)
    deciding.consent(found, actor=desk.officer)
    releasing.release(document, actor=desk.team.editor)
    assert live() == 1


def test_a_package_without_an_approved_plan_is_returned_by_a_slip_numbered_without_a_gap():
    desk = Desk()
    slips = []
    for _ in range(2):
        package = desk.package(plan=False)
        with pytest.raises(Refused) as error:
            sending.send(package, actor=desk.team.editor)
        assert error.value.reasons[0].field == "without_plan"
        package = sending.send(package, actor=desk.team.editor, without_plan=True)
        with pytest.raises(Refused) as error:
            sending.accept(package, actor=desk.officer)
        assert "退文" in said(error)
        with pytest.raises(Refused):
            sending.send_back(package, actor=desk.officer, reason=" ")
        slips.append(sending.send_back(package, actor=desk.officer, reason="示例：没有附解读方案"))
    year = timezone.localdate().year
    assert [str(s) for s in slips] == [f"退文〔{year}〕1号", f"退文〔{year}〕2号"]
    assert all(s.no_plan for s in slips)
    package.refresh_from_db()
    assert package.state == Package.State.RETURNED
    with pytest.raises(Refused) as error:  # a double click
        sending.send_back(package, actor=desk.officer, reason="示例")
    assert "已经处理" in said(error)
    assert ReturnSlip.objects.count() == 2
    waiting = Duty.objects.open().filter(kind__startswith="policy.")
    assert {(d.kind, d.unit_id) for d in waiting} == {("policy.return", desk.unit.pk)}
    package = sending.send(desk.plan(package), actor=desk.team.editor)
    assert Duty.objects.open().get(key=str(package.pk)).unit_id == desk.office.pk
    package = sending.accept(package, actor=desk.officer)
    assert package.state == Package.State.ACCEPTED
    assert not Duty.objects.open().filter(key=str(package.pk)).exists()
    assert [s.has_plan for s in package.submissions.order_by("number")] == [False, True]


def test_the_plan_is_approved_by_the_units_own_head_and_anew_when_it_changes():
    desk = Desk()
    package = desk.package(plan=False)
    with pytest.raises(Refused) as error:
        packages.approve_plan(package, actor=desk.team.head)
    assert "第一解读人" in said(error)
    for stranger in (desk.second_head, desk.officer, desk.team.editor):
        assert packages.approve_plan.reasons(package, actor=stranger)
    desk.plan(package)
    package.plan.refresh_from_db()
    assert package.plan.approved_by_id == desk.team.people["head"].pk
    packages.save_plan(package, actor=desk.team.editor, first_explainer="副局长")
    package.plan.refresh_from_db()
    assert package.plan.approved_at is None


def test_nobody_approves_a_plan_they_wrote():
    desk = Desk()
    package = desk.package(plan=False)
    packages.save_plan(
        package, actor=desk.team.head, first_explainer="局长", forms=["text"], points="示例",
        release_on=dt.date(2021, 4, 1), contact="办公室", phone="0592-0000000",
    )  # fmt: skip
    with pytest.raises(Refused) as error:
        packages.approve_plan(package, actor=desk.team.head)
    assert "自己拟的" in said(error)


def test_what_was_sent_stays_as_it_was_sent():
    desk = Desk()
    package = sending.send(desk.package(), actor=desk.team.editor)
    sent = Submission.objects.get()
    assert sent.has_plan
    assert sent.plan["解读要点"] == "补多少\n怎么领"
    assert [t["form"] for t in sent.texts] == ["文件", "图解"]
    assert packages.save_plan.reasons(package, actor=desk.team.editor)
    package = sending.recall(package, actor=desk.team.editor)
    packages.save_plan(package, actor=desk.team.editor, points="改了")
    sent.refresh_from_db()
    assert sent.state == Submission.State.RECALLED
    assert sent.plan["解读要点"] == "补多少\n怎么领"


def test_document_and_material_are_signed_together_by_the_same_act():
    desk = Desk()
    package = signing.submit(desk.accepted(), actor=desk.team.editor)
    document, [material] = Publication.objects.get(pk=package.document_id), queries.materials(package)
    with pytest.raises(Refused) as error:
        records.approve(document, actor=desk.team.first)
    assert "一起审校" in said(error)
    for name in ("first", "second", "head"):
        signing.approve(package, actor=getattr(desk.team, name))
    for member in (document, material):
        assert member.signoffs.count() == 3
    package.refresh_from_db()
    assert package.signed_at is not None
    assert signing.approve.reasons(package, actor=desk.team.head)


def test_texts_that_need_fewer_signatures_wait_so_that_the_head_signs_all_at_once():
    from yangguang.publications.models import ReviewRule

    desk = Desk()
    ReviewRule.objects.create(unit=desk.unit, kind="explanation", levels=2)
    package = signing.submit(desk.accepted(), actor=desk.team.editor)
    signing.approve(package, actor=desk.team.first)
    material = queries.materials(package)[0]
    assert material.signoffs.count() == 0
    signing.approve(package, actor=desk.team.second)
    package = signing.approve(package, actor=desk.team.head)
    assert queries.standing(package).all_ready


def test_a_change_to_one_text_sends_the_whole_package_back():
    desk = Desk()
    package = desk.signed(desk.accepted())
    document, [material] = Publication.objects.get(pk=package.document_id), queries.materials(package)
    with pytest.raises(Refused):
        records.recall(material, actor=desk.team.editor)
    with pytest.raises(Refused):
        drafting.save_draft(material, actor=desk.team.editor, values={"title": "示例：改"})
    package = signing.recall(package, actor=desk.team.editor)
    assert {m.stage for m in queries.on_the_way(package)} == {Stage.DRAFT}
    drafting.save_draft(
        queries.materials(package)[0], actor=desk.team.editor, values={"title": "示例：改了的解读"}
    )
    package = desk.signed(package)
    # The document, which nobody changed, was signed anew as well.
    assert document.signoffs.filter(decision="approved").count() == 6
    signing.release(package, actor=desk.team.editor)
    assert live() == 2


def test_a_returned_text_brings_the_others_back_and_has_to_change_first():
    desk = Desk()
    package = signing.submit(desk.accepted(), actor=desk.team.editor)
    material = queries.materials(package)[0]
    with pytest.raises(Refused) as error:
        signing.send_back(package, actor=desk.team.first, note="", member=material)
    assert error.value.reasons[0].field == "note"
    package = signing.send_back(package, actor=desk.team.first, note="示例：写得太难", member=material)
    assert {m.stage for m in queries.on_the_way(package)} == {Stage.DRAFT}
    with pytest.raises(Refused) as error:
        signing.submit(package, actor=desk.team.editor)
    assert "写得太难" in said(error)
    drafting.save_draft(
        queries.materials(package)[0], actor=desk.team.editor, values={"title": "示例：好懂的解读"}
    )
    desk.signed(package)


def test_a_sensitive_document_waits_for_the_publicity_department_and_then_leaves_with_its_material(settings):
    from yangguang.organisations.tests.factories import make_unit

    desk = Desk()
    publicity = make_unit(code="U18", kind="党委部门")
    package = signing.submit(desk.accepted(sensitive=True), actor=desk.team.editor)
    for name in ("first", "second", "head"):
        package = signing.approve(package, actor=getattr(desk.team, name))
    assert not queries.standing(package).all_ready
    consenting = actor_for(Role.REVIEWER, publicity)
    assert queries.visible(consenting).filter(pk=package.pk).exists()
    package = signing.approve(package, actor=consenting)
    assert queries.standing(package).all_ready
    signing.release(package, actor=desk.team.editor)


def test_what_goes_to_the_meeting_carries_its_material_and_waits_for_the_outcome():
    desk = Desk()
    package = desk.signed(desk.accepted(meeting=True))
    with pytest.raises(Refused) as error:
        signing.release(package, actor=desk.team.editor)
    assert "常务会议" in said(error)
    with pytest.raises(Refused):
        sending.list_for_meeting(
            package, actor=desk.team.editor, meeting="示例会议", meeting_on=dt.date(2021, 3, 9)
        )
    assert queries.visible(desk.secretary).filter(pk=package.pk).exists()
    item = sending.list_for_meeting(
        package, actor=desk.secretary, meeting="示例第 1 次常务会议", meeting_on=dt.date(2021, 3, 9)
    )
    assert [r["form"] for r in item.readings] == ["图解"]
    item = sending.record_outcome(item, actor=desk.secretary, outcome="deferred", note="示例：再听意见")
    package.refresh_from_db()
    assert package.state == Package.State.ACCEPTED
    item = sending.list_for_meeting(
        package, actor=desk.secretary, meeting="示例第 2 次常务会议", meeting_on=dt.date(2021, 3, 16)
    )
    sending.record_outcome(item, actor=desk.secretary, outcome="passed")
    with pytest.raises(Refused):
        sending.record_outcome(item, actor=desk.secretary, outcome="rejected", note="示例")
    package.refresh_from_db()
    signing.release(package, actor=desk.team.editor)
    words = [e.word for e in timeline.events(Package.objects.get(pk=package.pk))]
    assert words[-1] == "同步发布"
    assert words.count("列入会议") == 2
    assert words.index("方案审定") < words.index("报送") < words.index("收文")


def test_no_material_no_meeting():
    desk = Desk()
    package = desk.accepted(meeting=True, material=False)
    with pytest.raises(Refused) as error:
        sending.list_for_meeting(
            package, actor=desk.secretary, meeting="示例", meeting_on=dt.date(2021, 3, 9)
        )
    assert "参阅材料" in said(error)


def test_an_exemption_needs_a_second_unit_and_lets_the_document_go_first_urgently_too():
    desk = Desk()
    package = desk.package()
    document = package.document
    ask = {
        "covers": "release",
        "reason": "示例：防台急需",
        "until": timezone.localdate() + dt.timedelta(days=3),
    }
    with pytest.raises(Refused):
        exempting.ask(document, actor=desk.team.editor, second_unit=desk.second, **ask)
    with pytest.raises(Refused):
        exempting.ask(document, actor=desk.team.head, second_unit=desk.unit, **ask)
    asked = exempting.ask(document, actor=desk.team.head, second_unit=desk.second, **ask)
    with pytest.raises(Refused):
        releasing.release_urgently(document, actor=desk.team.head, reason="示例：急")
    assert exempting.consent.reasons(asked, actor=desk.team.head)
    assert exempting.consent.reasons(asked, actor=actor_for(Role.EDITOR, desk.second))
    exempting.consent(asked, actor=desk.second_head)
    document = releasing.release_urgently(document, actor=desk.team.head, reason="示例：急")
    assert document.live
    package.refresh_from_db()
    assert package.state != Package.State.RELEASED
    package = desk.signed(package)
    signing.release(package, actor=desk.team.editor)
    package.refresh_from_db()
    assert package.state == Package.State.RELEASED
    assert {e.code for e in AuditEntry.objects.filter(code__startswith="policy.exempt")} == {
        "policy.exempt.ask",
        "policy.exempt.consent",
    }


def test_an_exemption_past_its_day_opens_no_door_any_more():
    desk = Desk()
    document = desk.document()
    deciding.decide(document, actor=desk.team.editor, need="required")
    Exemption.objects.create(
        document=document, unit=desk.unit, second_unit=desk.second, covers="release", reason="示例",
        state="consented", asked_at=timezone.now(), until=timezone.localdate() - dt.timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(Refused):
        releasing.release_urgently(document, actor=desk.team.head, reason="示例")


def test_a_plan_exemption_lets_the_office_receive_what_has_no_plan():
    desk = Desk()
    package = desk.package(plan=False)
    asked = exempting.ask(
        package.document, actor=desk.team.head, covers="plan", reason="示例", second_unit=desk.second
    )
    exempting.consent(asked, actor=desk.second_head)
    package = sending.send(package, actor=desk.team.editor)
    assert sending.accept(package, actor=desk.officer).state == Package.State.ACCEPTED


def test_a_units_own_document_needs_no_sending_but_plan_and_material():
    desk = Desk()
    package = desk.package(route="own", plan=False)
    assert sending.send.reasons(package, actor=desk.team.editor)
    package = desk.signed(package)
    with pytest.raises(Refused) as error:
        signing.release(package, actor=desk.team.editor)
    assert "解读方案" in said(error)
    desk.plan(package)
    signing.release(package, actor=desk.team.editor)
    assert live() == 2


def test_a_scheduled_release_is_whole_and_a_change_gives_the_time_up():
    desk = Desk()
    package = desk.signed(desk.accepted())
    later = timezone.now() + dt.timedelta(hours=1)
    package = signing.schedule(package, actor=desk.team.editor, at=later)
    package = signing.recall(package, actor=desk.team.editor)
    assert releasing.release_due(later + dt.timedelta(minutes=1)) == 0
    package = signing.schedule(desk.signed(package), actor=desk.team.editor, at=later)
    assert releasing.release_due(later + dt.timedelta(minutes=1)) == 1
    package.refresh_from_db()
    assert package.state == Package.State.RELEASED
    assert live() == 2


def test_taking_the_document_out_of_the_set_does_not_free_the_explanation():
    desk = Desk()
    package = signing.schedule(
        desk.signed(desk.accepted()), actor=desk.team.editor, at=timezone.now() + dt.timedelta(hours=1)
    )
    group = package.release_set
    material = queries.materials(package)[0]
    releasing.change_set(group, actor=desk.team.editor, members=[material])
    with pytest.raises(Refused):
        releasing.release_set(ReleaseSet.objects.get(pk=group.pk), actor=desk.team.editor)
    assert live() == 0


def test_an_imported_policy_is_public_without_a_gate_and_its_correction_too():
    from yangguang.publications.models import Version

    desk = Desk()
    document = desk.document()
    Publication.objects.filter(pk=document.pk).update(
        live=True, stage="released", first_published_at=timezone.now(), has_unpublished_changes=False
    )
    document.refresh_from_db()
    Version.objects.create(
        publication=document, number=1, revision=document.latest_revision, released_at=timezone.now(),
        released_by="示例",
    )  # fmt: skip
    drafting.save_draft(document, actor=desk.team.editor, values={"title": "示例：更正"})
    deciding.decide(document, actor=desk.team.editor, need="required")
    document.refresh_from_db()
    releasing.release_urgently(document, actor=desk.team.head, reason="示例")


def test_a_text_in_a_package_is_not_thrown_away():
    desk = Desk()
    package = desk.package()
    for member in queries.on_the_way(package):
        assert drafting.discard.reasons(member, actor=desk.team.editor)
    with pytest.raises(Refused):
        packages.close(package, actor=desk.team.head, reason="")
    package = packages.close(package, actor=desk.team.head, reason="示例：不再出台")
    assert packages.open_package.reasons(desk.unit, actor=desk.team.editor, document=package.document) == []


def test_other_units_people_can_do_nothing():
    desk = Desk()
    package = desk.package()
    stranger = desk.second_head
    assert not queries.visible(stranger).filter(pk=package.pk).exists()
    for verb, more in (
        (packages.save_plan, {}), (packages.approve_plan, {}), (packages.draft_material, {"form": "text"}),
        (sending.send, {}), (signing.submit, {}), (packages.close, {"reason": "示例"}),
    ):  # fmt: skip
        assert verb.reasons(package, actor=stranger, **more), verb
    package = sending.send(package, actor=desk.team.editor)
    for actor in (stranger, desk.team.head, desk.secretary):
        assert sending.accept.reasons(package, actor=actor)
        assert sending.send_back.reasons(package, actor=actor, reason="示例")


def test_the_meetings_reading_is_one_pdf_with_cover_contents_document_plan_and_material():
    desk = Desk()
    package = desk.accepted(meeting=True)
    sending.list_for_meeting(
        package, actor=desk.secretary, meeting="示例会议", meeting_on=dt.date(2021, 3, 9)
    )
    package.refresh_from_db()
    out = io.BytesIO()
    bundle.archive(package, out)
    with zipfile.ZipFile(out) as folder:
        assert folder.namelist() == [
            "00-参阅材料.pdf", "01-文件.docx", "02-解读方案.docx", "03-解读材料1-图解.docx",
        ]  # fmt: skip
        made = folder.read("00-参阅材料.pdf")
        words = "".join(p.text for p in docx.Document(io.BytesIO(folder.read("01-文件.docx"))).paragraphs)
        assert "每户三千元" in words
    pdf = pypdfium2.PdfDocument(made)
    pages = ["".join(p.get_textpage().get_text_range().split()) for p in pdf]
    title = package.document.title
    assert "示例会议" in pages[0]
    assert "2021年3月9日" in pages[0]
    assert "页，共" not in pages[0]
    assert all(f"第{n}页，共{len(pages)}页" in p for n, p in enumerate(pages[1:], 2))
    assert "目录" in pages[1]
    marks = [(m.level, m.get_title(), m.get_dest().get_index()) for m in pdf.get_toc()]
    firsts = [t for level, t, _ in marks if level == 0]
    material = queries.materials(package)[0].draft()
    assert firsts == [f"一、{title}", "二、解读方案", f"三、{material.title}"]
    for _, name, index in marks:
        assert "".join(name.split()) in pages[index]
    # Every word of the three texts, in their order, and each once.
    plan = "".join(f"{n}{v}" for n, v in bundle.plan_rows(package.plan) if v)
    whole = "".join(pages[2:])
    for page in range(3, len(pages) + 1):
        whole = whole.replace(f"第{page}页，共{len(pages)}页", "")
    found = bundle.contents(package)
    places = []
    for text in (bodies.to_text(found["text"].body), plan, bodies.to_text(material.body)):
        for line in text.split("\n"):
            said = "".join(line.split())
            assert said[:60] in whole, said
            places.append(whole.index(said[:60]))
    assert places == sorted(places)
    fonts = [
        raw.FPDFTextObj_GetFont(o.raw)
        for p in pdf
        for o in p.get_objects()
        if o.type == raw.FPDF_PAGEOBJ_TEXT
    ]
    assert fonts
    assert all(raw.FPDFFont_GetIsEmbedded(f) == 1 for f in fonts)
