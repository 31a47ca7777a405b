"""Forms of the registers' desk pages."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.catalog.models import Catalogue
from yangguang.catalog.queries import FIELDS
from yangguang.organisations.models import Unit

from . import kinds, rules
from .models import Entry, Guidance, Theme


def _day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def _moment(label: str, help_text: str = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], help_text=help_text
    )


class WithUnit(forms.Form):
    """A form that asks in whose name; ``units`` are those that the person may choose."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none())

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ListForm(WithUnit):
    """A new work list."""

    kind = forms.ChoiceField(label="种类", choices=kinds.choices)
    title = forms.CharField(label="名称", max_length=120, help_text="例如：2021 年政府工作报告重点工作清单")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    slug = forms.SlugField(
        label="网址名", max_length=60, help_text="小写字母、数字和连字符，例如 key-works-2021"
    )
    basis = forms.CharField(
        label="依据", max_length=300, required=False, help_text="印发清单的文件，写明文号"
    )
    field_order = ("kind", "title", "year", "slug", "unit", "basis")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = "登记单位"
        self.fields["year"].initial = timezone.localdate().year


class UploadForm(forms.Form):
    file = forms.FileField(label="清单文件（.xlsx、.csv、.docx、.txt）")


class EntryForm(forms.Form):
    """One line, entered or corrected by hand."""

    number = forms.CharField(label="序号", max_length=20, required=False, help_text="不填时接着排")
    title = forms.CharField(label="名称", max_length=300)
    text = forms.CharField(label="内容", required=False, widget=forms.Textarea({"rows": 4}))
    units = forms.ModelMultipleChoiceField(
        label="责任单位", queryset=Unit.objects.none(), help_text="按住 Ctrl 可选几个"
    )
    lead = forms.ModelChoiceField(
        label="牵头单位", queryset=Unit.objects.none(), required=False, help_text="不选时，第一个责任单位牵头"
    )
    formed_on = _day("形成日期", help_text="举措形成的日期；条例第二十六条的 20 个工作日从这一天算起")
    due_on = _day("完成时限")

    def __init__(self, *args: Any, entry: Entry | None = None, sort: kinds.ListKind, units: Any, **kwargs: Any) -> None:  # fmt: skip
        if entry is not None:
            parties = [p.unit for p in entry.parties.select_related("unit")]
            kwargs["initial"] = {
                "number": entry.number, "title": entry.title, "text": entry.text, "units": parties,
                "lead": parties[0] if parties else None, "formed_on": entry.formed_on, "due_on": entry.due_on,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        self.fields["lead"].queryset = units  # type: ignore[attr-defined]
        if not sort.formed:
            del self.fields["formed_on"]

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("units", "lead")}

    def chosen(self) -> list[Unit]:
        """The units, the leading one first."""
        lead = self.cleaned_data["lead"]
        return list(dict.fromkeys([*([lead] if lead else []), *self.cleaned_data["units"]]))


class ThemeForm(WithUnit):
    """A theme and the words by which records fall under it."""

    name = forms.CharField(label="主题", max_length=40)
    slug = forms.SlugField(label="网址名", max_length=50, help_text="小写字母、数字和连字符")
    words = forms.CharField(
        label="关键词", max_length=120, help_text="标题或关键词里同时有这些词的信息自动归入；几个词用空格分开"
    )
    order = forms.IntegerField(label="排序", min_value=0, max_value=999, initial=0)
    field_order = ("name", "slug", "words", "order", "unit")

    def clean_words(self) -> list[str]:
        return [w for w in re.split(r"[\s、，,]+", self.cleaned_data["words"]) if w]


class SwitchForm(forms.Form):
    """On or off, from when, and why."""

    at = _moment("时间")
    reason = forms.CharField(label="原因", max_length=200)


class DecisionForm(WithUnit):
    """A decision to publish."""

    title = forms.CharField(label="要发布的事项", max_length=200)
    level = forms.ChoiceField(label="级别", choices=rules.level_choices)
    hours = forms.IntegerField(label="时限（小时）", required=False, min_value=1, max_value=72)
    decided_at = _moment("决定时间", "作出决定的时间，不是登记的时间")
    decided_by = forms.CharField(label="决定人（职务）", max_length=60, help_text="例如：分管副局长")
    theme = forms.ModelChoiceField(
        label="疫情主题", queryset=Theme.objects.filter(retired_at=None), required=False
    )
    field_order = ("unit", "title", "level", "hours", "decided_at", "decided_by", "theme")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = "、".join(f"{level.name} {level.hours} 小时" for level in rules.LEVELS)
        self.fields["hours"].help_text = f"不填时按级别：{said}（待核）；可以更短，不能更长"


class GuidanceForm(WithUnit):
    """A guidance from above."""

    field = forms.ChoiceField(label="领域", choices=[(f, f) for f in FIELDS])
    issuer = forms.CharField(label="印发机关", max_length=80)
    title = forms.CharField(label="名称", max_length=200)
    number = forms.CharField(label="文号", max_length=60, required=False)
    issued_on = _day("印发日期", required=True)
    address = forms.URLField(label="网址", max_length=300, required=False, assume_scheme="https")
    note = forms.CharField(label="要点", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    field_order = ("field", "issuer", "title", "number", "issued_on", "address", "note", "unit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].label = "负责跟进的单位"


class RevisionForm(forms.Form):
    """Which version of the district's catalogue follows a guidance."""

    catalogue = forms.ModelChoiceField(label="修订后的目录", queryset=Catalogue.objects.none())

    def __init__(self, *args: Any, guidance: Guidance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = Catalogue.objects.filter(field=guidance.field, effective_on__gte=guidance.issued_on)
        self.fields["catalogue"].queryset = versions.exclude(state=Catalogue.State.DROPPED)  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    reason = forms.CharField(label="无需修订的理由", max_length=500, widget=forms.Textarea({"rows": 3}))
