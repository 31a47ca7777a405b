# ruff: noqa: E501 - markup in one line
"""A district's site as the large publishing systems made it about 2022: /art/ and /col/ addresses, lists kept as records in a
script, attachments behind downfile.jsp, a second site below /zfxxgk/ with its own head. Written without knowledge of how the
inspection works; ``eta.plants`` lists what is wrong in its articles."""

from __future__ import annotations

# fmt: off
import datetime as dt
import re
from pathlib import Path

from . import kit, planting, prose
from .kit import Site
from .planting import Frame

NAME = "示例区人民政府"
TODAY = "2022-09-15"
SUB = "/zfxxgk"
# id|name|kind|days since the newest item|how it is shown|d: records in a script, s: rows in the page; below 9000 on the main site
COLUMNS = [line.split("|") for line in """1233|区内要闻|动态要闻|0|dash|d
1234|部门动态|动态要闻|4|bracket|d
1235|镇街动态|动态要闻|8|block|s
1236|媒体聚焦|动态要闻|38|dash|d
1237|图片新闻|动态要闻|3|picture|s
1238|视频新闻|动态要闻|57|picture|s
1240|通知公告|通知公告|1|dash|s
1241|公示公告|通知公告|36|dot|s
1242|招考信息|通知公告|245|bracket|d
1243|信件选登|互动交流|11|dash|d
1245|意见征集|互动交流|29|bracket|s
1246|在线访谈|互动交流|50|picture|s
1250|办事公告|办事服务|24|dash|d
9101|区政府文件|政策文件|19|table|s
9102|区政府办文件|政策文件|12|dash|d
9103|规范性文件|政策文件|335|table|s
9104|文字解读|政策解读|17|dash|d
9105|图片解读|政策解读|33|picture|s
9106|人事任免|信息公开|44|dash|s
9107|财政预决算|信息公开|14|dash|s
9108|重大建设项目|信息公开|27|slash|s
9109|公共资源配置|信息公开|21|dash|d
9110|生态环境|信息公开|31|bracket|s
9111|产品质量抽检|信息公开|850|dash|d
9112|建议提案办理|信息公开|65|dash|s""".splitlines()]
STALE = {"1236", "1238", "1242", "9103", "9111"}
BLANK = {"1261": "直播回放", "1262": "回应关切", "1263": "民生实事", "9121": "规划计划", "9122": "应急预案"}
GROUPS = [("1230", "新闻动态", "1233 1234 1235 1236 1237 1238"), ("1239", "公示公告栏", "1240 1241 1242"), ("1244", "互动交流", "1243 1245 1246"), ("1249", "办事服务", "1250")]
SHOWN = {"dash": "{:%Y-%m-%d}", "bracket": "[{:%Y-%m-%d}]", "dot": "{:%Y.%m.%d}", "slash": "{:%Y/%m/%d}", "picture": "{:%Y-%m-%d}", "table": "{:%Y-%m-%d}", "home": "{:%m-%d}"}
HUB = {"9140": "政府信息公开指南", "9141": "政府信息公开制度", "9142": "法定主动公开内容", "9143": "政府信息公开年报", "9144": "依申请公开"}
NAMES = {c[0]: c[1] for c in COLUMNS} | BLANK | HUB | {g: n for g, n, _ in GROUPS} | {"1201": "区情概况", "1202": "领导之窗", "9131": "机构职能"}


def _at(col: str) -> str:
    return f"{SUB if col >= '9' else ''}/col/col{col}/index.html"


def _own() -> list[tuple[str, str]]:
    return [("SiteName", NAME), ("SiteDomain", "www.slq.gov.cn"), ("SiteIDCode", "3502990012")]


def _column(col: str, kind: str) -> list[tuple[str, str]]:
    name = NAMES.get(col, "政府信息公开")
    return [("ColumnName", name), ("ColumnDescription", f"{NAME}{name}栏目发布有关{name}的信息"), ("ColumnKeywords", f"示例区,{name}"), ("ColumnType", kind)]


def _article_labels(name: str, kind: str, heading: str, moment: str) -> list[tuple[str, str]]:
    return [("ColumnName", name), ("ColumnType", kind), ("ArticleTitle", heading), ("PubDate", moment), ("ContentSource", "示例区人民政府办公室"), ("Keywords", name), ("Author", "示例区"), ("Description", heading[:12])]


def _meta(labels: list[tuple[str, str]]) -> str:
    return "\n".join(f'<meta name="{n}" content="{v}" />' for n, v in labels)


def _foot() -> str:
    return f"""<table width="1200" border="0" align="center" cellpadding="0" cellspacing="0" class="foot"><tr><td align="center"><a href="/wzdt/index.html" target="_blank">网站地图</a> | <a href="/lxwm/index.html" target="_blank">联系我们</a> | <a href="/col/col1172/index.html" target="_blank">版权声明</a> | <a href="/help/index.html" target="_blank">使用帮助</a></td></tr>
<tr><td align="center">主办：示例区人民政府办公室　承办：示例区大数据中心　联系电话：0592-0000000<br />网站标识码：3502990012　<a href="/beian/index.html">闽ICP备05000012号-1</a>　<img src="/images/ga.png" alt="" /> 闽公网安备 35029902000012号<br />建议使用1366×768以上分辨率浏览　<img src="/images/ipv6.png" alt="本网站支持IPv6" /></td></tr>
<tr><td align="center"><a href="/dzjg/index.html"><img src="/images/dzjg.png" alt="党政机关网站标识" /></a> <a href="/jiucuo/index.html"><img src="/images/jiucuo.png" alt="我为政府网站找错" /></a> <label for="yqlj">友情链接</label> <select id="yqlj" onchange="jumpTo(this)"><option value="">区直部门网站</option><option value="/lxwm/index.html">区府办</option><option value="{_at("9131")}">区发改局</option></select></td></tr></table>"""


def _main_head() -> str:
    menu = "".join(f'<li><a href="{_at(g)}" target="_self">{n}</a><ul class="sub">' + "".join(f'<li><a href="{_at(c)}">{NAMES[c]}</a></li>' for c in ids.split()) + "</ul></li>" for g, n, ids in GROUPS)
    return f"""<div class="topbar"><span id="jrrq"></span> <a href="javascript:void(0)" id="wzayd" onclick="wza.open()">无障碍浏览</a> <button type="button" class="elder" onclick="elder.toggle()"><img src="/images/elder.png" alt="" />长者助手</button> <a id="StranLink" name="StranLink" href="javascript:StranBody()">繁體版</a> <a href="javascript:;" onclick="SetHome(this,location.href)">设为首页</a></div>
<div class="logo"><a href="/index.html"><img src="/images/logo.png" alt="{NAME}" /></a><form name="searchform" method="get" action="/jsearchfront/search.do" target="_blank"><input type="hidden" name="websiteid" value="350299000000000" /><label for="q" class="hide">请输入关键词</label><input type="text" name="q" id="q" placeholder="请输入关键词" /><input type="submit" value="搜索" /></form></div>
<ul class="nav"><li><a href="/index.html">首页</a></li><li><a href="{_at("1201")}">区情概况</a></li><li><a href="{_at("1202")}">领导之窗</a></li>{menu}<li><a href="{SUB}/index.html">政府信息公开</a></li><!--<$[专题]>begin-->{"".join(f'<li><a href="{_at(c)}">{BLANK[c]}</a></li>' for c in list(BLANK)[:3])}<!--<$[专题]>end--></ul>"""


def _sub_head() -> str:
    return f"""<div class="xxgk-top"><a href="/index.html">返回主站</a> <a href="javascript:void(0)" onclick="wza.open();">无障碍</a></div><div class="xxgk-banner"><a href="{SUB}/index.html"><img src="/images/xxgk.png" alt="{NAME}政府信息公开" /></a></div>
<div class="xxgk-nav"><ul>{"".join(f'<li><a href="{_at(c)}">{n}</a></li>' for c, n in HUB.items())}</ul></div>"""


def _page(name: str, body: str, labels: list[tuple[str, str]], *, sub: bool = False, lang: str = ' lang="zh-CN"', title: str | None = None) -> str:
    shown = f"<title>{NAME}{'政府信息公开' if sub else '门户网站'} {name}</title>" if title is None else title
    base = '<base target="_self" />' if sub else ""
    head = _sub_head() if sub else _main_head()
    return f"""<!DOCTYPE html>
<html{lang}><head><meta http-equiv="Content-Type" content="text/html; charset=@" />
<meta http-equiv="X-UA-Compatible" content="IE=edge" /><meta name="renderer" content="webkit" />{shown}{base}
{_meta(_own() + labels)}
<meta name='maketime' content='2022-09-15 06:12:07' />
<link href="/images/1/{"xxgk" if sub else "css"}.css" type="text/css" rel="stylesheet" /><link rel="shortcut icon" href="/favicon.ico" />
<script type="text/javascript" src="/script/0/jquery-1.8.3.min.js"></script><script language="javascript" src="/script/0/common.js"></script></head>
<body><a name="top"></a>{head}
{body}
{_foot()}
<!-- visitcount begin --><script type="text/javascript">jrrq();</script><!-- visitcount end --><div style="display:none"></div></body></html>"""


def _here(sub: bool, *steps: tuple[str, str]) -> str:
    first = f'<a href="{SUB}/index.html">政府信息公开</a>' if sub else '<a href="/index.html" class="bt_link">首页</a>'
    trail = "".join(f'&nbsp;&gt;&nbsp;<a title="{n}" href="{a}" class="bt_link">{n}</a>' for a, n in steps)
    return f'<table width="100%" border="0" cellspacing="0" cellpadding="0"><tr><td class="wz">当前位置：{first}{trail}</td></tr></table>'


def _rows(entries: list, way: str) -> list[str]:
    out = []
    for k, (at, heading, day) in enumerate(entries):
        link = f'<a href="{at}" target="_blank" title="{heading}">{heading}</a>'
        if way == "block":
            out.append(f'<li><div class="rq"><b>{day:%d}</b><span>{day:%Y-%m}</span></div>{link}</li>')
        elif way == "picture":
            out.append(f'<li><a href="{at}" target="_blank"><img src="/picture/0/2209010930.jpg" alt="配图{k + 1}" /></a><p>{link}</p><span>{SHOWN[way].format(day)}</span></li>')
        elif way == "table":
            out.append(f'<tr><td align="center">{k + 1}</td><td>{link}</td><td>示政〔{day.year}〕{k + 11}号</td><td>{SHOWN[way].format(day)}</td></tr>')
        else:
            out.append(f'<li>{link}<span class="bt_time">{SHOWN[way].format(day)}</span></li>')
    return out


def _listed(rows: list[str], way: str) -> str:
    if way == "table":
        return f'<table width="100%" border="1" class="wjlb"><tr><th>序号</th><th>标题</th><th>文号</th><th>发布日期</th></tr>{"".join(rows)}</table>'
    return f'<ul class="default_list {way}"><!--<$[信息列表]>begin-->{"".join(rows)}<!--<$[信息列表]>end--></ul>'


def _records(rows: list[str], following: str = "") -> str:
    group = f'<nextgroup><![CDATA[<a href="{following}"></a>]]></nextgroup>' if following else ""
    return f"<datastore>\n{group}\n<totalrecord>{len(rows)}</totalrecord><recordset>\n" + "\n".join(f"<record><![CDATA[{row}]]></record>" for row in rows) + "\n</recordset></datastore>"


def _stored(col: str, rows: list[str], following: str = "") -> str:
    """A list whose records stand in the page for a script to show."""
    return f"""<div id="5{col}" class="default_pgContainer"><script type="text/xml">{_records(rows, following)}</script></div><script type="text/javascript">jpage("5{col}",{{perPage:20,proxyUrl:"/module/web/jpage/dataproxy.jsp"}});</script>"""


def _put(site: Site, path: str, html: str, way: str = "") -> None:
    planting.put(site, path, html, way, "utf-8", ("<!--ZJEG_RSS.content.begin-->", "<!--ZJEG_RSS.content.end-->"))


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site; ``elsewhere`` is an address where nothing answers."""
    site = Site(folder, today=TODAY)
    today = dt.date.fromisoformat(TODAY)
    _files(site)
    each = max(24, (pages - 80) // (len(COLUMNS) + 1))
    waiting = planting.read(__file__, elsewhere=elsewhere)
    site.plant("link.broken", "/col/col1172/index.html")
    lists: dict[str, list] = {}
    for c, (col, _, kind, age, _, _) in enumerate(COLUMNS):
        articles = []
        for k in range(each):
            n, day = c * each + k, today - dt.timedelta(days=int(age) + k * (1 + c % 2))
            plant = waiting.pop() if waiting and k % 2 and k < 20 and kind != "政策文件" else None
            heading, _ = planting.named(plant, prose.heading(kind, n + 3131), "")
            root = SUB if col >= "9" else ""
            articles.append((f"{root}/art/{day.year}/{day.month}/{day.day}/art_{col}_{512000 + n * 7}.html", heading, day, plant))
        lists[col] = [a[:3] for a in articles]
        for k in range(each):
            _article(site, articles, k, COLUMNS[c], c * each + k)
    if waiting:
        raise ValueError(f"{len(waiting)} defects found no page; make the site larger")
    _lists(site, lists)
    _fixed(site, lists)
    _hub(site, lists)
    return site


def _article(site: Site, articles: list, k: int, column: list[str], n: int) -> None:
    path, heading, day, plant = articles[k]
    col, name, kind = column[:3]
    labels = _article_labels(name, kind, heading, f"{day} {8 + n % 9:02}:{n % 60:02}:{n * 7 % 60:02}")
    it = Frame(path, labels, f"发布日期：<!--<$[信息发布日期]>begin-->{day}<!--<$[信息发布日期]>end-->").take(site, plant, "/")
    if "chinese:" in it.flags:
        it.when = f"发布日期：{day:%Y年%m月%d日}"
    near = "".join(f"<p>{w}：" + (f'<a href="{articles[j][0]}" title="{articles[j][1]}">{articles[j][1]}</a>' if 0 <= j < len(articles) else "没有了") + "</p>" for w, j in (("上一篇", k - 1), ("下一篇", k + 1)))
    paper = ""
    if kind == "政策文件":
        paper = f'<table class="xxgk_table" width="100%" border="1"><tr><th>索引号</th><td>XM0029-02-{col}-{day.year}-{n:05}</td><th>文号</th><td>示政〔{day.year}〕{k + 11}号</td></tr><tr><th>发文机构</th><td>{NAME}</td><th>成文日期</th><td>{day - dt.timedelta(days=2)}</td></tr><tr><th>有效性</th><td>有效</td><th>主题分类</th><td>综合政务</td></tr></table>'
    files = ("2209011530.pdf", "2209011531.docx", "2209011534.xls", "2209011535.zip", "2209011533.wps")
    enclosed = f'<p><img src="/images/icon/doc.gif" alt="" /> <a href="/module/download/downfile.jsp?classid=0&amp;filename={files[n % 5]}">附件：有关材料{files[n % 5][10:]}</a></p>' if n % 3 == 0 else ""
    picture = '<p style="text-align:center;"><img border="0" src="/picture/0/2209010930.jpg" alt="工作现场" /></p>' if n % 4 == 0 else ""
    body = f"""{_here(col >= "9", (_at(col), name))}{paper}<table id="article" width="1000" border="0" align="center"><tr><td align="center"><h1 class="vc_title"><!--<$[标题名称(html)]>begin-->{heading}<!--<$[标题名称(html)]>end--></h1></td></tr>
<tr><td align="center" class="xx">{it.when}　信息来源：示例区人民政府办公室　浏览次数：<script language="javascript" src="/module/visitcount/articlehits.jsp?colid={col}&amp;artid={512000 + n * 7}"></script>　字号：[ <a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> <a href="javascript:doZoom(14)">小</a> ] <a href="javascript:void(0)" onclick="doPrint()">打印</a></td></tr>
<tr><td class="bt_content"><div id="zoom"><!--ZJEG_RSS.content.begin--><p style="text-indent:2em;">{prose.text(n + 20000)}</p>{picture}<p style="text-indent:2em;">{prose.text(n + 60000, 3)}</p><!--ZJEG_RSS.content.end-->{it.body}{enclosed}</div></td></tr><tr><td>{near}</td></tr></table>"""
    html = _page(heading, body, it.labels, sub=col >= "9", lang=it.lang, title=it.title)
    if "shuffle:" in it.flags:
        html = html.replace(_meta(_own() + labels), "".join(f"<META content='{b}' name='{a}'>" for a, b in labels[::-1] + _own()))
    if "bom:" in it.flags:
        html = "\ufeff" + html
    _put(site, path, html, it.way)


def _lists(site: Site, lists: dict[str, list]) -> None:
    hot = _listed(_rows(lists["1233"][:6], "home"), "home")
    for col, name, kind, _, way, how in COLUMNS:
        sub, at, rows = col >= "9", _at(col), _rows(lists[col], way)
        side = f'<td width="240" valign="top"><div class="dh">{"公开目录" if sub else "栏目导航"}</div><ul>' + "".join(f'<li><a href="{_at(c[0])}">{c[1]}</a></li>' for c in COLUMNS if (c[0] >= "9") == sub) + "</ul></td>"
        if col == "1240":  # an article taken back after the list was made
            rows.insert(7, f'<li><a href="{site.plant("link.broken", "/art/2022/9/6/art_1240_511873.html")}" target="_blank">关于停水检修的通告</a><span class="bt_time">{lists[col][7][2]}</span></li>')
        if how == "d":
            following = f"/module/web/jpage/dataproxy.jsp?page=1&amp;appid=1&amp;webid=1&amp;path=/&amp;columnid={col}&amp;unitid=5{col}&amp;permissiontype=0"
            parts = [_stored(col, rows[:60], following if len(rows) > 60 else "")]
            site.write(f"/_/proxy_{col}.xml", "<?xml version='1.0' encoding='UTF-8'?>" + _records(rows[60:]))
        else:
            parts = [_listed(rows[p : p + 20], way) for p in range(0, len(rows), 20)]
        for p, part in enumerate(parts):
            turn = " ".join(f'<a href="{at.replace("index", f"index_{j + 1}") if j else at}">{j + 1}</a>' for j in range(len(parts)))
            labels = _column(col, kind)
            here = at.replace("index", f"index_{p + 1}") if p else at
            if col == "1245" and not p:
                labels[3] = ("ColumnType", "")
                site.plant("page.labels", here)
            body = f'{_here(sub, (at, name))}<table width="1200" align="center"><tr>{side}<td valign="top"><h1 class="lm">{name}</h1>{part}<div class="pages">共 {len(parts)} 页　{turn}</div></td></tr></table>'
            _put(site, here, _page(name, body, labels, sub=sub))
        if col in STALE:
            site.plant("column.stale", at)
    empty = {"1261": _stored("1261", []), "1262": '<ul class="default_list"><li class="none">暂无数据</li></ul>', "1263": f'{_listed([], "dash")}<div class="rm"><div class="dh">热点关注</div>{hot}</div>', "9121": _listed([], "table"), "9122": '<div class="xxgk_list"></div><div class="pages">共 0 条　第 1/1 页</div>'}
    for col, what in empty.items():
        name, sub = NAMES[col], col >= "9"
        _put(site, _at(col), _page(name, f'{_here(sub, (_at(col), name))}<div class="w1200"><h1 class="lm">{name}</h1>{what}</div>', _column(col, "信息公开"), sub=sub))
        site.plant("column.blank", _at(col))
    for group, name, ids in GROUPS:  # a channel shows what is new in its columns
        boxes = "".join(f'<div class="box"><h2><a href="{_at(c)}">{NAMES[c]}</a></h2>{_listed(_rows(lists[c][:6], "dash"), "dash")}</div>' for c in ids.split())
        _put(site, _at(group), _page(name, f'{_here(False, (_at(group), name))}<h1 class="lm">{name}</h1>{boxes}', _column(group, "互动交流" if group == "1244" else "办事服务" if group == "1249" else "动态要闻" if group == "1230" else "通知公告")))


def _files(site: Site) -> None:
    jpg, word, page = prose.jpeg(), kit.office("word"), "<!DOCTYPE html><html lang=\"zh-CN\"><head><title>提示</title></head><body><script>alert('文件不存在！');history.back();</script></body></html>".encode()
    for name in ("logo", "xxgk", "ga", "ipv6", "dzjg", "jiucuo", "elder", "so", "bg", "banner1"):
        site.write(f"/images/{name}.png", kit.png())
    for name in ("lazy", "line", "icon/doc", "icon/xls"):
        site.write(f"/images/{name}.gif", prose.gif())
    script = b"""function jrrq(){var e=document.getElementById('jrrq');if(e)e.innerHTML=new Date().toLocaleDateString()}var wza={open:function(){document.body.className+=' wza'}};var elder={toggle:function(){document.body.className+=' elder'}};
function StranBody(){return false}function SetHome(o,u){return u}function doZoom(n){document.getElementById('zoom').style.fontSize=n+'px'}function doPrint(){window.print()}function jumpTo(s){if(s.value)window.open(s.value)}function openUrl(u){window.open(u)}
function jpage(id){var e=document.getElementById(id),x=e.getElementsByTagName('script')[0].text,r=x.match(/<record><!\\[CDATA\\[[\\s\\S]*?\\]\\]>/g)||[],u=document.createElement('ul');for(var i=0;i<r.length&&i<20;i++)u.innerHTML+=r[i].slice(17,-3);e.appendChild(u)}
$(function(){$('.bdsharebuttonbox a').click(function(){return false})});"""
    for name, data in {
        "favicon.ico": kit.png(), "images/1/css.css": b"body{font:14px/1.8 '\xe5\xbe\xae\xe8\xbd\xaf\xe9\x9b\x85\xe9\xbb\x91'}.nav{background:url(../bg.png)}", "images/1/xxgk.css": b".xxgk-banner{background:#eef}",
        "script/0/jquery-1.8.3.min.js": b"var $=function(s){if(typeof s==='function')return document.addEventListener('DOMContentLoaded',s);var l=document.querySelectorAll(s);return{click:function(f){for(var i=0;i<l.length;i++)l[i].onclick=f}}};",
        "script/0/common.js": script, "_/hits.js": b"document.write('128');",
        "picture/0/2209010930.jpg": jpg, "picture/0/really_png.jpg": kit.png(), "picture/0/2003121720.jpg": b"", "picture/0/2202211108.png": page,
        "vc/0/2209.mp4": prose.archive("mp4"), "vc/0/2209.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\n示例字幕\n".encode(),
        "_/down/2209011530.pdf": kit.pdf(), "_/down/2209011531.docx": word, "_/down/2209011533.wps": kit.OLD_OFFICE, "_/down/2209011534.xls": kit.OLD_OFFICE, "_/down/2209011535.zip": prose.archive("zip"),
        "attach/0/2209011532.ofd": prose.archive("ofd"), "attach/0/2209011533.wps": kit.OLD_OFFICE, "attach/0/申请表.doc": kit.OLD_OFFICE,
        "_/down/2103151122.docx": b"", "attach/0/2011090930.pdf": page, "attach/0/2205301010.pdf": kit.pdf()[:240], "attach/0/2206131655.xlsx": kit.office("xl")[:180], "_/down/2207010800.zip": page, "attach/0/2208051433.pdf": jpg,
    }.items():
        site.write("/" + name, data)
    for a, b in (("/jis/front/login.do", "/jis/oauth2/authorize.do"), ("/jis/oauth2/authorize.do", "/jis/front/login.do"), ("/col/col1187/index.html", "/col/col1187/"), ("/col/col1187/", "/col/col1187/index.html"),
                 ("/wap/index.html", "/wap/index.html"), ("/xxgk", "/xxgk/"), ("/xxgk/", "/xxgk/index.jsp"), ("/xxgk/index.jsp", "/xxgk"), ("/xwzx/tzgg/index.html", _at("1240"))):
        site.redirects[a] = b
    site.lost.update({"/main/": "/_/nopage.html", "/jcms1/web12/": "/_/nosite.html"})
    # Not lost: programs that find what they serve by their arguments, and say 404 when there is none.
    site.lost.update({"/module/download/downfile.jsp": "/_/down/$arg_filename", "/module/web/jpage/dataproxy.jsp": "/_/proxy_${arg_columnid}.xml", "/module/visitcount/articlehits.jsp": "/_/hits.js", "/jsearchfront/search.do": "/_/search.html"})


def _fixed(site: Site, lists: dict[str, list]) -> None:
    def put(at: str, name: str, body: str, labels: list | None = None, sub: bool = False) -> None:
        _put(site, at, _page(name, f'{_here(sub, (at, name)) if labels else _here(sub)}<div class="w1200"><h1>{name}</h1>{body}</div>', labels or [], sub=sub))

    for at, name, words in (
        ("/_/nopage.html", "页面不存在", "抱歉，您访问的页面不存在或已被删除！"), ("/_/nosite.html", "提示信息", "您要访问的网站已关闭或者页面不存在。"),
        ("/art/2020/3/4/art_1240_388121.html", "系统提示", "对不起，您访问的信息已被删除或尚未发布。"), ("/zfxxgk/art/2019/12/30/art_9107_372210.html", "系统提示", "该信息不存在或已被删除！"),
    ):
        put(at, name, f'<p align="center">{words}</p><p><a href="/index.html">返回首页</a></p>')
    tree = "".join(f'<li><a href="{_at(c)}">{NAMES[c]}</a></li>' for c in NAMES)
    for k, (at, name) in enumerate({"wzdt": "网站地图", "lxwm": "联系我们", "beian": "备案信息", "dzjg": "党政机关网站标识", "jiucuo": "我为政府网站找错"}.items()):
        put(f"/{at}/index.html", name, f"<ul>{tree}</ul>" if at == "wzdt" else f"<p>{prose.text(4000 + k)}</p>")
    put("/_/search.html", "检索结果", _listed(_rows(lists["1240"][:10], "dash"), "dash"))
    put("/help/map.html", "区政府位置", f"<p>{prose.text(4010)}</p>")
    put("/help/index.html", "使用帮助", f'<h2 id="简介">简介</h2><p>{prose.text(4011)}</p><h2><a name="search"></a>怎样检索</h2><p>{prose.text(4012)}</p>')
    put(_at("1201"), NAMES["1201"], f'<div id="zoom"><p>{prose.text(4020, 8)}</p><p>{prose.text(4021, 8)}</p></div>', _column("1201", "概况信息"))
    people = "".join(f'<table><tr><td><img src="/picture/0/2209010930.jpg" alt="{w}照片" /></td><td><h2>{w}</h2><p>{prose.text(4030 + k, 2)}</p></td></tr></table>' for k, w in enumerate(("区长", "常务副区长", "副区长")))
    put(_at("1202"), NAMES["1202"], people, _column("1202", "领导信息"))
    offices = "".join(f"<tr><td>{w}</td><td>{prose.text(4040 + k, 2)}</td><td>0592-000000{k}</td></tr>" for k, w in enumerate(("区政府办公室", "区发展和改革局", "区教育局", "区民政局")))
    put(_at("9131"), NAMES["9131"], f'<table border="1"><tr><th>机构</th><th>主要职责</th><th>联系电话</th></tr>{offices}</table>', _column("9131", "机构职能"), sub=True)
    boxes = "".join(f'<div class="box"><h2><a href="{_at(c)}">{NAMES[c]}</a></h2>{_listed(_rows(lists[c][:7], w), w)}<a href="{_at(c)}" title="{NAMES[c]}更多">更多&gt;&gt;</a></div>' for c, w in (("1233", "dash"), ("1234", "home"), ("1240", "bracket"), ("9102", "home"), ("9104", "dash"), ("1250", "home")))
    slides = "".join(f'<li><a href="{p}" target="_blank"><img src="/picture/0/2209010930.jpg" alt="{h}" /></a></li>' for p, h, _ in lists["1237"][:4])
    special = f'<div class="zt" style="background:url({site.plant("image.broken", "/images/2021/zt_bg.jpg")}) no-repeat"><a href="{_at("1245")}"><img src="{site.plant("image.broken", "/picture/0/2103zt.png")}" alt="意见征集专题" /></a></div>'
    popup = f"""<div id="piaochuang"><a href="javascript:void(0)" onclick="window.open('{site.plant("link.dead_script", "/art/2022/5/20/art_1250_498003.html")}')">防范电信诈骗提示</a></div>"""
    entry = f'<p><a href="{_at("9144")}">依申请公开</a> <a href="{_at("1243")}">信件选登</a> <a href="{SUB}/index.html">政府信息公开</a> <a href="/col/col1240/">通知公告</a></p>'
    _put(site, "/index.html", _page("首页", f'<div class="w1200"><h1>{NAME}</h1><ul class="slide">{slides}</ul>{boxes}{special}{entry}{popup}</div>', [], title=f"<title>{NAME}门户网站</title>"))


def _hub(site: Site, lists: dict[str, list]) -> None:
    def put(at: str, name: str, body: str, labels: list, *steps: tuple[str, str]) -> None:
        side = "".join(f'<li><a href="{_at(c)}">{n}</a></li>' for c, n in HUB.items())
        _put(site, at, _page(name, f'{_here(True, *steps)}<div class="l"><ul>{side}</ul></div><div class="r"><h1>{name}</h1>{body}</div>', labels, sub=True))

    find = '<form action="/jsearchfront/search.do" method="get"><label for="gk">公开信息检索</label><input type="text" id="gk" name="q" /><input type="submit" value="检索" /></form>'
    topics = "".join(f'<li><a href="{_at(c)}">{NAMES[c]}</a></li>' for c in [c[0] for c in COLUMNS if c[0] >= "9"] + ["9121", "9122", "9131"])
    put(f"{SUB}/index.html", "政府信息公开", f'{find}{_listed(_rows(lists["9102"][:8], "dash"), "dash")}<iframe src="{SUB}/tree.html" title="主动公开目录" width="240" height="400" frameborder="0"></iframe>', _column("", "信息公开"))
    put(f"{SUB}/tree.html", "主动公开目录", f"<ul>{topics}</ul>", [])
    years = [(f"{SUB}/art/{y + 1}/1/{20 + y % 9}/art_9143_{30000 + y}.html", f"示例区{y}年政府信息公开工作年度报告", dt.date(y + 1, 1, 20 + y % 9), y) for y in range(2021, 2007, -1)]
    bodies = {
        "9140": "<h2>一、政府信息的分类和编排体系</h2><p>按照机构职能、政策文件、规划计划、财政信息、重点领域等分类，按索引号、名称、文号、发布日期编排。</p><h2>二、获取方式</h2><p>（一）政府网站；（二）区档案馆、图书馆的查阅场所；（三）依申请获取。</p><h2>三、工作机构</h2><p>工作机构名称：示例区人民政府办公室政务公开科<br />办公地址：示例区示例路1号<br />办公时间：法定工作日8:30－12:00，14:30－17:30<br />联系电话：0592-0000000<br />传真号码：0592-0000001<br />电子邮箱：slqgk@example.gov.cn</p><h2>四、申请的提出和答复</h2><p>可以当面、邮寄、传真或者在网上提出申请，自收到之日起20个工作日内答复。</p><h2>五、监督和救济</h2><p>可以向上一级机关或者政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼。</p>",
        "9141": "<ul>" + "".join(f'<li><a href="{p}">{h}</a></li>' for p, h, _ in lists["9101"][:5]) + f"</ul><p>{prose.text(4200)}</p>",
        "9142": f'<ul>{topics}</ul>{_listed(_rows(lists["9107"][:8], "dash"), "dash")}',
        "9143": _listed(_rows([y[:3] for y in years], "dash"), "dash"),
        "9144": f'<p>{prose.text(4201)}</p><p><a href="/module/download/downfile.jsp?classid=0&amp;filename=2209011531.docx">申请表.docx</a> <a href="{site.plant("attachment.broken", "/attach/0/ysqgk_lct.pdf")}">办理流程图.pdf</a></p><form action="/jsearchfront/search.do" method="post"><p><label for="s1">申请人</label><input type="text" id="s1" name="s1" /></p><p><label for="s2">联系方式</label><input type="text" id="s2" name="s2" /></p><p><label for="s3">所需信息</label><textarea id="s3" name="s3" rows="4" cols="50"></textarea></p><p><input type="submit" value="提交申请" /></p></form>',
    }
    for col, body in bodies.items():
        put(_at(col), HUB[col], body, _column(col, "信息公开"), (_at(col), HUB[col]))
    for at, heading, day, y in years:
        put(at, heading, f'<p>发布日期：{day}　信息来源：示例区人民政府办公室</p><div id="zoom"><h2>一、总体情况</h2><p>{re.sub("《|》", "", prose.text(y + 4300, 6))}</p></div>', _article_labels(HUB["9143"], "信息公开", heading, f"{day} 10:00:00"), (_at("9143"), HUB["9143"]))
