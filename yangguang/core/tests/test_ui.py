"""Small pieces of the look: badges keep their word, dates are Chinese, paging keeps its filters, errors say the way out."""

import datetime as dt

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import Client, RequestFactory

from yangguang.core.templatetags import ui


def test_a_badge_keeps_its_word_and_escapes_it():
    assert "未达标" in ui.badge("未达标")
    assert "badge-bad" in ui.badge("未达标")
    assert "&lt;b&gt;" in ui.badge("<b>")
    assert ui.badge("") == ""


def test_dates_and_shares():
    assert ui.date_cn(dt.date(2021, 9, 30)) == "2021年9月30日"
    assert ui.date_cn(None) == ""
    assert [ui.percent(v) for v in (1.0, 0.975, 0.0, None)] == ["100%", "97.5%", "0%", ""]


def test_paging_keeps_the_filters():
    request = RequestFactory().get("/", {"q": "政策 解读", "page": "2"})
    page = Paginator(range(120), 50).get_page(2)
    html = Template("{% load ui %}{% pager page %}").render(Context({"request": request, "page": page}))
    assert "?q=%E6%94%BF%E7%AD%96+%E8%A7%A3%E8%AF%BB&amp;page=1" in html
    assert "共 3 页" in html


@pytest.mark.django_db
def test_errors_are_pages_with_a_way_out():
    page = Client().get("/no/such/page/")
    assert page.status_code == 404
    assert "回到首页" in page.content.decode()


@pytest.mark.django_db
def test_a_form_from_an_old_page_is_refused_kindly():
    page = Client(enforce_csrf_checks=True).post("/desk/sign-in/", {"username": "a"})
    assert page.status_code == 403
    assert "页面已过期" in page.content.decode()


@pytest.mark.django_db
def test_every_answer_carries_the_security_headers():
    page = Client().get("/")
    assert "default-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in page["Permissions-Policy"]
