"""Forms of the inbox."""

from __future__ import annotations

from typing import Any

from django import forms

from .evidence import ALLOWED, KINDS, MAX_BYTES
from .kinds import KINDS as DUTY_KINDS
from .models import DutyState, SlipColour


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(f, initial) for f in files]


class ProgressForm(forms.Form):
    """Progress, or the report that it is done."""

    text = forms.CharField(
        label="进展或完成情况", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000
    )
    url = forms.URLField(label="佐证网址", required=False, max_length=500, assume_scheme="https",
                         help_text="公开页面的网址；系统每晚核验能否打开")  # fmt: skip
    # An empty file is refused by the verb, in words of its own.
    files = ManyFilesField(  # type: ignore[assignment]  # the form's own ``files`` are set on the instance
        label="佐证文件", required=False, allow_empty_file=True,
        widget=ManyFiles(attrs={"accept": ",".join(KINDS)}),
        help_text=f"可选多个，每个不超过 {MAX_BYTES // 1024**2} MB：{ALLOWED}",
    )  # fmt: skip


class JudgeForm(forms.Form):
    text = forms.CharField(
        label="意见（退回时必填）", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=300
    )


class WithdrawForm(forms.Form):
    text = forms.CharField(
        label="撤回原因", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=300
    )


class SlipForm(forms.Form):
    demand = forms.CharField(
        label="督办要求", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        error_messages={"required": "请写明督办要求"},
    )  # fmt: skip


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="回复：原因、措施、完成时间", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000,
        error_messages={"required": "请写明原因、措施和完成时间"},
    )  # fmt: skip


def _kinds() -> list[tuple[str, str]]:
    return [("", "全部"), *((k.code, k.name) for k in DUTY_KINDS)]


class DutyFilter(forms.Form):
    """Narrows a list of duties; everything is optional, and an unknown value narrows nothing."""

    q = forms.CharField(label="事项", required=False, max_length=100)
    kind = forms.ChoiceField(label="种类", required=False, choices=_kinds)
    unit = forms.CharField(label="承办单位", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *DutyState.choices])
    late = forms.BooleanField(label="只看逾期", required=False)

    @property
    def narrows(self) -> bool:
        """Whether anything was asked for."""
        return self.is_valid() and any(self.cleaned_data.values())


class SlipFilter(forms.Form):
    """Narrows the list of slips."""

    WAITING, OVERDUE, ANSWERED = "waiting", "overdue", "answered"
    colour = forms.ChoiceField(label="颜色", required=False, choices=[("", "全部"), *SlipColour.choices])
    unit = forms.CharField(label="单位", required=False, max_length=60)
    reply = forms.ChoiceField(
        label="回复", required=False,
        choices=[("", "全部"), (WAITING, "待回复"), (OVERDUE, "逾期未回复"), (ANSWERED, "已回复")],
    )  # fmt: skip
