"""Sentences and tables with planted personal data and with what only looks like it, for ``bench/personal.py``.

Two sets of templates that share no sentence: ``TUNE`` may be looked at while rules are written, ``HELD`` is what is
reported. A slot ``{+kind}`` is planted personal data that must be found at that place, ``{-kind}`` the same shape where it
is none (an office's telephone, a project's number) and must be left alone; other slots are filling.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SLOT = re.compile(r"\{([+-]?)([a-z_0-9]+)\}")
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文海燕春雪梅婷宇浩欣怡子轩诗涵"
_TRADES = ("贸易有限公司", "餐饮管理有限公司", "建筑工程有限公司")
_PLACES = (
    "湖滨路",
    "禾祥西路",
    "莲岳路",
    "仙岳路",
    "文园路",
    "体育路",
    "槟榔路",
    "镇海路",
    "大同路",
    "民族路",
)
_REGIONS = (
    "350203",
    "350205",
    "350211",
    "350524",
    "352601",
    "110105",
    "310115",
    "440106",
    "510107",
    "330106",
    "620102",
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def _digits(r: random.Random, n: int) -> str:
    return "".join(r.choice("0123456789") for _ in range(n))


def _name(r: random.Random) -> str:
    return r.choice(_SURNAMES) + "".join(r.choice(_GIVEN) for _ in range(r.choice((1, 2, 2))))


def _id(r: random.Random) -> str:
    first = f"{r.choice(_REGIONS)}{r.randint(1940, 2012)}{r.randint(1, 12):02}{r.randint(1, 28):02}{_digits(r, 3)}"
    last = "10X98765432"[sum(int(d) * w for d, w in zip(first, _WEIGHTS, strict=True)) % 11]
    return first + (last.lower() if r.random() < 0.3 else last)


def _id_wrong(r: random.Random) -> str:
    right = _id(r)
    return right[:17] + str((int("10" if right[17] in "xX" else right[17]) + r.randint(1, 9)) % 10)


def _id15(r: random.Random) -> str:
    return f"{r.choice(_REGIONS)}{r.randint(40, 79)}{r.randint(1, 12):02}{r.randint(1, 28):02}{_digits(r, 3)}"


def _mobile(r: random.Random) -> str:
    return r.choice(("138", "139", "135", "159", "186", "177", "199", "152", "133", "166")) + _digits(r, 8)


def _luhn(first: str) -> str:
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(first)))
    return str(-total % 10)


def _bank(r: random.Random) -> str:
    start, length = r.choice(
        (("622202", 19), ("621700", 19), ("622848", 19), ("621661", 19), ("622588", 16), ("622908", 18), ("625912", 16),
         ("436742", 16), ("955880", 19), ("621799", 19))
    )  # fmt: skip
    first = start + _digits(r, length - 1 - len(start))
    return first + _luhn(first)


def _passport(r: random.Random) -> str:
    return r.choice(("E" + _digits(r, 8), "E" + r.choice("ABCDEFGHJK") + _digits(r, 7), "G" + _digits(r, 8)))


def _permit(r: random.Random) -> str:
    return r.choice("HM") + _digits(r, r.choice((8, 10)))


def _credit(r: random.Random) -> str:
    first = r.choice(("91", "92", "11", "12", "52")) + r.choice(_REGIONS)
    first += "".join(r.choice(_CREDIT if r.random() < 0.5 else "0123456789") for _ in range(9))
    total = sum(_CREDIT.index(c) * pow(3, i, 31) for i, c in enumerate(first))
    return first + _CREDIT[-total % 31]


def _address(r: random.Random) -> str:
    street = f"厦门市思明区{r.choice(_PLACES)}{r.randint(1, 300)}号"
    return street + r.choice(
        (f"{r.randint(101, 2909)}室", f"之{r.randint(2, 9)}{r.randint(101, 909)}室", f"{r.randint(1, 9)}栋{r.randint(101, 909)}",
         f"{r.randint(1, 9)}号楼{r.randint(1, 4)}单元{r.randint(101, 909)}室")
    )  # fmt: skip


def _mail(r: random.Random) -> str:
    return (
        r.choice(("zhang", "lin", "chen", "wu"))
        + _digits(r, 4)
        + r.choice(("@qq.com", "@163.com", "@gmail.com", "@126.com"))
    )


def _plate(r: random.Random) -> str:
    return "闽D" + r.choice("ABCEFGHJK") + _digits(r, 4)


FILL: dict[str, Callable[[random.Random], str]] = {
    "id": _id,
    "id_wrong": _id_wrong,
    "id15": _id15,
    "mobile": _mobile,
    "bank": _bank,
    "passport": _passport,
    "permit": _permit,
    "address": _address,
    "email": _mail,
    "plate": _plate,
    "landline": lambda r: "0592-" + r.choice("2567") + _digits(r, 6),
    "name": _name,
    "masked": lambda r: _name(r)[0] + r.choice(("某", "某某", "*", "**")),
    "credit": _credit,
    "org": lambda r: "厦门" + r.choice("鑫宏达泰源") + r.choice("丰盛嘉利隆") + r.choice(_TRADES),
    "no": lambda r: _digits(r, r.choice((8, 10, 12))),
    "no11": lambda r: "1" + r.choice("356789") + _digits(r, 9),
    "no16": lambda r: _digits(r, 16),
    "no18": lambda r: f"{r.choice(_REGIONS)}{r.randint(2010, 2021)}{r.randint(1, 12):02}{r.randint(1, 28):02}{_digits(r, 4)}",
    "money": lambda r: f"{r.randint(100, 99999)}.{r.randint(0, 99):02}",
    "year": lambda r: str(r.randint(2018, 2021)),
    "date": lambda r: f"{r.randint(2018, 2021)}年{r.randint(1, 12)}月{r.randint(1, 28)}日",
    "isbn": lambda r: "978-7-" + _digits(r, 4) + "-" + _digits(r, 4) + "-" + _digits(r, 1),
    "mask_id": lambda r: (lambda n: n[:3] + "*" * 11 + n[-4:])(_id(r)),
    "mask_mobile": lambda r: (lambda n: n[:3] + "****" + n[-4:])(_mobile(r)),
    "govmail": lambda r: r.choice(("smxxgk", "bgs", "smqzf")) + r.choice(("@xm.gov.cn", "@siming.gov.cn")),
}  # fmt: skip

TUNE = r"""
当事人{name}，男，身份证号码{+id}，住{+address}，联系电话{+mobile}。
被处罚人：{name}　公民身份号码：{+id}
经查，{name}（身份证：{+id}）于{date}在湖滨南路无照经营。
姓名：{name}，证件号码：{+id15}，开户银行：农业银行，银行账号：{+bank}
申请人{name}，电话{+mobile}，于{date}提出申请。
请将补助款汇入{name}账户（卡号{+bank}）。
{name} {+id} {+mobile}
{name}持护照{+passport}入境，现居住于{+address}。
香港居民{name}（港澳居民来往内地通行证{+permit}）申请在我区就读。
投诉人留下的邮箱为{+email}，手机{+mobile}。
家庭住址：{+address}，家庭电话：{+landline}。
信访人{name}，联系方式：{+mobile}，反映小区噪声扰民。
户主{name}，一卡通账号{+bank}，补贴金额{money}元。
序号\t姓名\t身份证号\t联系电话\t金额（元）\n1\t{name}\t{+id}\t{+mobile}\t{money}\n2\t{name}\t{+id}\t{+mobile}\t{money}
姓名\t身份证号码\t银行卡号\t发放金额\n{name}\t{+id}\t{+bank}\t{money}\n{name}\t{+id}\t{+bank}\t{money}
学生姓名\t家长电话\t家庭住址\n{name}\t{+mobile}\t{+address}
车主{name}驾驶闽D牌照车辆，驾驶证号{+id}。
患者{name}，{+id}，既往有高血压病史，电话{+mobile}。
承租人{name}的居民身份证为{+id}，租金每月{money}元。
联系电话：0592-{no}，{name}（{+mobile}）为低保户。
法定代表人{name}，身份证件号{+id}，职务经理。
联系人：办公室，联系电话：{-landline}，邮箱：{-govmail}。
咨询电话：{-landline}；监督电话：{-mobile}。
统一社会信用代码：{-credit}，注册资本{money}万元。
{org}（信用代码{-credit}）未按规定公示年度报告。
项目编号：{-no18}，预算金额{money}万元。
本项目招标编号{-no16}，联系人：张工，电话：{-mobile}。
厦思政〔{year}〕{-no}号文件自{date}起施行。
区级财政安排{-no11}元，用于支持中小企业发展。
合同编号{-no11}，签订日期{date}。
{masked}，身份证号{mask_id}，电话{mask_mobile}，处罚款{money}元。
该书由某出版社出版，ISBN {isbn}，定价{money}元。
收款单位：{org}，开户行：工商银行，账号：{-bank}。
办公地址：{-address}，邮编361000。
注册地址：{-address}，经营范围：餐饮服务。
序号\t单位名称\t统一社会信用代码\t许可证编号\n1\t{org}\t{-credit}\t{-no16}\n2\t{org}\t{-credit}\t{-no16}
单位\t办公地址\t咨询电话\n社会事务科\t{-address}\t{-landline}\n党政办\t{-address}\t{-mobile}
如有疑问，请致电区政务服务中心值班手机{-mobile}。
流水号{-no18}，受理日期{date}。
行政处罚决定书文号：思市监处罚〔{year}〕{-no}号，缴款码{-no16}。
投稿邮箱：{-email}，请于{date}前反馈意见。
意见建议可发送至电子邮箱{-govmail}。
2019年我区规模以上工业总产值{-no11}元，同比增长5.2%。
营业执照注册号：{-id15}，成立于{date}。
设备序列号{-no16}，共{no}台。
公开征求意见的通信地址：厦门市思明区湖滨路1号区政府办，邮箱：{-email}
违法行为人{name}，女，{date}出生，居民身份证号{+id}，户籍所在地{+address}，手机号{+mobile}
本机关对{name}（公民身份证号码为{+id}）作出罚款{money}元的决定
兹有{name}同志，证件类型居民身份证，证件号{+id}，特此证明
被征收人{name}，身份证号{+id}，坐落于厦门市思明区，补偿款转入{+bank}（建设银行）
{name}，{+mobile}，现住{+address}
居民{name}来电（{+mobile}）反映路灯不亮的问题
救助对象{name}（{+id15}，身份证），发放临时救助金{money}元
银行卡号：{+bank}　户名：{name}　金额：{money}
领款人：{name}　社会保障卡账号 {+bank}
外籍教师{name}，护照号码{+passport}，聘期至{date}
台湾同胞之外，澳门居民{name}持通行证号{+permit}办理居住登记
来信人{name}，电子邮件{+email}，希望回复到手机{+mobile}
考生{name}的准考证、身份证{+id}及联系手机{+mobile}须核对
监护人{name}，住址{+address}，住宅电话{+landline}
经营者：{name}；经营者身份证：{+id}；经营者电话：{+mobile}
死者{name}，身份证号为{+id}，家属电话{+mobile}
姓名\t性别\t公民身份号码\t残疾类别\t联系方式\n{name}\t男\t{+id}\t肢体\t{+mobile}\n{name}\t女\t{+id}\t视力\t{+mobile}
编号\t农户姓名\t账号\t补贴面积\t补贴资金\n01\t{name}\t{+bank}\t3.2\t{money}\n02\t{name}\t{+bank}\t1.5\t{money}
幼儿姓名\t出生日期\t监护人\t监护人手机\t现住址\n{name}\t2016-03-05\t{name}\t{+mobile}\t{+address}
申报人\t证件号码\t手机\t学历\n{name}\t{+id}\t{+mobile}\t博士研究生\n{name}\t{+passport}\t{+mobile}\t硕士
证人{name}（{+mobile}）陈述，{date}晚听到响声。
业主{name}（身份证件号码：{+id}）申请加装电梯
名单如下：{name}（{+id}）、{name}（{+id}）、{name}（{+id}）
个体工商户{name}，公民身份号码{+id}，联系地址{+address}
收件人{name} 电话{+mobile} 地址{+address}
欲了解详情，请与区发改局投资科联系，电话{-landline}，传真{-landline}
招标代理机构：{org}，地址：{-address}，联系人：陈先生，联系方式：{-mobile}
采购人联系人：{name}　电话：{-mobile}　采购编号：{-no18}
举报热线12345，举报邮箱{-govmail}，值班手机{-mobile}
社会信用代码为{-credit}的{org}已列入经营异常名录
纳税人识别号{-credit}，开票金额{money}元
采购计划文号{-no16}，资金来源为财政性资金
竣工决算{-no11}元，较概算节约{money}万元
思卫医罚〔{year}〕第{-no}号　执法证号{-no11}
不动产权证书号：闽（{year}）厦门市不动产权第{-no}号，不动产单元号{-no18}
商品条码{-no}，生产批号{-no11}，规格500ml
缴费凭证号：{-no18}，缴费时间{date}
{masked}（{mask_id}）应于收到本决定书之日起十五日内缴纳罚款
中标供应商：{org}，地址：{-address}，中标金额：{money}元
保证金账户名称：厦门市思明区财政局，开户银行：兴业银行，账号{-bank}
窗口\t地址\t电话\n婚姻登记处\t{-address}\t{-landline}\n社保窗口\t{-address}\t{-mobile}
企业名称\t注册号\t代码\t法定代表人\n{org}\t{-id15}\t{-credit}\t{name}
项目代码\t项目名称\t总投资（元）\n{-no18}\t道路改造\t{-no11}\n{-no18}\t雨污分流\t{-no11}
征求意见期间可将意见发至{-email}（请注明“征求意见”字样）
报名材料发送至邮箱：{-email}，联系电话：{-landline}
用户总数{-no11}人次，总访问量{-no11}次
快递单号{-no16}，寄出日期{date}
经营地址{-address}，许可证有效期至{date}
活动地点：{-address}（近地铁站），咨询热线：{-landline}
专利号ZL{year}1{-no}，授权公告日{date}
社区网格员值班电话{-mobile}，24小时为您服务
关于对{name}未取得食品经营许可从事餐饮服务的处罚决定：{name}，男，汉族，公民身份号码{+id}，住址为{+address}。
本局于{date}向{name}（手机{+mobile}）送达了听证告知书，其未提出异议。
听证申请人：{name}；有效身份证件及号码：居民身份证 {+id}
退役军人{name}，身份证{+id}，工行卡{+bank}，优待金{money}元
{name}(身份证号:{+id},电话:{+mobile})的住房困难申请已受理
保障对象{name}，家住{+address}，联系手机{+mobile}，享受低保{year}年起
拆迁户{name}，身份证号码：{+id}，安置于后埔，过渡费打入其个人账户{+bank}
赔偿义务人{name}，身份证住址{+address}，公民身份证号{+id}
经电话联系举报人{name}（{+mobile}），其表示对处理结果满意
诉求人：{name} 联系电话：{+mobile} 诉求内容：楼上漏水
群众{name}（电话{+mobile}，邮箱{+email}）建议增设斑马线
外籍人员{name}持有护照（号码{+passport}），在厦居住地址为{+address}
往来人员{name}，港澳居民来往内地通行证号码{+permit}，隔离期满
新生儿{name}，父亲{name}，父亲身份证号{+id}，母亲身份证号{+id}
见义勇为人员{name}，奖励金汇至其农业银行卡{+bank}
适龄儿童{name}，身份证号码{+id}，法定监护人联系电话{+mobile}
当选人{name}，{+id}，中共党员
附：受理回执。姓名：{name}；身份证件号：{+id15}；家庭住址：{+address}；家庭电话：{+landline}
序号\t申请家庭\t身份证号\t家庭人口\t手机号码\n1\t{name}\t{+id}\t3\t{+mobile}\n2\t{name}\t{+id}\t2\t{+mobile}
村\t户主姓名\t一卡通账号\t亩数\t补贴金额\n前埔\t{name}\t{+bank}\t2.1\t{money}\n后埔\t{name}\t{+bank}\t4.6\t{money}
准考证号\t姓名\t证件号码\t笔试成绩\n{-no11}\t{name}\t{+id}\t71.5\n{-no11}\t{name}\t{+id}\t80.0
受助人\t开户行\t银行账号\t金额\n{name}\t中国银行\t{+bank}\t{money}\n{name}\t建设银行\t{+bank}\t{money}
接种者\t年龄\t联系电话\t家庭地址\n{name}\t63\t{+mobile}\t{+address}\n{name}\t58\t{+mobile}\t{+address}
{name}、{name}二人（身份证号分别为{+id}、{+id}）共同出资
欠薪农民工{name}，身份证{+id}，银行卡号{+bank}，欠薪{money}元
受理人员：{name}。联系电话：{-landline}。办理地点：{-address}
采购代理机构：{org}；项目联系人：{name}；电话：{-mobile}；邮箱：{-email}
本公告同时在市公共资源交易网发布，技术咨询：{-mobile}
开户名称：{org}；开户银行：厦门银行；银行账号：{-bank}；投标保证金{money}元
防汛值班电话：{-landline}、{-mobile}
工程编码{-no18}，批复概算{money}万元
中标通知书编号：{-no16}，合同价{-no11}元
{org}，社会信用代码{-credit}，住所：{-address}，法定代表人{name}
行政许可决定书文号：思行审〔{year}〕{-no}号；许可编号：{-no18}
电子监管码{-no16}，房屋代码{-no18}
公示期内有异议的，请以书面形式向区民政局反映，电话：{-landline}，地址：{-address}
社区\t网格长\t服务电话\n前埔社区\t{name}\t{-mobile}\n莲前社区\t{name}\t{-mobile}
医疗机构\t地址\t预约电话\n{org}\t{-address}\t{-landline}\n{org}\t{-address}\t{-mobile}
纳税人名称\t识别号\t欠税额（元）\n{org}\t{-credit}\t{-no11}\n{org}\t{-credit}\t{money}
资产编号\t资产名称\t原值\n{-no16}\t办公桌\t{money}\n{-no18}\t打印机\t{money}
{masked}（证件号{mask_id}，电话{mask_mobile}）领取补助{money}元
政府债券代码{-no}，发行额{-no11}元
国家知识产权局专利申请号{-no16}，申请日{date}
刷卡消费累计{-no11}笔，点击量{-no11}次
如遇紧急情况请拨打{-mobile}或{-landline}
举报人可将材料寄至{-address}，或发送邮件到{-email}
经审查，{name}（公民身份号码{+id}）符合公共租赁住房准入条件
本院受理的{name}（男，汉族，住{+address}，身份证号码{+id}）一案已审结
遗失声明：本人{name}，不慎遗失身份证，号码{+id}
捐款人{name}，转账卡号{+bank}，捐款{money}元
纠纷双方：{name}（{+mobile}）与{name}（{+mobile}）
{name}，男，{year}年出生，户籍地址：{+address}
房屋权利人{name}（身份证{+id}）与承租户{name}（身份证{+id}）达成协议
网民留言：我叫{name}，电话是{+mobile}，请尽快处理
12345工单：来电人{name}，来电号码{+mobile}，反映占道经营
获奖者{name}的奖金已汇入其本人储蓄卡，卡号为{+bank}
取保候审人员{name}，居民身份证号码：{+id}，现居住地：{+address}
境外人员{name}，护照号{+passport}，入住酒店
学员{name}，证件号码{+id}，联系电话{+mobile}，培训合格
孕妇{name}，末次月经{date}，联系电话{+mobile}
留守儿童{name}，监护人电话{+mobile}，家庭住址{+address}
补办身份证的{name}请于{date}前领取，编码无误者身份证号{+id}
乡村医生{name}，养老补助账户{+bank}（农信社）
投标人为自然人的，{name}，身份证：{+id}
序号\t姓名\t身份证号码\t工种\t开户行及账号\n1\t{name}\t{+id}\t电工\t建设银行{+bank}\n2\t{name}\t{+id}\t焊工\t农业银行{+bank}
楼栋\t业主姓名\t联系方式\n3栋201\t{name}\t{+mobile}\n3栋202\t{name}\t{+mobile}
志愿者\t身份证\t手机\n{name}\t{+id}\t{+mobile}\n{name}\t{+id}\t{+mobile}
投诉编号\t投诉人\t投诉人电话\t内容\n{-no16}\t{name}\t{+mobile}\t噪声\n{-no16}\t{name}\t{+mobile}\t油烟
患儿姓名\t家长姓名\t家长手机\t现住址\n{name}\t{name}\t{+mobile}\t{+address}
姓名：{name}\t性别：男\t手机：{+mobile}
合议庭联系人{name}，办公电话{-landline}
招聘咨询：{name}老师，{-mobile}（工作时间）
项目负责人：{name}，联系电话：{-mobile}，单位地址：{-address}
本次活动由区文旅局主办，报名热线{-mobile}，报名邮箱{-email}
质疑函请送达采购人：区教育局，地址：{-address}，联系人：{name}，{-mobile}
账户名：厦门市思明区总工会　账号：{-bank}　开户行：建行厦门分行
物业公司24小时服务电话：{-mobile}
{org}（纳税人识别号：{-credit}）欠缴增值税{-no11}元
用地红线编号{-no16}，宗地代码{-no18}
车辆识别代号{-no16}，发动机号{-no}
资金文号：闽财〔{year}〕{-no}号，指标编号{-no18}
食品生产许可证编号SC1{-no}，产品批次{-no11}
社会组织：区书法协会，登记证号{-credit}，住所{-address}
医保定点：{org}，医保编码{-no11}，地址{-address}
国库集中支付凭证{-no18}，支付金额{money}元
街道\t便民电话\t地址\n莲前\t{-landline}\t{-address}\n中华\t{-mobile}\t{-address}
标段\t中标单位\t中标价（元）\t项目经理\n一标\t{org}\t{-no11}\t{name}\n二标\t{org}\t{-no11}\t{name}
指标代码\t指标名称\t本年数\n{-no16}\t税收收入\t{-no11}\n{-no16}\t非税收入\t{-no11}
{masked}　{mask_mobile}　奖励{money}元
单位户名：{org}，单位账号：{-bank}
区人民法院执行裁定：被执行人{name}，{date}生，公民身份号码{+id}，住所地{+address}
困难职工{name}（{+id}）领取慰问金{money}元，打入{+bank}
经核实，{name}（身份证后附，号码{+id}）不符合积分入学条件
失业人员{name}，本人手机{+mobile}，参加技能培训
产妇{name}及其配偶{name}，身份证号分别为{+id}和{+id}
寄养人：{name}；身份证件：{+id15}；手机：{+mobile}
关于{name}信访事项的答复：{name}（联系电话{+mobile}），你反映的问题收悉
违法建设当事人{name}，身份证件号码{+id}，违建地址为莲前街道
请考生{name}（{+mobile}）尽快补交材料
养老金领取人{name}，开户银行兴业银行，卡号{+bank}
外国专家{name}，护照号码：{+passport}
澳门学生{name}，港澳通行证{+permit}，拟录取
农房所有人{name}，证件号{+id}，户籍住址{+address}，补偿{money}元
楼上住户{name}的手机号是{+mobile}，多次协商未果
反映人邮箱：{+email}，反映人电话：{+mobile}
病例2：{name}，{+id}，居住在{+address}
序号\t被征地农民\t证件号码\t社保卡号\t月补贴\n1\t{name}\t{+id}\t{+bank}\t{money}\n2\t{name}\t{+id}\t{+bank}\t{money}
抽签号\t申请人\t配偶身份证\t联系手机\n{-no}\t{name}\t{+id}\t{+mobile}\n{-no}\t{name}\t{+id}\t{+mobile}
学生\t身份证件号\t监护人联系方式\t家庭详细地址\n{name}\t{+id}\t{+mobile}\t{+address}\n{name}\t{+id}\t{+mobile}\t{+address}
处罚决定书文号\t当事人\t身份证号码\t罚没金额（元）\n思城罚{-no11}\t{name}\t{+id}\t{-no11}\n思城罚{-no11}\t{name}\t{+id}\t{money}
本通告由区应急局负责解释，联系电话{-landline}，{-mobile}
评审专家名单已公示，监督举报电话：{-mobile}
供水抢修：{-mobile}；供电抢修：{-landline}
有意者请与{name}联系，电话{-mobile}，地址{-address}
材料请寄：{-address}，区人社局就业科收，咨询{-landline}
报名请加微信或拨打{-mobile}，也可发邮件至{-email}
行政执法证号{-no11}，检查单编号{-no16}
{org}法定代表人{name}，统一社会信用代码{-credit}
本期债券发行总额{-no11}元，票面利率3.1%
机动车发动机号码{-no11}，车架号{-no16}
政府采购合同编号：{-no18}，合同金额{-no11}元
粤港澳大湾区项目库编号{-no16}，入库时间{date}
地块面积{-no11}平方毫米，容积率2.5
建设单位：{org}，建设地点：{-address}，环评编号{-no18}
财政专户开户行：农业银行，户名：厦门市思明区财政局，账号：{-bank}
缴款识别码{-no18}，执收单位编码{-no11}
志愿服务队联络人：{name}，服务热线{-mobile}
单位名称\t单位账号\t拨付金额\n{org}\t{-bank}\t{money}\n{org}\t{-bank}\t{-no11}
站点\t值守电话\t位置\n一号点\t{-mobile}\t{-address}\n二号点\t{-mobile}\t{-address}
序号\t合同号\t供应商\t成交价\n1\t{-no16}\t{org}\t{-no11}\n2\t{-no18}\t{org}\t{-no11}
项目\t批复文号\t概算（元）\n校舍改造\t{-no11}\t{-no11}\n雨污分流\t{-no16}\t{-no11}
"""

HELD = r"""
本机关于{date}对{name}（身份证号{+id}）作出不予受理决定
违停车辆所有人为{name}，联系号码{+mobile}
{name}，女，身份证{+id}，因病致贫，救助款转账至{+bank}
兹证明{name}（护照{+passport}）系我校留学生
请业主{name}于{date}前来办理，预留手机号{+mobile}
遗产继承公告：继承人{name}，公民身份号码{+id}，住{+address}
欠缴社保费的{name}，身份证明号码{+id}，手机{+mobile}
未成年子女{name}，母亲手机{+mobile}，住址{+address}
台风中受伤群众{name}（{+mobile}）已得到救治
{name}同志离休费发放账户：工商银行{+bank}
举报奖励领取人{name}，身份证号码为{+id}，奖金{money}元
网络理政留言人{name}，邮箱{+email}，手机{+mobile}
姓名\t公民身份证号码\t报考职位\t移动电话\n{name}\t{+id}\t文员\t{+mobile}\n{name}\t{+id}\t会计\t{+mobile}
借款人\t身份证\t放款卡号\t贴息（元）\n{name}\t{+id}\t{+bank}\t{money}\n{name}\t{+id}\t{+bank}\t{money}
老人姓名\t居住地址\t子女电话\n{name}\t{+address}\t{+mobile}\n{name}\t{+address}\t{+mobile}
档案查询请联系区档案馆利用科{-landline}，移动电话{-mobile}
承办单位：区住建局房产科，经办人{name}，电话{-mobile}
参会单位请于{date}前将回执传真至{-landline}或发送至{-email}
监理单位：{org}，总监{name}，办公地点{-address}
全年接待游客{-no11}人次，旅游收入{-no11}元
土地证编号{-no16}，图斑编号{-no18}
{org}：你单位（统一社会信用代码{-credit}）逾期未申报
非税收入票据号码{-no11}，票据代码{-no}
物资采购款请汇至{org}，开户行招商银行，账号{-bank}
社区卫生服务中心\t电话\t地址\n鹭江\t{-landline}\t{-address}\n厦港\t{-mobile}\t{-address}
预算单位\t项目编码\t金额（元）\n区教育局\t{-no18}\t{-no11}\n区民政局\t{-no18}\t{-no11}
设备名称\t出厂编号\t检验单号\n电梯\t{-no11}\t{-no16}\n锅炉\t{-no11}\t{-no18}
"""


@dataclass(frozen=True)
class Sample:
    """A text and where personal data stands in it: (start, end, kind). ``traps`` are the look-alikes."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    traps: tuple[tuple[int, int, str], ...]
    table: bool


def _dressed(r: random.Random, kind: str, value: str, table: bool) -> str:
    """As people write and programs print it: full-width, spaced, broken at the line's end."""
    if kind not in ("id", "id15", "mobile", "bank") or r.random() < 0.6:
        return value
    way = r.choice(("wide", "spaced", "spaced", "blank", "broken"))
    if way == "wide":
        return value.upper().translate(_WIDE)
    cuts = {"id": (6, 14), "id15": (6, 12), "mobile": (3, 7), "bank": (4, 8, 12, 16)}[kind]
    parts = [value[a:b] for a, b in zip((0, *cuts), (*cuts, None), strict=True)]
    if way == "spaced":
        return (" " if kind in ("id", "bank") else r.choice((" ", "-"))).join(p for p in parts if p)
    if way == "blank":
        cut = cuts[0]
        return value[:cut] + r.choice(("\u200b", "\u00a0", " ")) + value[cut:]
    cut = r.choice(cuts[:2])
    return value[:cut] + (" " if table else "\n") + value[cut:]


def samples(half: str, count: int, seed: int) -> Iterator[Sample]:
    """``count`` samples of a half, each template as often as any other."""
    r = random.Random(seed)
    templates = [line.replace("\\t", "\t").replace("\\n", "\n") for line in half.strip().split("\n")]
    for number in range(count):
        template = templates[number % len(templates)]
        table = "\t" in template
        text, at, spans, traps = "", 0, [], []
        for slot in _SLOT.finditer(template):
            text += template[at : slot.start()]
            at = slot.end()
            sign, kind = slot.groups()
            value = FILL[kind](r)
            if sign == "+":
                value = _dressed(r, kind, value, table)
            if sign:
                (spans if sign == "+" else traps).append((len(text), len(text) + len(value), kind))
            text += value
        yield Sample(text + template[at:], tuple(spans), tuple(traps), table)
