"""Forms of the workbench for publications and columns."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django_prose_editor.widgets import ProseEditorWidget

from yangguang.catalog import queries as catalogues
from yangguang.organisations.models import Unit

from . import kinds, rules
from .models import TEXT_FIELDS, Banner, Column, Openness, Publication, Validity, Withdrawal

TOPICS = [(t, t) for t in kinds.TOPICS]
EDITOR = {
    "extensions": {
        "Bold": True, "Italic": True, "Underline": True, "Subscript": True, "Superscript": True,
        "Heading": {"levels": [2, 3, 4]}, "BulletList": True, "OrderedList": True, "ListItem": True,
        "Blockquote": True, "HorizontalRule": True, "Link": True, "Figure": True, "Caption": True, "Image": True,
        "Table": True, "TableRow": True, "TableHeader": True, "TableCell": True, "History": True, "HTML": True,
        "HardBreak": True, "Fullscreen": True,
    }
}  # fmt: skip


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploads in one field; each is checked like a single one."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given if one]


class PublicationForm(forms.Form):
    """The text of a record. What is missing for release is told by the checks, not here: a draft may be unfinished."""

    kind = forms.ChoiceField(label="信息类型")
    title = forms.CharField(label="标题", max_length=300)
    body = forms.CharField(
        label="正文", required=False, widget=ProseEditorWidget(config=EDITOR, preset="configurable", attrs={"rows": 18}),
        help_text="可从文字处理软件粘贴，多余的格式会去掉；表格请设表头",
    )  # fmt: skip
    summary = forms.CharField(
        label="内容概述", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    document_number = forms.CharField(
        label="文号",
        required=False,
        max_length=60,
        help_text="如 厦思政办〔2021〕19号；方括号、圆括号会自动改成六角括号",
    )
    written_on = forms.DateField(label="成文日期", required=False, widget=DateInput())
    genre = forms.ChoiceField(
        label="体裁", required=False, choices=[("", "—"), *((g, g) for g in kinds.GENRES)]
    )
    topic = forms.ChoiceField(
        label="主题分类", required=False, choices=[("", "—"), *((t, t) for t in kinds.TOPICS)]
    )
    validity = forms.ChoiceField(label="有效性", required=False, choices=Validity.choices)
    effective_on = forms.DateField(label="施行日期", required=False, widget=DateInput())
    expires_on = forms.DateField(label="有效期至", required=False, widget=DateInput())
    source = forms.CharField(label="来源", required=False, max_length=120, help_text="转载的要写明原发布机构")
    keywords = forms.CharField(label="关键词", required=False, max_length=200, help_text="用逗号隔开")
    issuers = forms.ModelMultipleChoiceField(
        label="联合发布机构", queryset=Unit.objects.none(), required=False, help_text="按住 Ctrl 可选多个"
    )
    items = forms.MultipleChoiceField(
        label="目录事项", required=False, help_text="这份信息对应的公开事项，可多选"
    )
    openness = forms.ChoiceField(label="公开属性", choices=Openness.choices, initial=Openness.OPEN)
    openness_basis = forms.ChoiceField(
        label="不予公开的依据", required=False, choices=[("", "—"), *rules.EXEMPTIONS.items()]
    )
    sensitive = forms.BooleanField(
        label="重大或敏感信息", required=False, help_text="发布前还要宣传部门统筹审签（任务表第 11 条）"
    )
    keep = forms.MultipleChoiceField(label="已有附件", required=False, widget=forms.CheckboxSelectMultiple)
    uploads = ManyFilesField(label="上传附件", required=False, widget=ManyFiles(attrs={"multiple": True}))
    base_revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, unit: Unit, attached: list[Any] = (), **kwargs: Any) -> None:  # type: ignore[assignment]
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds.choices()  # type: ignore[attr-defined]
        self.fields["issuers"].queryset = (  # type: ignore[attr-defined]
            Unit.objects.answerable(timezone.localdate()).exclude(pk=unit.pk).order_by("order")
        )
        self.fields["items"].choices = catalogues.item_choices(unit.kind)  # type: ignore[attr-defined]
        if attached:
            self.fields["keep"].choices = [(str(a.pk), f"{a.name}") for a in attached]  # type: ignore[attr-defined]
            self.fields["keep"].help_text = "去掉勾选就不再附上"
        else:
            del self.fields["keep"]

    def values(self) -> dict[str, Any]:
        """The cleaned values as ``actions.drafting`` takes them (files apart)."""
        found = {k: v for k, v in self.cleaned_data.items() if k in TEXT_FIELDS}
        found["issuers"] = [u.pk for u in self.cleaned_data["issuers"]]
        found["attachments"] = [int(a) for a in self.cleaned_data.get("keep", ())]
        return found


def initial(record: Publication) -> dict[str, Any]:
    """The newest text as the form shows it."""
    text = record.draft()
    return {
        **{k: getattr(text, k) for k in TEXT_FIELDS},
        "keep": [str(a) for a in text.attachments],
        "base_revision": record.latest_revision_id,
    }


class NoteForm(forms.Form):
    note = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReleaseForm(forms.Form):
    note = forms.CharField(
        label="更改说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="对已公开的内容作实质性更改或更正时必填，读者会看到",
    )  # fmt: skip
    major = forms.BooleanField(label="实质性更改", required=False)
    correction = forms.BooleanField(label="更正错误", required=False)


class ScheduleForm(forms.Form):
    at = forms.DateTimeField(label="发布时间", widget=MomentInput())


class UrgentForm(forms.Form):
    reason = forms.CharField(label="应急发布的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawForm(forms.Form):
    how = forms.ChoiceField(label="读者看到什么", choices=Withdrawal.choices)
    reason = forms.CharField(
        label="撤下原因（公开）", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    successor = forms.IntegerField(
        label="新文件的编号", required=False, help_text="“转到新的文件”时填写：新文件网址里的数字"
    )


class ColumnForm(forms.ModelForm):
    """A column with its query as plain fields."""

    kinds = forms.MultipleChoiceField(label="信息类型", required=False, widget=forms.CheckboxSelectMultiple)
    units = forms.ModelMultipleChoiceField(label="发布机构", queryset=Unit.objects.none(), required=False)
    topics = forms.MultipleChoiceField(label="主题分类", required=False, choices=TOPICS)
    words = forms.CharField(label="标题或关键词含有", required=False, help_text="几个词用空格隔开，都要有")
    since = forms.DateField(label="发布不早于", required=False, widget=DateInput())
    until = forms.DateField(label="发布不晚于", required=False, widget=DateInput())

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
