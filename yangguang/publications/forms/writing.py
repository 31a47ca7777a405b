"""The editor's form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.templatetags.static import static
from django.utils import timezone
from django_prose_editor.widgets import ProseEditorWidget

from yangguang.catalog import queries as catalogues
from yangguang.core.forms import MomentInput
from yangguang.organisations.models import Unit

from .. import kinds, rules
from ..extras import Field
from ..models import TEXT_FIELDS, Openness, Publication, Validity
from .fields import DayField, ManyFiles, ManyFilesField, RecordField
from .several import RecordsField, RowsField, StandardField

EDITOR = {
    "extensions": {
        "Bold": True, "Italic": True, "Underline": True, "Subscript": True, "Superscript": True,
        "Heading": {"levels": [2, 3, 4]}, "BulletList": True, "OrderedList": True, "ListItem": True,
        "Blockquote": True, "HorizontalRule": True, "Strike": True, "Link": {"enableTarget": False}, "Figure": True,
        "Caption": True, "Image": True, "Table": True, "TableRow": True, "TableHeader": True, "TableCell": True,
        "History": True, "HTML": True, "HardBreak": True, "Fullscreen": True,
    }
}  # fmt: skip
# The editor's own parts, and ours: static/publications/editor/.
OURS = {"Video": True, "Audio": True, "OfficialText": True, "Media": True, "TableTools": True}
MODULES = ("publications/editor/nodes.js", "publications/editor/media.js")


class BodyWidget(ProseEditorWidget):
    """The editor with pictures, films, sounds, charts and what else an official text holds."""

    def get_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().get_config()
        return {
            "extensions": {**config["extensions"], **OURS},
            "js_modules": [*config["js_modules"], *(static(m) for m in MODULES)],
        }


class PublicationForm(forms.Form):
    """The text of a record. What is missing for release is told by the checks, not here: a draft may be unfinished."""

    kind = forms.ChoiceField(label="信息类型")
    title = forms.CharField(label="标题", max_length=300)
    body = forms.CharField(
        label="正文", required=False, widget=BodyWidget(config=EDITOR, preset="configurable", attrs={"rows": 18}),
        help_text="可从文字处理软件粘贴，多余的格式会去掉；图片、视频、音频可以直接拖进来",
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
    written_on = DayField(label="成文日期", required=False)
    genre = forms.ChoiceField(
        label="体裁", required=False, choices=[("", "—"), *((g, g) for g in kinds.GENRES)]
    )
    topic = forms.ChoiceField(
        label="主题分类", required=False, choices=[("", "—"), *((t, t) for t in kinds.TOPICS)]
    )
    validity = forms.ChoiceField(label="有效性", required=False, choices=Validity.choices)
    effective_on = DayField(label="施行日期", required=False)
    expires_on = DayField(label="有效期至", required=False)
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

    def __init__(
        self, *args: Any, unit: Unit, attached: Sequence[Any] = (), extra: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.extra = dict(extra or {})
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
        # Each kind brings its own fields; the page shows those of the kind that is chosen.
        for kind in kinds.KINDS:
            for declared in kind.fields:
                self.fields[_key(kind.code, declared)] = _form_field(declared, self.extra.get(declared.name))

    def kind_fields(self) -> Iterator[tuple[str, str, bool, list[Any]]]:
        """(code, name, whether they are its text, bound fields) of every kind that has fields of its own."""
        for kind in kinds.KINDS:
            if kind.fields:
                yield kind.code, kind.name, kind.by_fields, [self[_key(kind.code, f)] for f in kind.fields]

    def clean(self) -> dict[str, Any]:
        """What was typed into another kind's fields, which the page does not show, holds nothing up."""
        mine = f"x-{self.cleaned_data.get('kind', '')}-"
        for name in [n for n in self.errors if n.startswith("x-") and not n.startswith(mine)]:
            del self.errors[name]
        return super().clean() or self.cleaned_data

    @property
    def current_kind(self) -> str:
        return str(self["kind"].value() or "")

    def add_reason(self, field: str, text: str) -> None:
        """A verb's refusal at the field that it names; at the top when there is none."""
        kind = self.current_kind
        if field.startswith("extra."):
            field = f"x-{kind}-{field.removeprefix('extra.')}"
        field = {"file": "uploads"}.get(field, field)
        self.add_error(field if field in self.fields else None, text)

    def values(self) -> dict[str, Any]:
        """The cleaned values as ``actions.drafting`` takes them (files apart)."""
        found = {k: v for k, v in self.cleaned_data.items() if k in TEXT_FIELDS}
        found["issuers"] = [u.pk for u in self.cleaned_data["issuers"]]
        found["attachments"] = [int(a) for a in self.cleaned_data.get("keep", ())]
        kind = found["kind"]
        declared = {f.name: self.cleaned_data.get(_key(kind, f)) for f in kinds.fields_of(kind)}
        # What another kind or another room keeps there stays.
        found["extra"] = {**self.extra, **declared}
        return found


def _key(kind: str, field: Field) -> str:
    return f"x-{kind}-{field.name}"


def _form_field(field: Field, initial: Any) -> forms.Field:
    common: dict[str, Any] = {
        "label": field.label, "required": False, "help_text": field.help, "initial": initial,
    }  # fmt: skip
    if field.required:
        asked = f"{field.when[1][0]}的" if field.when else ""
        common["label"] = f"{field.label}（{asked}送审前必填）"
    if field.unit and field.type == "number":
        common["label"] += f"（{field.unit.removeprefix('个')}）"
    if field.type == "choice":
        return forms.ChoiceField(choices=[("", "—"), *((c, c) for c in field.choices)], **common)
    if field.type == "day":
        return DayField(**common)
    if field.type == "moment":
        if initial:
            common["initial"] = dt.datetime.fromisoformat(str(initial)).replace(tzinfo=None)
        return forms.DateTimeField(widget=MomentInput(), **common)
    if field.type == "number":
        return forms.IntegerField(
            min_value=0, max_value=10**12 if field.most is None else field.most, **common
        )
    if field.type == "choices":
        box = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(choices=[(c, c) for c in field.choices], widget=box, **common)
    if field.type == "rows":
        return RowsField(field, **common)
    if field.type == "lines":
        return StandardField(field, widget=forms.Textarea(attrs={"rows": 4}), **common)
    if field.type == "phone":
        return StandardField(field, **common)
    if field.type == "records":
        if not field.help:
            common.pop("help_text")
        return RecordsField(kinds=field.kinds, **common)
    if field.type == "record":
        if not field.help:
            common.pop("help_text")
        return RecordField(kinds=field.kinds, **common)
    if field.type == "link":
        return forms.URLField(max_length=500, assume_scheme="https", **common)
    if field.type == "long":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, **common)
    return forms.CharField(max_length=200, **common)


def initial(record: Publication) -> dict[str, Any]:
    """The newest text as the form shows it."""
    text = record.draft()
    return {
        **{k: getattr(text, k) for k in TEXT_FIELDS},
        "keep": [str(a) for a in text.attachments],
        "base_revision": record.latest_revision_id,
    }
