# ruff: noqa: E501 - markup in one line
"""A bureau's site as an older content system published it: GB 18030, tables for layout, relative links, pagers written by
a script. Written without knowledge of how the inspection works; ``delta.plants`` lists what is wrong in its articles."""

from __future__ import annotations

# fmt: off
import datetime as dt
import re
from pathlib import Path

from . import kit, planting, prose
from .kit import Site
from .planting import Frame

NAME = "示例市交通运输局"
# path|name|kind|days since the newest item|how it is shown
COLUMNS = [
    line.split("|")
    for line in """xwzx/jtyw|交通要闻|动态要闻|1|
xwzx/gzdt|工作动态|动态要闻|3|chinese
xwzx/jcdt|基层动态|动态要闻|12|
xwzx/hydt|行业动态|动态要闻|45|beside
xwzx/mtjj|媒体聚焦|动态要闻|17|chinese
zwgk/tzgg|通知公告|通知公告|2|
zwgk/gsgg|公示公告|通知公告|170|
zwgk/zbgg|招标公告|通知公告|230|yearless
zwgk/zcwj|政策文件|政策文件|5|table
zwgk/gfxwj|规范性文件|政策文件|390|bare
zwgk/zcjd|政策解读|政策解读|9|
zwgk/bmjd|部门解读|政策解读|260|stamp
zwgk/ghjh|规划计划|信息公开|20|
zwgk/czxx|财政信息|信息公开|1130|
zwgk/rsxx|人事信息|信息公开|14|chinese
zwgk/xzzf|行政执法|信息公开|4|table
zwgk/zdxm|重大项目|信息公开|26|
zwgk/aqyj|安全应急|信息公开|7|
zwgk/sjtj|统计数据|信息公开|30|yearless
bsfw/bszn|办事指南|办事服务|11|
hdjl/jyxc|建言献策|互动交流|6|
hdjl/myzj|民意征集|互动交流|18|hidden""".splitlines()
]
STALE = {"xwzx/hydt", "xwzx/mtjj", "zwgk/zbgg", "zwgk/gfxwj", "zwgk/bmjd", "zwgk/czxx"}
PARENTS = {
    "xwzx": ("新闻中心", "动态要闻"), "zwgk": ("政务公开", "信息公开"), "bsfw": ("办事服务", "办事服务"), "hdjl": ("互动交流", "互动交流"),
}
# A blank column each: path|name|what stands in it.
BLANK = [
    line.split("|")
    for line in """ztzl/zt1|路网建设专题|<ul class="list"></ul>
ztzl/zt2|春运服务专题|<table class="w"><tr><td><p align="center">暂无内容</p></td><td width="240"><div class="box"><h2>热点推荐</h2>{hot}</div></td></tr></table>
ztzl/zt3|信用交通专题|<table class="tab"><tr><th>序号</th><th>标题</th><th>发布日期</th></tr></table><p>共 0 条记录 第 1/0 页</p>
ztzl/zt4|绿色出行专题|<ul class="list"><li style="display:none"><a href="{r}zwgk/tzgg/">标题模板</a><span>[0000-00-00]</span></li></ul>
ztzl/zt5|平安工地专题|
ztzl/zt6|公路养护专题|<!-- <ul class="list"><li><a href="./202105/t20210520_1.html">旧版列表</a><span>2021-05-20</span></li></ul> --><p>对不起，没有找到相关信息！</p>""".splitlines()
]


def _r(path: str) -> str:
    return "/" if path.startswith("/error/") else "../" * (path.count("/") - 1) or "./"


def _meta(pairs: list[tuple[str, str]]) -> str:
    return "".join(f'<meta name="{n}" content="{v}" />\n' for n, v in pairs)


def _site_labels() -> list[tuple[str, str]]:
    return [("SiteName", NAME), ("SiteDomain", "jtj.example.gov.cn"), ("SiteIDCode", "3502000011")]


def _column_labels(name: str, kind: str) -> list[tuple[str, str]]:
    return [("ColumnName", name), ("ColumnDescription", f"{NAME}{name}栏目"), ("ColumnKeywords", f"交通,{name}"), ("ColumnType", kind)]


def _page(path: str, name: str, body: str, labels: list[tuple[str, str]], lang: str = ' lang="zh-CN"', title: str | None = None) -> str:
    r = _r(path)
    menu = "".join(f'<td><a href="{r}{p}/">{n}</a></td>' for p, (n, _) in PARENTS.items())
    shown = f"<title>{name}-{NAME}</title>" if title is None else title
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"{lang}><head><meta http-equiv="Content-Type" content="text/html; charset=@" />
{shown}
{_meta(_site_labels() + labels)}<link href="{r}images/style.css" rel="stylesheet" type="text/css" /><script type="text/javascript" src="{r}images/trs.js"></script></head>
<body><a name="top"></a><table width="1000" border="0" align="center"><tr><td><object type="application/x-shockwave-flash" data="{r}images/banner.swf" width="1000" height="150" title="站名动画">{NAME}</object></td></tr>
<tr><td align="right"><script type="text/javascript">document.write(showDate());</script> <a href="javascript:SetHome('/')">设为首页</a> <a href="#" onclick="AddFavorite();return false;">加入收藏</a></td></tr></table>
<table class="nav" width="1000" align="center"><tr><td><a href="{r}">首页</a></td><td><a href="{r}jggk/">机构概况</a></td>{menu}<td><a href="{r}ztzl/">专题专栏</a></td><td><a href="{r}xxgk/">政府信息公开</a></td></tr></table>
<form action="{r}search/" method="get" name="searchform" onsubmit="return doSearch(this)"><label for="sw">站内搜索</label><input type="text" id="sw" name="searchword" /><input type="submit" value="搜索" /></form>
{body}
<table class="foot" width="1000" align="center"><tr><td align="center"><form action="{r}tz/" method="get"><label for="yl">友情链接</label><select id="yl" name="to" onchange="if(this.value)openwin(this.value)"><option value="">--市直部门--</option><option value="{r}tz/?to=fgw">市发展改革委</option><option value="{r}tz/?to=gaj">市公安局</option></select></form>
<p><a href="{r}wzdt/">网站地图</a> | <a href="{r}lxwm/">联系我们</a> | <a href="/gywm/wzsm.html">网站声明</a></p>
<p>主办单位：{NAME}　地址：示例市示例路1号　联系电话：0592-0000000</p><p>网站标识码：3502000011　闽ICP备05000001号-1　<img src="{r}images/ga.png" alt="" />闽公网安备 35020302000011号</p>
<p><a href="{r}biaozhi/"><img src="{r}images/dzjg.png" alt="党政机关" /></a> <span id="_span_jiucuo"><a href="{r}jiucuo/" onclick="Link('3502000011');return false;"><img src="{r}images/jiucuo.png" alt="我为政府网站找错" /></a></span></p></td></tr></table></body></html>"""


def _where(path: str, *steps: tuple[str, str]) -> str:
    r = _r(path)
    return f'<table width="1000" align="center"><tr><td class="wz">您当前位置：<a href="{r}">首页</a>' + "".join(
        f' &gt; <a href="{r}{p}/">{n}</a>' for p, n in steps) + "</td></tr></table>"


def _rows(entries: list[tuple[str, str, dt.date]], way: str, path: str) -> str:
    forms = {"chinese": "{0.year}年{0.month}月{0.day}日", "yearless": "[{0:%m-%d}]", "bare": ""}
    out = []
    for at, heading, day in entries:
        shown = forms.get(way, "{0}").format(day)
        link = f'<a href="{_r(path)}{at.lstrip("/")}" target="_blank" title="{heading}">{heading}</a>'
        out.append(f"<tr><td>{link}</td><td>{shown}</td></tr>" if way == "table" else f"<li>{f'<span>{shown}</span>' if shown else '·'}{link}</li>")
    if way == "table":
        return f'<table class="tab" width="760"><tr><th>名称</th><th>发布日期</th></tr>{"".join(out)}</table>'
    hidden = '<li style="display:none"><a href="./">{标题}</a><span>{日期}</span></li>' if way == "hidden" else ""
    return f'<ul class="list">{hidden}{"".join(out)}</ul>'


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site; ``elsewhere`` is an address where nothing answers."""
    site = Site(folder)
    today = dt.date.fromisoformat(site.today)
    _files(site)
    each = max(20, (pages - 90) // (len(COLUMNS) + 1))
    waiting = planting.read(__file__, elsewhere=elsewhere)
    lists: dict[str, list[tuple[str, str, dt.date]]] = {}
    for c, (col, name, kind, age, _) in enumerate(COLUMNS):
        articles = []
        for k in range(each):
            n = c * each + k
            day = today - dt.timedelta(days=int(age) + k * (1 + c % 3))
            plant = waiting.pop() if waiting and k % 2 and k < 20 and c not in (9, 13) else None
            heading, slug = planting.named(plant, prose.heading(kind, n), f"t{day:%Y%m%d}_{310000 + n}")
            articles.append((f"/{col}/{day:%Y%m}/{slug}.html", heading, day, plant))
        lists[col] = [a[:3] for a in articles]
        for k in range(each):
            _article(site, articles, k, col, name, kind, c * each + k)
    if waiting:
        raise ValueError(f"{len(waiting)} defects found no page; make the site larger")
    _columns(site, lists)
    _fixed(site, lists, today)
    return site


def _article(site: Site, articles: list, k: int, col: str, name: str, kind: str, n: int) -> None:
    path, heading, day, plant = articles[k]
    r, moment, up = _r(path), f"{day} 10:2{n % 10}", col.split("/")[0]
    labels = [
        ("ColumnName", name), ("ColumnType", kind), ("ArticleTitle", heading), ("PubDate", moment), ("ContentSource", NAME), ("Keywords", name),
    ]
    it = Frame(path, labels, f"发布时间：{moment}").take(site, plant, r)
    before, after = (f'<a href="{r}{articles[j][0][1:]}">{articles[j][1]}</a>' if 0 <= j < len(articles) else "没有了" for j in (k - 1, k + 1))
    ext = ("a.pdf", "b.docx", "c.xlsx", "d.doc", "f.rar", "g.zip", "h.txt")[n % 7]
    body = f"""{_where(path, (up, PARENTS[up][0]), (col, name))}<table width="1000" align="center"><tr><td><h1>{heading}</h1>
<table class="info"><tr><td>{it.when}</td><td>来源：{NAME}</td><td>【字体：<a href="javascript:doZoom(16)">大</a> <a href="javascript:doZoom(14)">中</a>】</td><td><a href="javascript:window.print()">打印</a> <a href="javascript:window.close()">关闭</a></td></tr></table>
<div class="TRS_Editor" id="zoom"><p>{prose.text(n)}</p>{f'<p align="center"><img src="{r}images/photo.jpg" alt="现场图片" /></p>' if n % 4 == 0 else ""}<p>{prose.text(n + 90000, 3)}</p>{it.body}<p>附件：<a href="{r}files/{ext}">相关材料</a></p></div>
<p>上一篇：{before}</p><p>下一篇：{after}</p></td></tr></table>"""
    html = _page(path, heading, body, it.labels, it.lang, it.title)
    if "comment:PubDate" in it.flags:
        html = re.sub(r'(<meta name="PubDate"[^>]*>)', r"<!-- \1 -->", html)
    if "shuffle:" in it.flags:
        turned = "".join(f"<META content='{b}' NAME='{a}'>" for a, b in labels[::-1] + _site_labels())
        html = html.replace(_meta(_site_labels() + labels), turned)
    _put(site, path, html, it.way)


def _put(site: Site, path: str, html: str, way: str = "") -> None:
    planting.put(site, path, html, way, "gb18030", ('<div class="TRS_Editor"', "<p>上一篇"))


def _columns(site: Site, lists: dict) -> None:
    hot = _rows([(p, h, d) for p, h, d in lists["xwzx/jtyw"][:5]], "", "/x/y/")
    for c, (col, name, kind, _, way) in enumerate(COLUMNS):
        count, up = -(-len(lists[col]) // 20), col.split("/")[0]
        for page in range(count):
            at = f"/{col}/" + (f"index_{page}.html" if page else "")
            entries = lists[col][page * 20 : page * 20 + 20]
            if col == "xwzx/jtyw" and not page:
                gone = site.plant("link.broken", "/xwzx/jtyw/202106/t20210607_300001.html")
                entries = [*entries, (gone, "已经移走的报道", entries[-1][2])]
            side = f'<td width="230"><div class="box"><h2>交通要闻</h2>{hot.replace("../../", _r(at))}</div></td>' if way == "beside" else ""
            stamp = "<p>本页生成时间：2021-06-10 08:00</p>" if way == "stamp" else ""
            links = f'<script type="text/javascript">createPageHTML({count}, {page}, "index", "html");</script>'
            if c % 2:
                links = "".join(f'<a href="./{f"index_{n}.html" if n else ""}">[{n + 1}]</a> ' for n in range(count))
            labels = _column_labels(name, kind)
            if col == "bsfw/bszn" and not page:
                labels.pop(1)
                site.plant("page.labels", at)
            body = f"""{_where(at, (up, PARENTS[up][0]), (col, name))}<table width="1000" align="center"><tr><td width="200" valign="top">{_side(at, up)}</td>
<td valign="top"><h1>{name}</h1>{_rows(entries, way, at)}<div class="page">{links}</div>{stamp}</td>{side}</tr></table>"""
            _put(site, at, _page(at, name, body, labels))
        if col in STALE:
            site.plant("column.stale", f"/{col}/")
    for col, name, what in BLANK:
        at = f"/{col}/"
        what = what.replace("{r}", _r(at)).replace("{hot}", hot)
        body = f"""{_where(at, ("ztzl", "专题专栏"), (col, name))}<table width="1000" align="center"><tr><td><h1>{name}</h1>{what}</td></tr></table>"""
        _put(site, at, _page(at, name, body, _column_labels(name, "信息公开")))
        site.plant("column.blank", at)
    for up, (name, kind) in PARENTS.items():
        at = f"/{up}/"
        boxes = "".join(f'<div class="box"><h2><a href="{_r(at)}{col}/">{label}</a></h2>{_rows(lists[col][:5], "", at)}</div>' for col, label, *_ in COLUMNS if col.startswith(up))
        body = f"""{_where(at, (up, name))}<table width="1000" align="center"><tr><td width="200">{_side(at, up)}</td><td><h1>{name}</h1>{boxes}</td></tr></table>"""
        _put(site, at, _page(at, name, body, _column_labels(name, kind)))


def _side(at: str, up: str) -> str:
    more = [("bsfw/bgxz", "表格下载")] if up == "bsfw" else []
    names = [(c[0], c[1]) for c in COLUMNS if c[0].startswith(up)] + more
    return "<ul>" + "".join(f'<li><a href="{_r(at)}{c}/">{n}</a></li>' for c, n in names) + "</ul>"


def _files(site: Site) -> None:
    for name in ("ga", "dzjg", "jiucuo", "bg"):
        site.write(f"/images/{name}.png", kit.png())
    for name in ("line", "ico", "map", "btn"):
        site.write(f"/images/{name}.gif", prose.gif())
    for name, data in {
        "images/photo.jpg": prose.jpeg(), "images/really-png.jpg": kit.png(), "images/banner.swf": prose.archive("swf"),
        "images/zero.gif": b"", "images/page.jpg": b"<!DOCTYPE html><html><body>404</body></html>", "images/cut.png": kit.png()[:50],
        "images/head.jpg": prose.jpeg()[:12], "files/a.pdf": kit.pdf(), "files/b.docx": kit.office("word"), "files/c.xlsx": kit.office("xl"),
        "files/d.doc": kit.OLD_OFFICE, "files/e.doc": kit.office("word"), "files/f.rar": prose.archive("rar"), "files/g.zip": prose.archive("zip"),
        "files/h.txt": prose.archive("txt"), "files/r.doc": prose.archive("rtf"), "files/a&b.pdf": kit.pdf(), "files/B.PDF": kit.pdf(),
        "files/junk.pdf": b"\r\n\x00scanner\r\n" + kit.pdf() + b"\r\n\x00\x00", "files/v.mp4": prose.archive("mp4"),
        "files/login.doc": "<html><head><title>登录</title></head><body>请先登录</body></html>".encode("gb18030"), "files/empty.xls": b"",
        "files/short.pdf": kit.pdf()[:150], "files/photo.docx": prose.jpeg(), "files/half.docx": kit.office("word")[:160],
        "files/word.pdf": kit.office("word"), "files/pdf.xlsx": kit.pdf(), "files/text.rar": b"Access denied.\r\n" * 9, "files/bad.doc": b"Fatal error: file not readable",
    }.items():
        site.write("/" + name.replace("%", "%25"), data)
    site.write("/images/style.css", b"body{font-size:12px;background:#fff url(bg.png)} .nav{width:1000px}")
    names = ["doZoom", "doSearch", "Link", "openwin", "SetHome", "AddFavorite", "createPageHTML"]
    bodies = {"openwin": "window.open(u)", "doSearch": "return true", "Link": "window.open('/jiucuo/?site='+u)"}
    site.write("/images/trs.js", ("".join(f"function {n}(u){{{bodies.get(n, 'return u')}}}\n" for n in names) + "function showDate(){return new Date().toLocaleDateString()}").encode())
    loops = [("/old/bsdt", "/old/fwzx"), ("/old/fwzx", "/old/bsdt"), ("/zwgk/login", "/zwgk/login"), ("/r3/a.html", "/r3/b.html"), ("/r3/b.html", "/r3/c.html"),
             ("/r3/c.html", "/r3/a.html"), ("/wsbs", "/wsbs/"), ("/wsbs/", "/wsbs"), ("/sso/check", "/sso/check?ticket=1"), ("/旧站/首页.html", "/%E6%97%A7%E7%AB%99/%E9%A6%96%E9%A1%B5.html"),
             ("/chain/1", "/chain/2"), ("/chain/2", "/chain/3"), ("/chain/3", "/zwgk/tzgg/")]
    site.redirects.update(loops)
    site.statuses.update({"/images/err500.png": 500, "/files/err500.pdf": 500, "/files/off410.xls": 410, "/zwgk/zt2018/index.html": 410})
    site.lost.update({"/zwgk/old/": "/error/404.html", "/news/": "/error/gone.html"})


def _fixed(site: Site, lists: dict, today: dt.date) -> None:
    def put(at: str, name: str, body: str, kind: str = "", steps: tuple = (), more: list | None = None) -> None:
        labels = (_column_labels(name, kind) if kind else []) + (more or [])
        _put(site, at, _page(at, name, f"{_where(at, *steps)}<table width=\"1000\" align=\"center\"><tr><td><h1>{name}</h1>{body}</td></tr></table>", labels))

    site.plant("link.broken", "/gywm/wzsm.html")
    for at, text in (
        ("/error/404.html", "您访问的页面不存在或已被删除，请检查网址"), ("/error/gone.html", "404 Not Found 很抱歉，您要找的内容不见了"),
        ("/zwgk/tzgg/201903/t20190305_11.html", "该信息不存在或已删除！"), ("/xwzx/gzdt/201902/t20190211_5.html", "抱歉，您查看的文章已被删除，页面不存在"),
    ):
        put(at, "提示信息", f'<p>{text}</p><p><a href="/">返回首页</a> <a href="javascript:history.back()">返回上一页</a></p>')
    plain = {"lxwm": "联系我们", "wzdt": "网站地图", "biaozhi": "党政机关网站标识", "jiucuo": "我为政府网站找错", "search": "站内搜索", "tz": "您即将离开本站"}
    tree = "".join(f'<li><a href="../{c[0]}/">{c[1]}</a></li>' for c in COLUMNS)
    for n, (code, name) in enumerate(plain.items()):
        put(f"/{code}/", name, f"<ul>{tree}</ul>" if code == "wzdt" else f"<p>{prose.text(7000 + n)}</p>")
    put("/include/tianqi.html", "天气预报", "<p>晴，东南风三级。</p>")
    put("/include/shuoming.html", "填报说明", f'<h2 id="part1">第一部分</h2><p>{prose.text(1)}</p><h2 id="part2">第二部分</h2><p>{prose.text(2)}</p>')
    put("/include/wenda.html", "常见问答", "".join(f'<p><a name="q{n}">问{n}</a>：{prose.text(30 + n, 2)}</p>' for n in range(1, 9)))
    forms = "".join(
        f'<li><span>[{today - dt.timedelta(days=15 + 9 * n)}]</span><a href="{t}">{prose.heading("政策文件", n)}（表）</a></li>'
        for n, t in enumerate(("../../files/b.docx", "../../files/c.xlsx", site.plant("attachment.broken", "/bsfw/bgxz/P0202104.xls"), "../../files/d.doc", site.plant("attachment.mismatch", "/files/bad.doc"), "../../files/g.zip"))
    )
    put("/bsfw/bgxz/", "表格下载", f'<ul class="list">{forms}</ul>', "办事服务", (("bsfw", "办事服务"), ("bsfw/bgxz", "表格下载")))
    put("/ztzl/", "专题专栏", "<ul>" + "".join(f'<li><a href="../{c}/">{n}</a></li>' for c, n, _ in BLANK) + f"</ul><p>{prose.text(55)}</p>")
    put("/jggk/", "机构概况", f'<ul><li><a href="jgzn/">机构职能</a></li><li><a href="ldxx/">领导信息</a></li><li><a href="nsjg/">内设机构</a></li></ul><p>{prose.text(60, 8)}</p>', "概况信息", (("jggk", "机构概况"),))
    put("/jggk/jgzn/", "机构职能", "".join(f"<p>（{n}）{prose.text(70 + n, 2)}</p>" for n in range(1, 9)), "机构职能", (("jggk", "机构概况"), ("jggk/jgzn", "机构职能")))
    put("/jggk/ldxx/", "领导信息", "".join(f'<div><img src="../../images/photo.jpg" alt="{n}照片" /><p>{n}：主持全面工作或者协助分管有关科室。</p></div>' for n in ("局长", "副局长", "总工程师")), "领导信息", (("jggk", "机构概况"), ("jggk/ldxx", "领导信息")))
    put(
        "/jggk/nsjg/",
        "内设机构",
        "<table><tr><th>科室</th><th>职责</th><th>电话</th></tr>" + "".join(f"<tr><td>{n}</td><td>{prose.text(90 + k, 1)}</td><td>0592-000000{k}</td></tr>" for k, n in enumerate(("办公室", "法规科", "运输科", "建设科"))) + "</table>",
        "机构职能",
        (("jggk", "机构概况"), ("jggk/nsjg", "内设机构")),
    )
    _hub(put, lists)
    r = "./"
    boxes = "".join(f'<td valign="top"><h2><a href="{r}{c}/">{n}</a></h2>{_rows(lists[c][:6], "yearless", "/")}</td>' + ("</tr><tr>" if k % 3 == 2 else "") for k, (c, n, *_) in enumerate(COLUMNS[:3] + COLUMNS[5:9] + COLUMNS[10:11]))
    focus = f'<p><a href="{r}xwzx/jtyw/"><img src="./images/photo.jpg" alt="重点工程建设现场" /></a> <img src="{site.plant("image.broken", "/images/focus3.jpg")}" alt="轮播图三" /></p>'
    body = f'<table width="1000" align="center"><tr><td colspan="3"><h1>{NAME}</h1>{focus}</td></tr><tr>{boxes}</tr></table><p><a href="./xxgk/">政府信息公开</a> <a href="./xxgk/ysqgk/">依申请公开</a> <a href="./hdjl/jyxc/">建言献策</a> <a href="{site.plant("link.broken", "/zt/index.html")}">专题汇总</a></p>'
    _put(site, "/", _page("/", "首页", body, [], title=f"<title>{NAME}</title>"))


def _hub(put: object, lists: dict) -> None:
    names = {"zfxxgkzn": "政府信息公开指南", "zfxxgkzd": "政府信息公开制度", "fdzdgknr": "法定主动公开内容", "zfxxgknb": "政府信息公开年报", "ysqgk": "依申请公开"}

    def one(code: str, body: str) -> None:
        side = "<ul>" + "".join(f'<li><a href="../{c}/">{n}</a></li>' for c, n in names.items()) + "</ul>"
        put(f"/xxgk/{code}/", names[code], side + body, "信息公开", (("xxgk", "政府信息公开"), (f"xxgk/{code}", names[code])))  # type: ignore[operator]

    search = '<form action="../search/" method="get"><label for="gks">检索公开信息</label><input type="text" id="gks" name="searchword" /><input type="submit" value="检索" /></form>'
    put("/xxgk/", "政府信息公开", "<ul>" + "".join(f'<li><a href="./{c}/">{n}</a></li>' for c, n in names.items()) + f"</ul>{search}" + _rows(lists["zwgk/zcwj"][:5], "", "/xxgk/"), "信息公开", (("xxgk", "政府信息公开"),))  # type: ignore[operator]
    one(
        "zfxxgkzn",
        "<h2>一、信息分类和编排体系</h2><p>本机关公开的政府信息按主题分类，索引号由机构代码、分类号、年份和流水号组成。</p><h2>二、获取方式</h2><p>公众可以在本网站、政务服务中心、档案馆查阅，也可以提出申请。</p><h2>三、政府信息公开工作机构</h2><p>工作机构名称：示例市交通运输局办公室；办公地址：示例市示例路1号；办公时间：工作日上午8:00至12:00，下午3:00至6:00；联系电话：0592-0000000；传真号码：0592-0000001；互联网联系方式（电子邮箱）：jtj@example.gov.cn。</p><h2>四、依申请公开</h2><p>申请人填写申请表，当面、邮寄或者在网上提交；收到申请之日起20个工作日内答复。</p><h2>五、监督和救济</h2><p>认为未依法履行公开义务的，可以向上一级行政机关投诉、举报，也可以依法申请行政复议或者提起行政诉讼。</p>",
    )
    one("zfxxgkzd", "<ul>" + "".join(f'<li><a href="../../{p[1:]}">{h}</a></li>' for p, h, _ in lists["zwgk/zcwj"][:4]) + f"</ul><p>{prose.text(91)}</p>")
    one("fdzdgknr", "<ul>" + "".join(f'<li><a href="../../{c[0]}/">{c[1]}</a></li>' for c in COLUMNS if c[0].startswith("zwgk")) + "</ul>" + _rows(lists["zwgk/tzgg"][:6], "table", "/xxgk/fdzdgknr/"))
    one("zfxxgknb", '<ul class="list">' + "".join(f'<li><span>{y + 1}-01-2{y % 9}</span><a href="./{y}.html">{NAME}{y}年政府信息公开工作年度报告</a></li>' for y in range(2020, 2007, -1)) + "</ul>")
    one(
        "ysqgk",
        '<p>申请人可以下载<a href="../../files/b.docx">申请表</a>填写后邮寄，或者在下面填写。</p><form action="../../search/" method="post"><p><label for="sqr">申请人</label><input type="text" id="sqr" name="sqr" /></p><p><label for="nr">所需信息</label><textarea id="nr" name="nr" rows="4" cols="50"></textarea></p><p><input type="submit" value="提交申请" /></p></form>',
    )
    for y in range(2008, 2021):
        day, title = f"{y + 1}-01-2{y % 9}", f"{NAME}{y}年政府信息公开工作年度报告"
        labels = [("ColumnName", names["zfxxgknb"]), ("ColumnType", "信息公开"), ("ArticleTitle", title), ("PubDate", f"{day} 09:00"), ("ContentSource", NAME)]
        put(f"/xxgk/zfxxgknb/{y}.html", title, f"<p>发布时间：{day} 09:00　来源：{NAME}</p><h2>一、总体情况</h2><p>{prose.text(y, 6)}</p><h2>二、主动公开情况</h2><p>{prose.text(y + 50, 4)}</p>", "", (("xxgk", "政府信息公开"), ("xxgk/zfxxgknb", names["zfxxgknb"])), labels)  # type: ignore[operator]
