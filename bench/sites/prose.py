# ruff: noqa: E501 - sentences in one line
"""Words for delta, epsilon, zeta, eta, theta and iota: headings, paragraphs and small files. No markup is here.

Articles differ by words and not by digits alone, as real ones do. Nothing here has a date, a telephone or a name of a person.
"""

from __future__ import annotations

# fmt: off
import base64
import io
import random
import zipfile

_WHO = [
    "城东街道",
    "河西街道",
    "北门社区",
    "柳溪村",
    "石桥镇",
    "青湖镇",
    "南山片区",
    "东港片区",
    "高新园区",
    "临江工业园",
    "云台乡",
    "白沙镇",
    "望江社区",
    "开元街道",
    "清泉村",
    "龙门水库",
    "西湖公园",
    "人民路商圈",
    "中心小学",
    "第二医院",
    "物流园",
    "客运站",
    "图书馆",
    "文化馆",
    "农贸市场",
    "湿地公园",
    "老年大学",
    "青年公寓",
    "棉纺厂片区",
    "火车站片区",
]
_WHAT = [
    "道路拓宽",
    "雨污分流",
    "老旧小区改造",
    "校园食品安全",
    "森林防火",
    "河道清淤",
    "公交线路优化",
    "农村公厕",
    "养老服务",
    "托育服务",
    "困难群众救助",
    "就业援助",
    "电动自行车治理",
    "燃气管道更新",
    "垃圾分类",
    "秸秆禁烧",
    "高标准农田",
    "非物质文化遗产保护",
    "全民健身",
    "冬春疫苗接种",
    "旱情应对",
    "防汛备汛",
    "消防通道清理",
    "危房排查",
    "信用体系建设",
    "数字档案",
    "招商引资",
    "知识产权服务",
    "古树名木保护",
    "噪声整治",
    "村道绿化",
    "饮用水源保护",
    "渔船安全",
    "山洪预警",
    "家政培训",
    "残疾人就业",
    "退役军人服务",
    "法律援助",
    "博物馆免费开放",
    "湿地修复",
]
_NEWS = ["{who}{what}工作取得阶段性成效", "市领导调研{who}{what}工作", "{who}召开{what}工作推进会", "{what}走进{who}", "{who}多措并举抓好{what}", "{who}开展{what}专项行动"]
_NOTICE = ["关于{who}{what}有关事项的通告", "关于公开征集{who}{what}意见建议的公告", "{who}{what}项目结果公示", "关于做好{who}{what}工作的通知", "关于开展{what}检查（{who}）的通知"]
_POLICY = ["关于印发《{who}{what}实施方案》的通知", "关于进一步加强{who}{what}的意见", "{who}{what}管理办法", "关于支持{who}{what}的若干措施"]
_READ = ["《{who}{what}实施方案》政策解读", "一图读懂：{who}{what}", "{who}{what}热点问答", "专家谈{who}{what}"]
_FORMS = {"动态要闻": _NEWS, "通知公告": _NOTICE, "政策文件": _POLICY, "政策解读": _READ}
_SENTENCES = [
    "{who}把{what}摆在突出位置，细化分工，压实责任，逐项销号。",
    "针对群众反映集中的{what}问题，{who}组织力量逐户走访，听取意见后形成清单。",
    "据了解，{what}涉及面广，{who}将分批推进，优先解决急难愁盼的事项。",
    "下一步，{who}将把{what}与{what2}结合起来，做到同部署、同检查、同落实。",
    "{who}负责人介绍，{what}的资金由财政统筹安排，专款专用，接受监督。",
    "在{who}，工作人员向居民讲解{what}的办理流程，并当场解答疑问。",
    "会议强调，要以{what}为抓手，带动{what2}，不断提升群众满意度。",
    "为保证{what}顺利进行，{who}周边道路将分段管制，请过往车辆绕行。",
    "{what}完成后，{who}的环境面貌明显改善，周边居民纷纷点赞。",
    "有关单位要按照{what}的要求，如实填报材料，不得弄虚作假。",
    "对{what}中发现的问题，要建立台账，限期整改，整改情况向社会公开。",
    "申请{what}补助的，可以到{who}服务窗口办理，也可以在网上提交材料。",
    "{who}还邀请代表委员和媒体记者参与{what}的监督评价。",
    "与往年相比，{what}的范围有所扩大，{who}首次纳入试点。",
    "《办法》明确了{what}的适用对象、申请条件、办理程序和监督措施。",
    "本次{what}坚持公开、公平、公正的原则，欢迎社会各界监督。",
]


def heading(kind: str, n: int) -> str:
    """A heading as a column of this kind has it; others get notices. Repeats after some thousand."""
    form = _FORMS.get(kind, _NOTICE)
    who, what = _WHO[n * 7 % len(_WHO)], _WHAT[(n * 11 + n // len(_WHO)) % len(_WHAT)]
    return form[(n // 3) % len(form)].format(who=who, what=what)


def text(n: int, sentences: int = 4) -> str:
    """A paragraph; ``n`` settles which."""
    r = random.Random(n * 2654435761)
    said = r.sample(_SENTENCES, sentences)
    return "".join(s.format(who=r.choice(_WHO), what=r.choice(_WHAT), what2=r.choice(_WHAT)) for s in said)


_JPEG = "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI////////////////////////////////////////////////////wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AX//Z"
_GIF = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


def jpeg() -> bytes:
    """A small true JPEG."""
    return base64.b64decode(_JPEG)


def gif() -> bytes:
    """The usual transparent point."""
    return base64.b64decode(_GIF)


def archive(kind: str) -> bytes:
    """A small file of a kind: zip, rar, 7z, ofd, rtf, mp4, swf, txt."""
    if kind in ("zip", "ofd"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("OFD.xml" if kind == "ofd" else "readme.txt", "内容" * 200)
        return out.getvalue()
    starts = {
        "rar": b"Rar!\x1a\x07\x00" + b"\xcf\x90\x73" + b"\x00" * 300,
        "7z": b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x01" * 300,
        "rtf": rb"{\rtf1\ansi\deff0 {\fonttbl{\f0 SimSun;}}" + b"\\par text" * 60 + b"}",
        "mp4": b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 400,
        "swf": b"FWS\x09\x00\x02\x00\x00" + b"\x00" * 500,
        "txt": "填报说明：请逐项填写。\r\n".encode("gb18030") * 20,
    }
    return starts[kind]
