"""A source of 示例 texts in memory, for questions without an index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from yangguang.answering.asking import Asking, pairs
from yangguang.answering.ranking import Candidate
from yangguang.answering.sources import rarity

ELDERLY = (
    "示例区居家养老服务补贴办法（示例） 第一条 为做好居家养老服务工作，制定本办法。 第二条 本区户籍、年满八十周岁的老年人，可以申请"
    "高龄津贴。"
    "第三条 高龄津贴的标准为每人每月100元，按季度发放。 第四条 申请人向户籍所在地社区居民委员会提交身份证和户口簿复印件，"
    "社区居民委员会在五个工作日内初审。 第五条 咨询电话：0592-0000000。"
)
WASTE = (
    "示例区生活垃圾分类管理规定（示例） 第一条 生活垃圾分为可回收物、有害垃圾、厨余垃圾和其他垃圾。 第二条 废旧电池属于有害垃圾，"
    "投放到红色容器。 第三条 违反本规定不分类投放的，由城市管理部门责令改正，对个人处五十元以上二百元以下罚款。"
)
SCHOOL = (
    "示例区小学一年级招生工作意见（示例） 一、招生对象：年满六周岁的适龄儿童。 二、报名时间：7月1日至7月5日，由监护人在招生平台网上报名。"
    " 三、报名材料：户口簿、不动产权证书、预防接种证。 四、公办小学实行划片招生、就近入学。"
)


@dataclass
class Shelf:
    """Its texts all are candidates, in the order they were put in."""

    texts: dict[str, str] = field(default_factory=dict)
    home: tuple[str, ...] = ()

    def candidates(self, asking: Asking, limit: int) -> list[Candidate]:
        rows = enumerate(self.texts.items())
        return [Candidate(("sample", n), title, body) for n, (title, body) in rows][:limit]

    def weigh(self, wanted: Iterable[str]) -> dict[str, float]:
        held = [set(pairs(f"{title}\n{body}")) for title, body in self.texts.items()]
        return {pair: rarity(len(held), sum(pair in one for one in held)) for pair in wanted}


def shelf() -> Shelf:
    return Shelf({text.split()[0]: text for text in (WASTE, SCHOOL, ELDERLY)})
