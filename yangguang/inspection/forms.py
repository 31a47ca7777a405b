"""Forms of the desk's pages of inspection; the verbs judge, the forms only read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput
from yangguang.organisations.models import Unit

from .actions.sites import read_mapping, write_mapping
from .models import Dismissal, Ruleset, Site
from .observing import KINDS
from .sets import IndicatorSet

WEEKDAYS = [(n, f"星期{d}") for n, d in enumerate("一二三四五六日")]


def _units() -> Any:
    return Unit.objects.answerable(timezone.localdate()).order_by("order")


class SiteForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)
    address = forms.URLField(
        label="网址",
        max_length=300,
        assume_scheme="https",
        help_text="首页的网址，如 https://www.siming.gov.cn/",
    )
    unit = forms.ModelChoiceField(label="主办单位", queryset=Unit.objects.none())
    ours = forms.BooleanField(
        label="本平台的网站",
        required=False,
        help_text="栏目是否空白、超期按本平台的记录算，抓取用来核对公众看到的是否一致",
    )
    ruleset = forms.ModelChoiceField(
        label="指标体系", queryset=Ruleset.objects.none(), help_text="地方加严也在这里选"
    )
    every = forms.ChoiceField(label="定期检查", choices=Site.Every.choices, initial=Site.Every.WEEK)
    weekday = forms.TypedChoiceField(label="每周在", choices=WEEKDAYS, coerce=int, initial=5)
    ping_minutes = forms.IntegerField(
        label="访问监测间隔（分钟）",
        min_value=5,
        max_value=72,
        initial=60,
        help_text="每天要 20 次以上，间隔最长 72 分钟",
    )
    limit = forms.IntegerField(label="最多检查页数", min_value=1, max_value=200000, initial=20000)
    external = forms.BooleanField(label="检查外部链接", required=False, initial=True)
    confirm_automatically = forms.BooleanField(
        label="系统能复查的问题不经核实直接交办", required=False, help_text="不选的，先由主管部门核实"
    )
    allow = forms.CharField(
        label="可以抓取的其他主机", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="每行一个主机名；不写的，只抓取网址所在的主机",
    )  # fmt: skip
    mapping = forms.CharField(
        label="栏目对照", required=False, max_length=40000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"每行一个：网址,栏目名称,类别,标记,责任单位。类别可用：{'、'.join(KINDS)}；标记写“筹建中”的不计空白和超期",
    )  # fmt: skip
    active = forms.BooleanField(label="检查中", required=False, initial=True)

    def __init__(self, *args: Any, site: Site | None = None, **kwargs: Any) -> None:
        if site is not None:
            start = {n: getattr(site, n) for n in self.base_fields if n not in ("allow", "mapping")}
            start |= {"allow": "\n".join(site.allow), "mapping": write_mapping(site)}
            kwargs["initial"] = {**start, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units()  # type: ignore[attr-defined]
        self.fields["ruleset"].queryset = Ruleset.objects.all()  # type: ignore[attr-defined]

    def clean_allow(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["allow"].splitlines() if line.strip()]

    def clean_mapping(self) -> list[dict[str, Any]]:
        rows, faults = read_mapping(self.cleaned_data["mapping"], {u.name: u for u in Unit.objects.all()})
        if faults:
            raise forms.ValidationError(faults[:20])
        return rows


class SetForm(forms.Form):
    file = forms.FileField(label="文件", help_text="TOML 文件，UTF-8 编码；写法见本页的示例")


class ConfirmForm(forms.Form):
    due = forms.DateField(
        label="整改期限", required=False, widget=DateInput(), help_text="不填的，按指标的工作日数算"
    )


class DismissForm(forms.Form):
    scope = forms.ChoiceField(label="范围", choices=Dismissal.Scope.choices)
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    until = forms.DateField(label="有效期至", widget=DateInput(), help_text="到期后再核实一次，最长一年")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "until": timezone.localdate() + dt.timedelta(days=180),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReassignForm(ReasonForm):
    unit = forms.ModelChoiceField(label="改由", queryset=Unit.objects.none())
    field_order = ("unit", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = _units()  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    note = forms.CharField(
        label="怎样改的",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如：链接已改到新地址",
    )


class AppealForm(forms.Form):
    text = forms.CharField(label="为什么不是问题", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ExtensionForm(forms.Form):
    wanted = forms.DateField(label="希望延到", widget=DateInput())
    text = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DecideForm(forms.Form):
    granted = forms.TypedChoiceField(
        label="决定",
        choices=[("yes", "同意"), ("no", "不同意")],
        coerce=lambda v: v == "yes",
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label="说明", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    due = forms.DateField(
        label="新的期限", required=False, widget=DateInput(), help_text="延期用；不填的，按单位提的日期"
    )


class AddForm(forms.Form):
    item = forms.ChoiceField(label="指标")
    text = forms.CharField(label="看到的问题", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    target = forms.URLField(label="所在网址", required=False, max_length=1000, assume_scheme="https")
    unit = forms.ModelChoiceField(
        label="责任单位", queryset=Unit.objects.none(), required=False, help_text="不选的，由网站主办单位整改"
    )

    def __init__(self, *args: Any, rules: IndicatorSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            (i.code, f"{i.code} {i.name}（{i.severity}）") for i in rules.items if i.kind != "bonus"
        ]
        self.fields["unit"].queryset = _units()  # type: ignore[attr-defined]


class ExamineForm(forms.Form):
    """Which items without a probe a person looked at, and bonus points."""

    codes = forms.MultipleChoiceField(
        label="已经人工看过，发现的问题都登记了", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, rules: IndicatorSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bonus = [i for i in rules.items if i.kind == "bonus"]
        self.fields["codes"].choices = [  # type: ignore[attr-defined]
            (i.code, f"{i.code} {i.name}")
            for i in rules.items
            if not i.automatic and i.kind in ("veto", "deduct")
        ]
        for item in self.bonus:
            self.fields[item.code] = forms.FloatField(
                label=f"加分：{item.name}",
                required=False,
                min_value=0,
                max_value=item.cap,
                help_text=f"0 至 {item.cap:g} 分",
            )

    def bonuses(self) -> dict[str, float]:
        return {i.code: self.cleaned_data[i.code] or 0 for i in self.bonus}


class DrawForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(
        label="季度", choices=[(n, f"第{d}季度") for n, d in enumerate("一二三四", 1)], coerce=int
    )


class BriefForm(forms.Form):
    title = forms.CharField(label="标题", max_length=120)
    opening = forms.CharField(label="总体情况", max_length=10000, widget=forms.Textarea(attrs={"rows": 8}))
    demands = forms.CharField(label="整改要求", max_length=10000, widget=forms.Textarea(attrs={"rows": 5}))
