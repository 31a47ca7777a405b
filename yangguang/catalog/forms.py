"""Forms of the catalogue's desk pages."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.organisations.models import Unit

from . import statutory
from .queries import FIELDS


class StatementForm(forms.Form):
    """本期无此类信息 of a unit for a period."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none())
    item = forms.ChoiceField(label="公开事项", choices=[(i.code, i.name) for i in statutory.ITEMS])
    period_from = forms.DateField(label="起", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    period_to = forms.DateField(label="止", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class CatalogueForm(forms.Form):
    file = forms.FileField(label="标准目录（.xlsx）")
    field = forms.ChoiceField(
        label="领域", required=False, choices=[("", "按工作表名称"), *((f, f) for f in FIELDS)]
    )
