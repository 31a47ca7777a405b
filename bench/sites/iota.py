# ruff: noqa: E501 - markup in one line
"""A city bureau's site as of 2024 on the free content system small offices use: /a/columns/in/pinyin/2024/0521/1234.html, lists
as list_11_2.html, /plus/ programs, uploads by day. Written without knowledge of how the inspection works; ``iota.plants``
lists what is wrong in its articles, which is what most often is."""

from __future__ import annotations

# fmt: off
import datetime as dt
from pathlib import Path

from . import kit, planting, prose
from .kit import Site
from .planting import Frame, Labels

NAME = "示例市住房和城乡建设局"
TODAY = "2024-05-22"
# folder|number|name|kind|days since the newest item|how it is shown
COLUMNS = [line.split("|") for line in """a/xinwenzhongxin/jujidongtai|11|局机关动态|动态要闻|0|line
a/xinwenzhongxin/xitongdongtai|12|系统动态|动态要闻|3|line
a/xinwenzhongxin/tupianxinwen|13|图片新闻|动态要闻|2|picture
a/xinwenzhongxin/xianqudongtai|14|县区动态|动态要闻|61|line
a/xinwenzhongxin/meitiguanzhu|15|媒体关注|动态要闻|140|line
a/xinwenzhongxin/dangjiangongzuo|16|党建工作|动态要闻|38|summary
a/tonggao/tongzhigonggao|20|通知公告|通知公告|1|line
a/tonggao/gongshigonggao|21|公示公告|通知公告|5|bracket
a/tonggao/zhaobiaocaigou|22|招标采购|通知公告|30|line
a/tonggao/zhaokaoxinxi|23|招考信息|通知公告|300|bracket
a/zhengwugongkai/zhengcewenjian|30|政策文件|政策文件|12|table
a/zhengwugongkai/guifanxingwenjian|31|规范性文件|政策文件|400|table
a/zhengwugongkai/zhengcejiedu|33|政策解读|政策解读|20|line
a/zhengwugongkai/tujiezhengce|34|图解政策|政策解读|260|picture
a/zhengwugongkai/caizhengxinxi|35|财政信息|信息公开|40|line
a/zhengwugongkai/renshixinxi|36|人事信息|信息公开|25|line
a/zhengwugongkai/jianyitian|37|建议提案办理|信息公开|48|line
a/zhengwugongkai/xingzhengzhifa|38|行政执法公示|信息公开|9|bracket
a/zhengwugongkai/anquanshengchan|39|安全生产|信息公开|15|line
a/zhengwugongkai/baozhangfang|40|保障性住房|信息公开|33|line
a/banshifuwu/banshizhinan|50|办事指南|办事服务|50|line
a/hudongjiaoliu/yijianzhengji|60|意见征集|互动交流|21|line
a/hudongjiaoliu/changjianwenti|61|常见问题|互动交流|35|summary
a/hudongjiaoliu/zaixianfangtan|62|在线访谈|互动交流|45|picture""".splitlines()]
STALE = {"14", "15", "16", "23", "31", "34"}
BLANK = {"a/xinwenzhongxin/shipinxinwen": ("视频新闻", "动态要闻"), "a/zhengwugongkai/guihuajihua": ("规划计划", "信息公开"), "a/zhengwugongkai/yingjiguanli": ("应急管理", "信息公开"), "a/banshifuwu/bianminfuwu": ("便民服务", "办事服务"), "a/hudongjiaoliu/wangshangdiaocha": ("网上调查", "互动交流"), "a/jigougaikuang/zhishudanwei": ("直属单位", "机构职能")}
TREE = [("a/jigougaikuang", "机构概况", "概况信息"), ("a/xinwenzhongxin", "新闻中心", "动态要闻"), ("a/tonggao", "公告公示", "通知公告"), ("a/zhengwugongkai", "政务公开", "信息公开"), ("a/banshifuwu", "办事服务", "办事服务"), ("a/hudongjiaoliu", "互动交流", "互动交流"), ("zfxxgk", "政府信息公开", "信息公开")]
PLACES = [("a/jigougaikuang/jigouzhineng", "机构职能", "机构职能"), ("a/jigougaikuang/lingdaoxinxi", "领导信息", "领导信息"), ("a/jigougaikuang/neishejigou", "内设机构", "机构职能")]
FORMS = ("a/banshifuwu/xiazaizhongxin", "下载中心", "办事服务")
HUB = [("zhinan", "政府信息公开指南"), ("zhidu", "政府信息公开制度"), ("fdzdgknr", "法定主动公开内容"), ("nianbao", "政府信息公开年报"), ("ysqgk", "依申请公开")]
NAMES = {a: n for a, n, _ in TREE} | {c[0]: c[2] for c in COLUMNS} | {a: n for a, (n, _) in BLANK.items()} | {a: n for a, n, _ in [*PLACES, FORMS]} | {f"zfxxgk/{a}": n for a, n in HUB}
PHOTO = "/uploads/allimg/240415/1-24041509364R29.jpg"
SOFT = "/uploads/soft/240112/"


def _column(name: str, kind: str) -> Labels:
    return [("ColumnName", name), ("ColumnDescription", f"{NAME}{name}栏目"), ("ColumnKeywords", f"{name},住房城乡建设"), ("ColumnType", kind)]


def _content(name: str, kind: str, heading: str, moment: str) -> Labels:
    return [*_column(name, kind), ("ArticleTitle", heading), ("PubDate", moment), ("ContentSource", NAME), ("Keywords", name), ("Author", "办公室"), ("Description", heading), ("Image", ""), ("Url", "")]


def _inside(top: str) -> list[str]:
    return [a for a in NAMES if a.rpartition("/")[0] == top]


def _menu() -> str:
    tops = "".join(f"""<li><a href='/{top}/' rel='dropmenu{k}'><span>{name}</span></a><ul class="dropMenu" id="dropmenu{k}">{"".join(f'<li><a href="/{a}/">{NAMES[a]}</a></li>' for a in _inside(top))}</ul></li>""" for k, (top, name, _) in enumerate(TREE))
    return f'<div id="navMenu"><ul><li><a href="/"><span>首页</span></a></li>{tops}</ul></div>'


FOOT = f"""<div class="footer"><div class="flink"><strong>友情链接：</strong><select title="友情链接" onchange="go(this)"><option value="">——县区住建局——</option><option value="/a/lianxiwomen.html">城东区住房和城乡建设局</option></select></div>
<p class="powered"><a href="/data/sitemap.html">网站地图</a> | <a href="/a/lianxiwomen.html">联系我们</a> | <a href="/a/bangzhu.html">使用帮助</a> | <a href="javascript:;" onclick="SetHome(this)">设为首页</a></p>
<p>主办单位：{NAME}　地址：示例市示例路18号　联系电话：0591-0000000</p>
<p>网站标识码：3501000036　<a href="/a/beian.html" target="_blank">闽ICP备06000036号-1</a>　<img src="/images/gaba.png" alt="" />闽公网安备 35010002000036号</p>
<p><a href="/a/biaoshi.html" target="_blank"><img src="/images/dzjg.png" alt="党政机关网站标识" /></a> <a href="/a/zhaocuo.html" target="_blank"><img src="/images/jiucuo.png" alt="我为政府网站找错" /></a></p></div>"""


def _page(name: str, body: str, labels: Labels, *, lang: str = ' lang="zh-CN"', title: str | None = None) -> str:
    shown = f"<title>{name}_{NAME}</title>" if title is None else title
    own = [("SiteName", NAME), ("SiteDomain", "www.slszjj.gov.cn"), ("SiteIDCode", "3501000036")]
    meta = "\n".join(f'<meta name="{a}" content="{b}" />' for a, b in own + labels)
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"{lang}>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=@" />
{shown}
{meta}
<link href="/templets/default/style/dedecms.css" rel="stylesheet" media="screen" type="text/css" />
<script language="javascript" type="text/javascript" src="/include/dedeajax2.js"></script>
<script src="/templets/default/js/j.js" language="javascript" type="text/javascript"></script>
</head>
<body class="articlelist">
<div class="header" id="top"><div class="topbar"><a href="javascript:;" onclick="wza()">无障碍</a> <a href="/a/zhaocuo.html">网站找错</a></div>
<div class="banner"><a href="/"><img src="/images/logo.png" alt="{NAME}" /></a></div>
<form name="formsearch" action="/plus/search.php" method="get"><input type="hidden" name="kwtype" value="0" /><input name="q" type="text" title="站内搜索关键词" class="search-keyword" /><input type="submit" class="search-submit" value="搜索" /></form></div>
{_menu()}
{body}
{FOOT}
</body>
</html>
"""


def _put(site: Site, path: str, html: str, way: str = "") -> None:
    planting.put(site, path, html, way, "utf-8", ('<div class="content">', '<div class="dede_pages">'))


def _here(at: str, *, tail: str = "") -> str:
    parts = at.split("/") if at else []
    ways = ["/".join(parts[: k + 1]) for k in range(len(parts))]
    trail = "".join(f""" > <a href='/{a}/'>{NAMES[a]}</a>""" for a in ways if a in NAMES)
    return f"""<div class="place"><strong>当前位置:</strong> <a href='/'>主页</a>{trail} > {tail}</div>"""


def _rows(entries: list, way: str, thumb: dict[str, str] | None = None) -> str:
    out = []
    for k, (path, heading, day) in enumerate(entries):
        link = f'<a href="{path}" target="_blank" title="{heading}">{heading}</a>'
        if way == "picture":
            out.append(f"""<li><a href='{path}' class='preview'><img src='{(thumb or {}).get(path, PHOTO)}' alt='{heading}' /></a><a href='{path}' class='title'>{heading}</a><span class='date'>{day}</span></li>""")
        elif way == "summary":
            out.append(f'<li><a href="{path}" class="title">{heading}</a><span class="info"><small>日期：</small>{day} 10:21:0{k % 10} <small>点击：</small>{k * 7 % 90}</span><p class="intro">{prose.text(len(heading) + k, 2)}...</p></li>')
        elif way == "table":
            out.append(f"<tr><td>{k + 1}</td><td>{link}</td><td>示建〔{day.year}〕{k + 3}号</td><td>{day}</td></tr>")
        elif way == "home":
            out.append(f"<li>{link}<span>{day:%m-%d}</span></li>")
        else:
            out.append(f'<li>{link}<span class="date">{f"[{day}]" if way == "bracket" else day}</span></li>')
    if way == "table":
        return f'<table class="wjk"><thead><tr><th>序号</th><th>文件名称</th><th>文号</th><th>发布日期</th></tr></thead><tbody>{"".join(out)}</tbody></table>'
    return f'<ul class="e2 {way}">{"".join(out)}</ul>'


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site; ``elsewhere`` is an address where nothing answers."""
    site = Site(folder, today=TODAY)
    today = dt.date.fromisoformat(TODAY)
    _files(site)
    each = max(24, int((pages - 70) / (len(COLUMNS) * 1.1)))
    waiting = planting.read(__file__, elsewhere=elsewhere)
    lists: dict[str, list] = {}
    for c, column in enumerate(COLUMNS):
        at, _, _, kind, age, _ = column
        articles = []
        for k in range(each):
            n, day = c * each + k, today - dt.timedelta(days=int(age) + k * (1 + c % 3))
            plant = waiting.pop() if waiting and k % 2 and k < 20 and kind != "政策文件" else None
            heading, _ = planting.named(plant, prose.heading(kind, n + 1407), "")
            articles.append((f"/{at}/{day:%Y/%m%d}/{52000 - k * 31 - c}.html", heading, day, plant))
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
    moment = f"{day} {8 + n % 9:02}:{n % 60:02}"
    it = Frame(path, _content(name, kind, heading, moment), f"<small>时间:</small>{moment}").take(site, plant, "/")
    if "chinese:" in it.flags:
        it.when = f"<small>发布时间：</small>{day:%Y年%m月%d日}"
    aid = path.rpartition("/")[2].removesuffix(".html")
    near = "".join(f"<li>{w}：" + (f"<a href='{articles[j][0]}'>{articles[j][1]}</a> " if 0 <= j < len(articles) else "没有了 ") + "</li>" for w, j in (("上一篇", k - 1), ("下一篇", k + 1)))
    hot = "".join(f'<li><a href="{p}">{h}</a></li>' for p, h, _, _ in articles[:5])
    paper = ""
    if kind == "政策文件":
        paper = f'<table class="syh"><tr><th>索引号</th><td>FZ00136-0200-{day.year}-{n:05}</td><th>文号</th><td>示建〔{day.year}〕{k + 3}号</td></tr><tr><th>发布机构</th><td>{NAME}</td><th>成文日期</th><td>{day - dt.timedelta(days=2)}</td></tr></table>'
    picture = f'<p style="text-align: center;"><img alt="图为活动现场" src="{PHOTO}" style="width: 600px; height: 400px;" /></p>' if n % 4 == 0 else ""
    file = [("1-240112093011.doc", "申请表.doc"), ("1-240112093012.xls", "明细表.xls"), ("1-240112093016.pdf", "名单.pdf")][n % 3]
    enclosed = f'<p style="line-height: 16px;"><img src="/include/ueditor/dialogs/attachment/fileTypeImages/icon_{file[0][-3:]}.gif" alt="" /><a style="font-size:12px; color:#0066cc;" href="{SOFT}{file[0]}" title="{file[1]}">{file[1]}</a></p>' if n % 3 == 0 else ""
    double = plant is None and n % 37 == 5
    for part in (1, 2) if double else (1,):
        turn = f"""<ul class="pagelist"><li><a>共2页: </a></li><li><a href='{aid}.html'>1</a></li><li><a href='{aid}_2.html'>2</a></li></ul>""" if double else ""
        text = f'<p>　　{prose.text(n + 510000 + part * 60000)}</p>{picture}<p>　　{prose.text(n + 570000 + part * 90000, 3)}</p>'
        body = f"""<div class="w960 clear"><div class="pleft">{_here(at, tail="正文")}{paper}
<div class="viewbox"><div class="title"><h1>{heading}</h1></div>
<div class="info">{it.when} <small>来源:</small>{NAME} <small>作者:</small>办公室 <small>点击:</small><script src="/plus/count.php?view=yes&aid={aid}&mid=1" type='text/javascript' language="javascript"></script>次</div>
<div class="content">{text}{it.body}{enclosed}</div><div class="dede_pages">{turn}</div>
<div class="boxoff"><strong>------分隔线----------------------------</strong></div>
<div id="bdshare" class="bdshare_t"><a class="bds_weixin" href="javascript:;">微信</a> <a class="bds_tsina" href="javascript:;">微博</a></div>
<div class="context"><ul>{near}</ul></div><div class="actbox"><ul><li><a href="javascript:window.print();">打印本页</a></li><li><a href="javascript:window.close();">关闭窗口</a></li></ul></div></div></div>
<div class="pright"><div class="hot"><strong>热点内容</strong><ul>{hot}</ul></div></div></div>"""
        _put(site, path if part == 1 else path.replace(".html", "_2.html"), _page(heading + "(2)" * (part == 2), body, it.labels, lang=it.lang, title=it.title), it.way)


def _side(at: str) -> str:
    top = at.rpartition("/")[0]
    return f"""<div class="pright"><dl class="tbox"><dt><strong>{NAMES[top]}</strong></dt><dd><ul class="d6">{"".join(f"<li><a href='/{a}/'>{NAMES[a]}</a></li>" for a in _inside(top))}</ul></dd></dl></div>"""


def _frame(at: str, inner: str) -> str:
    return f'<div class="w960 clear">{_side(at)}<div class="pleft">{_here(at)}<h2 class="lm">{NAMES[at]}</h2>{inner}</div></div>'


def _lists(site: Site, lists: dict[str, list]) -> None:
    for at, number, name, kind, _, way in COLUMNS:
        entries = list(lists[at])
        thumb = {}
        if number == "20":  # deleted, and the list not made again
            entries.insert(4, (site.plant("link.broken", f"/{at}/2024/0514/51790.html"), "关于部分路段施工围挡的通告", entries[4][2]))
        if number == "13":  # the small picture was cleared away
            thumb[entries[3][0]] = site.plant("image.broken", "/uploads/allimg/240513/1-24051310412W08-lp.jpg")
        parts = [entries[p : p + 20] for p in range(0, len(entries), 20)]
        last = len(parts)
        for p, part in enumerate(parts, 1):
            turn = "".join(f'<li class="thisclass">{j}</li>' if j == p else f"<li><a href='list_{number}_{j}.html'>{j}</a></li>" for j in range(1, last + 1) if abs(j - p) < 6)
            first = f"<li><a href='list_{number}_1.html'>首页</a></li><li><a href='list_{number}_{p - 1}.html'>上一页</a></li>" if p > 1 else "<li>首页</li>"
            after = f"<li><a href='list_{number}_{p + 1}.html'>下一页</a></li><li><a href='list_{number}_{last}.html'>末页</a></li>" if p < last else "<li>末页</li>"
            options = "".join(f"<option value='list_{number}_{j}.html'{' selected' * (j == p)}>{j}</option>" for j in range(1, last + 1))
            jump = f"<li><select name='sldd' title='页码' style='width:40px' onchange='location.href=this.options[this.selectedIndex].value;'>{options}</select></li>"
            pager = f'<div class="dede_pages"><ul class="pagelist">{first}{turn}{after}{jump}<li><span class="pageinfo">共 <strong>{last}</strong>页<strong>{len(entries)}</strong>条</span></li></ul></div>'
            html = _page(name, _frame(at, f'<div class="listbox">{_rows(part, way, thumb)}</div>{pager}'), _column(name, kind))
            for file in ("", f"list_{number}_1.html") if p == 1 else (f"list_{number}_{p}.html",):
                _put(site, f"/{at}/{file}", html)
        if number in STALE:
            site.plant("column.stale", f"/{at}/")
    zero = '<div class="dede_pages"><ul class="pagelist"><li><span class="pageinfo">共 <strong>0</strong>页<strong>0</strong>条记录</span></li></ul></div>'
    none = [f'<div class="listbox"><ul class="e2"></ul></div>{zero}', '<div class="listbox"><p>暂无内容</p></div>', _rows([], "table"), f'<div class="listbox"></div>{zero}', '<ul class="e2"><li>暂无信息！</li></ul>', '<div class="content"><p>&nbsp;</p></div>']
    for (at, (name, kind)), what in zip(BLANK.items(), none, strict=True):
        _put(site, f"/{at}/", _page(name, _frame(at, what), _column(name, kind)))
        site.plant("column.blank", f"/{at}/")
    for top, name, kind in TREE[1:6]:
        boxes = "".join(f"""<dl class="tbox"><dt><strong><a href='/{a}/'>{NAMES[a]}</a></strong><span class="more"><a href='/{a}/' title="{NAMES[a]}">更多...</a></span></dt><dd>{_rows(lists[a][:6], "line")}</dd></dl>""" for a in _inside(top) if a in lists)
        _put(site, f"/{top}/", _page(name, f'<div class="w960 clear">{_here(top)}<h2 class="lm">{name}</h2>{boxes}</div>', _column(name, kind)))
    today = dt.date.fromisoformat(TODAY)
    titles = ["施工许可申请表", "竣工验收备案表", "安全生产许可证申请表", "二级建造师注册申请表", "预售许可申请表", "公租房申请表", "燃气经营许可申请表", "消防验收申请表"]
    files = ["1-240112093011.doc", "1-240112093012.xls", "1-240112093013.doc", "1-240112093016.pdf"]
    rows = _rows([(SOFT + files[k % 4], t, today - dt.timedelta(days=40 + 9 * k)) for k, t in enumerate(titles)], "line")
    at, name, kind = FORMS
    labels = [(a, "" if a == "ColumnType" else b) for a, b in _column(name, kind)]
    _put(site, site.plant("page.labels", f"/{at}/"), _page(name, _frame(at, f'<div class="listbox">{rows}</div>'), labels))


def _files(site: Site) -> None:
    jpg, word = prose.jpeg(), kit.office("word")
    note = '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>提示信息</title></head><body><p>文件不存在或已被删除</p></body></html>'.encode()
    for name in ("logo", "gaba", "dzjg", "jiucuo", "bg", "banner1"):
        site.write(f"/images/{name}.png", kit.png())
    for name in ("images/line", "images/more", "plus/img/addon", *(f"include/ueditor/dialogs/attachment/fileTypeImages/icon_{k}" for k in ("doc", "xls", "pdf"))):
        site.write(f"/{name}.gif", prose.gif())
    for name, data in {
        "templets/default/style/dedecms.css": b".header{background:url(/images/bg.png)}.w960{width:960px;margin:auto}",
        "include/dedeajax2.js": b"function go(s){if(s.value)window.open(s.value)}function SetHome(o){return o}function wza(){return 1}function tab(n){return n}",
        "templets/default/js/j.js": b"var jQuery=function(f){return f};", "_/count.js": b"document.write('126');\r\n",
        PHOTO[1:]: jpg, "uploads/media/240320/1-240320.mp4": prose.archive("mp4"), "uploads/media/240320/1-240320.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\n字幕\n".encode(),
        SOFT + "1-240112093011.doc": kit.OLD_OFFICE, SOFT + "1-240112093012.xls": kit.OLD_OFFICE, SOFT + "1-240112093013.doc": word, SOFT + "1-240112093014.rar": prose.archive("rar"), SOFT + "1-240112093015.ofd": prose.archive("ofd"),
        SOFT + "1-240112093016.pdf": kit.pdf(), SOFT + "名单 (1).PDF": kit.pdf(), SOFT + "汇总表.xlsx": kit.office("xl"), "_/down/77": prose.archive("zip"),
        # what is not what it should be
        "uploads/soft/210322/1-210322153206.docx": b"", "uploads/soft/220708/1-220FQ10345.xls": b"", "uploads/file/20230516/20230516093512_20417.pdf": kit.pdf()[:240], "uploads/file/20230925/20230925170844_66120.xlsx": kit.office("xl")[:160],
        "UploadFile/2017/11/20171120163050.pdf": note, "uploads/soft/231019/1-231019114U7.pdf": jpg, "uploads/allimg/230410/1-2304101K5020.jpg": b"", "ewebeditor/uploadfile/20140611101522.jpg": note,
    }.items():
        site.write("/" + name.lstrip("/"), data)
    for a, b in (("/member/", "/member/login.php"), ("/member/login.php", "/member/"), ("/m/", "/m/"), ("/wsbs/index.html", "/wsbs/"), ("/wsbs/", "/wsbs/index.html"), ("/xxgk", "/xxgk/"), ("/xxgk/", "/xxgk"), ("/zlaq/index.asp", "/zlaq/default.asp"), ("/zlaq/default.asp", "/zlaq/index.asp"), ("/tzgg/", "/a/tonggao/tongzhigonggao/")):
        site.redirects[a] = b
    site.lost.update({"/old/": "/_/404.html", "/zjzx/": "/_/closed.html"})
    # Not lost: programs that find what they serve by their arguments, and say 404 when there is none.
    site.lost.update({"/plus/view.php": "/_/n$arg_aid.html", "/plus/download.php": "/_/down/$arg_id", "/plus/count.php": "/_/count.js", "/plus/search.php": "/_/search.html"})


def _fixed(site: Site, lists: dict[str, list]) -> None:
    def put(path: str, name: str, body: str, labels: Labels | None = None, at: str = "") -> None:
        _put(site, path, _page(name, f'<div class="w960 clear">{_here(at, tail=name)}<div class="viewbox"><h1>{name}</h1>{body}</div></div>', labels or []))

    put("/_/404.html", "页面不存在", '<p>抱歉，您访问的页面不存在或已被删除！</p><p><a href="/">返回首页</a></p>')
    put("/_/closed.html", "404错误", '<p>404 对不起，您要查看的页面没有找到。</p><p><a href="/">返回首页</a></p>')
    for aid in ("2231", "2764"):
        put(f"/_/n{aid}.html", "提示信息", '<p>提示信息！你要查看的文档不存在或已被删除！</p><p><a href="javascript:history.go(-1);">如果你的浏览器没反应，请点击这里...</a></p>')
    put("/_/n1530.html", "市局节假日值班电话", f"<p>时间:2024-04-28 17:05 来源:{NAME}</p><p>{prose.text(9800)}</p><p>{prose.text(9801)}</p>", _content("通知公告", "通知公告", "市局节假日值班电话", "2024-04-28 17:05"), "a/tonggao/tongzhigonggao")
    put("/_/search.html", "搜索结果", _rows(lists["a/tonggao/tongzhigonggao"][:8], "line"))
    tree = "".join(f'<li><a href="/{a}/">{n}</a></li>' for a, n in NAMES.items())
    put("/data/sitemap.html", "网站地图", f"<ul>{tree}</ul>")
    put("/a/bangzhu.html", "使用帮助", f'<h2><a name="jiansuo"></a>检索说明</h2><p>{prose.text(9811)}</p><h2>用户注册</h2><p>{prose.text(9812)}</p>')
    for k, (file, name) in enumerate((("lianxiwomen", "联系我们"), ("beian", "备案信息"), ("biaoshi", "党政机关网站标识"), ("zhaocuo", "我为政府网站找错"), ("ditu", "办公地点位置"))):
        put(f"/a/{file}.html", name, f"<p>{prose.text(9820 + k)}</p>")
    site.write("/include/ueditor/dialogs/map/show.html", '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>地图</title></head><body><div id="map">办公地点位置图：示例市示例路</div></body></html>')
    people = "".join(f'<dl><dt><img src="{PHOTO}" alt="{w}照片" />{w}</dt><dd>{prose.text(9830 + k, 3)}</dd></dl>' for k, w in enumerate(("局长", "副局长", "总工程师")))
    offices = "".join(f"<tr><td>{w}</td><td>{prose.text(9840 + k, 2)}</td><td>0591-000000{k}</td></tr>" for k, w in enumerate(("办公室", "建筑市场监管科", "住房保障科", "城市建设科")))
    duty = f"<p>{prose.text(9850, 9)}</p><p>{prose.text(9851, 9)}</p>"
    bodies = [duty, people, f"<table><tr><th>科室</th><th>主要职责</th><th>联系电话</th></tr>{offices}</table>"]
    for (at, name, kind), body in zip(PLACES, bodies, strict=True):
        _put(site, f"/{at}/", _page(name, _frame(at, f'<div class="content">{body}</div>'), _column(name, kind)))
    put("/a/jigougaikuang/", "机构概况", f'{duty}<ul>{"".join(f"""<li><a href="/{a}/">{n}</a></li>""" for a, n, _ in PLACES)}</ul>', _column("机构概况", "概况信息"), "a/jigougaikuang")
    boxes = "".join(f"""<dl class="tbox light"><dt class="light"><strong>{NAMES[a]}</strong><span class="more"><a href="/{a}/">更多...</a></span></dt><dd class="light">{_rows(lists[a][:7], "home")}</dd></dl>""" for a in ("a/xinwenzhongxin/jujidongtai", "a/xinwenzhongxin/xitongdongtai", "a/tonggao/tongzhigonggao", "a/tonggao/gongshigonggao", "a/zhengwugongkai/zhengcewenjian", "a/zhengwugongkai/zhengcejiedu"))
    slides = "".join(f"linkarr[{k}] = \"{p}\";picarr[{k}] = \"{PHOTO}\";textarr[{k}] = \"{h}\";" for k, (p, h, _) in enumerate(lists["a/xinwenzhongxin/tupianxinwen"][:4], 1))
    special = f'<div class="zt"><a href="{site.plant("link.broken", "/zt/2021/dsxxjy/index.html")}" target="_blank"><img src="/images/banner1.png" alt="党史学习教育专题" /></a> <a href="/a/hudongjiaoliu/yijianzhengji/"><img src="{site.plant("image.broken", "/uploads/allimg/230301/1-230301-ad.jpg")}" alt="意见征集" /></a></div>'
    entry = '<p><a href="/zfxxgk/">政府信息公开</a> <a href="/zfxxgk/ysqgk/">依申请公开</a> <a href="/zfxxgk/nianbao/">政府信息公开年报</a></p>'
    home = _page("首页", f"""<div class="w960 clear"><div class="flashnews"><script language='javascript'>linkarr = new Array();picarr = new Array();textarr = new Array();{slides}</script></div>{boxes}{special}{entry}</div>""", [], title=f"<title>{NAME}</title>")
    _put(site, "/", home)


def _hub(site: Site, lists: dict[str, list]) -> None:
    def put(at: str, body: str) -> None:
        side = "".join(f'<li><a href="/zfxxgk/{a}/">{n}</a></li>' for a, n in HUB)
        name = NAMES[at]
        _put(site, f"/{at}/", _page(name, f'<div class="w960 clear">{_here(at)}<div class="gkl"><ul>{side}</ul></div><div class="gkr"><h1>{name}</h1>{body}</div></div>', _column(name, "信息公开")))

    find = '<form action="/plus/search.php" method="get"><label for="gk">信息公开检索</label><input type="text" id="gk" name="q" /><input type="submit" value="检索" /></form>'
    topics = "".join(f'<li><a href="/{a}/">{NAMES[a]}</a></li>' for a in (*_inside("a/zhengwugongkai"), "a/jigougaikuang/jigouzhineng") if a not in BLANK)
    years = [(f"/zfxxgk/nianbao/{y + 1}/01{12 + y % 9}/{9000 + y}.html", f"{NAME}{y}年政府信息公开工作年度报告", dt.date(y + 1, 1, 12 + y % 9)) for y in range(2023, 2007, -1)]
    put("zfxxgk", f'{find}<h2>最新公开</h2>{_rows(lists["a/zhengwugongkai/zhengcewenjian"][:8], "line")}')
    put("zfxxgk/zhinan", f"<h2>一、政府信息的分类和编排体系</h2><p>按机构职能、政策文件、财政信息、重点领域等分类，以索引号、名称、发布机构、日期编排。</p><h2>二、政府信息的获取方式</h2><p>通过政府网站、市档案馆和图书馆查阅点获取，也可以依法申请获取。</p><h2>三、政府信息公开工作机构</h2><p>工作机构名称：{NAME}办公室<br />办公地址：示例市示例路18号<br />办公时间：工作日8:30－12:00，14:30－17:30<br />联系电话：0591-0000000<br />传真号码：0591-0000001<br />电子邮箱：slszjj@example.gov.cn</p><h2>四、依申请公开</h2><p>可以当面、邮寄或者在网上提出申请，行政机关自收到申请之日起20个工作日内答复。</p><h2>五、监督和救济</h2><p>可以依法向主管部门投诉举报，或者申请行政复议、提起行政诉讼。</p>")
    put("zfxxgk/zhidu", f'<p>{prose.text(9900, 6)}</p><ul class="e2">{"".join(f"""<li><a href="{p}">{h}</a></li>""" for p, h, _ in lists["a/zhengwugongkai/zhengcewenjian"][:4])}</ul>')
    put("zfxxgk/fdzdgknr", f'<ul class="ml">{topics}</ul><h2>财政信息</h2>{_rows(lists["a/zhengwugongkai/caizhengxinxi"][:8], "line")}')
    put("zfxxgk/nianbao", _rows(years, "line"))
    put("zfxxgk/ysqgk", f'<p>{prose.text(9901)}</p><p><a href="{SOFT}1-240112093011.doc">申请表下载</a> <a href="{site.plant("attachment.broken", "/uploads/soft/180405/1-1P405160241.pdf")}">依申请公开流程图.pdf</a></p><form action="/plus/search.php" method="get"><p><label for="s1">申请人姓名</label><input type="text" id="s1" name="s1" /></p><p><label for="s2">联系方式</label><input type="text" id="s2" name="s2" /></p><p><label for="s3">所需信息内容</label><textarea id="s3" name="s3" rows="4" cols="50"></textarea></p><p><input type="submit" value="提交申请" /></p></form>')
    for path, heading, day in years:
        body = f'<div class="w960 clear">{_here("zfxxgk/nianbao", tail="正文")}<div class="viewbox"><h1>{heading}</h1><div class="info"><small>时间:</small>{day} 09:00 <small>来源:</small>{NAME}</div><div class="content"><h2>一、总体情况</h2><p>{prose.text(day.year + 9950, 6)}</p></div></div></div>'
        _put(site, path, _page(heading, body, _content("政府信息公开年报", "信息公开", heading, f"{day} 09:00")))
