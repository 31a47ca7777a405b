"""What happens by itself: reminders, the weekly letter, the check of shown addresses."""

import contextlib
import datetime as dt
import http.server
import socket
import threading

import pytest
from django.core import mail
from django.utils import timezone

from yangguang.duties import actions, jobs, links
from yangguang.duties.letters import digest_text
from yangguang.duties.models import Digest, Duty, DutyState, Reminder
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import (
    actor_for,
    make_contact,
    make_person,
    make_unit,
    openness_office,
)

from .factories import days_ago, make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


def test_reminders_are_sent_once_a_day_and_go_on_weekly():
    duty = make_duty(due=days_ago(3))
    closed = make_duty(due=days_ago(3), state=DutyState.CLOSED)
    reported = make_duty(due=days_ago(3), state=DutyState.REPORTED)
    Duty.objects.update(opened_at=timezone.now() - dt.timedelta(days=60))
    today = timezone.localdate()
    jobs.remind.run(today)
    jobs.remind.run(today)
    assert Reminder.objects.filter(duty=duty).count() == 1
    jobs.remind.run(today + dt.timedelta(days=7))
    assert list(Reminder.objects.filter(duty=duty).values_list("kind", flat=True)) == ["逾期", "逾期"]
    assert not Reminder.objects.filter(duty__in=[closed, reported]).exists()


def test_days_off_are_caught_up_with_one_reminder():
    duty = make_duty(due=days_ago(40))
    Duty.objects.update(opened_at=timezone.now() - dt.timedelta(days=200))
    jobs.remind.run(timezone.localdate())
    assert Reminder.objects.filter(duty=duty).count() == 1


def test_a_letter_names_each_duty_once_under_what_presses_most():
    unit, office = make_unit("区示例丙局"), openness_office()
    today = timezone.localdate()
    make_duty(
        unit, office, DutyState.RETURNED, title="示例退回", due=days_ago(2), last_return_reason="缺图解"
    )
    make_duty(unit, office, title="示例逾期", due=days_ago(2))
    make_duty(unit, office, title="示例本周", due=today + dt.timedelta(days=6 - today.weekday()))
    make_duty(unit, office, title="示例新交办", due=today + dt.timedelta(days=90))
    make_duty(unit, office, DutyState.WORKING, title="示例在办", due=today + dt.timedelta(days=90))
    old = make_duty(unit, office, title="示例久未签收")
    Duty.objects.filter(pk=old.pk).update(opened_at=timezone.now() - dt.timedelta(days=30))
    slip = actions.issue_slip(
        Duty.objects.get(title="示例逾期"), actor=actor_for(Role.SUPERVISOR, office), demand="示例"
    )
    make_duty(make_unit("区示例丁局"), unit, DutyState.REPORTED, title="示例等确认")
    text = digest_text(unit, today)
    heads = [line.split("（")[0] for line in text.splitlines() if line and not line.startswith(" ")]
    assert heads == [
        "区示例丙局：", "待回复的督办单", "退回要补办", "已逾期", "本周到期", "新交办", "交办已久，仍未签收",
        "等你单位确认办结", "其余 1 件正在办理或等待确认，没有逾期。",
    ]  # fmt: skip
    assert str(slip) in text
    assert text.count("示例退回") == 1
    assert "缺图解" in text
    assert "区示例丁局：示例等确认" in text


def test_one_letter_a_week_to_each_unit_that_has_something_open():
    unit, idle = make_unit("区示例甲局"), make_unit("区示例乙局")
    make_contact(unit, email="contact@example.org")
    make_person(Role.OPENNESS, unit, email="officer@example.org")
    make_duty(unit, title="示例逾期事项", due=days_ago(2))
    monday = timezone.localdate()
    jobs.weekly_digest.run(monday)
    jobs.weekly_digest.run(monday)
    assert Digest.objects.count() == 1
    assert not Digest.objects.filter(unit=idle).exists()
    assert len(mail.outbox) == 1
    assert sorted(mail.outbox[0].to) == ["contact@example.org", "officer@example.org"]
    assert "示例逾期事项" in mail.outbox[0].body


def test_a_letter_that_could_not_be_mailed_is_kept_and_tried_again(monkeypatch):
    unit = make_unit()
    make_contact(unit, email="contact@example.org")
    make_duty(unit, due=days_ago(2))
    today = timezone.localdate()
    with monkeypatch.context() as broken:
        broken.setattr(
            "django.core.mail.EmailMessage.send", lambda self: (_ for _ in ()).throw(OSError("no route"))
        )
        assert "1 封没有发成" in jobs.weekly_digest.run(today)
    assert "no route" in Digest.objects.get().mail_error
    jobs.mail_again.run(today + dt.timedelta(days=1))
    assert Digest.objects.get().mailed_to == "contact@example.org"
    assert len(mail.outbox) == 1


def test_no_letter_without_news_and_none_lost_without_an_address():
    quiet, poor = make_unit(), make_unit()
    make_duty(quiet, state=DutyState.WORKING)
    make_duty(poor, due=days_ago(2))
    today = timezone.localdate()
    jobs.weekly_digest.run(today)
    assert Digest.objects.get().unit == poor
    assert not mail.outbox
    make_contact(poor, email="contact@example.org")
    jobs.mail_again.run(today + dt.timedelta(days=1))
    jobs.mail_again.run(today + dt.timedelta(days=2))
    assert len(mail.outbox) == 1


INWARD = {"/loop": "/loop", "/inside": "http://10.0.0.1/"}


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/here")
        else:
            self.send_response({"/here": 200, "/loop": 302, "/inside": 302}.get(self.path, 404))
            if self.path in INWARD:
                self.send_header("Location", INWARD[self.path])
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def local(host, port):
    return "127.0.0.1"


def test_links_are_asked_for_real(site):
    assert links.check_link(f"{site}/here", local) == (True, "HTTP 200")
    assert links.check_link(f"{site}/moved", local) == (True, "HTTP 200")
    assert links.check_link(f"{site}/gone", local) == (False, "HTTP 404")
    assert links.check_link(f"{site}/loop", local) == (False, "跳转次数过多")
    assert links.check_link("http://127.0.0.1:9/", local)[0] is False


def test_a_redirect_does_not_lead_inside(site):
    def resolve(host, port):
        return local(host, port) if host == "127.0.0.1" else links.public_address(host, port)

    assert links.check_link(f"{site}/inside", resolve) == (False, "不是公网地址")


@pytest.fixture
def slow():
    """A server that answers one byte at a time and never ends."""
    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def drip():
        connection, _ = server.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while not stop.wait(0.02):
                connection.sendall(b".")

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    stop.set()
    thread.join()
    server.close()


def test_an_answer_that_never_ends_is_cut_off(slow, monkeypatch):
    monkeypatch.setattr(links, "TIMEOUT", 0.3)
    answers, why = links.check_link(slow, local)
    assert not answers
    assert why


def test_the_sites_own_pages_are_asked_wherever_it_stands(site, settings):
    settings.SITE_ADDRESS = site
    assert links.check_link(f"{site}/here") == (True, "HTTP 200")
    assert links.check_link(f"http://127.0.0.1:{int(site.rsplit(':')[-1]) + 1}/here") == (
        False,
        "不是公网地址",
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.0.0.1/", "http://[::1]/",
        "http://169.254.169.254/latest", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/",
        "http://224.0.0.1/", "http://0.0.0.0/",
    ],
)  # fmt: skip
def test_nobody_reaches_inside_the_network_by_a_link(url):
    answers, why = links.check_link(url)
    assert not answers
    assert why in {"不是公网地址", "域名解析不了"}


def test_other_schemes_are_no_links():
    assert links.check_link("file:///etc/passwd") == (False, "不是 http 或 https 网址")
    assert links.check_link("http://example.org:99999/") == (False, "网址写法不对")
    assert links.check_link("http://[bad/") == (False, "网址写法不对")


def test_the_nightly_check_records_what_it_found(site, monkeypatch):
    unit = make_unit()
    duty = make_duty(unit, state=DutyState.WORKING)
    actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), url=f"{site}/gone")
    monkeypatch.setattr(jobs, "check_link", lambda url: links.check_link(url, local))
    jobs.check_links.run(timezone.localdate())
    evidence = Duty.objects.get(pk=duty.pk).notes.get().evidence.get()
    assert (evidence.answers, evidence.check_note) == (False, "HTTP 404")
    assert evidence.checked_at is not None
