"""政务新媒体: the district's accounts for the public, how to reach them, which have ended; and the short links they use."""

from __future__ import annotations

import datetime as dt
import io

import segno
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from yangguang.core.exporting import FORMS
from yangguang.delivery.limits import limit
from yangguang.newmedia import queries
from yangguang.newmedia.models import Account, AccountState, Filing, ShortLink

from ..serving import public, serve

ENDED = 50  # accounts that have ended, the newest first


@public
def accounts(request: HttpRequest) -> HttpResponse:
    """Accounts in force by unit; below them the newest that were closed or merged."""
    asked = request.GET.get("platform", "")[:40]
    rows = list(queries.public_accounts())
    platforms = list(dict.fromkeys(a.platform.name for a in rows))
    chosen = asked if asked in platforms else ""
    gone = Account.objects.filter(state__in=[AccountState.CLOSED, AccountState.MERGED]).listed()
    ended = list(
        gone.select_related("unit", "platform", "merged_into__platform").order_by("-closed_on", "-pk")[:ENDED]
    )
    notices = list(queries.notices())
    context = {
        "nav": "media", "accounts": [a for a in rows if not chosen or a.platform.name == chosen], "platforms": platforms,
        "chosen": chosen, "total": len(rows),
        "ended": ended, "notices": notices, "changed_at": _changed_at(rows, ended, notices),
    }  # fmt: skip
    return serve(request, "portal/media.html", context, "media")


def _changed_at(shown: list[Account], ended: list[Account], notices: list[Filing]) -> dt.datetime | None:
    """When what the page shows changed last: an account came or went, or the public was told of it."""
    days = [*(a.closed_on for a in ended), *(f.noticed_on for f in notices)]
    moments = [timezone.make_aware(dt.datetime.combine(day, dt.time())) for day in days if day is not None]
    return max([*(a.created_at for a in shown), *moments], default=None)


@public
def download(request: HttpRequest, form: str) -> HttpResponse:
    """The list as a table: nothing of it is personal."""
    head = ("主办单位", "平台", "账号名称", "账号ID", "主页网址", "用途", "互动入口", "开设日期")
    lines = (
        (
            str(a.unit),
            a.platform.name,
            a.name,
            a.handle,
            a.url,
            a.purpose,
            a.interaction,
            f"{a.opened_on or ''}",
        )
        for a in queries.public_accounts()
    )
    return FORMS[form]("政务新媒体账号", (head, *lines))


@public
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of an account's page, as a picture that grows with the text."""
    account = get_object_or_404(Account.objects.in_force(), pk=pk)
    if not account.url:
        raise Http404("这个账号没有登记主页网址")
    out = io.BytesIO()
    segno.make(account.url, error="m", micro=False).save(out, kind="svg", scale=4, border=4, light="#ffffff")
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@require_safe
@limit("short-link", per_minute=120)
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """On to the record or issue of our own that the link names; counted without who came."""
    link = get_object_or_404(ShortLink.objects.select_related("publication", "issue"), code=code[:12])
    record = link.publication
    if record is not None and record.first_published_at is None:
        raise Http404("没有这个短链接")
    target = record.get_absolute_url() if record is not None else link.issue.get_absolute_url()  # type: ignore[union-attr]
    if request.method == "GET":
        ShortLink.objects.filter(pk=link.pk).update(hits=F("hits") + 1)
    response = redirect(target)
    response["Cache-Control"] = "no-store"
    return response
