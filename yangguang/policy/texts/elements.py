"""The elements of an explanation (任务 18, 厦府办 practice): found by their headings, with the text beneath."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yangguang.documents import bodies


@dataclass(frozen=True)
class Element:
    """``cues`` are the words of a heading or question under which the element usually stands."""

    code: str
    name: str
    cues: str
    ask: str  # what to write when it is missing
    prose: str = ""  # words of running text that carry the element without a heading

    @property
    def heading(self) -> re.Pattern[str]:
        return re.compile(self.cues)


ELEMENTS = (
    Element("background", "背景依据", r"背景|依据|由来|为什么|为何|出台|起草(?!过程)|必要性|编制说明|修订说明",
            "用一两句话写：为什么现在出台、依据哪份文件",
            r"为(?:贯彻|落实|深入|积极|加快|做好|应对|进一步)|根据《|按照《|依据《|近年来|当前|疫情发生以来"),
    Element("purpose", "目的目标", r"目的|目标|意义|总体要求|总体思路|任务要求|为了什么|重要性",
            "写清要达到什么：到什么时候、做到什么程度",
            r"旨在|目的(?:是|在于)|目标(?:是|为)|为了|以(?:进一步|更好)|"
            r"(?:进一步|[，、])(?:推动|推进|促进|规范|加强|提高|提升|完善|保障|增强|发挥|扩大)"),
    Element("measures", "主要举措", r"举措|措施|主要内容|主要任务|重点任务|重点内容|内容解读|"
            r"核心内容|规定了|政策内容|支持政策|包括哪些|哪些内容|亮点",
            "分条写主要做法，一条一件事"),
    Element("scope", "适用范围", r"适用|范围|对象|涉及哪些|哪些(?:人|企业|单位|项目|情形|学校|学生|人员)|谁能|谁可以|条件",
            "写清谁适用、谁不适用"),
    Element("standard", "执行标准", r"标准|补[贴助]|额度|金额|多少|比例|资金|费用|收费|待遇",
            "写明数额、比例、起止点，最好列表"),
    Element("dates", "时间", r"时间|期限|施行|实施日期|有效期|什么时候|何时|多久|截止|起止",
            "写明从哪天起、到哪天止、办理几天"),
    Element("changes", "新旧变化", r"变化|差异|区别|修订|修改|调整|不同|新旧|创新|新增|亮点|特点|对比",
            "和旧政策比：增了什么、减了什么、改了什么"),
    Element("people", "影响人群", r"影响|受益|惠及|惠民|利民|红利|群众|好处|哪些(?:人|企业|学生|人员|情形)|对象|谁能|谁可以|利企",
            "写清哪些人受影响、得到什么或要做什么"),
    Element("how", "怎么办", r"怎么|怎样|如何|办理|申请|申报|流程|程序|步骤|材料|注意事项|操作|报名|途径",
            "按步骤写：带什么、去哪里、几天办好"),
    Element("ask", "咨询途径", r"咨询|联系|电话|热线|解读(?:机关|单位|人)|哪里问|问谁",
            "写上咨询单位和工作电话", r"咨询电话|联系电话|咨询热线|解读机关|联系人|(?:0\d{2,3}[-－—]?\d{7,8})|12345"),
)  # fmt: skip
BY_CODE = {e.code: e for e in ELEMENTS}
ALWAYS = ("background", "purpose", "measures")
PEOPLE_FACING = ("changes", "people", "how")
LEAST = 8  # characters beneath a heading that make it more than a heading

_NUMBERED = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}[、.．，是：:]|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．]\s*|[（(]\d{1,2}[)）]|【|"
    r"[问Qq]\s*\d{0,2}[:：.、]|[■●◆▶])"
)
LONGEST_HEADING = 46
OPENING = 600  # characters in which running text may tell background and purpose
PLACEHOLDER = re.compile(r"（(?:请填写|待补充|此处)[^）]*）|[×Xx]{3,}|\.{6,}")


@dataclass(frozen=True)
class Part:
    """A heading ("" before the first) with its level (2 is the highest) and the text beneath it."""

    heading: str
    text: str
    level: int = 2


def _level(line: str, marked: int) -> int:
    """A heading's level: what its mark says, else by its numbering (一、 above （一） above 1.)."""
    if marked:
        return marked
    if re.match(r"第?[一二三四五六七八九十]{1,3}[、.．，是：:]|【|[■●◆▶]", line):
        return 2
    return 3 if re.match(r"[（(][一二三四五六七八九十]|[问Qq]", line) else 4


def parts(html: str) -> list[Part]:
    """The body cut at its headings: marked ones, numbered short lines, questions. Text before the first comes first."""
    found: list[Part] = []
    heading, level = "", 2
    lines: list[str] = []
    for line, marked in _lines(html):
        rest = ""
        is_heading = bool(marked)
        if not marked and _NUMBERED.match(line):
            end = re.search(r"[。？?！!：:]", line[2:])
            first = line[: end.start() + 3] if end else line
            is_heading = len(first) <= LONGEST_HEADING
            rest = line[len(first) :] if is_heading else ""
            line = first if is_heading else line
        elif not marked and len(line) <= LONGEST_HEADING and line.endswith(("？", "?")):
            is_heading = True
        if is_heading:
            found.append(Part(heading, "\n".join(lines), level))
            heading, level, lines = line, _level(line, marked), [rest] if rest.strip() else []
        else:
            lines.append(line)
    found.append(Part(heading, "\n".join(lines), level))
    return [p for p in found if p.heading or p.text.strip()]


def _lines(html: str) -> Iterator[tuple[str, int]]:
    """Every line of the body, with the level of its heading mark (0 for none)."""
    for block in re.split(r"(?i)(?=<h[2-4][ >])|(?<=</h2>)|(?<=</h3>)|(?<=</h4>)", html):
        mark = re.match(r"(?i)\s*<h([2-4])[ >]", block)
        marked = int(mark[1]) if mark else 0
        for line in bodies.to_text(block).split("\n"):
            if line.strip():
                # Exports run paragraphs together with full-width spaces.
                for piece in re.split(r"[\u3000\xa0]{2,}", line):
                    if piece.strip():
                        yield piece.strip(), marked


def present(html: str) -> dict[str, str]:
    """Each element that the text has, with the heading (or the words) that show it. Empty sections do not count."""
    cut = parts(html)
    found: dict[str, str] = {}
    # A heading owns what stands beneath it, and what stands beneath the smaller heading that follows at once.
    for index, part in enumerate(cut):
        if not part.heading:
            continue
        below, after = part.text, cut[index + 1 : index + 2]
        if not _filled(below) and after and after[0].level > part.level:
            below = after[0].text
        if not _filled(below):
            continue
        for element in ELEMENTS:
            if element.code not in found and element.heading.search(part.heading):
                found[element.code] = part.heading
    text = "\n".join(f"{p.heading}\n{p.text}" for p in cut)
    opening = text[:OPENING]
    for element in ELEMENTS:
        if element.prose and element.code not in found:
            where = text if element.code == "ask" else opening
            if match := re.search(element.prose, where):
                found[element.code] = match[0]
    if "measures" not in found and sum(bool(p.heading) and _filled(p.text) for p in cut) >= 3:
        found["measures"] = "分条说明"
    return found


def _filled(text: str) -> bool:
    return len(re.sub(r"\s", "", PLACEHOLDER.sub("", text))) >= LEAST


def missing(html: str, *, people_facing: bool, every: bool = False) -> list[Element]:
    """The elements that the text should have and has not (INT-10); ``every`` asks for all ten."""
    have = present(html)
    wanted = tuple(BY_CODE) if every else ALWAYS + (PEOPLE_FACING if people_facing else ())
    return [BY_CODE[c] for c in wanted if c not in have]


def template(people_facing: bool = True) -> str:
    """A new explanation's body: the headings, each with what to write beneath it."""
    wanted = [e for e in ELEMENTS if people_facing or e.code not in PEOPLE_FACING]
    numbers = "一二三四五六七八九十"
    titles = {
        "background": "为什么出台", "purpose": "要达到什么目的", "measures": "主要举措", "scope": "适用范围",
        "standard": "执行标准", "dates": "时间", "changes": "和原来相比有什么变化", "people": "哪些人受影响",
        "how": "怎么办理", "ask": "向谁咨询",
    }  # fmt: skip
    return "".join(
        f"<h2>{numbers[n]}、{titles[e.code]}</h2><p>（请填写：{e.ask}）</p>" for n, e in enumerate(wanted)
    )
