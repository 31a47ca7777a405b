"""The header row: columns are found by their names, never by position."""

from __future__ import annotations

import re

from .rows import Row

NAMES: dict[str, tuple[str, ...]] = {
    "category": ("类别", "板块", "工作类别", "任务类别", "一级任务", "领域", "专项", "工作领域", "重点领域"),
    "number": ("序号", "编号", "序"),
    "title": ("工作任务", "重点任务", "主要任务", "任务名称", "工作事项", "任务", "事项", "重点工作", "工作内容"),
    "requirement": ("工作要求", "具体要求", "工作举措", "主要措施", "具体措施", "细化分工", "任务要求", "工作措施",
                    "具体任务", "任务内容"),
    "lead": ("牵头单位", "主办单位", "牵头部门", "牵头责任单位", "主要责任单位", "牵头处室"),
    "responsible": ("责任单位", "配合单位", "责任处室", "责任科室", "协办单位", "责任部门", "实施单位", "参加单位",
                    "配合部门"),
    "both": ("牵头及责任单位", "牵头和责任单位", "责任分工", "分工", "牵头、责任单位", "牵头单位及责任单位", "单位分工",
             "牵头(责任)单位", "牵头单位、责任单位"),
    "due": ("完成时限", "完成时间", "时间节点", "时限", "时限要求", "办结时限", "时间要求", "完成期限"),
    "channel": ("公开路径", "公开渠道", "公开平台"),
    "remark": ("备注", "说明"),
}  # fmt: skip
_KNOWN = {re.sub(r"\s", "", n): key for key, names in NAMES.items() for n in names}
CORE = ("title", "requirement", "lead", "responsible")


def column_of(text: str) -> str | None:
    """The column that a heading names; endings in brackets are ignored (责任单位（排第一的为牵头单位）)."""
    plain = re.sub(r"\s", "", text)
    if plain in _KNOWN:
        return _KNOWN[plain]
    return _KNOWN.get(re.sub(r"[（(].*?[)）]", "", plain))


def read_header(row: Row) -> dict[str, int] | None:
    """Column name to cell index when the row is a header (two known names, one of them a task's), else None.

    The first of two columns with the same meaning keeps it; later ones are kept as extra columns (x5).
    """
    columns: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        if cell.is_blank:
            continue
        name = column_of(cell.text)
        key = name if name and name not in columns else f"x{index}"
        columns[key] = index
    known = [k for k in columns if not k.startswith("x")]
    if len(known) >= 2 and {"title", "requirement"} & set(known):
        if "title" not in columns:  # 序号 + 任务内容: the content is the title
            columns["title"] = columns.pop("requirement")
        return columns
    return None
