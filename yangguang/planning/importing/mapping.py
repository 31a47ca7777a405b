"""Which column of a table is which field, for the register and for the historical list."""

from __future__ import annotations

from collections.abc import Iterable

# Field → (label, headings under which tables hold it, most usual first).
Fields = dict[str, tuple[str, tuple[str, ...]]]
REGISTER: Fields = {
    "name": ("名称", ("名称", "规划名称", "计划名称", "文件名称", "标题")),
    "tier": ("层级", ("层级", "规划层级", "级别")),
    "category": ("类别", ("类别", "规划类别", "类型", "规划类型")),
    "period": ("规划期", ("规划期", "规划期限", "期限", "起止年份", "规划年限")),
    "makers": ("编制单位", ("编制单位", "编制机关", "牵头单位", "责任单位", "编制部门")),
    "approver": ("批准机关", ("批准机关", "审批机关", "批准单位")),
    "approved_on": ("批准日期", ("批准日期", "批准时间", "审批时间", "印发日期")),
    "document_number": ("文号", ("文号", "批准文号", "发文字号")),
    "territory": ("范围", ("范围", "规划范围")),
    "stated": ("状态", ("状态", "规划状态")),
    "parents": ("上位规划", ("上位规划", "上级规划", "承接规划")),
    "series": ("系列", ("系列", "所属系列")),
    "ordinal": ("届次", ("届次", "期次")),
    "comment_from": ("草案公告起", ("草案公告起", "公告起始", "征求意见起")),
    "comment_to": ("草案公告止", ("草案公告止", "公告截止", "征求意见止")),
    "repealed_on": ("废止日期", ("废止日期", "废止时间")),
    "address": ("公开网址", ("公开网址", "网址", "链接", "公开链接")),
    "note": ("备注", ("备注", "说明")),
}
HISTORY: Fields = {
    "name": ("名称", ("名称", "规划名称", "计划名称", "文件名称", "标题")),
    "period": ("规划期", ("规划期", "规划期限", "期限", "年份", "起止年份")),
    "document_number": ("文号", ("文号", "批准文号", "发文字号")),
    "maker": ("编制单位", ("编制单位", "编制机关", "责任单位", "单位")),
    "place": ("存放处", ("存放处", "保管单位", "存放地点", "档案号")),
    "address": ("公开网址", ("公开网址", "网址", "链接")),
}
BY_WHAT = {"register": REGISTER, "history": HISTORY}
NEEDED = {"register": ("name", "category"), "history": ("name",)}


def choices(what: str) -> list[tuple[str, str]]:
    return [("", "不导入"), *((field, label) for field, (label, _) in BY_WHAT[what].items())]


def guess(what: str, columns: Iterable[str]) -> dict[str, str]:
    """The likely field of each column; each field is given once."""
    found: dict[str, str] = {}
    plain = {"".join(c.split()): c for c in columns}
    for field, (_, headings) in BY_WHAT[what].items():
        column = next((plain[h] for h in headings if h in plain and plain[h] not in found), None)
        if column is not None:
            found[column] = field
    return found


def problems(what: str, mapping: dict[str, str]) -> list[str]:
    """Why this reading of the columns can't be used, in Chinese."""
    fields = BY_WHAT[what]
    used = [f for f in mapping.values() if f]
    found = [f"“{fields[f][0]}”选了不止一列" for f in dict.fromkeys(used) if used.count(f) > 1]
    return found + [f"没有指定哪一列是{fields[f][0]}" for f in NEEDED[what] if f not in used]
