"""A partial release from the file that was found to the file that goes out (条例 art. 37)."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from yangguang.core.actions import Refused
from yangguang.foi.actions import deciding, files, filing, severing
from yangguang.foi.models import FoiRequest, RequestFile, Severance
from yangguang.foi.tests.factories import Desk
from yangguang.foi.tests.test_screens import body, browser
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import actor_for, make_unit
from yangguang.severance import sheets
from yangguang.severance.tests.test_severance import NAME, NUMBER, document, everything

pytestmark = [pytest.mark.django_db, pytest.mark.task(32)]


def found_file(
    desk: Desk, request: FoiRequest, content: bytes | None = None, name: str = "示例批复.pdf"
) -> RequestFile:
    filing.add(
        request, actor=desk.editor, part="found", uploads=[SimpleUploadedFile(name, content or document())]
    )
    return RequestFile.objects.filter(request=request, part="found").latest("pk")


def marked(desk: Desk, request: FoiRequest) -> Severance:
    found = severing.open_file(found_file(desk, request), actor=desk.editor)
    places = severing.found_in(found, NAME) + severing.found_in(found, NUMBER)
    return severing.mark(found, actor=desk.editor, areas=severing.areas_of(places, "15"))


def draft(desk: Desk, request: FoiRequest, file: int | None, version: int = 0) -> Any:
    values = {
        "ground": "37", "facts": "示例：由本机关制作", "reasons": "示例：含个人信息",
        "provided": [{"title": "示例批复", "carrier": "electronic", "pages": 2, "file": file}],
        "parts": [{**p, "reason": "示例：个人隐私"} for p in severing.parts_of(request)],
    }  # fmt: skip
    return deciding.save(request, actor=desk.editor, values=values, version=version)


def said(refused: Any) -> str:
    return " ".join(str(r) for r in refused.value.reasons)


def test_a_partial_release_goes_out_without_what_was_marked_and_the_original_cannot() -> None:
    desk = Desk()
    request = desk.register()
    found = marked(desk, request)
    # The original, or a copy made before the last mark, is stopped on its way out.
    decision = draft(desk, request, found.source_id)
    with pytest.raises(Refused) as refused:
        deciding.submit(decision, actor=desk.editor)
    assert "不能提供原文件" in said(refused)
    made = severing.make(found, actor=desk.editor, version=found.version)
    assert made.is_made
    severing.mark(
        made, actor=desk.second, areas=[{"page": 1, "box": (0.5, 0.5, 0.9, 0.55), "ground": "16-1"}]
    )
    decision = draft(desk, request, made.released_id, decision.version)
    with pytest.raises(Refused) as refused:
        deciding.submit(decision, actor=desk.editor)
    assert "请重新生成" in said(refused)
    found.refresh_from_db()
    made = severing.make(found, actor=desk.editor, version=found.version)
    decision = draft(desk, request, made.released_id, decision.version)
    assert {p["ground"] for p in decision.parts} == {"15", "16-1"}
    assert "第1页共" in decision.parts[0]["what"]
    deciding.submit(decision, actor=desk.editor)
    decision.refresh_from_db()
    for kind in deciding.open_vettings(decision):
        who = desk.counsel if kind == "counsel" else desk.reviewer
        deciding.vet(decision, actor=who, kind=kind, verdict="fit", text="示例：同意")
    deciding.sign(decision, actor=desk.head, version=decision.version)
    request.refresh_from_db()
    assert request.row == "R2"
    released = files.content(RequestFile.objects.get(pk=made.released_id))
    assert NAME not in everything(released)
    assert NUMBER not in everything(released)
    inside = RequestFile.objects.get(pk=made.redline_id)
    assert inside.part == RequestFile.Part.REDLINE
    # After signing nothing moves any more.
    with pytest.raises(Refused):
        severing.unmark(made, actor=desk.editor, keys=[1])


def test_what_two_officers_mark_at_once_is_all_kept_and_a_stale_copy_is_not_made() -> None:
    desk = Desk()
    request = desk.register()
    one = marked(desk, request)
    other = Severance.objects.get(pk=one.pk)
    before, seen = len(one.marks), one.version
    area = {"page": 1, "box": (0.1, 0.8, 0.3, 0.85), "ground": "15"}
    severing.mark(other, actor=desk.second, areas=[area])
    severing.mark(one, actor=desk.editor, areas=[{**area, "box": (0.6, 0.8, 0.9, 0.85)}])
    severing.mark(one, actor=desk.editor, areas=[area])  # a double click, or both marked the same
    one.refresh_from_db()
    assert len(one.marks) == before + 2
    with pytest.raises(Refused) as refused:
        severing.make(one, actor=desk.editor, version=seen)
    assert "又改过" in said(refused)
    keys = [m["key"] for m in one.marks]
    severing.unmark(one, actor=desk.editor, keys=keys[:1])
    severing.unmark(one, actor=desk.second, keys=keys[:1])
    one.refresh_from_db()
    assert len(one.marks) == before + 1
    assert severing.open_file(one.source, actor=desk.second).pk == one.pk  # goes on, does not begin anew


def test_a_changed_set_of_marks_makes_a_new_file_and_the_old_one_is_offered_no_more() -> None:
    desk = Desk()
    request = desk.register()
    found = marked(desk, request)
    first = severing.make(found, actor=desk.editor, version=found.version).released_id
    severing.mark(found, actor=desk.editor, areas=[{"page": 2, "box": (0, 0, 1, 1), "ground": "15"}])
    found.refresh_from_db()
    second = severing.make(found, actor=desk.editor, version=found.version).released_id
    assert first != second
    assert RequestFile.objects.get(pk=first).part == RequestFile.Part.REDLINE
    page = body(browser(desk.editor).get(f"/desk/requests/{request.pk}/decide/"))
    assert f'<option value="{second}"' in page
    assert f'<option value="{first}"' not in page
    assert "第2页共1处" not in page  # told together with the other pages of the same ground
    assert "第1—2页共" in page
    with pytest.raises(Refused):
        severing.open_file(RequestFile.objects.get(pk=second), actor=desk.editor)


def test_word_and_pictures_are_marked_too_and_other_formats_say_what_to_do() -> None:
    from docx import Document

    desk = Desk()
    request = desk.register()
    word, out = Document(), io.BytesIO()
    word.add_paragraph(f"示例：{NAME}")
    word.save(out)
    found = severing.open_file(found_file(desk, request, out.getvalue(), "示例.docx"), actor=desk.editor)
    assert found.base_id != found.source_id
    assert found.has_text
    assert severing.found_in(found, NAME)
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(picture, "PNG")
    scan = severing.open_file(found_file(desk, request, picture.getvalue(), "扫描.png"), actor=desk.editor)
    assert not scan.has_text
    page = browser(desk.editor).get(f"/desk/requests/severances/{scan.pk}/")
    assert "扫描件" in body(page)
    old = files.keep(request, "found", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧.doc", actor=desk.editor)
    with pytest.raises(Refused) as refused:
        severing.open_file(old, actor=desk.editor)
    assert "另存为 PDF" in said(refused)
    identity = files.keep(request, "identity", document(), "证件.pdf", actor=desk.editor, from_applicant=True)
    with pytest.raises(Refused):
        severing.open_file(identity, actor=desk.editor)


def test_the_screens_mark_unmark_and_make_without_a_script() -> None:
    desk = Desk()
    request = desk.register()
    file = found_file(desk, request)
    editor = browser(desk.editor)
    assert f"/desk/requests/files/{file.pk}/sever/" in body(editor.get(f"/desk/requests/{request.pk}/"))
    page = body(editor.post(f"/desk/requests/files/{file.pk}/sever/", follow=True))
    here = f"/desk/requests/severances/{Severance.objects.get().pk}/"
    assert "可能是个人信息" not in page or "证件号码" in page
    answer = editor.post(f"{here}do/phrase/", {"phrase": "没有这几个字", "ground": "15"})
    assert answer.status_code == 422
    assert "没有找到" in body(answer)
    assert 'value="没有这几个字"' in body(answer)
    editor.post(f"{here}do/phrase/", {"phrase": NAME, "ground": "15"})
    answer = editor.post(
        f"{here}do/area/", {"page": "99", "left": 0, "top": 0, "right": 50, "bottom": 50, "ground": "15"}
    )
    assert "共 2 页" in body(answer)
    answer = editor.post(
        f"{here}do/area/", {"page": "2", "left": 0, "top": 0, "right": 50, "bottom": 50, "ground": "15"},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    told = answer.json()
    assert told["wrong"] == ""
    assert len(told["marks"]["2"]) == 1
    key = told["marks"]["2"][0]["key"]
    editor.post(f"{here}do/remove/", {"key": key})
    found = Severance.objects.get()
    assert key not in [m["key"] for m in found.marks]
    assert "又改过" in body(editor.post(f"{here}do/make/", {"version": "1"}, follow=True))
    assert "取不出来" in body(editor.post(f"{here}do/make/", {"version": found.version}, follow=True))
    picture = editor.get(f"{here}pages/1.webp")
    assert picture["Content-Type"] == "image/webp"
    assert "private" in picture["Cache-Control"]
    assert editor.get(f"{here}pages/77.webp").status_code == 404
    for stranger in (desk.chief, desk.counsel, actor_for(Role.EDITOR, make_unit())):
        client = browser(stranger)
        assert client.get(here).status_code == 404
        assert client.get(f"{here}pages/1.webp").status_code == 404
        assert client.post(f"{here}do/make/", {"version": found.version}).status_code == 404


def test_a_lost_or_altered_file_is_told_and_nothing_is_made() -> None:
    desk = Desk()
    request = desk.register()
    found = marked(desk, request)
    default_storage.delete(found.base.path)
    with pytest.raises(Refused) as refused:
        severing.make(found, actor=desk.editor, version=found.version)
    assert "读不出来" in said(refused)
    assert body(browser(desk.editor).get(f"/desk/requests/severances/{found.pk}/"))
    assert not Severance.objects.get().is_made


def test_a_file_that_fails_its_check_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    found = marked(desk, desk.register())
    before = RequestFile.objects.count()
    # As if the maker had forgotten a mark.
    monkeypatch.setattr("yangguang.severance.cutting.painted", lambda picture, *args: picture)
    with pytest.raises(Refused) as refused:
        severing.make(found, actor=desk.editor, version=found.version)
    assert "没有通过核对" in said(refused)
    assert RequestFile.objects.count() == before


def test_the_kept_files_are_sealed_and_the_log_names_no_passage() -> None:
    from yangguang.core.models import AuditEntry

    desk = Desk()
    found = marked(desk, desk.register())
    made = severing.make(found, actor=desk.editor, version=found.version)
    with default_storage.open(made.released.path) as kept:
        assert not kept.read().startswith(b"%PDF")
    with pypdfium2.PdfDocument(files.content(made.released)) as pdf:
        assert len(pdf) == made.pages
    for entry in AuditEntry.objects.filter(code__startswith="foi.severance"):
        assert NAME not in f"{entry.before}{entry.after}{entry.details}{entry.sentence}"
    with sheets.opened(files.content(made.redline)) as pages:
        assert pages.count == made.pages
