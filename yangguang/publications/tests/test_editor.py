"""Writing with files in the text: sent from inside the editor, seen by few until released, never lost by a refusal."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import ExifTags, Image

from yangguang.core.actions import Refused
from yangguang.documents.tests.test_photographs import photograph
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit, openness_office
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.models import Attachment, AttachmentUse, Publication

from .factories import TEXT, Team, client_of, form_of, picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.task(27)]
UPLOAD = reverse("publications:upload")
NEW = reverse("publications:write")


def figure(file: Attachment, alt: str = "示例图片", caption: str = "示例图注") -> str:
    return f'{TEXT}<figure><img src="{file.get_absolute_url()}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'


@pytest.fixture
def team():
    return Team()


@pytest.fixture
def editor(team):
    return client_of(team.people["editor"])


def test_a_picture_sent_from_the_editor_comes_back_with_its_address_and_size(team, editor):
    answer = editor.post(UPLOAD, {"unit": team.unit.pk, "file": picture(40, 20)})
    assert answer.status_code == 201
    said = answer.json()
    assert (said["width"], said["height"]) == (40, 20)
    assert said["url"] == Attachment.objects.get(pk=said["id"]).get_absolute_url()
    listed = editor.get(reverse("publications:files"), {"unit": team.unit.pk, "media": "image"}).json()[
        "items"
    ]
    assert [i["id"] for i in listed] == [said["id"]]


def test_a_photograph_taken_upright_has_the_size_in_which_it_is_shown(team):
    import io

    from PIL import Image

    data, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 30)).save(data, "JPEG", exif=exif)
    kept = upload(team, SimpleUploadedFile("示例.jpg", data.getvalue()))
    assert (kept.width, kept.height) == (30, 60)


def test_nobody_sends_a_file_in_another_units_name(team, editor):
    other = make_unit()
    assert editor.post(UPLOAD, {"unit": other.pk, "file": picture()}).status_code == 404
    assert editor.get(reverse("publications:files"), {"unit": other.pk}).status_code == 404
    assert (
        client_of(make_person(Role.SUPERVISOR, team.unit)).post(UPLOAD, {"unit": team.unit.pk}).status_code
        == 403
    )
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("示例.exe", b"MZ", "格式不能上传"),
        ("示例.png", b"not a picture", "内容不是 png 格式"),
        ("示例.png", b"", "空文件"),
        ("示例.html", b"<script>", "格式不能上传"),
        ("示例.svg", b"<svg onload=x>", "格式不能上传"),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words(team, editor, name, data, words):
    answer = editor.post(UPLOAD, {"unit": team.unit.pk, "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 422
    assert words in "".join(answer.json()["errors"])
    assert not Attachment.objects.exists()


def test_a_file_beyond_the_limit_is_refused_with_its_name(team, editor, settings):
    settings.ATTACHMENT_LIMIT = 1024 * 1024
    large = SimpleUploadedFile("示例.txt", b"x" * (1024 * 1024 + 1))
    answer = editor.post(UPLOAD, {"unit": team.unit.pk, "file": large})
    assert answer.status_code == 422
    assert "“示例.txt”超过 1 MB" in answer.json()["errors"][0]
    assert 'data-limit="1048576"' in editor.get(NEW).content.decode()


def test_a_drafts_picture_is_seen_by_its_units_people_and_by_readers_only_after_the_release(team, editor):
    file = upload(team)
    address = file.get_absolute_url()
    record = team.draft(body=figure(file))
    stranger = client_of(make_person(Role.EDITOR, make_unit()))
    shown = editor.get(address)
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "private, no-store"
    assert Client().get(address).status_code == stranger.get(address).status_code == 404
    assert address in editor.get(reverse("publications:preview", args=[record.pk])).content.decode()
    releasing.release(team.sign(record), actor=team.editor)
    assert Client().get(address).status_code == 200
    page = Client().get(record.get_absolute_url()).content.decode()
    assert 'loading="lazy"' in page
    assert 'width="40" height="20"' in page
    assert "<figcaption>示例图注</figcaption>" in page
    # It stands in the text, so it is no entry of the list of attachments.
    assert 'class="doc-files"' not in page


def test_a_withdrawn_text_that_stays_readable_keeps_its_pictures_and_a_gone_one_does_not(team):
    for how, status in (("banner", 200), ("gone", 404)):
        file = upload(team)
        record = team.release(body=figure(file))
        releasing.withdraw(record, actor=team.head, how=how, reason="示例原因")
        assert Client().get(file.get_absolute_url()).status_code == status


def test_an_attached_picture_without_a_place_in_the_text_stands_below_it(team):
    file = upload(team)
    record = team.release(attachments=[file.pk])
    page = Client().get(record.get_absolute_url()).content.decode()
    assert f'<img src="{file.get_absolute_url()}"' in page


def test_another_units_unreleased_file_never_goes_out_with_a_text(team):
    secret = upload(Team())
    record = team.draft(body=figure(secret), attachments=[secret.pk])
    [*found] = signing.submit.reasons(record, actor=team.editor)
    assert any("别的单位没有公开的文件" in r.text for r in found)
    # Even where no check stood before it (a release from the past, an import), the file stays closed.
    Publication.objects.filter(pk=record.pk).update(stage="ready")
    from yangguang.publications import placing

    Publication.objects.filter(pk=record.pk).update(live=True, first_published_at="2021-03-01T00:00Z")
    placing.place([Publication.objects.get(pk=record.pk)], new=True)
    assert not AttachmentUse.objects.exists()
    assert Client().get(secret.get_absolute_url()).status_code == 404


def test_another_units_public_file_may_be_shown(team):
    other = Team()
    file = upload(other)
    other.release(body=figure(file))
    record = team.draft(body=figure(file))
    assert signing.submit.reasons(record, actor=team.editor) == []


def test_a_picture_without_words_is_not_sent_for_review(team):
    record = team.draft(body=figure(upload(team), alt=""))
    assert any(
        "替代文字" in r.text and r.field == "body" for r in signing.submit.reasons(record, actor=team.editor)
    )


def test_a_refused_form_keeps_the_files_that_came_with_it(team, editor):
    sent = {"unit": team.unit.pk, "kind": "notice", "title": "", "body": TEXT, "openness": "open"}
    bad = SimpleUploadedFile("示例.exe", b"MZ")
    page = editor.post(NEW, {**sent, "uploads": [picture(name="示例一.png"), bad]})
    assert page.status_code == 200
    assert "格式不能上传" in page.content.decode()
    kept = Attachment.objects.get()
    assert page.context["form"]["keep"].value() == [str(kept.pk)]
    assert "示例一.png" in page.content.decode()
    answer = editor.post(NEW, {**sent, "title": "示例标题", "keep": [kept.pk]})
    assert answer.status_code == 302
    assert Publication.objects.get().attachments == [kept.pk]


def test_nobody_attaches_another_units_file_by_its_number(team, editor):
    secret = upload(Team())
    sent = {"unit": team.unit.pk, "kind": "notice", "title": "示例", "body": TEXT, "openness": "open"}
    page = editor.post(NEW, {**sent, "keep": [secret.pk]})
    assert not any(p.attachments for p in Publication.objects.all())
    assert secret.name not in page.content.decode()


def test_pasted_scripts_frames_and_foreign_pictures_do_not_reach_the_draft(team, editor):
    nasty = (
        '<p onclick="x()">示例正文<script>alert(1)</script></p><iframe src="https://evil.example"></iframe>'
        '<img src="https://evil.example/a.png" alt="x"><video src="javascript:alert(1)"></video>'
        '<figure><img src="/files/1/a.png" onerror="x()" alt="图"></figure>'
    )
    sent = {"unit": team.unit.pk, "kind": "notice", "title": "<b>示例</b>", "body": nasty, "openness": "open"}
    assert editor.post(NEW, sent).status_code == 302
    record = Publication.objects.get()
    for bad in ("script", "onclick", "onerror", "iframe", "evil.example", "javascript"):
        assert bad not in record.body
    assert "&lt;b&gt;示例" in editor.get(reverse("publications:record", args=[record.pk])).content.decode()


@pytest.mark.parametrize(
    ("given", "kept"), [("2021年3月1日", "2021-03-01"), ("2021.3.1", "2021-03-01"), ("2021.2.30", None)]
)
def test_days_are_read_as_people_write_them_and_one_that_does_not_exist_is_told(team, editor, given, kept):
    sent = {
        "unit": team.unit.pk,
        "kind": "notice",
        "title": "示例",
        "body": TEXT,
        "openness": "open",
        "written_on": given,
    }
    page = editor.post(NEW, sent)
    if kept:
        assert Publication.objects.get().written_on.isoformat() == kept
    else:
        assert "这一天不存在" in page.content.decode()
        assert "示例正文" in page.content.decode()  # nothing typed is lost
        assert not Publication.objects.exists()


def test_a_second_click_on_release_releases_nothing_twice(team):
    record = team.sign(team.draft())
    client = client_of(team.people["editor"])
    address = reverse("publications:act", args=[record.pk, "release"])
    client.post(address, {})
    assert "还没有完成审校" in client.post(address, {}, follow=True).content.decode()
    record.refresh_from_db()
    assert record.versions.count() == 1


def test_a_film_with_its_subtitles_is_played_in_pieces(team):
    film = SimpleUploadedFile("示例.mp4", b"\x00\x00\x00\x18ftypmp42" + b"x" * 5000)
    words = SimpleUploadedFile("示例.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n示例".encode())
    video, track = upload(team, film), upload(team, words)
    body = (
        f'{TEXT}<figure><video controls preload="metadata" src="{video.get_absolute_url()}">'
        f'<track kind="captions" srclang="zh" label="字幕" src="{track.get_absolute_url()}"></video></figure>'
    )
    record = team.release(body=body)
    page = Client().get(record.get_absolute_url()).content.decode()
    assert "<track" in page
    assert Client().get(track.get_absolute_url()).status_code == 200
    address = video.get_absolute_url()
    part = Client().get(address, headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.content) == (206, b"ftypmp42")
    assert part["Content-Range"] == f"bytes 4-11/{video.size}"
    assert Client().get(address, headers={"Range": "bytes=-5"}).content == b"xxxxx"
    assert Client().get(address, headers={"Range": "bytes=999999-"}).status_code == 416
    assert Client().get(address, headers={"Range": "bytes=a-b"}).status_code == 200


def test_the_comparison_tells_of_exchanged_pictures_and_changed_cells(team, editor):
    one, two = upload(team), upload(team, picture(30, 30, "示例二.png"))
    table = "<table><tbody><tr><th>项目</th><td>{}</td></tr></tbody></table>"
    record = team.release(body=figure(one) + table.format("100"))
    record = drafting.save_draft(
        record, actor=team.editor, values={"body": figure(two, "新图") + table.format("200")}
    )
    page = editor.get(reverse("publications:compare", args=[record.pk])).content.decode()
    assert "［图片：" in page
    assert f"文件 <del>{one.pk}</del><ins>{two.pk}</ins>" in page
    assert "<del>100</del>" in page
    assert "<ins>200</ins>" in page
    releasing.release(team.sign(record), actor=team.editor)
    public = Client().get(f"/doc/{record.pk}/history/").content.decode()
    assert "<ins>200</ins>" in public


def test_opening_and_saving_again_changes_nothing(team, editor):
    file = upload(team)
    record = team.draft(body=figure(file), summary="示例概述", keywords="示例，词")
    address = reverse("publications:edit", args=[record.pk])
    assert editor.post(address, form_of(editor, address)).status_code == 302
    text = Publication.objects.get(pk=record.pk).draft()
    assert (text.body, text.summary, text.keywords) == (record.body, "示例概述", "示例，词")


def test_a_scheduled_text_keeps_its_picture_closed_until_its_time(team):
    import datetime as dt

    from django.utils import timezone

    file = upload(team)
    later = timezone.now() + dt.timedelta(hours=1)
    releasing.schedule(team.sign(team.draft(body=figure(file))), actor=team.editor, at=later)
    assert Client().get(file.get_absolute_url()).status_code == 404
    assert releasing.release_due(later + dt.timedelta(minutes=1)) == 1
    assert Client().get(file.get_absolute_url()).status_code == 200


def test_the_office_that_sees_everything_sees_drafts_pictures(team):
    person = make_person(Role.OPENNESS, openness_office())
    file = upload(team)
    assert client_of(person).get(file.get_absolute_url()).status_code == 200
    with pytest.raises(Refused):
        drafting.attach(team.unit, actor=Team().editor, stream=picture().file, name="示例.png")


def test_a_photograph_is_kept_without_the_place_where_it_was_taken():
    team = Team()
    given = photograph("JPEG", upright=6)
    kept = drafting.attach(team.unit, actor=team.editor, stream=given, name="示例照片.jpg")
    with kept.file.open("rb") as stored, Image.open(stored) as image:
        assert not image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert (kept.width, kept.height) == (24, 40), "shown upright"
    assert drafting.attach(team.unit, actor=team.editor, stream=given, name="示例照片.jpg") == kept
