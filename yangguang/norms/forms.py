"""Forms of the register's screens; the verbs judge, the forms only read."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils import timezone

from yangguang.core.forms import DateInput
from yangguang.documents import bodies
from yangguang.organisations.models import Unit
from yangguang.publications import kinds

from . import articles, citing, keys
from .force import Act
from .models import CampaignItem, Norm, NumberReason, Official, Step, TermRule
from .models.norm import ACTS, TERMS
from .numerals import NUMERAL

TOPICS = [("", "—"), *((t, t) for t in kinds.TOPICS)]


def _day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DateInput(), help_text=help_text)


def _area(label: str, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class NormForm(forms.Form):
    """A register entry."""

    title = forms.CharField(label="名称", max_length=300)
    document_number = forms.CharField(
        label="文号",
        required=False,
        max_length=60,
        help_text="如 厦思政办〔2021〕19号；括号会自动改成六角括号",
    )
    short_name = forms.CharField(label="简称", required=False, max_length=60)
    issuers = forms.ModelMultipleChoiceField(
        label="联合制定机关", queryset=Unit.objects.none(), required=False, help_text="按住 Ctrl 可选多个"
    )
    written_on = _day("成文日期")
    published_on = _day("公布日期")
    effective_on = _day("施行日期")
    term = forms.ChoiceField(label="有效期性质", choices=TERMS)
    expires_on = _day("有效期至", help_text="文件自己写明的最后一日；按规则计算的可不填")
    term_basis = forms.CharField(
        label="有效期依据", required=False, max_length=200, help_text="超过规则上限或长期有效时必填"
    )
    topic = forms.ChoiceField(label="主题分类", required=False, choices=TOPICS)
    body = _area(
        "正文", 16, required=False,
        help_text="可粘贴纯文字，一段一行；“第一条”“一、”开头的行会读成条款",
    )  # fmt: skip
    reason = forms.CharField(label="更正原因", required=False, max_length=300)

    def __init__(self, *args: Any, unit: Unit, registered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuers"].queryset = (  # type: ignore[attr-defined]
            Unit.objects.answerable(timezone.localdate()).exclude(pk=unit.pk).order_by("order")
        )
        if registered:
            self.fields["reason"].required = True
            self.fields["reason"].help_text = "这一件已经登记，更正会记入日志"
        else:
            del self.fields["reason"]

    def values(self) -> dict[str, Any]:
        found = {k: v for k, v in self.cleaned_data.items() if k not in ("issuers", "reason")}
        if not bodies.looks_like_html(found["body"]):
            found["body"] = bodies.from_plain(found["body"])
        return found


def as_typed(body: str) -> str:
    """A body as plain lines where these lose nothing, else as it is."""
    return bodies.to_text(body) if set(re.findall(r"<(\w+)", body)) <= {"p"} else body


def initial(norm: Norm) -> dict[str, Any]:
    names = ("title", "document_number", "short_name", "written_on", "published_on", "effective_on", "term", "term_basis",
             "expires_on", "topic", "body")  # fmt: skip
    found = {n: getattr(norm, n) for n in names}
    return {**found, "body": as_typed(norm.body), "issuers": list(norm.issuers.all())}


class RelationForm(forms.Form):
    """What an act does to a document."""

    act = forms.ChoiceField(label="关系", choices=ACTS)
    on = _day("生效日期", required=True, help_text="自这一日起发生变化（废止的，自这一日起不再有效）")
    until = _day("至", help_text="延续：新的有效期最后一日；暂停：最后一日，不填为另行通知")
    source = forms.CharField(
        label="依据文件", max_length=400, help_text="文号、登记号或名称；登记簿里有的会自动对应"
    )
    articles = forms.CharField(
        label="条款", required=False, max_length=300, help_text="如 第三条、第五条至第七条；不填为整份文件"
    )
    text = _area(
        "修改后的条文", 8, required=False,
        help_text="“修改”时填写。几条一起改的，每条以“第X条”（或“第X条第X款：”）开头另起一行；不在原文里的条号就是增加的条，"
        "接在最后的款号、项号就是增加的款、项",
    )  # fmt: skip
    note = forms.CharField(label="说明", required=False, max_length=300)

    def clean_articles(self) -> list[str]:
        try:
            return keys.read_keys(self.cleaned_data["articles"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        texts = split_wordings(data["text"], data["articles"])
        if data["act"] == Act.AMEND and texts and not data["articles"]:
            data["articles"] = list(texts)
        data["texts"] = texts
        return data

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "act": data["act"], "on": data["on"], "until": data["until"], "keys": data["articles"],
            "texts": data["texts"], "note": data["note"], **find_source(data["source"]),
        }  # fmt: skip


_BELOW_HEAD = re.compile(
    rf"第\s*{NUMERAL}\s*条(?:之{NUMERAL})?(?:第\s*{NUMERAL}\s*款)?(?:第\s*[（(]?{NUMERAL}[)）]?\s*项)?(?=[：:\s\u3000])"
)


def split_wordings(text: str, named: list[str]) -> dict[str, str]:
    """New wordings by provision: lines that begin with 第X条 (of the named ones, or any) start the next one.

    第X条第Y款 starts one when a colon or a space follows, for it is also how a sentence begins.
    """
    found: dict[str, list[str]] = {}
    current = named[0] if len(named) == 1 else None
    for line in text.splitlines():
        line = line.strip()
        for head in (_BELOW_HEAD.match(line), articles.ARTICLE.match(line)):
            key = _key(head[0]) if head else ""
            if key and (not named or key in named) and not (len(named) == 1 and found.get(named[0])):
                current = key
                break
        if current is not None and line:
            found.setdefault(current, []).append(line)
    return {k: "\n".join(lines) for k, lines in found.items()}


def _key(words: str) -> str:
    try:
        return keys.read_key(words)
    except ValueError:
        return ""


def find_source(text: str) -> dict[str, Any]:
    """The register's entry for what a clerk typed; else its title and number as words."""
    given = text.strip()
    number = citing.standard_number(given)
    names = citing.match_title(re.sub(r"[（(][^（()）]*〔?\d{4}[^（()）]*[)）]$", "", given))
    norm = (
        Norm.objects.exclude(registration="void").filter(document_number=number).first()
        or Norm.objects.filter(register_number=given.upper()).first()
        or Norm.objects.exclude(registration="void").filter(normal_title=names).first()
    )
    if norm is not None:
        return {"source": norm}
    found = citing.NUMBER.search(given)
    if found:
        title = given.replace(found[0], "").strip("《》（）() ")
        return {"source_title": title, "source_number": citing.standard_number(found["number"])}
    return {"source_title": given.strip("《》")}


class ProcedureForm(forms.Form):
    step = forms.ChoiceField(label="环节", choices=Step.choices)
    done_from = _day("开始日期")
    done_on = _day("完成日期")
    number = forms.CharField(label="文号或编号", required=False, max_length=60)
    by_whom = forms.CharField(label="办理单位", required=False, max_length=120)
    note = forms.CharField(label="结论、采纳情况或网址", required=False, max_length=300)
    exempt_reason = forms.CharField(
        label="不需要的理由", required=False, max_length=300, help_text="没有办这一环节的，写明理由，其他不填"
    )


class NoteForm(forms.Form):
    note = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=300)


class BindForm(forms.Form):
    publication = forms.CharField(
        label="公开文本的网址或编号", max_length=200, help_text="公众网站上这份文件的网址，如 /doc/12/"
    )

    def clean_publication(self) -> int:
        found = re.search(r"(?:doc/|^)(\d{1,12})/?$", self.cleaned_data["publication"].strip())
        if not found:
            raise forms.ValidationError("读不出编号，请粘贴这份文件的网址")
        return int(found[1])


class ExplainForm(forms.Form):
    code = forms.CharField(label="机关代字", max_length=20)
    year = forms.IntegerField(label="年份", min_value=1950, max_value=2199)
    first = forms.IntegerField(label="起号", min_value=1, max_value=20_000)
    last = forms.IntegerField(
        label="止号", min_value=1, max_value=20_000, required=False, help_text="只有一个号码的不填"
    )
    why = forms.ChoiceField(label="原因", choices=NumberReason.Why.choices)
    note = forms.CharField(label="说明", required=False, max_length=200, help_text="不公开、作废的必填")

    def values(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        data["last"] = data["last"] or data["first"]
        return data


class CampaignForm(forms.Form):
    name = forms.CharField(label="名称", max_length=120, help_text="如 2021年规范性文件清理")
    base_on = _day("清理基准日", required=True, help_text="这一日现行有效的文件都列入")
    due = _day("各单位提出意见期限", required=True)


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label="意见", choices=[("", "—"), *CampaignItem.Decision.choices])
    reason = forms.CharField(label="理由", required=False, max_length=300)


class ApplyForm(forms.Form):
    on = _day("施行日期", required=True, help_text="废止、失效自这一日起")


class ConfirmForm(forms.Form):
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(label="备注", required=False, max_length=300)


class OfficialForm(forms.Form):
    """An official text: a saved page or file, or what was copied."""

    publication = forms.CharField(label="本站文本的网址或编号", max_length=200, help_text="如 /doc/12/")
    source = forms.CharField(label="正式文本来源", max_length=120, help_text="如 福建省司法厅网站")
    url = forms.URLField(label="来源网址", required=False, max_length=500, assume_scheme="https")
    changed_on = _day("正式文本变动日期", required=True, help_text="公布或最近一次修改、废止的日期")
    status = forms.ChoiceField(label="来源标注的时效", choices=Official.Status.choices)
    file = forms.FileField(label="存档文件", required=False, help_text="另存的网页、Word、PDF 或文本文件")
    text = _area("或粘贴正式文本", 6, required=False, max_length=500_000)

    clean_publication = BindForm.clean_publication

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("file") or data.get("text", "").strip() or data.get("url")):
            self.add_error("file", "请上传存档文件，或粘贴正式文本")
        return data


class LawsForm(forms.Form):
    file = forms.FileField(
        label="法规名录",
        help_text="CSV 或 XLSX；列：名称、文号、效力位阶、制定机关、公布日期、施行日期、失效日期、时效、替代文件、说明",
    )


class RuleForm(forms.ModelForm):
    """The district's numbers from a day on."""

    class Meta:
        model = TermRule
        fields = [
            "since",
            "general_years",
            "trial_years",
            "review_months",
            "filing_days",
            "comment_days",
            "basis",
            "verified",
        ]
        widgets = {"since": DateInput()}

    def _post_clean(self) -> None:
        """The verb writes the rule; the form only reads it."""

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "since"}


class CiteForm(forms.Form):
    text = _area("要核对的文稿", 12, max_length=200_000, help_text="粘贴草稿正文；不会保存")
