"""What a Word file holds beside plain text: tracked changes stop the import, text outside the tables is pointed out."""

from __future__ import annotations

from typing import Any

from docx.oxml.ns import qn

from .rows import Source

_TEXT = {qn("w:ins"): "插入", qn("w:del"): "删除", qn("w:moveFrom"): "移动", qn("w:moveTo"): "移动"}
_CELLS = {qn("w:cellIns"): "插入了单元格", qn("w:cellDel"): "删除了单元格", qn("w:cellMerge"): "合并了单元格"}


def report_changes(body: Any, source: Source) -> None:
    """Tracked changes: which text holds is the authors' decision, so the import waits for it."""
    found: dict[str, None] = {}
    for change in body.iter(*_TEXT, *_CELLS):
        text = "".join(t.text or "" for t in change.iter(qn("w:t"), qn("w:delText"))).strip()
        parent = change.getparent()
        if change.tag in _CELLS:
            what = _CELLS[change.tag]
        elif parent is not None and parent.tag == qn("w:trPr"):
            what = f"{_TEXT[change.tag]}了整行"
        elif text:
            what = f"{_TEXT[change.tag]}了“{text[:20]}”"
        else:
            continue  # a paragraph mark: no text depends on it
        author = change.get(qn("w:author")) or "某人"
        found[
            f"{place(change, body)}有未接受的修订（{author}{what}）。请在 Word 中接受或拒绝全部修订后重新上传"
        ] = None
    source.blocking.extend(found)


def report_unread(document: Any, body: Any, source: Source) -> None:
    """Text boxes, footnotes, hidden text: a person should know where the import did not find the text in a cell."""
    found: dict[str, None] = {}
    for box in body.iter(qn("w:txbxContent")):
        if text := _all(box):
            found[
                f"{place(box, body)}有一个文本框（“{text[:20]}”），框里的字只作附注保留。如属任务内容，请移到表格里再导入"
            ] = None
    for hidden in body.iter(qn("w:vanish")):
        run = next(hidden.iterancestors(qn("w:r")), None)
        if run is not None and hidden.get(qn("w:val")) not in {"0", "false"} and (text := _all(run)):
            found[f"{place(hidden, body)}有隐藏文字（“{text[:20]}”），也已导入，请核对"] = None
    for part in document.part.package.iter_parts():
        for name, word in (("footnotes", "脚注"), ("endnotes", "尾注")):
            if str(part.partname) == f"/word/{name}.xml" and b"<w:t" in part.blob and _noted(part.blob):
                found[f"文件里有{word}，没有导入。如属任务内容，请移到表格里"] = None
    source.warnings.extend(found)


def _noted(blob: bytes) -> bool:
    return any(text.strip() for text in blob.decode("utf-8", "replace").replace(">", "<").split("<")[2::2])


def _all(node: Any) -> str:
    return "".join(t.text or "" for t in node.iter(qn("w:t"))).strip()


def place(node: Any, body: Any) -> str:
    """Where a node stands, as a person finds it: table and row of the outermost table, or the text outside tables."""
    row = next(node.iterancestors(qn("w:tr")), None)
    if row is None:
        return "正文"
    table = next(row.iterancestors(qn("w:tbl")))
    tables = list(body.iter(qn("w:tbl")))
    return f"表 {tables.index(table) + 1} 第 {list(table.iter(qn('w:tr'))).index(row) + 1} 行"
