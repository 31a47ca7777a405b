"""What an account tells of itself: the fields, what may stand in them, and the same for a form and a line of a table."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from yangguang.core.actions import Reason, Refused
from yangguang.documents.dates import parse_date
from yangguang.organisations.models import Unit

from .models import IN_FORCE, Account, Platform

# Field, its name, its longest value.
TEXTS = {
    "name": ("账号名称", 60), "handle": ("账号 ID", 80), "url": ("主页网址", 400), "purpose": ("用途", 200),
    "certified_name": ("认证主体", 80), "registration_number": ("登记号", 60), "lead": ("内容负责人", 30),
    "approver": ("审批人", 30), "contact": ("联系人", 30), "backup": ("备岗人员", 30), "interaction": ("互动入口", 200),
    "exception": ("同平台另开的理由", 300), "adapter": ("内容接入方式", 20), "feed_url": ("内容接入网址", 400),
}  # fmt: skip
MUST = ("name", "purpose", "lead", "approver", "contact")
# 前置风险识别 (任务分解表第 26 项; 国办发〔2018〕123号): what a unit looks at before it opens an account.
RISKS = (
    ("review", "已确定先审后发的审核人员和流程"),
    ("keys", "账号密码由专人保管，离岗当天交接，已开启二次验证"),
    ("secrets", "不发布涉密信息和个人信息，转载只用权威来源"),
    ("ads", "不登商业广告，不买粉丝，不强制关注、点赞、转发"),
    ("reply", "有人每天看留言并回应"),
    ("fresh", "内容能持续，最长不超过两周更新一次"),
)
_is_url = URLValidator(schemes=["http", "https"])


def clean(values: dict[str, Any], *, partly: bool = False) -> dict[str, Any]:
    """The values as they are kept (texts, numbers, ISO days), empty ones of a whole description included.

    ``partly`` takes only what is given. Raises Refused, one reason for each field that is wrong.
    """
    found: dict[str, Any] = {}
    faults: list[Reason] = []
    for field, (label, most) in TEXTS.items():
        if field not in values:
            if not partly:
                found[field] = ""
            continue
        text = " ".join(str(values[field] or "").split())
        if len(text) > most:
            faults.append(Reason(f"{label}超过 {most} 字", "请缩短", field=field))
        if field in ("url", "feed_url") and text:
            try:
                _is_url(text)
            except ValidationError:
                faults.append(
                    Reason(f"{label}要以 http:// 或 https:// 开头", "请从浏览器地址栏复制", field=field)
                )
        found[field] = text
    for field in MUST if not partly else [f for f in MUST if f in values]:
        if not found[field]:
            faults.append(Reason(f"请填写{TEXTS[field][0]}", field=field))
    if "platform" in values:
        platform = values["platform"]
        found["platform"] = platform.pk if isinstance(platform, Platform) else platform
    if found.get("feed_url") and not found.get("adapter"):
        found["adapter"] = "feed"
    faults += _numbers(values, found)
    if faults:
        raise Refused(faults)
    return found


def _numbers(values: dict[str, Any], found: dict[str, Any]) -> list[Reason]:
    faults = []
    for field in ("opened_on", "followers_on"):
        given = values.get(field)
        if not given:
            continue
        try:
            day = given if isinstance(given, dt.date) else parse_date(str(given))
        except ValueError as error:
            faults.append(Reason(str(error), field=field))
        else:
            found[field] = day.isoformat()
    given = values.get("followers")
    if given not in (None, ""):
        text = str(given).replace(",", "")
        if text.isdecimal() and len(text) < 10:
            found["followers"] = int(text)
        else:
            faults.append(Reason("粉丝量要写成数字", field="followers"))
    return faults


def apply(account: Account, found: dict[str, Any]) -> None:
    """Write cleaned values into an account; saving it is the caller's."""
    for field, value in found.items():
        if field == "platform":
            account.platform_id = value
        elif field in ("opened_on", "followers_on"):
            setattr(account, field, dt.date.fromisoformat(value) if value else None)
        else:
            setattr(account, field, value)


def clashes(unit: Unit, found: dict[str, Any], but: Account | None = None) -> list[Reason]:
    """国办发〔2018〕123号: 一个单位原则上在同一平台只开设一个账号; and nothing is registered twice."""
    others = Account.objects.filter(state__in=IN_FORCE, platform=found["platform"])
    if but is not None:
        others = others.exclude(pk=but.pk)
    faults = []
    if not found.get("exception") and (there := others.filter(unit=unit, exception="").first()) is not None:
        faults.append(
            Reason(
                f"{unit}在这个平台已经有账号“{there.name}”，原则上只开一个",
                "确需另开的，请写明理由",
                field="exception",
            )
        )
    handle = found.get("handle")
    if handle and (same := others.filter(handle=handle).first()) is not None:
        faults.append(Reason(f"账号 ID 已登记在“{same.name}”（{same.unit}）", "请核对", field="handle"))
    return faults


def unanswered(risks: dict[str, Any]) -> list[Reason]:
    """Risks that were neither met nor answered with a measure."""
    open_risks = [name for code, name in RISKS if not risks.get(code)]
    if open_risks and not str(risks.get("measures") or "").strip():
        return [
            Reason(
                f"风险自查还没有做到：{'；'.join(open_risks)}",
                "请勾选，或在“风险和措施”里写明怎样解决",
                field="measures",
            )
        ]
    return []
