"""Forms of overseeing: probes, the guide, samples, trainings, guiding cases."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput
from yangguang.organisations.models import Unit, User
from yangguang.publications.models import Publication

from . import oversight, probes
from .models import FoiRequest
from .rules import sampling

RESULTS = [("", "没有核查"), ("ok", "畅通"), ("bad", "不通")]
_ADDRESS = re.compile(r"/doc/(\d{1,12})/?")
_NUMBER = re.compile(r"(?P<unit>.+?)申请〔(?P<year>\d{4})〕(?P<serial>\d{1,6})号")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProbeForm(forms.Form):
    """When and which channel was tried; the units' results are ``ResultForm``s below it."""

    channel = forms.ChoiceField(label="核查的渠道", choices=[(c.value, c.label) for c in probes.ASKED])
    on = forms.DateField(label="核查日期", widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class ResultForm(forms.Form):
    result = forms.ChoiceField(label="结果", choices=RESULTS, required=False)
    note = forms.CharField(label="情况", max_length=200, required=False)


class GuideForm(forms.Form):
    """The guide by its public address or number; ``clean`` gives the record."""

    publication = forms.CharField(
        label="已公开信息的网址或编号", max_length=300, help_text="网址像 /doc/123/，编号就是里面的 123"
    )

    def clean_publication(self) -> Publication | None:
        text = self.cleaned_data["publication"].strip()
        found = _ADDRESS.search(text)
        number = found[1] if found else text
        if not number.isascii() or not number.isdigit() or len(number) > 12:
            raise forms.ValidationError("请填网址，或者网址里的编号")
        return Publication.objects.filter(pk=int(number)).first()


def _named(person: User, units: dict[int, str]) -> str:
    place = units.get(person.pk, "")
    return f"{person}（{place}）" if place and place not in str(person) else str(person)


def reader_choices() -> list[tuple[int, str]]:
    """Those who may read, with where they work."""
    people = oversight.readers()
    held = oversight.units_of(people)
    names = dict(
        Unit.objects.filter(pk__in={u for of in held.values() for u in of}).values_list("pk", "name")
    )
    told = {p: "、".join(sorted(names[u] for u in of)) for p, of in held.items()}
    return [(p.pk, _named(p, told)) for p in people]


class DrawForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=2008, max_value=2100)
    half = forms.TypedChoiceField(label="半年", coerce=int, choices=[(1, "上半年"), (2, "下半年")])
    readers = forms.TypedMultipleChoiceField(
        label="评阅人", coerce=int, widget=forms.CheckboxSelectMultiple, choices=reader_choices,
        help_text="每份由一位评阅；系统不会把本单位的文书分给本人，抽评单位自己的文书要有别的单位的人评",
    )  # fmt: skip

    def clean_readers(self) -> list[User]:
        return list(User.objects.filter(pk__in=self.cleaned_data["readers"]).order_by("pk"))


class ScoreForm(forms.Form):
    comment = forms.CharField(
        label="评语", required=False, max_length=500, widget=_area(3), help_text="结束后原单位会看到"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (name, how) in sampling.RUBRIC.items():
            self.fields[code] = forms.IntegerField(
                label=f"{name}（0–{sampling.MOST_POINTS} 分）", min_value=0, max_value=sampling.MOST_POINTS, help_text=how
            )  # fmt: skip
        self.order_fields([*sampling.RUBRIC, "comment"])


class HandForm(forms.Form):
    reader = forms.TypedChoiceField(label="换给", coerce=int, choices=reader_choices)

    def clean_reader(self) -> User:
        return User.objects.get(pk=self.cleaned_data["reader"])


class TrainingForm(forms.Form):
    unit = forms.ModelChoiceField(label="主办单位", queryset=Unit.objects.none(), empty_label=None)
    held_on = forms.DateField(label="日期", widget=DateInput())
    topic = forms.CharField(label="内容", max_length=200)
    people = forms.IntegerField(label="参加人数", min_value=1, max_value=10000)
    evidence = forms.URLField(
        label="佐证网址", required=False, assume_scheme="https", max_length=500,
        help_text="通知、报道或照片所在的网页",
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[u.pk for u in units])  # type: ignore[attr-defined]


class CaseForm(forms.Form):
    unit = forms.ModelChoiceField(label="发布单位", queryset=Unit.objects.none(), empty_label=None)
    issued_on = forms.DateField(label="发布日期", widget=DateInput())
    title = forms.CharField(
        label="标题", max_length=200, help_text="说的是什么事，如“第三方不同意公开的，怎样作决定”"
    )
    question = forms.CharField(
        label="问题", max_length=2000, widget=_area(5), help_text="事情的经过；不写具体的人"
    )
    lesson = forms.CharField(
        label="怎样处理", max_length=3000, widget=_area(8), help_text="依据哪一条、怎样认定、答复里怎样写"
    )
    request = forms.CharField(
        label="来自哪件申请", required=False, max_length=100,
        help_text="可以不填；填申请编号，如“区示例局申请〔2021〕12号”，只有能查看那件申请的人看得到",
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[Unit], fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=[u.pk for u in units])  # type: ignore[attr-defined]
        self.fields["issued_on"].initial = timezone.localdate
        if fixed:  # who issued a case does not change
            del self.fields["unit"]

    def clean_request(self) -> FoiRequest | None:
        text = self.cleaned_data["request"].strip()
        if not text:
            return None
        said = _NUMBER.fullmatch(text)
        found = said and FoiRequest.objects.filter(
            unit__name=said["unit"], year=int(said["year"]), serial=int(said["serial"])
        ).first()  # fmt: skip
        if not found:
            raise forms.ValidationError("没有这件申请，请照申请页面上的编号填写")
        return found
