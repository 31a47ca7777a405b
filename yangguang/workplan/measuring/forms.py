"""Forms of the measuring screens."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.core.actions import Refused
from yangguang.organisations.models import Unit


def add_errors(form: forms.Form, refused: Refused) -> None:
    """Put the reasons of a refusal on the fields they are about; what was typed stays."""
    for reason in refused.reasons:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))


DAY = forms.DateInput(attrs={"type": "date"})


class RunForm(forms.Form):
    as_of = forms.DateField(label="截至", required=False, widget=DAY, help_text="不填为今天")


class FreezeForm(forms.Form):
    quarter = forms.CharField(label="季度", max_length=6, help_text="如 2021Q3；冻结后不能更改")
    as_of = forms.DateField(
        label="用哪一天的测量", required=False, widget=DAY,
        help_text="不填为这一季度最后一次测量；没有测过的，先按季末测一次",
    )  # fmt: skip

    def clean_quarter(self) -> str:
        return str(self.cleaned_data["quarter"]).strip().upper()


class TargetForm(forms.Form):
    target = forms.FloatField(label="目标")
    warn = forms.FloatField(label="预警线", required=False, help_text="比目标宽；不填则没有预警")
    verified = forms.BooleanField(label="目标已核对，去掉“待核”", required=False)

    def __init__(self, *args: Any, ratio: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].help_text = (
            "合格占总数的比例，写作 0 到 1，如 0.95" if ratio else "不合格的件数，如 0"
        )


class UnitForm(forms.Form):
    """A form that one fills in for one of one's units."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if self.initial.get("unit") is None and len(units) == 1:
            self.initial["unit"] = units[0].pk


class WaiverForm(UnitForm):
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=300)
    expires_on = forms.DateField(label="到期日", widget=DAY, help_text="最长一年；到期后重新计入")
    key = forms.CharField(widget=forms.HiddenInput, required=False)


class AttestForm(UnitForm):
    statement = forms.CharField(label="声明", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    url = forms.URLField(
        label="佐证网址",
        max_length=500,
        assume_scheme="https",
        required=False,
        help_text="网址和文件至少有一样",
    )
    file = forms.FileField(
        label="佐证文件", required=False, help_text="PDF、Word、Excel、图片等，不超过 20 MB"
    )
    expires_on = forms.DateField(label="到期日", widget=DAY)

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].help_text = f"最长 {longest} 天；到期要重新声明，否则这项无法测量"


class RefuseForm(forms.Form):
    reason = forms.CharField(label="不同意的理由", max_length=300, required=False)
