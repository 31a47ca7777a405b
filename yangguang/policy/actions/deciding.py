"""解读认定: does this document need an explanation, and who consents when not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.actions.drafting import LONG
from yangguang.publications.models import Publication

from .. import queries
from ..models import KeyWork, Need, Requirement


def _may_decide(
    document: Publication, *, actor: Actor, need: str, reason: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, document.unit)
    if document.draft().kind not in queries.GATED:
        yield Reason("只有政策文件和规范性文件要认定")
    if need not in Need.values:
        yield Reason("请选择应解读或不需解读", field="need")
    if need == Need.NOT_REQUIRED:
        if not reason.strip():
            yield Reason("不需解读的要说明理由", "请填写理由", field="reason")
        if queries.open_package(document):
            yield Reason(
                "已在政策文件包里，按应解读办理", "要改为不需解读的，请先终止政策文件包", field="need"
            )


@verb("policy.decide", "认定了{object}是否应解读", forbids=_may_decide, hidden=LONG)
def decide(
    document: Publication, *, actor: Actor, need: str, reason: str = "", major: bool = False,
    people_facing: bool = False, key_work: Iterable[str] = (),
) -> Requirement:  # fmt: skip
    """Say whether the document needs an explanation. A changed 不需解读 needs the office's consent anew."""
    before = queries.requirement(document.pk)
    kept = bool(before and before.need == need == Need.NOT_REQUIRED and before.reason == reason.strip()[:500])
    found, _ = Requirement.objects.update_or_create(
        document=document,
        defaults={
            "need": need,
            "reason": reason.strip()[:500] if need == Need.NOT_REQUIRED else "",
            "major": major,
            "people_facing": people_facing,
            "key_work": [k for k in key_work if k in KeyWork.values],
            "decided_at": timezone.now(),
            "decided_by": actor.user,
            **({} if kept else {"consented_at": None, "consented_by": None, "consent_refused": ""}),
        },
    )
    return found


def _may_consent(found: Requirement, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    if found.need != Need.NOT_REQUIRED:
        yield Reason("认定为应解读，不用同意")
    elif found.consented_at is not None:
        yield Reason("已经同意过")
    elif actor.user is not None and actor.user.pk == found.decided_by_id:
        yield Reason("不能同意自己的认定", "请主管部门另一位同志办理")


@verb("policy.decide.consent", "同意{object}", forbids=_may_consent)
def consent(found: Requirement, *, actor: Actor) -> Requirement:
    """The openness office agrees that the document needs no explanation."""
    found.consented_at, found.consented_by, found.consent_refused = timezone.now(), actor.user, ""
    found.save()
    return found


def _may_refuse(found: Requirement, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from _may_consent(found, actor=actor)
    if not reason.strip():
        yield Reason("不同意要说明理由", "请填写理由", field="reason")


@verb("policy.decide.refuse", "不同意{object}", forbids=_may_refuse)
def refuse(found: Requirement, *, actor: Actor, reason: str) -> Requirement:
    """The office does not agree: the unit has to explain the document."""
    found.consent_refused = reason.strip()[:300]
    found.save()
    return found
