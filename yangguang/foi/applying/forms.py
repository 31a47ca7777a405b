"""The forms that applicants fill in: what 条例 art. 29 asks for and nothing more. Nobody is asked for a purpose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.organisations.models import Unit, UnitKind

from ..actions import files, intake
from ..models import Applicant, ApplicantKind, Carrier, Way
from . import identity

GROUPS = (
    ("区政府工作部门", (UnitKind.DEPARTMENT,)),
    ("街道办事处", (UnitKind.STREET,)),
    ("派出机构和垂直管理单位", (UnitKind.BRANCH, UnitKind.VERTICAL)),
    ("事业单位", (UnitKind.INSTITUTION,)),
)
_PHONE = re.compile(r"\+?\d{1,4}(?:[- ]?\d{2,}){1,4}(?:[- 转x#]+\d{1,6})?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
CHOOSE = "请选择一项"


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of uploads, each looked into; one bad file doesn't cost the others."""

    widget = Files

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label=label, required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        return [upload for upload in given if upload]


def unit_choices(units: Iterable[Unit]) -> list[Any]:
    """Units in the groups of a reader, not of the payroll."""
    listed = list(units)
    found: list[Any] = [("", "请选择单位")]
    for name, kinds in GROUPS:
        if group := [(u.pk, u.name) for u in listed if u.kind in kinds]:
            found.append((name, group))
    return found


def text_input(autocomplete: str, **attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})


class ApplyForm(forms.Form):
    """A request for information. ``values`` is what ``intake.apply`` takes; files are the view's to keep."""

    unit = forms.ModelChoiceField(
        label="向哪个单位申请", queryset=Unit.objects.none(),
        help_text="选制作这条信息的单位；从别处得来的信息，选保存它的单位。选错了也不要紧，单位会告诉您该找谁",
        error_messages={"required": "请选择单位", "invalid_choice": "这个单位不受理申请，请从列表里另选一个"},
    )  # fmt: skip
    content = forms.CharField(
        label="您要什么信息", max_length=intake.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="写文件的名称、文号，或者能让工作人员找到它的描述，如时间、地点、事项。一件申请写一项信息，办得快些。不用写用途",
        error_messages={
            "required": "请填写所需信息的名称、文号或者其他特征描述",
            "max_length": f"描述请不要超过 {intake.LONGEST} 字，较长的材料请作为附件提交",
        },
    )  # fmt: skip
    carrier = forms.ChoiceField(
        label="您要什么形式", choices=Carrier.choices, initial=Carrier.ELECTRONIC, widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip
    way = forms.ChoiceField(
        label="怎样给您", choices=Way.choices, initial=Way.WEB, widget=forms.RadioSelect,
        help_text="网上领取：凭提交后得到的查询码，在本网站打开答复和文件",
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip
    needs_help = forms.BooleanField(
        label="我阅读或者视听有困难，需要帮助", required=False,
        help_text="单位会与您商量怎样提供，比如读给您听、用大字",
    )  # fmt: skip
    applicant_kind = forms.ChoiceField(
        label="您是", choices=ApplicantKind.choices, initial=ApplicantKind.PERSON, widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )  # fmt: skip
    name = forms.CharField(
        label="姓名或者名称", max_length=100, widget=text_input("name"),
        help_text="与证件上的一致", error_messages={"required": "请填写姓名或者名称"},
    )  # fmt: skip
    identity = forms.ChoiceField(
        label="证件种类", choices=[("", "请选择"), *Applicant.Identity.choices], initial=Applicant.Identity.RESIDENT,
        error_messages={"required": "请选择证件种类", "invalid_choice": "请选择证件种类"},
    )  # fmt: skip
    identity_number = forms.CharField(
        label="证件号码", max_length=60, widget=text_input("off", spellcheck="false"),
        help_text="法律要求申请人提供身份证明（条例第二十九条）。加密保存，只给办理这件申请的人看",
        error_messages={"required": "请填写证件号码"},
    )  # fmt: skip
    identity_files = FilesField(
        "身份证明的照片或者扫描件", help_text="可以不附；单位需要时会与您联系。图片或者 PDF，每个不超过 20 MB"
    )
    contact = forms.CharField(
        label="联系人", required=False, max_length=60, widget=text_input("name"), help_text="单位申请时填写",
    )  # fmt: skip
    phone = forms.CharField(
        label="联系电话", required=False, max_length=40, widget=text_input("tel", inputmode="tel"),
        help_text="电话、邮箱、地址至少留一种。单位收到申请后要与您确认，电话最快",
    )  # fmt: skip
    email = forms.CharField(
        label="电子邮箱", required=False, max_length=254, widget=text_input("email", inputmode="email"),
        help_text="选“电子邮件”给您的，必须填写",
    )  # fmt: skip
    address = forms.CharField(
        label="通信地址", required=False, max_length=200, widget=text_input("street-address"),
        help_text="选“邮寄”给您的，必须填写",
    )  # fmt: skip
    postcode = forms.CharField(
        label="邮政编码", required=False, max_length=12, widget=text_input("postal-code", inputmode="numeric")
    )
    uploads = FilesField(
        "其他附件", help_text="说明您要什么信息的材料，可以不附。最多 10 个，每个不超过 20 MB"
    )

    FILES = ("identity_files", "uploads")
    TEXTS = (
        "unit", "content", "carrier", "way", "needs_help", "applicant_kind", "name", "identity", "identity_number",
        "contact", "phone", "email", "address", "postcode",
    )  # fmt: skip

    def __init__(self, *args: Any, kept: int = 0, **kwargs: Any) -> None:
        """``kept``: how many files the draft holds already."""
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.kept = kept
        units = intake.accepting_units(timezone.localdate()).order_by("order", "id")
        field = self.fields["unit"]
        field.queryset = units  # type: ignore[attr-defined]
        field.widget.choices = unit_choices(units)
        for one in self.fields.values():
            # Browsers cut what is pasted at maxlength without a word; the form says so instead.
            one.widget.attrs.pop("maxlength", None)

    def clean_identity_number(self) -> str:
        return identity.tidy(self.cleaned_data["identity_number"])

    def clean_phone(self) -> str:
        given = unicodedata.normalize("NFKC", self.cleaned_data["phone"]).strip()
        digits = sum(c.isdecimal() for c in given)
        plain = re.sub(r"[() ]+", " ", given).strip()
        if given and not (_PHONE.fullmatch(plain) and 7 <= digits <= 20):
            raise forms.ValidationError("电话号码写得不对，请写作 13800000000 或者 0592-0000000")
        if given.isdecimal() and len(given) == 11 and given[0] == "1" and not _MOBILE.fullmatch(given):
            raise forms.ValidationError("手机号码写得不对，请核对前三位")
        return given

    def clean_email(self) -> str:
        given = unicodedata.normalize("NFKC", self.cleaned_data["email"]).strip()
        if given:
            try:
                forms.EmailField().clean(given)
            except forms.ValidationError:
                raise forms.ValidationError("电子邮箱写得不对，请写作 name@example.com") from None
        return given

    def clean_postcode(self) -> str:
        given = unicodedata.normalize("NFKC", self.cleaned_data["postcode"]).strip()
        if given and not re.fullmatch(r"\d{6}", given):
            raise forms.ValidationError("邮政编码是 6 位数字")
        return given

    def clean_identity_files(self) -> list[Any]:
        return self._looked_at("identity_files")

    def clean_uploads(self) -> list[Any]:
        return self._looked_at("uploads")

    def _looked_at(self, field: str) -> list[Any]:
        """The uploads that can be kept; what is wrong with the others is said, and costs only them."""
        good = []
        for upload in self.cleaned_data[field]:
            if self.kept >= files.MAX_FILES:
                self.add_error(field, f"“{upload.name}”没有收：一件申请最多附 {files.MAX_FILES} 个文件")
            elif faults := files.problems([upload]):
                for reason in faults:
                    self.add_error(field, reason.text)
            else:
                self.kept += 1
                good.append(upload)
        return good

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self._paper(said)
        reached = ("phone", "email", "address")
        if not any(said.get(f) or f in self.errors for f in reached):
            self.add_error("phone", "请至少留一种联系方式：电话、电子邮箱或者通信地址")
        need = intake.REACHED_BY.get(said.get("way", ""))
        if need and not said.get(need[0]) and need[0] not in self.errors:
            self.add_error(need[0], f"您选择了“{Way(said['way']).label}”，请填写{need[1]}")
        return said

    def _paper(self, said: dict[str, Any]) -> None:
        """The paper fits whoever applies, and its number can be one."""
        kind, paper, number = (said.get(f) for f in ("applicant_kind", "identity", "identity_number"))
        if kind and paper:
            person = kind == ApplicantKind.PERSON
            if person and paper == Applicant.Identity.CREDIT_CODE:
                self.add_error(
                    "identity", "自然人没有统一社会信用代码，请选本人的证件；以单位名义申请的，请改选“您是”"
                )
                return
            if not person and paper not in (Applicant.Identity.CREDIT_CODE, Applicant.Identity.OTHER):
                self.add_error("identity", "以单位名义申请的，请选统一社会信用代码或者其他证件")
                return
        if paper and number and (fault := identity.fault(paper, number, timezone.localdate())):
            self.add_error("identity_number", fault)

    def values(self) -> dict[str, Any]:
        """What ``intake.apply`` takes as the applicant's own."""
        return {f: self.cleaned_data[f] for f in self.TEXTS if f != "unit"}


class CodeForm(forms.Form):
    """The query code, from the receipt."""

    code = forms.CharField(
        label="查询码", max_length=40, help_text="提交申请后得到的 16 位字母和数字，大小写和横线都不要紧",
        widget=text_input("off", spellcheck="false", autocapitalize="characters"),
        error_messages={"required": "请填写查询码", "max_length": "查询码是 16 位字母和数字"},
    )  # fmt: skip


class CorrectionForm(forms.Form):
    text = forms.CharField(
        label="补正的内容", required=False, max_length=intake.LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="对照补正告知书，把需要写明的写清楚；也可以只附材料",
    )  # fmt: skip
    uploads = FilesField("补正材料", help_text="最多 10 个，每个不超过 20 MB；加密保存")


class MessageForm(forms.Form):
    text = forms.CharField(
        label="写给单位", max_length=intake.LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写信不改变期限；要补正、撤回的，请用上面的按钮",
        error_messages={"required": "请填写内容"},
    )  # fmt: skip


class SuggestForm(forms.Form):
    reason = forms.CharField(
        label="为什么值得让所有人看到", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可以不写",
    )  # fmt: skip
