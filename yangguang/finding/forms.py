"""Forms of the desk's pages about being found."""

from __future__ import annotations

from django import forms

from yangguang.core.forms import DateInput
from yangguang.organisations.models import Unit
from yangguang.search.kinds import SEARCH_KINDS

from .models import Gap


class GroupForm(forms.Form):
    words = forms.CharField(
        label="同义词", max_length=400, help_text="用逗号或顿号隔开，如：育儿津贴，生育补贴"
    )
    note = forms.CharField(label="说明", max_length=200, required=False)


class GroupChangeForm(GroupForm):
    active = forms.BooleanField(label="使用", required=False)


class ListForm(forms.Form):
    file = forms.FileField(label="文件", help_text="文本文件，每行一组，用逗号或顿号隔开；# 开头的行不读")
    source = forms.CharField(label="来源", max_length=100, required=False)


class PinForm(forms.Form):
    text = forms.CharField(label="检索词", max_length=40)
    title = forms.CharField(label="显示的标题", max_length=100)
    url = forms.CharField(label="网址", max_length=500, help_text="本站网址从 / 写起，如 /doc/12/")
    note = forms.CharField(label="一句说明", max_length=200, required=False)
    order = forms.IntegerField(label="顺序", min_value=1, max_value=9, initial=1)
    until = forms.DateField(label="显示到", required=False, widget=DateInput())


class GapForm(forms.Form):
    text = forms.CharField(widget=forms.HiddenInput, max_length=40)
    state = forms.ChoiceField(label="怎样处理", choices=Gap.State.choices)
    unit = forms.ModelChoiceField(label="交给", queryset=Unit.objects.none(), required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)

    field_order = ("text", "state", "unit", "note")


class QuestionForm(forms.Form):
    question = forms.CharField(label="问题", max_length=200)
    kind = forms.ChoiceField(label="类型", required=False)
    object_id = forms.IntegerField(
        label="应排第一的信息的编号", required=False, min_value=1,
        help_text="公开网址里的编号；本站不该回答的问题留空",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = [(k.code, k.name) for k in SEARCH_KINDS]  # type: ignore[attr-defined]
