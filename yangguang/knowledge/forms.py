"""Forms of the knowledge base's screens; the verbs judge, the forms only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django_prose_editor.widgets import ProseEditorWidget

from yangguang.core.forms import DateInput
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.publications import events, kinds
from yangguang.publications.forms.fields import DayField, RecordField
from yangguang.publications.models import Publication

from . import sources
from .models import in_a_year
from .texts import Text

BASES = 5  # rows for documents that an answer rests on
EDITOR = {
    "extensions": {
        "Bold": True, "Italic": True, "Heading": {"levels": [3, 4]}, "BulletList": True, "OrderedList": True,
        "ListItem": True, "Link": {"enableTarget": False}, "Table": True, "TableRow": True, "TableHeader": True,
        "TableCell": True, "History": True, "HardBreak": True,
    }
}  # fmt: skip


class EntryForm(forms.Form):
    """A question with its answer. A draft may be unfinished; what is missing is told on the entry's page."""

    question = forms.CharField(
        label="问题", max_length=200, help_text="照群众会问的说，一句话，如：小微企业一次性补助怎么领？"
    )
    answer = forms.CharField(
        label="答案", required=False, help_text="先说结论，再说怎么办、找谁；不写个人的姓名、电话",
        widget=ProseEditorWidget(config=EDITOR, preset="configurable", attrs={"rows": 12}),
    )  # fmt: skip
    wordings = forms.CharField(
        label="其他问法", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个，写口语、简称、旧名称；检索也找得到",
    )  # fmt: skip
    topic = forms.ChoiceField(
        label="主题分类", required=False, choices=[("", "—"), *((t, t) for t in kinds.TOPICS)]
    )
    event = forms.ChoiceField(label="办事场景", required=False, choices=[("", "—"), *events.choices()])
    review_on = DayField(
        label="复核日期", required=False, help_text="到这一天再核对一次答案；一般一年（待核）"
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, text: Text | None = None, today: dt.date, **kwargs: Any) -> None:
        given = text or Text(review_on=in_a_year(today))
        start = {
            n: getattr(given, n) for n in ("question", "answer", "wordings", "topic", "event", "review_on")
        }
        rows = [*given.bases[:BASES], *[(None, "")] * (BASES - len(given.bases))]
        for n, (key, quote) in enumerate(rows):
            start |= {f"basis_{n}": key or "", f"quote_{n}": quote}
        kwargs["initial"] = {**start, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for n in range(BASES):
            self.fields[f"basis_{n}"] = RecordField(label=f"依据 {n + 1}", required=False)
            self.fields[f"quote_{n}"] = forms.CharField(
                label=f"依据 {n + 1} 的原文", required=False, max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="原样摘录说明答案的一句；不填的，保存时按答案选最接近的一句，请再核对",
            )  # fmt: skip

    def basis_rows(self) -> Iterator[tuple[int, BoundField, BoundField, bool]]:
        """(number, record, passage, whether it is worth showing at once)."""
        filled = [n for n in range(BASES) if self[f"basis_{n}"].value() or self[f"quote_{n}"].value()]
        last = max(filled, default=-1)
        for n in range(BASES):
            yield n + 1, self[f"basis_{n}"], self[f"quote_{n}"], n <= last + 1

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(BASES):
            if data.get(f"quote_{n}") and not data.get(f"basis_{n}") and f"basis_{n}" not in self.errors:
                self.add_error(f"basis_{n}", "填了原文，请选出自哪份文件")
        return data

    def values(self) -> dict[str, Any]:
        """What the verbs take; a document without a passage gets the nearest sentence proposed."""
        data = self.cleaned_data
        found = []
        for n in range(BASES):
            if key := data.get(f"basis_{n}"):
                quote = data.get(f"quote_{n}") or ""
                if not quote and (record := Publication.objects.filter(pk=key).first()) is not None:
                    quote = sources.passage(record, bodies.to_text(data["answer"]) or data["question"])
                found.append((key, quote))
        names = ("question", "answer", "wordings", "topic", "event", "review_on")
        return {**{n: data[n] for n in names}, "bases": found}


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class RenewForm(forms.Form):
    review_on = forms.DateField(label="下次复核日期", widget=DateInput())
    note = forms.CharField(
        label="说明", required=False, max_length=200, help_text="核对了什么，如：标准没有变"
    )


class UploadForm(forms.Form):
    unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.none(), empty_label=None)
    file = forms.FileField(label="表格", help_text="XLSX 或 CSV，第一行是列名")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
