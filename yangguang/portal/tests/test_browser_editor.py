# ruff: noqa: F811 - a fixture that is imported is named again by each test
"""Writing and reading in a real browser with scripts on: pictures, recovery, choosers, and what two at once see."""

import os

import pytest
from PIL import Image

from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, openness_office
from yangguang.publications.actions import drafting, releasing, signing
from yangguang.publications.models import Attachment, Autosave, Publication
from yangguang.publications.tests.factories import TEXT, Team, make_column, picture, upload
from yangguang.search.tests.factories import settle

from .test_browser import TOO_WIDE, WIDTHS, chromium, faults, sign_in  # noqa: F401 - chromium is a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(27)]
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the test's thread
TABLE = (
    '<table data-chart="bar" data-unit="万元"><caption>示例支出</caption><tbody><tr><th>项目</th><th>金额</th></tr>'
    "<tr><td>甲</td><td>12</td></tr><tr><td>乙</td><td>8</td></tr></tbody></table>"
)


def opened(page, address):
    """The editor's page with its editor running."""
    page.goto(address)
    page.wait_for_selector(".ProseMirror[contenteditable=true]")
    # form.js begins to watch once the editor has written the text once.
    page.wait_for_timeout(300)
    return page.locator(".ProseMirror[contenteditable=true]")


def test_a_clerk_puts_a_picture_into_the_text_and_readers_see_it(chromium, live_server, tmp_path):
    team, url = Team(), live_server.url
    Image.new("RGB", (60, 30), (10, 90, 120)).save(tmp_path / "示例.png")
    page = sign_in(chromium, url, team.people["editor"])
    text = opened(page, f"{url}/desk/publications/new/?kind=news")
    page.get_by_label("标题", exact=False).first.fill("示例：图片")
    text.click()
    page.keyboard.type("示例正文。")
    page.get_by_role("button", name="插入或修改图片").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_role("button", name="插入").click()
    assert "请先上传" in dialog.get_by_role("alert").inner_text()
    dialog.get_by_label("上传图片").set_input_files(tmp_path / "示例.png")
    dialog.get_by_role("radio").wait_for()
    dialog.get_by_role("button", name="插入").click()
    assert "替代文字" in dialog.get_by_role("alert").inner_text()
    dialog.get_by_label("替代文字").fill("示例：蓝色长方形")
    dialog.get_by_label("图注").fill("示例图注")
    dialog.get_by_role("button", name="插入").click()
    text.locator("figure img[alt='示例：蓝色长方形']").wait_for()
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url("**/desk/publications/*/")
    record = Publication.objects.get()
    assert 'width="60"' in record.body
    assert "<figcaption>示例图注</figcaption>" in record.body
    record = releasing.release(team.sign(record), actor=team.editor)
    page.goto(url + record.get_absolute_url())
    assert page.evaluate("document.querySelector('.doc-lead img').naturalWidth") == 60


def test_dropped_and_pasted_pictures_are_uploaded_and_a_refused_one_says_why(chromium, live_server):
    team, url = Team(), live_server.url
    page = sign_in(chromium, url, team.people["editor"])
    opened(page, f"{url}/desk/publications/new/")
    give = """([event, name, bytes]) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
        const box = document.querySelector(".ProseMirror[contenteditable=true]");
        const at = box.getBoundingClientRect();
        const init = { bubbles: true, cancelable: true, clientX: at.x + 20, clientY: at.y + 20 };
        box.dispatchEvent(event === "drop" ? new DragEvent("drop", { ...init, dataTransfer: data })
            : new ClipboardEvent("paste", { ...init, clipboardData: data }));
    }"""
    for number, event in enumerate(("drop", "paste"), 1):
        page.evaluate(give, [event, "示例.png", list(picture().read())])
        dialog = page.locator("dialog[open]")
        dialog.locator("input[type=radio]:checked").wait_for()
        dialog.get_by_label("替代文字").fill(f"示例{number}")
        dialog.get_by_role("button", name="插入").click()
        page.locator(f".ProseMirror img[alt='示例{number}']").wait_for()
    assert Attachment.objects.count() == 2
    page.evaluate(give, ["drop", "示例.png", [1, 2, 3]])
    page.locator("dialog[open] .wrong", has_text="内容不是 png 格式").wait_for()
    page.locator("dialog[open]").get_by_role("button", name="取消").click()


def test_opening_a_text_in_the_editor_and_saving_it_loses_nothing(chromium, live_server):
    team, url = Team(), live_server.url
    file = upload(team)
    body = (
        f'<h2 id="a">一、示例</h2><p class="text-center">示例居中</p>{TABLE}<figure><img src="{file.get_absolute_url()}" '
        f'alt="示例图"><figcaption>示例图注</figcaption></figure><figure><video src="/files/9/a.mp4" controls="controls" '
        'preload="metadata"><track kind="captions" srclang="zh" label="字幕" src="/files/8/a.vtt"></video></figure>'
        '<ol start="3"><li><p>示例</p></li></ol><p class="text-right">示例落款</p>'
    )
    record = team.draft(body=body)
    page = sign_in(chromium, url, team.people["editor"])
    text = opened(page, f"{url}/desk/publications/{record.pk}/edit/")
    text.locator("p", has_text="示例落款").click()
    page.keyboard.press("End")
    page.keyboard.type("改")
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(f"**/desk/publications/{record.pk}/")
    kept = Publication.objects.get(pk=record.pk).draft().body
    for part in ('id="a"', 'class="text-center"', "<caption>示例支出</caption>", 'data-chart="bar"', 'data-unit="万元"', "<th",
                 "<figcaption>示例图注</figcaption>", 'src="/files/9/a.mp4"', 'src="/files/8/a.vtt"', 'start="3"',
                 "示例落款改", 'class="text-right"'):  # fmt: skip
        assert part in kept


def test_a_table_is_made_and_marked_for_a_chart_without_touching_code(chromium, live_server):
    team, url = Team(), live_server.url
    page = sign_in(chromium, url, team.people["editor"])
    text = opened(page, f"{url}/desk/publications/new/")
    page.get_by_label("标题", exact=False).first.fill("示例：图表")
    text.click()
    page.get_by_role("button", name="插入表格").click()
    page.locator("dialog[open]").get_by_label("列数").fill("2")
    page.locator("dialog[open]").get_by_role("button", name="插入").click()
    text.locator("table th").first.click()
    for word in ("项目", "金额", "甲", "12", "乙", "8"):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    text.locator("td", has_text="甲").click()
    page.get_by_role("button", name="表格名称和图表").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("画条形图").check()
    dialog.get_by_role("button", name="确定").click()
    assert "表格名称" in dialog.get_by_role("alert").inner_text()
    dialog.get_by_label("表格名称").fill("示例支出")
    dialog.get_by_label("单位").fill("万元")
    dialog.get_by_role("button", name="确定").click()
    text.locator("caption", has_text="示例支出").wait_for()
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url("**/desk/publications/*/")
    page.get_by_role("link", name="预览").click()
    assert page.locator(".doc-chart svg").is_visible()
    assert page.locator(".doc-body thead th").count() == 2


def test_what_was_typed_comes_back_after_the_browser_was_closed(chromium, live_server):
    team, url = Team(), live_server.url
    record = team.draft()
    page = sign_in(chromium, url, team.people["editor"])
    address = f"{url}/desk/publications/{record.pk}/edit/"
    text = opened(page, address)
    text.click()
    page.keyboard.type("刚才输入的示例。")
    page.locator("#autosave", has_text="已自动保存").wait_for(timeout=20_000)
    page.keyboard.type("还没来得及保存。")
    asked = []
    page.on("dialog", lambda d: (asked.append(d.type), d.accept()))
    page.goto(f"{url}/desk/")
    assert asked == ["beforeunload"]
    page.context.clear_cookies()
    page.close()
    assert Autosave.objects.count() == 1
    page = sign_in(chromium, url, team.people["editor"])
    opened(page, address)
    page.get_by_role("link", name="恢复这份内容").click()
    page.locator(".ProseMirror", has_text="刚才输入的示例。").wait_for()
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url(f"**/desk/publications/{record.pk}/")
    assert "刚才输入的示例。" in Publication.objects.get(pk=record.pk).draft().body
    assert not Autosave.objects.exists()


def test_a_lost_session_is_told_and_typing_goes_on_after_signing_in_elsewhere(chromium, live_server):
    team, url = Team(), live_server.url
    record = team.draft()
    page = sign_in(chromium, url, team.people["editor"])
    text = opened(page, f"{url}/desk/publications/{record.pk}/edit/")
    state = page.context.storage_state()
    page.context.clear_cookies()
    text.click()
    page.keyboard.type("示例未保存。")
    page.locator("#autosave.wrong", has_text="登录已经失效").wait_for(timeout=20_000)
    # As after signing in again in another window.
    page.context.add_cookies(state["cookies"])
    page.locator("#autosave", has_text="已自动保存").wait_for(timeout=20_000)
    assert "示例未保存。" in Autosave.objects.get().values["body"][0]


def test_a_record_is_chosen_by_typing_and_arrow_keys(chromium, live_server, settings, tmp_path):
    settings.HOME = tmp_path
    team, url = Team(), live_server.url
    first = team.release(kind="emergency", source="示例", title="示例台风预警")
    settle()
    page = sign_in(chromium, url, team.people["editor"])
    opened(page, f"{url}/desk/publications/new/?kind=emergency")
    page.get_by_label("标题", exact=False).first.fill("示例后续")
    box = page.get_by_role("combobox", name="接续哪一条")
    box.fill("台风预警")
    page.get_by_role("option", name="示例台风预警").wait_for()
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    assert box.input_value() == "示例台风预警"
    page.get_by_role("button", name="保存草稿").click()
    page.wait_for_url("**/desk/publications/*/")
    assert Publication.objects.get(title="示例后续").extra["follows"] == first.pk
    page.get_by_role("link", name="修改", exact=True).click()
    box = page.get_by_role("combobox", name="接续哪一条")  # the form holds those of other kinds, hidden
    box.wait_for()
    assert box.input_value() == "示例台风预警"


def test_without_scripts_a_clerk_writes_attaches_and_names_a_record_by_its_number(
    chromium, live_server, tmp_path
):
    team, url = Team(), live_server.url
    policy = team.release()
    (tmp_path / "示例.txt").write_text("示例", "gb18030")
    signed = sign_in(chromium, url, team.people["editor"])
    context = chromium.new_context(java_script_enabled=False, storage_state=signed.context.storage_state())
    page = context.new_page()
    page.goto(f"{url}/desk/publications/new/")
    page.get_by_label("信息类型").select_option("emergency")
    page.get_by_role("button", name="显示这种类型的栏目").click()
    page.get_by_label("状态").select_option("应对中")
    page.get_by_label("标题", exact=False).first.fill("示例：无脚本")
    page.locator("#id_body").fill("<p>示例正文。</p>")
    page.get_by_label("接续哪一条").fill(str(policy.pk))
    page.get_by_label("上传附件").set_input_files(tmp_path / "示例.txt")
    page.get_by_role("button", name="保存草稿").click()
    assert "是通知公告，不能选在这里" in page.inner_text("main")
    assert page.get_by_label("示例.txt").is_checked()
    page.get_by_label("接续哪一条").fill("")
    page.get_by_role("button", name="保存草稿").click()
    record = Publication.objects.get(kind="emergency")
    assert record.extra == {"status": "应对中"}
    assert [a.name for a in Attachment.objects.filter(pk__in=record.attachments)] == ["示例.txt"]


def test_the_screens_of_writing_and_the_pages_of_kinds_fit_and_are_accessible(chromium, live_server):
    office = make_person(Role.OPENNESS, openness_office())
    team, url = Team(), live_server.url
    file = upload(team)
    body = f'{TEXT}{TABLE}<figure><img src="{file.get_absolute_url()}" alt="示例图"><figcaption>示例图注</figcaption></figure>'
    policy = team.release(
        kind="policy", topic="综合政务", genre="通知", validity="valid", document_number="厦思示〔2021〕1号"
    )
    case = {"decision_type": "行政处罚决定", "decision_number": "厦思示罚决〔2021〕1号", "party_kind": "自然人", "party": "示例某甲",
            "cause": "示例事由", "basis": "示例依据", "result": "示例结果", "decided_on": "2021-03-01"}  # fmt: skip
    warned = team.release(
        kind="emergency", source="示例", extra={"level": "Ⅱ级（橙色）", "stated_at": "2021-07-20T09:30"}
    )
    for year in (2019, 2020):
        yearly = team.release(
            kind="annual-report", body="<h2>一、示例</h2><h2>二、示例</h2>", extra={"year": year}
        )
    public = [
        team.release(kind="news", source="示例", body=body),
        team.release(kind="explanation", source="示例"),
        policy, team.release(kind="enforcement", extra=case), warned,
        team.release(kind="emergency", source="示例", extra={"follows": warned.pk, "status": "已解除"}), yearly,
    ]  # fmt: skip
    page = chromium.new_page()
    assert [f for record in public for f in faults(page, url + record.get_absolute_url())] == []
    record = signing.submit(team.draft(body=body), actor=team.editor)
    column = make_column(team.unit)
    group = releasing.make_set(team.unit, actor=team.editor, name="示例同发组", members=[record])
    changed = drafting.save_draft(public[0], actor=team.editor, values={"body": TEXT})
    desk = sign_in(chromium, url, team.people["first"])
    paths = ["/desk/", "/desk/publications/rules/", "/desk/publications/index-codes/", f"/desk/publications/{record.pk}/",
             f"/desk/publications/{changed.pk}/edit/", f"/desk/publications/{changed.pk}/compare/",
             f"/desk/publications/{record.pk}/preview/", f"/desk/publications/sets/{group.pk}/", f"/desk/columns/{column.pk}/"]  # fmt: skip
    assert [f for path in paths for f in faults(desk, url + path)] == []
    desk = sign_in(chromium, url, office)
    assert [f for path in paths[1:3] for f in faults(desk, url + path)] == []


def test_the_editor_fits_also_where_its_icons_do_not_come(chromium, live_server):
    desk = sign_in(chromium, live_server.url, Team().people["editor"])
    desk.route("**/*.woff2", lambda route: route.abort())
    desk.goto(f"{live_server.url}/desk/publications/new/?kind=notice")
    desk.locator(".prose-menubar__button.material-icons").first.wait_for()
    for width in WIDTHS:
        desk.set_viewport_size({"width": width, "height": 900})
        assert desk.evaluate(TOO_WIDE) <= 0, width
