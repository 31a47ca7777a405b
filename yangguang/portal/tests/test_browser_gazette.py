"""The gazette's pages and screens in a real browser: no overflow, no axe violation, the order changed by keyboard."""

import datetime as dt

import pytest

from yangguang.core.actors import SYSTEM
from yangguang.gazette.actions import course, old, telling
from yangguang.gazette.models import YearPlan
from yangguang.gazette.tests.factories import Office, bring_in
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_person, openness_office

from .test_browser import chromium, faults, sign_in  # noqa: F401 - a fixture and its helpers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.task(28)]


@pytest.fixture
def made():
    found = Office()
    YearPlan.objects.create(year=2021, frequency="quarterly", days=15)
    return found


def test_the_gazettes_public_pages_fit_and_are_accessible(chromium, live_server, made):  # noqa: F811
    issue = made.publish(records=3, total=12)
    article = issue.articles.first()
    telling.correct(issue, actor=made.reader, text="示例：“甲”应为“乙”", article=article, page=1)
    telling.record_push(issue, actor=SYSTEM, channel="微博", account="示例账号", pushed_at=issue.published_at)
    past = bring_in(made)
    course.send_to_proof(past, actor=made.editor)
    old.accept(past, actor=made.reader)
    addresses = ("/gazette/", "/gazette/?year=2019", issue.get_absolute_url(), article.get_absolute_url(),
                 past.get_absolute_url(), "/gazette/articles/", "/gazette/articles/?organ=none",
                 article.publication.get_absolute_url())  # fmt: skip
    page = chromium.new_page()
    assert [f for path in addresses for f in faults(page, live_server.url + path)] == []


def test_the_gazettes_screens_fit_and_the_order_is_changed_by_keyboard(chromium, live_server, made):  # noqa: F811
    issue = made.build(made.issue(number=2, records=3))
    out = made.publish(number=1, at=dt.datetime(2021, 4, 10, tzinfo=dt.UTC))
    past = bring_in(made)
    [made.record() for _ in range(2)]
    page = sign_in(chromium, live_server.url, make_person(Role.HEAD, openness_office()))
    paths = ("", "?year=2021", f"{issue.pk}/", f"{out.pk}/", f"{past.pk}/", f"{past.pk}/cut/", "new/", "old/new/",
             "settings/", f"{issue.pk}/articles/{issue.articles.first().pk}/")  # fmt: skip
    assert [f for path in paths for f in faults(page, f"{live_server.url}/desk/gazette/{path}")] == []
    last = issue.articles.last()
    page.goto(f"{live_server.url}/desk/gazette/{issue.pk}/")
    page.locator(f"#article-{last.pk} button[formaction$='/up/']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/gazette/{issue.pk}/#article-{last.pk}")
    assert [a.pk for a in issue.articles.all()].index(last.pk) == 1
