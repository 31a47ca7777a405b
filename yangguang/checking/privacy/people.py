"""Names of people beside what the law protects most: children (个人信息保护法 art. 28: under 14; 未成年人保护法: under 18) and health.

A name is told by its family name and by where it stands. Names already made unknown (张某, 李*) are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .contexts import Contexts

# The commonest family names (some 92 % of people); those that are everyday words (于, 任, 常, 时 …) only count in cells.
_FAMILY = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹"
    "熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎武乔贺赖龚庞樊殷施洪翟倪严牛温季俞章鲁葛韦申尤毕聂焦向柳邢路岳齐梅莫庄辛管祝左"
    "涂谷祁舒耿卜詹关苗凌费纪靳盛童欧甄项曲成游裴席卫查屈鲍覃霍翁隋甘薄单柏宁柯阮桂闵解强华车冉房边巫肖闫于任常时文安易连"
)
_DOUBLE = "欧阳|上官|司马|诸葛|司徒|夏侯|皇甫|令狐|尉迟|东方|慕容"
FULL = rf"(?:{_DOUBLE}|[{_FAMILY}])[\u4e00-\u9fff]{{1,2}}"  # a full name, as part of a pattern
_NAME = re.compile(FULL)
# A name in running text: something ends before it, and it ends before a word that follows names.
NAMED = re.compile(
    rf"(?:^|[，,。；;：:、（(\s“”\d]|人员|对象|当事人|同志|[与和由将对时请空])((?:{_DOUBLE}|[{_FAMILY}])[\u4e00-\u9fff]{{1,2}}?)"
    r"(?=[，,；;：:、（(\s\d]|$|的|[在因于自与]|承租|提供|居住|名下|本人|所有|一家)"
)
_AGE = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,4})[（(，,、\s]{1,2}(?:[男女][，,、\s]{0,2})?(?:汉族[，,、\s]{0,2})?(?:今年|现年|年仅|时年)?"
    r"(?P<age>[0-9０-９]{1,2})(?:周)?岁"
)
_SICK = re.compile(
    r"确诊(?!病例|人[员数]|[和及、或数])|患有(?!发热)|身患|罹患|[一二三四]级残疾|残疾等级|残疾证|精神分裂|精神障碍|艾滋|癌|肿瘤|白血病|尿毒症|抑郁症|肝炎|肺结核|梅毒|核酸(?:检测)?(?:呈)?阳性"
)
_LEAD = re.compile(
    r"(?:^|[，。；：、（(）)\s“”\d]|学生|儿童|幼儿|男童|女童|之子|之女|儿子|女儿|孙子|孙女|患者|病人|居民|村民|当事人|被害人|申请人|同志|业主|户主|对象)$"
)
_ILL_HEAD = re.compile(
    r"残疾类[别型]|残疾等级|残疾证|病种|病名|诊断|患病|疾病|确诊|病情|精神障碍|艾滋|伤情|健康状况"
)
_YOUNG_HEAD = re.compile(r"班级|年级|学籍号|监护人|就读|入园|幼儿姓名|学生姓名|儿童姓名|家长")
_NAME_HEAD = re.compile(r"姓\s*名|^\s*(?:学生|幼儿|户主|患者|残疾人)\s*$")
_MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Named:
    """A person and what is said of him: ``kind`` is "minor" or "health"; ``many`` counts the names of a table."""

    start: int
    end: int
    kind: str
    name: str
    many: int = 1


def is_name(text: str) -> bool:
    """Whether a cell holds nothing but a person's full name."""
    text = text.replace(" ", "").replace("\u3000", "")
    return 2 <= len(text) <= 4 and _NAME.fullmatch(text) is not None and "某" not in text


def named(text: str) -> list[Named]:
    """Children and the sick who are named, in the order of the text."""
    return sorted((*_minors(text), *_sick(text), *_tables(text)), key=lambda n: n.start)


def _minors(text: str) -> Iterator[Named]:
    at = text.find("岁")
    while at >= 0:
        begin = max(0, at - 24)
        for hit in _AGE.finditer(text, begin, at + 1):
            age = int(hit["age"])
            span = _name_at_end(text, hit.start("name"), hit.end("name"))
            if span and age < 18:
                yield Named(span[0], hit.end(), "minor", text[span[0] : span[1]])
        at = text.find("岁", at + 1)


def _name_at_end(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name that ends where a run of Han characters ends, when what stands before it lets a name begin."""
    for begin in range(max(start - 2, end - 4, 0), end - 1):
        words = text[begin:end]
        if _NAME.fullmatch(words) and "某" not in words and _LEAD.search(text[max(0, begin - 3) : begin]):
            return begin, end
    return None


def _sick(text: str) -> Iterator[Named]:
    last = -1
    for hit in _SICK.finditer(text):
        lead = text[max(0, hit.start() - 24) : hit.start()]
        cut = max((lead.rfind(c) for c in "。；\n\t"), default=-1)
        for name in re.finditer(r"[\u4e00-\u9fff]{2,}", lead[cut + 1 :]):
            base = hit.start() - len(lead) + cut + 1
            ends = base + name.end()
            # In running text the name has an end only where a sign or the sickness follows.
            span = _name_at_end(text, base + name.start(), ends)
            if (
                span
                and span[0] > last
                and text[span[0] - 1 : span[0]] != "、"
                and not _is_word(text[span[0] : span[1]])
            ):
                last = span[0]
                yield Named(span[0], hit.end(), "health", text[span[0] : span[1]])
                break


# Everyday words that begin like a family name.
_WORD = re.compile(
    "高[龄血热度新]|金[额融]|方[面式法]|成[员年人果]|关[于系注]|安[全排置]|文[件化]|时[间期]|任[何务]|常[见住规]|单位|华侨|万元|江苏|路口|白[天血]|连续"
    "|强[化制]|于是|石油|车辆|易[患感]|曲线|程度|严重|左右|全部|应当|黄疸|甲[状型]|乙[型]|温[度馨]|管理|查[验出]|计[划算]|党员|解[决除]"
)


def _is_word(text: str) -> bool:
    return _WORD.match(text) is not None


def _tables(text: str) -> Iterator[Named]:
    if "\t" not in text:
        return
    for block in Contexts(text).blocks:
        columns = [n for n, c in enumerate(block.columns) if _NAME_HEAD.search(c)]
        if not columns:
            continue
        for kind, head in (("health", _ILL_HEAD), ("minor", _YOUNG_HEAD)):
            if not head.search(block.head):
                continue
            names = []
            for line in text[block.start : block.end].split("\n", _MOST_ROWS)[1:_MOST_ROWS]:
                cells = line.split("\t")
                names += [cells[n] for n in columns if n < len(cells) and is_name(cells[n])]
            if names:
                end = text.find("\n", block.start)
                yield Named(block.start, end if end >= 0 else block.end, kind, names[0], len(names))
