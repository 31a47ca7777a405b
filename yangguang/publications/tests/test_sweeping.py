"""What is left over goes, and what anything ever named stays; an import whose process died says so and goes on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from yangguang.core.actors import SYSTEM
from yangguang.publications.actions import autosaving, drafting, importing, releasing, sweeping
from yangguang.publications.importing import running
from yangguang.publications.models import Attachment, ImportBatch, Publication

from .factories import TEXT, Team, client_of, upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.task(27)]


@pytest.fixture
def team():
    return Team()


def later(days):
    return timezone.localdate() + dt.timedelta(days=days)


def shown(file):
    return f'{TEXT}<img src="{file.get_absolute_url()}" alt="示例">'


def test_an_upload_that_nothing_used_goes_after_its_time_with_its_bytes(team):
    file = upload(team)
    stored = file.file.name
    sweeping.sweep(later(sweeping.UNUSED_FILE - 1))
    assert Attachment.objects.exists()
    assert "清理无用文件 1 个" in sweeping.sweep(later(sweeping.UNUSED_FILE + 1))
    assert not Attachment.objects.exists()
    assert not default_storage.exists(stored)
    sweeping.sweep(later(sweeping.UNUSED_FILE + 1))


def test_a_file_that_any_text_ever_named_stays(team):
    in_body, attached, withdrawn, unsaved = (upload(team) for _ in range(4))
    record = team.draft(body=shown(in_body), attachments=[attached.pk])
    drafting.save_draft(record, actor=team.editor, values={"body": TEXT, "attachments": []})
    releasing.withdraw(team.release(body=shown(withdrawn)), actor=team.head, how="gone", reason="示例")
    autosaving.keep(team.editor, team.unit, None, values={"keep": ["1", str(unsaved.pk)]}, base_revision=None)
    sweeping.sweep(later(sweeping.UNUSED_FILE + 1))
    assert set(Attachment.objects.all()) == {in_body, attached, withdrawn, unsaved}


def test_a_person_sweeps_nothing(team):
    file = upload(team)
    assert drafting.sweep.reasons(file, actor=team.head)


def batch_of(team, rows=3):
    import io

    text = "标题,内容\n" + "".join(f"示例{n},示例正文{n}\n" for n in range(rows))
    made = importing.receive(
        team.unit,
        actor=team.head,
        kind="notice",
        source="示例",
        name="示例.csv",
        stream=io.BytesIO(text.encode()),
    )
    return importing.set_mapping(made, actor=team.head, mapping={"标题": "title", "内容": "body"})


def test_an_imports_file_goes_after_its_time_and_the_report_stays(team):
    batch = importing.start(batch_of(team), actor=team.head)
    importing.work(batch, actor=team.head)
    path = Path(batch.path)
    sweeping.sweep(later(sweeping.IMPORT_FILE - 1))
    assert path.exists()
    sweeping.sweep(later(sweeping.IMPORT_FILE + 1))
    assert not path.exists()
    batch.refresh_from_db()
    assert (batch.path, batch.created) == ("", 3)
    assert (
        client_of(team.people["head"]).get(reverse("publications:import", args=[batch.pk])).status_code == 200
    )


def test_a_file_outside_the_uploads_is_never_removed(team, tmp_path):
    mine = tmp_path / "示例.csv"
    mine.write_text("标题,内容\n示例,示例\n", "utf-8")
    batch = importing.receive(
        team.unit, actor=team.head, kind="notice", source="示例", name="示例.csv", path=str(mine)
    )
    sweeping.drop_file(batch, actor=SYSTEM)
    assert mine.exists()
    assert not mine.is_relative_to(settings.HOME)
    batch.refresh_from_db()
    [reason] = [r for r in importing.start.reasons(batch, actor=team.head) if "清理" in r.text]
    assert "重新上传" in reason.remedy


def test_an_import_whose_process_was_killed_says_so_and_goes_on_behind_its_last_piece(team, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 1)
    batch = importing.start(batch_of(team), actor=team.head)
    done = []
    running.run(
        batch, actor=team.head, stopped=lambda: done.append(1) or len(done) == 2
    )  # two pieces, then gone
    client, address = client_of(team.people["head"]), reverse("publications:import", args=[batch.pk])
    assert "已经中断" not in client.get(address).content.decode()
    assert importing.start.reasons(batch, actor=team.head)
    ImportBatch.objects.filter(pk=batch.pk).update(beat_at=timezone.now() - dt.timedelta(minutes=6))
    page = client.get(address)
    assert "已经中断" in page.content.decode()
    assert "继续导入" in page.content.decode()
    assert "Refresh" not in page
    client.post(reverse("publications:import-act", args=[batch.pk, "start"]))
    batch.refresh_from_db()
    assert (batch.state, batch.created) == (ImportBatch.State.DONE, 3)
    assert Publication.objects.count() == 3


def test_a_run_given_up_for_lost_that_wakes_again_writes_nothing_twice(team, monkeypatch):
    monkeypatch.setattr(running, "PIECE", 1)
    slow = importing.start(batch_of(team), actor=team.head)
    other = ImportBatch.objects.get(pk=slow.pk)
    importing.work(other, actor=team.head)
    importing.work(slow, actor=team.head)
    assert Publication.objects.count() == 3
    assert ImportBatch.objects.get().created == 3
