"""What applicants do themselves: send what they drafted, correct, suggest that a release be published for everyone.

Taking a request back and writing to the unit are verbs of ``closing`` and ``intake``, asked with ``from_applicant``.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from yangguang.core import calendar
from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.core.vault import CannotOpen
from yangguang.organisations.models import Unit

from ..applying import drafts, proof, tally
from ..models import Conversion, Draft, FoiRequest, RequestFile, Suggestion
from ..rules.grounds import GROUNDS
from . import clock_acts, files, inbox, intake

RECEIPT_FOR = dt.timedelta(
    minutes=30
)  # how long a receipt can be called up again in the browser that sent the request
CONVERT_WITHIN = 20  # working days to look at a suggestion; the law names none (待核)
_LOST = Reason("有附件读不出来，申请没有提交", "请移除这个附件重新添加，或者不带附件提交", field="uploads")


def applicant_at(address: str) -> Actor:
    """Whoever acts on the public pages, whatever else is signed in in that browser."""
    return Actor(label="申请人", address=address[:64], channel="网页")


def send(draft: Draft, unit: Unit, values: dict[str, Any], *, actor: Actor, challenge: str) -> Draft:
    """Make a request of a draft: all of it exists afterwards, or the draft is as it was.

    Sending the same draft again changes nothing and returns it with the same ``sent`` and receipt. Raises Refused for
    what ``intake.apply`` refuses, ``proof.Failed`` when the challenge has served already.
    """
    stored: list[str] = []
    try:
        with transaction.atomic():
            draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
            if draft.sent_id is not None:
                return draft
            proof.use(challenge)
            made = _request(draft, unit, values, actor, stored)
            now = timezone.now()
            draft.sent_digest = drafts.digest(drafts.values_of(draft))
            draft.sent, draft.content = made, ""
            draft.receipt = json.dumps({"code": made.query_code})  # type: ignore[attr-defined]
            draft.receipt_until = now + RECEIPT_FOR
            draft.save()
            drafts.erase(draft)
            tally.note_sent(draft)
            return draft
    except BaseException:
        for path in stored:
            default_storage.delete(path)
        raise


def _request(draft: Draft, unit: Unit, values: dict[str, Any], actor: Actor, stored: list[str]) -> FoiRequest:
    """The request with its files; ``stored`` is told every path on the disk, for the case that all is taken back."""
    try:
        given = {
            part: [drafts.content_of(f) for f in draft.files.filter(part=part)]
            for part in (RequestFile.Part.APPLICATION, RequestFile.Part.IDENTITY)
        }
    except (CannotOpen, OSError):
        raise Refused([_LOST]) from None
    made: FoiRequest = intake.apply(
        unit, actor=actor, values=values, uploads=given[RequestFile.Part.APPLICATION],
    )  # fmt: skip
    stored += made.files.values_list("path", flat=True)
    papers = files.keep_uploads(
        made, RequestFile.Part.IDENTITY, given[RequestFile.Part.IDENTITY], actor=actor, from_applicant=True
    )
    stored += [f.path for f in papers]
    return made


def receipt_of(draft: Draft) -> str:
    """The query code of a request that was just sent; "" when its half hour is over or the reader put it away."""
    if not draft.receipt or draft.receipt_until is None or draft.receipt_until <= timezone.now():
        return ""
    return str(json.loads(draft.receipt)["code"])


def put_away(draft: Draft) -> None:
    """The reader has noted the code: nobody who comes to this browser next shall see it."""
    Draft.objects.filter(pk=draft.pk).update(receipt="", receipt_until=None)


def correct(request: FoiRequest, *, actor: Actor, text: str = "", uploads: Sequence[Any] = ()) -> FoiRequest:
    """The applicant answers a correction notice: the clock begins anew and the unit is told (条例 art. 30). Raises Refused."""
    with transaction.atomic():
        done: FoiRequest = clock_acts.record_correction(
            request, actor=actor, on=timezone.localdate(), text=text, uploads=uploads, from_applicant=True
        )
        inbox.message(done, actor=actor)
        return done


def correction_reasons(request: FoiRequest, *, actor: Actor) -> list[Reason]:
    return clock_acts.record_correction.reasons(
        request, actor=actor, on=timezone.localdate(), text="·", from_applicant=True
    )


def _may_suggest(request: FoiRequest, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    if request.closed_on is None or request.ground not in GROUNDS or not GROUNDS[request.ground].released:
        yield Reason("还没有信息提供给您", "答复并提供信息之后可以建议")
        return
    if Suggestion.objects.filter(request=request).exists():
        yield Reason("您已经提过建议", "单位会研判")
    if Conversion.objects.filter(request=request, publication__live=True).exists():
        yield Reason("这些信息已经向所有人公开")
    if request.archived_at is not None:
        yield Reason("申请已经归档", "可以打电话向单位建议")
    if len(reason) > 500:
        yield Reason("理由请不要超过 500 字", field="reason")


@verb("foi.suggest", "建议把{object}的信息转为主动公开", forbids=_may_suggest, hidden=("reason",))
def suggest(request: FoiRequest, *, actor: Actor, reason: str = "") -> FoiRequest:
    """The applicant finds that everyone should have the information: the unit looks at it (条例 art. 44)."""
    Suggestion.objects.create(request=request, reason=reason.strip())
    Conversion.objects.filter(request=request).update(suggested=True)
    due = calendar.load().add(timezone.localdate(), CONVERT_WITHIN).due
    inbox.convert(request, due, actor=actor)
    return request
