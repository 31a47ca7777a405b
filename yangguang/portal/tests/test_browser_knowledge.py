"""The knowledge base in a real browser: it fits, is accessible, works from the form to a reader's answer."""

import pytest
from django.db import transaction

from yangguang.knowledge import following
from yangguang.knowledge.actions import reviewing, writing
from yangguang.knowledge.models import Entry, Helpfulness
from yangguang.knowledge.tests.factories import QUOTE, Desk
from yangguang.publications.models import Publication

from .test_browser import chromium, faults, sign_in  # noqa: F401 - a fixture and its helpers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(25)]


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def entries(desk):
    record = desk.policy()
    public = desk.public(
        record, question="示例：很长很长的问题，小微企业和个体工商户一次性经营补助到底能领多少、找谁领？"
    )
    ended = desk.public(desk.policy())
    Publication.objects.filter(pk=ended.bases.get().publication_id).update(validity="repealed")
    with transaction.atomic():
        following.look_again()
    gone = reviewing.withdraw(desk.public(record), actor=desk.reviewer, reason="示例：停办")
    draft = desk.draft(record, answer="")
    waiting = writing.submit(desk.draft(record), actor=desk.editor)
    return {"public": public, "ended": ended, "gone": gone, "draft": draft, "waiting": waiting}


def test_the_public_knowledge_base_fits_and_is_accessible(chromium, live_server, entries):  # noqa: F811
    page = chromium.new_page()
    paths = ["/knowledge/", "/knowledge/?event=support", "/knowledge/?event=tax",
             *(entries[k].get_absolute_url() for k in ("public", "ended"))]  # fmt: skip
    assert [f for path in paths for f in faults(page, live_server.url + path)] == []


def test_the_workbenchs_screens_fit_and_are_accessible(chromium, live_server, desk, entries):  # noqa: F811
    desk.team.release(
        kind="explanation", title="示例解读", source="示例", body="<p>问：补多少？</p><p>三千元。</p>"
    )
    page = sign_in(chromium, live_server.url, desk.reviewer.user)
    paths = ["", "?state=doubt", "new/", "grow/", "grow/?sort=answer", "import/",
             *(f"{e.pk}/" for e in entries.values()), f"{entries['public'].pk}/edit/"]  # fmt: skip
    assert [f for path in paths for f in faults(page, f"{live_server.url}/desk/knowledge/{path}")] == []


def test_from_the_form_to_a_readers_answer(chromium, live_server, desk):  # noqa: F811
    url, record = live_server.url, desk.policy()
    page = sign_in(chromium, url, desk.editor.user)
    page.goto(f"{url}/desk/knowledge/new/")
    page.get_by_label("问题").first.fill("示例：补助有多少？")
    page.locator("#id_answer_text").fill("示例：补助标准每户三千元。")
    page.get_by_label("主题分类").select_option("综合政务")
    page.locator("#id_basis_0").fill(record.document_number)
    page.get_by_role("button", name="保存草稿").click()
    assert QUOTE in page.inner_text("main")
    page.get_by_role("button", name="送审签").click()
    entry = Entry.objects.get()
    page = sign_in(chromium, url, desk.reviewer.user)
    page.goto(f"{url}/desk/knowledge/{entry.pk}/")
    page.get_by_role("button", name="同意并公开").click()
    reader = chromium.new_context().new_page()
    reader.goto(f"{url}{entry.get_absolute_url()}")
    assert "三千元" in reader.inner_text("main")
    reader.get_by_role("button", name="有帮助").click()
    assert "谢谢您的回答" in reader.inner_text("main")
    reader.goto(f"{url}{entry.get_absolute_url()}")
    reader.get_by_role("button", name="没帮助").click()
    assert "只计一次" in reader.inner_text("main")
    assert Helpfulness.objects.values_list("helpful", "unhelpful").get() == (1, 0)
