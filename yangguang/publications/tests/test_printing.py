"""Records as files: what an official page bears is found in the text, files follow the text, drafts say so."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, make_unit
from yangguang.publications import printing
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.checks import characters_print
from yangguang.publications.tests.factories import Team
from yangguang.typesetting.engine import CannotSet

pytestmark = pytest.mark.django_db
FIELDS = {
    "written_on": "2021-03-05",
    "kind": "policy",
    "topic": "综合政务",
    "genre": "通知",
    "validity": "valid",
    "document_number": "厦思示例〔2021〕1号",
}
TEXT = (
    "<p>各街道办事处，区直各单位：</p><p>现将有关事项通知如下：</p><h2>一、范围</h2><p>示例正文。</p>"
    "<p>示例区示例局</p><p>2021年3月5日</p><p>（此件公开发布）</p>"
)


def text_of(pdf: bytes) -> str:
    found = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(p.get_textpage().get_text_range().split()) for p in found)
    finally:
        found.close()


def read(response) -> bytes:
    return b"".join(response.streaming_content)


def test_what_stands_elsewhere_on_an_official_page_is_taken_from_the_text_once():
    found = printing.take_apart(TEXT)
    assert found.addressees == "各街道办事处，区直各单位"
    assert (found.organs, found.day, found.remark) == (("示例区示例局",), dt.date(2021, 3, 5), "此件公开发布")
    assert "如下" in found.html
    assert "示例区示例局" not in found.html


@pytest.mark.parametrize("html", [
    "<p>现将有关事项通知如下：</p><p>正文。</p>", "<p>正文一。</p><p>以上请知悉</p>", "<p>2021年13月45日</p>", "", "散文",
    "<table><tr><td>甲：</td></tr></table>",
])  # fmt: skip
def test_what_is_not_surely_one_stays_in_the_text(html):
    found = printing.take_apart(html)
    assert (found.addressees, found.organs, found.day, found.remark) == ("", (), None, "")


def test_a_letter_bears_its_organ_alone():
    assert printing._mark("示例局", "厦示函〔2021〕1号") == "示例局"
    assert printing._mark("示例局", "厦示〔2021〕1号") == "示例局文件"


@pytest.mark.task(27)
def test_a_public_document_is_offered_as_pdf_and_word_and_follows_its_text():
    team = Team()
    record = team.release(body=TEXT, **FIELDS)
    client, address = Client(), f"/doc/{record.pk}/document"
    assert f"{address}.pdf" in client.get(record.get_absolute_url()).content.decode()
    response = client.get(f"{address}.pdf")
    assert response.status_code == 200
    first = text_of(read(response))
    assert "示例正文。" in first
    assert "第1版" in first
    word = docx.Document(io.BytesIO(read(client.get(f"{address}.docx"))))
    assert "示例正文。" in [p.text for p in word.paragraphs]
    record = drafting.save_draft(
        record, actor=team.editor, values={"body": TEXT.replace("示例正文", "更正后的正文")}
    )
    assert "示例正文。" in text_of(read(client.get(f"{address}.pdf")))
    releasing.release(team.sign(record), actor=team.editor, correction=True, note="示例更正")
    second = text_of(read(client.get(f"{address}.pdf")))
    assert "更正后的正文" in second
    assert "第2版" in second
    folder = settings.HOME / "prints" / str(record.pk // 1000)
    assert len(list(folder.glob(f"{record.pk}-*.pdf"))) == 1


def test_nothing_is_offered_of_what_is_not_public():
    team = Team()
    draft = team.draft(body=TEXT, **FIELDS)
    news = team.release(kind="news", source="示例")
    gone = team.release(body=TEXT, **FIELDS)
    releasing.withdraw(gone, actor=team.head, how="gone", reason="示例")
    for record in (draft, news, gone):
        assert Client().get(f"/doc/{record.pk}/document.pdf").status_code == 404


def test_a_kept_file_is_not_made_again(monkeypatch):
    record = Team().release(body=TEXT, **FIELDS)
    client = Client()
    assert client.get(f"/doc/{record.pk}/document.pdf").status_code == 200
    monkeypatch.setattr(printing, "make", lambda *a, **k: pytest.fail("made again"))
    assert client.get(f"/doc/{record.pk}/document.pdf").status_code == 200


def test_a_failure_is_said_plainly(monkeypatch):
    record = Team().release(body=TEXT, **FIELDS)

    def fail(*args, **kwargs):
        raise CannotSet("内容太长，排不成一个文件")

    monkeypatch.setattr(printing, "make", fail)
    response = Client().get(f"/doc/{record.pk}/document.pdf")
    assert response.status_code == 503
    assert "内容太长" in response.content.decode()


def test_one_address_may_not_have_files_made_without_end(monkeypatch):
    monkeypatch.setattr(
        "yangguang.delivery.limits.time.time", lambda: 1_000_000_020.0
    )  # within one minute, however slow
    record = Team().release(body=TEXT, **FIELDS)
    client = Client()
    codes = [client.get(f"/doc/{record.pk}/document.pdf").status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]


def test_a_draft_says_that_it_is_one_and_only_its_unit_gets_it():
    team = Team()
    draft = team.draft(body=TEXT, **FIELDS)
    client = Client()
    client.force_login(team.people["editor"], backend="yangguang.organisations.backends.PersonBackend")
    text = text_of(client.get(f"/desk/publications/{draft.pk}/draft.pdf").content)
    assert "草" in text
    assert "示例正文。" in text
    assert client.get(f"/desk/publications/{draft.pk}/draft.docx").status_code == 200
    stranger = Client()
    stranger.force_login(
        make_person(Role.EDITOR, make_unit()), backend="yangguang.organisations.backends.PersonBackend"
    )
    assert stranger.get(f"/desk/publications/{draft.pk}/draft.pdf").status_code == 404


def test_pictures_of_other_units_drafts_do_not_get_into_a_print():
    team, other = Team(), Team()
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    kept = drafting.attach(other.unit, actor=other.editor, stream=out, name="示例.png")
    record = team.draft(body=f'<img src="/files/{kept.pk}/a.png" alt="示例">')
    source = f"/files/{kept.pk}/a.png"
    assert printing.pictures_of(record, public=False)(source) is None
    assert printing.pictures_of(record, public=True)(source) is None
    assert printing.pictures_of(other.draft(), public=False)(source) == out.getvalue()
    assert printing.pictures_of(record, public=True)("/etc/passwd") is None


def test_characters_without_a_glyph_are_named_in_the_editors_checks():
    record = Team().draft(body="<p>示例\U0010fff0</p>")
    assert "U+10FFF0" in next(iter(characters_print.run(record.draft()))).text
    assert list(characters_print.run(Team().draft().draft())) == []


def test_files_that_nobody_asks_for_are_thrown_away():
    import os

    record = Team().release(body=TEXT, **FIELDS)
    version = record.versions.get()
    path = printing.kept(record, version, "pdf")
    assert printing.forget.run(dt.date(2021, 1, 1)) == "清理 0 个"
    os.utime(path, (0, 0))
    assert printing.forget.run(dt.date(2021, 1, 1)) == "清理 1 个"
    assert not path.exists()
