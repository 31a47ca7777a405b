"""The filters of the workbench's search page."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.organisations.models import Unit

from .analyser import LONGEST
from .kinds import SEARCH_KINDS

SORTS = [("relevance", "最相关的在前"), ("date", "最新的在前")]
STATES = [("", "全部"), ("yes", "已公开"), ("no", "未公开")]
REACHES = [("", "我能查看的单位"), ("all", "加上全区已公开的")]


def _calendar() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SearchForm(forms.Form):
    """Filters; ``units`` are those the person may look at (None: all of the district)."""

    q = forms.CharField(
        label="要找的内容", required=False, max_length=LONGEST, widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label="类型", required=False)
    unit = forms.ModelChoiceField(
        label="单位", required=False, queryset=Unit.objects.none(), empty_label="全部",
        error_messages={"invalid_choice": "没有这个单位，或者您不能查看它的信息。请从列表里选"},
    )  # fmt: skip
    public = forms.ChoiceField(label="公开状态", required=False, choices=STATES)
    since = forms.DateField(label="日期从", required=False, widget=_calendar())
    until = forms.DateField(label="到", required=False, widget=_calendar())
    reach = forms.ChoiceField(label="范围", required=False, choices=REACHES)
    sort = forms.ChoiceField(label="排序", required=False, choices=SORTS)

    def __init__(self, *args: Any, units: frozenset[int] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "全部"), *kind_choices()]  # type: ignore[attr-defined]
        listed = Unit.objects.order_by("order", "id")
        self.fields["unit"].queryset = listed if units is None else listed.filter(pk__in=units)  # type: ignore[attr-defined]
        if units is None:
            del self.fields["reach"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", "结束日期早于开始日期，请对调或改正")
        return said


def kind_choices() -> list[tuple[str, str]]:
    """Each kind, or where it has categories each of those as kind:category."""
    choices: list[tuple[str, str]] = []
    for kind in SEARCH_KINDS:
        named = kind.categories()
        choices += [(f"{kind.code}:{code}", name) for code, name in named.items()] or [(kind.code, kind.name)]
    return choices
