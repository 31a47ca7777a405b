"""The form of a decision: one form for all grounds; the ground says what is needed."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from django import forms

from .actions import severing
from .models import Carrier, FoiRequest, RequestFile
from .rules import grounds

PLAIN = (
    "ground", "facts", "reasons", "where", "other_organ", "handled_by", "earlier", "earlier_text", "different_reason",
)  # fmt: skip
ROWS, MOST_ROWS = 4, 60  # lines offered for what is provided and for what is withheld


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def grouped() -> list[Any]:
    """The grounds in the order and under the headings of the annual table."""
    heads = {
        "R1": "予以公开",
        "R2": "部分公开",
        "R3": "不予公开",
        "R4": "无法提供",
        "R5": "不予处理",
        "R6": "其他处理",
    }
    found: dict[str, list[tuple[str, str]]] = {}
    for ground in grounds.GROUNDS.values():
        if ground.reply and ground.letter != "T24":
            found.setdefault(heads[ground.row[:2]], []).append(
                (ground.code, f"{ground.name}（{ground.article or '—'}）")
            )
    return list(found.items())


def _needed(names: list[str]) -> int:
    """How many lines the fields of these names take, with one to spare."""
    used = [int(m[1]) for n in names if (m := re.fullmatch(r"(?:title|what)(\d{1,2})", n))]
    return min(max([ROWS, *(u + 2 for u in used)]), MOST_ROWS)


def _rows(provided: list[dict[str, Any]], parts: list[dict[str, Any]]) -> dict[str, Any]:
    first: dict[str, Any] = {}
    for n, item in enumerate(provided[:MOST_ROWS]):
        first |= {f"{f}{n}": item.get(f) for f in ("title", "carrier", "pages")}
        first[f"file{n}"] = str(item.get("file") or "")
    for n, part in enumerate(parts[:MOST_ROWS]):
        first |= {f"what{n}": part.get("what"), f"part{n}": part.get("ground"), f"why{n}": part.get("reason")}
    return first


class DecisionForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, min_value=0)
    ground = forms.ChoiceField(label="处理结果", choices=grouped)
    facts = forms.CharField(label="认定的事实", required=False, widget=_area(4))
    reasons = forms.CharField(
        label="理由", required=False, widget=_area(5), help_text="结合条文说明为什么这样处理；条文由系统写入"
    )
    where = forms.CharField(
        label="获取的方式和途径",
        required=False,
        max_length=500,
        widget=_area(2),
        help_text="已主动公开、公开出版物：网址或者取得的地方",
    )
    other_organ = forms.CharField(label="负责公开的机关和联系方式", required=False, max_length=300)
    handled_by = forms.CharField(
        label="依照的规定和办理途径", required=False, max_length=500, widget=_area(2)
    )
    earlier = forms.ModelChoiceField(
        label="此前的申请", queryset=FoiRequest.objects.none(), required=False, empty_label="不在本系统里"
    )
    earlier_text = forms.CharField(label="此前答复的文号", required=False, max_length=200)
    different_reason = forms.CharField(
        label="与同类申请结果不同的理由", required=False, max_length=500, widget=_area(2)
    )

    def __init__(self, *args: Any, request: FoiRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.rows = _needed([*(self.data or {}), *(k for k, v in (self.initial or {}).items() if v)])
        self.files_ = list(request.files.filter(part__in=[RequestFile.Part.FOUND, RequestFile.Part.RELEASED]))
        self.fields["earlier"].queryset = FoiRequest.objects.filter(  # type: ignore[attr-defined]
            unit=request.unit_id, applicant__person=request.applicant.person
        ).exclude(pk=request.pk)
        carriers = Carrier.choices
        files = [("", "—"), *((str(f.pk), f.filename) for f in self.files_)]
        for n in range(self.rows):
            self.fields[f"title{n}"] = forms.CharField(
                label=f"信息名称 {n + 1}", required=False, max_length=200
            )
            self.fields[f"carrier{n}"] = forms.ChoiceField(
                label=f"形式 {n + 1}", choices=carriers, required=False
            )
            self.fields[f"pages{n}"] = forms.IntegerField(
                label=f"页数 {n + 1}", required=False, min_value=0, max_value=100_000
            )
            self.fields[f"file{n}"] = forms.ChoiceField(label=f"文件 {n + 1}", choices=files, required=False)
            self.fields[f"what{n}"] = forms.CharField(
                label=f"不公开的部分 {n + 1}", required=False, max_length=200
            )
            self.fields[f"part{n}"] = forms.ChoiceField(
                label=f"依据 {n + 1}", required=False,
                choices=[("", "—"), *((c, grounds.GROUNDS[c].name) for c in grounds.PART_GROUNDS)],
            )  # fmt: skip
            self.fields[f"why{n}"] = forms.CharField(label=f"理由 {n + 1}", required=False, max_length=300)

    @staticmethod
    def first(request: FoiRequest) -> dict[str, Any]:
        """The first values of a decision nobody has drafted: what was marked on files fills its lists."""
        parts = severing.parts_of(request)
        made = [s for s in request.severances.select_related("source", "released") if s.is_made]
        provided = [
            {
                "title": PurePosixPath(s.source.filename).stem, "carrier": Carrier.ELECTRONIC, "pages": s.pages,
                "file": s.released_id,
            }
            for s in made
        ]  # fmt: skip
        return {"version": 0, **({"ground": grounds.PARTIAL} if parts else {}), **_rows(provided, parts)}

    @staticmethod
    def start(decision: Any) -> dict[str, Any]:
        """A decision as the form's first values."""
        parts = decision.parts
        if not parts and decision.ground == grounds.PARTIAL:
            parts = severing.parts_of(decision.request)
        return {f: getattr(decision, f) for f in ("version", *PLAIN)} | _rows(decision.provided, parts)

    @property
    def provided_rows(self) -> list[list[Any]]:
        return [
            [self[f"{name}{n}"] for name in ("title", "carrier", "pages", "file")] for n in range(self.rows)
        ]

    @property
    def part_rows(self) -> list[list[Any]]:
        return [[self[f"{name}{n}"] for name in ("what", "part", "why")] for n in range(self.rows)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(self.rows):
            title = (data.get(f"title{n}") or "").strip()
            if not title and (data.get(f"file{n}") or data.get(f"pages{n}")):
                self.add_error(f"title{n}", "请填写信息名称")
            given = [(data.get(f"{f}{n}") or "").strip() for f in ("what", "part", "why")]
            if any(given) and not all(given):
                self.add_error(f"what{n}", "每一处不公开的部分，都要写明内容、依据和理由")
        return data

    def values(self) -> dict[str, Any]:
        """What ``deciding.save`` takes."""
        d = self.cleaned_data
        rows = range(self.rows)
        return {
            **{f: d[f] for f in PLAIN},
            "provided": [
                {"title": d[f"title{n}"].strip(), "carrier": d[f"carrier{n}"], "pages": d[f"pages{n}"],
                 "file": int(d[f"file{n}"]) if d[f"file{n}"] else None}
                for n in rows if d[f"title{n}"].strip()
            ],
            "parts": [
                {"what": d[f"what{n}"].strip(), "ground": d[f"part{n}"], "reason": d[f"why{n}"].strip()}
                for n in rows if d[f"what{n}"].strip()
            ],
        }  # fmt: skip
