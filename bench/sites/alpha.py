# ruff: noqa: E501 - markup in one line
"""A site as the larger content systems make it: UTF-8, HTML 5, labels on every page. The inspection is tuned on this one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from . import kit
from .kit import Site

COLUMNS = [
    ("zwyw", "政务要闻", "动态要闻", 1), ("jddt", "街道动态", "动态要闻", 2), ("bmdt", "部门动态", "动态要闻", 60),
    ("tzgg", "通知公告", "通知公告", 3), ("zfwj", "政府文件", "政策文件", 5), ("gfxwj", "规范性文件", "政策文件", 400),
    ("zcjd", "政策解读", "政策解读", 8), ("rsxx", "人事信息", "信息公开", 10), ("czxx", "财政信息", "信息公开", 15),
    ("zdxm", "重点项目", "信息公开", 20), ("ggzy", "公共资源", "信息公开", 25), ("shgy", "社会公益", "信息公开", 30),
    ("sthj", "生态环境", "信息公开", 35), ("aqsc", "安全生产", "信息公开", 40), ("yjgl", "应急管理", "信息公开", 45),
    ("gggs", "公示公告", "通知公告", 300), ("zxft", "在线访谈", "互动交流", 50), ("bszn", "办事指南", "办事服务", 55),
    ("xwfb", "新闻发布", "动态要闻", 90), ("jggk", "机构职能", "机构职能", 70),
]  # fmt: skip
STALE = {"bmdt", "gfxwj", "gggs", "xwfb"}
BLANK = ["kbyi", "kber", "kbsan"]
FOOT = """<footer class="foot"><div class="links"><a href="/wzdt/">网站地图</a> <a href="/lxwm/">联系我们</a>
<a href="/biaozhi/"><img src="/images/mark.png" alt="党政机关"></a>
<a href="/zhaocuo/"><img src="/images/jiucuo.png" alt="政府网站找错"></a></div>
<p>主办：示例区人民政府办公室 联系电话：0592-0000000 网站标识码：3502030001 <a href="/beian/">闽ICP备05000000号</a> 闽公网安备 35020302000001号</p></footer>"""


def _page(
    name: str,
    body: str,
    *,
    labels: str = "",
    head: str = "",
    lang: str = ' lang="zh-CN"',
    title: str | None = None,
) -> str:
    menu = "".join(f'<li><a href="/{code}/">{label}</a></li>' for code, label, _, _ in COLUMNS)
    menu += '<li><a href="/xxgk/">政府信息公开</a></li>' + "".join(
        f'<li><a href="/{code}/">空栏目{n}</a></li>' for n, code in enumerate(BLANK)
    )
    shown = f"<title>{name}_示例区人民政府</title>" if title is None else title
    return f"""<!DOCTYPE html><html{lang}><head><meta charset="UTF-8">{shown}
<meta name="SiteName" content="示例区人民政府"><meta name="SiteDomain" content="www.example.gov.cn"><meta name="SiteIDCode" content="3502030001">
{labels}<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="stylesheet" href="/css/site.css"><script src="/js/site.js"></script>{head}</head>
<body><header><div class="logo"><a href="/"><img src="/images/logo.png" alt="示例区人民政府"></a></div>
<form action="/search/" method="get" role="search"><label for="q">搜索</label><input id="q" name="q" type="text"><button>搜索</button></form>
<nav class="nav"><ul>{menu}</ul></nav></header>
<main>{body}</main>{FOOT}</body></html>"""


def _column_labels(name: str, kind: str) -> str:
    return "".join(
        f'<meta name="{n}" content="{v}">'
        for n, v in (
            ("ColumnName", name),
            ("ColumnDescription", name + "栏目"),
            ("ColumnKeywords", name),
            ("ColumnType", kind),
        )
    )


def _article_labels(name: str, kind: str, heading: str, day: dt.date) -> str:
    return "".join(
        f'<meta name="{n}" content="{v}">'
        for n, v in (
            ("ColumnName", name), ("ColumnType", kind), ("ArticleTitle", heading), ("PubDate", f"{day} 09:30"),
            ("ContentSource", "示例区人民政府"),
        )
    )  # fmt: skip


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site; ``elsewhere`` is an address where nothing answers."""
    site = Site(folder)
    today = dt.date.fromisoformat(site.today)
    for name in ("logo", "mark", "jiucuo", "bg", "photo"):
        site.write(f"/images/{name}.png", kit.png())
    site.write("/css/site.css", b"body{background:url(../images/bg.png)} .x{width:1px}")
    site.write("/js/site.js", b"function showTab(n){return n} var openPanel=function(){};")
    for name, data in (
        ("a.pdf", kit.pdf()),
        ("b.docx", kit.office("word")),
        ("c.xlsx", kit.office("xl")),
        ("d.doc", kit.OLD_OFFICE),
        ("e.doc", kit.office("word")),
    ):
        site.write(f"/files/{name}", data)
    each = max(25, (pages - 80) // (len(COLUMNS)) - 13)
    extra = _defects(site, elsewhere)
    number = 0
    for code, name, kind, age in COLUMNS:
        entries = []
        for k in range(each):
            day = today - dt.timedelta(days=age + k)
            path = f"/{code}/{day:%Y%m}/t{day:%Y%m%d}_{number}.html"
            heading = kit.title(number)
            more = extra.pop() if extra and k % 3 == 1 else {}
            _article(site, path, code, name, kind, heading, day, number, more)
            entries.append((path, heading, day))
            number += 1
        count = -(-len(entries) // 20)
        for page in range(count):
            rows = "".join(
                f'<li><a href="{p}" title="{h}">{h}</a><span class="date">{d}</span></li>'
                for p, h, d in entries[page * 20 : page * 20 + 20]
            )
            pager = "".join(
                f'<a href="/{code}/{f"index_{n}.html" if n else ""}">{n + 1}</a>' for n in range(count)
            )
            body = f'<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/{code}/">{name}</a></div><h1>{name}</h1><ul class="list">{rows}</ul><div class="pager">{pager}</div>'
            site.write(
                f"/{code}/" + (f"index_{page}.html" if page else ""),
                _page(name, body, labels=_column_labels(name, kind)),
            )
        if code in STALE:
            site.plant("column.stale", f"/{code}/")
    if extra:
        raise ValueError(f"{len(extra)} defects found no page; make the site larger")
    _fixed(site, today)
    return site


def _article(
    site: Site,
    path: str,
    code: str,
    name: str,
    kind: str,
    heading: str,
    day: dt.date,
    number: int,
    more: dict,
) -> None:
    labels = _article_labels(name, kind, heading, day)
    when = f"发布时间：{day} 09:30"
    if more.get("unlabelled"):
        labels = labels.replace("PubDate", "PubDat")
        site.plant("page.labels", path)
    if more.get("undated"):
        labels = labels.replace(f"{day} 09:30", "")
        when = ""
        site.plant("page.labels", path)
        site.plant("page.undated", path)
    if more.get("a11y"):
        site.plant(f"a11y.{more['a11y']}", path)
    body = f"""<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/{code}/">{name}</a> &gt; 正文</div>
<h1>{heading}</h1><p class="info"><span>{when}</span> 来源：示例区人民政府 <a href="javascript:;" class="print" onclick="window.print()">打印</a></p>
<div class="TRS_Editor"><p>{kit.paragraph(number)}</p><p><img src="/images/photo.png" alt="现场照片"></p><p>{kit.paragraph(number + 1)}</p>{more.get("body", "")}
<p>附件：<a href="/files/{"abcde"[number % 5]}.{["pdf", "docx", "xlsx", "doc", "doc"][number % 5]}">申请表</a></p></div>"""
    html = _page(
        heading, body, labels=labels, lang=more.get("lang", ' lang="zh-CN"'), title=more.get("title")
    )
    charset = more.get("charset", "utf-8")
    if charset != "utf-8":
        html = html.replace('charset="UTF-8"', 'charset="gb2312"')
    if more.get("lie"):
        html = html.replace('charset="gb2312"', 'charset="UTF-8"')
        site.plant("page.encoding", path)
    site.write(path, html, charset)


def _defects(site: Site, elsewhere: str) -> list[dict]:
    plant = site.plant
    out: list[dict] = []
    out += [
        {"body": f'<p><a href="{plant("link.broken", f"/gone/page{n}.html")}">链接{n}</a></p>'}
        for n in range(30)
    ]
    out += [
        {"body": f'<p><img src="{plant("image.broken", f"/images/lost{n}.png")}" alt="照片"></p>'}
        for n in range(15)
    ]
    out += [
        {"body": f'<p><a href="{plant("attachment.broken", f"/files/lost{n}.pdf")}">附件{n}</a></p>'}
        for n in range(15)
    ]
    bad = [
        ("html.pdf", b"<!DOCTYPE html><html><body>x</body></html>"),
        ("zero.docx", b""),
        ("cut.pdf", kit.pdf()[:200]),
        ("pic.pdf", kit.png()),
        ("cut.xlsx", kit.office("xl")[:150]),
    ]
    for name, data in bad:
        site.write(f"/files/{name}", data)
        out.append({"body": f'<p><a href="{plant("attachment.mismatch", f"/files/{name}")}">附件</a></p>'})
    for n, data in enumerate((b"", b"<html>no</html>", kit.png()[:60])):
        site.write(f"/images/bad{n}.png", data)
        out.append({"body": f'<img src="{plant("image.broken", f"/images/bad{n}.png")}" alt="图">'})
    site.write("/lostpage.html", _page("页面不存在", "<h1>抱歉，您访问的页面不存在</h1>", labels=""))
    site.lost["/old/"] = "/lostpage.html"
    out += [
        {"body": f'<a href="{plant("page.soft404", f"/old/news{n}.html")}">旧闻{n}</a>'} for n in range(10)
    ]
    out += [
        {"body": f'<a href="/anchors.html#no{n}">第{n}节</a><a href="/anchors.html#yes{n}">第{n}节</a>'}
        for n in range(8)
    ]
    for n in range(8):
        plant("anchor.missing", f"/anchors.html#no{n}")
    out += [
        {
            "body": f"""<a href="javascript:void(0)" onclick="location.href='{plant("link.dead_script", f"/gone/click{n}.html")}'">点击{n}</a>"""
        }
        for n in range(6)
    ]
    for n in range(3):
        site.redirects[f"/loop{n}/a"] = f"/loop{n}/b"
        site.redirects[f"/loop{n}/b"] = f"/loop{n}/a"
        out.append({"body": f'<a href="{plant("redirect.loop", f"/loop{n}/a")}">去{n}</a>'})
    site.redirects["/chain/1"], site.redirects["/chain/2"] = "/chain/2", "/tzgg/"
    out.append({"body": '<a href="/chain/1">通知</a>'})
    out += [{"body": f'<a href="{elsewhere}/x{n}">外部{n}</a>'} for n in range(10)]
    for n in range(10):
        plant("link.external", f"{elsewhere}/x{n}")
    out += [{"unlabelled": True}] * 10 + [{"undated": True}] * 5
    out += [{"charset": "gb18030"}] * 20 + [{"charset": "gb18030", "lie": True}] * 4
    out += [
        {"a11y": "image-alt", "body": '<img src="/images/photo.png">'}, {"a11y": "html-has-lang", "lang": ""},
        {"a11y": "document-title", "title": "<title></title>"}, {"a11y": "link-name", "body": '<a href="/tzgg/"></a>'},
        {"a11y": "button-name", "body": "<button></button>"}, {"a11y": "label", "body": '<input type="text" name="z">'},
        {"a11y": "duplicate-id", "body": '<p id="d"></p><p id="d"></p>'}, {"a11y": "empty-heading", "body": "<h3></h3>"},
        {"a11y": "frame-title", "body": '<iframe src="/frame.html"></iframe>'}, {"a11y": "list", "body": "<ul><p>x</p></ul>"},
        {"a11y": "select-name", "body": "<select><option>1</option></select>"}, {"a11y": "video-caption", "body": '<video src="/files/v.mp4"></video>'},
    ]  # fmt: skip
    site.write("/files/v.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\0" * 200)
    site.write("/frame.html", _page("框架", "<p>框架内容</p>"))
    # What looks like a defect and is none.
    out += [
        {"body": '<a href="/%E4%B8%AD%E6%96%87/%E9%A1%B5.html">中文</a><a href="/中文/页.html">中文</a>'},
        {"body": '<a href="javascript:void(0)" onclick="showTab(1)">切换</a><a href="#" class="tab">页签</a>'},
        {"body": "<p>旧版页面返回 404 错误的问题已经解决，请各单位知悉。</p>"}, {"body": '<a href="#top">顶部</a><a href="#">返回</a>'.replace('<a href="#">返回</a>', "")},
        {"body": '<a href="/tzgg/index.html#">公告</a><a href="/anchors.html#name1">按名</a>'}, {"body": '<a href="mailto:x@example.gov.cn">邮件</a>'},
    ]  # fmt: skip
    return list(reversed(out))


def _fixed(site: Site, today: dt.date) -> None:
    sections = "".join(f'<h2 id="yes{n}">第{n}节</h2><p>{kit.paragraph(n)}</p>' for n in range(8))
    site.write("/anchors.html", _page("说明", f'<h1>说明</h1>{sections}<a name="name1">按名</a>'))
    site.write("/中文/页.html", _page("中文页", f"<h1>中文页</h1><p>{kit.paragraph(1)}</p>"))
    for n, code in enumerate(BLANK):
        body = f'<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/{code}/">空栏目{n}</a></div><h1>空栏目{n}</h1><ul class="list">{"" if n else "<li>暂无信息</li>"}</ul>'
        site.write(f"/{code}/", _page(f"空栏目{n}", body, labels=_column_labels(f"空栏目{n}", "信息公开")))
        site.plant("column.blank", f"/{code}/")
    for code, name in (
        ("wzdt", "网站地图"),
        ("lxwm", "联系我们"),
        ("zhaocuo", "网站找错"),
        ("beian", "备案"),
        ("biaozhi", "党政机关标识"),
        ("search", "搜索"),
    ):
        site.write(f"/{code}/", _page(name, f"<h1>{name}</h1><p>{kit.paragraph(3)}</p>"))
    blocks = "".join(
        f'<li><a href="/xxgk/{c}/">{n}</a></li>'
        for c, n in (
            ("zn", "政府信息公开指南"),
            ("zd", "政府信息公开制度"),
            ("fdzdgk", "法定主动公开内容"),
            ("nb", "政府信息公开年报"),
            ("ysq", "依申请公开"),
        )
    )
    trail = '<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/xxgk/">政府信息公开</a></div>'
    site.write(
        "/xxgk/",
        _page(
            "政府信息公开",
            f"{trail}<h1>政府信息公开</h1><ul>{blocks}</ul>",
            labels=_column_labels("政府信息公开", "信息公开"),
        ),
    )
    guide = "信息的分类和编排体系；获取方式；工作机构名称：办公室；办公地址：示例路；办公时间：工作日；联系电话：0592-0000000；传真：0592-0000000；电子邮箱。"
    site.write("/xxgk/zn/", _page("政府信息公开指南", f"{trail}<h1>政府信息公开指南</h1><p>{guide}</p>"))
    years = "".join(
        f'<li><a href="/xxgk/nb/{y}.html">示例区{y}年政府信息公开工作年度报告</a></li>'
        for y in range(2008, 2021)
    )
    site.write(
        "/xxgk/nb/",
        _page(
            "政府信息公开年报",
            f"{trail}<h1>政府信息公开年报</h1><ul>{years}</ul>",
            labels=_column_labels("政府信息公开年报", "信息公开"),
        ),
    )
    for y in range(2008, 2021):
        day = dt.date(y + 1, 1, 20)
        site.write(
            f"/xxgk/nb/{y}.html",
            _page(
                f"{y}年报",
                f"{trail}<h1>{y}年报</h1><p>{kit.paragraph(y)}</p>",
                labels=_article_labels("政府信息公开年报", "信息公开", f"{y}年报", day),
            ),
        )
    for code, name in (("zd", "政府信息公开制度"), ("fdzdgk", "法定主动公开内容"), ("ysq", "依申请公开")):
        site.write(f"/xxgk/{code}/", _page(name, f"{trail}<h1>{name}</h1><p>{kit.paragraph(7, 12)}</p>"))
    latest = "".join(f'<li><a href="/{c}/">{n}</a></li>' for c, n, _, _ in COLUMNS[:4])
    news = f'<li><a href="/zwyw/{today - dt.timedelta(days=1):%Y%m}/t{today - dt.timedelta(days=1):%Y%m%d}_0.html">{kit.title(0)}</a><span>06-09</span></li>'
    site.write(
        "/",
        _page(
            "首页",
            f"<h1>示例区人民政府</h1><ul>{news}</ul><ul>{latest}</ul>",
            title="<title>示例区人民政府</title>",
        ),
    )
