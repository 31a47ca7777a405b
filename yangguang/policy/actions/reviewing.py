"""抽评: draw a half-year's sample, hand it to readers who do not know whose it is, settle the scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Membership, Unit, User
from yangguang.organisations.permissions import Act, reasons
from yangguang.publications.models import Publication

from .. import rules
from ..models import Reading, ReviewRound, ReviewSample


def population(year: int, half: int) -> dict[int, list[int]]:
    """The explanations first published in the half-year, by unit."""
    first, last = rules.half_span(year, half)
    found: dict[int, list[int]] = defaultdict(list)
    rows = Publication.objects.public().filter(
        kind="explanation", first_published_at__date__gte=first, first_published_at__date__lte=last
    )
    for unit, pk in rows.values_list("unit", "pk"):
        found[unit].append(pk)
    return found


def units_of(people: Iterable[User]) -> dict[int, frozenset[int]]:
    """For each person the units they belong to today."""
    found: dict[int, set[int]] = {p.pk: set() for p in people}
    held = Membership.objects.valid(timezone.localdate()).filter(user__in=found)
    for user, unit in held.values_list("user", "unit"):
        found[user].add(unit)
    return {k: frozenset(v) for k, v in found.items()}


def _may_draw(
    office: Unit, *, actor: Actor, year: int, half: int, readers: Sequence[User] = (), **kwargs: Any
) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    if half not in (1, 2):
        yield Reason("请选择上半年或下半年", field="half")
        return
    if ReviewRound.objects.filter(year=year, half=half).exists():
        yield Reason(f"{year} 年{'上' if half == 1 else '下'}半年已经抽过", "同一半年只抽一次", field="half")
    if len({r.pk for r in readers}) < rules.READERS:
        yield Reason(f"至少选 {rules.READERS} 位评阅人", field="readers")
    if not population(year, half):
        yield Reason("这半年没有公开的政策解读，抽不出样本", field="half")


@verb("policy.review.draw", "抽取了{object}", forbids=_may_draw)
def draw(
    office: Unit, *, actor: Actor, year: int, half: int, seed: str, readers: Sequence[User]
) -> ReviewRound:
    """Draw up to three explanations of each unit by the seed and give each to two readers of other units.

    Raises Refused when some unit's explanations can't get two readers who are not its own.
    """
    found = population(year, half)
    made = ReviewRound.objects.create(
        year=year, half=half, seed=(seed.strip() or f"{year}-{half}")[:40], drawn_at=timezone.now(),
        drawn_by=actor.label[:60], population=sum(map(len, found.values())),
    )  # fmt: skip
    keys = rules.draw(found, made.seed)
    owner = {pk: unit for unit, pks in found.items() for pk in pks}
    samples = [ReviewSample(round=made, explanation_id=k, number=n) for n, k in enumerate(keys, 1)]
    ReviewSample.objects.bulk_create(samples)
    try:
        shares = rules.assign(
            [(s.pk, owner[s.explanation_id]) for s in samples], units_of(readers), rules.READERS
        )
    except ValueError as error:
        raise Refused([Reason(str(error), "请多选几位不同单位的评阅人", field="readers")]) from error
    Reading.objects.bulk_create(
        Reading(sample_id=sample, reader_id=reader) for sample, people in shares.items() for reader in people
    )
    return made


def _may_score(
    reading: Reading, *, actor: Actor, scores: dict[str, int] | None = None, **kwargs: Any
) -> Iterable[Reason]:
    if actor.user is None or actor.user.pk != reading.reader_id:
        yield Reason("不是您的评阅")
    if reading.sample.round.closed_at is not None:
        yield Reason("这次抽评已经结束")
    elif reading.read_at is not None:
        yield Reason("已经提交，不能再改", "确有差错的，请联系政务公开主管部门")
    given = scores or {}
    for code, (name, _) in rules.RUBRIC.items():
        value = given.get(code)
        if scores is not None and (value is None or not 0 <= value <= rules.MOST_POINTS):
            yield Reason(f"{name}要打 0 到 {rules.MOST_POINTS} 分", field=code)


@verb("policy.review.score", "评阅了{object}", forbids=_may_score)
def score(reading: Reading, *, actor: Actor, scores: dict[str, int], comment: str = "") -> Reading:
    """Hand in one reading; the sample is settled when its two readers agree, else a third is asked."""
    reading.scores = {k: int(scores[k]) for k in rules.RUBRIC}
    reading.comment, reading.read_at = comment.strip()[:500], timezone.now()
    reading.save()
    sample = ReviewSample.objects.select_for_update().get(pk=reading.sample_id)
    first, third = totals(sample)
    if rules.differ(first) and not sample.readings.filter(third=True).exists():
        _ask_third(sample)
    sample.score = rules.settle(first, third)
    sample.save()
    return reading


def totals(sample: ReviewSample) -> tuple[list[int], int | None]:
    """The totals of the two readings that are in, and the third's."""
    rows = [r for r in sample.readings.order_by("pk") if r.read_at is not None]
    first = [t for r in rows if not r.third and (t := r.total) is not None]
    return first, next((r.total for r in rows if r.third), None)


def _ask_third(sample: ReviewSample) -> None:
    """The reader of the round with the least to do who is neither of the two nor of the sample's unit."""
    people = User.objects.filter(
        pk__in=Reading.objects.filter(sample__round=sample.round_id).values("reader")
    )
    busy = set(sample.readings.values_list("reader", flat=True))
    own = units_of(people)
    load = dict(
        Reading.objects.filter(sample__round=sample.round_id, read_at=None)
        .order_by()
        .values_list("reader")
        .annotate(n=models.Count("pk"))
    )
    able = [p.pk for p in people if p.pk not in busy and sample.explanation.unit_id not in own[p.pk]]
    if able:
        Reading.objects.create(
            sample=sample, reader_id=min(able, key=lambda r: (load.get(r, 0), r)), third=True
        )


def _may_appoint(sample: ReviewSample, *, actor: Actor, reader: User, **kwargs: Any) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    first, _ = totals(sample)
    if not rules.differ(first):
        yield Reason("两位评阅人的分数没有差到要复评")
    if sample.readings.filter(third=True).exists():
        yield Reason("已经有复评人")
    if sample.readings.filter(reader=reader).exists():
        yield Reason("不能复评自己评过的", field="reader")
    if sample.explanation.unit_id in units_of([reader]).get(reader.pk, frozenset()):
        yield Reason("不能评本单位的解读", field="reader")


@verb("policy.review.appoint", "请人复评{object}", forbids=_may_appoint)
def appoint_third(sample: ReviewSample, *, actor: Actor, reader: User) -> ReviewSample:
    """Name a third reader by hand where the round has nobody left."""
    Reading.objects.create(sample=sample, reader=reader, third=True)
    return sample


def _may_close(found: ReviewRound, *, actor: Actor) -> Iterable[Reason]:
    yield from reasons(actor, Act.SUPERVISE)
    if found.closed_at is not None:
        yield Reason("已经结束")
    if left := found.samples.filter(score=None).count():
        yield Reason(f"还有 {left} 份没有评出分数", "请评阅人尽快提交")


@verb("policy.review.close", "结束了{object}", forbids=_may_close)
def close(found: ReviewRound, *, actor: Actor) -> ReviewRound:
    """End the round: units now see the scores and comments of their explanations."""
    found.closed_at = timezone.now()
    found.save()
    return found
