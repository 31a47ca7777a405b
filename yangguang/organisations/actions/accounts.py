"""One's own account: signing in and out, password, second step, how to be reached."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor

from ..models import User
from .people import PERSONAL, SECRET, details_faults, forget_devices, save_password

BACKUP_CODES = 8
APP = "手机验证器"
PAPER = "备用码"


def _own(user: User, actor: Actor) -> Iterator[Reason]:
    if actor.user_id != user.pk:
        yield Reason("只能修改自己的账号", "请登录后在“我的账号”办理")


@verb("organisations.account.sign-in", "登录了账号{object}", personal=PERSONAL, hidden=SECRET)
def record_sign_in(user: User, *, actor: Actor) -> User:
    """Log a sign-in; ``auth.login`` itself is the view's."""
    return user


@verb("organisations.account.sign-out", "退出了账号{object}", personal=PERSONAL, hidden=SECRET)
def record_sign_out(user: User, *, actor: Actor) -> User:
    return user


@verb("organisations.account.sign-in-failed", "登录失败：{object}", personal=("tried",))
def record_failure(what: str, *, actor: Actor, tried: str = "") -> None:
    """Log a failed sign-in. ``tried`` is the account name when there is such an account, else "": people type

    their passwords into the wrong field. Known and unknown names write the same, so that time tells nothing.
    """


def _may_change_details(user: User, *, actor: Actor, email: str = "", phone: str = "") -> Iterator[Reason]:
    yield from _own(user, actor)
    yield from details_faults(
        User(pk=user.pk, username=user.username, name=user.name, email=email, phone=phone)
    )


@verb(
    "organisations.account.details", "修改了账号{object}的联系方式", forbids=_may_change_details,
    personal=PERSONAL, hidden=SECRET,
)  # fmt: skip
def change_own_details(user: User, *, actor: Actor, email: str = "", phone: str = "") -> User:
    """Change one's own e-mail address and office telephone."""
    user.email, user.phone = email.strip(), phone.strip()
    user.save()
    return user


def _may_change_password(user: User, *, actor: Actor, old_password: str, password: str) -> Iterator[Reason]:
    yield from _own(user, actor)
    if not check_password(old_password, user.password):
        yield Reason("现在的密码不对", "忘记密码时请联系安全管理员重设", field="old_password")
        return  # who does not know the old password learns nothing about earlier ones
    try:
        validate_password(password, user)
    except ValidationError as error:
        for message in error.messages:
            yield Reason(message, field="password")


@verb(
    "organisations.account.password", "修改了账号{object}的密码", forbids=_may_change_password,
    personal=PERSONAL, hidden=SECRET,
)  # fmt: skip
def change_own_password(user: User, *, actor: Actor, old_password: str, password: str) -> User:
    """Change one's own password; every other session of the account ends."""
    save_password(user, password, must_change=False)
    return user


def two_step_device(user: User) -> TOTPDevice | None:
    """The confirmed second step of the account, if it has one."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def _may_begin(user: User, *, actor: Actor, code: str = "") -> Iterator[Reason]:
    yield from _own(user, actor)
    if two_step_device(user) is not None:
        yield Reason("两步登录已经开启", "换手机时请先关闭，再重新开启")


@verb(
    "organisations.account.two-step-begin", "着手为账号{object}开启两步登录", forbids=_may_begin,
    personal=PERSONAL, hidden=SECRET,
)  # fmt: skip
def begin_two_step(user: User, *, actor: Actor) -> str:
    """Make a secret; returns its otpauth:// address, to be shown once. It counts only after ``confirm_two_step``."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    return TOTPDevice.objects.create(user=user, name=APP, confirmed=False).config_url


@verb(
    "organisations.account.two-step-on", "开启了账号{object}的两步登录", forbids=_may_begin,
    personal=PERSONAL, hidden=SECRET,
)  # fmt: skip
def confirm_two_step(user: User, *, actor: Actor, code: str) -> tuple[TOTPDevice, list[str]]:
    """Turn the second step on with a code of the app; returns the device and backup codes to be shown once."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).order_by("-pk").first()
    if device is None:
        raise Refused([Reason("还没有生成二维码", "请先点“开启两步登录”", field="code")])
    if not device.verify_token(code.replace(" ", "")):
        raise Refused([Reason("验证码不对", "请输入手机上此刻显示的六位数字；手机时间须准确", field="code")])
    device.confirmed = True
    device.save()
    return device, _new_codes(user)


def _new_codes(user: User) -> list[str]:
    # The device stays: a session that was opened with one of its codes stays open.
    paper, _ = StaticDevice.objects.get_or_create(user=user, defaults={"name": PAPER, "confirmed": True})
    paper.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(BACKUP_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=paper, token=c) for c in codes])
    return codes


def _may_disable(user: User, *, actor: Actor, old_password: str) -> Iterator[Reason]:
    yield from _own(user, actor)
    if two_step_device(user) is None:
        yield Reason("两步登录没有开启", "不必再办理")
    elif not check_password(old_password, user.password):
        yield Reason("密码不对", field="old_password")


@verb(
    "organisations.account.two-step-off", "关闭了账号{object}的两步登录", forbids=_may_disable,
    personal=PERSONAL, hidden=SECRET,
)  # fmt: skip
def disable_two_step(user: User, *, actor: Actor, old_password: str) -> User:
    """Turn the second step off; asks for the password, since an open session is not the person."""
    forget_devices(user)
    return user


@verb(
    "organisations.account.backup-codes", "重新生成了账号{object}的备用码", forbids=_may_disable,
    personal=PERSONAL, hidden=SECRET,
)  # fmt: skip
def renew_backup_codes(user: User, *, actor: Actor, old_password: str) -> list[str]:
    """New backup codes, to be shown once; the old ones count no more."""
    return _new_codes(user)
