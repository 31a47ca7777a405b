"""Rules for texts that go to new media (国办发〔2018〕123号), beside all others of the check engine."""

from __future__ import annotations

import re
from collections.abc import Iterator

from yangguang.checking.engine import Hit, parts_of, rule
from yangguang.checking.subjects import Subject

KIND = "media-post"
BASIS = "国办发〔2018〕123号（不得强制要求群众下载、点赞、转发；不得以关注作为办事前置，地方规定，待核）"

# Every part of these patterns is of bounded length: no text can make them slow.
_FORCED = re.compile(
    r"(?:集|攒|凑)(?:齐|满|够)?\s?\d{1,4}\s?个?\s?赞"
    r"|(?:必须|务必|强制|要求全体|人人)[^。！？\n]{0,12}(?:点赞|转发|关注|投票)"
    r"|(?:转发|点赞|关注)[^。！？\n]{0,10}(?:截图)[^。！？\n]{0,8}(?:上报|报送|发群|留存)"
)
# Following an account, not following how something goes on.
_FOLLOW = r"关注(?:并[^。！？\n]{0,6})?(?:我们|“[^”\n]{1,16}”|[^。！？\n]{0,10}(?:公众号|账号|服务号|微信|视频号|抖音|微博))?"
_SERVICE = r"(?:办理|预约|申请|查询|领取|挂号|受理)"
_BEFORE_SERVICE = re.compile(
    rf"{_FOLLOW}(?:后|才)(?:可以|可|能|方可|方能)?{_SERVICE}|不{_FOLLOW}的?[，,]?(?:不予|不能|无法){_SERVICE}"
)
_NUMBER = r"[^。！？\n]{0,6}\d{1,6}\s?[例名人]"
_CASES = re.compile(
    rf"(?:新增|累计|报告|发现)[^。！？\n]{{0,12}}(?:确诊病例|无症状感染者|疑似病例){_NUMBER}|(?:新增|累计)[^。！？\n]{{0,6}}确诊{_NUMBER}"
)
_SOURCE = re.compile(r"(?:国家|省|市)(?:卫生健康委|卫健委|疾控中心|疾病预防控制)")
_ADVERT = re.compile(
    r"(?:限时|秒杀|特价|折扣|优惠券|团购)[^。！？\n]{0,12}(?:购买|下单|抢购|扫码)|广告位招租"
)


def _hits(subject: Subject, pattern: re.Pattern[str], reason: str, fix: str) -> Iterator[Hit]:
    for part, text in parts_of(subject):
        for match in pattern.finditer(text):
            yield Hit(part, match.start(), match.end(), reason, fix)


@rule(
    "CHK-M01", "强制或诱导点赞、转发", group="表述", severity="confirm", kinds=(KIND,),
    why="强制要求点赞、转发、投票，弄虚作假，是政务新媒体单项否决的情形", basis=BASIS,
)  # fmt: skip
def forced_likes(subject: Subject) -> Iterator[Hit]:
    return _hits(subject, _FORCED, "像是强制或诱导点赞、转发、关注", "请改成自愿的说法，或说明为什么不是")


@rule(
    "CHK-M02", "以关注作为办事前置", group="表述", severity="block", kinds=(KIND,), dismissible=False,
    why="不得以关注政务新媒体作为办事的条件", basis=BASIS,
)  # fmt: skip
def following_first(subject: Subject) -> Iterator[Hit]:
    return _hits(subject, _BEFORE_SERVICE, "把关注账号写成了办事的条件", "请删去，办事不得以关注为前提")


@rule(
    "CHK-M03", "疫情数据的来源", group="表述", severity="confirm", kinds=(KIND,),
    why="疫情信息由国家、省级卫生健康部门公布，或经授权公布，区级只能转发", basis="传染病防治法第三十八条（2013 年修正）",
)  # fmt: skip
def epidemic_source(subject: Subject) -> Iterator[Hit]:
    if not any(_SOURCE.search(text) for _, text in parts_of(subject)):
        yield from _hits(
            subject, _CASES, "写了病例数，没有写明授权公布的来源", "请写明据哪一级卫生健康部门公布"
        )


@rule(
    "CHK-M04", "商业广告", group="表述", severity="confirm", kinds=(KIND,),
    why="政务新媒体不得刊登商业广告", basis="国办发〔2018〕123号",
)  # fmt: skip
def adverts(subject: Subject) -> Iterator[Hit]:
    return _hits(subject, _ADVERT, "像是商业广告", "请删去；是公益活动的，请说明")
