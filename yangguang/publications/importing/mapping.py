"""Which column of a file is which field of a publication."""

from __future__ import annotations

from collections.abc import Iterable

# Our fields with the headings under which files hold them, most usual first.
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "title": ("标题", ("标题", "信息名称", "名称", "文件名称", "文件标题", "题名", "title", "ArticleTitle")),
    "body": ("正文", ("内容", "正文", "全文", "信息内容", "文件内容", "content", "body", "text")),
    "summary": ("内容概述", ("摘要", "内容概述", "概述", "简介", "summary", "description")),
    "document_number": ("文号", ("文号", "发文字号", "发文文号", "文件编号", "document_number")),
    "written_on": ("成文日期", ("成文日期", "生成日期", "发文日期", "制发日期", "written_on", "date")),
    "published_at": (
        "发布时间",
        ("发布时间", "发布日期", "公开日期", "上网时间", "时间", "日期", "published_at", "PubDate"),
    ),
    "source": ("来源", ("来源", "信息来源", "发布机构", "发文机关", "发文单位", "source", "ContentSource")),
    "keywords": ("关键词", ("关键词", "主题词", "keywords")),
    "topic": ("主题分类", ("主题分类", "主题", "topic")),
    "genre": ("体裁", ("体裁", "文种", "体裁分类", "genre")),
    "validity": ("有效性", ("有效性", "效力状态", "效力状况", "时效性", "validity")),
    "attachments": ("附件", ("附件", "附件名称", "attachments")),
    "identity": ("原编号", ("原编号", "编号", "索引号", "网址", "链接", "url", "id", "文件")),
}
CHOICES = [("", "不导入"), *((name, label) for name, (label, _) in FIELDS.items())]


def guess(columns: Iterable[str]) -> dict[str, str]:
    """The likely field of each column; a field is given once, to the column whose heading is most usual for it."""
    found: dict[str, str] = {}
    lower = {c.strip().lower(): c for c in columns}
    for name, (_, headings) in FIELDS.items():
        for heading in headings:
            column = lower.get(heading.lower())
            if column is not None and column not in found:
                found[column] = name
                break
    return found


def problems(mapping: dict[str, str]) -> list[str]:
    """Why this reading of the columns can't be used, in Chinese."""
    used = [f for f in mapping.values() if f]
    found = [f"“{FIELDS[f][0]}”选了不止一列" for f in dict.fromkeys(used) if used.count(f) > 1]
    if "title" not in used:
        found.append("没有指定哪一列是标题")
    if "body" not in used and "attachments" not in used:
        found.append("没有指定哪一列是正文或附件")
    return found
