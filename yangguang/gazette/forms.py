"""Forms of the workbench for the gazette."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput, MomentInput

from . import rules
from .actions.telling import CHANNELS
from .models import Article, Correction, Issue, Masthead


class IssueForm(forms.Form):
    """The numbers and the day of an issue."""

    year = forms.IntegerField(label="年份", min_value=1949, max_value=2100)
    number = forms.IntegerField(label="期号", min_value=1, max_value=366)
    total = forms.IntegerField(label="总第几期", min_value=1, max_value=99999, required=False)
    dated = forms.DateField(label="出版日期", widget=DateInput(), help_text="印在封面上的日期")


class OldIssueForm(IssueForm):
    """The same for an old issue, with its PDF."""

    file = forms.FileField(
        label="PDF 文件", help_text="一期一个文件，要有文字层（扫描件先做文字识别），不超过 100 MB"
    )

    field_order = ("file", "year", "number", "total", "dated")


class MastheadForm(forms.ModelForm):
    class Meta:
        model = Masthead
        fields = ["name", "sponsor", "editor", "address", "phone", "email", "permit", "statement"]
        widgets = {"statement": forms.Textarea(attrs={"rows": 3})}

    def _post_clean(self) -> None:
        """The verb writes the masthead; the form only reads it."""


class PlanForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=1990, max_value=2100)
    frequency = forms.ChoiceField(label="刊期", choices=rules.FREQUENCIES)
    days = forms.IntegerField(
        label="每期结束后几天内出版",
        min_value=0,
        max_value=60,
        initial=15,
        help_text="没有上级规定，由本单位确定（待核）",
    )


class NoteForm(forms.Form):
    note = forms.CharField(label="退回意见", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class SectionsForm(forms.Form):
    names = forms.CharField(
        label="栏目",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一个，按印出的次序",
    )


class CorrectionForm(forms.Form):
    article = forms.ModelChoiceField(
        label="文章", queryset=Article.objects.none(), required=False, empty_label="整期"
    )
    page = forms.IntegerField(label="页码", min_value=1, max_value=9999, required=False)
    text = forms.CharField(
        label="更正内容",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="如：第二段“甲”应为“乙”。读者会看到",
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article"].queryset = issue.articles.defer("html")  # type: ignore[attr-defined]


class PushForm(forms.Form):
    channel = forms.ChoiceField(label="渠道", choices=[(c, c) for c in CHANNELS])
    account = forms.CharField(label="账号", max_length=60, required=False)
    pushed_at = forms.DateTimeField(label="推送时间", widget=MomentInput(), initial=timezone.localtime)
    url = forms.URLField(label="网址", max_length=400, required=False, assume_scheme="https")


def waiting_corrections(issue: Issue) -> Any:
    """Corrections of earlier issues that no published issue has printed."""
    return (
        Correction.objects.exclude(printed_in__state="published")
        .exclude(issue=issue)
        .select_related("issue")
        .order_by("id")
    )
