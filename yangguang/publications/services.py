"""办事指南: what a guide to a service says, as fields of its own (国办发〔2018〕45号; GB/T 36112-2018, GB/T 36114-2018).

The elements are the standard's: what the matter is, for whom, on what basis, under which conditions, with which papers, how,
how long, for how much, where, whom to ask and to whom to complain. The unit that owns the record is the 实施主体.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import events
from .extras import Column, Field

KIND = "service"
# The fields by which policies and guides name each other.
LINKS = ("guides", "policies", "service_url")
NATURAL, LEGAL = "自然人", "法人"
AUDIENCES = (NATURAL, LEGAL, "非法人组织")
TYPES = (
    "行政许可", "行政确认", "行政给付", "行政奖励", "行政裁决", "行政征收", "行政备案", "其他行政权力", "公共服务",
)  # fmt: skip
WINDOW, ONLINE = "窗口办理", "网上办理"
CHANNELS = (WINDOW, ONLINE, "邮寄办理", "自助终端办理", "上门办理")
FREE, CHARGED = "不收费", "收费"
NO_PAPERS = "不用提交"
AT_ONCE = "当场办结"

FIELDS = (
    Field("matter_type", "事项类型", "choice", required=True, choices=TYPES, headings=("办件类型", "权力类型")),
    Field("matter_code", "实施编码", help="国家政务服务平台的事项编码，没有的不填", headings=("事项编码",)),
    Field("audience", "服务对象", "choices", required=True, choices=AUDIENCES, listed=True),
    Field("events", "办事场景", "choices", required=True, choices=tuple(e.name for e in events.every()), listed=True,
          help="群众和企业按这些场景找，可以选几个", headings=("人生事", "主题")),
    Field("legal_basis", "设定依据", "lines", required=True, help="一行一条：文件名称、文号、条款"),
    Field("conditions", "受理条件", "lines", required=True, help="一行一条，序号自动编", headings=("申请条件", "办理条件")),
    Field("papers", "是否提交材料", "choice", required=True, choices=("要提交", NO_PAPERS)),
    Field("materials", "申请材料", "rows", required=True, when=("papers", ("要提交",)), headings=("材料清单", "申请材料清单", "材料"),
          columns=(
              Column("name", "材料名称", required=True), Column("form", "形式", choices=("原件", "复印件", "原件和复印件",
                     "电子件", "申请表", "网上核验")), Column("copies", "份数"),
              Column("source", "来源", choices=("申请人自备", "政府部门核发", "其他机构出具")),
              Column("note", "说明"),
          )),
    Field("steps", "办理流程", "lines", required=True, help="一行一步", headings=("办理程序", "流程")),
    Field("legal_days", "法定办结时限", "number", unit="个工作日", most=1000, help="工作日；法律法规没有规定的不填"),
    Field("promised_days", "承诺办结时限", "number", required=True, unit="个工作日", zero=AT_ONCE, most=1000,
          not_above="legal_days", help="工作日，不能比法定时限长；当场办结的填 0", headings=("承诺时限", "办理时限")),
    Field("outcome", "办理结果", help="如 许可证、批复、待遇到账", headings=("结果名称", "审批结果")),
    Field("charging", "是否收费", "choice", required=True, choices=(FREE, CHARGED), headings=("收费",)),
    Field("fee", "收费标准", "long", required=True, when=("charging", (CHARGED,))),
    Field("fee_basis", "收费依据", "long", required=True, when=("charging", (CHARGED,)), help="文件名称和文号"),
    Field("channels", "办理形式", "choices", required=True, choices=CHANNELS, listed=True),
    Field("visits", "到现场次数", "number", unit="次", zero="不用到现场", most=20, headings=("最多跑动次数",)),
    Field("place", "办理地点", "lines", required=True, when=("channels", (WINDOW,)), help="一行一处，写到楼层和窗口"),
    Field("hours", "办理时间", "long", required=True, when=("channels", (WINDOW,)), help="工作日几点到几点，节假日办不办"),
    Field("online_url", "在线办理", "link", required=True, when=("channels", (ONLINE,)), help="直达办理页面的网址",
          headings=("在线办理地址", "网办地址")),
    Field("phone", "咨询电话", "phone", required=True),
    Field("complaint_phone", "监督投诉电话", "phone", required=True, headings=("投诉电话", "监督电话")),
    Field("faq", "常见问题", "rows", brackets=False, headings=("常见问题解答",),
          columns=(Column("question", "问题", required=True), Column("answer", "回答", required=True, long=True))),
    Field("policies", "相关政策", "records", kinds=("policy", "norm", "explanation"), back="办事指南",
          help="群众办这件事要看的政策和解读，可以选几份"),
)  # fmt: skip
NAMED = {f.name: f for f in FIELDS}


def limit_words(extra: Mapping[str, Any]) -> str:
    """How long it takes, as a reader puts it; "" while nobody has said."""
    days = extra.get("promised_days")
    if days is None:
        return ""
    return AT_ONCE if days == 0 else f"承诺 {days} 个工作日办结"


def saved_days(extra: Mapping[str, Any]) -> int:
    """By how many working days the promise is shorter than the law's limit."""
    legal, promised = extra.get("legal_days"), extra.get("promised_days")
    return max(legal - promised, 0) if legal is not None and promised is not None else 0
