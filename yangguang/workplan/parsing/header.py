"""The header row: columns are found by their names, never by position."""

from __future__ import annotations

import re

from .rows import Row

NAMES: dict[str, tuple[str, ...]] = {
    "category": ("类别", "板块", "工作类别", "任务类别", "一级任务", "领域", "专项", "工作领域", "重点领域"),
    "number": ("序号", "编号", "序", "项次"),
    "title": ("工作任务", "重点任务", "主要任务", "任务名称", "工作事项", "任务", "事项", "重点工作", "工作内容", "工作项目",
              "任务事项", "重点工作任务", "主要工作任务", "目标任务"),
    "requirement": ("工作要求", "具体要求", "工作举措", "主要措施", "具体措施", "细化分工", "任务要求", "工作措施",
                    "具体任务", "任务内容", "具体内容", "主要内容", "具体举措", "工作目标", "落实措施"),
    "lead": ("牵头单位", "主办单位", "牵头部门", "牵头责任单位", "主要责任单位", "牵头处室", "牵头科室", "主责单位",
             "主办部门", "主责部门"),
    "responsible": ("责任单位", "配合单位", "责任处室", "责任科室", "协办单位", "责任部门", "实施单位", "参加单位",
                    "配合部门", "承办单位", "承办部门", "协办部门", "落实单位", "责任主体", "责任科(处)室", "责任处(科)室",
                    "参与单位", "配合科室", "配合处室"),
    "both": ("牵头及责任单位", "牵头和责任单位", "责任分工", "分工", "牵头、责任单位", "牵头单位及责任单位", "单位分工",
             "牵头(责任)单位", "牵头单位、责任单位", "牵头/责任单位", "牵头单位(责任单位)", "牵头(配合)单位",
             "牵头单位和责任单位", "牵头、配合单位", "牵头单位及配合单位", "职责分工"),
    "due": ("完成时限", "完成时间", "时间节点", "时限", "时限要求", "办结时限", "时间要求", "完成期限", "完成日期",
            "时间安排", "进度安排", "时间进度"),
    "channel": ("公开路径", "公开渠道", "公开平台"),
    "remark": ("备注", "说明"),
}  # fmt: skip
LONGEST = 60  # characters: no heading of a column is longer
_KNOWN = {re.sub(r"\s", "", n): key for key, names in NAMES.items() for n in names}


def column_of(text: str) -> str | None:
    """The column that a heading names; endings in brackets are ignored (责任单位（排第一的为牵头单位）)."""
    if len(text) > LONGEST:
        return None
    plain = re.sub(r"\s", "", text).replace("（", "(").replace("）", ")")
    if plain in _KNOWN:
        return _KNOWN[plain]
    return _KNOWN.get(re.sub(r"[(].*?[)]", "", plain))


def first_unit_leads(heading: str) -> bool:
    """Whether a heading says that the first unit of each cell leads: 责任单位（列第一位的为牵头单位）."""
    return len(heading) <= LONGEST and bool(
        re.search(r"[（(][^）)]*(?:第一|首位|排首)[^）)]*(?:牵头|主办)", heading)
    )


def read_header(row: Row) -> dict[str, int] | None:
    """Column name to cell index when the row is a header (two known names, one of them a task's), else None.

    The first of two columns with the same meaning keeps it. A second column of responsible units (责任单位, 配合单位) is
    ``responsible2``, a second task column beside no requirement is the requirement; others are kept as extra (x5).
    """
    names = [None if c.is_blank or c.status == "merged" else column_of(c.text) for c in row.cells]
    columns: dict[str, int] = {}
    for index, (cell, name) in enumerate(zip(row.cells, names, strict=True)):
        if cell.is_blank or cell.status == "merged":
            continue
        if name == "title" and "title" in columns and "requirement" not in names:
            name = "requirement"
        if name == "responsible" and "responsible" in columns:
            name = "responsible2"
        columns[name if name and name not in columns else f"x{index}"] = index
    known = [k for k in columns if not k.startswith("x")]
    if len(known) >= 2 and {"title", "requirement"} & set(known):
        if "title" not in columns:  # 序号 + 任务内容: the content is the title
            columns["title"] = columns.pop("requirement")
        return columns
    return None


def read_subheader(columns: dict[str, int], row: Row) -> dict[str, int] | None:
    """The columns when ``row`` is the second row of a header (责任分工 over 牵头单位, 责任单位), else None.

    Such a row has nothing of its own but names of columns, each under a heading that spans several.
    """
    if not row.filled or not any(c.status == "merged" for c in row.cells):
        return None
    own = {i: column_of(c.text) for i, c in enumerate(row.cells) if not c.is_blank and c.status != "merged"}
    if not all(own.values()) or len(set(own.values())) < len(own):
        return None
    kept = {key: index for key, index in columns.items() if index not in own}
    return kept | {key: index for index, key in own.items() if key}
