"""Forms of the inbox."""

from __future__ import annotations

from typing import Any

from django import forms

from .models import DutyState


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
    # Named as the page shows it; Django's own ``files`` of a form is what was uploaded.
    attachments = ManyFilesField(
        label="佐证文件", required=False, help_text="可选多个；PDF、Word、Excel、图片等，每个不超过 20 MB"
    )


class ReturnForm(forms.Form):
    text = forms.CharField(
        label="意见（退回时必填）", widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=300
    )


class SlipForm(forms.Form):
    demand = forms.CharField(label="督办要求", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label="回复：原因、措施、完成时间", widget=forms.Textarea(attrs={"rows": 5}), max_length=4000
    )


class DutyFilter(forms.Form):
    q = forms.CharField(label="事项", required=False, max_length=100)
    unit = forms.CharField(label="单位", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *DutyState.choices])
    late = forms.BooleanField(label="只看逾期", required=False)
