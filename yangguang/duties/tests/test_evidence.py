"""What may be shown as evidence, how it is kept, and who may have it."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from yangguang.core.actions import Refused
from yangguang.core.models import AuditEntry
from yangguang.duties import actions
from yangguang.duties.evidence import MAX_BYTES, file_problems, shown_name, stored_name, suffix_of
from yangguang.duties.models import Duty, DutyState, Evidence
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit

from .factories import make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


def package(part):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(part, "示例")
    return out.getvalue()


GOOD = [
    ("总结.pdf", b"%PDF-1.7 sample"),
    ("报告.docx", package("word/document.xml")),
    ("台账.xlsx", package("xl/workbook.xml")),
    ("公文.ofd", package("OFD.xml")),
    ("旧文.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ("金山.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ("截图.PNG", b"\x89PNG\r\n\x1a\n123"),
    ("现场.jpg", b"\xff\xd8\xff\xe0123"),
    ("名单.csv", "单位,示例\r\n".encode("gb18030")),
    ("说明.txt", "\ufeff示例".encode()),
]
BAD = [
    ("a.exe", b"MZ", "不接受"),
    ("a.html", b"<script>", "不接受"),
    ("a.svg", b"<svg/>", "不接受"),
    ("a.docm", package("word/document.xml"), "不接受"),
    ("无扩展名", b"%PDF-", "不接受"),
    ("a.pdf", b"", "空文件"),
    ("a.pdf", b"<html>", "不符"),
    ("a.docx", b"PK\x03\x04broken", "不符"),
    ("a.docx", package("xl/workbook.xml"), "不符"),
    ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "不符"),  # an encrypted workbook
    ("a.txt", b"\0\0", "不符"),
    ("a.txt", b"\xff\xff\xff", "不符"),
]


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def duty(unit):
    return make_duty(unit, state=DutyState.SIGNED)


@pytest.fixture
def files(settings, tmp_path):
    """An own folder for the stored files."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }
    return tmp_path


def stored(folder: Path):
    return [p for p in folder.rglob("*") if p.is_file()]


@pytest.mark.parametrize(("name", "content"), GOOD, ids=[n for n, _ in GOOD])
def test_the_offices_usual_files_are_taken(name, content):
    upload = SimpleUploadedFile(name, content)
    assert file_problems(upload) == []
    assert upload.read() == content  # left at its start


@pytest.mark.parametrize(("name", "content", "says"), BAD)
def test_odd_files_are_refused_in_clear_words_and_nothing_is_kept(duty, unit, files, name, content, says):
    good = SimpleUploadedFile("good.pdf", b"%PDF-1.4")
    with pytest.raises(Refused, match=says) as refused:
        actions.add_note(
            duty, actor=actor_for(Role.EDITOR, unit), files=[good, SimpleUploadedFile(name, content)]
        )
    assert [r.field for r in refused.value.reasons] == ["files"]
    assert not duty.notes.exists()
    assert not stored(files)


def test_too_large_and_too_many_are_refused(duty, unit):
    large = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    large.size = MAX_BYTES + 1
    many = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4") for n in range(11)]
    for upload, says in (([large], "超过 20 MB"), (many, "最多附 10 个")):
        with pytest.raises(Refused, match=says):
            actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), files=upload)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://", "ftp://example.org/", "//[x"]
)
def test_an_address_that_is_no_web_page_is_refused(duty, unit, url):
    with pytest.raises(Refused, match="不是网页地址"):
        actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), url=url)


def test_a_file_is_kept_under_a_name_of_its_own_with_its_hash(duty, unit, files):
    upload = SimpleUploadedFile("工作 总结.pdf", b"%PDF-1.4 sample")
    actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), files=[upload])
    kept = Evidence.objects.get()
    assert kept.filename == "工作 总结.pdf"
    assert "总结" not in kept.file.name
    assert kept.sha256 == hashlib.sha256(b"%PDF-1.4 sample").hexdigest()
    assert [p.read_bytes() for p in stored(files)] == [b"%PDF-1.4 sample"]
    # The log says which files were added, without their bytes.
    assert AuditEntry.objects.get(code="duties.note").details["files"] == ["工作 总结.pdf"]


def test_a_full_disk_leaves_no_half(duty, unit, files, monkeypatch):
    real = FileSystemStorage._save

    def full(self, name, content):
        if stored(files):  # the first file fits; the second is cut off half-way
            (files / name).write_bytes(b"half")
            raise OSError(28, "No space left on device")
        return real(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    uploads = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.4") for n in "ab"]
    with pytest.raises(Refused, match="没有存成"):
        actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), text="示例", files=uploads)
    assert Duty.objects.get(pk=duty.pk).state == DutyState.SIGNED
    assert not duty.notes.exists()
    assert not Evidence.objects.exists()
    assert not stored(files)


@given(st.text(max_size=300))
def test_whatever_a_file_is_called_its_shown_name_is_plain_and_its_stored_name_is_not_the_users(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= 200 or len(suffix_of(name)) > 200
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable()
    assert len(stored_name("x.pdf")) == 36
