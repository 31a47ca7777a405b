"""Forms of what is done to a record: an opinion, a release, a time, a withdrawal."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.core.forms import MomentInput
from yangguang.organisations.models import Unit

from .. import kinds
from ..models import Reach, Withdrawal
from .fields import RecordField


class NoteForm(forms.Form):
    note = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class DismissForm(forms.Form):
    """Why a finding is no mistake, for what and until when."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(
        label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如“依法公示，已取得本人同意”“引用原文，保留当时的名称”",
    )  # fmt: skip
    reach = forms.ChoiceField(label="对哪些信息有效", choices=Reach.choices, initial=Reach.RECORD)
    until = forms.DateField(
        label="有效至", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="不填为半年，最长一年；文字改动后要重新说明",
    )  # fmt: skip


class ChangeForm(forms.Form):
    """What readers are told of a change to what is public."""

    note = forms.CharField(
        label="更改说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="对已公开的内容作实质性更改或更正时必填，读者会看到",
    )  # fmt: skip
    major = forms.BooleanField(label="实质性更改", required=False)


class ReleaseForm(ChangeForm):
    correction = forms.BooleanField(label="更正错误", required=False)


class ScheduleForm(forms.Form):
    at = forms.DateTimeField(label="发布时间", widget=MomentInput())


class ScheduledChangeForm(ScheduleForm, ChangeForm):
    """A time for a text of what is public already."""

    field_order = ("at", "note", "major")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, **{"auto_id": "schedule_%s", **kwargs}
        )  # it stands beside the other forms with a note


class UrgentForm(forms.Form):
    reason = forms.CharField(label="应急发布的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class UrgentChangeForm(UrgentForm, ChangeForm):
    """An urgent release of a text of what is public already."""

    field_order = ("reason", "note", "major")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "urgent_%s", **kwargs})


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


class ReviewRuleForm(forms.Form):
    """A number of sign-offs for a unit and a kind; empty means all of them."""

    unit = forms.ModelChoiceField(
        label="单位", queryset=Unit.objects.none(), required=False, empty_label="全区各单位"
    )
    kind = forms.ChoiceField(label="信息类型", required=False)
    levels = forms.TypedChoiceField(
        label="审校次数", coerce=int, choices=[(3, "三审"), (2, "两审"), (1, "一审")], initial=3
    )
    same_person = forms.BooleanField(
        label="允许同一人承担两审", required=False, help_text="人手不够的单位才用；谁审了几次会留在记录里"
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", "全部类型"), *kinds.choices()]  # type: ignore[attr-defined]
