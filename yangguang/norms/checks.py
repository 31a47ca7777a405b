"""Citations of a draft, checked before it is sent for review: names, numbers, articles, force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from yangguang.core.checks import Finding, check
from yangguang.documents import bodies
from yangguang.publications.models import Publication

from . import citing
from .force import State
from .keys import label_of
from .resolving import ENDED, Reading, Resolver, Standing, Target, state_of

SUBJECT = "publications.publication"
_TELLS_OF_ENDS = re.compile(r"废止|失效|清理.{0,20}(?:结果|目录|情况)")


@dataclass(frozen=True)
class Survey:
    """The citations of one text, read against everything known."""

    readings: tuple[Reading, ...]
    standing: Standing


def survey(text: str) -> Survey:
    """Read the citations of a plain text as of today. A fixed number of queries."""
    today = timezone.localdate()
    found = citing.find(text)
    resolver = Resolver(found, today)
    readings = tuple(resolver.read(c, offers=True) for c in found)
    norms = [r.target.norm for r in readings if r.target is not None and r.target.norm is not None]
    return Survey(readings, Standing(norms, today))


def _survey(record: Any) -> Survey:
    """The draft's citations, read once for all checks of one look at it."""
    known: Survey | None = getattr(record, "_citations", None)
    if known is None:
        known = record._citations = survey(bodies.to_text(record.body))
    return known


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    return dict.fromkeys(findings)


def ended(found: Survey) -> Iterable[Finding]:
    """Documents and articles that have no force any more, unless the sentence itself repeals them."""
    for r in found.readings:
        if r.target is None or r.citation.on_purpose:
            continue
        whole = state_of(r.target, found.standing)
        if whole in ENDED or whole is State.SUSPENDED:
            yield Finding("body", f"引用的{r.target}{whole.value}", _instead(r.target), r.target.url)
            continue
        for ref in r.citation.refs:
            state = state_of(r.target, found.standing, ref.key)
            if state in ENDED:
                yield Finding("body", f"引用的{r.target}{ref}{state.value}", "请核对现行条文", r.target.url)


def _instead(target: Target) -> str:
    if target.law is not None and target.law.successor:
        return f"现行的是《{target.law.successor}》，请改引；历史叙述可保留"
    if target.norm is not None:
        return "请改引现行文件；历史叙述可保留"
    return "请核对后改引"


def misnamed(found: Survey) -> Iterable[Finding]:
    """Names and numbers that do not belong together, and articles that a document does not have."""
    for r in found.readings:
        if r.fault == "misnamed":
            yield Finding(
                "body",
                f"文号 {r.citation.number} 对应的是{r.target}，文中写作《{r.citation.title}》",
                "请核对名称或文号",
            )
        elif r.fault == "misnumbered" and r.target is not None:
            yield Finding(
                "body",
                f"《{r.citation.title}》的文号是 {r.target.number}，文中写作 {r.citation.number}",
                "请核对文号",
            )
        if r.target is not None and r.target.norm is not None:
            for ref in r.citation.refs:
                if not found.standing.has(r.target.norm, ref.article):
                    yield Finding(
                        "body", f"{r.target}没有{label_of(ref.article)}", "请核对条号", r.target.url
                    )
                elif not found.standing.has(r.target.norm, ref.key):
                    yield Finding("body", f"{r.target}没有{ref}", "请核对款号、项号", r.target.url)


def unknown(found: Survey) -> Iterable[Finding]:
    """Documents that neither the register nor the list of laws knows, with what might be meant."""
    for r in found.readings:
        if r.fault == "unknown":
            offers = "、".join(map(str, r.offers))
            fix = f"是否指：{offers}" if offers else "请核对名称；确有此文件的，可请登记单位补入名录"
            yield Finding("body", f"登记簿和法规名录里没有《{r.citation.title}》", fix)


def changed(found: Survey) -> Iterable[Finding]:
    """Documents and articles in force whose text has been changed since they were made."""
    for r in found.readings:
        if (
            r.target is None
            or r.citation.on_purpose
            or state_of(r.target, found.standing) is not State.AMENDED
        ):
            continue
        if r.target.norm is not None and r.citation.refs:
            hit = [x for x in r.citation.refs if found.standing.state(r.target.norm, x.key) is State.AMENDED]
            if hit:
                words = "、".join(map(str, hit))
                yield Finding(
                    "body", f"引用的{r.target}{words}修改过", "请核对是否按现行条文引用", r.target.url
                )
        else:
            yield Finding("body", f"引用的{r.target}修改过", "请核对是否按现行文本引用", r.target.url)


@check(
    "NRM-01",
    SUBJECT,
    "引用失效文件",
    why="任务表第 22、24 项：失效的文件不能再作依据",
    severity="confirm",
    dismissible=True,
)
def cites_ended(record: Publication) -> Iterable[Finding]:
    """A document that repeals, or tells what a review repealed, names what has ended on purpose."""
    if _TELLS_OF_ENDS.search(record.title or ""):
        return ()
    return _once(ended(_survey(record)))


@check("NRM-02", SUBJECT, "引用名称、文号、条款有误", why="引用要准确", severity="confirm", dismissible=True)
def cites_wrongly(record: Publication) -> Iterable[Finding]:
    return _once(misnamed(_survey(record)))


@check("NRM-03", SUBJECT, "引用不明的文件", why="引用要查得到", severity="hint", dismissible=True)
def cites_unknown(record: Publication) -> Iterable[Finding]:
    return _once(unknown(_survey(record)))


@check("NRM-04", SUBJECT, "引用修改过的条款", why="按现行条文引用", severity="hint", dismissible=True)
def cites_changed(record: Publication) -> Iterable[Finding]:
    return _once(changed(_survey(record)))


@check("NRM-05", SUBJECT, "规范性文件的标注", why="任务表第 24 项：效力和日期要标注清楚", severity="hint")
def norm_dates(record: Publication) -> Iterable[Finding]:
    """A normative document says when it begins and how long it holds."""
    if record.kind != "norm":
        return
    if not record.effective_on:
        yield Finding("effective_on", "规范性文件没有填施行日期", "请填写，登记时要用")
    if "有效期" not in bodies.to_text(record.body) and not record.expires_on:
        yield Finding("expires_on", "正文没有写明有效期", "一般不超过五年，暂行、试行不超过两年（待核）")
