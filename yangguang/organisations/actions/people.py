"""People and their roles, kept by the security administrator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from axes.utils import reset as reset_failures
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor

from ..groups import sync_groups
from ..models import AdminGrant, Membership, PasswordRecord, Role, Unit, User
from ..passwords import KEPT, one_time_password
from ..permissions import Act, reasons
from .administrators import keep_one_administrator

ONE_DAY = dt.timedelta(days=1)
PERSONAL = ("name", "phone", "email")
SECRET = ("password", "old_password", "last_login", "code")
LINK = "organisations:person"


def details_faults(user: User) -> Iterator[Reason]:
    """What is wrong with a person's name, account name or e-mail address."""
    if not user.name.strip():
        yield Reason("没有写姓名", field="name")
    try:
        UnicodeUsernameValidator()(user.username)
    except ValidationError:
        yield Reason("账号只能用文字、数字和 @ . + - _", "请去掉空格和其他符号", field="username")
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        yield Reason(f"账号“{user.username}”已有人使用", "请换一个账号", field="username")
    if user.email:
        try:
            validate_email(user.email)
        except ValidationError:
            yield Reason("电子邮箱的写法不对", "应如 name@example.gov.cn", field="email")


def save_password(user: User, password: str, *, must_change: bool) -> None:
    """Set and save a new password; the old one's hash is kept so that it does not come back soon."""
    if user.pk is not None and user.has_usable_password():
        PasswordRecord.objects.create(user=user, password=user.password)
        old = PasswordRecord.objects.filter(user=user).values_list("pk", flat=True)[KEPT:]
        PasswordRecord.objects.filter(pk__in=list(old)).delete()
    user.set_password(password)
    user.must_change_password = must_change
    user.password_changed_at = timezone.now()
    user.save()


def _may_create(user: User, *, actor: Actor) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    yield from details_faults(user)


@verb(
    "organisations.person.create", "建立了账号{object}", forbids=_may_create, personal=PERSONAL, hidden=SECRET,
    link=LINK,
)  # fmt: skip
def create_person(user: User, *, actor: Actor) -> str:
    """Save a new ``User(username=…, name=…, …)``; returns its one-time password, which is kept nowhere."""
    password = one_time_password()
    save_password(user, password, must_change=True)
    return password


def _may_change(user: User, *, actor: Actor, name: str, email: str = "", phone: str = "") -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    yield from details_faults(User(pk=user.pk, username=user.username, name=name, email=email, phone=phone))


@verb(
    "organisations.person.change", "修改了账号{object}的资料", forbids=_may_change, personal=PERSONAL,
    hidden=SECRET, link=LINK,
)  # fmt: skip
def change_person(user: User, *, actor: Actor, name: str, email: str = "", phone: str = "") -> User:
    """Change a person's name and how to reach them; the account name stays."""
    user.name, user.email, user.phone = name.strip(), email.strip(), phone.strip()
    user.save()
    return user


def _may_deactivate(user: User, *, actor: Actor) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    if not user.is_active:
        yield Reason(f"{user}的账号已经停用", "不必再办理")
    if user.pk == actor.user_id:
        yield Reason("不能停用自己的账号", "请由另一位安全管理员办理")
    yield from keep_one_administrator(user)


@verb(
    "organisations.person.deactivate", "停用了账号{object}", forbids=_may_deactivate, personal=PERSONAL,
    hidden=SECRET, link=LINK,
)  # fmt: skip
def deactivate(user: User, *, actor: Actor) -> User:
    """The person can't sign in any more, open sessions included; roles stay, so that history reads right."""
    user.is_active = False
    user.save()
    sync_groups(timezone.localdate(), user)
    return user


def _may_reactivate(user: User, *, actor: Actor) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    if user.is_active:
        yield Reason(f"{user}的账号本来就启用着", "不必再办理")


@verb(
    "organisations.person.reactivate", "重新启用了账号{object}", forbids=_may_reactivate, personal=PERSONAL,
    hidden=SECRET, link=LINK,
)  # fmt: skip
def reactivate(user: User, *, actor: Actor) -> User:
    user.is_active = True
    user.save()
    sync_groups(timezone.localdate(), user)
    return user


def _may_reset(user: User, *, actor: Actor) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    if not actor.is_system:
        if user.pk == actor.user_id:
            yield Reason("这是您自己的账号", "请到“我的账号”修改密码或两步登录")
        elif AdminGrant.objects.filter(user=user).exists():
            # Whoever can reset another administrator's password is that administrator.
            command = f"yangguang organisations reset {user.username}"
            yield Reason("管理员之间不能互相重设", f"请运维人员在服务器上执行：{command}")
    if not user.is_active:
        yield Reason(f"{user}的账号已停用", "请先重新启用")


@verb(
    "organisations.person.reset-password", "重设了账号{object}的密码", forbids=_may_reset, personal=PERSONAL,
    hidden=SECRET, link=LINK,
)  # fmt: skip
def reset_password(user: User, *, actor: Actor) -> str:
    """A new one-time password, which is returned and kept nowhere; open sessions end, failures are forgotten."""
    password = one_time_password()
    save_password(user, password, must_change=True)
    reset_failures(username=user.username)
    return password


@verb(
    "organisations.person.reset-two-step", "取消了账号{object}的两步登录", forbids=_may_reset, personal=PERSONAL,
    hidden=SECRET, link=LINK,
)  # fmt: skip
def reset_two_step(user: User, *, actor: Actor) -> User:
    """Forget the second step of someone who lost the phone."""
    forget_devices(user)
    return user


def forget_devices(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _may_unlock(user: User, *, actor: Actor) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)


@verb(
    "organisations.person.unlock", "解除了账号{object}的登录锁定", forbids=_may_unlock, personal=PERSONAL,
    hidden=SECRET, link=LINK,
)  # fmt: skip
def unlock(user: User, *, actor: Actor) -> int:
    """Forget the failed attempts that lock the account; returns how many records there were."""
    TOTPDevice.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    return reset_failures(username=user.username)


def _may_grant(
    user: User, *, actor: Actor, unit: Unit, role: str, valid_from: dt.date, valid_to: dt.date | None = None
) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    if role not in Role.values:
        yield Reason("没有选角色", field="role")
    if not user.is_active:
        yield Reason(f"{user}的账号已停用", "请先重新启用")
    if AdminGrant.objects.filter(user=user).exists():
        yield Reason(f"{user}是管理员，不能兼任单位角色", "请另建一个账号，或先取消管理员")
    if not unit.is_active(max(valid_from, timezone.localdate())):
        where = f"请改选{unit.successor()}" if unit.merged_into else "请另选单位"
        yield Reason(f"{unit}已撤销或尚未设立", where, field="unit")
    if valid_to is not None and valid_to < valid_from:
        yield Reason("结束日期早于开始日期", field="valid_to")
        return
    overlapping = Membership.objects.filter(user=user, unit=unit, role=role).filter(
        Q(valid_to=None) | Q(valid_to__gte=valid_from)
    )
    if valid_to is not None:
        overlapping = overlapping.filter(valid_from__lte=valid_to)
    if role in Role.values and overlapping.exists():
        yield Reason(
            f"{user}在这段时间已是{unit}{Role(role).label}", "如要改日期，请先结束原来的", field="role"
        )


@verb(
    "organisations.role.grant", "给账号{object}授予了角色", forbids=_may_grant, personal=PERSONAL, hidden=SECRET,
    link=LINK,
)  # fmt: skip
def grant_role(
    user: User, *, actor: Actor, unit: Unit, role: str, valid_from: dt.date, valid_to: dt.date | None = None
) -> User:
    """``role`` at ``unit`` from ``valid_from`` to ``valid_to`` (its last day; None: until ended)."""
    Membership.objects.create(user=user, unit=unit, role=role, valid_from=valid_from, valid_to=valid_to)
    sync_groups(timezone.localdate(), user)
    return user


def _may_end_role(user: User, *, actor: Actor, membership: Membership, on: dt.date) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    now = Membership.objects.filter(pk=membership.pk, user=user).first()
    if now is None or (now.valid_to is not None and now.valid_to < on):
        yield Reason("这个角色已经结束", "不必再办理")


@verb(
    "organisations.role.end", "结束了账号{object}的一个角色", forbids=_may_end_role, personal=PERSONAL,
    hidden=SECRET, link=LINK,
)  # fmt: skip
def end_role(user: User, *, actor: Actor, membership: Membership, on: dt.date) -> User:
    """From ``on`` the person holds the role no more; a role that would begin on ``on`` or later never was."""
    if on <= membership.valid_from:
        Membership.objects.filter(pk=membership.pk).delete()
    else:
        Membership.objects.filter(pk=membership.pk).update(valid_to=on - ONE_DAY)
    sync_groups(timezone.localdate(), user)
    return user


def adopt(user: User, password: str, actor: Actor, **fields: Any) -> User:
    """Make an account with a known password (commands: samples, the first administrators), logged like any."""
    with transaction.atomic():
        create_person(user, actor=actor)
        for name, value in fields.items():
            setattr(user, name, value)
        user.set_password(password)
        user.save()
    return user
