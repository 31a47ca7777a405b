"""What goes out with a file without being seen: hidden sheets, comments, tracked changes, properties, places of photographs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.checking.engine import Hit, Run, rule
from yangguang.checking.privacy import personal
from yangguang.checking.reading.files import UNREAD
from yangguang.checking.reading.pictures import PLACE
from yangguang.checking.subjects import PartKind, Subject

GROUP = "文件"
REVIEW = "政府信息公开条例第十七条（公开前审查）"
ACCURATE = "政府信息公开条例第六条、第十七条"
_PERSONS = re.compile(r"(?m)^(作者|最后修改者|经理|单位)：(.+)$")
_PROGRAMS = re.compile(
    r"^(?:python-docx|openpyxl|unknown|microsoft|office|wps|administrator|admin|user"
    r"|用户|微软用户|windows|hp|dell|lenovo|acer|pc|apache poi|未知)",
    re.I,
)


def _kind(kind: PartKind, reason: str, fix: str) -> Run:
    def run(subject: Subject) -> Iterator[Hit]:
        for index, part in enumerate(subject.parts):
            if part.kind is kind and part.text.strip():
                # The words are not shown: nobody has looked at them yet.
                shown = f"{part.place}（{len(part.text)} 字）"
                yield Hit(index, 0, len(part.text), reason.format(part.place), fix, shown)

    return run


HIDDEN = rule(
    "CHK-F01", "隐藏的内容", group=GROUP, severity="confirm", basis=REVIEW,
    why="隐藏的工作表、行列和文字，下载的人一点就看得到，往往是没有遮盖的原始数据",
)(_kind(PartKind.HIDDEN, "“{}”里有内容", "请删去隐藏的工作表、行、列和文字，或者取消隐藏、一并审查"))  # fmt: skip


def _comments(subject: Subject) -> Iterator[Hit]:
    for index, part in enumerate(subject.parts):
        if part.kind is PartKind.COMMENT and part.text.strip():
            private = any(f.severity == "block" for f in personal.scan(part.text, subject.today))
            more = "，批注里还有个人信息" if private else ""
            yield Hit(
                index, 0, len(part.text), f"文件里留着批注（{part.place}）{more}",
                "请在原来的软件里删去全部批注、备注后再发布", f"{part.place}（{len(part.text)} 字）",
                severity="block" if private else None,
            )  # fmt: skip


COMMENTS = rule(
    "CHK-F02", "批注和备注", group=GROUP, severity="confirm", basis=REVIEW,
    why="批注是内部讨论，公开的文件会带着它",
)(_comments)  # fmt: skip
REVISIONS = rule(
    "CHK-F03", "修订痕迹", group=GROUP, severity="confirm", basis=REVIEW,
    why="接受修订以前，删去的话还在文件里",
)(_kind(PartKind.REVISION, "文件里留着“{}”", "请接受或者拒绝全部修订，并关闭修订后再发布"))  # fmt: skip


def _properties(subject: Subject) -> Iterator[Hit]:
    for index, part in enumerate(subject.parts):
        if part.kind is not PartKind.PROPERTY:
            continue
        for hit in _PERSONS.finditer(part.text):
            if not _PROGRAMS.match(hit[2].strip()):
                yield Hit(
                    index, hit.start(), hit.end(), f"文档属性写着“{hit[1]}”",
                    "如果不宜公开，请用“检查文档”去掉文档属性", hit[0][:40],
                )  # fmt: skip


PROPERTIES = rule(
    "CHK-F04", "文档属性里的姓名和单位", group=GROUP, severity="hint", basis=REVIEW,
    why="文档属性会说出是谁写的、哪个单位的电脑，有时和署名不一致",
)(_properties)  # fmt: skip


def _unread(subject: Subject) -> Iterator[Hit]:
    for index, part in enumerate(subject.parts):
        if part.kind is PartKind.PICTURE and part.text.startswith(UNREAD):
            why = part.text.removeprefix(UNREAD)
            yield Hit(
                index,
                0,
                len(part.text),
                why,
                "没有检查过它的内容，请人工查看，或者换成能检查的格式",
                part.place,
            )


UNREADABLE = rule(
    "CHK-F05", "读不出内容的文件", group=GROUP, severity="hint", basis=ACCURATE,
    why="读不出来的文件没有检查过；公众多半也打不开",
)(_unread)  # fmt: skip


def _pictures(subject: Subject) -> Iterator[Hit]:
    for index, part in enumerate(subject.parts):
        if part.kind is PartKind.PICTURE and part.text and not part.text.startswith(UNREAD):
            yield Hit(
                index,
                0,
                len(part.text),
                part.text,
                "请打开看一遍：有没有证件、人脸、签名、公章和手写的号码",
                part.place,
            )


PICTURES = rule(
    "CHK-F06", "要人工查看的图片", group=GROUP, severity="hint", basis=REVIEW,
    why="图片、扫描页、嵌入的文件里的文字检查不到",
)(_pictures)  # fmt: skip


def _places(subject: Subject) -> Iterator[Hit]:
    for index, part in enumerate(subject.parts):
        if part.kind is PartKind.PROPERTY and part.text.startswith(PLACE):
            yield Hit(
                index, 0, len(PLACE), "照片里记着拍摄地点的经纬度",
                "请去掉照片信息后再发布（在平台上传的图片会自动去掉）", PLACE,
            )  # fmt: skip


PLACES = rule(
    "CHK-F07", "照片的拍摄位置", group=GROUP, severity="confirm",
    basis="个人信息保护法第二十八条（行踪轨迹）",
    why="照片的拍摄位置会说出有人什么时候在哪里",
)(_places)  # fmt: skip
