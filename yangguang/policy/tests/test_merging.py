"""When a unit merges, its drafts and open packages go on in the successor's name; conferences are found by search."""

from __future__ import annotations

import pytest
from django.utils import timezone

from yangguang.organisations.actions import merge_unit
from yangguang.organisations.mergers import pending
from yangguang.organisations.models import Administrator
from yangguang.organisations.tests.factories import administrator
from yangguang.policy import searching
from yangguang.policy.actions import press, sending
from yangguang.policy.models import Package
from yangguang.publications.checks import allowed_files
from yangguang.publications.models import Publication
from yangguang.publications.tests.factories import Team, picture

from .factories import Desk, announced, recorded
from .test_indicators import TODAY, conference

pytestmark = pytest.mark.django_db


@pytest.mark.task(14)
def test_an_open_package_and_its_texts_go_to_the_successor_and_what_is_public_keeps_its_publisher():
    from yangguang.publications.actions import drafting

    desk, other = Desk(), Team()
    public = desk.released()
    attached = drafting.attach(
        desk.unit, actor=desk.team.editor, stream=picture(name="示例.png").file, name="示例.png"
    )
    package = sending.send(desk.package(attachments=[attached.pk]), actor=desk.team.editor)
    told = dict(pending(desk.unit))
    assert told["没有发布的政策文件包"] == 1
    assert told["没有公开过的稿件"] == 2  # the document and its explanation
    old = desk.unit
    merge_unit(old, actor=administrator(Administrator.SYSTEM), into=other.unit, on=timezone.localdate())
    package.refresh_from_db()
    assert package.unit == other.unit
    document = Publication.objects.get(pk=package.document_id)
    assert document.unit == other.unit
    assert document.draft().unit == other.unit
    assert allowed_files(document.draft(), [attached.pk]) == {attached.pk: True}
    assert Package.objects.get(pk=public.pk).unit == old
    assert Publication.objects.get(pk=public.document_id).unit == old
    taken = sending.accept(package, actor=desk.officer, needs_meeting=False)
    assert taken.state == Package.State.ACCEPTED


@pytest.mark.task(17)
def test_every_word_of_a_transcript_is_found_once_the_conference_is_announced():
    made, clerk = conference(Desk(), TODAY())
    [before] = searching.fetch([made.pk])
    assert not before.public
    made = announced(made, clerk, announcement="介绍示例托育")
    made = press.hold(made, actor=clerk, held_on=TODAY())
    recorded(made, clerk, "问｜示例记者｜托位够不够？\n答｜示例局长｜年内新增托位三百个。")
    [found] = searching.fetch([made.pk])
    assert found.public
    assert "介绍示例托育" in found.body
    assert "示例局长：年内新增托位三百个。" in found.body
    assert list(searching.all_ids()) == [made.pk]
