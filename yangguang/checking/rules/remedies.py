"""Decisions that must tell the party how to object, and whether they tell it right (CHK-R).

Recognised by what the document calls itself, never by its kind alone: a published result (处罚结果信息) is no decision.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..dates.chinese_dates import SMALL, number, written_on
from ..engine import Hit, rule
from ..subjects import PartKind, Subject

NEW_REVIEW_LAW = dt.date(2024, 1, 1)  # 行政复议法 (2023) art. 90
NEW_SUIT_LAW = dt.date(2015, 5, 1)  # 行政诉讼法 (2014 amendment): six months in place of three, art. 46
REVIEW_DAYS, SUIT_MONTHS, AFTER_REVIEW_DAYS = 60, 6, 15
_REVIEW = "《行政复议法》（2023）第二十条、（2017）第九条：六十日，法律规定的期限超过六十日的除外"
_SUIT = "《行政诉讼法》第四十六条：六个月，法律另有规定的除外"


@dataclass(frozen=True)
class Decision:
    """A kind of decision: how it is called, the article that asks for the notice, whether review may have to come first."""

    name: str
    called: re.Pattern[str]
    basis: str


DECISIONS = (
    Decision("政府信息公开答复", re.compile(r"政府信息(?:公开|不存在|不予公开|部分公开)[^\n，。的]{0,14}(?:答复|告知书|决定书)"),
             "《政府信息公开条例》第三十六条、第五十一条"),
    Decision("行政处罚决定", re.compile(r"(?:行政)?处罚决定书"), "《行政处罚法》（2021）第五十九条第一款第五项、第五十二条"),
    Decision("不予行政许可决定", re.compile(r"不予(?:行政)?许可的?决定|不准予[^\n，。]{0,8}许可决定书|(?:撤销|撤回)(?:行政)?许可决定"),
             "《行政许可法》第三十八条第二款"),
    Decision("行政强制决定", re.compile(r"(?:查封|扣押|冻结|强制执行|强制拆除|代履行|加处罚款)[^\n，。]{0,10}决定书"),
             "《行政强制法》第二十四条、第三十一条、第三十七条、第五十一条"),
    Decision("征收（补偿）决定", re.compile(r"(?:房屋|土地)征收(?:补偿)?(?:的)?(?:决定|公告)(?:书)?$|征收补偿决定书?"),
             "《国有土地上房屋征收与补偿条例》第十三条、第二十六条"),
    Decision("行政决定", re.compile(r"(?:责令[^\n，。]{0,10}|行政(?:处理|确认|裁决|征缴)|工伤认定|不予(?:认定|受理|登记))决定书"),
             "《行政复议法》、《行政诉讼法》及各单行法；《优化营商环境条例》第五十九条（行政决定应当告知救济途径，待核）"),
)  # fmt: skip
# What only speaks of decisions, or gathers them.
_ABOUT = re.compile(
    r"(?:示范|格式|文书|文本|样本|样式|模板|办法|规定|制度|通知|解读|汇总|一览|清单|目录|公示|信息表|统计|情况|送达|案例|标准|基准|流程|指南)"
)  # fmt: skip
_PERIOD = re.compile(
    rf"(?P<n>[0-9０-９]{{1,3}}|{SMALL}|两)[ ]?(?:个)?[ ]?(?P<unit>工作日|日|天|月|年)[ ]?(?:之内|以内|内)"
    r"(?P<between>[^。；;\n]{0,70}?)(?P<act>(?:申请|提起|提出)(?:行政)?复议|(?:提起|提出)(?:行政)?诉讼|起诉)"
)
_BODY = re.compile(r"向(?P<body>[^，。；\n]{2,60}?)(?:申请|提起|提出)(?:行政)?复议")
_VAGUE = re.compile(r"^(?:上级(?:机关|部门|主管部门)?|有关(?:机关|部门)|复议机关|有权机关)$")
_COURT = re.compile(r"法院")
_OTHER_SUIT_TERMS = re.compile(
    r"土地管理法|城乡规划法|专利法|商标法|邮政法|森林法|草原法|水污染防治法|集会游行示威法|统计法|渔业法|矿产资源法"
)
_DEPARTMENT = re.compile(r"(?:局|厅|委员会|委|部)$")
_OWN_LINE = re.compile(
    r"税务|海关|金融|外汇|国家安全|人民银行|中国人民银行|证监|银保监|司法|烟草|气象|邮政|海事|生态环境|公安|自然资源|资源(?:和)?规划"
)


def decision(subject: Subject) -> tuple[Decision, int] | None:
    """The kind of decision this document says it is, in its title or in a short line of its own near the head, and the
    index of the part that holds its body."""
    titles = [p.text for p in subject.parts if p.kind is PartKind.TITLE]
    body = next((i for i, p in enumerate(subject.parts) if p.kind is PartKind.TEXT and p.text.strip()), None)
    if body is None:
        return None
    lines = [line.strip() for line in subject.parts[body].text[:400].split("\n")[:8]]
    for line in (*(t.strip() for t in titles), *(x for x in lines if len(x) <= 30)):
        bare = re.sub(r"[ \u3000《》]", "", line)
        if _ABOUT.search(bare):
            if line in titles:
                return None
            continue
        for d in DECISIONS:
            if d.called.search(bare):
                return d, body
    return None


def _told(subject: Subject) -> tuple[Decision, int, str, dt.date] | None:
    found = decision(subject)
    if not found:
        return None
    text = subject.parts[found[1]].text
    # A form's first lines alone, with the decision in an attached file, say nothing about its notice.
    if len(text) < 120 and "决定如下" not in text:
        return None
    return *found, text, written_on(subject.facts, text) or subject.today


@rule(
    "CHK-R01", "缺少救济途径", group="文书", severity="confirm",
    basis="《行政处罚法》第五十九条、《行政许可法》第三十八条、《行政强制法》第二十四条、《政府信息公开条例》第五十一条",
    why="没有告知复议和诉讼的权利、期限和机关，当事人不知道怎样申诉，起诉期限也会延长到一年。",
)  # fmt: skip
def missing(subject: Subject) -> Iterator[Hit]:
    """A decision against a party without 行政复议 or without 行政诉讼."""
    found = _told(subject)
    if not found:
        return
    kind, part, text, _ = found
    lacks = []
    if "复议" not in text:
        lacks.append(f"申请行政复议（{REVIEW_DAYS} 日内，向哪个机关）")
    if not re.search(r"诉讼|起诉", text):
        lacks.append(f"提起行政诉讼（{SUIT_MONTHS} 个月内，向哪个法院）")
    if lacks:
        end = len(text.rstrip())
        start = text.rfind("\n", 0, end) + 1
        yield Hit(
            part, start, end, f"{kind.name}没有告知{'，也没有告知'.join(lacks)}（{kind.basis}）",
            "在落款之前写明途径、期限和机关名称", key=kind.name,
        )  # fmt: skip


@rule(
    "CHK-R02", "救济期限不对", group="文书", severity="confirm", basis=f"{_REVIEW}；{_SUIT}",
    why="告知的期限短于法定期限，等于剥夺当事人的权利。",
)  # fmt: skip
def periods(subject: Subject) -> Iterator[Hit]:
    """Review within sixty days, suit within six months (three until 2015-04-30), fifteen days after a review."""
    found = _told(subject)
    if not found:
        return
    _, part, text, day = found
    review = suit = False
    for m in _PERIOD.finditer(text):
        n, unit = number(m["n"]), m["unit"]
        before = text[max(0, m.start() - 60) : m.start()]
        before = before[before.rfind("。") + 1 :]
        if "复议" in m["act"]:
            review = True
            if (n, unit) not in ((REVIEW_DAYS, "日"), (REVIEW_DAYS, "天")):
                yield Hit(part, m.start(), m.end(), f"行政复议申请期限写成{m['n']}{unit}，应为六十日（{_REVIEW}）",
                          "改为“六十日内”；单行法规定更长的，写明法律和条款")  # fmt: skip
        elif re.search(r"复议决定|复议(?:期满|期限届满)|逾期不[^，。]{0,6}决定", before + m["between"]):
            if (n, unit) not in ((AFTER_REVIEW_DAYS, "日"), (AFTER_REVIEW_DAYS, "天")):
                yield Hit(part, m.start(), m.end(), f"复议后的起诉期限写成{m['n']}{unit}，应为十五日（《行政诉讼法》第四十五条）",
                          "改为“十五日内”", severity="hint")  # fmt: skip
        else:
            suit = True
            months = SUIT_MONTHS if day >= NEW_SUIT_LAW else 3
            if (n, unit) != (months, "月"):
                special = _OTHER_SUIT_TERMS.search(text)
                yield Hit(part, m.start(), m.end(), f"起诉期限写成{m['n']}{unit}，一般为{months}个月（{_SUIT}）",
                          "改为“六个月内”；适用单行法的，写明法律和条款", severity="hint" if special else None)  # fmt: skip
    for word, seen, period in (("申请行政复议", review, "六十日内"), ("提起行政诉讼", suit, "六个月内")):
        at = text.find(word)
        if at >= 0 and not seen and not re.search(r"(?:先|应当先)[^。]{0,40}复议", text):
            yield Hit(
                part,
                at,
                at + len(word),
                f"没有写明{word}的期限",
                f"写明自收到之日起{period}",
                severity="hint",
            )


@rule(
    "CHK-R03", "复议机关、法院不明", group="文书", severity="hint",
    basis="《行政复议法》（2023）第二十四条至第二十八条；《行政诉讼法》第十四条至第十八条",
    why="只写“可以申请复议”而不写向谁，当事人要自己去找。",
)  # fmt: skip
def bodies(subject: Subject) -> Iterator[Hit]:
    """A review without a body, a vague body, a suit without a court; after 2023 a department that no longer reviews."""
    found = _told(subject)
    if not found:
        return
    _, part, text, day = found
    named = list(_BODY.finditer(text))
    at = text.find("复议")
    if at >= 0 and not named:
        yield Hit(part, at, at + 2, "没有写明向哪个机关申请行政复议", "写明复议机关全称")
    for m in named:
        span = m.start("body"), m.end("body")
        if _VAGUE.match(m["body"]):
            yield Hit(part, *span, f"“{m['body']}”没有写明是哪个机关", "写明复议机关全称")
        elif day >= NEW_REVIEW_LAW:
            for one in re.split(r"或者?|、", re.sub(r"^(?:[^向]*向)", "", m["body"])):
                if _DEPARTMENT.search(one.strip()) and not _OWN_LINE.search(one):
                    yield Hit(part, *span, f"2024年1月1日起，政府部门不再受理对下级部门的行政复议，“{one.strip()}”应核对"
                              "（《行政复议法》（2023）第二十四条，垂直领导和司法行政部门除外）", "一般只向本级人民政府申请")  # fmt: skip
                    break
    suit = re.search(r"(?:提起|提出)(?:行政)?诉讼|起诉", text)
    if suit and not _COURT.search(text):
        yield Hit(part, suit.start(), suit.end(), "没有写明向哪个人民法院起诉", "写明有管辖权的人民法院名称")


@rule(
    "CHK-R04", "应当先申请复议的没有告知", group="文书", severity="confirm",
    basis="《行政复议法》（2023）第二十三条第一款第一项、第四项和第二款",
    why="2024 年起，对不予公开政府信息和当场处罚不服的，应当先申请行政复议，机关作出决定时应当告知。",
)  # fmt: skip
def review_first(subject: Subject) -> Iterator[Hit]:
    """Refusals of information and penalties on the spot, from 2024: review must come first and the letter must say so."""
    found = _told(subject)
    if not found:
        return
    kind, part, text, day = found
    if day < NEW_REVIEW_LAW:
        return
    refused = kind.name == "政府信息公开答复" and re.search(
        r"不予公开|不予提供|部分公开|不属于|不存在|不予处理|无法提供", text
    )
    at_once = kind.name == "行政处罚决定" and re.search(
        r"当场(?:行政)?处罚决定书", " ".join(p.text[:200] for p in subject.parts)
    )
    if (
        not (refused or at_once)
        or "复议" not in text
        or re.search(r"先[^。；]{0,60}(?:申请|提起|提出)(?:行政)?复议|复议前置", text)
    ):
        return
    # Whether 不存在 and 不予处理 are a refusal is read differently (待核): only a plain refusal must be confirmed.
    sure = at_once or re.search(r"不予公开|部分公开", text)
    at = text.find("复议")
    yield Hit(part, at, at + 2, "没有告知应当先申请行政复议，对复议决定不服的再提起行政诉讼",
              "写成“应当先自收到之日起六十日内向……申请行政复议；对复议决定不服的，可以自收到复议决定书之日起十五日内向……提起行政诉讼”",
              severity="confirm" if sure else "hint")  # fmt: skip
