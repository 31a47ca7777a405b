"""The recorded exemption: the only way round, asked by the unit's head and consented by a second unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.actions.drafting import LONG
from yangguang.publications.models import Publication

from .. import queries
from ..models import Exemption
from . import inbox


def _may_ask(
    document: Publication, *, actor: Actor, covers: str, reason: str = "", second_unit: Unit | None = None,
    until: dt.date | None = None, **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.APPROVE, document.unit)
    if document.draft().kind not in queries.GATED:
        yield Reason("只有政策文件和规范性文件才有解读豁免")
    if document.live:
        yield Reason("文件已经公开，不用豁免")
    if covers not in Exemption.Covers.values:
        yield Reason("请选择豁免事项", field="covers")
    if not reason.strip():
        yield Reason("申请豁免要说明理由", "请填写理由", field="reason")
    if second_unit is None or not queries.second_units(document.unit).filter(pk=second_unit.pk).exists():
        yield Reason("请选择同意单位", "由本单位以外的指定单位同意", field="second_unit")
    if covers == Exemption.Covers.RELEASE:
        if until is None:
            yield Reason("请填写解读最迟哪天发布", field="until")
        elif until < timezone.localdate():
            yield Reason("解读最迟发布日期已经过去", field="until")
    if Exemption.objects.filter(document=document, covers=covers).exclude(state="refused").exists():
        yield Reason("已经申请过这项豁免", field="covers")


@verb("policy.exempt.ask", "申请了{object}", forbids=_may_ask, hidden=LONG)
def ask(
    document: Publication, *, actor: Actor, covers: str, reason: str, second_unit: Unit,
    until: dt.date | None = None,
) -> Exemption:  # fmt: skip
    """Ask for an exception; nothing changes before the second unit consents."""
    made = Exemption.objects.create(
        document=document, unit=document.unit, second_unit=second_unit, covers=covers,
        reason=reason.strip()[:500], until=until if covers == Exemption.Covers.RELEASE else None,
        asked_at=timezone.now(), asked_by=actor.user,
    )  # fmt: skip
    inbox.ask(
        inbox.EXEMPTION, made.pk, second_unit, f"答复解读豁免：{document.title}", reverse("policy:exemptions"),
        actor=actor, by=document.unit, body=made.reason,
    )  # fmt: skip
    return made


def _may_answer(exemption: Exemption, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, exemption.second_unit)
    if exemption.state != Exemption.State.ASKED:
        yield Reason(f"已经答复：{exemption.get_state_display()}")
    elif actor.user is not None and actor.user.pk == exemption.asked_by_id:
        yield Reason("不能同意自己的申请", "由同意单位的另一位负责人办理")


@verb("policy.exempt.consent", "同意了{object}", forbids=_may_answer)
def consent(exemption: Exemption, *, actor: Actor, note: str = "") -> Exemption:
    """The second unit consents; who, when and why stay on record for good."""
    exemption.state, exemption.note = Exemption.State.CONSENTED, note.strip()[:300]
    exemption.decided_at, exemption.decided_by = timezone.now(), actor.user
    exemption.save()
    inbox.done(inbox.EXEMPTION, exemption.pk, actor=actor, fact=exemption.get_state_display())
    return exemption


def _may_refuse(exemption: Exemption, *, actor: Actor, note: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _may_answer(exemption, actor=actor)
    if not note.strip():
        yield Reason("不同意要说明理由", field="note")


@verb("policy.exempt.refuse", "没有同意{object}", forbids=_may_refuse)
def refuse(exemption: Exemption, *, actor: Actor, note: str) -> Exemption:
    exemption.state, exemption.note = Exemption.State.REFUSED, note.strip()[:300]
    exemption.decided_at, exemption.decided_by = timezone.now(), actor.user
    exemption.save()
    inbox.done(inbox.EXEMPTION, exemption.pk, actor=actor, fact=exemption.get_state_display())
    return exemption
