"""Fields that several forms of the workbench share: days, moments, many files, a record chosen by searching."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse_lazy

from yangguang.core.forms import DateInput
from yangguang.documents.dates import parse_date

from ..models import Publication
from ..placing import SEARCH_KIND


class DayField(forms.DateField):
    """A day in any writing of the field: 2021-03-01, 2021.3.1, 2021年3月1日. One that does not exist is told so."""

    widget = DateInput

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return parse_date(value)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploads in one field; each is checked like a single one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]


class RecordChooser(forms.TextInput):
    """A text field that asks the search as one types; without a script a number, address, 索引号 or 文号 is typed."""

    template_name = "publications/chooser.html"

    def __init__(self, kinds: tuple[str, ...] = (), attrs: dict[str, Any] | None = None) -> None:
        query = urlencode([("kind", SEARCH_KIND), ("reach", "all"), *(("category", k) for k in kinds)])
        super().__init__(
            {"data-chooser": reverse_lazy("search:suggest"), "data-query": query, **(attrs or {})}
        )

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if str(value or "").isdecimal():
            found = (
                Publication.objects.filter(pk=int(str(value)[:18])).values_list("title", flat=True).first()
            )
            if found:
                context["widget"]["attrs"]["data-title"] = found
        return context


class RecordField(forms.CharField):
    """A record, as the chooser or a person names it. Cleans to its number; None when empty."""

    def __init__(self, *, kinds: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.kinds = kinds
        kwargs.setdefault("help_text", "输入标题里的词查找；也可以填编号、网址、索引号或文号")
        super().__init__(widget=RecordChooser(kinds), max_length=300, **kwargs)

    def clean(self, value: Any) -> int | None:
        given = str(super().clean(value) or "").strip()
        if not given:
            return None
        found = find_record(given)
        if found is None:
            raise forms.ValidationError("没有找到这条信息。请从列表里选，或填写编号、网址、索引号、文号")
        if self.kinds and found.kind not in self.kinds:
            raise forms.ValidationError(f"“{found.title[:30]}”是{found.kind_name}，不能选在这里")
        return found.pk


_ADDRESS = re.compile(r"(?:https?://[^/\s]+)?(?:/hant)?(?:/doc/|/desk/publications/)?(\d{1,18})/?")


def find_record(given: str) -> Publication | None:
    """The record that a person names: its number, its address, its 索引号, or a 文号 that only one carries."""
    records = Publication.objects.only("pk", "title", "kind", "unit")
    if found := _ADDRESS.fullmatch(given):
        return records.filter(pk=int(found[1])).first()
    numbered = records.filter(index_number=given).first()
    if numbered is not None:
        return numbered
    same = list(records.filter(document_number=given)[:2])
    return same[0] if len(same) == 1 else None


class ChooseForm(forms.Form):
    """One record to put somewhere: a pin, a member of a set."""

    publication = RecordField(label="信息")
