"""The register: entering a document, its number, the facts of its making."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act
from yangguang.publications.models import Publication
from yangguang.publications.rules import normalise_document_number

from .. import citing, keeping, reminding, rules
from ..keepers import keeper_reasons, own_or_keeper
from ..models import Citation, Norm, Procedure, RegisterCounter, Registration, Step
from ..rules import Term

LONG = ("body", "values")
FIELDS = (
    "publication", "title", "short_name", "document_number", "topic", "written_on", "published_on", "effective_on",
    "term", "term_basis", "expires_on", "body",
)  # fmt: skip


def _clean(values: dict[str, Any], norm: Norm) -> dict[str, Any]:
    """Values in their standard form. Raises Refused with every fault, each naming its field."""
    found: dict[str, Any] = {
        k: v.strip() if isinstance(v, str) and k != "body" else v for k, v in values.items()
    }
    faults: list[Reason] = []
    if not found.get("title", norm.title):
        faults.append(Reason("名称不能为空", "请填写文件名称", field="title"))
    if "document_number" in found:
        try:
            found["document_number"] = normalise_document_number(found["document_number"])
        except ValueError as error:
            faults.append(Reason(str(error), field="document_number"))
        else:
            same = Norm.objects.filter(document_number=found["document_number"]).exclude(pk=norm.pk)
            taken = same.exclude(registration=Registration.VOID).first() if found["document_number"] else None
            if taken is not None:
                faults.append(
                    Reason(
                        f"文号已登记给《{taken.title}》", "请核对；重号的要先更正", field="document_number"
                    )
                )
    record: Publication | None = found.get("publication")
    if record is not None and not _theirs(norm, record):
        faults.append(Reason("公开文本不是本机关发布的", "请核对制定机关", field="publication"))
    if record is not None and Norm.objects.filter(publication=record).exclude(pk=norm.pk).exists():
        faults.append(Reason("这份公开文本已经登记过", "请在登记簿里查找", field="publication"))
    written, published, begins, ends = (
        found.get(n, getattr(norm, n)) for n in ("written_on", "published_on", "effective_on", "expires_on")
    )
    if written and published and published < written:
        faults.append(Reason("公布日期早于成文日期", "请核对两个日期", field="published_on"))
    if begins and ends and ends < begins:
        faults.append(Reason("有效期早于施行日期", "请核对两个日期", field="expires_on"))
    if faults:
        raise Refused(faults)
    if "body" in found:
        found["body"] = bodies.clean(found["body"])
    return found


def _theirs(norm: Norm, record: Publication) -> bool:
    """The document's unit released the record, alone or with others."""
    return norm.unit_id in (record.unit_id, *record.issuers)


def _set(norm: Norm, found: dict[str, Any]) -> None:
    """Put the values on the entry; the validity follows the rule where the document itself names none."""
    for name, value in found.items():
        if name in FIELDS:
            setattr(norm, name, value)
    norm.normal_title = citing.match_title(norm.title)[:300]
    norm.inner_title = citing.inner_title(norm.title)[:300]
    if norm.term in (Term.GENERAL, Term.TRIAL) and norm.effective_on:
        rule = keeping.rule_for(norm) if norm.pk else rules.rule_on(
            keeping.term_rules(), norm.published_on or norm.written_on or timezone.localdate()
        )  # fmt: skip
        norm.expires_on = norm.expires_on or rules.latest_expiry(rule, Term(norm.term), norm.effective_on)
    elif norm.term == Term.OPEN:
        norm.expires_on = None


def _save(norm: Norm) -> None:
    try:
        with transaction.atomic():
            norm.save()
    except IntegrityError as error:  # another officer entered the same number or text in the meantime
        raise Refused([Reason("刚刚有人登记了同一文号或同一公开文本", "请在登记簿里查找")]) from error


def _may_enter(unit: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.EDIT, unit)


@verb("norms.enter", "录入了规范性文件{object}", forbids=_may_enter, hidden=LONG)
def enter(unit: Unit, *, actor: Actor, values: dict[str, Any], issuers: Iterable[Unit] = ()) -> Norm:
    """A new entry, waiting for its 登记号. Raises Refused when a value is wrong."""
    norm = Norm(unit=unit)
    _set(norm, _clean({"title": "", **values}, norm))
    _save(norm)
    norm.issuers.set(issuers)
    keeping.read_articles(norm)
    keeping.refresh(norm)
    return norm


def from_publication(record: Publication) -> dict[str, Any]:
    """What a public record says of itself, as the start of its entry."""
    begins = record.effective_on or record.published_on
    return {
        "publication": record, "title": record.title, "document_number": record.document_number,
        "topic": record.topic, "written_on": record.written_on, "published_on": record.published_on,
        "effective_on": begins, "expires_on": record.expires_on, "body": record.body,
        "term": Term.FIXED if record.expires_on else rules.term_of(record.title),
    }  # fmt: skip


def _may_change(norm: Norm, *, actor: Actor, reason: str = "", **kwargs: Any) -> Iterable[Reason]:
    if norm.is_registered:
        yield from keeper_reasons(actor)
        if not reason.strip():
            yield Reason("更正已登记的内容要写明原因", "请填写更正原因", field="reason")
    else:
        yield from own_or_keeper(actor, Act.EDIT, norm.unit)
    if norm.registration == Registration.VOID:
        yield Reason("这一件不予登记，不能修改", "需要登记的，请重新录入")


@verb("norms.change", "更正了{object}的登记内容", forbids=_may_change, hidden=LONG)
def change(
    norm: Norm,
    *,
    actor: Actor,
    values: dict[str, Any],
    issuers: Iterable[Unit] | None = None,
    reason: str = "",
) -> Norm:
    """Correct an entry. A changed text is read by articles anew, and force is computed again."""
    found = _clean(values, norm)
    body = found.get("body", norm.body) != norm.body
    _set(norm, found)
    if norm.registration == Registration.RETURNED:
        norm.registration = Registration.PENDING
    _save(norm)
    if issuers is not None:
        norm.issuers.set(issuers)
    if body or not norm.articles.exists():
        keeping.read_articles(norm)
    keeping.refresh(norm)
    return norm


def _missing(norm: Norm) -> Iterable[Reason]:
    """What an entry must have before it gets its number."""
    for name in ("document_number", "written_on", "published_on", "effective_on"):
        if not getattr(norm, name):
            yield Reason(f"缺{Norm._meta.get_field(name).verbose_name}", "请补充后再登记", field=name)  # type: ignore[union-attr]
    if not norm.body.strip():
        yield Reason("没有文件正文", "请补充正文，或关联公开文本", field="body")
    if norm.effective_on:
        rule = keeping.rule_for(norm)
        limit = rules.latest_expiry(
            rule, Term(norm.term) if norm.term != Term.FIXED else rules.term_of(norm.title), norm.effective_on
        )
        over = norm.expires_on is None if norm.term != Term.OPEN else True
        over = over or (limit is not None and norm.expires_on is not None and norm.expires_on > limit)
        if over and not norm.term_basis.strip():
            yield Reason(
                f"有效期超过规定的上限（{limit or '规则上限'}）",
                "确有依据的，请写明有效期依据；否则请更正有效期",
                field="term_basis",
            )
    if not norm.procedures.filter(step=Step.LEGALITY).exists():
        yield Reason("没有登记合法性审核", "请登记审核结论，或不需要审核的理由", field="legality")


def _may_register(norm: Norm, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    if norm.registration not in (Registration.PENDING, Registration.RETURNED):
        yield Reason(f"这一件{norm.get_registration_display()}")
        return
    yield from _missing(norm)


@verb("norms.register", "登记了{object}", forbids=_may_register, hidden=LONG)
def register(norm: Norm, *, actor: Actor, on: dt.date | None = None) -> Norm:
    """Give the document its 登记号; from now on it is part of the register (统一登记)."""
    day = on or timezone.localdate()
    year = (norm.published_on or day).year
    counter, _ = RegisterCounter.objects.select_for_update().get_or_create(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    norm.register_number = rules.register_number(settings.NORM_NUMBER_PATTERN, year, counter.last)
    norm.registration, norm.registered_on = Registration.REGISTERED, day
    norm.registration_note = ""
    norm.save()
    _meet(norm)
    keeping.refresh(norm)
    return norm


def _meet(norm: Norm) -> None:
    """Texts that cited the document before it was registered find it now."""
    waiting = Citation.objects.filter(norm=None).exclude(publication=norm.publication_id)
    names = [n for n in (norm.normal_title, norm.inner_title) if n]
    waiting.filter(normal_title__in=names, law=None).update(norm=norm)
    if norm.document_number:
        waiting.filter(number=norm.document_number).update(norm=norm)


def _may_return(norm: Norm, *, actor: Actor, note: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    if norm.registration != Registration.PENDING:
        yield Reason(f"这一件{norm.get_registration_display()}")
    if not note.strip():
        yield Reason("要写明理由", "请填写", field="note")


@verb("norms.return", "退回{object}补正", forbids=_may_return, hidden=LONG)
def send_back(norm: Norm, *, actor: Actor, note: str) -> Norm:
    """Ask the issuing unit to mend the entry."""
    norm.registration, norm.registration_note = Registration.RETURNED, note.strip()[:300]
    norm.save()
    return norm


def _may_refuse(norm: Norm, *, actor: Actor, note: str = "", **kwargs: Any) -> Iterable[Reason]:
    yield from keeper_reasons(actor)
    if norm.registration not in (Registration.PENDING, Registration.RETURNED):
        yield Reason(f"这一件{norm.get_registration_display()}", "登记错了的，请更正内容")
    if not note.strip():
        yield Reason(
            "不予登记要写明理由", "例如：不属于规范性文件（工作方案、人事任免、会议纪要等）", field="note"
        )


@verb("norms.refuse", "对{object}不予登记", forbids=_may_refuse, hidden=LONG)
def refuse(norm: Norm, *, actor: Actor, note: str) -> Norm:
    """The document is no normative document; the entry stays with its reason, its public text is free again."""
    norm.registration, norm.registration_note = Registration.VOID, note.strip()[:300]
    norm.publication = None
    norm.save()
    return norm


def _may_state(norm: Norm, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.EDIT, norm.unit)
    if norm.registration == Registration.VOID:
        yield Reason("这一件不予登记")


@verb("norms.procedure", "登记了{object}的制定程序", forbids=_may_state)
def set_procedure(norm: Norm, *, actor: Actor, step: str, values: dict[str, Any]) -> Procedure:
    """Enter the fact of a step, or the reason why it was not needed; entering it again corrects it."""
    done, exempt = values.get("done_on"), (values.get("exempt_reason") or "").strip()
    if not done and not exempt:
        raise Refused([Reason("请填写完成日期，或不需要的理由", field="done_on")])
    if done and exempt:
        raise Refused([Reason("已经办理的，不用填写不需要的理由", "两项只填一项", field="exempt_reason")])
    begun = values.get("done_from")
    if done and begun and begun > done:
        raise Refused([Reason("开始日期晚于完成日期", "请核对两个日期", field="done_from")])
    names = ("done_from", "done_on", "number", "by_whom", "note", "exempt_reason")
    found, _ = Procedure.objects.update_or_create(
        norm=norm,
        step=step,
        defaults={n: values.get(n) or ("" if n not in ("done_from", "done_on") else None) for n in names},
    )
    if step == Step.REVIEW and done:
        reminding.settled(norm, actor=actor)
    return found


def _may_bind(norm: Norm, *, actor: Actor, publication: Publication, **kwargs: Any) -> Iterable[Reason]:
    yield from own_or_keeper(actor, Act.EDIT, norm.unit)
    if norm.publication_id is not None:
        yield Reason("已经关联了公开文本")
    if Norm.objects.filter(publication=publication).exclude(pk=norm.pk).exists():
        yield Reason("这份公开文本已经登记给别的文件", field="publication")
    if not publication.live:
        yield Reason("这份信息没有公开", "请先发布", field="publication")
    if not _theirs(norm, publication):
        yield Reason("公开文本不是本机关发布的", "请核对", field="publication")


@verb("norms.bind", "给{object}关联了公开文本", forbids=_may_bind, hidden=LONG)
def bind(norm: Norm, *, actor: Actor, publication: Publication) -> Norm:
    """Say which public record is the document's text."""
    norm.publication = publication
    _save(norm)
    keeping.refresh(norm)
    return norm
