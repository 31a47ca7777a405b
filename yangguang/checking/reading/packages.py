"""Members of zipped documents, read with a bound: a header that lies about sizes does no harm, nor does an entity."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from yangguang.checking.subjects import Part, PartKind

LARGEST = 64 * 1024 * 1024  # bytes of one member, unpacked
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".webp", ".svg", ".jb2")
LOOK = "请人工查看"


class Unreadable(ValueError):
    """A file that can't be read; the text says why and what to do."""


def member(package: zipfile.ZipFile, name: str) -> bytes:
    """The member's bytes. Raises KeyError when there is none, Unreadable when it is larger than it may be."""
    with package.open(name) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Unreadable(f"文件里的“{name}”解压后超过 {LARGEST // 1024**2} MB，没有检查。请拆成几个文件")
    return content


def xml(package: zipfile.ZipFile, name: str) -> Element:
    """The member as XML. Raises Unreadable when it is broken or tries what no document needs."""
    try:
        root: Element = fromstring(member(package, name))
    except (ParseError, DefusedXmlException) as error:
        raise Unreadable(f"文件里的“{name}”已损坏。请用原来的软件打开，另存后再试") from error
    return root


def streamed(package: zipfile.ZipFile, name: str, wanted: frozenset[str]) -> Iterator[Element]:
    """The member's elements of these (local) names as they end; each is emptied afterwards."""
    if package.getinfo(name).file_size > 4 * LARGEST:
        raise Unreadable(f"文件里的“{name}”太大，没有检查。请拆成几个文件")
    try:
        with package.open(name) as file:
            for _, element in iterparse(file, events=("end",)):
                if local(element) in wanted:
                    yield element
                    element.clear()
    except (ParseError, DefusedXmlException) as error:
        raise Unreadable(f"文件里的“{name}”已损坏。请用原来的软件打开，另存后再试") from error


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """The attribute of this local name, whatever its namespace; "" when there is none."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def texts(element: Element, names: frozenset[str]) -> str:
    """The texts of all elements of these names below, joined."""
    return "".join(e.text or "" for e in element.iter() if local(e) in names)


# What the properties of Office documents (ECMA-376 part 2, 11) are called on the screen.
_PROPERTIES = {
    "creator": "作者",
    "lastModifiedBy": "最后修改者",
    "title": "标题",
    "subject": "主题",
    "keywords": "关键词",
    "description": "备注",
    "category": "类别",
    "contentStatus": "状态",
    "Company": "单位",
    "Manager": "经理",
    "HyperlinkBase": "超链接基础",
}


def properties(package: zipfile.ZipFile) -> Iterator[Part]:
    """Author, company and whatever else an office program wrote beside the text."""
    lines = []
    for name in ("docProps/core.xml", "docProps/app.xml"):
        if name in package.namelist():
            for element in xml(package, name).iter():
                label = _PROPERTIES.get(local(element))
                if label and (element.text or "").strip():
                    lines.append(f"{label}：{(element.text or '').strip()}")
    if "docProps/custom.xml" in package.namelist():
        for element in xml(package, "docProps/custom.xml").iter():
            if local(element) == "property":
                value = "".join(element.itertext()).strip()
                if value:
                    lines.append(f"{attribute(element, 'name')}：{value}")
    if lines:
        yield Part("文档属性", "\n".join(lines), PartKind.PROPERTY)


def enclosed(package: zipfile.ZipFile) -> Iterator[Part]:
    """What lies in the document and holds no text that could be read: pictures, embedded files."""
    names = package.namelist()
    pictures = [n for n in names if n.lower().endswith(PICTURES) and "thumbnail" not in n.lower()]
    if pictures:
        yield Part("文中图片", f"文中有 {len(pictures)} 张图片，{LOOK}图片里的文字", PartKind.PICTURE)
    embedded = [n for n in names if "/embeddings/" in n and not n.endswith("/")]
    if embedded:
        shown = "、".join(n.rpartition("/")[2] for n in embedded[:10])
        yield Part("嵌入的文件", f"文中嵌入了 {len(embedded)} 个文件（{shown}），{LOOK}", PartKind.PICTURE)
