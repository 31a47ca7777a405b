"""Forms of the workbench for explaining policies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput, MomentInput
from yangguang.organisations.models import Unit, UnitKind, User
from yangguang.publications.models import Publication

from . import queries, rules
from .models import Exemption, Explainer, Form, KeyWork, MeetingItem, Need, Package


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class OpenForm(forms.Form):
    document = forms.ModelChoiceField(
        label="文件", queryset=Publication.objects.none(), empty_label="请选择草稿",
        help_text="只列出本单位还没有公开、不在其他包里的政策文件和规范性文件草稿",
    )  # fmt: skip
    route = forms.ChoiceField(label="印发方式", choices=Package.Route.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        self.fields["route"].initial = Package.Route.DISTRICT


class DecideForm(forms.Form):
    need = forms.ChoiceField(label="认定", choices=Need.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="不需解读的理由", required=False, max_length=500, widget=_area(2),
        help_text="例如：内容单一、只涉及内部分工；要经政务公开主管部门同意",
    )  # fmt: skip
    people_facing = forms.BooleanField(
        label="直接面向群众或企业", required=False, help_text="解读要多写：变化、影响人群、怎么办"
    )
    major = forms.BooleanField(
        label="重大文件", required=False, help_text="要召开新闻发布会，或记录不召开的决定"
    )
    key_work = forms.MultipleChoiceField(
        label="重点工作", required=False, choices=KeyWork.choices, widget=forms.CheckboxSelectMultiple
    )


class PlanForm(forms.Form):
    """The plan may be saved unfinished; what is missing is told where the head approves it."""

    first_explainer = forms.CharField(
        label="第一解读人", required=False, max_length=60, help_text="一般是本单位主要负责人，写职务即可"
    )
    explainers = forms.ModelMultipleChoiceField(
        label="其他解读人", required=False, queryset=Explainer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    points = forms.CharField(
        label="解读要点", required=False, widget=_area(4), help_text="一行一条：群众和企业最可能问什么"
    )
    release_on = forms.DateField(label="计划发布日期", required=False, widget=DateInput())
    channels = forms.CharField(
        label="发布渠道", required=False, max_length=200, help_text="如 门户网站、政务新媒体、街道宣传栏"
    )
    contact = forms.CharField(label="联系科室", required=False, max_length=60)
    phone = forms.CharField(label="联系电话", required=False, max_length=40, help_text="公开的办公电话")
    # Last in the class, because its name hides the module's.
    forms = forms.MultipleChoiceField(
        label="解读形式", required=False, choices=Form.choices, widget=forms.CheckboxSelectMultiple
    )
    field_order = (
        "first_explainer", "explainers", "forms", "points", "release_on", "channels", "contact", "phone",
    )  # fmt: skip

    def __init__(self, *args: Any, explainers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["explainers"].queryset = explainers  # type: ignore[attr-defined]
        if not explainers:
            del self.fields["explainers"]


class MaterialForm(forms.Form):
    form = forms.ChoiceField(label="解读形式", choices=Form.choices)
    title = forms.CharField(label="标题", required=False, max_length=300, help_text="不填就按文件名拟")


class PickForm(forms.Form):
    explanation = forms.ModelChoiceField(label="已有的解读草稿", queryset=Publication.objects.none())

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["explanation"].queryset = choices  # type: ignore[attr-defined]


class RouteForm(forms.Form):
    route = forms.ChoiceField(label="印发方式", choices=Package.Route.choices)


class SendForm(forms.Form):
    note = forms.CharField(label="报送说明", required=False, max_length=300, widget=_area(2))
    without_plan = forms.BooleanField(label="知道没有附经审定的解读方案会被退文", required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=500, widget=_area(2))


class ReturnForm(forms.Form):
    reason = forms.CharField(label="退文原因", max_length=1000, widget=_area(3))


class AcceptForm(forms.Form):
    needs_meeting = forms.BooleanField(label="要上常务会议", required=False)


class NoteForm(forms.Form):
    note = forms.CharField(label="意见", required=False, max_length=300, widget=_area(2))


class SignForm(forms.Form):
    """One opinion for all texts; a return names the text that has to change."""

    note = forms.CharField(label="意见", required=False, max_length=500, widget=_area(2))
    member = forms.TypedChoiceField(label="退回时：哪一份要改", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, members: list[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].choices = [(m.pk, m.title[:50]) for m in members]  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    meeting = forms.CharField(label="会议", max_length=80, help_text="如 区政府第 12 次常务会议")
    meeting_on = forms.DateField(label="会议日期", widget=DateInput())


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="结果", choices=[c for c in MeetingItem.Outcome.choices if c[0] != "waiting"]
    )
    note = forms.CharField(label="会议意见", required=False, max_length=500, widget=_area(2))


class ScheduleForm(forms.Form):
    at = forms.DateTimeField(label="发布时间", widget=MomentInput())


class ExemptionForm(forms.Form):
    covers = forms.ChoiceField(label="豁免事项", choices=Exemption.Covers.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=500, widget=_area(3))
    second_unit = forms.ModelChoiceField(
        label="同意单位", queryset=Unit.objects.none(), help_text="由这个单位的负责人同意后才生效"
    )
    until = forms.DateField(
        label="解读最迟发布日期", required=False, widget=DateInput(), help_text="“文件先公开”时必填"
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second_unit"].queryset = queries.second_units(unit)  # type: ignore[attr-defined]


class DescribeForm(forms.Form):
    form = forms.ChoiceField(label="解读形式", choices=Form.choices)
    explainer = forms.ModelChoiceField(
        label="解读人", required=False, queryset=Explainer.objects.filter(active=True).select_related("unit")
    )
    keep = forms.ModelMultipleChoiceField(
        label="已关联的文件", required=False, queryset=Publication.objects.none(),
        widget=forms.CheckboxSelectMultiple, help_text="去掉勾选就不再关联",
    )  # fmt: skip
    add = forms.CharField(
        label="关联文件", required=False, max_length=300,
        help_text="填文号、索引号或网址里的编号，几份用逗号隔开",
    )  # fmt: skip

    def __init__(self, *args: Any, linked: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if linked:
            self.fields["keep"].queryset = linked  # type: ignore[attr-defined]
            self.fields["keep"].initial = linked
        else:
            del self.fields["keep"]

    def documents(self) -> list[Publication]:
        """The documents kept and added. Raises ValidationError naming what was not found."""
        kept = list(self.cleaned_data.get("keep") or [])
        return list({d.pk: d for d in (*kept, *find_documents(self.cleaned_data["add"]))}.values())


def find_documents(text: str) -> list[Publication]:
    """Policy documents named by 文号, 索引号 or the number in their address. Raises ValidationError for one not found."""
    found = []
    rows = Publication.objects.filter(kind__in=queries.GATED)
    for word in text.replace("，", ",").replace("、", ",").split(","):
        if not (word := word.strip()):
            continue
        number = word.rstrip("/").rsplit("/", 1)[-1]
        one = (
            rows.filter(document_number=word).first()
            or rows.filter(index_number=word).first()
            or (rows.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 12 else None)
        )
        if one is None:
            raise forms.ValidationError(f"没有找到政策文件“{word[:40]}”，请核对文号、索引号或编号")
        found.append(one)
    return found


class ExplainerForm(forms.Form):
    unit = forms.ModelChoiceField(label="推荐单位", queryset=Unit.objects.none())
    name = forms.CharField(label="姓名或称谓", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=Explainer.Kind.choices)
    post = forms.CharField(label="职务、职称", required=False, max_length=80)
    fields_ = forms.CharField(label="擅长领域", required=False, max_length=200)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class BriefingForm(forms.Form):
    document = forms.ModelChoiceField(label="文件", queryset=Publication.objects.none())
    points = forms.CharField(label="要点", widget=_area(5), help_text="一行一条，窗口人员照着就能讲清楚")
    questions = forms.CharField(label="窗口常见问答", required=False, widget=_area(4))
    to = forms.ModelMultipleChoiceField(
        label="传达到", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        self.fields["to"].queryset = desks()  # type: ignore[attr-defined]
        if not self.is_bound:
            self.fields["to"].initial = Unit.objects.active(timezone.localdate()).filter(kind=UnitKind.STREET)


def desks() -> Any:
    """Where residents meet the government: streets, and units that keep a service hall."""
    from django.db.models import Q

    return (
        Unit.objects.active(timezone.localdate())
        .filter(Q(kind=UnitKind.STREET) | Q(kind=UnitKind.DEPARTMENT, name__contains="审批"))
        .order_by("order")
    )


class TrainingForm(forms.Form):
    unit = forms.ModelChoiceField(label="主办单位", queryset=Unit.objects.none())
    street = forms.ModelChoiceField(label="参训街道", queryset=Unit.objects.none())
    held_on = forms.DateField(label="日期", widget=DateInput())
    topic = forms.CharField(label="内容", max_length=200)
    people = forms.IntegerField(label="人数", min_value=1, max_value=10000)
    place = forms.CharField(label="地点", required=False, max_length=100)
    evidence = forms.URLField(
        label="佐证网址", required=False, assume_scheme="https", help_text="通知、报道或照片所在的网页"
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["street"].queryset = (  # type: ignore[attr-defined]
            Unit.objects.active(timezone.localdate()).filter(kind=UnitKind.STREET).order_by("order")
        )


class DrawForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=2008, max_value=2100)
    half = forms.TypedChoiceField(label="半年", coerce=int, choices=[(1, "上半年"), (2, "下半年")])
    seed = forms.CharField(
        label="抽样种子", required=False, max_length=40,
        help_text="任意数字或字；同一种子抽出同样的样本，谁都能复核。不填用“年份-半年”",
    )  # fmt: skip
    readers = forms.ModelMultipleChoiceField(
        label="评阅人", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="至少两位；系统不会把本单位的解读分给本人",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, memberships__isnull=False).distinct()
        self.fields["readers"].queryset = people.order_by("name")  # type: ignore[attr-defined]


class ScoreForm(forms.Form):
    comment = forms.CharField(label="评语", required=False, max_length=500, widget=_area(3))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (name, how) in rules.RUBRIC.items():
            self.fields[code] = forms.IntegerField(
                label=f"{name}（0–{rules.MOST_POINTS} 分）",
                min_value=0,
                max_value=rules.MOST_POINTS,
                help_text=how,
            )
        self.order_fields([*rules.RUBRIC, "comment"])


class ConferenceForm(forms.Form):
    title = forms.CharField(label="主题", max_length=200)
    planned_on = forms.DateField(label="计划日期", widget=DateInput())
    unit = forms.ModelChoiceField(label="主题责任单位", queryset=Unit.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.answerable(timezone.localdate()).order_by("order")  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    to = forms.DateField(label="改到", widget=DateInput())
    reason = forms.CharField(label="原因", max_length=300, help_text="公众会看到")


class AnnounceForm(forms.Form):
    starts_at = forms.DateTimeField(label="举行时间", widget=MomentInput())
    place = forms.CharField(label="地点", max_length=100)
    speakers = forms.CharField(label="发布人", widget=_area(3), help_text="一行一位：职务，姓名")
    announcement = forms.CharField(label="预告", widget=_area(4))


class HoldForm(forms.Form):
    held_on = forms.DateField(label="举行日期", widget=DateInput())


class TranscriptForm(forms.Form):
    text = forms.CharField(
        label="实录", widget=_area(12),
        help_text="一段一行，以“发布｜发言人｜内容”“问｜提问人｜内容”“答｜发言人｜内容”开头；接着写的行归上一段",
    )  # fmt: skip


class ReturnTextForm(forms.Form):
    note = forms.CharField(label="要改什么", max_length=500, widget=_area(2))


class MediaForm(forms.Form):
    file = forms.FileField(label="图片、视频或字幕")
    caption = forms.CharField(label="内容说明", max_length=200, help_text="看不见的读者靠它知道里面是什么")


class LinkForm(forms.Form):
    add = forms.CharField(
        label="相关文件",
        required=False,
        max_length=300,
        help_text="填文号、索引号或编号，几份用逗号隔开；不填就去掉全部关联",
    )
