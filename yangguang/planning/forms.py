"""Forms of the workbench for plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput
from yangguang.organisations.models import Unit
from yangguang.publications.rules import EXEMPTIONS

from . import rules
from .actions.registering import FIELDS
from .models import Category, Plan, PlanText, RegisterImport, Series, Tier


class PlanForm(forms.Form):
    """An entry. What a register needs and a plan may lack (metadata) is told by the checks, not required here."""

    name = forms.CharField(
        label="名称", max_length=200, help_text="文件标题上的名称，不加书名号。涉密规划不得在本系统登记"
    )
    tier = forms.ChoiceField(label="层级", choices=Tier.choices, initial=Tier.DISTRICT)
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    unit = forms.ModelChoiceField(
        label="编制单位", queryset=Unit.objects.none(), required=False, empty_label="—",
        help_text="牵头编制、负责公开的单位；国家、省、市的规划不选",
    )  # fmt: skip
    participants = forms.ModelMultipleChoiceField(
        label="参与编制单位", queryset=Unit.objects.none(), required=False, help_text="按住 Ctrl 可选多个"
    )
    outer_maker = forms.CharField(
        label="其他编制单位", required=False, max_length=200, help_text="区外的，或已撤销、不在机构名录里的"
    )
    period_from = forms.IntegerField(
        label="规划期起（年）", required=False, min_value=rules.FIRST_YEAR, max_value=rules.LAST_YEAR
    )
    period_to = forms.IntegerField(
        label="规划期止（年）", required=False, min_value=rules.FIRST_YEAR, max_value=rules.LAST_YEAR
    )
    approver = forms.CharField(label="批准机关", required=False, max_length=120)
    approved_on = forms.DateField(
        label="批准日期",
        required=False,
        widget=DateInput(),
        help_text="从这一天起 20 个工作日内公开（条例第二十六条）",
    )
    document_number = forms.CharField(
        label="文号",
        required=False,
        max_length=60,
        help_text="如 厦思政办〔2021〕19号；方括号、圆括号会自动改成六角括号",
    )
    territory = forms.CharField(
        label="范围", required=False, max_length=200, help_text="如 思明区全域、某片区"
    )
    comment_from = forms.DateField(
        label="草案公告起", required=False, widget=DateInput(), help_text="城乡规划的草案要公告至少 30 天（待核）"
    )  # fmt: skip
    comment_to = forms.DateField(label="草案公告止", required=False, widget=DateInput())
    stated = forms.ChoiceField(
        label="状态", required=False, choices=[("", "由日期推算"), *((s, s) for s in rules.STATUSES)],
        help_text="有批准日期、规划期的按日期推算；推算不了时才用这里选的",
    )  # fmt: skip
    repealed_on = forms.DateField(label="废止日期", required=False, widget=DateInput())
    series = forms.ModelChoiceField(
        label="所属系列",
        queryset=Series.objects.all(),
        required=False,
        empty_label="—",
        help_text="如历届五年规划",
    )
    ordinal = forms.IntegerField(
        label="届次", required=False, min_value=1, max_value=99, help_text="数字，如“十四五”填 14"
    )
    note = forms.CharField(label="备注（不公开）", required=False, max_length=300)
    edition = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["participants"].queryset = (  # type: ignore[attr-defined]
            Unit.objects.answerable(timezone.localdate()).order_by("order")
        )

    def values(self) -> dict[str, Any]:
        """The cleaned values as the verbs take them."""
        return {k: v for k, v in self.cleaned_data.items() if k in FIELDS}


def initial(plan: Plan) -> dict[str, Any]:
    """An entry as the form shows it."""
    return {
        **{f: getattr(plan, f) for f in FIELDS if f != "participants"},
        "participants": list(plan.participants.all()), "edition": plan.edition,
    }  # fmt: skip


class LinkForm(forms.Form):
    publication = forms.IntegerField(
        label="公开信息的编号",
        min_value=1,
        max_value=2**62,
        help_text="公开网址 /doc/123/ 里的数字，或从下面选",
    )
    part = forms.ChoiceField(label="是什么", choices=PlanText.Part.choices)


class ParentForm(forms.Form):
    parent = forms.ModelChoiceField(label="上位规划", queryset=Plan.objects.none(), empty_label="—")
    carries = forms.CharField(
        label="承接内容", required=False, max_length=300, help_text="承接它的哪些目标、任务或片区"
    )

    def __init__(self, *args: Any, plans: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = plans  # type: ignore[attr-defined]


class ExemptForm(forms.Form):
    basis = forms.ChoiceField(label="依据", choices=[("", "—"), *EXEMPTIONS.items()])
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class DecideForm(forms.Form):
    note = forms.CharField(label="审定意见", required=False, max_length=300, help_text="不同意时必填")


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300)


class SeriesForm(forms.Form):
    name = forms.CharField(label="系列名称", max_length=120, help_text="如 思明区国民经济和社会发展五年规划")
    years = forms.IntegerField(label="每届年数", min_value=1, max_value=50, initial=5)


class GapForm(forms.Form):
    ordinal = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="缺这一届的原因（公开）", max_length=300)


class ImportForm(forms.Form):
    what = forms.ChoiceField(label="导入什么", choices=RegisterImport.What.choices)
    name = forms.CharField(label="名称", required=False, max_length=120, help_text="不填就用文件名")
    file = forms.FileField(label="文件", help_text="XLSX 或 CSV，第一行是各列名称")


class CollectForm(forms.Form):
    publication = forms.IntegerField(label="公开信息的编号", required=False, min_value=1, max_value=2**62)
    plan = forms.ModelChoiceField(
        label="或清册里的规划", queryset=Plan.objects.registered(), required=False, empty_label="—"
    )
