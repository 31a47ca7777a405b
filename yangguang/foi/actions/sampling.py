"""抽评答复文书 (任务 33): the justice unit draws a half-year's sample, readers score it blind, the round is closed."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from yangguang.core.actions import Reason, Refused, verb
from yangguang.core.actors import Actor
from yangguang.organisations.models import Unit, User

from .. import oversight
from ..letters.kinds import DELAYED, KINDS
from ..models import Letter, ReplyRound, ReplySample
from ..rules import sampling as rules

REPLIES = tuple(code for code, kind in KINDS.items() if kind.reply)
_DELAY = KINDS["T22"].title(DELAYED)  # an interim letter of the same kind; only its title tells it


def population(year: int, half: int, at: dt.datetime) -> dict[int, list[int]]:
    """The replies dated in the half-year that stood at a moment, by the unit that wrote them."""
    first, last = rules.half_span(year, half)
    rows = Letter.objects.filter(kind__in=REPLIES, dated__range=(first, last), issued_at__lte=at)
    rows = rows.filter(Q(void_at=None) | Q(void_at__gt=at)).exclude(kind="T22", title__endswith=_DELAY)
    found: dict[int, list[int]] = defaultdict(list)
    for unit, pk in rows.order_by("pk").values_list("unit", "pk"):
        found[unit].append(pk)
    return dict(found)


def repeats(found: ReplyRound) -> bool:
    """Whether the kept seed draws the same sample again."""
    again = rules.draw(population(found.year, found.half, found.drawn_at), found.seed)
    return again == list(found.samples.order_by("number").values_list("letter", flat=True))


def _may_draw(
    unit: Unit, *, actor: Actor, year: int, half: int, readers: Sequence[User] = (), **_: Any
) -> Iterable[Reason]:
    yield from oversight.justice_reasons(actor)
    if half not in (1, 2):
        yield Reason("请选择上半年或下半年", field="half")
        return
    if ReplyRound.objects.filter(year=year, half=half).exists():
        yield Reason(f"{year} 年{'上' if half == 1 else '下'}半年已经抽过", "同一半年只抽一次", field="half")
    if rules.half_span(year, half)[0] > timezone.localdate():
        yield Reason("这半年还没有到", field="half")
    if not readers:
        yield Reason("请选择评阅人", field="readers")
    elif {r.pk for r in readers} - {r.pk for r in oversight.readers()}:
        yield Reason("评阅人要是抽评单位、政务公开主管部门的人员或者法律顾问", field="readers")
    if not population(year, half, timezone.now()):
        yield Reason("这半年没有制发答复文书，抽不出样本", field="half")


@verb("foi.round.draw", "抽取了{object}", forbids=_may_draw)
def draw(
    unit: Unit, *, actor: Actor, year: int, half: int, readers: Sequence[User], seed: str = ""
) -> ReplyRound:
    """Draw up to three replies of each unit and hand each to one reader of another unit.

    The seed is made by chance when none is given, so that nobody picks a sample; it is kept, so that anybody can draw
    again. Raises Refused when some reply can't get a reader who is not its unit's own.
    """
    now = timezone.now()
    found = population(year, half, now)
    made = ReplyRound.objects.create(
        year=year, half=half, seed=seed.strip()[:40] or secrets.token_hex(8), drawn_at=now, drawn_by=actor.label[:60],
        population=sum(map(len, found.values())),
    )  # fmt: skip
    keys = rules.draw(found, made.seed)
    owner = {pk: of for of, pks in found.items() for pk in pks}
    shares = rules.assign([(k, owner[k]) for k in keys], oversight.units_of(readers))
    if lacking := sorted({owner[k] for k in keys if k not in shares}):
        names = "、".join(Unit.objects.filter(pk__in=lacking).values_list("name", flat=True))
        raise Refused(
            [
                Reason(
                    f"{names}的文书没有人能评",
                    "本单位的不能自己评，请再选一位别的单位的评阅人",
                    field="readers",
                )
            ]
        )
    people = {r.pk: r for r in readers}
    ReplySample.objects.bulk_create(
        ReplySample(
            round=made, letter_id=k, unit_id=owner[k], number=n, reader=people[shares[k]],
            reader_label=str(people[shares[k]])[:60],
        )
        for n, k in enumerate(keys, 1)
    )  # fmt: skip
    return made


def _own(sample: ReplySample, reader: User) -> bool:
    of = {sample.unit_id, sample.unit.successor().pk}
    return bool(of & oversight.units_of([reader])[reader.pk])


def _may_score(
    sample: ReplySample, *, actor: Actor, scores: Mapping[str, int] | None = None, **_: Any
) -> Iterable[Reason]:
    if actor.user is None or actor.user.pk != sample.reader_id:
        yield Reason("不是您的评阅")
        return
    if _own(sample, actor.user):  # the reader has changed units since the draw
        yield Reason("不能评本单位的文书", "请抽评单位换一位评阅人")
    if sample.round.closed_at is not None:
        yield Reason("这次抽评已经结束")
    elif sample.read_at is not None:
        yield Reason("已经提交，不能再改", "确有差错的，请联系抽评单位")
    if scores is None:
        return
    for code, (name, _how) in rules.RUBRIC.items():
        value = scores.get(code)
        if not isinstance(value, int) or not 0 <= value <= rules.MOST_POINTS:
            yield Reason(f"{name}要打 0 到 {rules.MOST_POINTS} 分", field=code)


@verb("foi.sample.score", "评阅了{object}", forbids=_may_score)
def score(sample: ReplySample, *, actor: Actor, scores: Mapping[str, int], comment: str = "") -> ReplySample:
    """Hand in one reading; it can't be changed afterwards."""
    sample.scores = {k: int(scores[k]) for k in rules.RUBRIC}
    sample.score = sum(sample.scores.values())
    sample.comment, sample.read_at = comment.strip()[:500], timezone.now()
    sample.reader_label = actor.label[:60]
    sample.save()
    return sample


def _may_hand(sample: ReplySample, *, actor: Actor, reader: User | None = None, **_: Any) -> Iterable[Reason]:
    yield from oversight.justice_reasons(actor)
    if sample.round.closed_at is not None:
        yield Reason("这次抽评已经结束")
    elif sample.read_at is not None:
        yield Reason("已经评出分数，不能换人")
    if reader is None:
        return
    if reader not in oversight.readers():
        yield Reason("评阅人要是抽评单位、政务公开主管部门的人员或者法律顾问", field="reader")
    elif _own(sample, reader):
        yield Reason("这一位不能评这一份", "请选另一位", field="reader")


@verb("foi.sample.hand", "更换了{object}的评阅人", forbids=_may_hand)
def hand_over(sample: ReplySample, *, actor: Actor, reader: User) -> ReplySample:
    """Another reader for a sample that has not been read."""
    sample.reader, sample.reader_label = reader, str(reader)[:60]
    sample.save()
    return sample


def _may_close(found: ReplyRound, *, actor: Actor, **_: Any) -> Iterable[Reason]:
    yield from oversight.justice_reasons(actor)
    if found.closed_at is not None:
        yield Reason("已经结束", "请刷新页面")
    elif left := found.samples.filter(score=None).count():
        yield Reason(f"还有 {left} 份没有评出分数", "请评阅人尽快提交，或者换一位评阅人")


@verb("foi.round.close", "结束了{object}", forbids=_may_close, link="foi:reply-round")
def close(found: ReplyRound, *, actor: Actor) -> ReplyRound:
    """End the round: from now on units see their scores and comments."""
    found.closed_at = timezone.now()
    found.save(update_fields=["closed_at"])
    return found
