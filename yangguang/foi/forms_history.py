"""Forms of the import of past years' figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from .actions.figures import EARLIEST
from .figures.reading import FORMS


class ImportForm(forms.Form):
    """A file, and whose and which year's figures it holds."""

    unit = forms.ChoiceField(label="哪个单位的数据")
    year = forms.IntegerField(label="年份", help_text="数据所属的年份，不是年报公布的年份")
    file = forms.FileField(
        label="文件",
        help_text="Word（.docx）、Excel（.xlsx）、CSV 或本系统导出的 JSON，不超过 10 MB；可以直接用公布过的年报全文",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(FORMS)}),
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        last = timezone.localdate().year - 1
        self.fields["year"].initial = last
        self.fields["year"].widget.attrs.update({"min": EARLIEST, "max": last})


class NoteForm(forms.Form):
    note = forms.CharField(
        label="为什么按文件导入", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="例如：当年公布的年报就是这样写的",
    )  # fmt: skip


class UndoForm(forms.Form):
    reason = forms.CharField(label="撤销的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
