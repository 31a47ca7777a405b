"""What the law says must be public: the items of 条例 articles 20 and 21, and the hub's fixed sections."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Statutory:
    """An item of 条例 article 20 or 21. ``kinds`` are the unit kinds it concerns as a rule (empty: all).

    ``obligatory`` False: article 21 leaves it to local circumstances, so a unit without it is in no default.
    """

    code: str
    name: str
    text: str
    kinds: tuple[str, ...] = ()
    obligatory: bool = True

    @property
    def article(self) -> str:
        """The article of 条例 that names it, in words."""
        return "条例第二十条" if self.obligatory else "条例第二十一条"


@dataclass(frozen=True)
class Section:
    """A part of the 政府信息公开 hub, in the order and under the name of 国办公开办函〔2019〕61号 (待核)."""

    code: str
    name: str


SECTIONS = (
    Section("guide", "政府信息公开指南"),
    Section("rules", "政府信息公开制度"),
    Section("items", "法定主动公开内容"),
    Section("annual-report", "政府信息公开年报"),
    Section("request", "依申请公开"),
)

_BODIES = ("部门", "街道", "派出机构", "垂直管理")
ITEMS = (
    Statutory("FD20-01", "规章和规范性文件", "行政法规、规章和规范性文件", _BODIES),
    Statutory("FD20-02", "机构职能", "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名"),
    Statutory("FD20-03", "规划计划", "国民经济和社会发展规划、专项规划、区域规划及相关政策", _BODIES),
    Statutory("FD20-04", "统计信息", "国民经济和社会发展统计信息", ("部门",)),
    Statutory(
        "FD20-05",
        "行政许可和管理服务",
        "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
        _BODIES,
    ),
    Statutory(
        "FD20-06",
        "行政处罚和强制",
        "实施行政处罚、行政强制的依据、条件、程序以及有一定社会影响的处罚决定",
        _BODIES,
    ),
    Statutory("FD20-07", "财政预算决算", "财政预算、决算信息"),
    Statutory(
        "FD20-08", "行政事业性收费", "行政事业性收费项目及其依据、标准", ("部门", "派出机构", "垂直管理")
    ),
    Statutory("FD20-09", "政府采购", "政府集中采购项目的目录、标准及实施情况"),
    Statutory("FD20-10", "重大建设项目", "重大建设项目的批准和实施情况", _BODIES),
    Statutory(
        "FD20-11", "民生政策", "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况", _BODIES
    ),
    Statutory("FD20-12", "突发公共事件", "突发公共事件的应急预案、预警信息及应对情况", _BODIES),
    Statutory(
        "FD20-13", "监督检查", "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况", _BODIES
    ),
    Statutory("FD20-14", "公务员招考", "公务员招考的职位、名额、报考条件等事项以及录用结果", ("部门",)),
    Statutory("FD20-15", "其他法定信息", "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息"),
)
_DISTRICT = ("部门", "派出机构", "垂直管理")
_TOWNSHIP = ("街道",)
# 条例 art. 21: what districts, and what townships, publish besides "according to local circumstances". The article
# speaks of townships; streets are read like them (待核), and which departments an item concerns is 待核 as well.
LOCAL_ITEMS = tuple(
    Statutory(code, name, text, kinds, obligatory=False)
    for code, name, text, kinds in (
        ("FD21-01", "市政建设", "市政建设方面的政府信息", _DISTRICT),
        ("FD21-02", "公共服务", "公共服务方面的政府信息", _DISTRICT),
        ("FD21-03", "公益事业", "公益事业方面的政府信息", _DISTRICT),
        ("FD21-04", "土地征收", "土地征收方面的政府信息", _BODIES),
        ("FD21-05", "房屋征收", "房屋征收方面的政府信息", _BODIES),
        ("FD21-06", "治安管理", "治安管理方面的政府信息", _DISTRICT),
        ("FD21-07", "社会救助", "社会救助方面的政府信息", _BODIES),
        ("FD21-08", "农业农村政策", "贯彻落实农业农村工作政策的情况", _TOWNSHIP),
        ("FD21-09", "农田水利工程", "农田水利工程的建设和运营", _TOWNSHIP),
        ("FD21-10", "土地承包经营权流转", "农村土地承包经营权的流转", _TOWNSHIP),
        ("FD21-11", "宅基地使用审核", "宅基地使用情况的审核", _TOWNSHIP),
        ("FD21-12", "筹资筹劳", "筹资筹劳的项目、标准和使用情况", _TOWNSHIP),
    )
)
ALL = (*ITEMS, *LOCAL_ITEMS)
NAMES = {i.code: i.name for i in ALL}


def applicable(kind: str) -> list[Statutory]:
    """The items of article 20 that concern units of a kind: what each of them must have."""
    return [i for i in ITEMS if not i.kinds or kind in i.kinds]


def applicable_locally(kind: str) -> list[Statutory]:
    """The items of article 21 that may concern units of a kind."""
    return [i for i in LOCAL_ITEMS if kind in i.kinds]
