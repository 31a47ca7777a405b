"""Forms of what is done to a record: an opinion, a release, a time, a withdrawal."""

from __future__ import annotations

from django import forms

from ..models import Withdrawal
from .fields import MomentInput, RecordField


class NoteForm(forms.Form):
    note = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReleaseForm(forms.Form):
    note = forms.CharField(
        label="更改说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="对已公开的内容作实质性更改或更正时必填，读者会看到",
    )  # fmt: skip
    major = forms.BooleanField(label="实质性更改", required=False)
    correction = forms.BooleanField(label="更正错误", required=False)


class ScheduleForm(forms.Form):
    at = forms.DateTimeField(label="发布时间", widget=MomentInput())


class UrgentForm(forms.Form):
    reason = forms.CharField(label="应急发布的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawForm(forms.Form):
    how = forms.ChoiceField(label="读者看到什么", choices=Withdrawal.choices)
    reason = forms.CharField(
        label="撤下原因（公开）", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    successor = RecordField(
        label="新文件",
        required=False,
        help_text="选“转到新的文件”时填写：输入标题里的词查找，或填编号、网址、文号",
    )
