"""The site in a real browser: no overflow at three widths, no axe violation, keyboard, without JavaScript."""

import datetime as dt
import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import sync_playwright

from yangguang.catalog.models import Catalogue, Item
from yangguang.core.actors import SYSTEM
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import PASSWORD, make_person, make_unit, openness_office
from yangguang.publications.actions import drafting, releasing
from yangguang.publications.tests.factories import GUIDE, Team, make_column
from yangguang.registers import kinds
from yangguang.registers.actions import emergencies, guidance, lists
from yangguang.registers.models import Theme
from yangguang.registers.tests.factories import bring, make_list, published, receive
from yangguang.workplan.measuring import engine
from yangguang.workplan.models import WorkPlan
from yangguang.workplan.tests.factories import answer_all, district, imported

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(39)]
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the test's thread

WIDTHS = (1440, 768, 375)
AXE = Axe()
# Icons are words until their font has come, and words in the colour of a button that is off are hard to read.
DRAWN = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>
  document.fonts.load("24px 'Material Icons'").then(() => document.fonts.ready).then(() => done(true)))))"""
# Two frames later, when what watches its own size has taken the new one.
TOO_WIDE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  const page = document.documentElement;
  done(page.scrollWidth - page.clientWidth);
})))"""
PUBLIC = ("/", "/plan/2021/", "/plan/2021/39/", "/plan/2021/37/", "/plan/2021/39/ORG-04/", "/plan/2021/units/",
          "/plan/2021/units/U02/", "/about/measuring/", "/about/data/", "/no-such-page/")  # fmt: skip
STAFF = ("/desk/", "/desk/duties/asked/", "/desk/slips/", "/desk/digests/", "/desk/plans/", "/desk/plans/upload/",
         "/desk/measure/", "/desk/measure/indicators/ORG-04/", "/desk/measure/waivers/", "/desk/measure/freezes/",
         "/desk/account/", "/desk/units/", "/desk/contacts/", "/desk/publications/", "/desk/publications/new/",
         "/desk/publications/sets/", "/desk/publications/imports/", "/desk/columns/", "/desk/columns/new/",
         "/desk/columns/banner/", "/desk/coverage/", "/desk/catalog/", "/desk/catalog/statements/", "/desk/search/",
         "/desk/policy/", "/desk/policy/open/", "/desk/policy/decide/", "/desk/policy/meetings/", "/desk/policy/slips/",
         "/desk/policy/exemptions/", "/desk/policy/briefings/", "/desk/policy/briefings/new/", "/desk/policy/training/",
         "/desk/policy/explainers/", "/desk/policy/reviews/", "/desk/policy/press/")  # fmt: skip


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as p:
        path = os.environ.get("YANGGUANG_CHROMIUM", "/usr/bin/chromium")
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
        ]
        browser = p.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def site(live_server):
    officer = district()
    plan = imported(officer)
    return live_server.url, plan, officer


@pytest.fixture
def issued_site(site):
    from yangguang.workplan import actions

    url, plan, officer = site
    answer_all(plan, officer)
    actions.issue_plan(WorkPlan.objects.get(pk=plan.pk), actor=officer)
    engine.measure(WorkPlan.objects.get(pk=plan.pk), actor=SYSTEM)
    return url, plan


def faults(page, url):
    """What is wrong with a page: overflow at any width, axe violations, errors in the console.

    It is opened once, wide, and then made narrower, as by a reader who turns the tablet: asking the server at each width
    took half of the time of all these tests.
    """
    found = []
    errors = []
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" and "404" not in m.text else None)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    answer = page.goto(url)
    missing = url.endswith("/no-such-page/")
    if answer is None or answer.status != (404 if missing else 200):
        found.append(f"{url}: status {answer and answer.status}")
    elif "/desk/" in url and page.locator("input[name=password]").count():
        found.append(f"{url}: the sign-in page")
    page.evaluate(DRAWN)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(TOO_WIDE)
        if over > 0:
            found.append(f"{url} at {width}: {over} px too wide")
        if width != 768:
            result = AXE.run(page, options={"resultTypes": ["violations"]})
            found += [
                f"{url} at {width}: {v['id']} {v['nodes'][0]['html'][:120]}"
                for v in result.response["violations"]
            ]
    return found + errors


def test_public_pages_fit_and_are_accessible(chromium, issued_site):
    url, _ = issued_site
    page = chromium.new_page()
    assert [f for path in PUBLIC for f in faults(page, url + path)] == []


RICH = (
    "<h2>一、范围</h2><p>示例正文。</p><h2>二、标准</h2><h3>（一）补贴</h3>"
    '<table data-chart="bar" data-unit="元"><caption>示例标准</caption><thead><tr><th scope="col">类别</th>'
    '<th scope="col">金额</th></tr></thead><tbody><tr><td>甲</td><td>120</td></tr><tr><td>乙</td><td>80</td></tr>'
    '</tbody></table><p><a href="https://example.com/">示例外部网站</a></p>'
)


@pytest.mark.task(25)
def test_guides_fit_and_are_accessible_for_readers_and_their_editor(chromium, live_server):
    team = Team()
    rows = {"faq": [{"question": "示例问？", "answer": "示例答。"}], "conditions": ["示例条件" * 20, "示例"]}
    record = team.release(
        kind="service", title="示例：高龄津贴申领", body="", written_on=None, extra={**GUIDE, **rows}
    )
    draft = team.draft(kind="service", body="", written_on=None, extra=GUIDE)
    page = chromium.new_page()
    paths = (
        "/",
        "/services/",
        "/services/?event=old-age",
        "/services/?event=start",
        record.get_absolute_url(),
    )
    assert [f for path in paths for f in faults(page, live_server.url + path)] == []
    page = sign_in(chromium, live_server.url, team.people["editor"])
    edit = f"/desk/publications/{draft.pk}/edit/"
    assert faults(page, live_server.url + edit) == []
    # A row more, and rows pasted from a spreadsheet.
    name = page.locator("[name='x-service-materials.name']")
    before = name.count()
    page.locator("[data-rows]").first.locator("[data-more-rows]").click()
    assert name.count() == before + 1
    page.evaluate(
        """() => {
          const cell = document.querySelectorAll("[name='x-service-materials.name']")[1];
          const data = new DataTransfer();
          data.setData("text/plain", "户口簿\\t原件\\n申请表\\t申请表");
          cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    page.locator("form.editor button.btn-primary").click()
    page.wait_for_url(f"**/desk/publications/{draft.pk}/")
    draft.refresh_from_db()
    assert draft.draft().extra["materials"] == [
        *GUIDE["materials"], {"name": "户口簿", "form": "原件"}, {"name": "申请表", "form": "申请表"},
    ]  # fmt: skip


@pytest.mark.task(27)
def test_the_pages_of_publications_fit_and_are_accessible(chromium, live_server):
    openness_office()
    team = Team()
    column = make_column(team.unit, on_home=True, query={"kinds": ["policy"]})
    topic = make_column(team.unit, shape="topic", query={"words": ["示例"]}, introduction="<p>示例导语。</p>")
    fields = {"kind": "policy", "body": RICH, "topic": "综合政务", "genre": "通知", "validity": "valid",
              "document_number": "厦思示例〔2021〕1号", "summary": "示例概述"}  # fmt: skip
    record = team.release(**fields)
    record = drafting.save_draft(record, actor=team.editor, values={"body": RICH.replace("120", "150")})
    record = releasing.release(team.sign(record), actor=team.editor, correction=True, note="示例：更正金额")
    gone = team.release()
    releasing.withdraw(gone, actor=team.head, how="banner", reason="示例原因")
    code = team.unit.code
    addresses = ("/", column.get_absolute_url(), topic.get_absolute_url(), f"/doc/{record.pk}/",
                 f"/doc/{record.pk}/history/", f"/doc/{gone.pk}/", "/hub/", f"/hub/{code}/", f"/hub/{code}/FD20-01/",
                 "/hub/item/FD20-01/", "/units/", f"/units/{code}/", "/map/", "/search/", "/search/?q=%E7%A4%BA%E4%BE%8B",
                 "/leave/?to=https://example.com/")  # fmt: skip
    page = chromium.new_page()
    assert [f for path in addresses for f in faults(page, live_server.url + path)] == []
    page.goto(f"{live_server.url}/display/?mode=senior&next=/doc/{record.pk}/")
    assert "mode-senior" in page.locator("html").get_attribute("class")
    assert [f for path in addresses[:4] for f in faults(page, live_server.url + path)] == []


@pytest.mark.task(5)
def test_the_pages_of_registers_fit_and_are_accessible(chromium, live_server):
    team = Team(make_unit("区示例卫健局"))
    office = make_person(Role.OPENNESS, openness_office())
    work_list = make_list(team.unit, kinds.KEY_WORKS)
    bring(
        work_list,
        "序号,重点工作,责任单位,完成时限\n1,示例工作甲,区示例卫健局,2021年6月底前\n2,示例工作乙,不明的局,某日\n",
    )
    first = work_list.entries.first()
    record = published(team.release(title="示例疫苗进展"), dt.date(2021, 2, 1))
    work_list.state = "open"
    work_list.save()
    lists.bind(first, actor=SYSTEM, publication=record, period_from=dt.date(2021, 1, 1))
    waiting = receive(work_list, "序号,重点工作,责任单位\n1,示例工作甲,区示例卫健局、区示例卫健局\n")
    emergencies.start_themes(team.unit, actor=SYSTEM)
    theme = Theme.objects.first()
    emergencies.switch_on(theme, actor=SYSTEM, at=timezone.now(), reason="示例")
    decision = emergencies.record_decision(
        team.unit,
        actor=SYSTEM,
        title="示例通报",
        level="sporadic",
        decided_at=timezone.now(),
        decided_by="示例职务",
    )
    guided = guidance.register_guidance(
        team.unit,
        actor=SYSTEM,
        field="社会救助",
        issuer="示例机关",
        title="示例指引",
        issued_on=dt.date(2021, 3, 1),
    )
    catalogue = Catalogue.objects.create(
        field="社会救助", name="示例目录", version=1, source_name="示例.xlsx", sha256="0" * 64, imported_by="示例",
        state="in_force", effective_on=dt.date(2021, 1, 1),
    )  # fmt: skip
    item = Item.objects.create(catalogue=catalogue, key="社会救助-1", order=1, first_level="示例", subject="区示例卫健局",
                               proactive=True, limit_text="每季度公开")  # fmt: skip
    item.units.add(team.unit)
    page = chromium.new_page()
    public = (
        "/measures/",
        work_list.get_absolute_url(),
        "/emergency/",
        "/map/",
        f"/hub/{team.unit.code}/FD21-02/",
    )
    assert [f for path in public for f in faults(page, live_server.url + path)] == []
    page = sign_in(chromium, live_server.url, office)
    desk = (
        "lists/", "lists/new/", f"lists/{work_list.pk}/", f"lists/{work_list.pk}/add/", f"lists/{work_list.pk}/confirm/",
        f"lists/{work_list.pk}/upload/", f"lists/imports/{waiting.pk}/", f"lists/entries/{first.pk}/",
        f"lists/entries/{first.pk}/?q={record.pk}",
        f"lists/entries/{first.pk}/edit/", "themes/", "themes/new/", f"themes/{theme.pk}/", f"themes/{theme.pk}/edit/", "themes/decisions/",
        f"themes/decisions/{decision.pk}/", "guidance/", "guidance/new/", f"guidance/{guided.pk}/",
    )  # fmt: skip
    paths = [*(f"registers/{p}" for p in desk), f"catalog/{catalogue.pk}/", f"catalog/{catalogue.pk}/units/",
             f"catalog/mine/?unit={team.unit.pk}", "coverage/", "catalog/statements/"]  # fmt: skip
    assert [f for path in paths for f in faults(page, f"{live_server.url}/desk/{path}")] == []


@pytest.mark.task(23)
def test_the_library_of_norms_fits_and_is_accessible(chromium, live_server):
    from yangguang.norms.actions import campaigns, relating, sources
    from yangguang.norms.tests.factories import TEXT, keeper_unit, make_norm
    from yangguang.publications import judging
    from yangguang.publications.actions import dismissing, releasing

    team = Team(keeper_unit())
    record = team.release(kind="norm", body=TEXT, document_number="厦思览〔2021〕3号", topic="综合政务", genre="通知",
                          validity="valid", title="示例浏览办法")  # fmt: skip
    norm = make_norm(
        team.unit, publication=record, document_number=record.document_number, title=record.title
    )
    relating.relate(norm, actor=SYSTEM, act="amend", on=dt.date(2022, 1, 1), keys=["2"], texts={"2": "改。"},
                    source_title="示例决定")  # fmt: skip
    gone = make_norm(title="示例废止办法")
    relating.relate(gone, actor=SYSTEM, act="repeal", on=dt.date(2022, 1, 1), source=norm)
    citing = team.draft(body="<p>依据《示例废止办法》办理。</p>")
    [doubt] = (j for j in judging.of_draft(citing) if j.stands)
    dismissing.dismiss(
        citing, actor=team.editor, fingerprint=doubt.fingerprint, reason="示例：说的是过去的事"
    )
    citing = releasing.release(team.sign(citing), actor=team.editor)
    public = ("/norms/", "/norms/?on=2020-01-01", f"/norms/{norm.pk}/", f"/norms/{norm.pk}/?on=2021-08-01",
              f"/norms/{norm.pk}/compare/", f"/norms/{gone.pk}/", f"/doc/{citing.pk}/", f"/doc/{record.pk}/")  # fmt: skip
    page = chromium.new_page()
    assert [f for path in public for f in faults(page, live_server.url + path)] == []
    today = dt.date.today()
    official = sources.keep_official(
        record, actor=SYSTEM, source="示例", changed_on=today, text="第一条 改了。"
    ).pk
    campaign = campaigns.open_campaign(team.unit, actor=SYSTEM, name="示例清理", base_on=today, due=today).pk
    pending = make_norm(team.unit, registered=False)
    desk = ("", "new/", f"{norm.pk}/", f"{norm.pk}/edit/", f"{norm.pk}/relate/", f"{norm.pk}/text/?from=2021-08-01",
            f"{pending.pk}/", "confirm/", "numbers/", "campaigns/", f"campaigns/{campaign}/", "officials/",
            f"officials/{official}/", "laws/", "rules/", "cite/")  # fmt: skip
    page = sign_in(chromium, live_server.url, team.people["head"])
    assert [f for path in desk for f in faults(page, f"{live_server.url}/desk/norms/{path}")] == []


def sign_in(chromium, url, person):
    page = chromium.new_page()
    page.goto(url + "/desk/")
    page.fill("input[name=username]", person.username)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(url + "/desk/")
    assert page.locator(".desk-nav").is_visible()
    return page


def test_staff_pages_fit_and_are_accessible(chromium, issued_site):
    url, plan = issued_site
    page = sign_in(chromium, url, make_person(Role.OPENNESS, openness_office()))
    paths = [
        *STAFF,
        f"/desk/plans/{plan.pk}/",
        f"/desk/plans/{plan.pk}/tasks/23/",
        f"/desk/plans/{plan.pk}/confirm/?task=38",
    ]
    assert [f for path in paths for f in faults(page, url + path)] == []


def test_the_clerk_answers_questions_and_issues_by_keyboard_and_mouse(chromium, site):
    """Ten minutes of the office: sign in, answer the last question in the browser, issue, see it on the board."""
    url, plan, officer = site
    answer_all(plan, officer)
    question = plan.questions.get(task__number=28)
    type(question).objects.filter(pk=question.pk).update(answered_at=None, answer=None, answer_text="")
    page = sign_in(chromium, url, make_person(Role.OPENNESS, openness_office()))
    page.goto(f"{url}/desk/plans/{plan.pk}/issue/")
    assert "还有 1 个问题没有答复" in page.inner_text("main")
    page.goto(f"{url}/desk/plans/{plan.pk}/confirm/")
    assert "第 28 项" in page.inner_text("h1")
    page.get_by_label("区政府办", exact=False).first.check()
    page.get_by_role("button", name="确认").first.click()
    page.wait_for_url("**/issue/")
    page.get_by_label("我已核对").check()
    page.get_by_role("button", name="印发", exact=True).click()
    page.wait_for_url(f"**/plans/{plan.pk}/")
    page.goto(url + "/plan/2021/")
    assert "导入稿" not in page.inner_text("main")
    assert page.locator(".task-title").count() == 39


def test_everything_works_without_javascript_and_by_keyboard(chromium, issued_site):
    url, _ = issued_site
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(url + "/plan/2021/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    page.get_by_label("任务里的字").fill("公报")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert 0 < page.locator(".task-title").count() < 39
    page.locator(".task-title").first.click()
    assert "工作要求" in page.inner_text("main")
