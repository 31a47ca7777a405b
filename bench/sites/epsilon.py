# ruff: noqa: E501 - markup in one line
"""A city's portal as it is made today: HTML 5, addresses that are folders, pages behind ?id=, cards, pictures loaded late,
JSON beside the text. Written without knowledge of how the inspection works; ``epsilon.plants`` lists what is wrong."""

from __future__ import annotations

# fmt: off
import datetime as dt
import json
import re
from pathlib import Path

from . import kit, planting, prose
from .kit import Site
from .planting import Frame

NAME = "示例市人民政府"
TODAY = "2021-11-18"
# path|name|kind|days since the newest item|how it is shown
COLUMNS = [line.split("|") for line in """xwdt/zwyw|政务要闻|动态要闻|0|card
xwdt/jrsl|今日示例|动态要闻|2|split
xwdt/bmdt|部门动态|动态要闻|1|plain
xwdt/qxdt|区县动态|动态要闻|21|beside
xwdt/spxw|视频新闻|动态要闻|33|card
xwdt/gwyxx|国务院信息|动态要闻|11|dl
zwgk/tzgg|通知公告|通知公告|1|plain
zwgk/gsgg|公示公告|通知公告|216|event
zwgk/zkly|招考录用|通知公告|160|dl
zwgk/zfxxgkml|政府文件|政策文件|4|table
zwgk/gfxwj|规范性文件|政策文件|302|table
zwgk/bgswj|办公室文件|政策文件|175|split
zwgk/zcjd|政策解读|政策解读|6|card
zwgk/tjjd|图解政策|政策解读|198|bare
zwgk/czyjs|财政预决算|信息公开|48|plain
zwgk/zdjsxm|重大建设项目|信息公开|13|split
zwgk/ggzypz|公共资源配置|信息公开|3|dl
zwgk/shjz|社会救助|信息公开|27|bare
zwgk/sjfb|数据发布|信息公开|905|split
fw/zn|办事指南|办事服务|9|card
hdjl/zxft|在线访谈|互动交流|20|split
hdjl/yjzj|意见征集|互动交流|5|event""".splitlines()]
STALE = {"xwdt/qxdt", "xwdt/spxw", "zwgk/gsgg", "zwgk/gfxwj", "zwgk/tjjd", "zwgk/sjfb"}
GROUPS = {"xwdt": ("新闻动态", "动态要闻"), "zwgk": ("政务公开", "信息公开"), "fw": ("政务服务", "办事服务"), "hdjl": ("互动交流", "互动交流")}
BLANK = [line.split("|") for line in """zt/kjcx|科技创新专题|<div class="empty"><svg width="40" height="40" aria-hidden="true"><circle cx="20" cy="20" r="18"/></svg><p>暂无数据</p></div>
zt/xczx|乡村振兴专题|<ul class="cards"></ul>
zt/yshj|营商环境专题|<p class="tip">该栏目下暂无文章</p><aside aria-label="推荐"><h2>大家都在看</h2>{hot}</aside>
zt/fzzf|法治政府专题|<template><li><a href=""><time></time></a></li></template><ul class="list"></ul><p>共 0 条，第 1 / 0 页</p>
zt/msss|民生实事专题|<table><thead><tr><th>文号</th><th>标题</th><th>日期</th></tr></thead><tbody><tr><td colspan="3">没有数据</td></tr></tbody></table>
zt/whly|文化旅游专题|<figure><img src="/static/img/ban.svg" alt=""></figure>""".splitlines()]
LAZY = 'src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"'
ROOT = [("", "首页")]
COLUMN_LABELS, ARTICLE_LABELS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"), ("ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource")


def _meta(labels: list[tuple[str, str]]) -> str:
    return "".join(f'<meta name="{n}" content="{v}">' for n, v in labels)


def _own() -> list[tuple[str, str]]:
    return [("SiteName", NAME), ("SiteDomain", "www.example.gov.cn"), ("SiteIDCode", "3502000001")]


def _column(name: str, kind: str) -> list[tuple[str, str]]:
    return list(zip(COLUMN_LABELS, (name, f"{NAME}门户网站{name}栏目", f"{name}；示例市", kind), strict=True))


def _page(path: str, name: str, body: str, labels: list[tuple[str, str]], *, lang: str = ' lang="zh-CN"', title: str | None = None, trail: list[tuple[str, str]] | None = None) -> str:
    menu = "".join(
        f'<li><a href="/{g}/" aria-haspopup="true">{label}</a><ul>' + "".join(f'<li><a href="/{c[0]}/">{c[1]}</a></li>' for c in COLUMNS if c[0].startswith(g + "/")) + "</ul></li>"
        for g, (label, _) in GROUPS.items())
    topics = "".join(f'<li><a href="/{c}/">{n}</a></li>' for c, n, _ in BLANK)
    steps = ROOT + (trail or [])
    crumbs = "".join(f'<li><a href="/{p}{"/" if p else ""}">{n}</a></li>' for p, n in steps)
    linked = json.dumps({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "position": k + 1, "name": n, "item": f"https://www.example.gov.cn/{p}"} for k, (p, n) in enumerate(steps)]}, ensure_ascii=False)
    shown = f"<title>{name} - {NAME}门户网站</title>" if title is None else title
    canonical = "" if path.startswith("/_page/") else f'<link rel="canonical" href="http://@HOST@{path}">'
    return f"""<!doctype html>
<html{lang}><head><meta charset="@">{shown}<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="renderer" content="webkit">
{_meta(_own() + labels)}
<link rel="dns-prefetch" href="//static.example.gov.cn">{canonical}<link rel="icon" href="/static/favicon.png" type="image/png"><link rel="stylesheet" href="/static/css/app.4f2c91.css"><script defer src="/static/js/app.8f3a2c.js"></script>
<script type="application/ld+json">{linked}</script></head>
<body><a class="skip" href="#content">跳到正文</a><header class="site"><a href="/" class="brand"><img src="/static/img/logo.svg" alt="{NAME}"></a>
<button type="button" class="burger" aria-label="打开菜单" aria-expanded="false"><svg width="20" height="20" aria-hidden="true"><path d="M0 4h20M0 10h20"/></svg></button>
<form role="search" action="/search/" method="get"><label class="sr" for="kw">站内搜索</label><input id="kw" name="q" type="search" placeholder="请输入关键词"><button type="submit">搜索</button></form>
<nav aria-label="主导航"><ul class="menu"><li><a href="/">首页</a></li>{menu}<li><a href="/zwgk/zfxxgk/">政府信息公开</a></li><li><a href="/zt/">专题</a><ul>{topics}</ul></li></ul></nav></header>
<nav aria-label="面包屑" class="crumb"><span>当前位置：</span><ol>{crumbs}</ol></nav>
<main id="content">{body}</main>
<footer class="site"><ul class="links"><li><a href="/leave/?to=https%3A%2F%2Fwww.example.cn%2F">友情链接：省政府</a></li><li><a href="/map/">网站地图</a></li><li><a href="/about/">关于我们</a></li><li><a href="/terms/">使用条款</a></li><li><a href="/wza/">无障碍浏览</a></li></ul>
<p>主办单位：示例市人民政府办公室　联系电话：<a href="tel:0592-0000000">0592-0000000</a></p><p>网站标识码 3502000001 · <a href="/beian/icp/">闽ICP备05000002号-3</a> · <a href="/beian/ga/"><img src="/static/img/ga.png" alt="">闽公网安备35020002000002号</a></p>
<p><a href="/dzjg/"><img {LAZY} data-src="/static/img/dzjg.png" alt="党政机关网站标识"></a> <a href="/jiucuo/?site_code=3502000001" title="我为政府网站找错"><img src="/static/img/jiucuo.png" alt="我为政府网站找错"></a></p></footer>
<script>window.__STATE__={{"path":"{path}","api":"/api/v2/article/detail","list":["/api/v2/list?page=1"],"cdn":"//cdn.example.gov.cn/none.js"}}</script></body></html>"""


def _rows(entries: list, way: str) -> str:
    out = []
    for k, (at, heading, day) in enumerate(entries):
        link = f'<a href="{at.replace("&", "&amp;")}">{heading}</a>'
        stamp = f'<time datetime="{day}">{day}</time>'
        if way == "card":
            out.append(f'<li class="card"><a href="{at.replace("&", "&amp;")}"><img {LAZY} data-src="/uploads/photo.png" alt=""><strong>{heading}</strong></a><p>{prose.text(k + 400, 1)}</p>{stamp}</li>')
        elif way == "split":
            out.append(f'<li><time class="cal" datetime="{day}"><b>{day.day:02}</b><i>{day:%Y-%m}</i></time>{link}</li>')
        elif way == "event":
            out.append(f'<li>{link}<p>截止时间：2021年12月31日</p><span class="pub">发布日期 {day:%Y.%m.%d}</span></li>')
        elif way == "table":
            out.append(f"<tr><td>示政〔{day.year}〕{k + 1}号</td><td>{link}</td><td>{stamp}</td></tr>")
        elif way == "dl":
            out.append(f"<dt>{link}</dt><dd>{day:%Y/%m/%d}</dd>")
        else:
            out.append(f"<li>{link}{'' if way == 'bare' else stamp}</li>")
    text = "".join(out)
    if way == "table":
        return f'<table class="files"><thead><tr><th scope="col">文号</th><th scope="col">标题</th><th scope="col">成文日期</th></tr></thead><tbody>{text}</tbody></table>'
    return f"<dl>{text}</dl>" if way == "dl" else f'<ul class="{"cards" if way == "card" else "list"}">{text}</ul>'


def _put(site: Site, path: str, html: str, way: str = "") -> None:
    """A page with a query is kept below ``/_page/``; the server looks it up by its arguments."""
    name, _, query = path.partition("?")
    if query:
        path = f"/_page/{name.rpartition('/')[2]}-{'-'.join(a.partition('=')[2] for a in query.split('&'))}.html"
    planting.put(site, path, html, way, "utf-8", ('<div class="article-body">', '<nav class="near"'))


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site; ``elsewhere`` is an address where nothing answers."""
    site = Site(folder, today=TODAY)
    today = dt.date.fromisoformat(TODAY)
    _files(site)
    each = max(20, (pages - 110) // (len(COLUMNS) + 1))
    waiting = planting.read(__file__, elsewhere=elsewhere)
    lists: dict[str, list] = {}
    for c, (col, _, kind, age, _) in enumerate(COLUMNS):
        articles = []
        for k in range(each):
            n, day = c * each + k, today - dt.timedelta(days=int(age) + k * (1 + c % 2))
            plain = col == "xwdt/bmdt"
            plant = waiting.pop() if waiting and k % 2 == 0 and k < 20 and not plain and col not in STALE - {"xwdt/spxw"} else None
            heading, slug = planting.named(plant, prose.heading(kind, n + 4321), f"t{day:%Y%m%d}_{2850000 + n}")
            articles.append((f"/show?id={5000 + k}" if plain else f"/{col}/{day:%Y%m}/{slug}/", heading, day, plant))
        lists[col] = [a[:3] for a in articles]
        for k in range(each):
            _article(site, articles, k, COLUMNS[c], c * each + k)
    if waiting:
        raise ValueError(f"{len(waiting)} defects found no page; make the site larger")
    _lists(site, lists)
    _letters(site, today)
    _fixed(site, lists)
    return site


def _article(site: Site, articles: list, k: int, column: list[str], n: int) -> None:
    path, heading, day, plant = articles[k]
    col, name, kind = column[:3]
    moment, group = f"{day} {9 + n % 8:02}:{n % 60:02}", col.split("/")[0]
    labels = [*zip(ARTICLE_LABELS, (name, kind, heading, moment, NAME), strict=True), ("Description", prose.text(n, 1)), ("Url", f"https://www.example.gov.cn{path}")]
    it = Frame(path, labels, f'发布时间：<time datetime="{moment.replace(" ", "T")}">{moment}</time>').take(site, plant, "/")
    near = "".join(f'<p>{w}：<a href="{articles[j][0]}">{articles[j][1]}</a></p>' for w, j in (("上一篇", k - 1), ("下一篇", k + 1)) if 0 <= j < len(articles))
    picture = f'<figure><img {LAZY} data-src="/uploads/photo.png" alt="活动现场"><figcaption>活动现场</figcaption></figure>' if n % 3 == 0 else ""
    ext = ("ok.pdf", "a.docx", "b.xlsx", "c.pptx", "d.zip", "e.ofd", "f.csv")[n % 7]
    news = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": heading, "image": ["https://www.example.gov.cn/uploads/none.jpg"]}, ensure_ascii=False)
    body = f"""<article><h1>{heading}</h1><p class="meta"><span>{it.when}</span> <span>来源：{NAME}</span> <button type="button" data-print>打印</button></p>
<div class="article-body"><p>{prose.text(n + 30000)}</p>{picture}<p>{prose.text(n + 60000, 3)}</p>{it.body}<h2>附件</h2><ul class="files"><li><a href="/uploads/{ext}" download>{heading[:8]}附件</a></li></ul></div>
<nav class="near" aria-label="相邻文章">{near}</nav></article><script type="application/ld+json">{news}</script>"""
    html = _page(path, heading, body, it.labels, lang=it.lang, title=it.title, trail=[(group, GROUPS[group][0]), (col, name)])
    if "comment:PubDate" in it.flags:
        html = re.sub(r'(<meta name="PubDate"[^>]*>)', r"<!-- \1 -->", html)
    if "shuffle:" in it.flags:
        html = html.replace(_meta(_own() + labels), "".join(f'<meta content="{b}"\n name="{a}" />' for a, b in labels[::-1] + _own()))
    _put(site, path, html, it.way)


def _lists(site: Site, lists: dict[str, list]) -> None:
    hot = _rows(lists["xwdt/zwyw"][:5], "plain")
    for col, name, kind, _, way in COLUMNS:
        code, group, count = col.split("/")[1], col.split("/")[0], -(-len(lists[col]) // 20)
        for page in range(1, count + 1):
            entries = lists[col][page * 20 - 20 : page * 20]
            labels = _column(name, kind)
            at = f"/{col}/" if page == 1 else f"/list?code={code}&page={page}"
            if page == 1 and col == "hdjl/zxft":
                labels = [x for x in labels if x[0] != "ColumnKeywords"]
                site.plant("page.labels", at)
            if page == 1 and col == "zwgk/ggzypz":
                entries = [*entries[:7], (site.plant("link.broken", "/zwgk/ggzypz/202111/t20211109_2860001/"), "撤下的交易公告", entries[7][2]), *entries[7:]]
            pager = "".join(f'<a href="{f"/{col}/" if p == 1 else f"/list?code={code}&amp;page={p}"}"{" aria-current=page" if p == page else ""}>{p}</a>' for p in range(1, count + 1))
            aside = f'<aside aria-label="要闻"><h2><a href="/xwdt/zwyw/">政务要闻</a></h2>{hot}</aside>' if way == "beside" else ""
            clock = '<p class="clock">今天是 2021年11月18日 星期四</p>' if col == "xwdt/spxw" else ""
            body = f'{clock}<h1>{name}</h1><section aria-label="列表">{_rows(entries, "plain" if way == "beside" else way)}<div class="pager">{pager}</div></section>{aside}'
            _put(site, at, _page(at, name, body, labels, trail=[(group, GROUPS[group][0]), (col, name)]))
        if col in STALE:
            site.plant("column.stale", f"/{col}/")
    for col, name, what in BLANK:
        body = f"<h1>{name}</h1>{what.replace('{hot}', hot)}"
        _put(site, f"/{col}/", _page(f"/{col}/", name, body, _column(name, "信息公开"), trail=[("zt", "专题"), (col, name)]))
        site.plant("column.blank", f"/{col}/")
    for group, (name, kind) in GROUPS.items():
        boxes = "".join(f'<section><h2><a href="/{c[0]}/">{c[1]}</a></h2>{_rows(lists[c[0]][:4], "plain")}</section>' for c in COLUMNS if c[0].startswith(group + "/"))
        extra = '<section><h2><a href="/hdjl/xjxd/">信件选登</a></h2></section>' if group == "hdjl" else ""
        _put(site, f"/{group}/", _page(f"/{group}/", name, f"<h1>{name}</h1>{boxes}{extra}", _column(name, kind), trail=[(group, name)]))


def _letters(site: Site, today: dt.date) -> None:
    rows, trail = [], [("hdjl", "互动交流"), ("hdjl/xjxd", "信件选登")]
    for k in range(30):
        at, day, heading = f"/hdjl/letter?id={1001 + k}", today - dt.timedelta(days=3 + k), "咨询" + prose.heading("通知公告", 500 + k)
        rows.append((at, heading, day))
        labels = list(zip(ARTICLE_LABELS, ("信件选登", "互动交流", heading, f"{day} 15:00", NAME), strict=True))
        body = f'<article><h1>{heading}</h1><p>发布时间：<time datetime="{day}">{day} 15:00</time> 来源：{NAME}</p><h2>来信</h2><p>{prose.text(800 + k, 2)}</p><h2>答复</h2><p>{prose.text(900 + k, 3)}</p></article>'
        _put(site, at, _page(at, heading, body, labels, trail=trail))
    _put(site, "/hdjl/xjxd/", _page("/hdjl/xjxd/", "信件选登", f"<h1>信件选登</h1>{_rows(rows, 'plain')}", _column("信件选登", "互动交流"), trail=trail))


def _files(site: Site) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><symbol id="doc"><path d="M0 0h9v9z"/></symbol><path d="M0 0h9v9z"/></svg>'
    jpg, word = prose.jpeg(), kit.office("word")
    for name, data in {
        "static/img/logo.svg": svg, "static/img/ban.svg": svg, "static/img/icons.svg": svg, "static/img/ga.png": kit.png(), "static/img/dzjg.png": kit.png(),
        "static/img/jiucuo.png": kit.png(), "static/img/loading.gif": prose.gif(), "static/favicon.png": kit.png(), "uploads/photo.png": kit.png(), "uploads/photo.webp": kit.png(),
        "static/css/app.4f2c91.css": b"body{margin:0}.brand{background:url('/static/img/ban.svg')}.hero{background:url(\"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7\")}",
        "static/js/app.8f3a2c.js": b"function toggleMenu(n){return n}function goTo(u){location.href=u}document.addEventListener('click',function(e){var t=e.target;if(t.matches('.js-share,[data-role=font],[data-print]')){e.preventDefault()}});window.addEventListener('hashchange',function(){var m=/^#\\/tab\\/(\\d)/.exec(location.hash);if(m)toggleMenu(+m[1])});",
        "uploads/ok.pdf": kit.pdf(), "uploads/a.docx": word, "uploads/b.xlsx": kit.office("xl"), "uploads/c.pptx": kit.office("ppt"), "uploads/d.zip": prose.archive("zip"),
        "uploads/e.ofd": prose.archive("ofd"), "uploads/f.csv": "﻿区域,数量\n东区,1\n".encode() * 20, "uploads/v.mp4": prose.archive("mp4"), "uploads/v.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\n字幕\n".encode(),
        "uploads/scan.pdf": b"\xef\xbb\xbf" + kit.pdf() + b"\n" * 40, "uploads/ole.doc": kit.OLD_OFFICE, "uploads/new.doc": word, "uploads/blank.png": b"", "uploads/json.jpg": b'{"code":500,"msg":"error"}',
        "uploads/half.jpg": jpg[:70], "uploads/json.pdf": b'{"code":401,"message":"token expired"}', "uploads/spa.docx": b'<!doctype html><html><body><div id="app"></div></body></html>', "uploads/none.zip": b"",
        "uploads/cut.pptx": kit.office("ppt")[:120], "uploads/cut2.pdf": kit.pdf()[:-60], "uploads/jpg.pdf": jpg, "uploads/old.xlsx": kit.OLD_OFFICE, "uploads/pdf.zip": kit.pdf(),
        "uploads/list.docx": kit.png(), "robots.txt": b"User-agent: *\nDisallow: /admin/\n",
    }.items():
        site.write("/" + name, data)
    for a, b in (("/m/", "/wap/"), ("/wap/", "/m/"), ("/user/login", "/user/login?from=home"), ("/en", "/en/"), ("/en/", "/en"), ("/Gov", "/gov"), ("/gov", "/GOV"), ("/GOV", "/Gov"), ("/r/1", "/r/2"), ("/r/2", "/r/3"), ("/r/3", "/r/4"),
                 ("/r/4", "/r/1"), ("/移动/首页", "/%E7%A7%BB%E5%8A%A8/%E9%A6%96%E9%A1%B5"), ("/short/tz", "/short/t"), ("/short/t", "/zwgk/tzgg/")):
        site.redirects[a] = b
    site.statuses.update({"/uploads/gate.png": 502, "/uploads/err.doc": 500, "/fw/gone410/": 410})
    site.lost.update({"/archive/": "/_page/404.html", "/content/": "/_page/offline.html"})
    # Not lost: the server finds the page by its arguments, and says 404 when there is none.
    site.lost.update({"/hdjl/letter": "/_page/letter-$arg_id.html", "/list": "/_page/list-${arg_code}-${arg_page}.html", "/show": "/_page/show-$arg_id.html"})


def _fixed(site: Site, lists: dict[str, list]) -> None:
    def put(at: str, name: str, body: str, labels: list | None = None, trail: list | None = None) -> None:
        _put(site, at, _page(at, name, f"<h1>{name}</h1>{body}", labels or [], trail=trail))

    for at, name, text in (("/_page/404.html", "404", "页面走丢了，您访问的地址不存在"), ("/_page/offline.html", "提示", "内容不存在或已下架"), ("/xwdt/zwyw/201801/t20180102_1/", "提示", "抱歉，您要找的页面不存在"), ("/zwgk/tzgg/201801/t20180109_2/", "信息提示", "文章不存在或者已被删除")):
        put(at, name, f'<p>{text}</p><p><a href="/">返回首页</a></p><section><h2>热门内容</h2>{_rows(lists["xwdt/zwyw"][:3], "plain")}</section>')
    tree = "".join(f'<li><a href="/{c[0]}/">{c[1]}</a></li>' for c in COLUMNS)
    for k, (code, name) in enumerate((("map", "网站地图"), ("wza", "无障碍浏览"), ("beian/icp", "ICP备案"), ("beian/ga", "公安备案"), ("dzjg", "党政机关网站标识"), ("jiucuo", "我为政府网站找错"), ("leave", "您即将离开本网站"), ("search", "站内搜索"), ("embed/map", "地图"))):
        put(f"/{code}/", name, f"<ul>{tree}</ul>" if code == "map" else f"<p>{prose.text(2000 + k)}</p>")
    put("/help/", "帮助", f'<h2 id="faq">常见问题</h2><p>{prose.text(2100)}</p>')
    put("/about/", "关于我们", f'<h2 id="简介">网站简介</h2><p>{prose.text(2101)}</p>')
    put("/terms/", "使用条款", "".join(f'<h2 id="s{n}">第{n}条</h2><p>{prose.text(2110 + n)}</p>' for n in range(1, 7)))
    put("/专题/乡村.html", "乡村", f"<p>{prose.text(2102)}</p>")
    put("/zt/", "专题", "<ul>" + "".join(f'<li><a href="/{c}/">{n}</a></li>' for c, n, _ in BLANK) + f"</ul><p>{prose.text(2103)}</p>")
    names = {"zn": "政府信息公开指南", "zd": "政府信息公开制度", "fdzdgknr": "法定主动公开内容", "nb": "政府信息公开年报", "ysqgk": "依申请公开"}
    hub = "zwgk/zfxxgk"
    trail = [("zwgk", "政务公开"), (hub, "政府信息公开")]
    side = '<nav aria-label="公开导航"><ul>' + "".join(f'<li><a href="/{hub}/{c}/">{n}</a></li>' for c, n in names.items()) + "</ul></nav>"
    find = '<form action="/search/" method="get"><label for="gk">检索政府信息</label><input id="gk" type="search" name="q"><button type="submit">检索</button></form>'
    put(f"/{hub}/", "政府信息公开", side + find + _rows(lists["zwgk/zfxxgkml"][:6], "table"), _column("政府信息公开", "信息公开"), trail)
    guide = """<h2>信息的分类</h2><p>主动公开的信息分为机构职能、规划计划、行政许可等类别。</p><h2>编排体系</h2><p>按照“索引号、名称、文号、发布机构、日期”编排。</p><h2>获取方式</h2><p>门户网站、政府公报、新闻发布会、国家档案馆和公共图书馆的查阅点。</p>
<h2>工作机构</h2><dl><dt>机构名称</dt><dd>示例市人民政府办公室（政务公开科）</dd><dt>办公地址</dt><dd>示例市示例大道100号</dd><dt>办公时间</dt><dd>周一至周五 8:30-12:00，14:30-17:30（法定节假日除外）</dd><dt>联系电话</dt><dd>0592-0000000</dd><dt>传真号码</dt><dd>0592-0000001</dd><dt>互联网联系方式</dt><dd>电子邮箱 gk@example.gov.cn</dd></dl><h2>依申请公开</h2><p>可以当面、邮寄或者在线提出申请，收到之日起二十个工作日内答复。</p><h2>监督方式</h2><p>可以向市政府办公室投诉、举报，或者依法申请行政复议、提起行政诉讼。</p>"""
    bodies = {
        "zn": guide,
        "zd": "<ul>" + "".join(f'<li><a href="{p}">{h}</a></li>' for p, h, _ in lists["zwgk/zfxxgkml"][6:12]) + f"</ul><p>{prose.text(2120)}</p>",
        "fdzdgknr": "<ul>" + "".join(f'<li><a href="/{c[0]}/">{c[1]}</a></li>' for c in COLUMNS if c[0].startswith("zwgk/")) + "</ul>" + _rows(lists["zwgk/tzgg"][:6], "plain"),
        "nb": _rows([(f"/{hub}/nb/{y}/", f"示例市{y}年政府信息公开工作年度报告", dt.date(y + 1, 6, 1) if y == 2020 else dt.date(y + 1, 1, 25)) for y in range(2020, 2007, -1)], "plain"),
        "ysqgk": f'<p>填写申请前请阅读指南。也可以下载<a href="/uploads/a.docx">申请表</a>。</p><form action="/search/" method="post"><p><label for="n1">姓名或者名称</label><input id="n1" name="name"></p><p><label for="n2">所需信息描述</label><textarea id="n2" name="what"></textarea></p><p><label for="n3">获取方式</label><select id="n3" name="how"><option>电子邮件</option><option>邮寄</option></select></p><button type="submit">提交申请</button></form><p>{prose.text(2121)}</p>',
    }
    for code, body in bodies.items():
        put(f"/{hub}/{code}/", names[code], side + body, _column(names[code], "信息公开"), [*trail, (f"{hub}/{code}", names[code])])
    for y in range(2008, 2021):
        day, heading = dt.date(y + 1, 6, 1) if y == 2020 else dt.date(y + 1, 1, 25), f"示例市{y}年政府信息公开工作年度报告"
        labels = list(zip(ARTICLE_LABELS, (names["nb"], "信息公开", heading, f"{day} 09:00", NAME), strict=True))
        put(f"/{hub}/nb/{y}/", heading, f'<p>发布时间：<time datetime="{day}">{day} 09:00</time> 来源：{NAME}</p><h2>总体情况</h2><p>{prose.text(y + 2200, 6)}</p>', labels, [*trail, (f"{hub}/nb", names["nb"])])
    banner = f'<section aria-label="轮播"><a href="/xwdt/zwyw/"><img src="/uploads/photo.png" alt="要闻图片"></a><img {LAZY} data-src="{site.plant("image.broken", "/uploads/banner/3.jpg")}" alt="第三张"></section>'
    boxes = "".join(f'<section><h2><a href="/{c[0]}/">{c[1]}</a></h2>{_rows(lists[c[0]][:6], "plain")}<a href="/{c[0]}/" aria-label="{c[1]}更多">更多</a></section>' for c in (COLUMNS[0], COLUMNS[1], COLUMNS[6], COLUMNS[9], COLUMNS[12], COLUMNS[20]))
    quick = f'<section aria-label="常用"><h2>常用服务</h2><ul><li><a href="/zwgk/zfxxgk/ysqgk/">依申请公开</a></li><li><a href="/hdjl/xjxd/">领导信箱</a></li><li><a href="{site.plant("link.broken", "/fw/grbs/")}">个人办事</a></li><li><a href="{site.plant("attachment.mismatch", "/uploads/list.docx")}">权责清单</a></li></ul></section>'
    _put(site, "/", _page("/", "首页", f"<h1>{NAME}</h1>{banner}{boxes}{quick}", [], title=f"<title>{NAME}门户网站</title>"))
