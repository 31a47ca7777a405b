"""Old issues: what a PDF tells is proposed, a person confirms, another looks; bad files are said plainly."""

from __future__ import annotations

import datetime as dt
import io

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from yangguang.core.actions import Refused
from yangguang.gazette import cutting
from yangguang.gazette.actions import course, old
from yangguang.gazette.actions.old import Piece
from yangguang.gazette.cutting import Scan
from yangguang.gazette.models import Issue, State
from yangguang.gazette.tests.factories import TITLES, Office, bring_in, old_pdf

FILLER = "示例正文，" * 12
database = pytest.mark.django_db
task = pytest.mark.task(28)


def test_bookmarks_give_articles_and_their_pages():
    scan = cutting.read(io.BytesIO(old_pdf(TITLES)))
    found = cutting.propose(scan)
    assert [(p.title, p.number, p.source) for p in found] == [(*t, "书签") for t in TITLES]
    assert found[0].last == found[1].first - 1
    assert found[0].written_on == dt.date(2019, 5, 6)


def test_a_contents_page_gives_them_where_there_are_no_bookmarks():
    scan = cutting.read(io.BytesIO(old_pdf(TITLES)))
    found = cutting.propose(Scan(scan.texts))
    assert [(p.title, p.number, p.source) for p in found] == [(*t, "目录页") for t in TITLES]
    assert [p.first for p in found] == [p.first for p in cutting.propose(scan)]


def test_printed_numbers_are_brought_to_sheets_and_long_titles_joined():
    contents = (
        "目　录\n关于加强甲方面工作、进一步改进服务的若干措施和保障\n办法的通知（示文〔2019〕1号）……………(3)\n"
        "关于乙的通知 .......... 7\n关于丙这一方面的通知\n9"
    )
    body = [FILLER] * 12
    for sheet, title in (
        (5, "关于加强甲方面工作、进一步改进服务的若干措施和保障办法的通知"),
        (9, "关于乙的通知"),
        (11, "关于丙这一方面的通知"),
    ):
        body[sheet - 1] = f"{title}\n{FILLER}"
    body[1] = contents
    found = cutting.propose(Scan(tuple(body)))
    assert [(p.first, p.last) for p in found] == [(5, 8), (9, 10), (11, 12)]
    assert found[0].title == "关于加强甲方面工作、进一步改进服务的若干措施和保障办法的通知"
    assert found[0].number == "示文〔2019〕1号"


def test_without_contents_a_number_alone_in_a_line_begins_an_article():
    texts = [
        f"封面\n{FILLER}",
        f"关于甲的通知\n示文〔2019〕1号\n{FILLER}",
        FILLER,
        f"关于乙的决定\n示文〔2019〕2号\n{FILLER}",
    ]
    found = cutting.propose(Scan(tuple(texts)))
    assert [(p.title, p.first, p.last, p.source) for p in found] == [
        ("关于甲的通知", 2, 3, "文号"), ("关于乙的决定", 4, 4, "文号"),
    ]  # fmt: skip


@given(st.lists(st.text("目录一二关于的通知.…·（）()0123〔〕号 \n", max_size=80), min_size=1, max_size=9))
def test_whatever_a_pdf_says_proposals_stay_inside_it(texts):
    for found in cutting.propose(Scan(tuple(texts))):
        assert 1 <= found.first <= found.last <= len(texts)
        assert found.title


def blank(pages: int = 2) -> bytes:
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(200, 200)
    document.save(out)
    document.close()
    return out.getvalue()


def image_file() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    return out.getvalue()


@task
@database
@pytest.mark.parametrize(("data", "name", "word"), [
    (blank(), "扫描.pdf", "文字识别"), (b"%PDF-1.7 broken", "坏.pdf", "损坏"), (image_file(), "图.pdf", "不是 pdf"),
    (b"", "空.pdf", "空文件"), (image_file(), "图.png", "不是 PDF"),
])  # fmt: skip
def test_bad_files_are_said_plainly_and_leave_nothing(data, name, word):
    made = Office()
    with pytest.raises(Refused, match=word):
        old.bring_in(made.unit, actor=made.editor, year=2019, number=1, total=None, dated=dt.date(2019, 6, 1),
                     stream=io.BytesIO(data), name=name)  # fmt: skip
    assert not Issue.objects.exists()


@task
@database
def test_an_old_issue_goes_public_after_another_person_looked():
    made = Office()
    record = made.record(document_number="示文〔2019〕1号")
    issue = bring_in(made)
    first, second = issue.articles.all()
    assert (first.publication, second.publication) == (record, None)
    assert "示例正文，供公报刊登" in first.html
    course.send_to_proof(issue, actor=made.editor)
    with pytest.raises(Refused, match=r"另一位|权限"):
        old.accept(issue, actor=made.editor)
    old.accept(issue, actor=made.reader)
    issue.refresh_from_db()
    assert issue.state == State.PUBLISHED
    assert issue.pdf.size > 1000


@task
@database
def test_a_person_sets_the_articles_right():
    made = Office()
    issue = bring_in(made)
    for pieces, word in (
        ([Piece("甲", 3, 2)], "页码"), ([Piece("甲", 1, 999)], "页码"), ([Piece(" ", 1, 1)], "没有标题"),
        ([Piece("甲", 1, 1, "示文〔19〕1号")], "年份"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=word):
            old.cut(issue, actor=made.editor, pieces=pieces)
    assert issue.articles.count() == 2
    old.cut(
        issue,
        actor=made.editor,
        pieces=[Piece("示例合为一篇", 3, 4, "示文[2019]第03号", dt.date(2019, 1, 1))],
    )
    article = issue.articles.get()
    assert (article.title, article.document_number, article.first_page, article.last_page) == (
        "示例合为一篇", "示文〔2019〕3号", 3, 4,
    )  # fmt: skip


@task
@database
def test_a_number_that_two_documents_bear_links_to_neither_and_a_person_may_link():
    made = Office()
    records = [made.record(document_number="示文〔2019〕1号") for _ in range(2)]
    issue = bring_in(made)
    first, second = issue.articles.all()
    assert first.publication is None
    old.link(issue, actor=made.editor, article=first.pk, publication=records[1])
    with pytest.raises(Refused, match="另一篇"):
        old.link(issue, actor=made.editor, article=second.pk, publication=records[1])
    with pytest.raises(Refused, match="没有公开"):
        old.link(issue, actor=made.editor, article=second.pk, publication=made.team.draft())
