"""Emergency themes switched on and off, and decisions to publish with their deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.actions import columns
from yangguang.publications.models import Column, Publication

from .. import rules
from ..models import ReleaseDecision, Theme, ThemeRecord, Window
from .lists import SLUG, keeps

PARENT = "emergencies"  # the column under which themes stand, where the district has it


def _purge() -> None:
    pages.purge("emergency")


def _faults(*, name: str, slug: str, words: Iterable[str], theme: Theme | None = None) -> Iterable[Reason]:
    others = Theme.objects.exclude(pk=theme.pk) if theme else Theme.objects.all()
    if not name.strip():
        yield Reason("请填写主题名称", field="name")
    elif others.filter(name=name.strip()).exists():
        yield Reason(f"已有主题“{name.strip()}”", field="name")
    if not SLUG.match(slug or ""):
        yield Reason("网址名只用小写字母、数字和连字符", field="slug")
    elif others.filter(slug=slug).exists():
        yield Reason(f"网址名“{slug}”已被使用", field="slug")
    if not [w for w in words if w.strip()]:
        yield Reason("请填写关键词", "标题或关键词里有这些字的信息会自动归入", field="words")


def _may_add(unit: Unit, *, actor: Actor, name: str, slug: str, words: Iterable[str], **kwargs: Any) -> Iterable[Reason]:  # fmt: skip
    yield from keeps(actor, unit)
    yield from _faults(name=name, slug=slug, words=words)


@verb("registers.theme.add", "登记了疫情主题{object}", forbids=_may_add)
def add_theme(
    unit: Unit, *, actor: Actor, name: str, slug: str, words: Iterable[str], order: int = 0
) -> Theme:
    """A theme, switched off."""
    made = Theme.objects.create(
        unit=unit, name=name.strip()[:40], slug=slug, order=order, words=[w.strip() for w in words if w.strip()]
    )  # fmt: skip
    _purge()
    return made


def _may_start(unit: Unit, *, actor: Actor) -> Iterable[Reason]:
    yield from keeps(actor, unit)
    if Theme.objects.exists():
        yield Reason("已经有疫情主题", "请逐个登记或修改")


@verb("registers.theme.start", "{object}建立了七个疫情主题", forbids=_may_start)
def start_themes(unit: Unit, *, actor: Actor) -> Unit:
    """The seven themes of task 10, all switched off; the district changes them as it needs."""
    for order, (slug, name, words) in enumerate(rules.THEMES, 1):
        Theme.objects.create(unit=unit, name=name, slug=slug, order=order, words=list(words))
    _purge()
    return unit


def _may_change(theme: Theme, *, actor: Actor, name: str, slug: str, words: Iterable[str], **kwargs: Any) -> Iterable[Reason]:  # fmt: skip
    yield from keeps(actor, theme.unit)
    yield from _faults(name=name, slug=slug, words=words, theme=theme)


@verb("registers.theme.change", "修改了疫情主题{object}", forbids=_may_change)
def change_theme(
    theme: Theme, *, actor: Actor, name: str, slug: str, words: Iterable[str], order: int = 0
) -> Theme:
    """Change a theme; its column gathers by the new words at once."""
    theme.name, theme.slug, theme.order = name.strip()[:40], slug, order
    theme.words = [w.strip() for w in words if w.strip()]
    theme.save()
    if theme.column is not None:
        columns.change_column(
            theme.column, actor=actor, values={"name": theme.name, "query": {"words": theme.words}}
        )
    _purge()
    return theme


def _may_switch_on(theme: Theme, *, actor: Actor, at: dt.datetime, reason: str = "") -> Iterable[Reason]:
    yield from keeps(actor, theme.unit)
    if theme.windows.filter(off_at=None).exists():
        yield Reason("已经开启")
    if theme.retired_at is not None:
        yield Reason("主题已经停用", "请先恢复")
    if at > timezone.now():
        yield Reason("开启时间还没有到", "请填现在或以前的时间", field="at")
    elif theme.windows.filter(off_at__gt=at).exists():
        yield Reason("与以前的开启时段重叠", "请填上次关闭以后的时间", field="at")
    if not reason.strip():
        yield Reason("请写明开启的原因", "例如：上级通报、本区出现病例", field="reason")


@verb("registers.theme.on", "开启了疫情主题{object}", forbids=_may_switch_on)
def switch_on(theme: Theme, *, actor: Actor, at: dt.datetime, reason: str) -> Theme:
    """From ``at`` on the theme must be kept fresh; its column opens where it has none."""
    Window.objects.create(theme=theme, on_at=at, reason=reason.strip()[:200], on_by=actor.label)
    if theme.column is None:
        values = {
            "slug": f"{PARENT}-{theme.slug}", "name": theme.name, "query": {"words": theme.words}, "order": 200 + theme.order,
            "description": f"疫情主题：{theme.name}", "keywords": theme.name,
            "parent": Column.objects.filter(slug=PARENT, closed_on=None).first(),
        }  # fmt: skip
        theme.column = columns.open_column(theme.unit, actor=actor, values=values)
        theme.save()
    elif not theme.column.is_open:
        columns.reopen_column(theme.column, actor=actor)
    _purge()
    return theme


def _may_switch_off(theme: Theme, *, actor: Actor, at: dt.datetime, reason: str = "") -> Iterable[Reason]:
    yield from keeps(actor, theme.unit)
    window = theme.windows.filter(off_at=None).first()
    if window is None:
        yield Reason("没有开启")
        return
    if at > timezone.now():
        yield Reason("关闭时间还没有到", "请填现在或以前的时间", field="at")
    elif at < window.on_at:
        yield Reason("关闭时间早于开启时间", field="at")
    if not reason.strip():
        yield Reason("请写明关闭的原因", field="reason")


@verb("registers.theme.off", "关闭了疫情主题{object}", forbids=_may_switch_off)
def switch_off(theme: Theme, *, actor: Actor, at: dt.datetime, reason: str) -> Theme:
    """No longer measured. The column stays open for what it holds; an empty one closes, so that no page is blank."""
    window = theme.windows.get(off_at=None)
    window.off_at, window.off_reason, window.off_by = at, reason.strip()[:200], actor.label
    window.save()
    if theme.column is not None and theme.column.is_open and not theme.column.entry_count:
        columns.close_column(theme.column, actor=actor)
    _purge()
    return theme


def _may_retire(theme: Theme, *, actor: Actor) -> Iterable[Reason]:
    yield from keeps(actor, theme.unit)
    if theme.retired_at is not None:
        yield Reason("已经停用")
    if theme.windows.filter(off_at=None).exists():
        yield Reason("主题还开启着", "请先关闭")


@verb("registers.theme.retire", "停用了疫情主题{object}", forbids=_may_retire)
def retire_theme(theme: Theme, *, actor: Actor) -> Theme:
    """Out of use; what it was on for stays on record."""
    theme.retired_at = timezone.now()
    theme.save()
    _purge()
    return theme


def _may_use_again(theme: Theme, *, actor: Actor) -> Iterable[Reason]:
    yield from keeps(actor, theme.unit)
    if theme.retired_at is None:
        yield Reason("没有停用")


@verb("registers.theme.use", "恢复了疫情主题{object}", forbids=_may_use_again)
def use_theme_again(theme: Theme, *, actor: Actor) -> Theme:
    theme.retired_at = None
    theme.save()
    _purge()
    return theme


def _may_put(theme: Theme, *, actor: Actor, publication: Publication) -> Iterable[Reason]:
    yield from keeps(actor, theme.unit)
    if not publication.live:
        yield Reason("这条信息没有公开", "请先发布")


@verb("registers.theme.put", "把信息归入疫情主题{object}", forbids=_may_put)
def put_under(theme: Theme, *, actor: Actor, publication: Publication) -> Theme:
    """Count a public record under a theme whose words it does not bear."""
    ThemeRecord.objects.get_or_create(theme=theme, publication=publication, defaults={"by": actor.label})
    _purge()
    return theme


def _may_take(theme: Theme, *, actor: Actor, publication: Publication) -> Iterable[Reason]:
    yield from keeps(actor, theme.unit)
    if not theme.records.filter(publication=publication).exists():
        yield Reason("没有归入这个主题")


@verb("registers.theme.take", "把信息移出疫情主题{object}", forbids=_may_take)
def take_from(theme: Theme, *, actor: Actor, publication: Publication) -> Theme:
    theme.records.filter(publication=publication).delete()
    _purge()
    return theme


# -- decisions ----------------------------------------------------------------------------------------------------


def _may_decide(unit: Unit, *, actor: Actor, title: str, level: str, decided_at: dt.datetime, decided_by: str,
                hours: int | None = None, **kwargs: Any) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, unit)
    if not title.strip():
        yield Reason("请填写要发布的事项", field="title")
    if not decided_by.strip():
        yield Reason("请填写决定人的职务", field="decided_by")
    if level not in rules.BY_CODE:
        yield Reason("请选择级别", field="level")
    elif hours is not None and not 1 <= hours <= rules.BY_CODE[level].hours:
        yield Reason(
            f"这一级别的时限最长 {rules.BY_CODE[level].hours} 小时", "可以更短，不能更长", field="hours"
        )
    if decided_at > timezone.now():
        yield Reason("决定时间还没有到", "请填作出决定的时间", field="decided_at")


@verb("registers.decision.record", "登记了发布决定{object}", forbids=_may_decide)
def record_decision(
    unit: Unit, *, actor: Actor, title: str, level: str, decided_at: dt.datetime, decided_by: str,
    theme: Theme | None = None, hours: int | None = None,
) -> ReleaseDecision:  # fmt: skip
    """Put on record that something is to be published; the clock runs from the decision, not from the record."""
    return ReleaseDecision.objects.create(
        unit=unit, theme=theme, title=title.strip()[:200], level=level, hours=hours or rules.BY_CODE[level].hours,
        decided_at=decided_at, decided_by=decided_by.strip()[:60], recorded_by=actor.label,
    )  # fmt: skip


def _may_answer(decision: ReleaseDecision, *, actor: Actor, publication: Publication) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, decision.unit)
    if decision.cancelled_at is not None:
        yield Reason("这个决定已经撤销")
    at = publication.first_published_at
    if at is not None and at < decision.decided_at:
        yield Reason("这条信息在决定之前已经发布", "请选决定以后发布的信息", field="publication")
    if publication.stage == "withdrawn":
        yield Reason("这条信息已经撤下", field="publication")


@verb("registers.decision.answer", "为发布决定{object}对应了信息", forbids=_may_answer)
def answer_decision(decision: ReleaseDecision, *, actor: Actor, publication: Publication) -> ReleaseDecision:
    """Say which record answers a decision: a draft as well, which counts once it is public."""
    decision.publication = publication
    decision.save()
    return decision


def _may_cancel(decision: ReleaseDecision, *, actor: Actor, reason: str = "") -> Iterable[Reason]:
    yield from reasons(actor, Act.APPROVE, decision.unit)
    if decision.cancelled_at is not None:
        yield Reason("已经撤销")
    if decision.published_at is not None:
        yield Reason("已经发布，不能撤销决定")
    if not reason.strip():
        yield Reason("请写明撤销的原因", field="reason")


@verb("registers.decision.cancel", "撤销了发布决定{object}", forbids=_may_cancel)
def cancel_decision(decision: ReleaseDecision, *, actor: Actor, reason: str) -> ReleaseDecision:
    """The head's word that it is not to be published after all; it leaves the count with its reason."""
    decision.cancelled_at, decision.cancel_reason = timezone.now(), reason.strip()[:200]
    decision.save()
    return decision
