"""FOI-05, FOI-07, FOI-09, FOI-11: channels, the guide, samples of replies, trainings and guiding cases (任务 32, 33)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone

from yangguang.core.indicators import Case, Context, SourceMissing, Target, indicator
from yangguang.workplan.measuring.states import NOT_DUE

from . import guides, oversight, probes
from .actions import intake
from .indicators import _year
from .models import GuidingCase, ReplyRound, ReplySample, Training
from .rules import sampling


@indicator(
    "FOI-05", "渠道畅通", tasks=(32,), version=1, scope="unit", unit_word="个",
    formula="合格：本月核查畅通；总数：受理单位 × 网上申请页面、信函地址、咨询电话、当面受理点。"
    "网上由系统核查，其余由政务公开主管部门核查；本月还没有核查的计入全区总数，不计到单位",
    basis="任务分解表第 32 项“畅通线上、线下申请渠道”", target=Target(">=", 1.0),
)  # fmt: skip
def open_channels(ctx: Context) -> Iterator[Case]:
    first, last = probes.month_of(ctx.as_of)
    found = probes.latest(first, ctx.as_of)
    url = f"{reverse('foi:channels')}?month={first:%Y-%m}"
    for unit in intake.accepting_units(ctx.as_of).order_by("order", "id"):
        for channel in probes.Channel:
            probe = found.get((unit.pk, channel.value))
            start: dict[str, Any] = {
                "key": f"foi.channel:{unit.pk}-{channel.value}", "label": f"{unit} {channel.label}", "url": url
            }  # fmt: skip
            if probe is None:
                # Trying is the office's and the system's part: the unit is not asked for it and gets no duty.
                early = NOT_DUE if ctx.as_of < last else "untried"
                yield Case(verdict="bad", reason="本月还没有核查", reason_code=early, due=last, **start)
            elif probe.ok:
                yield Case(verdict="good", unit=unit.pk, fact=probe.on, **start)
            else:
                reason = f"{probe.on} 核查不通：{probe.note or '—'}"
                yield Case(
                    verdict="bad", unit=unit.pk, fact=probe.on, reason=reason, reason_code="broken", **start
                )


@indicator(
    "FOI-07", "办理指引在版", tasks=(32,), version=1, unit_word="份",
    formula="合格：指定的办理规范指引已公开、成文不超过 12 个月、写明的办理步骤与办理流程一致；总数：1",
    basis="任务分解表第 32 项“编制完善依申请公开办理规范指引”；12 个月为本系统所定（待核）", target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def guide(ctx: Context) -> Iterator[Case]:
    office = oversight.office()
    if office is None:
        raise SourceMissing("还没有设置政务公开主管部门")
    found = guides.standing(ctx.as_of)
    named = found.named
    start: dict[str, Any] = {
        "key": "foi.handlingguide", "label": named.publication.title if named else "依申请公开办理规范指引",
        "unit": office.pk, "fact": found.dated, "due": found.until,
        "url": named.publication.get_absolute_url() if named else reverse("foi:handling-guide"),
    }  # fmt: skip
    if found.faults:
        yield Case(verdict="bad", reason="；".join(found.faults), reason_code="faults", **start)
    else:
        yield Case(verdict="good", **start)


@indicator(
    "FOI-09", "说理抽评分", tasks=(33,), version=1, scope="unit", unit_word="个", method="EXAMINE",
    formula="合格：半年抽评的答复文书平均 80 分以上；总数：当年每次抽评中有文书被抽中的单位（每单位抽三份，不足三份的全抽）；"
    "抽评没有结束的不计",
    basis="任务分解表第 33 项“内容强调说理性”；80 分为本系统所定（待核）", target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def reasoned(ctx: Context) -> Iterator[Case]:
    first, _last = _year(ctx)
    rounds = [
        r for r in ReplyRound.objects.filter(year=first.year).order_by("half")
        if timezone.localdate(r.drawn_at) <= ctx.as_of
    ]  # fmt: skip
    if not rounds:
        raise SourceMissing(f"{first.year} 年还没有抽评答复文书")
    for one in rounds:
        over = one.closed_at is not None and timezone.localdate(one.closed_at) <= ctx.as_of
        samples: dict[int, list[ReplySample]] = defaultdict(list)
        for sample in one.samples.select_related("unit").order_by("number"):
            samples[sample.unit_id].append(sample)
        for unit, rows in sorted(samples.items()):
            start: dict[str, Any] = {
                "key": f"foi.replyround:{one.pk}-{unit}", "unit": unit, "url": reverse("foi:reply-round", args=[one.pk]),
                "label": f"{rows[0].unit} {one.year} 年{'上' if one.half == 1 else '下'}半年",
            }  # fmt: skip
            found = sampling.mean([s.score for s in rows if s.score is not None])
            if not over or found is None:
                yield Case(verdict="excluded", reason="抽评还没有结束", reason_code="waiting", **start)
            elif found >= sampling.GOOD:
                yield Case(verdict="good", **start)
            else:
                reason = f"{len(rows)} 份平均 {found:.1f} 分，不到 {sampling.GOOD} 分"
                yield Case(verdict="bad", reason=reason, reason_code="low", **start)


@indicator(
    "FOI-11", "培训与案例", tasks=(33,), version=2, scope="unit", unit_word="项", method="ATTEST", denominator="U",
    formula="合格：半年里有培训、有指导案例；总数：当年已经开始的每个半年各两项",
    basis="任务分解表第 33 项“加强业务培训和案例指导”；每半年一次为本系统所定（待核）", target=Target(">=", 1.0, verified=False),
)  # fmt: skip
def taught(ctx: Context) -> Iterator[Case]:
    first, last = _year(ctx)
    office, justice = oversight.office(), oversight.justice()
    if office is None:
        raise SourceMissing("还没有设置政务公开主管部门")
    for half in (1, 2):
        start, end = sampling.half_span(first.year, half)
        if start > last:
            break
        span = (start, min(end, ctx.as_of))
        word = f"{first.year} 年{'上' if half == 1 else '下'}半年"
        days = {
            "training": Training.objects.filter(held_on__range=span).aggregate(day=Min("held_on"))["day"],
            "case": GuidingCase.objects.filter(issued_on__range=span).aggregate(day=Min("issued_on"))["day"],
        }  # fmt: skip
        at = f"{first.year}-{half}"
        yield _had(
            f"foi.training:{at}", f"{word}培训", office.pk, days["training"], end, ctx, "foi:trainings"
        )
        whose = (justice or office).pk
        yield _had(
            f"foi.guidingcase:{at}", f"{word}指导案例", whose, days["case"], end, ctx, "foi:guiding-cases"
        )


def _had(
    key: str, label: str, unit: int, fact: dt.date | None, due: dt.date, ctx: Context, page: str
) -> Case:
    start: dict[str, Any] = {
        "key": key, "label": label, "unit": unit, "due": due, "fact": fact, "url": reverse(page)
    }  # fmt: skip
    if fact is not None:
        return Case(verdict="good", **start)
    early = NOT_DUE if ctx.as_of < due else "none"
    return Case(verdict="bad", reason="还没有登记", reason_code=early, **start)
