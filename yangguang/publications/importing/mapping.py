"""Which column of a file is which field of a publication."""

from __future__ import annotations

from collections.abc import Iterable

from .. import kinds

# Our fields with the headings under which files hold them, most usual first.
FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "title": (
        "标题",
        ("标题", "事项名称", "信息名称", "名称", "文件名称", "文件标题", "题名", "title", "ArticleTitle"),
    ),
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
OWN = "extra."  # before the name of a field that only the kind has


def fields_of(kind: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every field that a file of records of a kind may fill, its own ones before the common ones that are named alike."""
    own = {f"{OWN}{f.name}": (f.label, (f.label, *f.headings, f.name)) for f in kinds.fields_of(kind)}
    return {"title": FIELDS["title"], **own, **FIELDS}


def choices(kind: str) -> list[tuple[str, str]]:
    """What a column may be imported as."""
    return [("", "不导入"), *((name, label) for name, (label, _) in fields_of(kind).items())]


def guess(columns: Iterable[str], kind: str = "") -> dict[str, str]:
    """The likely field of each column; a field is given once, to the column whose heading is most usual for it."""
    found: dict[str, str] = {}
    lower = {c.strip().lower(): c for c in columns}
    for name, (_, headings) in fields_of(kind).items():
        for heading in headings:
            column = lower.get(heading.lower())
            if column is not None and column not in found:
                found[column] = name
                break
    return found


def problems(mapping: dict[str, str], kind: str = "") -> list[str]:
    """Why this reading of the columns can't be used, in Chinese."""
    known = fields_of(kind)
    used = [f for f in mapping.values() if f in known]
    found = [f"“{known[f][0]}”选了不止一列" for f in dict.fromkeys(used) if used.count(f) > 1]
    if "title" not in used:
        found.append("没有指定哪一列是标题")
    declared = kinds.KINDS.get(kind) if kind in kinds.KINDS else None
    if declared is not None and declared.by_fields:
        # Whatever is always asked for has to stand somewhere in the file.
        lacking = [f.label for f in declared.fields if f.is_asked({}) and f"{OWN}{f.name}" not in used]
        if lacking:
            found.append(f"没有指定哪一列是{'、'.join(lacking)}")
    elif "body" not in used and "attachments" not in used:
        found.append("没有指定哪一列是正文或附件")
    return found
