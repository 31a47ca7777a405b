"""An issue's way out: proofread, signed off by others than who compiled it, published as it was set."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.duties.models import Duty
from yangguang.duties.opening import close_by_fact
from yangguang.organisations.permissions import Act, reasons
from yangguang.search import outbox

from .. import building, queries, setting
from ..models import Build, Issue, State

SEARCH_KIND = "gazette"
DUTY_KIND = "gazette.issue"


def _ready(issue: Issue) -> Iterable[Reason]:
    """What keeps an issue from going on, whoever asks."""
    if not issue.articles.exists():
        yield Reason(
            "这一期还没有文章", "请先选入要刊登的文件" if not issue.is_old else "请先确认怎样拆分文章"
        )
    for found in queries.stale(issue):
        yield Reason(f"“{found.article}”：{found.words}")


def _proof_is_current(issue: Issue) -> Iterable[Reason]:
    if issue.is_old:
        return
    last = building.newest(issue)
    if building.is_running(last):
        yield Reason("正在排版", "请等排版完成")
    elif not building.is_current(issue):
        yield Reason("校样不是最新内容", "请重新排版，看过校样再继续")


def _may_build(issue: Issue, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, issue.unit)
    if issue.is_old:
        yield Reason("旧刊不用排版")
    elif issue.is_public:
        yield Reason("已经出版")
    elif not issue.articles.exists():
        yield Reason("这一期还没有文章", "请先选入要刊登的文件")
    if building.is_running(building.newest(issue)):
        yield Reason("正在排版", "请等排版完成")


@verb("gazette.build", "排版{object}", forbids=_may_build)
def build_proof(issue: Issue, *, actor: Actor) -> Build:
    """Have the issue set in the background; the caller queues the work once this is committed."""
    Build.objects.filter(issue=issue, state__in=[Build.State.WAITING, Build.State.RUNNING]).update(
        state=Build.State.FAILED, trouble="没有做完，已重新开始"
    )
    return Build.objects.create(issue=issue, digest="")


def _may_send(issue: Issue, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, issue.unit)
    if issue.state != State.COMPILING:
        yield Reason(f"这一期在“{issue.get_state_display()}”环节")
        return
    yield from _ready(issue)
    yield from _proof_is_current(issue)


@verb("gazette.send", "把{object}送校对", forbids=_may_send)
def send_to_proof(issue: Issue, *, actor: Actor) -> Issue:
    issue.state, issue.returned = State.PROOFING, ""
    issue.save(update_fields=["state", "returned"])
    if actor.user is not None:
        issue.compilers.add(actor.user)
    return issue


def _not_own(issue: Issue, actor: Actor, word: str) -> Iterable[Reason]:
    if actor.user is not None and issue.compilers.filter(pk=actor.user.pk).exists():
        yield Reason(f"参与编排的人不能{word}", f"请另一位同事{word}")


def _may_proof(issue: Issue, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, issue.unit)
    if issue.state != State.PROOFING:
        yield Reason("没有送校对" if issue.state == State.COMPILING else "已经校对")
        return
    yield from _not_own(issue, actor, "校对")
    yield from _ready(issue)
    yield from _proof_is_current(issue)


@verb("gazette.proof", "校对了{object}", forbids=_may_proof)
def proofread(issue: Issue, *, actor: Actor) -> Issue:
    """Read and found right, by somebody who did not compile it."""
    issue.state = State.SIGNING
    issue.proofed_by, issue.proofed_at = actor.user, timezone.now()
    issue.save(update_fields=["state", "proofed_by", "proofed_at"])
    return issue


def _may_return(issue: Issue, *, actor: Actor, note: str = "") -> Iterable[Reason]:
    act = {State.PROOFING: Act.REVIEW, State.SIGNING: Act.REVIEW, State.SIGNED: Act.REVIEW}.get(
        State(issue.state)
    )
    if act is None:
        yield Reason("正在编排" if issue.state == State.COMPILING else "已经出版，只能发更正启事")
        return
    yield from reasons(actor, act, issue.unit)
    if not note.strip():
        yield Reason("退回要写明哪里要改", "请填写意见", field="note")


@verb("gazette.return", "把{object}退回编排", forbids=_may_return)
def send_back(issue: Issue, *, actor: Actor, note: str) -> Issue:
    """Back to the compilers; what was proofread and signed has to be again."""
    issue.state, issue.returned = State.COMPILING, note.strip()[:500]
    issue.proofed_by = issue.signed_by = None
    issue.proofed_at = issue.signed_at = None
    issue.save(update_fields=["state", "returned", "proofed_by", "proofed_at", "signed_by", "signed_at"])
    return issue


def _may_sign(issue: Issue, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, issue.unit)
    if issue.state != State.SIGNING:
        yield Reason("还没有校对" if issue.state in (State.COMPILING, State.PROOFING) else "已经签发")
        return
    yield from _not_own(issue, actor, "签发")
    if actor.user is not None and issue.proofed_by_id == actor.user.pk:
        yield Reason("校对的人不能签发", "请另一位负责人签发")
    yield from _ready(issue)
    yield from _proof_is_current(issue)


@verb("gazette.sign", "签发了{object}", forbids=_may_sign)
def sign_off(issue: Issue, *, actor: Actor) -> Issue:
    """Signed for publication, by somebody who neither compiled nor proofread it."""
    issue.state = State.SIGNED
    issue.signed_by, issue.signed_at = actor.user, timezone.now()
    issue.save(update_fields=["state", "signed_by", "signed_at"])
    return issue


def _may_publish(issue: Issue, *, actor: Actor, at: dt.datetime | None = None) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, issue.unit)
    if at is not None and not actor.is_system:
        yield Reason("出版时间由服务器记录，不能指定")
    if issue.state != State.SIGNED:
        yield Reason("已经出版" if issue.is_public else "还没有签发")
        return
    yield from _ready(issue)
    yield from _proof_is_current(issue)
    found = building.proof(issue)
    if (
        not issue.is_old
        and found is not None
        and issue.signed_at
        and (found.finished_at or found.created_at) < issue.signed_at
    ):
        yield Reason("签发后还没有排出正式文件", "请排版一次，去掉“校样”字样")


@verb("gazette.publish", "出版了{object}", forbids=_may_publish)
def publish(issue: Issue, *, actor: Actor, at: dt.datetime | None = None) -> Issue:
    """Out to readers, as it was set: the PDF, its page numbers, and the texts stay so for good.

    ``at`` is for the operator's command line only, which brings in what was out before this system was there.
    """
    if not issue.is_old:
        found = building.proof(issue)
        assert found is not None
        with found.pdf.open("rb") as file:
            data = file.read()
        take_pdf(issue, data, pages=found.pages, front=found.front)
        for key, (first, last) in found.placed.items():
            issue.articles.filter(pk=int(key)).update(first_page=first, last_page=max(last, first))
    issue.state, issue.published_at = State.PUBLISHED, at or timezone.now()
    issue.save()
    show(issue)
    close_by_fact(
        Duty.objects.open().filter(kind=DUTY_KIND, key=f"{issue.year}-{issue.number}"), actor=actor,
        fact=f"{issue.label}已出版",
    )  # fmt: skip
    return issue


def take_pdf(issue: Issue, data: bytes, *, pages: int, front: int) -> None:
    """Keep a PDF and the picture of its first page with the issue (not yet saved)."""
    stem = f"{issue.year}-{issue.number:02d}"
    issue.pdf.save(f"{stem}.pdf", ContentFile(data), save=False)
    issue.cover.save(f"{stem}.png", ContentFile(setting.cover_of(data)), save=False)
    issue.sha256, issue.pages, issue.front = hashlib.sha256(data).hexdigest(), pages, front


def show(issue: Issue) -> None:
    """Have the pages made anew that show the issue, and its articles taken into the search."""
    printed = issue.articles.exclude(publication=None).values_list("publication", flat=True)
    pages.purge("gazette", f"gazette:{issue.pk}", *(f"publication:{pk}" for pk in printed))
    outbox.changed(SEARCH_KIND, *issue.articles.values_list("pk", flat=True))
