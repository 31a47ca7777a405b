"""Forms of the catalogue's desk pages."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.organisations.models import Unit

from . import assigning, queries
from .models import Catalogue, Item
from .queries import FIELDS


class StatementForm(forms.Form):
    """本期无此类信息 of a unit for a period."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none())
    item = forms.ChoiceField(label="公开事项")
    period_from = forms.DateField(label="起", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    period_to = forms.DateField(label="止", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label="说明", required=False, max_length=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["item"].choices = queries.statable()  # type: ignore[attr-defined]


class CatalogueForm(forms.Form):
    file = forms.FileField(label="标准目录（.xlsx）")
    field = forms.ChoiceField(
        label="领域", required=False, choices=[("", "按工作表名称"), *((f, f) for f in FIELDS)]
    )


class AssignForm(forms.Form):
    """Who answers for the items of a catalogue: read from the items' own words, or chosen."""

    source = forms.ChoiceField(
        label="责任单位从哪里来",
        choices=[("subject", "读每个事项的“公开主体”"), ("chosen", "用下面选的单位")],
        widget=forms.RadioSelect,
    )
    units = forms.ModelMultipleChoiceField(label="单位", queryset=Unit.objects.none(), required=False)
    how = forms.ChoiceField(label="怎样改", choices=[(h.value, assigning.WORDS[h]) for h in assigning.How])
    items = forms.ModelMultipleChoiceField(queryset=Item.objects.none(), required=False)

    def __init__(self, *args: Any, catalogue: Catalogue, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        self.fields["items"].queryset = catalogue.items.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        empty = values.get("source") == "chosen" and not values.get("units") and "units" not in self.errors
        if empty and values.get("how") != assigning.How.REPLACE:
            self.add_error("units", "请选择单位")
        return values
