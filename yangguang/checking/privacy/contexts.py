"""Words around a number that tell whose it is, and where in the text or table they are looked for.

The same eleven digits are a citizen's telephone in one sentence and an office's in the next; what decides is the nearest
word that speaks of a person, of an office, or of a thing that is numbered.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

PERSON = re.compile(
    r"当事人|违法行为人|违法嫌疑人|被处罚人|被执行人|被申请人|申请人|申报人|投诉人|举报人|信访人|来信人|来电人|来访人|反映人|诉求人|留言人|领取人|继承人|所有人|借款人|权利人|义务人|受益人|投保人|报案人|求助人|提问人|发帖人|听证人|受助人|来电人|署名|网民|紧急联系人|遗孀|[侄甥孙]|申领人|领取者|竞得人|买方|卖方|受送达人|供养人员|[检审选]人员|讨薪|被保险人|参保人|当选人|中奖人|驾驶员|司机|群众(?!工作|来访|团体|路线)|网友|业主"
    r"|户主|房主|患者|病人|病例|考生|学生(?![处会科]|资助|工作)|幼儿(?!园)|儿童(?!医院)|家长|家属|监护人|被征收人|救助对象|帮扶对象|低保|特困|法定代表人|经营者|承租人"
    r"|出租人|产权人|原告|被告|第三人|死者|伤者|证人|村民|居民|农户|本人|出生|身份证|身份号码|户籍|护照|车主|驾驶人|领款人|收款人"
    r"|市民(?!热线|服务|中心|卡|公约|广场|[之学]|代表)|[约收迁困贫住租养用散]户(?!籍|型|口|主管)|租客|房东|买受人|购房人|委托人|受托人|被询问人|询问对象|相对人|亲属|配偶|妻子"
    r"|丈夫|父亲|母亲|父母|儿子|女儿|子女|[伤亡]者|受伤职工|工伤职工|被害人|受害人|嫌疑人|失主|事主|机主|报警人|见证人|代领人|代办人|乘客|旅客|消费者(?!协会|权益|组织)|劳动者"
    r"|求职者|应聘者|考察对象|拟[录聘]用?人员|优抚对象|遗属|感染者|受种者|接种者|产妇|孕妇|学员|自然人|发件人|[Nn]ame|[Aa]pplicant|[Pp]ayee|献血者|捐献者|退役士兵|享受人|来电号码"
    r"|收件人|寄件人|持卡人|持证人|密切接触者|确诊|残疾人|烈属|孤儿|老人|姓名|户名|个体工商户"
)
OFFICE = re.compile(
    r"(?<!紧急)联系人|接收人|管理员|经销商|咨询|监督|举报(?!人)|投诉(?!人)|热线|值班|传真|办公|窗口|采购人|采购单位|招标|代理机构|报名|受理部门|受理电话|科室|办公室"
    r"|邮编|接待|网格员|拨打|致电|请与|可与|可将|寄至|寄到|发送邮件|联络员|经办人|承办人|技术支持|客服|服务电话|服务中心|预约|征集|征求|反馈|项目负责人|(?<![你该]店)(?<![你该]单位)(?<![你该]公司)负责人|责任人|[河湖林田路链楼段]长|专管员|保洁员|律师|民警|法官|执行员|家庭医生|警长|公示牌|技术保障|会务|保障组|带班|对接人|河长|楼长|[Cc]ontact|[Oo]ffice|[Hh]otline|[Ii]nquir|请联系|联系名单|联系表|通讯录|通信录|联系邮箱|抢修|报修|维修|救援|抢险|值守|解释|捐赠|指挥部|专班|工作组|(?<!短信)发送至|(?<!短信)发至|报送|报至|软件"
)
AFTERWARDS = re.compile(r"小时|为您服务|咨询(?![的人]|问题|事项)|办公时间|工作日|上班时间")
NUMBERED = re.compile(
    r"(?:编号|工单|编码|代码|案号|批号|批次|流水|序列号|单号|凭证|许可证|登记证|执法证|资格证|证书|产权证|注册号|备案|条码|条形码|缴款|文号|字号|识别号"
    r"|[Nn][Oo]\.?|单元号|合同号?|专利|申请号|准考证号?|工号|学号|票号|发票|ISBN|ISSN|信用|受理号|设备号?|资产号?|标识|户号|表号|邮编|QQ|[Ii][Dd]|机构号"
    r"|通知书|决定书|批准书|批文|处罚〔|项目)[^，。；;：:\s]{0,5}[：:为是]?\s*$"
)
# 发动机号码, 车架号, 表号 …: the number of a thing, unlike 手机号.
THING = re.compile(
    r"(?:(?:(?<!手)机|[车架件品物房地图箱柜桩井表站牌型批序单票包库册页案函文字债券股档卷仓证]|设备)号码?"
    r"|[\u4e00-\u9fff](?<![人长者员机话系动份件证电留主友户生信记定册填拨打上述该此])号码|[\u4e00-\u9fff](?<![机话电系证份卡账帐件动信人主情呼叫短小名友长员者留生用])号|(?:发动机|电机|马达|车架)(?:号码?)?|案[字号]?第?)[：:为是]?\s*$"
)
# （号码 …）behind the name of a thing that has one.
BRACKETED = re.compile(r"[信件单证书票据箱函证][（(](?:编|证)?号码?[：:]?\s*$")
# Over a column of telephones that somebody answers for an office.
DUTY_COLUMN = re.compile(r"值班|值守|带班|热线|咨询|监督|办公|投诉电话|举报电话|报修|服务电话")
# Behind a number plate: it is no private car.
PUBLIC_CAR = re.compile(r"^号?(?:公务|公车|公交|执法|警|救护|消防|出租|网约|大巴|班车|校车|环卫)")
# An office's telephone right before the place.
LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[-— ]?[0-9]{7,8}(?:转[0-9]{1,5})?[，,、；;/或和 \u3000]{1,3}$")
ACCOUNT_LABEL = re.compile(
    r"(?<!支付宝)(?<!微信)(?:账号|帐号|卡号|账户|帐户)[^，。；;：:\s]{0,4}[：:为是]?\s*$"
)
IDENTITY = re.compile(
    r"身份证|身份号码|公民身份|居民身份|证件号|证件类型|有效证件|身份证件|学籍|驾驶证|ID [Cc]ard|ID [Nn]"
)
PAPER = re.compile(r"护照|通行证|回乡证|台胞证|返乡证|证件$|[Pp]assport|PASSPORT|证件号")
SOLDIER = re.compile(r"军官证|士兵证|警官证|文职干部证")
ACCOUNT = re.compile(
    r"卡号|账号|帐号|账户|帐户|一卡通|一折通|惠农卡|[Aa]ccount|[其人的]卡|储蓄卡|借记卡|信用卡|工资卡|存折|折号|存单|商行|农信|社保卡|社会保障卡|[工农建中交招]行|邮储|银行|行卡|银联|打入|汇入|汇至|转入|转账|开户|信用社|打卡"
)
COMPANY_CODE = re.compile(r"信用代码|营业执照|注册号|组织机构代码")
ORGANISATION = re.compile(
    r"维修资金|资金账户|专用账户|监管账户|公司|企业|工厂|合作社|[局厅委](?![员托])|财政|服务中心|委员会|学校|医院|协会|基金会|办事处|政府|单位|对公|保证金|专户|国库|非税|投标"
    r"|供应商|事务所|机构|红十字|慈善|[协商学]会"
)
OWNER = re.compile(
    r"(?:户\s?名|账户名称?|开户名称?|收款人|收款单位|收款方)[称为是：: \u3000]{0,3}([^\s，。；、,;（(]{2,30})"
)
QUANTITY = re.compile(
    r" ?(?:元|万|亿|千元|百|吨|平方|立方|千瓦|度|股|美元|港元|人次|次|字节|册|台|件|只|份|条|人(?!员|民)|户(?![名主口籍])|％|%|kg|m|笔"
    r"|平米|公里|米|号(?!码|手?机|电话)|[张套辆头亩粒瓶盒箱艘架栋间宗起家所]|公顷)"
)
# Before a number, and over a column of them: it counts or measures something.
MEASURED = re.compile(
    r"(?:累计|合计|共计|总计|小计|[总数金额价量值款]|收入|支出|造价|概算|预算|决算)(?:为|达|约|计|共|超过)?[：: ]{0,2}$"
)
MEASURES = re.compile(
    r"元[）)]?|金额|[税余差总]额|[单总标]价|价款|产值|收入|支出|投资|数量|[本上全]年数?|预算|决算|概算|面积|次数|[合总小]计|人数|户数"
)
HOME_PHONE = re.compile(
    r"家庭电话|家庭联系|住宅电话|宅电|家里电话|家[里中]座机|家中电话|家长电话|监护人电话|本人电话"
)
TELEPHONE = re.compile(r"电话|手机|联系方式|号码|热线|传真|[Tt]el|TEL|[Pp]hone|[Mm]obile|[Cc]ell")
HOME = re.compile(
    r"住址|居住地址?|家庭地址|户籍地址?|户籍所在地|户口所在地|常住地址?|现住地?|户籍[为在]|户口在|家在|(?:[，,；;\s现家居]|^)住(?:在|于)?(?=[^房建宅院所在于])"
    r"|居住[在于]|[暂租寄借]住(?:地址?|[于在处])?|家住|现居|(?:临时|过渡|安置)住[所处]|居所|[Hh]ome [Aa]ddress"
)
ANY_ADDRESS = re.compile(r"地址|住所|送达地")
OFFICE_ADDRESS = re.compile(
    r"办公|注册|经营|单位|营业|公司|机构|项目|工程|建设|场所|活动|办理|邮寄|来信|通信|窗口|施工|办事|网站|网址"
)
# After an address: something takes place there that people are asked to.
MEETING = re.compile(
    r"^[^，。；;\n]{0,6}(?:开庭|举行|召开|办理|领取|报到|集合|参加|受理|办公|接受|签到|提交|递交|开标|投标|查阅)"
)
# After an address: the name of what anybody may enter.
PLACE = re.compile(
    r"^[\u4e00-\u9fff]{2,12}(?:超市|店|公司|酒店|宾馆|餐[馆厅]|饭馆|市场|医院|诊所|学校|小学|中学|幼儿园|广场|银行|药房|商场|影院|网吧|车站|公园|菜场|中心|馆)"
)
# Of tables: the head says what a column holds, and the whole head whose table it is.
LIST_OF_PEOPLE = re.compile(
    r"姓名|来[电信访]人|诉求人|举报人|投诉人|当事人|户主|申报人|申请人|学生|农户|幼儿|家长|监护人|领款人|残疾人|老人|考生|业主|村民|被征收人|人员名单|经营者|[Nn]ame|被救助|享受人|领取人|收款人"
)
# These columns alone make a list of people who turned to an office, or get something from it.
TURNED = re.compile(
    r"诉求人|来[电信访]人|投诉人|举报人|申请人|当事人|户主|患者|学生|考生|业主|车主|领款人|受益人|被征收人"
)
OFFICE_CELL = re.compile(r"[局站部组队委办所院处](?=\t)|(?<![0-9])室(?=\t)|单位(?=\t)")
# Words of lists in which offices and firms name their people; a name alone tells nothing there.
NAMING = re.compile(r"联系|电话|热线|咨询|服务台|公司|医院|主管|队长")
HIRED = re.compile(r"(?:出租车|公交车?|网约车|大巴|客车|公务车)[^，。；]{0,6}$")
DELICATE = re.compile(
    r"身份|证件号|卡号|账号|帐号|一卡通|住址|补贴|补助|救助|金额|资金|残疾|监护|家长|学生|幼儿|农户|户主|性别|出生|学历|考生|[Pp]assport|[Ii][Dd]\b|一折通|护照"
)
LIST_OF_OFFICES = re.compile(
    r"单位|部门|窗口|科室|机构|企业|公司|供应商|办公|咨询|职务|服务|网点|学校|社区|街道|受理|医院"
)
MINORS = re.compile(r"班级|年级|学籍|监护人|就读|入园|幼儿|家长|学生")
HEALTH = re.compile(r"残疾|病种|病名|诊断|患病|疾病|确诊|病情|精神障碍|艾滋|伤情")

_WIDEST = 80
TAXPAYER = re.compile(r"识别号|税号")
_LONG_NUMBER = re.compile(r"[0-9０-９]{7}")
_MOST_HEAD_ROWS = 4


@dataclass(slots=True)
class Block:
    """Lines of a table in a text: where it stands, the words over each column, and all of them."""

    start: int
    end: int
    columns: list[str] = field(default_factory=list)
    head: str = ""
    first_row: int = 0


def blocks(text: str) -> list[Block]:
    """The tables of a text: neighbouring lines with tabs. The lines before the first long number are their head."""
    found: list[Block] = []
    if "\t" not in text:
        return found
    at, block, caption, rows = 0, None, "", 0
    for line in text.split("\n"):
        end = at + len(line)
        if "\t" not in line:
            block, caption = None, line[-40:] or caption
        else:
            if block is None:
                block = Block(at, end)
                found.append(block)
                rows = 0
            block.end = end
            if rows == 0 and not block.first_row and _LONG_NUMBER.search(line):
                block.head, block.first_row = caption, at  # no head: what stands over the table speaks for it
            elif rows < _MOST_HEAD_ROWS and not block.first_row and not _LONG_NUMBER.search(line):
                cells = line.split("\t")
                block.columns += [""] * (len(cells) - len(block.columns))
                for n, cell in enumerate(cells):
                    block.columns[n] += cell + " "
                rows += 1
                if rows == 1:
                    block.head = line
                elif not any(len(c) > 12 for c in cells):
                    block.head += " " + line
            elif not block.first_row:
                block.first_row = at
        at = end + 1
    return found


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a place. ``near`` ends where it begins; ``before`` is the sentence or the row up to there;
    ``after`` what follows on the line; ``column`` and ``head`` are a table's words, else empty.
    """

    near: str
    before: str
    after: str
    column: str = ""
    head: str = ""

    def person(self) -> int:
        """Where the last word about a person stands before the place; -1 for nowhere."""
        return _last(PERSON, self.before)

    def office(self) -> int:
        """Where the last word about an office stands before the place; -1 for nowhere."""
        return _last(OFFICE, self.before)

    def says(self, words: re.Pattern[str]) -> bool:
        """Whether the label beside the place or over its column has one of the words."""
        return bool(words.search(self.near) or words.search(self.column))


def _last(words: re.Pattern[str], text: str) -> int:
    place = -1
    for hit in words.finditer(text):
        place = hit.start()
    return place


class Contexts:
    """The contexts of one text; its tables are looked up once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.blocks = blocks(text)
        self._starts = [b.start for b in self.blocks]

    def block(self, place: int) -> Block | None:
        """The table the place stands in."""
        at = bisect_right(self._starts, place) - 1
        return self.blocks[at] if at >= 0 and place <= self.blocks[at].end else None

    def around(self, start: int, end: int) -> Context:
        """The context of a place."""
        text = self.text
        line = text.rfind("\n", max(0, start - 400), start) + 1 or max(0, start - 400)
        stop = text.find("\n", end, end + 24)
        after = text[end : stop if stop >= 0 else end + 24]
        block = self.block(start) if self.blocks else None
        if block is None:
            before = text[max(0, start - _WIDEST) : start]
            cut = max(before.rfind("。"), before.rfind("\n\n"))
            return Context(_near(_label(text[max(line, start - 60) : start])), before[cut + 1 :], after)
        before = text[max(line, start - 200) : start]
        number = text.count("\t", line, start)
        column = block.columns[number] if number < len(block.columns) else ""
        return Context(text[max(line, start - 16) : start], before, after.split("\t")[0], column, block.head)


_ASIDE = re.compile(r"[（(][^（）()\n0-9]{1,12}[)）](?=[：: ]{1,2}$)")  # 账号（本人）：
_LISTED = re.compile(r"(?:[0-9０-９]{5,}[、，,；;/和及至到~～—－ -]{1,3})+$")


def _label(text: str) -> str:
    """The sixteen characters that label a place: of the first number, where several are listed."""
    return _ASIDE.sub("", _LISTED.sub("", text))[-16:]


def _near(text: str) -> str:
    """The label right before: what follows the last stop or comma, unless that is nothing."""
    for place in range(len(text) - 2, -1, -1):
        if text[place] in "，。；;,、\n（(）)":
            return text[place + 1 :]
    return text
