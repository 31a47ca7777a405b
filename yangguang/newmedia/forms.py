"""Forms of the room's screens; the verbs judge, the forms only read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from yangguang.core.forms import DateInput, MomentInput
from yangguang.organisations.models import Unit
from yangguang.publications.forms.fields import RecordField

from . import describing, fetching
from .models import Account, AccountState, Decision, MediaImport, Platform

HELP = {
    "handle": "平台上的微信号、微博 UID 等，用来辨认账号", "url": "公众能打开的账号主页；公众网站用它生成二维码",
    "purpose": "账号发什么、给谁看，如：发布本街道便民信息", "certified_name": "平台认证显示的名称",
    "registration_number": "全国政务新媒体信息报送系统等的登记号，没有的不填",
    "lead": "对内容负总责的人", "approver": "签发内容的人", "contact": "日常联系人", "backup": "联系人不在时谁接手",
    "interaction": "读者在哪里留言，如：公众号菜单“我要留言”", "feed_url": "RSS 或 Atom 网址，每天自动读取推文；没有的不填",
    "exception": "本单位在这个平台已有账号的才填：为什么要再开一个",
}  # fmt: skip


def _day(label: str, required: bool = True, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput(), **more)


def _url(**more: Any) -> forms.URLField:
    return forms.URLField(assume_scheme="https", **more)


class AccountForm(forms.Form):
    """What an account tells of itself."""

    unit = forms.ModelChoiceField(label="主办单位", queryset=Unit.objects.none(), empty_label=None)
    platform = forms.ModelChoiceField(label="平台", queryset=Platform.objects.none(), empty_label=None)

    def __init__(
        self, *args: Any, units: QuerySet[Unit] | None = None, account: Account | None = None, **kwargs: Any
    ) -> None:
        if account is not None:
            start = {n: getattr(account, n) for n in (*describing.TEXTS, "opened_on")}
            kwargs["initial"] = {**start, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if units is None:
            del self.fields["unit"], self.fields["platform"]
        else:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]
            self.fields["platform"].queryset = Platform.objects.filter(active=True)  # type: ignore[attr-defined]
        for name, (label, most) in describing.TEXTS.items():
            if name == "adapter":
                continue
            common: dict[str, Any] = {
                "label": label, "required": name in describing.MUST, "max_length": most, "help_text": HELP.get(name, ""),
            }  # fmt: skip
            is_url = name in ("url", "feed_url")
            self.fields[name] = (
                forms.URLField(assume_scheme="https", **common) if is_url else forms.CharField(**common)
            )
            if name == "contact":
                self.fields["phone"] = forms.CharField(
                    label="联系电话", required=units is not None, max_length=40,
                    help_text="加密保存，只有本单位和主管部门能看" if units is not None else "不改的留空",
                )  # fmt: skip
        if len(fetching.choices()) > 1:
            self.fields["adapter"] = forms.ChoiceField(
                label="内容接入方式", required=False, choices=[("", "—"), *fetching.choices()]
            )
        self.fields["opened_on"] = _day("开设日期", required=False, help_text="已经开了的填；新开的不填")
        if units is not None:
            for code, name in describing.RISKS:
                self.fields[f"risk_{code}"] = forms.BooleanField(label=name, required=False)
            self.fields["measures"] = forms.CharField(
                label="风险和措施", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
                help_text="上面没有勾选的，写明怎样解决",
            )  # fmt: skip
        self.fields["reason"] = forms.CharField(
            label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 2})
        )

    def values(self) -> dict[str, Any]:
        names = [n for n in (*describing.TEXTS, "opened_on", "platform") if n in self.cleaned_data]
        return {n: self.cleaned_data[n] for n in names}

    def risks(self) -> dict[str, Any]:
        found = {code: self.cleaned_data.get(f"risk_{code}", False) for code, _ in describing.RISKS}
        return {**found, "measures": self.cleaned_data.get("measures", "")}


class EndForm(forms.Form):
    into = forms.ModelChoiceField(
        label="并入哪个账号", required=False, queryset=Account.objects.none(), empty_label="不并入，直接关停"
    )
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Account.objects.in_force().listed().exclude(pk=account.pk)
        self.fields["into"].queryset = others.order_by("unit__order", "pk")  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    note = forms.CharField(
        label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class NoticeForm(forms.Form):
    noticed_on = _day("公告日期", required=False)
    notice_url = forms.URLField(
        label="公告网址",
        required=False,
        max_length=400,
        assume_scheme="https",
        help_text="在别处公告的填；在本站起草的发布后自动登记",
    )
    number = forms.CharField(
        label="备案号", required=False, max_length=60, help_text="上级系统给的编号，没有的不填"
    )


class InteractionForm(forms.Form):
    present = forms.TypedChoiceField(
        label="互动功能",
        choices=[("yes", "有，能留言并得到回应"), ("no", "没有，或没有人回应")],
        coerce=lambda v: v == "yes",
    )
    checked_on = _day("核查日期")
    evidence = forms.URLField(
        label="佐证网址",
        required=False,
        max_length=400,
        assume_scheme="https",
        help_text="能看到留言或回复的页面",
    )
    note = forms.CharField(label="说明", required=False, max_length=300)


class FollowersForm(forms.Form):
    followers = forms.IntegerField(label="粉丝量", min_value=0, max_value=2_000_000_000)
    followers_on = _day("统计日期")


class StateForm(forms.Form):
    state = forms.ChoiceField(
        label="状态", choices=[c for c in AccountState.choices if c[0] in ("normal", "rectifying", "suspended")],
        help_text="“整改”期间不考核更新",
    )  # fmt: skip
    on = _day("从哪天起", required=False)
    reason = forms.CharField(label="原因", max_length=300)


class PostForm(forms.Form):
    title = forms.CharField(label="标题", max_length=300)
    url = forms.URLField(
        label="网址", max_length=600, assume_scheme="https", help_text="推文本身的网址，作为佐证"
    )
    posted_at = forms.DateTimeField(label="发布时间", widget=MomentInput())
    publication = RecordField(label="对应的已公开信息", required=False)


class TieForm(forms.Form):
    publication = RecordField(label="对应的已公开信息", required=False)


class MessageForm(forms.Form):
    """A text with what was said about findings; ``findings`` are those that need an answer."""

    account = forms.ModelChoiceField(label="账号", queryset=Account.objects.none(), empty_label=None)
    title = forms.CharField(label="标题", max_length=200)
    text = forms.CharField(
        label="正文", required=False, widget=forms.Textarea(attrs={"rows": 12}), max_length=30_000
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, accounts: QuerySet[Account] | None = None, findings: Any = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if accounts is None:
            del self.fields["account"]
        else:
            self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
        for f in findings:
            if f.severity == "confirm":
                self.fields[f"confirm_{f.fingerprint}"] = forms.CharField(
                    label=f"核实说明：“{f.shown[:30]}”",
                    required=False,
                    max_length=200,
                    help_text=f"{f.reason}。{f.fix}",
                )

    def confirmed(self) -> dict[str, str]:
        return {k[8:]: v for k, v in self.cleaned_data.items() if k.startswith("confirm_") and v}


class SentForm(forms.Form):
    url = forms.URLField(
        label="推文网址", max_length=600, assume_scheme="https", help_text="在平台上发出后，复制推文的网址"
    )
    sent_at = forms.DateTimeField(label="发出时间", widget=MomentInput())
    early = forms.CharField(
        label="先发的原因", required=False, max_length=300, help_text="发出早于签发的才填，会计入先发后审"
    )


class SightingForm(forms.Form):
    platform = forms.ModelChoiceField(
        label="平台", queryset=Platform.objects.filter(active=True), empty_label=None
    )
    name = forms.CharField(label="账号名称", max_length=60)
    handle = forms.CharField(label="账号 ID", required=False, max_length=80)
    url = forms.URLField(label="网址", required=False, max_length=400, assume_scheme="https")
    unit = forms.ModelChoiceField(
        label="疑似主办单位", required=False, queryset=Unit.objects.none(), empty_label="不清楚"
    )
    source = forms.CharField(
        label="发现途径", required=False, max_length=60, help_text="如：公众举报、日常巡查"
    )
    found_on = _day("发现日期")
    note = forms.CharField(label="说明", required=False, max_length=300)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"found_on": today})
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.answerable(today).order_by("order")  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    account = forms.ModelChoiceField(
        label="已经备案为",
        required=False,
        queryset=Account.objects.none(),
        empty_label="不是本区账号（写明理由）",
    )
    reason = forms.CharField(label="说明", required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = Account.objects.in_force().listed()  # type: ignore[attr-defined]


class PlatformForm(forms.ModelForm):
    class Meta:
        model = Platform
        fields = [
            "code", "name", "title_limit", "text_limit", "picture_width", "picture_height", "posts", "active", "order"
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("picture_width", "picture_height"):
            if data.get(name) is not None and not 200 <= data[name] <= 3000:
                self.add_error(name, "配图每边 200 到 3000 像素")
        for name, least in (("title_limit", 5), ("text_limit", 50)):
            if data.get(name) is not None and data[name] < least:
                self.add_error(name, f"不能少于 {least} 字")
        return data


class CampaignForm(forms.Form):
    title = forms.CharField(label="名称", max_length=100, help_text="如：2021 年政务新媒体清理整合")
    basis = forms.CharField(label="依据", required=False, max_length=200)
    begins = _day("开始日期")
    due = _day("完成期限")


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label="决定", choices=Decision.choices)
    into = forms.ModelChoiceField(
        label="并入", required=False, queryset=Account.objects.none(), empty_label="—"
    )
    due = _day("完成期限", required=False)
    reason = forms.CharField(label="理由", required=False, max_length=300)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Account.objects.in_force().listed().exclude(pk=account.pk)  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    proposal = forms.ChoiceField(label="本单位意见", choices=Decision.choices)
    reason = forms.CharField(label="理由", required=False, max_length=300)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label="内容", choices=MediaImport.Kind.choices)
    file = forms.FileField(label="表格", help_text="XLSX 或 CSV，第一行是列名")
