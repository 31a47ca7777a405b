"""Forms of the register of units, of people, and of one's own account."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from yangguang.core.actions import Reason

from .models import Administrator, Membership, Role, Unit, UnitKind, User


def day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def show_reasons(form: forms.BaseForm, found: Iterable[Reason]) -> None:
    """Put each reason of a refusal on the field it is about, or above the form; what was typed stays."""
    for reason in found:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))


class UnitChoice(forms.ModelChoiceField):
    """A unit by its short name; communities with their street, since some share a name."""

    def label_from_instance(self, obj: Any) -> str:
        return (
            f"{obj.name}（{obj.parent.name}）" if obj.kind == UnitKind.COMMUNITY and obj.parent else obj.name
        )


def present_units() -> QuerySet[Unit]:
    return Unit.objects.active(timezone.localdate()).select_related("parent")


class UnitFilter(forms.Form):
    q = forms.CharField(label="名称或编码", required=False, max_length=60)
    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *UnitKind.choices])
    when = forms.ChoiceField(
        label="状态", required=False, choices=[("now", "现有"), ("ended", "已撤销"), ("all", "全部")]
    )


class UnitForm(forms.ModelForm):
    """A unit's own particulars; other names one per line."""

    aliases = forms.CharField(
        label="其他名称", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="文件里对本单位的其他叫法，每行一个，如“区府办”。读任务分解表时按这些名称认出单位。",
    )  # fmt: skip
    correction = forms.BooleanField(
        label="只是改正错字，不保留原名", required=False,
        help_text="不勾选时，原来的简称和全称作为曾用名保留，旧文件仍能对上。",
    )  # fmt: skip

    class Meta:
        model = Unit
        fields = (
            "code", "name", "full_name", "full_name_verified", "kind", "parent", "order", "active_from", "phone",
            "address", "is_openness_office",
        )  # fmt: skip
        field_classes = {"parent": UnitChoice}
        widgets = {"active_from": day()}
        help_texts = {
            "code": "设立后不再改变，用作权限组的名称。",
            "name": "公文和任务分解表里用的简称，如“区发改局”。",
            "full_name_verified": "对照“三定”规定或印章核对过再勾选。",
            "order": "列表里的先后，数字小的在前。",
            "is_openness_office": "全区只有一个（《政府信息公开条例》第四条）。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = present_units().exclude(kind=UnitKind.COMMUNITY)  # type: ignore[attr-defined]
        if self.instance.pk is None:
            del self.fields["correction"]
        else:
            del self.fields["code"]
            names = self.instance.names.filter(kind="alias").values_list("name", flat=True)
            self.fields["aliases"].initial = "\n".join(names)

    def clean_aliases(self) -> list[str]:
        return [a for a in (p.strip() for p in re.split(r"[\n、，,;；]", self.cleaned_data["aliases"])) if a]

    def _post_clean(self) -> None:
        """The verb checks and saves; the form must not change the instance that the page shows."""


class MergeForm(forms.Form):
    into = UnitChoice(label="并入哪个单位", queryset=Unit.objects.none())
    on = forms.DateField(label="从哪天起", widget=day(), help_text="从这天起由接手的单位负责；不能晚于今天。")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = present_units().filter(active_to=None).exclude(pk=unit.pk)
        community = unit.kind == UnitKind.COMMUNITY
        others = (
            others.filter(kind=UnitKind.COMMUNITY) if community else others.exclude(kind=UnitKind.COMMUNITY)
        )
        self.fields["into"].queryset = others  # type: ignore[attr-defined]


class EndForm(forms.Form):
    on = forms.DateField(label="从哪天起撤销", widget=day(), help_text="不能晚于今天。")


class MembersForm(forms.Form):
    units = forms.ModelMultipleChoiceField(
        label="成员单位", queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.answerable(timezone.localdate())  # type: ignore[attr-defined]


class DateFilter(forms.Form):
    on = forms.DateField(label="哪一天的成员", required=False, widget=day())


class ContactForm(forms.Form):
    person = forms.CharField(label="联系人", max_length=40, help_text="在本单位实际办理政务公开的人员。")
    office = forms.CharField(
        label="机构名称", max_length=80, required=False, help_text="如“办公室”。会写进公开指南。"
    )
    phone = forms.CharField(label="电话", max_length=40, required=False, help_text="电话和邮箱至少填一项。")
    email = forms.EmailField(label="电子邮箱", required=False)


class PersonFilter(forms.Form):
    q = forms.CharField(label="姓名或账号", required=False, max_length=60)
    unit = UnitChoice(label="单位", queryset=Unit.objects.none(), required=False, empty_label="全部")
    role = forms.ChoiceField(label="角色", required=False, choices=[("", "全部"), *Role.choices])
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("active", "启用"), ("stopped", "停用")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = present_units()  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    username = forms.CharField(
        label="账号", max_length=60, help_text="登录用，文字、数字和 @ . + - _，建立后不再改变。"
    )
    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="办公电话", max_length=40, required=False)
    email = forms.EmailField(label="电子邮箱", required=False)

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        if person is not None:
            kwargs["initial"] = {"name": person.name, "phone": person.phone, "email": person.email}
        super().__init__(*args, **kwargs)
        if person is not None:
            del self.fields["username"]


class RoleForm(forms.Form):
    unit = UnitChoice(label="单位", queryset=Unit.objects.none())
    role = forms.ChoiceField(label="角色", choices=Role.choices)
    valid_from = forms.DateField(label="自", widget=day())
    valid_to = forms.DateField(label="至", required=False, widget=day(), help_text="最后一天；长期任职不填。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = present_units()  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = timezone.localdate()


class EndRoleForm(forms.Form):
    on = forms.DateField(label="从哪天起不再任职", widget=day())


class AdminForm(forms.Form):
    user = forms.ModelChoiceField(
        label="人员", queryset=User.objects.none(), help_text="只列出没有单位角色、也不是管理员的人员。"
    )
    kind = forms.ChoiceField(label="管理员", choices=Administrator.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = User.objects.filter(is_active=True, admin_grant=None)
        today = timezone.localdate()
        held = Membership.objects.exclude(valid_to__lt=today).values("user")
        self.fields["user"].queryset = free.exclude(pk__in=held)  # type: ignore[attr-defined]


def secret(label: str, complete: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, strip=False, max_length=200, widget=widget, **kwargs)


class SignInForm(forms.Form):
    username = forms.CharField(
        label="账号",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = secret("密码", "current-password")


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码", max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )  # fmt: skip


class PasswordForm(forms.Form):
    old_password = secret("现在的密码", "current-password")
    password = secret(
        "新密码", "new-password",
        help_text="至少 10 位，大写字母、小写字母、数字、符号中至少三种；不能含账号，不能与最近 5 个密码相同。",
    )  # fmt: skip
    again = secret("再输一遍新密码", "new-password")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("password") and said.get("again") and said["password"] != said["again"]:
            self.add_error("again", "两次输入的新密码不一样")
        return said


class OwnPasswordForm(forms.Form):
    old_password = secret("密码", "current-password", help_text="为安全起见，请再输一次登录密码。")


class DetailsForm(forms.Form):
    phone = forms.CharField(label="办公电话", max_length=40, required=False)
    email = forms.EmailField(label="电子邮箱", required=False, help_text="每周提示发到这里。")
