"""Lists of expressions in a real browser: they fit, are accessible, and a word goes from a table to a finding."""

import io

import pytest

from yangguang.checking.actions import importing, lists
from yangguang.checking.wordlists.expressions import Expression, Sort
from yangguang.core.actors import SYSTEM
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, openness_office

from .test_browser import chromium, faults, sign_in  # noqa: F401 - a fixture and its helpers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(25)]
LONG = "示例很长的旧名称管理委员会办公室"


@pytest.fixture
def kept():
    office = openness_office()
    made = lists.begin(office, actor=SYSTEM, name="示例清单", note="示例说明", everyone=True)
    entry = Expression(
        (LONG, "示例旧称"), Sort.OUTDATED, replacement="示例新名称", reason="示例原因", basis="示例依据",
        allowed=(f"{LONG}门户",),
    )  # fmt: skip
    made = lists.put(made, actor=SYSTEM, entry=entry, reason="示例")
    made = lists.put(made, actor=SYSTEM, entry=Expression(("甲旧词",), Sort.FORBIDDEN), reason="示例")
    table = f"词语,建议改为,类型\n{LONG},别的名称,\n,空的,\n乙旧词,乙新词,没有的\n丙旧词,丙新词,慎用\n国土资源部,国土部,\n"
    found = importing.receive(
        made,
        actor=SYSTEM,
        stream=io.BytesIO(table.encode()),
        name="示例.csv",
        mode="replace",
        sort="错误表述",
    )
    return make_person(Role.REVIEWER, office), made, found


def test_the_screens_of_lists_fit_and_are_accessible(chromium, live_server, kept):  # noqa: F811
    person, made, found = kept
    page = sign_in(chromium, live_server.url, person)
    own, table = f"lists/{made.pk}/", f"imports/{found.pk}/"
    paths = ["", "?q=资源", "?q=没有这个词", "lists/new/", "shipped/organs/", own, f"{own}?q=zzz", f"{own}settings/",
             f"{own}entry/", f"{own}entry/?key={LONG}", f"{own}versions/1/", f"{own}versions/2/", f"{own}import/",
             table, f"{table}?show=faults", f"{table}?show=notes", f"{table}?show=changes", "try/", "titles/",
             f"titles/{made.unit_id}/"]  # fmt: skip
    assert [f for path in paths for f in faults(page, f"{live_server.url}/desk/checks/{path}")] == []


def test_a_table_becomes_a_finding_without_a_mouse(chromium, live_server, kept):  # noqa: F811
    person, made, _ = kept
    page = sign_in(chromium, live_server.url, person)
    page.goto(f"{live_server.url}/desk/checks/lists/{made.pk}/import/")
    table = {"name": "词.txt", "mimeType": "text/plain", "buffer": "丁旧词→丁新词\n".encode("gb18030")}
    page.set_input_files("input[type=file]", table)
    page.get_by_role("button", name="上传并检查").press("Enter")
    page.get_by_role("button", name="导入并启用").press("Enter")
    page.goto(f"{live_server.url}/desk/checks/try/")
    page.get_by_label("正文").fill("这里写了丁旧词。")
    page.get_by_role("button", name="检查").press("Enter")
    assert page.locator("mark").inner_text().startswith("丁旧词")
    assert page.get_by_text("改为“丁新词”").is_visible()
    for width in (1440, 375):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
