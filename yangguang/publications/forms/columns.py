"""Forms of columns and urgent notices."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import MomentInput
from yangguang.organisations.models import Unit

from .. import kinds
from ..models import Banner, Column
from .fields import DayField

TOPICS = [(t, t) for t in kinds.TOPICS]


class ColumnForm(forms.ModelForm):
    """A column with its query as plain fields."""

    kinds = forms.MultipleChoiceField(label="信息类型", required=False, widget=forms.CheckboxSelectMultiple)
    units = forms.ModelMultipleChoiceField(label="发布机构", queryset=Unit.objects.none(), required=False)
    topics = forms.MultipleChoiceField(label="主题分类", required=False, choices=TOPICS)
    words = forms.CharField(label="标题或关键词含有", required=False, help_text="几个词用空格隔开，都要有")
    since = DayField(label="发布不早于", required=False)
    until = DayField(label="发布不晚于", required=False)

    class Meta:
        model = Column
        fields = [
            "shape", "name", "slug", "description", "keywords", "column_type", "parent", "unit", "order",
            "freshness", "on_home", "introduction",
        ]  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["units"].queryset = Unit.objects.answerable(timezone.localdate()).order_by("order")  # type: ignore[attr-defined]
        self.fields["kinds"].choices = kinds.choices()  # type: ignore[attr-defined]
        self.fields["slug"].help_text = "网址的一部分，小写字母、数字、连字符"
        self.fields["freshness"].help_text = "不填按信息类型的规定"
        query = self.instance.query or {}
        for name in ("kinds", "units", "topics"):
            self.fields[name].initial = query.get(name, [])
        self.fields["words"].initial = " ".join(query.get("words", []))
        for name in ("since", "until"):
            self.fields[name].initial = query.get(name)

    def _post_clean(self) -> None:
        """The verb writes the column; the form only reads it."""

    def query(self) -> dict[str, Any]:
        data = self.cleaned_data
        found: dict[str, Any] = {
            "kinds": list(data["kinds"]), "units": [u.pk for u in data["units"]], "topics": list(data["topics"]),
            "words": data["words"].split(),
        }  # fmt: skip
        for name in ("since", "until"):
            if isinstance(data.get(name), dt.date):
                found[name] = data[name].isoformat()
        return {k: v for k, v in found.items() if v}

    def values(self) -> dict[str, Any]:
        return {**{k: self.cleaned_data[k] for k in self.Meta.fields}, "query": self.query()}


class BannerForm(forms.Form):
    unit = forms.ModelChoiceField(
        label="范围", queryset=Unit.objects.none(), required=False, empty_label="全区"
    )
    level = forms.ChoiceField(label="级别", choices=Banner.Level.choices, initial="warning")
    text = forms.CharField(label="内容", max_length=200)
    url = forms.CharField(label="详情链接", max_length=200, required=False)
    starts_at = forms.DateTimeField(label="开始", widget=MomentInput())
    ends_at = forms.DateTimeField(label="结束", widget=MomentInput())
