"""Forms of letters, their delivery, the unit's desk and the library of reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput

from .letters.kinds import APPLICANT, KINDS
from .models import DeskSettings, Letter, Way
from .models.requests import GROUND_CHOICES


class ProofInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ProofField(forms.FileField):
    """Any number of files."""

    widget = ProofInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(ProofField, self).clean(f, initial) for f in files if f]


def _area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class SendForm(forms.Form):
    way = forms.ChoiceField(label="送达方式", choices=Way.choices)
    sent_on = forms.DateField(label="发出日期", widget=DateInput, help_text="当面领取的，就是送达日期")
    proof = forms.CharField(
        label="单号、号码或者签收人", required=False, max_length=500,
        help_text="邮寄填邮件单号；当面领取填签收人和证件；网上领取不用填",
    )  # fmt: skip
    uploads = ProofField(label="凭证（照片或扫描件）", required=False)

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(c, n) for c, n in Way.choices if c != Way.WEB or KINDS[letter.kind].to == APPLICANT]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        self.fields["way"].initial = letter.request.way if KINDS[letter.kind].to == APPLICANT else Way.POST
        self.fields["sent_on"].initial = timezone.localdate()


class ConfirmForm(forms.Form):
    served_on = forms.DateField(label="送达日期", widget=DateInput)
    proof = forms.CharField(
        label="凭证",
        required=False,
        max_length=500,
        widget=_area(),
        help_text="如签收人、签收时间、回执、通话记录",
    )
    uploads = ProofField(label="凭证（照片或扫描件）", required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, widget=_area())


class MailForm(forms.Form):
    to = forms.EmailField(label="收件邮箱")


class DeskForm(forms.ModelForm[DeskSettings]):
    class Meta:
        model = DeskSettings
        fields = [
            "mark", "kind", "superior", "address", "postcode", "phone", "fax", "email", "hours", "pay_how", "verified",
        ]  # fmt: skip
        help_texts = {
            "mark": "文号里年份前面的几个字，如“厦思教公开”；改动只影响以后的文书",
            "kind": "决定告知书里向谁申请行政复议",
            "superior": "垂直管理部门必填；派出机构填设立它的部门",
            "pay_how": "写进收费通知书",
            "verified": "已对照编制、公文文号规定核对",
        }
        widgets = {"pay_how": _area()}


class ReasonTextForm(forms.Form):
    ground = forms.ChoiceField(label="处理结果", choices=GROUND_CHOICES)
    title = forms.CharField(label="名称", max_length=100)
    text = forms.CharField(
        label="说理文本", max_length=3000, widget=_area(7),
        help_text="要由承办人补的地方写成“〔请填写：内容〕”，没有补就不能签发",
    )  # fmt: skip
    active = forms.BooleanField(label="使用", required=False, initial=True)
