# ruff: noqa: E501 - markup in one line
"""A site of the older kind: GBK and UTF-8 mixed, tables and upper-case tags, absolute addresses, dates in many shapes, no
404 of its own. Written without looking at what the inspection finds on it, and the inspection is not tuned on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from . import beta_plants, kit
from .kit import Site

# number, name, kind, days since the newest entry, shape of the list, encoding
COLUMNS = [
    (11, "本区要闻", "动态要闻", 1, "table", "gb18030"), (12, "图片新闻", "动态要闻", 4, "cards", "utf-8"),
    (13, "镇街信息", "动态要闻", 33, "left", "gb18030"), (14, "公告公示", "通知公告", 6, "brackets", "gb18030"),
    (15, "招考公告", "通知公告", 260, "leaf", "utf-8"), (16, "区府文件", "政策文件", 12, "dl", "gb18030"),
    (17, "部门文件", "政策文件", 9, "table", "utf-8"), (18, "解读材料", "政策解读", 14, "cards", "utf-8"),
    (19, "图解政策", "政策解读", 330, "short", "gb18030"), (20, "预决算", "信息公开", 30, "brackets", "utf-8"),
    (21, "统计数据", "", 40, "left", "utf-8"), (22, "扶贫救灾", "", 100, "dl", "gb18030"),
    (23, "卫生健康", "", 50, "leaf", "utf-8"), (24, "教育招生", "", 20, "table", "gb18030"),
    (25, "住房保障", "", 60, "short", "utf-8"), (26, "工作动态", "动态要闻", 2, "dates-below", "utf-8"),
]  # fmt: skip
STALE = {13, 15, 19}
BLANK = (31, 32, 33)
HOST = "@HOST@"


def _href(path: str, n: int) -> str:
    return path if n % 3 else f"HTTP://{HOST}{path}"


def _frame(
    site: Site,
    name: str,
    body: str,
    *,
    charset: str,
    head: str = "",
    lang: str = "zh",
    title: str | None = None,
    declared: str | None = None,
    hot: str = "",
) -> str:
    menu = "".join(f'<TD align=center><A class=m href="/list_{n}.html">{c}</A></TD>' for n, c, *_ in COLUMNS)
    menu += "".join(f"<TD><A class=m href='/list_{n}.html'>建设栏{n}</A></TD>" for n in BLANK)
    told = declared or {"gb18030": "gbk"}.get(charset, charset)
    lang = f" lang={lang}" if lang else ""
    shown = f"<TITLE>\n{name} - 样例县政府网\n</TITLE>" if title is None else title
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<HTML{lang}><HEAD><META http-equiv="Content-Type" content="text/html; charset={told}">{shown}
<META content="样例县政府网" name="sitename"/><META content="www.sample.gov.cn" name="sitedomain"/><META content="bm99000001" name="siteidcode"/>
{head}<LINK rel=stylesheet type="text/css" href="/skin/main.css"><SCRIPT language=javascript src="/skin/common.js"></SCRIPT></HEAD>
<BODY topmargin=0><TABLE width=1000 border=0><TR><TD><A href="http://{HOST}/"><IMG src="/skin/banner.gif" alt="样例县政府网"></A></TD></TR></TABLE>
<TABLE class=menu><TR><TD><A class=m href="/gk/">政府信息公开</A></TD>{menu}</TR></TABLE>
<form name=sform action="/so.html" method=get><input type=text name=kw title="站内检索"><input type=submit value="检索"></form>
<TABLE width=1000><TR><TD valign=top width=220><div class="hot"><b>热点信息</b><br>{hot}</div></TD><TD valign=top>{body}</TD></TR></TABLE>
<TABLE class=bottom><TR><TD align=center>主办单位：样例县人民政府办公室　服务热线：12345<BR>政府网站标识码：bm99000001　<A href="/ba.html">京ICP备12345678号-1</A>　京公网安备 11010102000001号
<A href="/map.html">站点地图</A>　<SCRIPT src="/skin/conac.js"></SCRIPT><A href="/jc.html"><IMG src="/skin/jc.gif" alt="我为政府网站找错"></A></TD></TR></TABLE></BODY></HTML>"""


def _list(shape: str, rows: list[tuple[str, str, dt.date]]) -> str:
    """The same entries in the shapes lists have on old and new sites."""
    out = []
    for n, (path, heading, day) in enumerate(rows):
        link = f'<A href="{_href(path, n)}" target=_blank>{heading}</A>'
        if shape == "table":
            out.append(
                f"<TR><TD width=20><IMG src=/skin/dot.gif alt=''></TD><TD>{link}</TD><TD align=right>{day.year}年{day.month}月{day.day}日</TD></TR>"
            )
        elif shape == "cards":
            out.append(
                f"""<article class=card><div class=pic><a href="{path}"><img src="/pics/p.jpg" alt="{heading}"></a></div><div class=txt><h3>{link}</h3><p>{kit.paragraph(n, 1)}</p><time datetime="{day}">{day:%Y/%m/%d}</time></div></article>"""
            )
        elif shape == "left":
            out.append(f"<li><i>{day:%Y-%m-%d}</i>{link}</li>")
        elif shape == "brackets":
            out.append(f"<div class=row>·{link} [{day:%Y.%m.%d}]</div>")
        elif shape == "leaf":
            out.append(
                f"<div class=item><div class=leaf><b>{day:%d}</b><span>{day:%Y-%m}</span></div><div class=t>{link}</div></div>"
            )
        elif shape == "dl":
            out.append(f"<dt>{link}</dt><dd>文号：样政〔{day.year}〕{n + 1}号　{day:%Y-%m-%d}</dd>")
        elif shape == "short":
            out.append(
                f"<li>{link}<span>{day:%m-%d}</span></li>"
                if day.year == 2021
                else f"<li>{link}<span>{day}</span></li>"
            )
        else:
            out.append(
                f'<div class="news-item"><h4>{link}</h4><p class="abs">{kit.paragraph(n, 1)}</p><p class="meta">发布时间：{day:%Y-%m-%d} 浏览次数：{n * 7 % 90}</p></div>'
            )
    whole = "".join(out)
    if shape == "table":
        return f"<TABLE width=100%><TBODY>{whole}</TBODY></TABLE>"
    if shape == "dl":
        return f"<dl>{whole}</dl>"
    return f"<ul>{whole}</ul>" if shape in ("left", "short") else whole


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site. Every missing address answers 200 with a page that says so in its own words."""
    site = Site(folder)
    today = dt.date.fromisoformat(site.today)
    gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
    for name in ("banner", "dot", "jc", "bg"):
        site.write(f"/skin/{name}.gif", gif)
    jpg = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x01" * 300 + b"\xff\xd9"
    site.write("/pics/p.jpg", jpg)
    site.write("/pics/%E7%85%A7%E7%89%87.jpg", jpg)
    site.write(
        "/skin/main.css",
        b"/* url(never.gif) */ BODY { BACKGROUND: URL(bg.gif) } .m{background:url('bg.gif')}",
    )
    site.write(
        "/skin/common.js", b"function doZoom(s){} function setTab(a,b){} jQuery('.fold').click(function(){});"
    )
    site.write("/skin/conac.js", b"document.write('x');")
    for name, data in (
        ("1.pdf", kit.pdf()),
        ("2.xls", kit.OLD_OFFICE),
        ("3.zip", kit.office("word")),
        ("4.docx", kit.office("word")),
        ("5.rar", b"Rar!\x1a\x07\x00" + b"\1" * 99),
        ("6.txt", b"text file"),
        ("7.ofd", kit.office("word").replace(b"word/document.xml", b"OFD.xml/doc.00xml")),
    ):
        site.write(f"/upfile/{name}", data)
    each = max(30, (pages - 60) // len(COLUMNS) - 14)
    extra = beta_plants.defects(site, elsewhere)
    every: list[list[tuple[str, str, dt.date]]] = []
    number = 0
    for column, _, _, age, _, _ in COLUMNS:
        entries = []
        for k in range(each):
            day = today - dt.timedelta(days=age + (k * 3 + 1) // 2)
            path = (
                f"/html/{day.year}/{day:%m%d}/{number}.html"
                if column % 2
                else f"/art_{column}_{number}.shtml"
            )
            entries.append((path, kit.title(number), day))
            number += 1
        every.append(entries)
    hot = "".join(f'<A href="{e[3][0]}">{e[3][1][:16]}</A> {e[3][2]:%m-%d}<br>' for e in every[:6])
    for (column, name, kind, _, shape, charset), entries in zip(COLUMNS, every, strict=True):
        crumb = (
            f'<div class="dh">您现在的位置：<A href="/">首页</A> » <A href="/list_{column}.html">{name}</A>'
        )
        for k, (path, heading, day) in enumerate(entries):
            more = extra.pop() if extra and k % 4 == 2 else {}
            _article(site, path, column, name, kind, heading, day, k, charset, crumb, hot, more)
        count = -(-len(entries) // 15)
        for page in range(count):
            links = "".join(
                f'<a href="/list_{column}{f"_{n + 1}" if n else ""}.html">{n + 1}</a> '
                for n in range(min(count, 8))
            )
            links += (
                f'<a href="/list_{column}_{min(page + 2, count)}.html">下一页</a>' if page + 1 < count else ""
            )
            body = f"{crumb}</div>{_list(shape, entries[page * 15 : page * 15 + 15])}<div class=pages>{links}</div>"
            head = f'<meta content="{name}" name="columnname"><meta content="{name}信息" name="columndescription"><meta content="{name}" name="columnkeywords"><meta content="{kind or name}" name="columntype">'
            site.write(
                f"/list_{column}{f'_{page + 1}' if page else ''}.html",
                _frame(site, name, body, charset=charset, head=head, hot=hot),
                charset,
            )
        if column in STALE:
            site.plant("column.stale", f"/list_{column}.html")
    if extra:
        raise ValueError(f"{len(extra)} defects found no page; make the site larger")
    _fixed(site, today, every, hot)
    return site


def _article(
    site: Site,
    path: str,
    column: int,
    name: str,
    kind: str,
    heading: str,
    day: dt.date,
    k: int,
    charset: str,
    crumb: str,
    hot: str,
    more: dict,
) -> None:
    tags = {
        "columnname": name,
        "columntype": kind or name,
        "articletitle": heading,
        "pubdate": f"{day} 10:0{k % 10}:00",
        "contentsource": "样例县人民政府",
    }
    when = f"{day.year}年{day.month}月{day.day}日" if k % 2 else f"日期：{day} 10:22:00"
    if more.get("drop"):
        tags.pop(more["drop"])
        site.plant("page.labels", path)
    if more.get("undated"):
        tags["pubdate"], when = "", ""
        site.plant("page.labels", path)
        site.plant("page.undated", path)
    if more.get("a11y"):
        site.plant(f"a11y.{more['a11y']}", path)
    charset = more.get("charset", charset)
    head = "".join(f'<META content="{v}" name="{n}">' for n, v in tags.items())
    body = f"""{crumb} » 浏览文章</div><TABLE width=760><TR><TD align=center class=bt>{"<h1>" if k % 5 else "<h2>"}{heading}{"</h1>" if k % 5 else "</h2>"}</TD></TR>
<TR><TD align=center>{when}　来源：样例县人民政府　字号：<A href="javascript:doZoom(16)">大</A> <A href="#" class=fold>收起</A></TD></TR>
<TR><TD class=content_font><P>　　{kit.paragraph(k)}</P><P>{kit.paragraph(k + 3)}</P>{more.get("body", "")}<P>相关下载：<A href="/upfile/{k % 7 + 1}.{["pdf", "xls", "zip", "docx", "rar", "txt", "ofd"][k % 7]}">样表</A></P></TD></TR></TABLE>
<div>上一篇：<A href="/list_{column}.html">返回列表</A></div>"""
    if more.get("declared"):
        site.plant("page.encoding", path)
    site.write(
        path,
        _frame(
            site,
            heading,
            body,
            charset=charset,
            head=head,
            hot=hot,
            lang=more.get("lang", "zh-CN"),
            title=more.get("title"),
            declared=more.get("declared"),
        ),
        charset,
    )


def _fixed(site: Site, today: dt.date, every: list, hot: str) -> None:
    def put(path: str, name: str, body: str, charset: str = "utf-8", head: str = "") -> None:
        site.write(
            path,
            _frame(
                site, name, body, charset=charset, head=head, hot=hot if path != "/" else "", lang="zh-CN"
            ),
            charset,
        )

    site.write(
        "/oops.html",
        "<html lang=zh-CN><head><meta charset=utf-8><title>样例县政府网提示</title></head><body><p>内容已下线，请从首页浏览其他栏目。</p><p><a href='/'>回首页</a></p></body></html>",
    )
    site.lost["/"] = "/oops.html"
    put(
        "/law.html",
        "法规全文",
        "<h1>法规全文</h1>"
        + "".join(f"<P><A name=art{n}></A>第{n}条 {kit.paragraph(n, 1)}</P>" for n in range(20))
        + "<P id='附则'>附则</P>",
        "gb18030",
    )
    put("/in.html", "内嵌", "<p>内嵌内容</p>")
    site.write(
        "/moved.html",
        '<html lang=zh-CN><head><title>转到</title><meta charset=utf-8><meta http-equiv=refresh content="0;url=/list_16.html"></head><body></body></html>',
    )
    for n in BLANK:
        inner = (
            "<TABLE width=100%><TBODY></TBODY></TABLE>",
            "<div class=nodata>暂时没有相关内容</div>",
            "<ul class=ul></ul><div class=pages>共0条 第1/1页</div>",
        )[n % 3]
        head = "".join(
            f'<meta content="建设栏{n}" name="{t}">'
            for t in ("columnname", "columndescription", "columnkeywords", "columntype")
        )
        put(
            f"/list_{n}.html",
            f"建设栏{n}",
            f'<div class="dh">您现在的位置：<A href="/">首页</A> » <A href="/list_{n}.html">建设栏{n}</A></div>{inner}',
            head=head,
        )
        site.plant("column.blank", f"/list_{n}.html")
    for path, name in (
        ("/map.html", "站点地图"),
        ("/jc.html", "我为政府网站找错"),
        ("/ba.html", "备案信息"),
        ("/so.html", "站内检索"),
    ):
        put(path, name, f"<h1>{name}</h1><p>{kit.paragraph(9)}</p>")
    # The hub leaves the system of rules out and has the reports before the content; the guide lacks two elements.
    names = (
        ("年报", "政府信息公开年报", "nb"),
        ("指南", "政府信息公开指南", "zn"),
        ("内容", "法定主动公开内容", "nr"),
    )
    links = "".join(f"<TR><TD><A href='/gk/{p}.html'>{n}</A></TD></TR>" for _, n, p in names)
    site.plant("hub.blocks", "/gk/")
    site.plant("hub.order", "/gk/")
    site.plant("hub.apply", "/gk/")
    put("/gk/", "政府信息公开", f"<h1>政府信息公开</h1><TABLE>{links}</TABLE>")
    put(
        "/gk/zn.html",
        "政府信息公开指南",
        "<h1>政府信息公开指南</h1><p>分类与编排体系、获取方式见下。受理机构：办公室。地址：样例路。电话：12345。电子邮箱：见首页。</p>"
        + f"<p>{kit.paragraph(2, 10)}</p>",
    )
    site.plant("hub.guide", "/gk/zn.html")
    years = "".join(
        f"<div><a href='/gk/{y}.html'>样例县政府信息公开工作年度报告（{y}年）</a></div>"
        for y in range(2008, 2021)
        if y not in (2011, 2019)
    )
    put("/gk/nb.html", "政府信息公开年报", f"<h1>政府信息公开年报</h1>{years}")
    site.plant("hub.reports", "/gk/nb.html")
    for y in range(2008, 2021):
        if y not in (2011, 2019):
            put(
                f"/gk/{y}.html",
                f"{y}年报告",
                f"<h1>{y}年报告</h1><p>发布日期：{y + 1}-03-01</p><p>{kit.paragraph(y, 8)}</p>",
                head="".join(
                    f'<META content="{v}" name="{n}">'
                    for n, v in (
                        ("columnname", "年报"),
                        ("columntype", "信息公开"),
                        ("articletitle", f"{y}年报告"),
                        ("pubdate", f"{y + 1}-03-01"),
                        ("contentsource", "样例县"),
                    )
                ),
            )
    put("/gk/nr.html", "法定主动公开内容", f"<h1>法定主动公开内容</h1><p>{kit.paragraph(4, 12)}</p>")
    rows = "".join(
        f'<TR><TD><A href="{e[0][0]}">{e[0][1]}</A></TD><TD>{e[0][2]:%m/%d}</TD></TR>' for e in every
    )
    put("/", "首页", f"<TABLE>{rows}</TABLE>", "gb18030")
