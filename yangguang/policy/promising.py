"""What a unit promised when its document went out before its explanation: the day, and the duty when it passes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from yangguang.core.actors import SYSTEM, Actor
from yangguang.core.jobs import job
from yangguang.delivery import pages
from yangguang.duties.models import Duty
from yangguang.duties.opening import Spec, close_by_fact, ensure_many
from yangguang.organisations.models import Unit

from .actions.inbox import PROMISE
from .models import Exemption, Explains


def open_promises(documents: Iterable[int] | None = None) -> list[Exemption]:
    """Promises of public documents whose explanation is not public yet; of all documents, or of some. Two queries."""
    rows = Exemption.objects.filter(
        covers=Exemption.Covers.RELEASE, state=Exemption.State.CONSENTED, document__live=True
    )
    if documents is not None:
        rows = rows.filter(document__in=list(documents))
    kept = Explains.objects.filter(explanation__live=True).values("document")
    found = rows.exclude(document__in=kept).select_related("document", "unit", "second_unit")
    return list(found.defer("document__body", "document__extra").order_by("until", "pk"))


def promise_of(document: int) -> Exemption | None:
    """The promise that readers of the document see; None when it is kept, or there never was one."""
    return next(iter(open_promises([document])), None)


def settle(documents: Iterable[int], *, actor: Actor = SYSTEM) -> int:
    """Close the duties of documents whose explanation is public now, or that are no longer public themselves."""
    keys = {str(d) for d in documents}
    waiting = {str(e.document_id) for e in open_promises(int(k) for k in keys)}
    done = list(Duty.objects.open().filter(kind=PROMISE, key__in=keys - waiting))
    return close_by_fact(done, actor=actor, fact="解读已公开，或文件已撤下") if done else 0


@job("policy.promises", "先公开后解读的承诺", at=dt.time(7, 45))
def remind(today: dt.date) -> str:
    """Ask units for the explanations whose promised day has passed; close what is done. Safe to run twice."""
    missed = [e for e in open_promises() if e.until is not None and e.until < today]
    office = Unit.objects.filter(Q(is_openness_office=True)).order_by("pk").first()
    specs = [
        Spec(
            kind=PROMISE, key=str(e.document_id), unit_id=e.document.unit_id,
            title=f"补发解读：{e.document.title}"[:200],
            body=f"{e.second_unit}同意先公开文件，解读应于 {e.until} 前发布，现在还没有发布。请发布解读并关联文件。",
            url=f"/desk/publications/{e.document_id}/", asked_by_id=office.pk if office else None,
            due=e.until, closes_by_fact=True,
        )
        for e in missed
    ]  # fmt: skip
    with transaction.atomic():
        ensure_many(specs, actor=SYSTEM)
        waiting = {int(k) for k in Duty.objects.open().filter(kind=PROMISE).values_list("key", flat=True)}
        closed = settle(waiting - {e.document_id for e in missed})
        # Their pages said when the explanation would come; from today on they say that it has not.
        pages.purge(*sorted(f"publication:{e.document_id}" for e in missed))
    return f"承诺到期未发布解读 {len(missed)} 份，销号 {closed} 份"
