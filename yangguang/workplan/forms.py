"""Forms of the plan's screens."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.organisations.models import Unit, UnitGroup, UnitKind

from .answers import KINDS, Units
from .models import PlanTask, Question, TaskParty

DAY = {"type": "date"}
NONE, OWN, SUGGESTED = "none", "own", "suggested:"


class Choices(forms.CheckboxSelectMultiple):
    """A long list of tick boxes; the class is the list's, not each box's."""

    def __init__(self) -> None:
        super().__init__(attrs={"class": "choices"})

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["attrs"].pop("class", None)
        return option


class UploadForm(forms.Form):
    file = forms.FileField(
        label="任务分解表",
        help_text="Word（.docx）、Excel（.xlsx）或文本（.txt、.csv），不超过 20 MB",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.xlsx,.txt,.csv"}),
    )


class DueForm(forms.Form):
    due_kind = forms.ChoiceField(label="期限类型", choices=PlanTask.DueKind.choices)
    due_on = forms.DateField(
        label="日期", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text="限期完成的要填；全年推进和发生即办的不填",
    )  # fmt: skip


class TaskFilter(forms.Form):
    q = forms.CharField(label="任务或要求里的字", required=False, max_length=60)
    unit = forms.ModelChoiceField(
        label="承办单位", required=False, queryset=Unit.objects.none(), empty_label="全部"
    )
    state = forms.ChoiceField(
        label="进展", required=False,
        choices=[("", "全部"), ("asked", "有待确认"), ("waiting", "有待签收"), ("late", "有逾期"), ("done", "全部办结")],
    )  # fmt: skip

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class IssueForm(forms.Form):
    """``accepted`` is there only when a check asks for a person's look."""

    on = forms.DateField(
        label="印发日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text="“各街道”“各部门”按这一天的机构展开",
    )  # fmt: skip
    doc_no = forms.CharField(
        label="印发文号", required=False, max_length=60, help_text="如 厦思政办〔2021〕×号，可以不填"
    )
    accepted = forms.BooleanField(label="上面提请核对的地方已经核对，确实如此", required=False)
    sure = forms.BooleanField(label="我已核对任务、单位和期限，现在印发")

    def __init__(self, *args: Any, to_accept: bool, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": timezone.localdate()}, **kwargs})
        if not to_accept:
            del self.fields["accepted"]


class AnswerForm(forms.Form):
    """A question's answer: the fields depend on what it takes.

    Suggestions are choices beside each other, none of them chosen beforehand: the answer is a person's. ``said`` is
    the answer as the verb takes it, after ``is_valid()``.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, question: Question, data: Any = None, *, known: Units) -> None:
        super().__init__(data, auto_id=f"q{question.pk}_%s")
        self.question, self.kind = question, KINDS[question.code]
        self.part = dict(TaskParty.Part.choices).get(question.field, "") + "单位"
        self.said: dict[str, Any] = {}
        given = question.answer or {}
        getattr(self, f"_ask_{self.kind.takes}")(given, known)
        self.initial["seen"] = question.answered_at.isoformat() if question.answered_at else ""

    @property
    def picks_from_list(self) -> bool:
        """Whether the list of units should stand open: nothing else to choose, or it is in use."""
        offered = [value for value, _ in self.fields["how"].choices] if "how" in self.fields else []  # type: ignore[attr-defined]
        chosen = self.data.getlist(self.add_prefix("units")) if self.is_bound else self.initial.get("units")  # type: ignore[attr-defined]
        return bool(chosen) or set(offered) <= {NONE, OWN}

    def _ask_units(self, given: dict[str, Any], known: Units) -> None:
        names = {*known.groups, *known.units}
        suggested = [s for s in self.question.suggestions if s in names]
        units = given.get("units") or []
        unknown = self.question.code == "unit_unknown"
        none = "这不是单位，不用指定" if unknown else f"没有{self.part}，已经核实"
        why = "建议，名称相近" if unknown else "建议，取自原表这一行"
        self.fields["how"] = forms.ChoiceField(
            label="请选一种", required=False, widget=forms.RadioSelect,
            choices=[
                *([(NONE, none)] if self.kind.none else []),
                *((SUGGESTED + s, f"{s}（{why}）") for s in suggested),
                (OWN, "从下面的名单里选"),
            ],
        )  # fmt: skip
        self.fields["units"] = forms.MultipleChoiceField(
            label=f"{self.part}名单（可多选）", required=False, choices=names_of(known),
            widget=Choices(),
        )  # fmt: skip
        if given.get("none"):
            self.initial["how"] = NONE
        elif len(units) == 1 and units[0] in suggested:
            self.initial["how"] = SUGGESTED + units[0]
        elif units:
            self.initial.update({"how": OWN, "units": units})

    def _ask_roles(self, given: dict[str, Any], known: Units) -> None:
        wording = dict(UnitGroup.objects.values_list("code", "name"))
        for code in self.question.suggestions:
            self.fields[f"group_{code}"] = forms.MultipleChoiceField(
                label=f"“{wording.get(code, code)}”是", required=False,
                initial=(given.get("groups") or {}).get(code), choices=names_of(known, groups=False),
                widget=Choices(),
            )  # fmt: skip

    def _ask_text(self, given: dict[str, Any], known: Units) -> None:
        suggested, text = self.question.suggestions, given.get("text", "")
        if suggested:
            self.fields["how"] = forms.ChoiceField(
                label="请选一种", required=False, widget=forms.RadioSelect,
                choices=[*((SUGGESTED + s, f"{s}（拟的标题，不是原文）") for s in suggested), (OWN, "另行填写")],
            )  # fmt: skip
        self.fields["text"] = forms.CharField(
            label="标题", required=False, max_length=400, help_text="按正式印发的文件填写"
        )
        if text:
            self.initial.update(
                {"how": SUGGESTED + text} if text in suggested else {"how": OWN, "text": text}
            )

    def _ask_section(self, given: dict[str, Any], known: Units) -> None:
        options = [(s, s) for s in self.question.suggestions]
        self.fields["section"] = forms.ChoiceField(
            label="所属章节", required=False, choices=[("", "请选择"), *options], initial=given.get("section")
        )

    def _ask_date(self, given: dict[str, Any], known: Units) -> None:
        readings = [s for s in self.question.suggestions if _is_date(s)]
        date = given.get("date", "")
        none = [(NONE, "没有日期，全年推进")] if self.kind.none else []
        self.fields["how"] = forms.ChoiceField(
            label="请选一种", required=False, widget=forms.RadioSelect,
            choices=[*((SUGGESTED + s, f"{_day(s)}（一种读法）") for s in readings), *none, (OWN, "另填日期")],
        )  # fmt: skip
        self.fields["date"] = forms.DateField(
            label="日期", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
        )
        if given.get("none"):
            self.initial["how"] = NONE
        elif date:
            self.initial.update({"how": SUGGESTED + date} if date in readings else {"how": OWN, "date": date})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        takes = self.kind.takes
        if takes == "roles":
            self.said = {"groups": {c: data.get(f"group_{c}") for c in self.question.suggestions}}
            return data
        own, how = data.get(takes), data.get("how", "")
        if own and how not in {"", OWN}:
            self.add_error("how", "既选了上面一项，又在下面填写了。请只留一种")
        elif not own and not how and "how" in self.fields and takes not in self.errors:
            self.add_error("how", "请选一种")
        elif how == NONE:
            self.said = {"none": True}
        else:
            said: Any = how.removeprefix(SUGGESTED) if how.startswith(SUGGESTED) else own
            if isinstance(said, dt.date):
                said = said.isoformat()
            self.said = {takes: [said] if takes == "units" and isinstance(said, str) else said}
        return data


def names_of(known: Units, *, groups: bool = True) -> list[tuple[str, str]]:
    """What can be named, as choices: groups first, then units in the register's order, kind by kind."""
    units = [n for kind in UnitKind.values for n, u in known.units.items() if u.kind == kind]
    return [(n, n) for n in ([*known.groups] if groups else []) + units]


def known_units() -> Units:
    return Units.on(timezone.localdate())


def _is_date(text: Any) -> bool:
    try:
        dt.date.fromisoformat(str(text))
    except ValueError:
        return False
    return True


def _day(text: str) -> str:
    date = dt.date.fromisoformat(text)
    return f"{date.year}年{date.month}月{date.day}日"
