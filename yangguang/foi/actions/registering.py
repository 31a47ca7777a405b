"""A registration form makes one request, however often it is sent: a double click, a reload, a look back and once more."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core import vault
from yangguang.core.actions import Reason, Refused
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit

from ..models import FoiRequest, SentForm
from . import intake

RECEIPT_FOR = dt.timedelta(minutes=30)  # how long the answer to a second click tells the query code
KNOWN_FOR = dt.timedelta(days=30)  # how long a form that was sent is known again
_FORM = signing.Signer(salt="foi.register")


@dataclass(frozen=True)
class Registered:
    """The request of a form, with its query code while that may be told; ``again``: it had been registered before."""

    request: FoiRequest
    code: str
    again: bool = False


class Used(Refused):
    """The form made a request already, and this is something else: it needs a form of its own."""

    def __init__(self, made: FoiRequest) -> None:
        self.made = made
        remedy = "要登记另一件，请核对后再点一次“登记”；要改刚才那件，请到它的页面"
        super().__init__([Reason(f"这张表格已经登记为 {made.number}，现在的内容和那时不同", remedy)])


def new_form() -> str:
    """A form's own name, signed: 128 bits."""
    return _FORM.sign(secrets.token_hex(16))


def _key(form: str, actor: Actor) -> str:
    """What is kept of a form: nothing for one that we did not hand out."""
    try:
        return vault.fingerprint("form", str(actor.user_id), _FORM.unsign(form[:200]))
    except signing.BadSignature:
        return ""


def _digest(unit: Unit, given: dict[str, Any], uploads: Sequence[Any]) -> str:
    """A keyed digest of everything on the form."""
    files = []
    for upload in uploads:
        upload.seek(0)
        files.append(f"{upload.name}:{hashlib.sha256(upload.read()).hexdigest()}")
        upload.seek(0)
    said = json.dumps(given, ensure_ascii=False, sort_keys=True, default=str)
    return vault.fingerprint("registered", str(unit.pk), said, *files)


def register(
    unit: Unit, *, actor: Actor, form: str, values: intake.Values, uploads: Sequence[Any] = (), **given: Any
) -> Registered:
    """``intake.register``, once for each form. The same again returns the same request.

    Raises Refused for what ``intake.register`` refuses, ``Used`` for a form that was sent with something else.
    """
    key = _key(form, actor)
    if not key:
        made = intake.register(unit, actor=actor, values=values, uploads=uploads, **given)
        return Registered(made, made.query_code)
    digest = _digest(unit, {**given, "values": values}, uploads)
    stored: list[str] = []
    try:
        with transaction.atomic():
            # One after the other: whoever clicked twice waits here for the first click's answer.
            Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
            if (found := _sent(key, digest)) is not None:
                return found
            made = intake.register(unit, actor=actor, values=values, uploads=uploads, **given)
            stored += made.files.values_list("path", flat=True)
            SentForm.objects.create(
                key=key, digest=digest, request=made, receipt=made.query_code,
                receipt_until=timezone.now() + RECEIPT_FOR,
            )  # fmt: skip
    except IntegrityError:  # the same form at the same moment at another unit: that one stands
        for path in stored:
            default_storage.delete(path)
        found = _sent(key, digest)
        if found is None:
            raise
        return found
    return Registered(made, made.query_code)


def _sent(key: str, digest: str) -> Registered | None:
    found = SentForm.objects.select_related("request__unit").filter(key=key).first()
    if found is None:
        return None
    if found.digest != digest:
        raise Used(found.request)
    told = found.receipt if found.receipt_until and found.receipt_until > timezone.now() else ""
    return Registered(found.request, told, again=True)


def forget(now: dt.datetime) -> int:
    """Erase query codes whose half hour is over, and forms that nobody sends any more. Returns how many codes."""
    SentForm.objects.filter(at__lte=now - KNOWN_FOR).delete()
    return SentForm.objects.filter(receipt_until__lte=now).update(receipt="", receipt_until=None)
