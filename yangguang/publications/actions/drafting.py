"""Writing: drafts, files, locks. Nothing here reaches a reader."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.core.printable import deep, printable
from yangguang.documents import bodies, converting, files, photographs
from yangguang.organisations.models import Unit
from yangguang.organisations.permissions import Act, reasons
from yangguang.search import outbox

from .. import extras, gates, kinds, rules
from ..models import TEXT_FIELDS, Attachment, AttachmentMention, Openness, Publication, Stage
from ..placing import SEARCH_KIND

# Long texts live in revisions; the log keeps who changed what and when.
LONG = ("body", "extra", "html")


def clean_values(values: dict[str, Any], *, kind: str = "") -> dict[str, Any]:
    """The editor's values in their standard form. Raises Refused with every fault, each naming its field.

    ``kind`` is the record's own, for the metadata of a kind when the values do not change it.
    """
    # A control character pasted out of a PDF would break every feed and table that tells of the record.
    found: dict[str, Any] = {
        k: v.strip() if isinstance(v, str) and k != "body" else v for k, v in deep(dict(values)).items()
    }
    faults: list[Reason] = []
    if "title" in found and not found["title"]:
        faults.append(Reason("标题不能为空", "请填写标题", field="title"))
    if "document_number" in found:
        try:
            found["document_number"] = rules.normalise_document_number(found["document_number"])
        except ValueError as error:
            faults.append(Reason(str(error), field="document_number"))
    if found.get("kind", "news") not in kinds.KINDS:
        faults.append(Reason("请选择信息类型", field="kind"))
    if found.get("openness", Openness.OPEN) != Openness.OPEN and not found.get("openness_basis"):
        faults.append(
            Reason(
                f"公开属性是“{Openness(found['openness']).label}”的，要写明依据",
                "请选择条例条款",
                field="openness_basis",
            )
        )
    if found.get("openness") == Openness.OPEN:
        found["openness_basis"] = ""
    if "extra" in found:
        declared = kinds.fields_of(found.get("kind", kind))
        found["extra"], wrong = extras.clean(declared, found["extra"])
        faults += [Reason(f"{f.label}：{text}", field=f"extra.{f.name}") for f, text in wrong]
    begins, ends = found.get("effective_on"), found.get("expires_on")
    if begins and ends and ends < begins:
        faults.append(Reason("有效期早于施行日期", "请核对两个日期", field="expires_on"))
    if faults:
        raise Refused(faults)
    if "body" in found:
        found["body"] = printable(bodies.clean(found["body"]))  # again: &#8; has become the character
    return found


def _may_create(unit: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)
    if not unit.is_active(timezone.localdate()):
        yield Reason(f"{unit}已经撤销", "请换一个单位")


@verb("publications.create", "起草了{object}", forbids=_may_create, hidden=LONG)
def create(unit: Unit, *, actor: Actor, values: dict[str, Any]) -> Publication:
    """A new draft of a unit, with its first revision. Raises Refused when a value is wrong."""
    found = clean_values({"kind": "notice", **values})
    if not found.get("title"):
        raise Refused([Reason("标题不能为空", "请填写标题", field="title")])
    if "items" not in found:
        found["items"] = list(kinds.KINDS.get(found["kind"]).items)
    publication = Publication(
        unit=unit, created_by=actor.user, has_unpublished_changes=True,
        **{k: v for k, v in found.items() if k in TEXT_FIELDS},
    )  # fmt: skip
    publication.save()
    publication.save_revision(user=actor.user, clean=False, log_action=False)
    _mention(publication, publication)
    outbox.changed(SEARCH_KIND, publication.pk)
    return publication


def _mention(publication: Publication, text: Publication) -> None:
    """After a text became a revision: its files count as named, so they stay."""
    named = {*text.attachments, *bodies.file_ids(text.body)}
    there = Attachment.objects.filter(pk__in=named).values_list("pk", flat=True)
    AttachmentMention.objects.bulk_create(
        (AttachmentMention(publication=publication, attachment_id=a) for a in there), ignore_conflicts=True
    )


def who_locked(publication: Publication) -> list[Reason]:
    """Why the text can't be changed now, and what to do."""
    if publication.stage == Stage.REVIEW:
        return [Reason("正在审校，不能修改", "需要修改的，请先撤回送审，或由审核人退回")]
    if publication.stage in (Stage.READY, Stage.SCHEDULED):
        return [Reason("审校已经完成，修改后要重新审校", "请先点“退回修改”")]
    if publication.stage == Stage.WITHDRAWN:
        return [Reason("已经撤下，不能修改", "请另起草稿")]
    if publication.locked:
        who = publication.locked_by or "管理员"
        return [Reason(f"{who}在 {_when(publication.locked_at)} 锁定了这份稿件", "请联系锁定人解锁后再改")]
    return []


def _when(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).strftime("%-m月%-d日 %H:%M") if moment else ""


def _may_save(
    publication: Publication, *, actor: Actor, base_revision: int | None = None, **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, publication.unit)
    yield from who_locked(publication)
    latest = publication.latest_revision
    if base_revision is not None and latest is not None and latest.pk != base_revision:
        who = str(latest.user) if latest.user else "其他人"
        yield Reason(
            f"您打开后，{who}在 {_when(latest.created_at)} 保存了新的文本",
            "您的内容没有丢失：请对照下面的比较合并，再选用哪一份",
            field="base_revision",
        )


@verb("publications.save", "修改了{object}的草稿", forbids=_may_save, hidden=(*LONG, "values"))
def save_draft(
    publication: Publication, *, actor: Actor, values: dict[str, Any], base_revision: int | None = None
) -> Publication:
    """Keep a new text as a revision. What readers see does not change.

    ``base_revision`` is the revision the editor opened: when another has come since, nothing is overwritten.
    """
    # A copy: the row itself is what readers see.
    text = copy.copy(publication.draft())
    found = clean_values(values, kind=text.kind)
    for name, value in found.items():
        if name in TEXT_FIELDS:
            setattr(text, name, value)
    text.save_revision(user=actor.user, clean=False, log_action=False)
    _mention(publication, text)
    if not publication.live:
        # Nobody outside sees the row yet, so lists show the newest text.
        for name in TEXT_FIELDS:
            setattr(publication, name, getattr(text, name))
    publication.refresh_from_db(fields=["latest_revision"])
    publication.has_unpublished_changes = True
    publication.stage = Stage.DRAFT
    publication.save()
    outbox.changed(SEARCH_KIND, publication.pk)
    return publication


def _may_discard(publication: Publication, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, publication.unit)
    yield from who_locked(publication)
    if publication.first_published_at is not None and not publication.live:
        yield Reason("公开过的信息不能删除", "撤下记录要留存")
    if publication.live and not publication.has_unpublished_changes:
        yield Reason("没有未发布的修改")
    if publication.release_sets.filter(state="open").exists():
        yield Reason("在同发组里", "请先移出同发组")
    yield from gates.reasons(gates.Step.DISCARD, publication)


@verb("publications.discard", "放弃了{object}的草稿", forbids=_may_discard, hidden=LONG)
def discard(publication: Publication, *, actor: Actor) -> Publication | None:
    """Give up a draft: a record never released goes away, a released one returns to what readers see."""
    if publication.first_published_at is None:
        outbox.changed(SEARCH_KIND, publication.pk)
        publication.delete()
        return None
    live = publication.live_revision
    publication.latest_revision = live
    publication.has_unpublished_changes = False
    publication.stage = Stage.RELEASED
    publication.save()
    return publication


def _may_lock(publication: Publication, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, publication.unit)
    if publication.locked:
        yield Reason(f"已由{publication.locked_by or '管理员'}锁定")


@verb("publications.lock", "锁定了{object}", forbids=_may_lock, hidden=LONG)
def lock(publication: Publication, *, actor: Actor) -> Publication:
    """Keep everyone from changing the text until it is unlocked."""
    publication.locked, publication.locked_by, publication.locked_at = True, actor.user, timezone.now()
    publication.save()
    return publication


def _may_unlock(publication: Publication, *, actor: Actor) -> Iterable[Reason]:
    if not publication.locked:
        yield Reason("没有锁定")
    elif actor.user is None or actor.user.pk != publication.locked_by_id:
        # Whoever locked may always unlock; a head may too, so that a holiday blocks nothing.
        yield from reasons(actor, Act.APPROVE, publication.unit)


@verb("publications.unlock", "解锁了{object}", forbids=_may_unlock, hidden=LONG)
def unlock(publication: Publication, *, actor: Actor) -> Publication:
    publication.locked, publication.locked_by, publication.locked_at = False, None, None
    publication.save()
    return publication


def _may_sweep(attachment: Attachment, *, actor: Actor) -> Iterable[Reason]:
    if not actor.is_system:
        yield Reason("只由系统清理")
    if not unused(Attachment.objects.filter(pk=attachment.pk)).exists():
        yield Reason("这个文件有文本用到")


def unused(files: QuerySet[Attachment]) -> QuerySet[Attachment]:
    """Of these files those that no text ever named and nothing of any room points to."""
    for relation in Attachment._meta.related_objects:
        files = files.filter(**{f"{relation.name}__isnull": True})
    return files


@verb("publications.sweep", "清理了从未用到的文件{object}", forbids=_may_sweep, hidden=("html",))
def sweep(attachment: Attachment, *, actor: Actor) -> None:
    """Remove a file that was uploaded and never used. The bytes go once the removal is certain."""
    file = attachment.file
    attachment.delete()
    transaction.on_commit(lambda: file.storage.delete(file.name))


def _may_attach(unit: Unit, *, actor: Actor, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, unit)


@verb("publications.attach", "上传了{object}", forbids=_may_attach, hidden=("html", "stream"))
def attach(unit: Unit, *, actor: Actor, stream: BinaryIO, name: str, description: str = "") -> Attachment:
    """Keep a file of a unit. Raises Refused naming the file when it may not be kept; nothing is stored then."""
    try:
        facts = files.inspect(stream, name, limit=settings.ATTACHMENT_LIMIT)
        if facts.extension in files.IMAGES and (bare := photographs.without_marks(stream)) is not None:
            stream = bare
            facts = files.inspect(stream, name, limit=settings.ATTACHMENT_LIMIT)
    except files.Rejected as error:
        raise Refused([Reason(str(error), field="file")]) from error
    same = Attachment.objects.filter(unit=unit, sha256=facts.sha256, name=facts.name).first()
    if same is not None:  # a double click, or the same file again
        return same
    stream.seek(0)
    attachment = Attachment(
        unit=unit, name=facts.name, description=description.strip()[:200],
        extension=facts.extension, media_type=facts.media_type, size=facts.size, sha256=facts.sha256,
        uploaded_by=actor.user, width=facts.width, height=facts.height,
    )  # fmt: skip
    attachment.file.save(f"{facts.sha256[:16]}.{facts.extension.lstrip('.')}", File(stream), save=False)
    converted = converting.to_html(attachment.file.path, facts.media_type)
    if converted is not None:
        attachment.html = converted.html
        attachment.html_note = "；".join(converted.notes)[:300]
    attachment.save()
    return attachment
