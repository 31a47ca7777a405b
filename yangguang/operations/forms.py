"""Forms of the operators' screens."""

from __future__ import annotations

from typing import Any

from django import forms

from yangguang.core.logtypes import LOG_TYPES


class AuditFilter(forms.Form):
    q = forms.CharField(label="对象、操作人或地址", required=False, max_length=100)
    code = forms.ChoiceField(label="动作", required=False)
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted((t.code, t.sentence.replace("{object}", "…")) for t in LOG_TYPES)
        self.fields["code"].choices = [("", "全部"), *kinds]  # type: ignore[attr-defined]


class NoticeForm(forms.Form):
    notice = forms.CharField(
        label="通知名称和文号", max_length=120,
        help_text="如：国务院办公厅关于2027年部分节假日安排的通知（国办发明电〔2026〕×号）",
    )  # fmt: skip
    file = forms.FileField(
        label="放假安排文件",
        help_text="CSV 文本，每行一天：2027-01-01,放假,元旦；周末上班写作 2027-01-09,上班。没有写到的日子按周末规则。",
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        upload = said.get("file")
        if upload is None:
            return said
        if upload.size > 200_000:
            raise forms.ValidationError({"file": "文件超过 200 KB，不像是一份放假安排，请检查"})
        data = upload.read()
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                said["text"] = data.decode(encoding)
                return said
            except UnicodeDecodeError:
                continue
        raise forms.ValidationError({"file": "文件不是文本，请另存为 CSV（UTF-8 或 GBK）后再导入"})
