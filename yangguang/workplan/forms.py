"""Forms of the plan's screens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from yangguang.organisations.models import UnitGroup

from .answers import KINDS, Units
from .models import PlanTask, Question


class UploadForm(forms.Form):
    file = forms.FileField(
        label="任务分解表", help_text="Word（.docx）、Excel（.xlsx）或文本（.txt、.csv），不超过 20 MB"
    )


class DueForm(forms.Form):
    due_kind = forms.ChoiceField(label="期限类型", choices=PlanTask.DueKind.choices)
    due_on = forms.DateField(label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class IssueForm(forms.Form):
    doc_no = forms.CharField(
        label="印发文号", required=False, max_length=60, help_text="如 厦思政办〔2021〕×号，可以不填"
    )
    sure = forms.BooleanField(label="我已核对任务、单位和期限，现在印发")


class AnswerForm(forms.Form):
    """A question's answer: the fields depend on what it takes. ``said()`` is the answer for the verb."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, question: Question, *args: Any, known: Units, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"q{question.pk}_%s", **kwargs)
        self.question, self.kind = question, KINDS[question.code]
        given = question.answer or {}
        names = [*known.groups, *known.units]
        if self.kind.takes == "units":
            suggested = [s for s in question.suggestions if s in names]
            first = [(n, f"{n}（建议）") for n in suggested]
            self.fields["units"] = forms.MultipleChoiceField(
                label="单位", required=False, initial=given.get("units"),
                choices=[*first, *((n, n) for n in names if n not in suggested)],
                widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
            )  # fmt: skip
        elif self.kind.takes == "roles":
            wording = dict(UnitGroup.objects.values_list("code", "name"))
            for code in question.suggestions:
                self.fields[f"group_{code}"] = forms.MultipleChoiceField(
                    label=wording.get(code, code), required=False, initial=(given.get("groups") or {}).get(code),
                    choices=[(n, n) for n in known.units],
                    widget=forms.CheckboxSelectMultiple(attrs={"class": "choices"}),
                )  # fmt: skip
        elif self.kind.takes == "text":
            start = given.get("text") or (question.suggestions[0] if question.suggestions else "")
            self.fields["text"] = forms.CharField(
                label="标题", required=False, initial=start, max_length=400,
                help_text="框里是拟的标题，不是原文，请按正式印发的文件改正" if not given else "",
            )  # fmt: skip
        elif self.kind.takes == "section":
            self.fields["section"] = forms.ChoiceField(
                label="章节", required=False, choices=[("", "请选择"), *((s, s) for s in question.suggestions)],
                initial=given.get("section"),
            )  # fmt: skip
        else:
            readings = [s for s in question.suggestions if s != "standing"]
            self.fields["date"] = forms.DateField(
                label="期限", required=False, initial=given.get("date") or (readings[0] if readings else None),
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                help_text=f"两种理解：{'，'.join(readings)}" if len(readings) > 1 else "",
            )  # fmt: skip
        if self.kind.none:
            label = "没有日期，全年推进" if self.kind.takes == "date" else "没有，原表就是空白或不需要"
            self.fields["none"] = forms.BooleanField(
                label=label, required=False, initial=bool(given.get("none"))
            )
        self.initial["seen"] = question.answered_at.isoformat() if question.answered_at else ""

    def said(self) -> dict[str, Any]:
        """The answer as the verb takes it."""
        data = self.cleaned_data
        if data.get("none"):
            return {"none": True}
        takes = self.kind.takes
        if takes == "roles":
            return {"groups": {c: data[f"group_{c}"] for c in self.question.suggestions}}
        if takes == "date":
            return {"date": data["date"].isoformat() if data.get("date") else ""}
        return {takes: data.get(takes)}


def known_units() -> Units:
    return Units.on(timezone.localdate())
