"""What happens by itself: reminders, the weekly letter, the check of shown addresses."""

import datetime as dt
import http.server
import threading

import pytest
from django.core import mail
from django.utils import timezone

from yangguang.duties import jobs, links
from yangguang.duties.models import Digest, Duty, DutyState, Reminder
from yangguang.organisations.models import Role
from yangguang.organisations.tests.factories import make_contact, make_person, make_unit

from .factories import days_ago, make_duty

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]


def test_reminders_are_sent_once_a_day_and_go_on_weekly():
    duty = make_duty(due=days_ago(3))
    closed = make_duty(due=days_ago(3), state=DutyState.CLOSED)
    today = timezone.localdate()
    jobs.remind.run(today)
    jobs.remind.run(today)
    assert Reminder.objects.filter(duty=duty).count() == 1
    jobs.remind.run(today + dt.timedelta(days=7))
    assert list(Reminder.objects.filter(duty=duty).values_list("kind", flat=True)) == ["逾期", "逾期"]
    assert not Reminder.objects.filter(duty=closed).exists()


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


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/here")
        else:
            self.send_response({"/here": 200, "/loop": 302}.get(self.path, 404))
            if self.path == "/loop":
                self.send_header("Location", "/loop")
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


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
    ],
)
def test_nobody_reaches_inside_the_network_by_a_link(url):
    answers, why = links.check_link(url)
    assert not answers
    assert why in {"不是公网地址", "域名解析不了"}


def test_other_schemes_are_no_links():
    assert links.check_link("file:///etc/passwd") == (False, "不是 http 或 https 网址")


def test_the_nightly_check_records_what_it_found(site, monkeypatch):
    from yangguang.duties import actions
    from yangguang.organisations.tests.factories import actor_for

    unit = make_unit()
    duty = make_duty(unit, state=DutyState.WORKING)
    actions.add_note(duty, actor=actor_for(Role.EDITOR, unit), url=f"{site}/gone")
    monkeypatch.setattr(jobs, "check_link", lambda url: links.check_link(url, local))
    jobs.check_links.run(timezone.localdate())
    evidence = Duty.objects.get(pk=duty.pk).notes.get().evidence.get()
    assert (evidence.answers, evidence.check_note) == (False, "HTTP 404")
    assert evidence.checked_at is not None
