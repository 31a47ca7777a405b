"""Forms of the request desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput
from yangguang.organisations.models import Unit

from .actions import consulting, intake
from .models import Applicant, ApplicantKind, Carrier, Consultation, RequestFile, Vetting, Way
from .rules.receipt import CHANNELS, ONLINE


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of uploads; their checks are the verb's."""

    widget = Files

    def __init__(self, label: str = "附件", **kwargs: Any) -> None:
        super().__init__(label=label, required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [f for one in given if one for f in [super(FilesField, self).clean(one, initial)] if f]


class RegisterForm(forms.Form):
    """A request that came by another way than the web form; the fields of 条例 art. 29 and nothing more."""

    unit = forms.ModelChoiceField(label="受理机关", queryset=Unit.objects.none())
    channel = forms.ChoiceField(
        label="申请方式", choices=[(c.code, f"{c.name}：{c.rule}") for c in CHANNELS.values() if c.code != ONLINE],
        widget=forms.RadioSelect,
    )  # fmt: skip
    arrived_on = forms.DateField(
        label="到达日期",
        widget=DateInput(),
        help_text="当面：提交之日；挂号信、快递：签收之日；平信、传真：收到之日",
    )
    evidence = forms.CharField(
        label="收到日的依据", required=False, max_length=300,
        help_text="回执、邮件单号和签收记录。平信、传真先登记，与申请人确认后再填",
    )  # fmt: skip
    applicant_kind = forms.ChoiceField(label="申请人类别", choices=ApplicantKind.choices)
    name = forms.CharField(label="姓名或名称", max_length=100)
    identity = forms.ChoiceField(label="证件种类", choices=Applicant.Identity.choices)
    identity_number = forms.CharField(label="证件号码", max_length=40)
    representative = forms.CharField(label="法定代表人或负责人", required=False, max_length=60)
    contact = forms.CharField(label="联系人", required=False, max_length=60)
    phone = forms.CharField(label="联系电话", required=False, max_length=40)
    email = forms.EmailField(label="电子邮箱", required=False)
    address = forms.CharField(label="通信地址", required=False, max_length=200)
    postcode = forms.CharField(label="邮政编码", required=False, max_length=12)
    content = forms.CharField(
        label="所需信息", widget=_area(5), help_text="照申请书原文抄录：名称、文号，或者能找到它的其他特征"
    )
    carrier = forms.ChoiceField(label="获取信息的形式", choices=Carrier.choices)
    way = forms.ChoiceField(label="获取信息的途径", choices=Way.choices, initial=Way.POST)
    needs_help = forms.BooleanField(label="申请人阅读或视听有困难，需要帮助", required=False)
    uploads = FilesField("申请书、身份证明的扫描件", help_text="可选多个，每个不超过 20 MB；加密保存")

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["arrived_on"].initial = timezone.localdate

    def values(self) -> dict[str, Any]:
        """What ``intake.register`` takes as the applicant's own."""
        skipped = {"unit", "channel", "arrived_on", "evidence", "uploads"}
        return {k: v for k, v in self.cleaned_data.items() if k not in skipped}


class ConfirmForm(forms.Form):
    on = forms.DateField(label="双方确认的日期", widget=DateInput())
    evidence = forms.CharField(label="依据", max_length=300, help_text="如：某日某时电话确认，留通话记录")


class CorrectionForm(forms.Form):
    matters = forms.CharField(
        label="需要补正的事项", widget=_area(4), help_text="只能告知一次，请写全；告诉申请人怎样写才清楚"
    )
    until = forms.DateField(label="补正期限", widget=DateInput(), help_text="合理的期限，到这一天为止")


class CorrectedForm(forms.Form):
    on = forms.DateField(label="收到补正的日期", widget=DateInput())
    text = forms.CharField(label="补正的内容", required=False, widget=_area())
    uploads = FilesField("补正材料")


class ExtendForm(forms.Form):
    workdays = forms.IntegerField(label="延长几个工作日", min_value=1, max_value=20, initial=20)
    reason = forms.CharField(label="理由", widget=_area(2), max_length=300, help_text="会写进延期答复告知书")


class ReasonsForm(forms.Form):
    matters = forms.CharField(label="为什么认为明显超过合理范围", widget=_area(), help_text="写明件数、频次")
    until = forms.DateField(label="说明理由的期限", widget=DateInput())


class DelayForm(forms.Form):
    until = forms.DateField(label="延迟到哪一天", widget=DateInput())
    reason = forms.CharField(label="理由", widget=_area(2), max_length=300)


class ConsultForm(forms.Form):
    kind = forms.ChoiceField(
        label="征求谁的意见", choices=Consultation.Kind.choices, widget=forms.RadioSelect
    )
    unit = forms.ModelChoiceField(
        label="本区的机关", queryset=Unit.objects.none(), required=False, empty_label="不是本区的机关",
        help_text="选了就送到它的待办里",
    )  # fmt: skip
    name = forms.CharField(label="对方名称", required=False, max_length=100)
    address = forms.CharField(
        label="对方联系方式", required=False, max_length=200, help_text="地址或者电子邮箱"
    )
    matter = forms.CharField(label="就哪些信息征求意见", widget=_area())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = intake.accepting_units(timezone.localdate())  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label="意见", choices=Consultation.Answer.choices, widget=forms.RadioSelect)
    on = forms.DateField(label="答复日期", widget=DateInput())
    reason = forms.CharField(label="理由", required=False, widget=_area(2))
    uploads = FilesField("答复的原件")


class OverruleForm(forms.Form):
    reason = forms.CharField(label="决定公开的内容和理由", widget=_area(2), max_length=500)


class OnForm(forms.Form):
    on = forms.DateField(label="日期", widget=DateInput())


class FeeForm(forms.Form):
    method = forms.ChoiceField(
        label="计费方式", choices=[("items", "按件"), ("pages", "按量（页）")], widget=forms.RadioSelect
    )
    pages = forms.IntegerField(
        label="页数",
        required=False,
        min_value=0,
        max_value=1_000_000,
        help_text="按量时填：A4 及以下幅面的单面",
    )

    def clean_pages(self) -> int:
        return self.cleaned_data["pages"] or 0


class PayForm(forms.Form):
    on = forms.DateField(label="缴费日期", widget=DateInput())
    amount = forms.IntegerField(label="实缴（元）", min_value=0)
    receipt_number = forms.CharField(label="财政票据号", max_length=60)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, widget=_area(2))


class CountForm(forms.Form):
    items = forms.IntegerField(label="计件数", min_value=1, max_value=1000)
    counts = forms.BooleanField(label="计入申请人当月的件数", required=False, initial=True)
    reason = forms.CharField(label="怎样计的", max_length=300, widget=_area(2))


class SplitForm(forms.Form):
    matters = forms.CharField(label="拆成哪几项", widget=_area(5), help_text="每行一项；第一项留在这件申请里")

    def clean_matters(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["matters"].splitlines() if line.strip()]


class SearchForm(forms.Form):
    on = forms.DateField(label="检索日期", widget=DateInput())
    where = forms.CharField(label="检索范围", max_length=300, help_text="哪些系统、台账、档案")
    keywords = forms.CharField(label="检索词和方法", widget=_area(2))
    result = forms.CharField(label="结果", widget=_area(2))
    found = forms.BooleanField(label="找到了所需的信息", required=False)


class MessageForm(forms.Form):
    text = forms.CharField(label="内容", widget=_area(), max_length=intake.LONGEST)


class FileForm(forms.Form):
    part = forms.ChoiceField(
        label="种类",
        choices=[
            (p.value, p.label) for p in (
                RequestFile.Part.FOUND, RequestFile.Part.RECEIPT, RequestFile.Part.APPLICATION,
                RequestFile.Part.IDENTITY, RequestFile.Part.OTHER,
            )
        ],
    )  # fmt: skip
    uploads = FilesField("文件")


class VetForm(forms.Form):
    kind = forms.ChoiceField(label="审查", choices=Vetting.Kind.choices)
    verdict = forms.ChoiceField(label="结论", choices=Vetting.Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(label="意见", required=False, widget=_area())


ANSWERS = consulting.Answer
