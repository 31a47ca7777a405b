# ruff: noqa: E501 - markup in one line
"""A county's portal on a province's shared platform, as of 2023: /info/1012/23456.htm, pages of a list counted backwards, links
relative to the page, attachments behind download.jsp and in /__local/. Written without knowledge of how the inspection works;
``theta.plants`` lists what is wrong in its articles, which is what most often is."""

from __future__ import annotations

# fmt: off
import datetime as dt
import re
from pathlib import Path

from . import kit, planting, prose
from .kit import Site
from .planting import Frame, Labels

NAME = "示例县人民政府"
TODAY = "2023-11-20"
# address|number|name|kind|days since the newest item|how it is shown
COLUMNS = [line.split("|") for line in """xwzx/jryw|1012|今日要闻|动态要闻|0|line
xwzx/bmdt|1013|部门动态|动态要闻|2|line
xwzx/xzdt|1014|乡镇动态|动态要闻|4|block
xwzx/tpxw|1015|图片新闻|动态要闻|3|picture
xwzx/spxw|1016|视频新闻|动态要闻|52|picture
xwzx/mtjj|1017|媒体聚焦|动态要闻|97|line
tzgg/tzgg|1020|通知公告|通知公告|1|line
tzgg/gsgg|1021|公示公告|通知公告|6|bracket
tzgg/zkxx|1022|招考信息|通知公告|34|line
tzgg/tdcr|1023|土地出让|通知公告|268|line
hdjl/xjxd|1025|信件选登|互动交流|7|line
hdjl/myzj|1026|民意征集|互动交流|18|line
hdjl/zxft|1027|在线访谈|互动交流|40|picture
bsfw/bsgg|1029|办事公告|办事服务|15|bracket
zfxxgk/fdzdgknr/zfwj|1031|县政府文件|政策文件|16|table
zfxxgk/fdzdgknr/zfbwj|1032|县政府办文件|政策文件|8|table
zfxxgk/fdzdgknr/gfxwj|1033|行政规范性文件|政策文件|430|table
zfxxgk/fdzdgknr/bmjd|1034|部门解读|政策解读|17|line
zfxxgk/fdzdgknr/tbjd|1035|图表解读|政策解读|29|picture
zfxxgk/fdzdgknr/zjjd|1036|专家解读|政策解读|246|line
zfxxgk/fdzdgknr/rsxx|1040|人事信息|信息公开|23|line
zfxxgk/fdzdgknr/czzj|1041|财政资金|信息公开|12|line
zfxxgk/fdzdgknr/zdjsxm|1042|重大建设项目|信息公开|20|line
zfxxgk/fdzdgknr/ggzypz|1043|公共资源配置|信息公开|14|bracket
zfxxgk/fdzdgknr/hjbh|1044|环境保护|信息公开|25|line
zfxxgk/fdzdgknr/spyp|1045|食品药品安全|信息公开|790|line
zfxxgk/fdzdgknr/jyta|1046|建议提案办理|信息公开|45|line""".splitlines()]
STALE = {"1016", "1017", "1023", "1033", "1036", "1045"}
BLANK = {"xwzx/xwfbh": "新闻发布会", "hdjl/hygq": "回应关切", "bsfw/bmfw": "便民服务", "zfxxgk/fdzdgknr/ghjh": "规划计划", "zfxxgk/fdzdgknr/yjya": "应急预案", "zfxxgk/fdzdgknr/xzcf": "行政处罚"}
TREE = [("zjsl", "走进示例"), ("xwzx", "新闻中心"), ("tzgg", "公告公示"), ("zfxxgk", "政府信息公开"), ("bsfw", "办事服务"), ("hdjl", "互动交流")]
PLACES = [("zjsl/xqgk", "县情概况", "概况信息"), ("zjsl/ldzc", "领导之窗", "领导信息"), ("zfxxgk/fdzdgknr/jgzn", "机构职能", "机构职能")]
HUB = [("zfxxgkzn", "政府信息公开指南"), ("zfxxgkzd", "政府信息公开制度"), ("fdzdgknr", "法定主动公开内容"), ("zfxxgknb", "政府信息公开年报"), ("ysqgk", "依申请公开")]
NAMES = dict(TREE) | {c[0]: c[2] for c in COLUMNS} | BLANK | {a: n for a, n, _ in PLACES} | {f"zfxxgk/{a}": n for a, n in HUB}
PHOTO = "/__local/3/A7/5C/E1F09B82D64C7A35B0E9F128D07_6A2B1C0D_1C3F0.jpg"
Step = tuple[str, str]


def _own() -> Labels:
    return [("SiteName", NAME), ("SiteDomain", "www.shilixian.gov.cn"), ("SiteIDCode", "3504280008")]


def _column(name: str, kind: str) -> Labels:
    return [("ColumnName", name), ("ColumnDescription", f"{NAME}网站{name}栏目，发布{name}信息。"), ("ColumnKeywords", f"{name},示例县"), ("ColumnType", kind)]


def _content(name: str, kind: str, heading: str, moment: str) -> Labels:
    return [*_column(name, kind), ("ArticleTitle", heading), ("PubDate", moment), ("ContentSource", "县政府办公室"), ("Keywords", name), ("Author", "示例县"), ("Description", heading), ("Image", "")]


def _inside(top: str) -> list[str]:
    return [a for a in NAMES if a.startswith(top + "/") and not a.startswith("zfxxgk/fdzdgknr/")]


def _menu() -> str:
    items = "".join(f'<li><a href="/{top}.htm">{name}</a><ul class="sub">{"".join(f"""<li><a href="/{a}.htm">{NAMES[a]}</a></li>""" for a in _inside(top))}</ul></li>' for top, name in TREE)
    return f'<div class="nav"><ul class="w"><li><a href="/index.htm">首页</a></li>{items}</ul></div>'


FOOT = """<div class="foot"><div class="w"><div class="yqlj"><label for="lk">友情链接</label><select id="lk" onchange="jump(this)"><option value="">县直部门网站</option><option value="/wzgl/lxwm.htm">县政府办公室</option></select></div>
<p><a href="/wzgl/wzdt.htm">网站地图</a>　|　<a href="/wzgl/lxwm.htm">联系我们</a>　|　<a href="/wzgl/sybz.htm">使用帮助</a></p>
<p>主办单位：示例县人民政府办公室　　承办单位：示例县数字中心　　联系电话：0598-0000000</p>
<p>网站标识码：3504280008　　<a href="/wzgl/beian.htm" target="_blank">闽ICP备05000028号-1</a>　　<img src="/images/gaba.png" alt="" />闽公网安备 35042802000028号</p>
<p><a href="/wzgl/dzjg.htm"><img src="/images/dzjg.png" alt="党政机关" /></a> <a href="/wzgl/jiucuo.htm"><img src="/images/jiucuo.png" alt="我为政府网站找错" /></a> <img src="/images/ipv6.png" alt="本站支持IPv6访问" /></p></div></div>"""


def _page(name: str, body: str, labels: Labels, *, lang: str = ' lang="zh-CN"', title: str | None = None) -> str:
    shown = f"<title>{name}-{NAME}门户网站</title>" if title is None else title
    meta = "\n".join(f'<meta name="{a}" content="{b}" />' for a, b in _own() + labels)
    return f"""<!DOCTYPE html>
<html{lang}><head>
<meta charset="@">
<meta http-equiv="X-UA-Compatible" content="IE=edge,chrome=1">
{shown}
{meta}
<link rel="shortcut icon" href="/images/favicon.png"><link rel="stylesheet" href="/css/style.css" type="text/css">
<script src="/js/jquery.min.js"></script><script src="/js/base.js"></script>
<!--Announced by Visual SiteBuilder 9-->
<script language="javascript" src="/system/resource/js/counter.js"></script>
<script type="text/javascript">_jsq_(1012,'/index.jsp',-1,1532870145)</script>
</head>
<body><a id="top"></a>
<div class="head"><div class="w"><div class="tool"><span id="jrsj"></span> <a href="javascript:void(0)" onclick="openWza()">无障碍阅读</a> <a href="javascript:void(0);" id="cniil_wza">长者模式</a> <a href="javascript:zh_tran('t');" class="zh_click" id="zh_click_t">繁體</a></div>
<a class="logo" href="/index.htm"><img src="/images/logo.png" alt="{NAME}"></a>
<form action="/ssjg.jsp" method="get" name="au1a" class="search"><input type="hidden" name="wbtreeid" value="1001"><input type="text" name="key" title="请输入关键字" placeholder="请输入关键字"><input type="submit" value="搜索"></form></div></div>
{_menu()}
{body}
{FOOT}
</body></html>
"""


def _here(*steps: Step, tail: str = "") -> str:
    trail = "".join(f' &gt; <a href="/{a}.htm">{n}</a>' for a, n in steps)
    return f'<div class="dqwz">当前位置：<a href="/index.htm">首页</a>{trail}{tail}</div>'


def _steps(at: str) -> list[Step]:
    parts = at.split("/")
    return [(a, NAMES[a]) for a in ("/".join(parts[: k + 1]) for k in range(len(parts)))]


def _rows(entries: list, way: str) -> str:
    out = []
    for k, (path, heading, day) in enumerate(entries):
        link = f'<a href="{path}" target="_blank" title="{heading}">{heading}</a>'
        if way == "block":
            out.append(f'<li id="line_u9_{k}"><div class="sj"><b>{day:%d}</b><i>{day:%Y-%m}</i></div><h3>{link}</h3></li>')
        elif way == "picture":
            out.append(f'<li id="line_u9_{k}"><a href="{path}" target="_blank"><img src="{PHOTO}" alt="{heading}"></a><p>{link}</p><span>{day}</span></li>')
        elif way == "table":
            out.append(f'<tr id="line_u9_{k}"><td>{k + 1}</td><td>{link}</td><td>示政〔{day.year}〕{k + 3}号</td><td>{day}</td></tr>')
        elif way == "home":
            out.append(f"<li>{link}<span>{day:%m-%d}</span></li>")
        else:
            out.append(f'<li id="line_u9_{k}">{link}<span>{f"[{day}]" if way == "bracket" else day}</span></li>')
    if way == "table":
        return f'<table class="wj"><thead><tr><th>序号</th><th>名称</th><th>文号</th><th>发布日期</th></tr></thead><tbody>{"".join(out)}</tbody></table>'
    return f'<ul class="list {way}">{"".join(out)}</ul>'


def _put(site: Site, path: str, html: str, way: str = "") -> None:
    """The platform writes links relative to the page, but for what its programs hand out."""
    up = "../" * (path.count("/") - 1)
    html = re.sub(r'(href|src)="/(?!/|__local|system|virtual_|content\.jsp)', rf'\1="{up}', html)
    planting.put(site, path, html, way, "utf-8", ('<div id="vsb_content', '<div id="div_vote_id">'))


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site; ``elsewhere`` is an address where nothing answers."""
    site = Site(folder, today=TODAY)
    today = dt.date.fromisoformat(TODAY)
    _files(site)
    each = max(24, (pages - 60) // (len(COLUMNS) + 2))
    waiting = planting.read(__file__, elsewhere=elsewhere)
    lists: dict[str, list] = {}
    for c, column in enumerate(COLUMNS):
        at, number, _, kind, age, _ = column
        articles = []
        for k in range(each):
            n, day = c * each + k, today - dt.timedelta(days=int(age) + k * (1 + c % 3))
            plant = waiting.pop() if waiting and k % 2 and k < 20 and kind != "政策文件" else None
            heading, _ = planting.named(plant, prose.heading(kind, n + 911), "")
            articles.append((f"/info/{number}/{99000 - k * 29 - c}.htm", heading, day, plant))
        lists[at] = [a[:3] for a in articles]
        for k in range(each):
            _article(site, articles, k, column, c * each + k)
    if waiting:
        raise ValueError(f"{len(waiting)} defects found no page; make the site larger")
    _lists(site, lists)
    _fixed(site, lists)
    _hub(site, lists)
    return site


def _article(site: Site, articles: list, k: int, column: list[str], n: int) -> None:
    path, heading, day, plant = articles[k]
    at, _, name, kind = column[:4]
    labels = _content(name, kind, heading, f"{day} {8 + n % 9:02}:{n % 60:02}")
    it = Frame(path, labels, f"发布时间：{day} {8 + n % 9:02}:{n % 60:02}").take(site, plant, "/")
    if "chinese:" in it.flags:
        it.when = f"发布时间：{day:%Y年%m月%d日}"
    near = "".join(f"<p>{w}：" + (f'<a href="{articles[j][0]}">{articles[j][1]}</a>' if 0 <= j < len(articles) else "没有了") + "</p>" for w, j in (("上一条", k - 1), ("下一条", k + 1)))
    paper = ""
    if kind == "政策文件":
        paper = f'<table class="syh"><tr><th>索引号</th><td>SM08100-0200-{day.year}-{n:05}</td><th>文号</th><td>示政〔{day.year}〕{k + 3}号</td></tr><tr><th>发布机构</th><td>{NAME}</td><th>生成日期</th><td>{day - dt.timedelta(days=3)}</td></tr></table>'
    picture = f'<p class="vsbcontent_img"><img src="{PHOTO}" width="600" vsbhref="vurl" vurl="" vheight="" vwidth="600" orisrc="{PHOTO}" class="img_vsb_content" alt="图为现场" /></p>' if n % 4 == 0 else ""
    file = ("5520113", "申请表.docx"), ("5520114", "明细表.xls"), ("5520115", "名单.pdf")
    key, label = file[n % 3]
    enclosed = f'<ul class="fj" style="list-style-type:none;"><li>附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1532870145&wbfileid={key}" target="_blank">{label}</a>】已下载<span>{n % 90}</span>次</li></ul>' if n % 3 == 0 else ""
    shown = it.when and f"<span>{it.when}</span>"
    body = f"""<div class="w">{_here(*_steps(at), tail=" &gt; 正文")}{paper}
<form name="_newscontent_fromname"><div class="article"><h1 class="title">{heading}</h1>
<div class="xx">{shown}<span>来源：县政府办公室</span><span>点击数：<script>_showDynClicks("wbnews",1532870145,{n + 9000})</script></span><span>字号：<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a></span></div>
<div id="vsb_content"><div class="v_news_content"><p style="text-indent:2em;">{prose.text(n + 310000)}</p>{picture}<p class="vsbcontent_end" style="text-indent:2em;">{prose.text(n + 370000, 3)}</p>{it.body}</div></div><div id="div_vote_id"></div>{enclosed}
<div class="gn"><a href="javascript:window.print()">【打印本页】</a><a href="javascript:window.opener=null;window.open('','_self');window.close();">【关闭窗口】</a></div><div class="sx">{near}</div></div></form></div>"""
    _put(site, path, _page(heading, body, it.labels, lang=it.lang, title=it.title), it.way)


def _side(at: str) -> str:
    top = at.rpartition("/")[0]
    mates = [a for a in NAMES if a.rpartition("/")[0] == top]
    return f'<div class="left"><div class="bt">{NAMES[top]}</div><ul>{"".join(f"""<li><a href="/{a}.htm">{NAMES[a]}</a></li>""" for a in mates)}</ul></div>'


def _lists(site: Site, lists: dict[str, list]) -> None:
    for at, number, name, kind, _, way in COLUMNS:
        entries = list(lists[at])
        if number == "1020":  # deleted, and the list not published again
            entries.insert(5, (site.plant("link.broken", "/info/1020/98870.htm"), "关于临时停水的通告", entries[5][2]))
        parts = [entries[p : p + 20] for p in range(0, len(entries), 20)]
        where = ["/" + at + (f"/{len(parts) - p}" if p else "") + ".htm" for p in range(len(parts))]
        for p, part in enumerate(parts):
            turn = "".join(f'<span class="p_no{"_d" * (j == p)}"><a href="{where[j]}">{j + 1}</a></span>' for j in range(len(parts)) if abs(j - p) < 4 or j in (0, len(parts) - 1))
            turn += f'<span class="p_next p_fun"><a href="{where[p + 1]}">下页</a></span>' if p + 1 < len(parts) else '<span class="p_next_d p_fun_d">下页</span>'
            labels = _column(name, kind)
            if number == "1026" and not p:
                labels[3] = ("ColumnType", "")
                site.plant("page.labels", where[p])
            body = f'<div class="w">{_here(*_steps(at))}{_side(at)}<div class="right"><h2 class="lm">{name}</h2>{_rows(part, way)}<div class="pb_sys_common"><span class="p_t">共{len(entries)}条</span>{turn}</div></div></div>'
            _put(site, where[p], _page(name, body, labels))
        if number in STALE:
            site.plant("column.stale", f"/{at}.htm")
    none = ['<ul class="list line"></ul><div class="pb_sys_common"><span class="p_t">共0条</span></div>', '<ul class="list"><li>暂无内容</li></ul>', '<div class="list"></div>', _rows([], "table"), '<p class="none">暂无相关信息！</p>', '<ul class="list line"></ul>']
    for (at, name), what in zip(BLANK.items(), none, strict=True):
        kind = {"xwzx": "动态要闻", "hdjl": "互动交流", "bsfw": "办事服务"}.get(at[:4], "信息公开")
        _put(site, f"/{at}.htm", _page(name, f'<div class="w">{_here(*_steps(at))}{_side(at)}<div class="right"><h2 class="lm">{name}</h2>{what}</div></div>', _column(name, kind)))
        site.plant("column.blank", f"/{at}.htm")
    for top, kind in (("xwzx", "动态要闻"), ("tzgg", "通知公告"), ("hdjl", "互动交流"), ("bsfw", "办事服务")):
        boxes = "".join(f'<div class="box"><div class="bt"><h2>{NAMES[a]}</h2><a href="/{a}.htm" title="{NAMES[a]}">更多&gt;&gt;</a></div>{_rows(lists[a][:6], "line").replace("line_u9", f"line_{c}")}</div>' for c, a in enumerate(a for a in _inside(top) if a in lists))
        _put(site, f"/{top}.htm", _page(NAMES[top], f'<div class="w">{_here(*_steps(top))}{boxes}</div>', _column(NAMES[top], kind)))


def _files(site: Site) -> None:
    jpg, word, note = prose.jpeg(), kit.office("word"), '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>提示</title></head><body><p>文件不存在或已被删除</p></body></html>'.encode()
    for name in ("logo", "gaba", "dzjg", "jiucuo", "ipv6", "favicon", "more", "line", "banner1", "bg"):
        site.write(f"/images/{name}.png", kit.png())
    base = b"function openWza(){document.body.className+=' wza'}function zh_tran(m){return m}function jump(s){if(s.value)window.open(s.value)}function doZoom(n){document.getElementById('vsb_content').style.fontSize=n+'px'}function showTab(n){return n}function showVsbpdfIframe(){return 1}function _showDynClicks(){document.write('36')}"
    for name, data in {
        "images/line.gif": prose.gif(), "css/style.css": b".head{background:url(../images/bg.png)}.w{width:1200px;margin:auto}", "js/jquery.min.js": b"var jQuery=function(f){return f};", "js/base.js": base,
        "system/resource/js/counter.js": b"function _jsq_(a,b,c,d){return d}", "system/resource/images/filetype/xls.png": kit.png(), PHOTO[1:]: jpg, "__local/D/19/F3/video.mp4": prose.archive("mp4"), "__local/D/19/F3/video.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\n字幕\n".encode(),
        "_/down/5520113": word, "_/down/5520114": kit.OLD_OFFICE, "_/down/5520115": kit.pdf(), "_/down/QzFML7M4nNnmVRfM.pdf": kit.pdf(),
        "__local/6/D2/90/名单.xlsx": kit.office("xl"), "__local/6/D2/90/8E20_3300.pdf": kit.pdf(), "__local/6/D2/90/8E21_4400.ofd": prose.archive("ofd"), "__local/6/D2/90/8E23_2200.doc": kit.OLD_OFFICE, "__local/6/D2/90/8E24_2200.zip": prose.archive("zip"),
        # what is not what it should be
        "_/down/3120557": b"", "__local/2/AA/01/C9D3E7F1025B4A68BB17C0F2D11_5E3B7710_0.doc": b"", "__local/4/31/B8/0F7729D54C1EA6A3F02B98C4E15_BC11D2A7_2F00.pdf": kit.pdf()[:230], "__local/9/5E/77/D410BC2F86AE135790CDA1B2F60_10B7E4C3_4400.xlsx": kit.office("xl")[:170],
        "files/2018/zbgg.pdf": note, "__local/B/60/3C/7A1FE05D9923C8B44EE6120FD73_77A0E5C8_9C40.pdf": jpg, "__local/1/F0/22/0B7D1E93A5C4F6082DD17BE94C3_0E5F1A2B_0.jpg": b"", "files/2018/lct.jpg": note,
    }.items():
        site.write("/" + name, data)
    for a, b in (("/login.jsp", "/sso/login.do"), ("/sso/login.do", "/login.jsp"), ("/xxgk.htm", "/xxgk/index.htm"), ("/xxgk/index.htm", "/xxgk.htm"), ("/mobile/index.htm", "/mobile/index.htm"), ("/wsbs.htm", "/wsbs/"), ("/wsbs/", "/wsbs.htm"), ("/en/", "/en/index.htm"), ("/en/index.htm", "/en/"), ("/xxgk/tzgg.htm", "/tzgg/tzgg.htm")):
        site.redirects[a] = b
    site.lost.update({"/old/": "/_/404.html", "/jyj/": "/_/closed.html"})
    # Not lost: programs that find what they serve by their arguments, and say 404 when there is none.
    site.lost.update({"/system/_content/download.jsp": "/_/down/$arg_wbfileid", "/virtual_attach_file.vsb": "/_/down/$arg_afc$arg_e", "/content.jsp": "/_/n$arg_wbnewsid.html", "/ssjg.jsp": "/_/ssjg.html"})


def _fixed(site: Site, lists: dict[str, list]) -> None:
    def put(at: str, name: str, body: str, labels: Labels | None = None, *steps: Step) -> None:
        html = _page(name, f'<div class="w">{_here(*steps, tail="" if steps else f" &gt; {name}")}<div class="nr"><h1>{name}</h1>{body}</div></div>', labels or [])
        # Behind another address than their own: from the root.
        site.write(at, html.replace('charset="@"', 'charset="utf-8"')) if at.startswith("/_/") else _put(site, at, html)

    back = '<p><a href="/index.htm">返回首页</a></p>'
    put("/_/404.html", "页面不存在", f'<p>抱歉，您访问的页面不存在或已被删除。</p>{back}')
    put("/_/closed.html", "系统提示", f'<p>404 您要访问的页面不存在！</p>{back}')
    for key in ("19873", "20117"):
        put(f"/_/n{key}.html", "系统提示", f'<p>对不起，您访问的文章不存在或已被删除！</p>{back}')
    put("/_/n52001.html", "县政府机关节假日值班安排", f"<p>发布时间：2023-09-27 来源：县政府办公室</p><p>{prose.text(8800)}</p><p>{prose.text(8801)}</p>", _content("通知公告", "通知公告", "县政府机关节假日值班安排", "2023-09-27 10:10"), *_steps("tzgg/tzgg"))
    put("/_/ssjg.html", "搜索结果", _rows(lists["tzgg/tzgg"][:8], "line"))
    tree = "".join(f'<li><a href="/{a}.htm">{n}</a></li>' for a, n in NAMES.items())
    put("/wzgl/wzdt.htm", "网站地图", f"<ul>{tree}</ul>")
    put("/wzgl/sybz.htm", "使用帮助", f'<h2 id="简介">简介</h2><p>{prose.text(8810)}</p><h2><a name="jiansuo"></a>检索说明</h2><p>{prose.text(8811)}</p><h2>用户注册</h2><p>{prose.text(8812)}</p>')
    for k, (at, name) in enumerate((("lxwm", "联系我们"), ("beian", "备案信息"), ("dzjg", "党政机关网站标识"), ("jiucuo", "我为政府网站找错"), ("map", "县政府位置"))):
        put(f"/wzgl/{at}.htm", name, f"<p>{prose.text(8820 + k)}</p>")
    people = "".join(f'<dl><dt><img src="{PHOTO}" alt="{w}照片">{w}</dt><dd>{prose.text(8830 + k, 3)}</dd></dl>' for k, w in enumerate(("县长", "常务副县长", "副县长")))
    offices = "".join(f"<tr><td>{w}</td><td>{prose.text(8840 + k, 2)}</td><td>0598-000000{k}</td></tr>" for k, w in enumerate(("县政府办公室", "县发展和改革局", "县教育局", "县民政局")))
    bodies = [f"<p>{prose.text(8850, 9)}</p><p>{prose.text(8851, 9)}</p>", people, f"<table><tr><th>机构名称</th><th>主要职责</th><th>联系电话</th></tr>{offices}</table>"]
    for (at, name, kind), body in zip(PLACES, bodies, strict=True):
        put(f"/{at}.htm", name, body, _column(name, kind), *_steps(at))
    put("/zjsl.htm", "走进示例", bodies[0] + "".join(f'<p><a href="/{a}.htm">{n}</a></p>' for a, n, _ in PLACES[:2]), _column("走进示例", "概况信息"), *_steps("zjsl"))
    boxes = "".join(f'<div class="box"><div class="bt"><h2>{NAMES[a]}</h2><a href="/{a}.htm" title="更多{NAMES[a]}">更多</a></div>{_rows(lists[a][:7], "home")}</div>' for a in ("xwzx/jryw", "xwzx/bmdt", "tzgg/tzgg", "tzgg/gsgg", "zfxxgk/fdzdgknr/zfbwj", "zfxxgk/fdzdgknr/bmjd"))
    slides = "".join(f'u_u8_.addimg("{PHOTO}","{p[1:]}","{h}","");' for p, h, _ in lists["xwzx/tpxw"][:4])
    special = f'<div class="zt"><a href="{site.plant("link.broken", "/zt/2021/dsxxjy.htm")}"><img src="/images/banner1.png" alt="党史学习教育专题"></a><a href="/hdjl/myzj.htm"><img src="{site.plant("image.broken", "/images/2022/myzj.jpg")}" alt="民意征集"></a></div>'
    entry = '<p><a href="/zfxxgk.htm">政府信息公开</a> <a href="/zfxxgk/ysqgk.htm">依申请公开</a> <a href="/zfxxgk/zfxxgknb.htm">政府信息公开年报</a></p>'
    home = _page("首页", f'<div class="w"><h1 class="hide">{NAME}</h1><div class="hd"><script>var u_u8_={{addimg:function(){{}}}};{slides}</script></div>{boxes}{special}{entry}</div>', [], title=f"<title>{NAME}门户网站</title>")
    for at in ("/", "/index.htm"):
        _put(site, at, home)


def _hub(site: Site, lists: dict[str, list]) -> None:
    def put(at: str, body: str, kind: str = "信息公开") -> None:
        side = "".join(f'<li><a href="/zfxxgk/{a}.htm">{n}</a></li>' for a, n in HUB)
        name = NAMES[at]
        _put(site, f"/{at}.htm", _page(name, f'<div class="w">{_here(*_steps(at))}<div class="xxgk-l"><ul>{side}</ul></div><div class="xxgk-r"><h1>{name}</h1>{body}</div></div>', _column(name, kind)))

    find = '<form action="/ssjg.jsp" method="get"><label for="gk">信息公开检索</label><input type="text" id="gk" name="key"><input type="submit" value="检索"></form>'
    topics = "".join(f'<li><a href="/{a}.htm">{n}</a></li>' for a, n in NAMES.items() if a.startswith("zfxxgk/fdzdgknr/"))
    years = [(f"/info/1050/{9000 + y}.htm", f"示例县人民政府{y}年政府信息公开工作年度报告", dt.date(y + 1, 1, 18 + y % 9)) for y in range(2022, 2007, -1)]
    lists["zfxxgk/zfxxgknb"] = years
    put("zfxxgk", f'{find}<h2>最新公开</h2>{_rows(lists["zfxxgk/fdzdgknr/zfbwj"][:8], "line")}')
    put("zfxxgk/zfxxgkzn", "<h2>一、政府信息的分类和编排体系</h2><p>按机构职能、政策文件、财政资金、重点领域等分类，以索引号、名称、发布机构、日期编排。</p><h2>二、政府信息的获取方式</h2><p>通过政府网站、县档案馆和图书馆查阅点获取，也可以依法申请获取。</p><h2>三、政府信息公开工作机构</h2><p>工作机构名称：示例县人民政府办公室<br>办公地址：示例县示例路8号<br>办公时间：工作日8:00－12:00，14:30－17:30<br>联系电话：0598-0000000<br>传真号码：0598-0000001<br>电子邮箱：slxgk@example.gov.cn</p><h2>四、依申请公开</h2><p>可以当面、邮寄或者在网上提出申请，行政机关自收到申请之日起20个工作日内答复。</p><h2>五、监督和救济</h2><p>可以依法向主管部门投诉举报，或者申请行政复议、提起行政诉讼。</p>")
    put("zfxxgk/zfxxgkzd", f'<p>{prose.text(8900, 6)}</p><ul class="zd">{"".join(f"""<li><a href="{p}">{h}</a></li>""" for p, h, _ in lists["zfxxgk/fdzdgknr/zfwj"][:4])}</ul>')
    put("zfxxgk/fdzdgknr", f'<ul class="ml">{topics}</ul><h2>财政资金</h2>{_rows(lists["zfxxgk/fdzdgknr/czzj"][:8], "line")}')
    put("zfxxgk/zfxxgknb", _rows(years, "line"))
    put("zfxxgk/ysqgk", f'<p>{prose.text(8901)}</p><p><a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1532870145&wbfileid=5520113">申请表下载</a> <a href="{site.plant("attachment.broken", "/files/ysqgklct.pdf")}">办理流程图.pdf</a></p><form action="/ssjg.jsp" method="post"><p><label for="s1">申请人姓名</label><input type="text" id="s1" name="s1"></p><p><label for="s2">联系方式</label><input type="text" id="s2" name="s2"></p><p><label for="s3">所需信息内容</label><textarea id="s3" name="s3" rows="4" cols="50"></textarea></p><p><input type="submit" value="提交申请"></p></form>')
    for path, heading, day in years:
        body = f'<div class="w">{_here(*_steps("zfxxgk/zfxxgknb"), tail=" &gt; 正文")}<div class="article"><h1>{heading}</h1><div class="xx"><span>发布时间：{day} 09:00</span><span>来源：县政府办公室</span></div><div id="vsb_content"><h2>一、总体情况</h2><p>{prose.text(day.year + 8950, 6)}</p></div></div></div>'
        _put(site, path, _page(heading, body, _content("政府信息公开年报", "信息公开", heading, f"{day} 09:00")))
