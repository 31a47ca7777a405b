"""Further sentences for ``personal_corpus.py``, in the slots of ``personal_templates.py``.

``FRESH`` was written without knowledge of the rules, from the kinds of documents in which personal data turns up: decisions on
penalties, lists of relief, replies to petitions, compensation for expropriation, recruitment, awards of contracts, replies of
12345, notices of meetings, schools, epidemiology, injuries at work, service by publication, annual reports, budgets, companies.
What counts: a private person's numbers and home. What does not: an office's or a company's telephone, address, code or
account, the numbers of projects and papers, what has been masked, contacts given for a duty.
"""

FRESH = r"""
行政处罚决定书（自然人）　姓名：{name}　性别：男　公 民 身 份 号 码：{+id}　工作单位：无　联系方式：{+mobile}
现查明，你（{name}，居民身份证号 {+id}）于{date}擅自在公共绿地堆放建筑垃圾，事实清楚。
驾驶人{name}，准驾车型C1，驾驶证证号：{+id}，该次违法记6分。
上述事实有询问笔录一份（被询问人{name}，现住址：{+address}）为证。
你店负责人{name}（手机号码：{+mobile}）在场并签字确认。
个体户“阿婆面馆”（经营者姓名{name}，身份证件号码{+id}）罚没款合计{money}元。
本机关决定没收{name}违法所得{money}元，余款退回其本人名下的储蓄卡（{+bank}）。
当事人法定代表人{name}，私人手机{+mobile}，拒不到场接受询问。
我局依法向你户籍所在地（{+address}）邮寄决定书，因无人签收被退回。
船主{name}，身份证{+id}，渔船未按规定报告动态。
低保对象：{name}；家庭成员：{name}（之子，{+id}）；保障金额：{money}元/月
特困供养人员{name}，一直独居在{+address}，由社区代管。
{name}因火灾致房屋损毁，拟给予急难救助{money}元，发放账号{+bank}，开户人本人。
临时救助审批表：申请人{name}，年龄67，宅电{+landline}，邻居代为申请。
高龄津贴停发名单：{name}，社会保障号码{+id}，停发原因：去世
残疾人两项补贴：{name}，残疾人证号{+id}43，补贴标准{money}元
孤儿基本生活费由监护人{name}代领，代领人证件（居民身份证）{+id}。
“雨露计划”受助学生{name}，学籍号G{+id}，就读中职二年级。
保洁岗位补贴拨付明细：{name}／{+id}／农商行{+bank}／{money}元
医疗救助公示｜{name}｜{+id}｜住院费用{money}｜救助{money}
信访人您好：您（{name}，{+mobile}）于{date}通过网上信访反映的问题已收悉。
经与信访人{name}核对，其留存的联系电话为{+mobile}，本人对答复无异议。
答复意见书送达回证：受送达人{name}，送达地点{+address}，送达方式留置送达。
针对{name}等5人联名来信（来信人代表身份证号{+id}），我局答复如下。
举报人{name}在来信末尾写明“请回信至{+email}”，我局已按此回复。
复查申请人：{name}，女，{date}生，住{+address}，邮政编码361000
被征收人（户主）：{name}；证件号：{+id}；补偿总额：{money}元；选择货币补偿
产权调换协议乙方{name}，乙方联系手机{+mobile}，乙方收款账户{+bank}。
经调查，坟主{name}（联系手机{+mobile}）已自行迁移，补偿{money}元。
青苗补偿款已拨付至农户{name}的信用社存折账号{+bank}。
未签约户{name}，临时过渡住所：{+address}。
房屋为夫妻共有：丈夫{name}，证件号{+id}；妻子{name}，证件号{+id}。
拟聘用人员：{name}，本科，身份证号{+id}，报考岗位综合管理岗。
递补体检人员{name}，请保持手机畅通（已登记号码：{+mobile}）。
体检不合格考生{name}（身份证尾号不足以区分，全号{+id}）可申请复检。
资格复审时{name}提供的通讯地址是{+address}。
公开选调公务员考察对象{name}，常用邮箱{+email}，现任职务科员。
引进人才{name}，国籍加拿大，护照号：{+passport}，拟给予安家补助{money}元。
实习生{name}，香港籍，回乡证号{+permit}，实习期三个月。
见习人员{name}，见习补贴打卡账号（本人工商银行）{+bank}
您好，来电人{name}（来电号码{+mobile}）咨询的落户问题，现答复如下。
工单内容：市民{name}反映，其居住的{+address}楼上渗水多日无人处理。
诉求人要求将处理结果短信发至{+mobile}。
回访记录：{date}拨打市民手机{+mobile}，市民表示满意。
市民林女士的电子邮箱是{+email}，已将办理情况发送。
12345平台转来：网约车司机{name}，驾驶证{+id}，车辆{plate}，反映被拒发补贴。
新生{name}，身份证件号{+id}，户籍地与实际居住地不一致，退回补充材料。
一年级积分入学第12位：{name}，父亲手机{+mobile}，母亲手机{+mobile}
小升初摇号结果：{name}（监护人证件号{+id}）摇中
资助学生{name}，其母{name}的建行卡{+bank}用于接收助学金。
转学申请：学生现住{+address}，联系家长{+mobile}。
随迁子女{name}，居住证住址：{+address}，拟安排就近入学。
病例1：女，45岁，{name}，身份证{+id}，{date}核酸检测阳性，已转定点医院。
密接人员{name}，电话{+mobile}，已于当日转运至集中隔离点。
确诊病例{name}的住址为{+address}，该楼栋已封控。
自述{date}由境外返回，护照号码{+passport}，同航班座位前后三排均已协查。
请以下人员立即报备：{name} {+mobile}；{name} {+mobile}；{name} {+mobile}
工伤认定决定书：受伤害职工{name}，身份证号码 {+id}，岗位装卸工。
职工近亲属{name}（系死者配偶，电话{+mobile}）提出工伤认定申请。
{name}在下班途中（由单位返回{+address}）发生交通事故，认定为工伤。
劳动能力鉴定结论：{name}，{+id15}，伤残等级九级
一次性伤残补助金{money}元已转入{name}社保卡金融账户{+bank}。
公告送达：{name}（{+id}）：因采用其他方式无法送达，现依法公告送达。
因你下落不明（最后已知手机{+mobile}停机），现公告限你十五日内前来接受处理。
逾期不搬离的，将依法清空{name}承租的{+address}。
被申请人{name}，男，壮族，公民身份证件号码：{+id}，经常居住地同户籍地
驾驶证注销公告：{name}，证号{+id}，注销原因逾期未换证
{org}法定代表人：{name}，身份证号：{+id}，占股60%
我司股东{name}个人手机号{+mobile}，本人同意公开股权比例。
自然人纳税人{name}，纳税人识别号：{+id}，欠缴个人所得税{money}元
农民专业合作社理事长{name}，家庭地址{+address}，负责日常经营。
讨薪代表{name}，支付宝账号{+mobile}（与手机号相同），工资差额{money}元
Name: {name}  ID Card No.: {+id}  Mobile: {+mobile}
Applicant {name}, Passport No. {+passport}, E-mail {+email}
Home Address：{+address}　Cell phone：{+mobile}
Bank account (personal): {+bank}, payee {name}
姓 名 {name} 身 份 证 号 {+id} 电 话 {+mobile}
扫描件识别文字：户 主 姓 名：{name}　住　　址：{+address}　手　　机：{+mobile}
（手写）申请人：{name}　证号 {+id}　{date}
联系人｜{name}（本人）｜手机（微信同号）｜{+mobile}
献血者{name}，证件号 {+id}，血型O型
{name}（身份证号\n{+id}）的公租房申请未通过初审。
收养登记公告：收养人{name}，{+id}；送养人{name}，住所{+address}
婚姻登记档案查询：男方{name}，身份证{+id15}；女方{name}，身份证{+id15}
遗体捐献登记人{name}，执行人{name}，执行人联系手机：{+mobile}
退休干部{name}住房补贴发放至中国银行储蓄账户{+bank}
交通事故伤者{name}，家属{name}，请知情者与家属联系：{+mobile}
殡葬补贴申领：逝者{name}（{+id}），经办人{name}，与逝者关系：父女
澳门居民{name}（证件种类：回乡证，号码：{+permit}）购买商品住房一套
社区\t户主\t身份证号\t致困原因\t月保障金\t审批时间\n前埔社区\t{name}\t{+id}\t残疾\t{money}\t{date}\n莲薇社区\t{name}\t{+id}\t重病\t{money}\t{date}
村民小组\t农户\t种粮面积\t标准\t一折通\t备注\n第三组\t{name}\t4.2亩\t95元\t{+bank}\t已核\n第五组\t{name}\t1.1亩\t95元\t{+bank}\t已核
选房顺序\t产权人\t产权人证件\t户型\t预留手机\t选房时间\n1\t{name}\t{+id}\t两房\t{+mobile}\t上午\n2\t{name}\t{+id}\t三房\t{+mobile}\t下午
报考职位\t考生姓名\t身份证件号码\t手机\t面试成绩\n办公室科员\t{name}\t{+id}\t{+mobile}\t82.4\n法规科科员\t{name}\t{+id}\t{+mobile}\t79.6
企业名称\t社会信用代码\t法人姓名\t法人身份证\t法人手机\n{org}\t{-credit}\t{name}\t{+id}\t{+mobile}\n{org}\t{-credit}\t{name}\t{+id}\t{+mobile}
密接\t与病例关系\t采样时间\t手机号\t居住小区及门牌\n{name}\t同事\t{date}\t{+mobile}\t{+address}\n{name}\t同住\t{date}\t{+mobile}\t{+address}
入学方式\t儿童姓名\t儿童身份证件号\t父或母\t父或母手机\t学校代码\n积分\t{name}\t{+id}\t{name}\t{+mobile}\t{-no11}\n房产\t{name}\t{+id}\t{name}\t{+mobile}\t{-no11}
工伤职工\t身份证\t用人单位\t受伤时间\n{name}\t{+id}\t{org}\t{date}\n{name}\t{+id}\t{org}\t{date}
接访日期\t接访领导\t来访群众\t电话\t家住\t诉求\n{date}\t{name}\t{name}\t{+mobile}\t{+address}\t征地\n{date}\t{name}\t{name}\t{+mobile}\t{+address}\t低保
Name\tPassport\tEmail\n{name}\t{+passport}\t{+email}\n{name}\t{+passport}\t{+email}
订单编号\t学员\t退费金额\t收款卡号（本人）\n{-no16}\t{name}\t{money}\t{+bank}\n{-no16}\t{name}\t{money}\t{+bank}
当事人：{org}，主体资格证照名称：营业执照，统一社会信用代码：{-credit}，住所：{-address}
请于收到本决定书之日起十五日内到{org}网点缴款，缴款通知书编号{-no18}。
依据抽样检验报告（编号：{-no16}），该批次酱油不合格。
本决定书一式三份，文书流水号{-no}，执法人员证件号{-no11}、{-no11}。
当事人{masked}（公民身份号码{mask_id}）销售超过保质期的饮料，罚款{money}元。
{masked}，男，{mask_mobile}，住厦门市思明区某小区，警告。
身份证号35020319******001X的当事人经两次传唤未到案。
依法暂扣电动三轮车一辆（车架{-no16}、电机{-no11}），保管期限三十日。
低保公示监督电话：区民政局社会救助科{-landline}，社区居委会值班手机{-mobile}
救助资金由区财政局专户（账号{-bank}）统一支付。
{masked}\t{mask_id}\t3人\t{money}元\t低保边缘家庭
本月全区共发放低保金{-no11}元，惠及困难群众若干户。
补贴资金指标文号{-no16}，项目代码{-no18}。
公示地点：社区公告栏（{-address}），公示时间五个工作日。
信访事项编号{-no18}，办理单位为区住建局，答复人签章略。
来信请寄{-address}区信访局收，网上信访请登录国家信访局网站。
您的来信（受理编号：{-no11}）已转送有权处理的机关。
如对本答复有疑问，可在工作时间致电信访科（{-landline}），经办{name}。
征收实施单位：{org}，现场办公室设在{-address}，咨询电话{-landline}
评估机构{org}的项目负责人{name}，业务手机{-mobile}
征收红线图编号{-no18}，涉及土地面积{-no}平方米，补偿总费用{-no11}元。
被征收房屋不动产单元号{-no18}，权属清晰，无抵押。
补偿协议编号：思征{-no16}，签约时间{date}。
报名咨询请拨区人社局事业科{-landline}，技术支持{-mobile}
考生报名序号{-no}，岗位代码{-no11}，笔试、面试成绩见下。
面试通知单请自行打印，考点：{-address}，考务组值班电话{-mobile}。
本次招聘不收取任何费用，投递简历邮箱为{-email}。
拟录用名单：{name}、{name}、{name}，性别、学历、毕业院校见附件。
准考证号{-no11}，姓名{masked}，总成绩78.65，排名第2。
一、项目编号：{-no18}　二、项目名称：校园安防设备采购　三、中标金额：{money}元
供应商名称：{org}　供应商地址：{-address}　统一代码：{-credit}
凡对本次公告内容提出询问，请按以下方式联系：采购单位{-landline}，代理机构{org}{-mobile}
评审专家：{name}、{name}、{name}（采购人代表）
代理服务费收费账户：{org}，账号{-bank}，开户行：厦门银行莲前支行
验收单载明机器编号{-no16}，质保三年，售后由{org}负责。
咨询电话：０５９２－２２３３４４５（工作日），传真：０５９２－２２３３４４６。
合同统一编号{-no11}，合同备案号{-no16}，合同公告日期{date}。
投诉受理：区财政局采购办，{-landline}，{-govmail}
经核实，您反映的路灯编号{-no}已修复，承办单位电话{-landline}，感谢您的来电。
工单号{-no18}，派单时间{date}，办结时限五个工作日。
已为您转接社区，如需帮助可拨打社区主任的工作手机{-mobile}。
您可以关注公众号或者拨打12345、12329、12333咨询。
请各单位分管领导参会，会务联系人：{name}，{-landline}，手机{-mobile}
会议回执请发{-govmail}，逾期未报视为全员参会。
视频会议号{-no11}，入会密码见短信，技术保障{name}{-mobile}
各街道联络员名单：{name}（鹭江街道，办公室电话{-landline}）
值班安排：{date}带班领导{name}，值班室{-landline}，带班手机{-mobile}
会议地点：{-address}三楼会议室，请提前十分钟入场。
招生办公室电话{-landline}，学校地址：{-address}，校车路线见学校网站。
我校对公账户：厦门市思明区实验小学，账号{-bank}，学费不得汇入个人账户。
家长咨询群号{-no}，招生热线{-mobile}（寒假期间照常接听）
学校标识码{-no}，办学许可证号{-no16}，法人登记证书号{-credit}
招生计划4个班180人，报名系统验证码以短信为准。
病例活动轨迹：{date}14时到{-address}鑫丰超市购物，约20分钟，全程佩戴口罩。
凡有旅居史者请主动向社区报备，疾控中心24小时电话{-landline}、{-mobile}
病例1：男，45岁，居住在湖滨街道某小区，{date}诊断为确诊病例（轻型）。
核酸检测机构：{org}，地址{-address}，预约电话{-landline}
疫苗批号{-no11}，追溯码{-no16}{no}，接种单位见附件。
用人单位：{org}，单位住所：{-address}，统一社会信用代码{-credit}，委托代理人：{name}律师
工伤认定受理编号{-no18}，受理日期{date}，认定机构联系电话{-landline}
伤者{masked}（身份证号码：{mask_id}）所受伤害符合认定情形。
公告：{org}（注册号{-id15}）因通过登记的住所无法联系，现列入经营异常名录。
自公告之日起三十日内到{-address}领取文书，逾期视为送达，联系人{name}，{-landline}。
注销医疗器械经营备案凭证编号{-no16}，企业名称{org}。
全年收到政府信息公开申请123件，网站总访问量{-no11}次，独立用户访问{-no}个。
年报解读联系方式：政务公开科，电话{-landline}，传真{-landline}，电子邮箱{-govmail}
公共预算总收入{-no11}元，同口径增长4.1%，其中税收收入{-no11}元。
预算单位编码{-no}，功能科目2010301，经济分类30201，项目代码{-no18}。
三公经费支出{money}万元，公务接待23批次156人次。
专项债券项目代码{-no16}，发行金额{-no11}元，期限10年。
{org}，法定代表人{name}，登记机关思明区市场监督管理局，代码{-credit}
质量奖获奖企业服务热线400-820-8820，企业公开电话{-mobile}，官网邮箱{-email}
订单号{-id_wrong}，物流单号{-no16}，抽样日期{date}。
资产卡片编号{-id_wrong}，购置日期{date}，原值{money}元。
Tel: {-landline}  Fax: {-landline}  E-mail: {-govmail}  Add: {-address}
Unified Social Credit Code {-credit}, Project No. {-no18}
Contact person: Mr. Chen (tender office), Mobile {-mobile}, Bid No. {-no16}
行政区划代码350203，邮政编码361000，国民经济行业代码5219。
规划许可证：建字第{-no}号，用地代码{-no18}，建设单位{org}
电 话：{-landline}　传 真：{-landline}　网 址：www.siming.gov.cn
水库巡查责任人{name}（水务站站长），防汛专用手机{-mobile}
河长公示牌：区级河长{name}，联系部门电话{-landline}，监督电话{-mobile}
参考文献：《区域志》，书号{isbn}，印数{no}册。
发票号码{-no}，发票代码{-no}，校验码{-no16}{no}。
本办法有效期五年，自{date}起施行，原思政办〔{year}〕{-no}号同时废止。
序号\t采购单位\t联系人\t联系电话\t采购编号\n1\t区教育局\t{name}\t{-landline}\t{-no18}\n2\t区卫健局\t{name}\t{-mobile}\t{-no18}
企业名称\t统一社会信用代码\t企业联系电话\t地址\n{org}\t{-credit}\t{-mobile}\t{-address}\n{org}\t{-credit}\t{-landline}\t{-address}
序号\t姓名\t证件号码（隐去部分）\t补贴金额\n1\t{name}\t{mask_id}\t{money}\n2\t{name}\t{mask_id}\t{money}
水库名称\t行政责任人\t职务\t值班手机\n前山水库\t{name}\t副镇长\t{-mobile}\n后坑水库\t{name}\t站长\t{-mobile}
科目编码\t科目名称\t决算数（元）\n{-no}\t一般公共服务\t{-no11}\n{-no}\t公共安全\t{-no11}
学校\t招生人数\t服务片区\t咨询方式\n第一小学\t180\t鹭江、中华\t{-landline}\n第二小学\t225\t开元、梧村\t教务处{-mobile}
决定书文号\t当事人\t统一社会信用代码\t罚款\n{-no11}\t{org}\t{-credit}\t{money}\n{-no11}\t{org}\t{-credit}\t{money}
产品批号\t生产单位\t抽样单编号\n{-no11}\t{org}\t{-no16}\n{-no11}\t{org}\t{-no18}
接种点\t疫苗\t批号\t接种时间\t预约\n莲前中心\t灭活\t{-no11}\t周一至周六\t{-landline}\n开元中心\t腺病毒\t{-no11}\t周二、周四\t{-mobile}
Unit\tTel\tEmail\nGeneral Office\t{-landline}\t{-govmail}\nTender Office\t{-mobile}\t{-email}
投诉人{name}（{+mobile}）与{org}（统一社会信用代码{-credit}）因退款发生纠纷，消保委电话{-landline}。
{name}（身份证号{+id}）与你单位劳动争议一案（思劳仲案{-no11}），定于{date}在{-address}开庭。
签约现场设在{-address}，未到场的{name}请尽快回电，登记的手机为{+mobile}。
补助已转入{name}卡内（{+bank}），支付凭证号{-no18}。
不动产单元号{-no18}，权利人{name}，权利人证件（身份证）{+id}，坐落思明区。
对{org}对公账户（{-bank}）及其法定代表人{name}个人账户（{+bank}）予以冻结。
学生监护人{name}手机{+mobile}无法接通，请与学校总值班{-mobile}联系。
成交人为自然人{name}，有效证件号{+id}，宗地编号{-no16}，成交价{-no11}元。
本案承办人办公电话{-landline}；申请人{name}的联系手机{+mobile}，邮箱{+email}。
患者{name}，就诊卡号{-no}，身份证号{+id}，就诊地点{-address}。
工单号\t来电人\t来电号码\t承办单位\t承办电话\n{-no18}\t{name}\t{+mobile}\t区城管局\t{-landline}\n{-no18}\t{name}\t{+mobile}\t区住建局\t{-landline}
处罚编号\t被处罚人\t驾驶证号\t罚款\t缴款码\n{-no11}\t{name}\t{+id}\t{money}\t{-no16}\n{-no11}\t{name}\t{+id}\t{money}\t{-no16}
"""
