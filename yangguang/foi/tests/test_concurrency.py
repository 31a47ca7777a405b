"""Two officers at the same moment: one wins, the other is told; numbers have no hole; a killed server loses nothing."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.utils import timezone

from yangguang.core import audit
from yangguang.core.actions import Refused
from yangguang.foi.actions import charging, closing, consulting, deciding, intake
from yangguang.foi.models import Applicant, ClockEvent, FoiRequest, Letter
from yangguang.organisations.tests.factories import PASSWORD

from .factories import VALUES, VISITOR, Desk, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.task(32)]


def at_once(*jobs: Any) -> list[Any]:
    """Run the jobs in threads of their own, started together; their results or exceptions in order."""
    gate = threading.Barrier(len(jobs))
    found: list[Any] = [None] * len(jobs)

    def run(index: int, job: Any) -> None:
        try:
            gate.wait()
            found[index] = job()
        except Exception as error:
            found[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def one_wins(found: list[Any]) -> None:
    lost = [f for f in found if isinstance(f, Exception)]
    assert len(lost) == len(found) - 1, found
    assert all(isinstance(f, Refused) for f in lost), lost


def test_requests_that_come_at_once_have_numbers_of_their_own() -> None:
    desk = Desk()
    found = at_once(*[lambda: intake.apply(desk.unit, actor=VISITOR, values=values()) for _ in range(6)])
    assert not [f for f in found if isinstance(f, Exception)]
    assert sorted(FoiRequest.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert list(audit.verify()) == []


def test_two_officers_confirm_at_once() -> None:
    desk = Desk()
    request = desk.apply()
    today = timezone.localdate()
    one_wins(
        at_once(
            *[
                lambda who=who: intake.confirm_receipt(request, actor=who, on=today, evidence="示例")
                for who in (desk.editor, desk.second)
            ]
        )
    )
    assert ClockEvent.objects.filter(request=request, kind="received").count() == 1


def test_one_signs_while_the_applicant_withdraws() -> None:
    desk = Desk()
    request = desk.register()
    given = {"ground": "36-1", "where": "示例"}
    decision = deciding.submit(
        deciding.save(request, actor=desk.editor, values=given, version=0), actor=desk.editor
    )
    one_wins(
        at_once(
            lambda: deciding.sign(decision, actor=desk.head, version=1),
            lambda: closing.withdraw(request, actor=VISITOR, from_applicant=True),
        )
    )
    request.refresh_from_db()
    replied = request.state == "replied"
    assert request.row == ("R1" if replied else "R6-3")
    assert Letter.objects.filter(request=request).exists() == replied
    assert request.events.filter(kind__in=["replied", "withdrawn"]).count() == 1


@pytest.mark.task(34)
def test_a_fee_is_noticed_once_and_an_opinion_recorded_once() -> None:
    desk = Desk()
    request, other = desk.register(), desk.register()
    one_wins(
        at_once(
            lambda: charging.notify(request, actor=desk.head, method="pages", pages=40),
            lambda: charging.notify(request, actor=desk.head, method="pages", pages=50),
        )
    )
    asked = consulting.ask(
        other, actor=desk.editor, kind="third_party", name="示例", address="示例", matter="示例"
    )
    today = timezone.localdate()
    one_wins(
        at_once(
            lambda: consulting.answer(asked, actor=desk.editor, answer="agree", on=today),
            lambda: consulting.answer(asked, actor=desk.second, answer="refuse", reason="示例", on=today),
        )
    )
    assert other.events.filter(kind="third_party_answered").count() == 1


# --- a real server, killed between what it acknowledged and what it would have done next ---


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def database_url() -> str:
    base = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{base['NAME']}"
    who = f"{base['USER']}:{base['PASSWORD']}@" if base["USER"] else ""
    return f"postgresql://{who}{base['HOST'] or '127.0.0.1'}:{base['PORT'] or 5432}/{base['NAME']}"


@contextlib.contextmanager
def server(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The product's own server over the test's database."""
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1",
         "--blocking-threads", "2", "--log-level", "warning", "yangguang.config.wsgi:application"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "yangguang.config.settings", "YANGGUANG_HOME": str(settings.HOME),
             "YANGGUANG_DATABASE_URL": database_url(), "YANGGUANG_DEBUG": "1"},
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(240):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            time.sleep(0.25)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


class Officer:
    """A person at a browser that knows cookies and nothing else."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}  # type: ignore[var-annotated]

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, path, body, headers)
        answer = line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";", 1)[0]
        return answer.status, answer.getheader("Location") or "", answer.read().decode()

    def token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, page[:2000]
        return found[1]

    def sign_in(self, username: str) -> None:
        _, _, page = self.ask("GET", "/desk/sign-in/")
        self.ask(
            "POST", "/desk/sign-in/",
            {"csrfmiddlewaretoken": self.token(page), "username": username, "password": PASSWORD},
        )  # fmt: skip


def test_nothing_that_was_acknowledged_is_lost_when_the_server_is_killed() -> None:
    desk = Desk()
    user = desk.editor.user
    user.password = PBKDF2PasswordHasher().encode(
        PASSWORD, "shili"
    )  # the product's own, not the suite's quick one
    user.password_changed_at = timezone.now()
    user.save()
    connection.close()
    acknowledged: list[int] = []
    for kill_after in (0.35, 0.8):
        port = free_port()
        with server(port) as process:
            officer = Officer(port)
            officer.sign_in(user.username)
            _, _, page = officer.ask("GET", "/desk/requests/register/")
            form = {
                **VALUES, "csrfmiddlewaretoken": officer.token(page), "unit": str(desk.unit.pk), "channel": "visit",
                "arrived_on": f"{timezone.localdate()}", "evidence": "示例：回执",
            }  # fmt: skip
            before = len(acknowledged)
            killer = threading.Timer(kill_after, lambda p=process: os.killpg(p.pid, signal.SIGKILL))
            started = False
            with contextlib.suppress(OSError, http.client.HTTPException):
                for _ in range(500):
                    status, location, _ = officer.ask("POST", "/desk/requests/register/", form)
                    assert status == 302, location
                    acknowledged.append(int(re.search(r"/requests/(\d+)/", location)[1]))  # type: ignore[index]
                    if not started:
                        killer.start()
                        started = True
            killer.join()
            assert len(acknowledged) > before
    kept = set(FoiRequest.objects.values_list("pk", flat=True))
    assert set(acknowledged) <= kept
    # Whole or not at all: each has its applicant, its event, its number without a hole; the log's chain holds.
    assert Applicant.objects.count() == len(kept)
    assert ClockEvent.objects.filter(kind="received").count() == len(kept)
    assert sorted(FoiRequest.objects.values_list("serial", flat=True)) == list(range(1, len(kept) + 1))
    assert list(audit.verify()) == []
