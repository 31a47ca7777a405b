"""Marks of secrecy and of papers that were never meant to go out (保守国家秘密法; 条例 art. 14, 16, 17).

Only marks count, not sentences about secrecy: a mark stands alone on its line, in brackets, or with its star. All kinds of
parts are looked at, headers and hidden ones too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.checking.engine import Hit, Run, rule
from yangguang.checking.subjects import PartKind, Subject
from yangguang.core.checks import Severity

GROUP = "保密"
STATE = "保守国家秘密法；政府信息公开条例第十四条、第十七条"
INSIDE = "政府信息公开条例第十六条、第十七条"

_GRADE = r"(?:绝\s{0,4}密|机\s{0,4}密|秘\s{0,4}密)"
_STAR = re.compile(
    rf"{_GRADE}[ \u3000]{{0,4}}[★☆✩*※⭐][ \u3000]{{0,4}}(?:长期|[0-9０-９一二三四五六七八九十]{{1,3}}\s{{0,2}}(?:年|个月|月))?"
    rf"|密\s{{0,2}}级[ \u3000]{{0,4}}[：:][ \u3000]{{0,4}}{_GRADE}"
    rf"|(?m:^)[ \t\u3000]{{0,20}}{_GRADE}(?:[ \t\u3000]{{1,8}}(?:特急|加急|急件|平急)|[（(][0-9一二三四五六七八九十]{{1,3}}年[）)])?"
    rf"[ \t\u3000]{{0,20}}(?m:$)"
)
_NOT_PUBLIC = re.compile(
    r"(?:此件|本件|本文|本文件|本通知|此文|该件)[ \u3000]{0,2}(?:不予公开|不公开|不宜公开|不得公开|不对外公开|不公开发布|不上网|不得上网)"
    r"|(?:公开属性|公开方式|公开选项|公开形式|公开类别|信息公开)[ \u3000]{0,2}[：:][ \u3000]{0,4}(?:不予公开|不公开)"
    r"|[（(](?:不予公开|不公开|此件不予公开|内部不公开)[）)]"
)
_ON_REQUEST = re.compile(
    r"(?:此件|本件|本文件)[ \u3000]{0,2}依申请公开"
    r"|(?:公开属性|公开方式|公开选项|公开形式|公开类别)[ \u3000]{0,2}[：:][ \u3000]{0,4}依申请公开"
)
_INNER = (
    r"(?:内部(?:资料|文件|材料|使用|刊物|参阅|参考|传阅|掌握|发行|通报|明电)|仅供内部(?:参考|使用|参阅|传阅|掌握)?|工作秘密|内\s?参"
    r"|(?:请勿|不得|严禁|禁止|切勿)(?:外传|外泄|扩散|翻印|转发|复制|传播)|注意(?:保存|保密)|请?注意保密|妥善保管|阅后(?:即焚|收回|销毁|退回|归还))"
)
_INSIDE_MARK = re.compile(
    rf"[【\[（(〔][ \u3000]{{0,2}}{_INNER}(?:[，,、；; \u3000]{{1,2}}{_INNER}){{0,2}}[ \u3000]{{0,2}}[】\]）)〕]"
    rf"|(?m:^)[ \t\u3000]{{0,20}}{_INNER}(?:[，,、；;！! \u3000·]{{1,4}}{_INNER}){{0,2}}[ \t\u3000！!。★]{{0,20}}(?m:$)"
)
_INSIDE_WORDS = re.compile(
    r"请勿外传|不得外传|严禁外传|切勿外传|阅后即焚|阅后收回|阅后销毁|仅供内部(?:参考|使用|参阅|传阅|掌握)|限内部(?:使用|传阅)"
)
_QUOTING = re.compile(r"规定|应当|规范|制度|办法|条例|标注|标明|注明|印有|字样|处罚|出版物|[“《]$")
_DRAFT = r"(?:内部征求意见稿|征求意见稿|送审稿|讨论稿|代拟稿|审议稿|报批稿|初稿|修改稿|修订稿|草稿|会签稿|征求意见|草案|未定稿)"
_DRAFT_MARK = re.compile(
    rf"[（(【\[〔][ \u3000]{{0,2}}(?:第[一二三四五六七八九十0-9]{{1,2}}次)?{_DRAFT}[ \u3000]{{0,2}}[）)】\]〕](?=[ \t\u3000]{{0,20}}(?m:$))"
    rf"|(?m:^)[ \t\u3000]{{0,20}}{_DRAFT}[ \t\u3000]{{0,20}}(?m:$)"
)
_ASKING = re.compile(r"征求.{0,40}意见|意见征集|征集.{0,20}意见|公开征求|听证")
_FLOW = re.compile(
    r"(?m:^)[ \t\u3000]{0,20}(?:拟办意见|领导批示|批示意见|签发意见|核稿意见|会签意见|阅示意见|承办意见|传阅意见|拟稿人|核稿人?"
    r"|签发人?意见)[ \u3000]{0,4}[：:\t]"
    r"|(?m:^)[ \t\u3000]{0,20}[^\n。]{0,20}(?:传阅单|[公收]文处理[单笺]|文件处理单|发文稿纸|发文拟稿纸|呈批[件表]|办文单|签报)"
    r"[ \t\u3000]{0,20}(?m:$)"
    r"|(?:请|呈)[^\s，。；]{1,8}(?:同志|书记|区长|局长|主任|科长|处长|部长|主席|副区长|副局长|副主任)(?:阅示|阅批|批示|审批|阅处|审签)"
    r"|流水号[ \u3000]{0,2}[：:][ \u3000]{0,2}OA"
)
_MINUTES = re.compile(
    r"(?m:^)[ \t\u3000]{0,20}[^\n。，]{0,40}(?:会议纪要|会议记录|座谈会纪要|专题纪要|办公会纪要)"
    r"(?:[（(〔\[][^\n]{0,16}[）)〕\]])?[ \t\u3000]{0,20}(?m:$)"
)
_HEAD = 400  # characters of a text in which its own mark as a draft stands


def _marks(pattern: re.Pattern[str], reason: str, fix: str, severity: Severity | None = None) -> Run:
    def run(subject: Subject) -> Iterator[Hit]:
        for index, part in enumerate(subject.parts):
            for hit in pattern.finditer(part.text):
                start, end = _trimmed(part.text, hit)
                yield Hit(index, start, end, reason.format(part.text[start:end]), fix, severity=severity)

    return run


def _trimmed(text: str, hit: re.Match[str]) -> tuple[int, int]:
    words = hit[0]
    return hit.start() + len(words) - len(words.lstrip()), hit.end() - len(words) + len(words.rstrip())


GRADE = rule(
    "CHK-S01", "密级标志", group=GROUP, severity="block", dismissible=False, basis=STATE,
    why="带密级标志的文件是国家秘密，不得在互联网上处理和公开；平台上不应当有它",
)(
    _marks(
        _STAR, "这里有密级标志“{}”",
        "请立即停止发布，把文件交单位保密工作人员处理；已经解密的，先办理解密手续、去掉标志",
    )
)  # fmt: skip
NOT_PUBLIC = rule(
    "CHK-S02", "标注了不公开", group=GROUP, severity="block", basis=INSIDE,
    why="文件的公开属性定为不公开，发布就违背了它的审查结论",
)(_marks(_NOT_PUBLIC, "这里写着“{}”", "请核对公开属性：确定公开的，先按程序变更公开属性，再去掉这句话"))  # fmt: skip
ON_REQUEST = rule(
    "CHK-S03", "标注了依申请公开", group=GROUP, severity="confirm", basis=INSIDE,
    why="依申请公开的文件不主动发布，除非经过评估转为主动公开",
)(_marks(_ON_REQUEST, "这里写着“{}”", "请核对公开属性；转为主动公开的，请说明理由并改掉这句话"))  # fmt: skip


def _inside(subject: Subject) -> Iterator[Hit]:
    fix = "请核对这份文件能不能公开；能公开的，去掉这个字样"
    for index, part in enumerate(subject.parts):
        taken = -1
        for hit in _INSIDE_MARK.finditer(part.text):
            start, taken = _trimmed(part.text, hit)
            yield Hit(index, start, taken, f"这里有“{part.text[start:taken]}”字样", fix)
        for hit in _INSIDE_WORDS.finditer(part.text):
            around = part.text[max(0, hit.start() - 24) : hit.end() + 12]
            if hit.start() < taken or _QUOTING.search(around):
                continue
            yield Hit(index, hit.start(), hit.end(), f"文中要求“{hit[0]}”", fix, severity="confirm")


INSIDE_MARK = rule(
    "CHK-S04", "内部资料字样", group=GROUP, severity="block", basis=INSIDE,
    why="写明只在内部使用的材料没有经过公开审查",
)(_inside)  # fmt: skip


def _heads(subject: Subject) -> Iterator[tuple[int, str]]:
    """Where a paper says what it is: its title, its headers, the beginning of its text."""
    begun = False
    for index, part in enumerate(subject.parts):
        if part.kind is PartKind.TITLE or part.place.startswith("页眉"):
            yield index, part.text
        elif part.kind is PartKind.TEXT and not begun:
            begun = True
            yield index, part.text[:_HEAD]


def _drafts(subject: Subject) -> Iterator[Hit]:
    heads = list(_heads(subject))
    if any(_ASKING.search(head) for _, head in heads):
        return  # a text put up for comments says so
    fix = "请换成定稿；公开征求意见的，请在标题里写明"
    for index, head in heads:
        for hit in _DRAFT_MARK.finditer(head):
            start, end = _trimmed(head, hit)
            yield Hit(index, start, end, f"标着“{head[start:end]}”，看来不是定稿", fix)


def _minutes(subject: Subject) -> Iterator[Hit]:
    for index, head in _heads(subject):
        for hit in _MINUTES.finditer(head):
            start, end = _trimmed(head, hit)
            yield Hit(
                index,
                start,
                end,
                f"看来这是“{head[start:end]}”",
                "请确认纪要可以公开，或者改为发布会议议定的结果",
            )


DRAFT = rule(
    "CHK-S05", "稿件标志", group=GROUP, severity="confirm", basis=INSIDE,
    why="过程稿是过程性信息，当作定稿发布会误导公众",
)(_drafts)  # fmt: skip
FLOW = rule(
    "CHK-S06", "办文流转痕迹", group=GROUP, severity="confirm", basis=INSIDE,
    why="批示、拟办意见、传阅单是内部工作流程和过程性信息",
)(_marks(_FLOW, "这里有办文流转的内容“{}”", "请删去批示、拟办意见和流转单，只发布正文"))  # fmt: skip
MINUTES = rule(
    "CHK-S07", "会议纪要、会议记录", group=GROUP, severity="confirm", basis=INSIDE,
    why="讨论记录是过程性信息，可以不公开；要公开的先确认议定的事项都能公开",
)(_minutes)  # fmt: skip
