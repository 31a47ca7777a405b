"""Forms of the measuring screens."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.organisations.models import Unit


class RunForm(forms.Form):
    as_of = forms.DateField(
        label="截至", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="不填为今天"
    )


class FreezeForm(forms.Form):
    quarter = forms.CharField(label="季度", max_length=6, help_text="如 2021Q3；冻结后不能更改")


class TargetForm(forms.Form):
    target = forms.FloatField(label="目标", help_text="比例写作 0 到 1，如 0.95")
    warn = forms.FloatField(label="预警线", required=False)
    verified = forms.BooleanField(label="目标已核对，去掉“待核”", required=False)


class WaiverForm(forms.Form):
    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none())
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), max_length=300)
    expires_on = forms.DateField(
        label="到期日", widget=forms.DateInput(attrs={"type": "date"}), help_text="最长一年；到期后重新计入"
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class AttestForm(WaiverForm):
    reason = None  # type: ignore[assignment]
    statement = forms.CharField(label="声明", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    url = forms.URLField(label="佐证网址", max_length=500, assume_scheme="https")
    field_order = ["unit", "statement", "url", "expires_on"]


class RefuseForm(forms.Form):
    reason = forms.CharField(label="不同意的理由", max_length=300, required=False)
