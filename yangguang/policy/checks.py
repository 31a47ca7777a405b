"""Hints about explanations in the editor: missing elements, copied text, hard reading (任务 18). They block nothing."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from yangguang.core.checks import Finding, check
from yangguang.documents import bodies
from yangguang.publications.checks import SUBJECT
from yangguang.publications.models import Publication

from . import queries
from .models import Explains, Need, Requirement
from .texts import elements, overlap, plain


def _quality(record: Publication) -> str:
    return reverse("policy:quality", args=[record.pk]) if record.pk else ""


def is_people_facing(explanation: int) -> bool:
    """Some document that it explains concerns people or businesses directly."""
    return Requirement.objects.filter(
        document__explained_by__explanation=explanation, people_facing=True
    ).exists()


@check("POL-01", SUBJECT, "解读要素", why="任务分解表第 18 项：解读要有背景、目的、举措，涉民的还要讲变化、人群、怎么办",
       severity="hint")  # fmt: skip
def has_elements(record: Publication) -> Iterable[Finding]:
    """Elements that an explanation should have, each with what to write."""
    if record.kind != "explanation" or not _long_enough(record):
        return
    asked = {e.code for e in elements.missing(record.body, people_facing=is_people_facing(record.pk))}
    for element in elements.missing(record.body, people_facing=False, every=True):
        word = "没有找到" if element.code in asked else "可以补上"
        yield Finding("body", f"{word}“{element.name}”", element.ask)


def _long_enough(record: Publication) -> bool:
    # A picture story has its words in the picture; its text is a caption.
    return len(bodies.to_text(record.body)) >= plain.LEAST


@check("POL-02", SUBJECT, "照抄预警", why="解读不能简单重复文件原文（任务分解表第 18 项）", severity="hint")
def not_copied(record: Publication) -> Iterable[Finding]:
    """Text copied from a document that the explanation explains."""
    if record.kind != "explanation":
        return
    found = overlap_of(record)
    if found is not None and found[1].copied:
        document, shared = found
        yield Finding(
            "body", f"有 {shared.share:.0%} 的文字和《{document.draft().title.strip('《》')[:40]}》原文相同",
            "换成自己的话：一条举措对一类人意味着什么；必须引用的条款放进引用块", _quality(record),
        )  # fmt: skip


def overlap_of(record: Publication) -> tuple[Publication, overlap.Overlap] | None:
    """The explained document that most is copied from, and the overlap; None when nothing is explained."""
    documents = [
        r.document
        for r in Explains.objects.filter(explanation=record.pk).select_related(
            "document__latest_revision", "document__unit"
        )
    ]
    if not documents:
        return None
    texts = [bodies.to_text(d.draft().body) for d in documents]
    place, found = overlap.against(bodies.to_text(record.body), texts)
    return documents[place], found


@check("POL-03", SUBJECT, "好不好读", why="任务分解表第 18 项：通俗易懂", severity="hint")
def readable(record: Publication) -> Iterable[Finding]:
    """Long sentences, rare characters and official words, each with the way out."""
    if record.kind != "explanation":
        return
    found = plain.measure(bodies.to_text(record.body))
    if not found.judged:
        return
    if found.sentence > plain.WARN_SENTENCE or found.long_share > plain.WARN_LONG:
        yield Finding(
            "body", f"句子平均 {found.sentence:.0f} 字，{len(found.long)} 句超过 {plain.LONG} 字",
            "在逗号处断成两三句，一句只说一件事", _quality(record),
        )  # fmt: skip
    if found.official > plain.WARN_OFFICIAL:
        shown = "；".join(f"“{w}”→“{p}”" for w, p, _ in found.words[:5])
        yield Finding(
            "body", f"官话较多：每千字 {found.official:.0f} 处", f"可以换成：{shown}", _quality(record)
        )
    if found.rare_share > plain.WARN_RARE:
        yield Finding(
            "body",
            f"有不常用的字：{'、'.join(found.rare[:8])}",
            "换常用字，或在后面注明读音和意思",
            _quality(record),
        )


@check("POL-04", SUBJECT, "解读关联", why="文件和解读要双向关联（国办秘函〔2019〕19号）", severity="hint")
def is_linked(record: Publication) -> Iterable[Finding]:
    """An explanation that explains nothing; a policy that nobody decided about."""
    if record.kind == "explanation" and not Explains.objects.filter(explanation=record.pk).exists():
        yield Finding("", "没有关联所解读的文件", "请选择文件", reverse("policy:describe", args=[record.pk]))
    if record.kind in queries.GATED and record.pk:
        found = queries.requirement(record.pk)
        if found is not None and found.need == Need.NOT_REQUIRED and not found.settled:
            yield Finding("", "“不需解读”还在等主管部门同意", found.consent_refused)


@check("POL-05", SUBJECT, "解读跟上修改", why="文件改了，解读要一起改", severity="hint")
def explanation_follows(record: Publication) -> Iterable[Finding]:
    """A public document is being changed: its public explanations may say what is no longer so."""
    if record.kind not in queries.GATED or not record.live or not record.has_unpublished_changes:
        return
    for explanation in queries.explanations_of(record.pk):
        yield Finding("", f"请核对解读“{explanation.title[:40]}”是否也要改", "",
                      reverse("publications:record", args=[explanation.pk]))  # fmt: skip
