"""Forms of the lists' screens; the verbs judge, the forms only read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from yangguang.core.forms import DateInput
from yangguang.organisations.models import Unit

from . import kinds
from .models import WordListImport
from .wordlists import tables
from .wordlists.expressions import FARTHEST, SEVERITIES, SEVERITY_NAMES, WITHIN, Expression, Sort

AREA = {"rows": 2}
LONGEST_TRY = 20_000


class WordsField(forms.CharField):
    """Several words: one on a line, or parted by ；."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs=AREA), "max_length": 2000, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        return tables.split(super().clean(value) or "")


class EntryForm(forms.Form):
    """One expression of a list, with the reason for the change."""

    words = WordsField(label="词语", help_text="同一个说法的几种写法，一行一个；第一个是名称")
    sort = forms.ChoiceField(label="类型", choices=[(s.value, s.value) for s in Sort])
    severity = forms.ChoiceField(label="程度", required=False)
    replacement = forms.CharField(label="建议改为", required=False, max_length=tables.LONGEST_TEXT)
    why = forms.CharField(
        label="原因",
        required=False,
        max_length=tables.LONGEST_TEXT,
        help_text="写给起草人看：为什么不能这样写",
    )
    basis = forms.CharField(
        label="依据", required=False, max_length=tables.LONGEST_TEXT, help_text="文件名称、文号或者条款"
    )
    verified = forms.BooleanField(label="依据已核实", required=False, help_text="没有勾选的标“待核”")
    historic = forms.BooleanField(
        label="允许历史称谓", required=False, help_text="“原…”、《…》里、当时的文号不算；按文件的成文日期判断"
    )
    since = forms.DateField(label="生效日期", required=False, widget=DateInput())
    until = forms.DateField(label="失效日期", required=False, widget=DateInput())
    allowed = WordsField(
        label="不算的说法", required=False, help_text="包含这个词而没有错的更长的说法，如“农业部”的“农业部门”"
    )
    near = WordsField(label="附近须有", required=False, help_text="附近有其中一个词才算")
    not_near = WordsField(label="附近没有", required=False, help_text="附近有其中任何一个词就不算")
    within = forms.IntegerField(
        label="附近字数", required=False, min_value=1, max_value=FARTHEST, help_text=f"前后各多少字，不填为 {WITHIN}"
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label="信息类型", required=False, help_text="不选为全部", widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    titles = forms.BooleanField(label="只查标题", required=False)
    opening = forms.BooleanField(label="只查段首", required=False)
    loose = forms.BooleanField(label="隔开也算", required=False, help_text="中间夹了空格、符号也能查到")
    reason = forms.CharField(
        label="这次修改的原因", max_length=300, help_text="记入版本和操作日志，如：按上级通知更新"
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, entry: Expression | None = None, based_on: int = 0, **kwargs: Any) -> None:
        start: dict[str, Any] = {"sort": Sort.WRONG.value, "verified": True, "based_on": based_on}
        if entry is not None:
            names = (
                "words", "severity", "replacement", "basis", "verified", "historic", "since", "until", "allowed",
                "near", "not_near", "titles", "opening", "loose",
            )  # fmt: skip
            start |= {n: getattr(entry, n) for n in names}
            start |= {"sort": entry.sort.value, "why": entry.reason, "kinds": list(entry.kinds)}
            if entry.near or entry.not_near:
                start["within"] = entry.within
        kwargs["initial"] = start
        super().__init__(*args, **kwargs)
        usual = "；".join(f"{s}为{SEVERITY_NAMES[v]}" for s, v in SEVERITIES.items() if s != Sort.ALLOWED)
        severity, choices = self.fields["severity"], self.fields["kinds"]
        severity.choices = [("", "按类型"), *SEVERITY_NAMES.items()]  # type: ignore[attr-defined]
        severity.help_text = f"按类型：{usual}"
        known = kinds.names() | {k: kinds.names().get(k, k) for k in (entry.kinds if entry else ())}
        choices.choices = list(known.items())  # type: ignore[attr-defined]
        if not known:
            del self.fields["kinds"]

    FINER = (
        "since", "until", "allowed", "near", "not_near", "within", "kinds", "titles", "opening", "loose",
    )  # fmt: skip

    def finer(self) -> list[BoundField]:
        """Where and when it counts: what most entries leave as it is."""
        return [self[n] for n in self.FINER if n in self.fields]

    def plain(self) -> list[BoundField]:
        return [f for f in self.visible_fields() if f.name not in (*self.FINER, "reason")]

    def narrows(self) -> bool:
        """Whether the finer fields say something, or something is wrong with them."""
        return any(f.value() not in (None, False, "", (), []) or f.errors for f in self.finer())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", "失效日期早于生效日期")
        return data

    def entry(self) -> Expression:
        data = self.cleaned_data
        return Expression(
            data["words"], Sort(data["sort"]), data["severity"], data["replacement"], data["why"], data["basis"],
            data["since"], data["until"], data["near"], data["not_near"], data["within"] or WITHIN,
            tuple(data.get("kinds", ())), data["titles"], data["opening"], data["allowed"], data["historic"],
            data["loose"], data["verified"],
        )  # fmt: skip


class ListForm(forms.Form):
    """A list's settings."""

    unit = forms.ModelChoiceField(label="维护单位", queryset=Unit.objects.none(), empty_label=None)
    name = forms.CharField(label="名称", max_length=60)
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=300,
        help_text="收什么词、按什么整理",
        widget=forms.Textarea(attrs=AREA),
    )
    everyone = forms.BooleanField(
        label="适用于全区", required=False, help_text="不勾选的，只用于维护单位自己的文稿"
    )
    restricted = forms.BooleanField(
        label="限制查看",
        required=False,
        help_text="只有维护单位的审核人能看到词条；其他人只看到自己文稿里的提示",
    )
    active = forms.BooleanField(label="启用", required=False, help_text="停用的清单保留，不再提示")

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is None:  # the unit of a list stays
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
            del self.fields["active"]


class UploadForm(forms.Form):
    file = forms.FileField(
        label="文件", help_text="XLSX、CSV（第一行是列名）；或 TXT，一行一个词，可写“错的→对的”。编码不限"
    )
    mode = forms.ChoiceField(
        label="方式",
        choices=WordListImport.Mode.choices,
        widget=forms.RadioSelect,
        initial=WordListImport.Mode.ADD,
    )
    sort = forms.ChoiceField(
        label="没有写类型的行，按", choices=[(s.value, s.value) for s in Sort], initial=Sort.WRONG.value
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300)


class TryForm(forms.Form):
    title = forms.CharField(label="标题", required=False, max_length=200)
    text = forms.CharField(
        label="正文", max_length=LONGEST_TRY, widget=forms.Textarea(attrs={"rows": 10}), strip=False,
        help_text=f"粘贴要检查的文字，最多 {LONGEST_TRY} 字。只检查，不保存",
    )  # fmt: skip
    kind = forms.ChoiceField(label="信息类型", required=False)
    written_on = forms.DateField(
        label="成文日期", required=False, widget=DateInput(), help_text="名称按这一天判断；不填为今天"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *kinds.names().items()]  # type: ignore[attr-defined]

    def day(self, today: dt.date) -> dt.date:
        return self.cleaned_data.get("written_on") or today


class TitlesForm(forms.Form):
    titles = WordsField(
        label="职务称谓", required=False, help_text="一行一个，负责人的写在第一行，如：局长；不填的不检查"
    )
