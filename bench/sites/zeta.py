# ruff: noqa: E501 - markup in one line
"""A county's site as a small firm built it long ago: capital tags left open, list.asp?classid=, handlers in links, GB 2312
with some pages in UTF-8. Written without knowledge of how the inspection works; ``zeta.plants`` lists what is wrong."""

from __future__ import annotations

# fmt: off
import datetime as dt
import re
from pathlib import Path

from . import kit, planting, prose
from .kit import Site
from .planting import Frame

NAME = "示例县人民政府"
TODAY = "2022-03-03"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
# classid|name|kind|days since the newest item|how it is shown
COLUMNS = [line.split("|") for line in """1|今日要闻|动态要闻|0|chinese
2|通知公告|通知公告|2|bracket
3|乡镇动态|动态要闻|21|chinese
4|图片新闻|动态要闻|13|picture
5|部门信息|动态要闻|70|short
6|领导活动|动态要闻|4|wide
7|招标采购|通知公告|150|wide
8|公告公示|通知公告|250|wide
9|县政府文件|政策文件|8|table
10|部门文件|政策文件|165|short
11|规范性文件|政策文件|410|table
12|政策解读|政策解读|15|chinese
13|政策问答|政策解读|220|bare
14|人事任免|信息公开|31|bracket
15|财政资金|信息公开|22|chinese
16|重点工程|信息公开|12|bare
17|统计信息|信息公开|1300|chinese
18|扶贫惠农|信息公开|6|short
19|办事指南|办事服务|17|bracket
20|场景服务|办事服务|40|picture
21|民意调查|互动交流|25|bracket
22|领导信箱|互动交流|3|table""".splitlines()]
STALE = {"3", "5", "8", "11", "13", "17"}
BLANK = [line.split("|") for line in """31|招商引资|<TABLE WIDTH=100%><TR><TD>&nbsp;</TABLE>
32|旅游天地|<P ALIGN=center>此栏目暂无信息
33|特色产业|<TABLE BORDER=1><TR><TH>序号<TH>标题<TH>点击数<TH>更新时间</TABLE><P>共有 0 条信息　页次：1/0
34|民族宗教|<P><FONT COLOR=red>当前没有任何文章！</FONT><TABLE WIDTH=200><TR><TD><B>热门文章</B>{hot}</TABLE>
35|县志年鉴|<!-- 循环开始 --><UL></UL><!-- 循环结束 -->
36|科普园地|""".splitlines()]
GROUPS = [("走进新闻", "1 3 4 5 6"), ("政务公开", "2 7 8 9 10 11 12 13"), ("重点领域", "14 15 16 17 18"), ("办事互动", "19 20 21 22")]
SHOWN = {"chinese": "{0.year}年{0.month}月{0.day}日", "bracket": "[{0:%Y-%m-%d}]", "picture": "{0:%Y-%m-%d}", "short": "({0:%y-%m-%d})", "table": "{0:%Y/%m/%d}", "bare": "", "wide": "{0.year}年{0.month}月{0.day}日"}


def _meta(labels: list[tuple[str, str]]) -> str:
    return "\n".join(f'<META NAME="{n}" CONTENT="{v}">' for n, v in labels)


def _own() -> list[tuple[str, str]]:
    return [("SiteName", NAME), ("SiteDomain", "www.exx.gov.cn"), ("SiteIDCode", "3502990001")]


def _column(name: str, kind: str) -> list[tuple[str, str]]:
    return [("ColumnName", name), ("ColumnDescription", f"{NAME}网站{name}"), ("ColumnKeywords", f"示例县 {name}"), ("ColumnType", kind)]


def _article_labels(name: str, kind: str, heading: str, moment: str) -> list[tuple[str, str]]:
    return [("ArticleTitle", heading), ("PubDate", moment), ("ContentSource", "示例县政府办"), ("ColumnName", name), ("ColumnType", kind)]


def _page(name: str, body: str, labels: list[tuple[str, str]], *, lang: str = ' LANG="zh-CN"', title: str | None = None, base: str = "") -> str:
    names = {c[0]: c[1] for c in COLUMNS}
    menu = "".join(f"<TR><TD><B>{g}</B>" + "".join(f' | <A HREF="/list.asp?classid={c}">{names[c]}</A>' for c in ids.split()) for g, ids in GROUPS)
    menu += "<TR><TD><B>专栏</B>" + "".join(f' | <A HREF="/list.asp?classid={c}">{n}</A>' for c, n, _ in BLANK)
    shown = f"<TITLE>{name}_{NAME}网站</TITLE>" if title is None else title
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML{lang}><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=@">
{base}{shown}
{_meta(_own() + labels)}
<LINK REL=stylesheet HREF="/images/css.css" TYPE="text/css"><SCRIPT LANGUAGE="JavaScript" SRC="/js/jquery-1.4.2.min.js"></SCRIPT><SCRIPT SRC="/js/common.js"></SCRIPT></HEAD>
<BODY BGCOLOR=#FFFFFF BACKGROUND="/images/bg.gif"><A NAME=top></A><CENTER><TABLE WIDTH=980 BORDER=0 CELLSPACING=0><TR><TD><A HREF="/"><IMG SRC="/images/logo.gif" ALT="{NAME}" BORDER=0></A><TD ALIGN=right><SCRIPT>showToday()</SCRIPT> <A HREF="javascript:void(0)" onClick="SetHome(this)">设为首页</A> <A HREF="#" onClick="return AddFav()">收藏本站</A> <A HREF="/gov/">政府信息公开</A></TABLE>
<TABLE WIDTH=980 BGCOLOR=#CC0000><TR><TD><A HREF="/">首页</A> | <A HREF="/about/">县情概况</A> | <A HREF="/about/jg.htm">机构设置</A>{menu}</TABLE>
<FORM ACTION="/search.asp" METHOD=get NAME=sform><LABEL FOR=key>站内搜索：</LABEL><INPUT TYPE=text ID=key NAME=key SIZE=20><INPUT TYPE=submit VALUE="搜 索"></FORM>
{body}
<TABLE WIDTH=980><TR><TD ALIGN=center><FORM><LABEL FOR=yqlj>友情链接</LABEL><SELECT ID=yqlj onChange="jumpMenu(this)"><OPTION VALUE="">--请选择--<OPTION VALUE="/out.asp?to=1">市政府<OPTION VALUE="/out.asp?to=2">市财政局</SELECT></FORM>
<TR><TD ALIGN=center><A HREF="/map.htm">网站地图</A> | <A HREF="/lxwm/">联系我们</A> | <A HREF="/about/ysbh.asp">隐私保护</A> | <A HREF="/about/">关于本站</A>
<TR><TD ALIGN=center>主办：示例县人民政府办公室　承办：示例县政务信息中心<BR>联系电话：０５９２－０００００００ (0592-0000000)　网站标识码：3502990001<BR>闽ICP备05000003号　<IMG SRC="/images/ga.gif" ALT=""> 闽公网安备 35029902000001号
<TR><TD ALIGN=center><A HREF="/about/dzjg.htm"><IMG SRC="/images/red.gif" ALT="党政机关网站标识" BORDER=0></A> <A HREF="/about/jiucuo.htm"><IMG SRC="/images/jiucuo.gif" ALT="我为政府网站找错" BORDER=0></A></TABLE></CENTER></BODY></HTML>"""


def _here(*steps: tuple[str, str]) -> str:
    return '<TABLE WIDTH=980><TR><TD>您现在的位置：<A HREF="/">首页</A>' + "".join(f' &gt;&gt; <A HREF="{a}">{n}</A>' for a, n in steps) + "</TABLE>"


def _rows(entries: list, way: str) -> str:
    out = []
    for k, (at, heading, day) in enumerate(entries):
        shown = SHOWN[way].format(day)
        shown = shown.translate(WIDE) if way == "wide" else shown
        link = f'<A HREF="{at}" TARGET=_blank TITLE="{heading}">{heading}</A>'
        if way == "table":
            out.append(f"<TR><TD>{k + 1}<TD>{link}<TD>{37 + k * 3}<TD>{shown}")
        elif way == "picture":
            out.append(f'<TR><TD><A HREF="{at}"><IMG SRC="/images/photo.jpg" ALT="图片新闻{k + 1}" BORDER=0></A><TD>{link}<BR>发布时间：{shown}')
        elif way == "chinese":
            out.append(f"<LI>{link} <FONT COLOR=#999999>{shown}</FONT>")
        else:
            out.append(f'<TR><TD>·{link}<TD ALIGN=right>{shown or "&nbsp;"}')
    if way == "chinese":
        return f"<UL>{''.join(out)}</UL>"
    head = "<TR><TH>序号<TH>标题<TH>点击数<TH>更新时间" if way == "table" else ""
    return f"<TABLE WIDTH=100% BORDER={int(way == 'table')}>{head}{''.join(out)}</TABLE>"


def _put(site: Site, path: str, html: str, way: str = "") -> None:
    """A page of a program is kept below ``/_/``; the server looks it up by its arguments."""
    name, _, query = path.partition("?")
    if query:
        args = dict(a.split("=") for a in query.split("&"))
        path = f"/_/show_{args['id']}.htm" if name == "/show.asp" else f"/_/list_{args['classid']}_{args.get('page', '')}.htm"
    planting.put(site, path, html, way, "gb18030", ("<!--content-->", "<!--/content-->"))


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site; ``elsewhere`` is an address where nothing answers."""
    site = Site(folder, today=TODAY)
    today = dt.date.fromisoformat(TODAY)
    _files(site)
    each = max(22, (pages - 70) // (len(COLUMNS) + 1))
    waiting = planting.read(__file__, elsewhere=elsewhere)
    lists: dict[str, list] = {}
    for c, (col, _, kind, age, _) in enumerate(COLUMNS):
        articles = []
        for k in range(each):
            n, day = c * each + k, today - dt.timedelta(days=int(age) + k * (1 + c % 3))
            asp = col == "18"
            plant = waiting.pop() if waiting and k % 2 and k < 22 and not asp and col not in ("11", "13", "17") else None
            heading, slug = planting.named(plant, prose.heading(kind, n + 7777), str(61000 + n))
            articles.append((f"/show.asp?id={7000 + k}" if asp else f"/html/{col}/{day:%Y-%m}/{slug}.htm", heading, day, plant))
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
    moment = f"{day} {8 + n % 9:02}:{n % 60:02}"
    labels = _article_labels(name, kind, heading, moment)
    it = Frame(path, labels, f"发布日期：{day.year}年{day.month}月{day.day}日", lang=' LANG="zh-CN"').take(site, plant, "/")
    near = "".join(f'<P>{w}：<A HREF="{articles[j][0]}">{articles[j][1]}</A>' for w, j in (("上一条", k - 1), ("下一条", k + 1)) if 0 <= j < len(articles))
    ext = ("ok.doc", "ok2.doc", "ok.xls", "ok.rar", "ok.wps", "OK.PDF", "ok.txt")[n % 7]
    body = f"""{_here((f"/list.asp?classid={col}", name))}<TABLE WIDTH=980><TR><TD><H1>{heading}</H1><P ALIGN=center>{it.when}　来源：示例县政府办　【<A HREF="javascript:void(0)" onClick="setFont(16)">大</A> <A HREF="javascript:setFont(12)">小</A>】【<A HREF="javascript:window.print()">打印</A>】【<A HREF="javascript:window.close()">关闭</A>】
<!--content--><DIV ID=content><P>　　{prose.text(n + 10000)}{'<P ALIGN=center><IMG SRC="/images/photo.jpg" ALT="工作现场">' if n % 5 == 0 else ""}<P>　　{prose.text(n + 50000, 3)}{it.body}<P>附件：<A HREF="/UploadFiles/{ext}">下载</A></DIV><!--/content-->{near}</TABLE>"""
    base = next((f[5:] for f in it.flags if f.startswith("base:")), "")
    html = _page(heading, body, it.labels, lang=it.lang, title=it.title, base=f'<BASE HREF="{base}">' if base else "")
    if "comment:PubDate" in it.flags:
        html = re.sub(r'(<META NAME="PubDate"[^>]*>)', r"<!-- \1 -->", html)
    if "shuffle:" in it.flags:
        html = html.replace(_meta(_own() + labels), "".join(f"<meta content='{b}' name={a}>" for a, b in labels[::-1] + _own()))
    _put(site, path, html, it.way)


def _lists(site: Site, lists: dict[str, list]) -> None:
    hot = _rows(lists["1"][:5], "bracket")
    for col, name, kind, _, way in COLUMNS:
        count = -(-len(lists[col]) // 40)
        for page in range(1, count + 1):
            entries, labels = lists[col][page * 40 - 40 : page * 40], _column(name, kind)
            at = f"/list.asp?classid={col}" + (f"&page={page}" if page > 1 else "")
            if page == 1 and col == "20":
                labels[3] = ("ColumnType", "")
                site.plant("page.labels", at)
            if page == 1 and col == "2":
                entries = [*entries[:9], (site.plant("link.broken", "/html/2/2022-02/60999.htm"), "已删除的通知", entries[9][2]), *entries[9:]]
                entries[4] = (site.plant("attachment.broken", "/UploadFiles/2022/tz.doc"), "关于报送材料的通知（直接下载）", entries[4][2])
            turn = "".join(f'<A HREF="/list.asp?classid={col}{f"&amp;page={p}" if p > 1 else ""}">[{p}]</A> ' for p in range(1, count + 1))
            side = f'<TD WIDTH=220 VALIGN=top><B>今日要闻</B>{hot}<B>投票</B><FORM ACTION="/search.asp"><LABEL><INPUT TYPE=radio NAME=v VALUE=1>满意</LABEL><LABEL><INPUT TYPE=radio NAME=v VALUE=2>一般</LABEL><INPUT TYPE=submit VALUE="投票"></FORM>'
            hidden = '<TR STYLE="display:none"><TD>{title}<TD>{date}' if way == "bracket" else ""
            rows = _rows(entries, way).replace("<TABLE WIDTH=100% BORDER=0>", f"<TABLE WIDTH=100% BORDER=0>{hidden}", 1)
            body = f'{_here((f"/list.asp?classid={col}", name))}<TABLE WIDTH=980><TR>{side}<TD VALIGN=top><H1>{name}</H1>{rows}<P ALIGN=center>共 {len(lists[col])} 条　{turn}</TABLE>'
            _put(site, at, _page(name, body, labels))
            if page == 1:  # the first page has an address with an empty number as well
                site.write(f"/_/list_{col}_1.htm", (site.folder / f"_/list_{col}_.htm").read_bytes())
        if col in STALE:
            site.plant("column.stale", f"/list.asp?classid={col}")
    for col, name, what in BLANK:
        at = f"/list.asp?classid={col}"
        _put(site, at, _page(name, f"{_here((at, name))}<TABLE WIDTH=980><TR><TD><H1>{name}</H1>{what.replace('{hot}', hot)}</TABLE>", _column(name, "信息公开")))
        site.plant("column.blank", at)


def _files(site: Site) -> None:
    gif, jpg, word = prose.gif(), prose.jpeg(), kit.office("word")
    for name in ("logo", "ga", "red", "jiucuo", "bg", "line", "map"):
        site.write(f"/images/{name}.gif", gif)
    for name, data in {
        "images/photo.jpg": jpg, "images/isgif.jpg": gif, "images/css.css": b"BODY{FONT-SIZE:12px} TD{LINE-HEIGHT:20px;background:url(/images/line.gif)}",
        "js/jquery-1.4.2.min.js": b"var $=function(s){var e=document.querySelector(s);return{click:function(f){e&&e.addEventListener('click',f)}}};",
        "js/common.js": b"function showToday(){document.write(new Date().toLocaleDateString())}function SetHome(o){return o}function AddFav(){return false}function setFont(n){return n}function showTab(n){return n}function jumpMenu(s){if(s.value)location.href=s.value}function MM_openBrWindow(u,n,f){window.open(u,n,f)}function MM_goToURL(){document.MM_returnValue=false;var a=MM_goToURL.arguments;for(var i=0;i<a.length-1;i+=2)eval(a[i]+\".location='\"+a[i+1]+\"'\")}",
        "UploadFiles/ok.doc": kit.OLD_OFFICE, "UploadFiles/ok2.doc": word, "UploadFiles/ok3.doc": prose.archive("rtf"), "UploadFiles/ok.xls": kit.OLD_OFFICE, "UploadFiles/ok.rar": prose.archive("rar"),
        "UploadFiles/ok.wps": kit.OLD_OFFICE, "UploadFiles/OK.PDF": kit.pdf(), "UploadFiles/ok.txt": prose.archive("txt"), "UploadFiles/v.mp4": prose.archive("mp4"),
        "UploadFiles/asp.jpg": b"Microsoft VBScript runtime error '800a01a8' Object required", "UploadFiles/nil.jpg": b"", "UploadFiles/stub.gif": gif[:10], "UploadFiles/bad1.wps": b"<HTML><BODY>Error</BODY></HTML>", "UploadFiles/bad2.et": b"",
        "UploadFiles/bad3.rar": b"Ra", "UploadFiles/bad4.xls": b"Provider error '80004005' Unspecified error /down.asp, line 12", "UploadFiles/bad5.doc": kit.png(), "UploadFiles/bad6.zip": b"<html><head><title>403</title></head></html>",
        "UploadFiles/bad7.pdf": gif, "UploadFiles/bad8.docx": kit.OLD_OFFICE[:0] + word[:200], "UploadFiles/nb.pdf": b"\x00" * 900,
    }.items():
        site.write("/" + name, data)
    for a, b in (("/index.asp", "/Default.asp"), ("/Default.asp", "/index.asp"), ("/reg.asp", "/reg.asp"), ("/oa/a.asp", "/oa/b.asp"), ("/oa/b.asp", "/oa/c.asp"), ("/oa/c.asp", "/oa/a.asp"), ("/mail", "/mail/"), ("/mail/", "/mail"),
                 ("/jump.asp", "/jump.asp?u=1"), ("/old/tzgg.asp", "/old/tzgg.htm"), ("/old/tzgg.htm", "/list.asp?classid=2")):
        site.redirects[a] = b
    site.statuses.update({"/UploadFiles/503.png": 503, "/UploadFiles/500.xls": 500, "/html/gone/410.htm": 410})
    site.lost.update({"/Article/": "/_/error.htm", "/news/": "/_/iis404.htm"})
    # Not lost: the server finds the page by its arguments, and says 404 when there is none.
    site.lost.update({"/list.asp": "/_/list_${arg_classid}_${arg_page}.htm", "/show.asp": "/_/show_$arg_id.htm", "/search.asp": "/_/search.htm", "/out.asp": "/_/out.htm"})


def _fixed(site: Site, lists: dict[str, list]) -> None:
    def put(at: str, name: str, body: str, labels: list | None = None) -> None:
        _put(site, at, _page(name, f"{_here()}<TABLE WIDTH=980><TR><TD><H1>{name}</H1>{body}</TABLE>", labels or []))

    site.plant("link.broken", "/about/ysbh.asp")
    for at, name, text in (
        ("/_/error.htm", "出错信息", "找不到您要的文章！可能已经被删除。"), ("/_/iis404.htm", "无法找到该页", "您正在搜索的页面可能已经删除、更名或暂时不可用。"),
        ("/show.asp?id=0", "提示", "参数错误，您查看的文章不存在！"), ("/html/1/2016-01/404001.htm", "系统提示", "对不起，该信息不存在或已被管理员删除！"),
    ):
        put(at, name, f'<P ALIGN=center>{text}<P><A HREF="/">返回首页</A>')
    tree = "".join(f'<LI><A HREF="/list.asp?classid={c[0]}">{c[1]}</A>' for c in COLUMNS)
    pages = {"map.htm": "网站地图", "lxwm/": "联系我们", "about/dzjg.htm": "党政机关网站标识", "about/jiucuo.htm": "我为政府网站找错", "_/search.htm": "搜索结果", "_/out.htm": "即将离开", "html/tq.htm": "天气"}
    for k, (at, name) in enumerate(pages.items()):
        put(f"/{at}", name, f"<UL>{tree}</UL>" if at == "map.htm" else f"<P>{prose.text(3000 + k)}")
    put("/html/shuoming.htm", "使用说明", f'<H2><A NAME="s1">第一节</A></H2><P>{prose.text(3100)}<H2><A NAME="s2">第二节</A></H2><P>{prose.text(3101)}')
    put("/about/", "县情概况", f'<P>{prose.text(3102, 8)}<P><A HREF="/about/jg.htm">机构设置</A> <A HREF="/about/ld.htm">领导之窗</A>', _column("县情概况", "概况信息"))
    put("/about/jg.htm", "机构设置", "<TABLE BORDER=1><TR><TH>机构<TH>职能<TH>办公电话" + "".join(f"<TR><TD>{n}<TD>{prose.text(3110 + k, 2)}<TD>0592-000000{k}" for k, n in enumerate(("县政府办", "县发改局", "县教育局", "县民政局"))) + "</TABLE>", _column("机构设置", "机构职能"))
    put("/about/ld.htm", "领导之窗", "".join(f'<P><IMG SRC="/images/photo.jpg" ALT="{n}工作照" ALIGN=left>{n}：{prose.text(3120 + k, 1)}' for k, n in enumerate(("县长", "常务副县长", "副县长"))), _column("领导之窗", "领导信息"))
    names = {c[0]: c[1] for c in COLUMNS}
    boxes = "".join(f'<TD VALIGN=top WIDTH=33%><H2><A HREF="/list.asp?classid={c}">{names[c]}</A></H2>{_rows(lists[c][:6], "bracket")}<P ALIGN=right><A HREF="/list.asp?classid={c}" TITLE="{names[c]}更多">更多&gt;&gt;</A>' + ("<TR>" if k % 3 == 2 else "") for k, c in enumerate(("1", "2", "6", "9", "12", "18")))
    extra = f'<P><A HREF="/gov/ysq.htm">依申请公开</A> <A HREF="/list.asp?classid=22">领导信箱</A> <A HREF="{site.plant("link.broken", "/wsbs/default.aspx")}">网上办事</A> <A HREF="javascript:void(0)" onClick="window.open(\'{site.plant("link.dead_script", "/piao/chuang.htm")}\')">飘窗</A> <IMG SRC="{site.plant("image.broken", "/UploadFiles/flash/3.jpg")}" ALT="图三">'
    _put(site, "/", _page("首页", f"<TABLE WIDTH=980><TR><TD COLSPAN=3><H1>{NAME}</H1>{extra}<TR>{boxes}</TABLE>", [], title=f"<TITLE>{NAME}网站</TITLE>"))


def _hub(site: Site, lists: dict[str, list]) -> None:
    names = {"zn": "政府信息公开指南", "zd": "政府信息公开制度", "fdzdgk": "法定主动公开内容", "nb": "政府信息公开年报", "ysq": "依申请公开"}
    side = "<TD WIDTH=200 VALIGN=top><UL>" + "".join(f'<LI><A HREF="/gov/{c}.htm">{n}</A>' for c, n in names.items()) + "</UL>"

    def put(at: str, name: str, body: str, labels: list, *steps: tuple[str, str]) -> None:
        _put(site, at, _page(name, f"{_here(('/gov/', '政府信息公开'), *steps)}<TABLE WIDTH=980><TR>{side}<TD VALIGN=top><H1>{name}</H1>{body}</TABLE>", labels))

    find = '<FORM ACTION="/search.asp" METHOD=get><LABEL FOR=gkey>公开信息检索</LABEL><INPUT TYPE=text ID=gkey NAME=key><INPUT TYPE=submit VALUE="检索"></FORM>'
    put("/gov/", "政府信息公开", find + _rows(lists["9"][:8], "table"), _column("政府信息公开", "信息公开"))
    years = [(f"/gov/nb{y}.htm", f"示例县{y}年政府信息公开工作年度报告", dt.date(y + 1, 1, 26)) for y in range(2021, 2007, -1)]
    bodies = {
        "zn": "<H2>一、公开信息的分类和编排体系</H2><P>分为组织机构、政策文件、规划计划、财政信息等类，按索引号、标题、文号、日期编排。<H2>二、获取方式</H2><P>（一）网站；（二）县档案馆、县图书馆查阅点；（三）依申请获取。<H2>三、工作机构</H2><P>机构名称：示例县人民政府办公室政务公开股<BR>办公地址：示例县示例镇人民路1号<BR>办公时间：法定工作日 8:00－12:00，14:30－17:30<BR>联系电话：0592-0000000<BR>传真号码：0592-0000001<BR>互联网联系方式（电子邮箱）：exgk@example.gov.cn<H2>四、申请和答复</H2><P>填写申请表后当面、邮寄或者在网上提交，自收到之日起20个工作日内答复。<H2>五、监督</H2><P>可以向县政府办公室举报，也可以依法申请行政复议或者提起行政诉讼。",
        "zd": "<UL>" + "".join(f'<LI><A HREF="{p}">{h}</A>' for p, h, _ in lists["9"][:5]) + f"</UL><P>{prose.text(3200)}",
        "fdzdgk": "<UL>" + "".join(f'<LI><A HREF="/list.asp?classid={c}">{n}</A>' for c, n, *_ in COLUMNS[8:18]) + "</UL>" + _rows(lists["14"][:8], "bracket"),
        "nb": _rows(years, "chinese") + f'<P><A HREF="{site.plant("attachment.mismatch", "/UploadFiles/nb.pdf")}">年报合订本</A>',
        "ysq": f'<P>{prose.text(3201)}<P><A HREF="/UploadFiles/ok.doc">申请表下载</A><FORM ACTION="/search.asp" METHOD=post><P><LABEL FOR=sq1>申请人</LABEL><INPUT TYPE=text ID=sq1 NAME=sq1><P><LABEL FOR=sq2>联系方式</LABEL><INPUT TYPE=text ID=sq2 NAME=sq2><P><LABEL FOR=sq3>申请内容</LABEL><TEXTAREA ID=sq3 NAME=sq3 ROWS=4 COLS=50></TEXTAREA><P><INPUT TYPE=submit VALUE="提交申请"></FORM>',
    }
    for code, body in bodies.items():
        put(f"/gov/{code}.htm", names[code], body, _column(names[code], "信息公开"), (f"/gov/{code}.htm", names[code]))
    for (at, heading, day), y in zip(years, range(2021, 2007, -1), strict=True):
        put(at, heading, f"<P>发布日期：{day.year}年{day.month}月{day.day}日　来源：示例县政府办<H2>一、总体情况</H2><P>{prose.text(y + 3300, 6)}", _article_labels(names["nb"], "信息公开", heading, f"{day} 10:00"), ("/gov/nb.htm", names["nb"]))
