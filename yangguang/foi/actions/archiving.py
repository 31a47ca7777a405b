"""归档: when a request is through and everything of it is there, it is closed for good; and its package is taken away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from yangguang.core import logtypes
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.permissions import Act, reasons

from .. import archive as packing
from ..letters.kinds import KINDS
from ..models import Conversion, FeeNotice, FoiRequest, RequestFile
from ..rules import clock
from ..rules.grounds import GROUNDS
from .serving import is_reply

TAKEN = logtypes.register(logtypes.LogType("foi.archive.take", "下载了{object}的归档包", link="foi:request"))
READ = logtypes.register(
    logtypes.LogType("foi.identity.read", "查看了{object}的身份证明", link="foi:request")
)


def lacking(request: FoiRequest) -> list[Reason]:
    """What an archive of this request would lack; empty when it is whole."""
    if request.is_open:
        return [Reason("申请还没有办结", "答复、撤回或者不再处理之后归档")]
    found: list[Reason] = []
    letters = list(request.letters.filter(void_at=None).prefetch_related("deliveries"))
    if request.state != clock.WITHDRAWN:
        if not any(is_reply(x) for x in letters):
            found.append(Reason("没有答复文书", "请制发答复文书"))
        elif request.served_on is None:
            found.append(Reason("答复还没有送达", "请在文书页登记送达和凭证"))
        found += [
            Reason(
                f"{x}（{KINDS[x.kind].name}）没有送达记录",
                "请登记送达，或者登记没有送到的原因",
                url=reverse("foi:letter", args=[x.pk]),
            )
            for x in letters
            if not is_reply(x) and not any(d.served_on or d.failed for d in x.deliveries.all())
        ]
    released = request.ground in GROUNDS and GROUNDS[request.ground].released
    if released and not Conversion.objects.filter(request=request).exists():
        found.append(Reason("还没有转主动公开研判", "提供了信息的，应当同步研判（条例第四十四条）"))
    if FeeNotice.objects.filter(request=request, state=FeeNotice.State.OPEN).exists():
        found.append(Reason("收费通知还没有结果", "请登记缴费、撤销或者逾期"))
    gone = [f for f in request.files.all() if not default_storage.exists(f.path)]
    found += [
        Reason(f"{f.get_part_display()}“{f.filename}”的文件不见了", "请网站运行单位从备份恢复") for f in gone
    ]
    return found


def _may_archive(request: FoiRequest, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, request.unit.successor())
    if request.archived_at is not None:
        yield Reason(f"已于 {timezone.localdate(request.archived_at)} 归档", "请刷新页面")
        return
    yield from lacking(request)


@verb("foi.archive", "归档了{object}", forbids=_may_archive, link="foi:request")
def archive(request: FoiRequest, *, actor: Actor) -> FoiRequest:
    """Close the case for good: from now on it is read only, and its package can be made at any time."""
    request.archived_at = timezone.now()
    request.save(update_fields=["archived_at"])
    return request


def may_take(request: FoiRequest, *, actor: Actor) -> list[Reason]:
    """Why the person can't take the package away: it holds all personal data, so it is the unit's own people's."""
    unit = request.unit.successor()
    return reasons(actor, Act.EDIT, unit) + reasons(actor, Act.EXPORT, unit)


def take(request: FoiRequest, *, actor: Actor) -> BinaryIO:
    """The package, and that it was taken, in the log. Raises Refused."""
    if found := may_take(request, actor=actor):
        raise Refused(found[:1])
    stream = packing.package(request)
    with transaction.atomic():
        TAKEN.write(actor, request)
    return stream


def note_reading(file: RequestFile, *, actor: Actor) -> None:
    """Somebody opens a proof of identity: the log keeps who and when (个人信息保护法 art. 51)."""
    with transaction.atomic():
        READ.write(actor, file.request, details={"file": file.pk})
