"""The three administrators, kept apart (三员分立): no one holds two of the powers, none does the units' business."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor

from ..models import AdminGrant, Administrator, Membership, User
from ..permissions import Act, reasons

PERSONAL = ("name", "phone", "email")
HIDDEN = ("password", "last_login")


def keep_one_administrator(user: User) -> Iterator[Reason]:
    """Nobody may become the last of a kind to go: a site without one of the three can't be put right from inside."""
    grant = AdminGrant.objects.filter(user=user).first()
    if grant is None:
        return
    others = AdminGrant.objects.filter(kind=grant.kind, user__is_active=True).exclude(user=user)
    if not others.exists():
        kind = grant.get_kind_display()
        yield Reason(f"{user}是唯一的{kind}", f"请先指定另一位{kind}")


def _may_grant(user: User, *, actor: Actor, kind: str) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    if kind not in Administrator.values:
        yield Reason("没有选哪一种管理员", field="kind")
    if user.pk == actor.user_id:
        yield Reason("不能给自己授权", "请由另一位安全管理员办理", field="user")
    if not user.is_active:
        yield Reason(f"{user}的账号已停用", "请先重新启用", field="user")
    held = AdminGrant.objects.filter(user=user).first()
    if held is not None:
        yield Reason(f"{user}已是{held.get_kind_display()}，一人只能担任一种", "请另选一人", field="user")
    today = timezone.localdate()
    roles = Membership.objects.filter(user=user).exclude(valid_to__lt=today)
    if first := roles.select_related("unit").first():
        yield Reason(
            f"{user}担任{first}，管理员不能兼任单位角色", "请另建一个账号，或先结束其角色", field="user"
        )


@verb(
    "organisations.admin.grant", "指定账号{object}为管理员", forbids=_may_grant, personal=PERSONAL,
    hidden=HIDDEN, link="organisations:person",
)  # fmt: skip
def grant_admin(user: User, *, actor: Actor, kind: str) -> User:
    """Make the person one of the three administrators (``Administrator``)."""
    AdminGrant.objects.create(user=user, kind=kind)
    return user


def _may_revoke(user: User, *, actor: Actor) -> Iterator[Reason]:
    yield from reasons(actor, Act.MANAGE_PEOPLE)
    if not AdminGrant.objects.filter(user=user).exists():
        yield Reason(f"{user}不是管理员", "不必再办理")
    if user.pk == actor.user_id:
        yield Reason("不能取消自己的授权", "请由另一位安全管理员办理")
    yield from keep_one_administrator(user)


@verb(
    "organisations.admin.revoke", "取消了账号{object}的管理员授权", forbids=_may_revoke, personal=PERSONAL,
    hidden=HIDDEN, link="organisations:person",
)  # fmt: skip
def revoke_admin(user: User, *, actor: Actor) -> User:
    """Take the administrator's power away; the account stays."""
    # Two administrators of a kind could each be revoked at the same moment: the grants are locked, then counted.
    list(AdminGrant.objects.select_for_update().order_by("pk"))
    if left := list(keep_one_administrator(user)):
        raise Refused(left)
    AdminGrant.objects.filter(user=user).delete()
    return user
