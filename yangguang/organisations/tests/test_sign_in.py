"""Signing in and out: lockout, second step, forced changes of password, safe return addresses."""

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from yangguang.core.models import AuditEntry
from yangguang.organisations.models import Role, User

from .factories import PASSWORD, administrator, make_administrator, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.task(39)]

SIGN_IN = "/desk/sign-in/"
ACCOUNT = "/desk/account/"
NEW = "Another-2026-ok"


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def person():
    return make_person(Role.EDITOR, username="liu")


def attempt(client, username="liu", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more})


def test_signing_in_opens_the_inbox_and_is_logged(client, person):
    answer = attempt(client)
    assert answer.status_code == 302
    assert answer.url == reverse("duties:inbox")
    entry = AuditEntry.objects.get()
    assert entry.code == "organisations.account.sign-in"
    assert entry.actor_id == person.pk
    assert entry.address == "127.0.0.1"


@pytest.mark.parametrize(("kind", "page"), [
    ("system", "operations:calendar"), ("security", "organisations:people"), ("audit", "operations:audit"),
])  # fmt: skip
def test_an_administrator_lands_where_there_is_work(client, kind, page):
    make_administrator(kind, username="boss")
    assert attempt(client, "boss").url == reverse(page)


def test_the_session_key_changes_at_sign_in(client, person):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    attempt(client)
    assert client.session.session_key != before


def test_unknown_account_wrong_password_and_stopped_account_look_the_same(person):
    make_person(Role.EDITOR, username="gone", is_active=False)
    bodies = set()
    for username, password in [("nobody", PASSWORD), ("liu", "wrong"), ("gone", PASSWORD)]:
        answer = attempt(Client(), username, password)
        assert answer.status_code == 200
        text = answer.content.decode().replace(username, "")
        bodies.add(re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text))
    assert len(bodies) == 1
    assert "账号或密码不对" in bodies.pop()


def test_a_failure_is_logged_without_what_was_typed_into_the_wrong_field(client, person):
    attempt(client, "liu", "wrong")
    attempt(client, "My-secret-2026", "x")
    known, unknown = AuditEntry.objects.order_by("seq")
    assert known.personal.data == {"details": {"tried": "liu"}}
    assert unknown.personal.data == {"details": {"tried": ""}}


@pytest.mark.parametrize("username", ["liu", "nobody"])
def test_after_five_failures_the_account_is_locked_and_says_how_long(client, person, username):
    for _ in range(4):
        assert attempt(client, username, "wrong").status_code == 200
    locked = attempt(client, username, "wrong")
    assert locked.status_code == 429
    assert "30 分钟" in locked.content.decode()
    right = attempt(Client(), username)
    assert right.status_code == 429
    assert "_auth_user_id" not in client.session


def test_how_many_attempts_are_left_is_not_told(client, person):
    texts = {re.sub(r'value="\w*"', "", attempt(client, "liu", "wrong").content.decode()) for _ in range(4)}
    assert len(texts) == 1


def test_the_security_administrator_unlocks(client, person):
    for _ in range(5):
        attempt(client, "liu", "wrong")
    security = administrator("security")
    boss = Client()
    boss.force_login(security.user)
    page = boss.get(reverse("organisations:person", args=[person.pk])).content.decode()
    assert "登录已锁定" in page
    boss.post(reverse("organisations:unlock", args=[person.pk]))
    assert not AccessAttempt.objects.exists()
    assert attempt(client).status_code == 302


@pytest.mark.parametrize(("target", "goes"), [
    ("/desk/units/", "/desk/units/"), ("https://evil.example/", None), ("//evil.example/x", None),
    ("javascript:alert(1)", None), ("", None),
])  # fmt: skip
def test_only_this_sites_pages_are_returned_to(client, person, target, goes):
    assert attempt(client, next=target).url == (goes or reverse("duties:inbox"))


def test_signing_out_only_by_post(client, person):
    client.force_login(person)
    assert client.get("/desk/sign-out/").status_code == 405
    assert client.post("/desk/sign-out/").status_code == 302
    assert client.get(ACCOUNT).url.startswith(SIGN_IN)
    assert AuditEntry.objects.get().code == "organisations.account.sign-out"


def test_sign_in_is_protected_against_forged_requests(person):
    strict = Client(enforce_csrf_checks=True)
    assert attempt(strict).status_code == 403


# Passwords


def change(client, old=PASSWORD, new=NEW, again=None):
    fields = {"old_password": old, "password": new, "again": again or new}
    return client.post("/desk/account/password/", fields)


def test_a_one_time_password_must_be_changed_before_anything_else(client):
    user = make_person(Role.EDITOR, username="fresh", must_change_password=True)
    attempt(client, "fresh")
    answer = client.get("/desk/units/?kind=1")
    assert answer.url == "/desk/account/password/?next=%2Fdesk%2Funits%2F%3Fkind%3D1"
    assert client.post("/desk/account/", {}).url == "/desk/account/password/"
    assert "一次性密码" in client.get("/desk/account/password/").content.decode()
    assert client.get("/").status_code != 302
    assert change(client).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get("/desk/units/").status_code == 200


def test_one_can_still_sign_out_when_a_change_is_due(client):
    client.force_login(make_person(Role.EDITOR, must_change_password=True))
    assert client.post("/desk/sign-out/").url == reverse("portal:home")


def test_an_old_password_must_be_changed(client, person, settings):
    client.force_login(person)
    User.objects.update(password_changed_at=timezone.now() - dt.timedelta(days=91))
    assert client.get(ACCOUNT).url.startswith("/desk/account/password/")
    settings.PASSWORD_MAX_AGE_DAYS = 0
    assert client.get(ACCOUNT).status_code == 200


@pytest.mark.parametrize(("new", "says"), [
    ("short-A1", "10"), ("alllowercase", "现在没有大写字母、数字、符号"), ("UPPERCASE123", "现在没有小写字母、符号"),
    ("liu-LIU-2026-liu", ""), (PASSWORD, "最近用过"), ("1234567890123", "数字"),
])  # fmt: skip
def test_a_weak_password_is_refused_saying_what_is_missing(client, person, new, says):
    client.force_login(person)
    answer = change(client, new=new)
    if says:
        assert answer.status_code == 200
        assert says in answer.content.decode()
        person.refresh_from_db()
        assert person.check_password(PASSWORD)


def test_the_last_five_passwords_do_not_come_back(client, person):
    client.force_login(person)
    used = [PASSWORD]
    for number in range(5):
        new = f"Changed-{number}-2026"
        assert change(client, used[-1], new).status_code == 302
        used.append(new)
    assert "最近用过" in change(client, used[-1], PASSWORD).content.decode()
    assert change(client, used[-1], "Changed-9-2026").status_code == 302
    assert change(client, "Changed-9-2026", PASSWORD).status_code == 302


def test_the_old_password_is_asked_for_and_the_new_one_twice(client, person):
    client.force_login(person)
    assert "现在的密码不对" in change(client, old="wrong").content.decode()
    assert "不一样" in change(client, again="Something-else-1").content.decode()


def test_a_change_of_password_ends_the_other_sessions(client, person):
    elsewhere = Client()
    elsewhere.force_login(person), client.force_login(person)
    change(client)
    assert client.get(ACCOUNT).status_code == 200
    assert elsewhere.get(ACCOUNT).url.startswith(SIGN_IN)


def test_a_stopped_account_is_out_at_once(client, person):
    client.force_login(person)
    User.objects.update(is_active=False)
    assert client.get(ACCOUNT).url.startswith(SIGN_IN)


# Second step


def app_code(device, step=0):
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    # Only a code later than the last one counts, so each test moves on by a step.
    TOTPDevice.objects.filter(pk=device.pk).update(last_t=-1)
    totp.t0 -= step * device.step
    return f"{totp.token():06d}"


@pytest.fixture
def two_step(person):
    """The person with the second step on; returns the device and the backup codes."""
    client = Client()
    client.force_login(person)
    shown = client.post("/desk/account/two-step/begin/").content.decode()
    device = TOTPDevice.objects.get()
    assert "<svg" in shown
    done = client.post("/desk/account/two-step/confirm/", {"code": app_code(device)}).content.decode()
    codes = re.findall(r"<code>(\w{8})</code>", done)
    device.refresh_from_db()
    return device, codes


def test_the_secret_and_the_backup_codes_are_shown_once(client, person, two_step):
    device, codes = two_step
    assert device.confirmed
    assert len(codes) == 8
    attempt(client)
    client.post("/desk/sign-in/second-step/", {"code": app_code(device)})
    page = client.get("/desk/account/two-step/").content.decode()
    assert "还有 8 个备用码" in page
    assert "<svg xmlns" not in page
    assert codes[0] not in page
    for text in (codes[0], device.key):
        assert not any(text in str(e.details) + str(e.after) for e in AuditEntry.objects.all())


def test_the_password_alone_does_not_open_the_workbench(client, person, two_step):
    device, _ = two_step
    answer = attempt(client, next="/desk/units/")
    assert answer.url == "/desk/sign-in/second-step/?next=%2Fdesk%2Funits%2F"
    assert client.get(ACCOUNT).url.startswith(SIGN_IN)
    wrong = client.post("/desk/sign-in/second-step/", {"code": "000000"})
    assert "验证码不对" in wrong.content.decode()
    assert client.get(ACCOUNT).url.startswith(SIGN_IN)
    TOTPDevice.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
    done = client.post("/desk/sign-in/second-step/", {"code": app_code(device), "next": "/desk/units/"})
    assert done.url == "/desk/units/"
    assert client.get(ACCOUNT).status_code == 200


def test_wrong_codes_make_one_wait(client, person, two_step):
    device, _ = two_step
    attempt(client)
    for _ in range(3):
        last = client.post("/desk/sign-in/second-step/", {"code": "000000"}).content.decode()
    assert "以后再试" in last
    right = client.post("/desk/sign-in/second-step/", {"code": app_code(device)})
    assert right.status_code == 200
    assert client.get(ACCOUNT).url.startswith(SIGN_IN)


def test_a_backup_code_opens_once(client, person, two_step):
    _, codes = two_step
    attempt(client)
    assert client.post("/desk/sign-in/second-step/", {"code": codes[0].upper()}).status_code == 302
    assert client.get(ACCOUNT).status_code == 200
    client.post("/desk/sign-out/")
    attempt(client)
    assert client.post("/desk/sign-in/second-step/", {"code": codes[0]}).status_code == 200
    assert StaticToken.objects.count() == 7


def test_the_second_step_can_not_be_entered_without_the_first(client, two_step):
    device, _ = two_step
    assert client.post("/desk/sign-in/second-step/", {"code": app_code(device)}).url == SIGN_IN


def test_a_session_from_before_the_second_step_was_turned_on_must_take_it(client, person):
    client.force_login(person)
    TOTPDevice.objects.create(user=person, confirmed=True)
    assert client.get("/desk/units/").url.startswith("/desk/sign-in/second-step/")
    assert client.post("/desk/account/", {}).url == "/desk/sign-in/second-step/"


def test_the_second_step_comes_before_a_due_password_change(client, person):
    client.force_login(person)
    User.objects.update(must_change_password=True)
    TOTPDevice.objects.create(user=person, confirmed=True)
    assert client.get("/desk/account/password/").url.startswith("/desk/sign-in/second-step/")


def test_turning_it_off_asks_for_the_password(client, person, two_step):
    device, _ = two_step
    attempt(client)
    client.post("/desk/sign-in/second-step/", {"code": app_code(device)})
    assert "密码不对" in client.post("/desk/account/two-step/change/", {"old_password": "x"}).content.decode()
    fields = {"old_password": PASSWORD, "codes": "1"}
    assert "备用码" in client.post("/desk/account/two-step/change/", fields).content.decode()
    assert StaticToken.objects.count() == 8
    assert client.post("/desk/account/two-step/change/", {"old_password": PASSWORD}).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_a_wrong_first_code_turns_nothing_on(client, person):
    client.force_login(person)
    client.post("/desk/account/two-step/begin/")
    page = client.post("/desk/account/two-step/confirm/", {"code": "000000"}).content.decode()
    assert "验证码不对" in page
    assert not TOTPDevice.objects.get().confirmed
    assert client.get(ACCOUNT).status_code == 200
