"""Links between explanations and documents, their form, the pool of explainers, what readers say, training."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from yangguang.core.actions import Reason, verb
from yangguang.core.actors import Actor
from yangguang.delivery import pages
from yangguang.organisations.models import Unit, UnitKind
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.actions.drafting import LONG
from yangguang.publications.models import Publication

from .. import promising, queries
from ..models import Explainer, Explains, Explanation, Form, Training, Understanding
from ..rules import LEAST_VOTES


def _may_describe(
    explanation: Publication, *, actor: Actor, form: str, documents: Iterable[Publication] = (), **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.EDIT, explanation.unit)
    if explanation.draft().kind != "explanation":
        yield Reason("只有“政策解读”类的信息能关联文件")
    if form not in Form.values:
        yield Reason("请选择解读形式", field="form")
    package = queries.open_package(explanation)
    kept = {d.pk for d in documents}
    if package is not None and package.document_id not in kept:
        yield Reason("在政策文件包里，和包里文件的关联不能去掉", "请在政策文件包里移出", field="documents")
    for document in documents:
        if document.kind not in queries.GATED:
            yield Reason(f"“{document.title[:30]}”不是政策文件", field="documents")


@verb("policy.explain", "关联了{object}解读的文件", forbids=_may_describe, hidden=LONG)
def describe(
    explanation: Publication, *, actor: Actor, form: str, documents: Iterable[Publication] = (),
    explainer: Explainer | None = None,
) -> Publication:  # fmt: skip
    """Say what an explanation explains and in which form; public pages on both sides show it at once."""
    wanted = {d.pk for d in documents}
    have = set(Explains.objects.filter(explanation=explanation).values_list("document", flat=True))
    Explanation.objects.update_or_create(
        publication=explanation, defaults={"form": form, "explainer": explainer}
    )
    Explains.objects.filter(explanation=explanation, document__in=have - wanted).delete()
    Explains.objects.bulk_create(
        Explains(explanation=explanation, document_id=d) for d in sorted(wanted - have)
    )
    promising.settle(wanted | have, actor=actor)
    touched = sorted(wanted | have | {explanation.pk})
    pages.purge("policy", "home", *(f"publication:{k}" for k in touched))
    return explanation


def _may_recommend(
    unit: Unit, *, actor: Actor, name: str = "", kind: str = "", **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, unit)
    if not name.strip():
        yield Reason("请填写姓名或称谓", field="name")
    if kind not in Explainer.Kind.values:
        yield Reason("请选择类别", field="kind")


@verb("policy.explainer.add", "推荐了解读人{object}", forbids=_may_recommend, personal=("name",))
def recommend(
    unit: Unit, *, actor: Actor, name: str, kind: str, post: str = "", fields: str = ""
) -> Explainer:
    """Put someone into the pool of explainers; the same person twice stays one."""
    found, _ = Explainer.objects.update_or_create(
        unit=unit, name=name.strip()[:60], post=post.strip()[:80],
        defaults={"kind": kind, "fields": fields.strip()[:200], "active": True},
    )  # fmt: skip
    return found


def _may_retire(explainer: Explainer, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.REVIEW, explainer.unit)
    if not explainer.active:
        yield Reason("已经出库")


@verb("policy.explainer.retire", "把{object}移出解读人库", forbids=_may_retire, personal=("name",))
def retire(explainer: Explainer, *, actor: Actor) -> Explainer:
    explainer.active = False
    explainer.save()
    return explainer


def vote(explanation: Publication, *, understood: bool) -> None:
    """Keep a reader's answer. No verb: a visitor has no account to log, and nothing tells who answered."""
    Understanding.objects.create(explanation=explanation, understood=understood)
    _, count = queries.votes(explanation.pk)
    # The page shows a rate from thirty on; it is made anew every ten answers, not for each.
    if count >= LEAST_VOTES and count % 10 == 0:
        pages.purge(f"publication:{explanation.pk}")


def _may_train(
    unit: Unit, *, actor: Actor, street: Unit | None, held_on: dt.date | None, topic: str = "",
    people: int | None = None, **kwargs: Any,
) -> Iterable[Reason]:  # fmt: skip
    yield from reasons(actor, Act.EDIT, unit)
    if street is None or street.kind != UnitKind.STREET:
        yield Reason("请选择参训街道", field="street")
    if held_on is None:
        yield Reason("请填写日期", field="held_on")
    elif held_on > timezone.localdate():
        yield Reason("培训还没有举行，不能登记", field="held_on")
    if not topic.strip():
        yield Reason("请填写培训内容", field="topic")
    if not people:
        yield Reason("请填写参训人数", field="people")


@verb("policy.training.record", "登记了培训{object}", forbids=_may_train)
def record_training(
    unit: Unit, *, actor: Actor, street: Unit, held_on: dt.date, topic: str, people: int, place: str = "",
    evidence: str = "",
) -> Training:  # fmt: skip
    """A training that grass-roots staff of a street had about policies (任务 16)."""
    return Training.objects.create(
        unit=unit, street=street, held_on=held_on, topic=topic.strip()[:200], people=people,
        place=place.strip()[:100], evidence=evidence.strip()[:300], recorded_by=actor.user,
    )  # fmt: skip
