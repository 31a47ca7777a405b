# ruff: noqa: E501 - markup in one line
"""A newer site without any labels: grids of divs, menus with columns below columns, boxes of other columns beside every list.
Written after the tuning on alpha and beta had ended; the inspection is not tuned on it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from . import kit
from .kit import Site

# top column: (number, name, [(number, name, days since the newest)])
TREE = [
    (1, "新闻中心", [(101, "时政要闻", 2), (102, "街镇动态", 45), (103, "部门信息", 5)]),
    (2, "公告栏", [(201, "通知", 12), (202, "招标公告", 40), (203, "人事公示", 250)]),
    (3, "政策库", [(301, "区级政策文件", 20), (302, "政策解读", 210), (303, "上级政策文件", 33)]),
    (4, "专题数据", [(401, "统计公报", 60), (402, "民生实事", 15), (403, "乡村振兴", 70)]),
]
STALE = (102, 203, 302)


def _shell(
    site_name: str, main: str, side: str, head: str = "", title: str = "", lang: str = ' lang="zh-Hans"'
) -> str:
    menu = "".join(
        f'<div class="mega"><a class="top" href="/channels/{n}.html">{name}</a><div class="sub">'
        + "".join(f'<a href="/channels/{m}.html">{child}</a>' for m, child, _ in below)
        + "</div></div>"
        for n, name, below in TREE
    )
    return f"""<!doctype html>
<html{lang}>
<head><meta charset="utf-8"/><title>{title or site_name}</title>{head}<link rel="icon" href="/assets/f.ico"/><link rel="stylesheet" href="/assets/a.css"/></head>
<body><div id="app-top"><a href="/"><img src="/assets/logo.svg" alt="标识"/></a><div class="grid">{menu}<div class="mega"><a class="top" href="/open/">政府信息公开</a></div>
<div class="mega"><a class="top" href="/channels/501.html">调研报告</a><a class="top" href="/channels/502.html">志愿服务</a><a class="top" href="/channels/503.html">区情概况</a><a class="top" href="/channels/504.html">图解专栏</a></div></div>
<div class="s"><input type="search" aria-label="搜索" placeholder="请输入关键词"/><button aria-label="搜索">搜</button></div></div>
<div class="wrap"><div class="l">{main}</div><div class="r"><h4>最新发布</h4>{side}</div></div>
<div id="app-foot"><a href="/sitemap.html">网站地图</a><a href="/err.html">我为政府网站找错</a><img src="/assets/red.png" alt="党政机关"/>
<div>主办单位：试验区管委会</div><div>联系电话：010-0000000</div><div>网站标识码：1100000001</div><div>ICP备案：沪ICP备00000001号-2</div><div>沪公网安备 31000000000001号</div></div></body></html>"""


def build(folder: Path, pages: int = 5000, elsewhere: str = "http://127.0.0.1:9") -> Site:
    """Write the site."""
    site = Site(folder)
    today = dt.date.fromisoformat(site.today)
    site.write("/assets/logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>')
    for name in ("red.png", "pic.png"):
        site.write(f"/assets/{name}", kit.png())
    site.write("/assets/f.ico", b"\x00\x00\x01\x00\x01\x00" + b"\0" * 40)
    site.write("/assets/a.css", b"a{color:red}")
    for name, data in (("t.xlsx", kit.office("xl")), ("t.pdf", kit.pdf()), ("t.pptx", kit.office("ppt"))):
        site.write(f"/dl/{name}", data)
    site.plant("site.labels", "/")
    for path in ("/contents/101/5000.html", "/channels/1.html"):  # no page has any: articles, columns
        site.plant("page.labels", path)
    each = max(40, (pages - 40) // 12 - 10)
    extra = _defects(site, elsewhere)
    lists: dict[int, list[tuple[str, str, dt.date]]] = {}
    number = 5000
    for _, _, below in TREE:
        for column, _, age in below:
            lists[column] = []
            for k in range(each):
                lists[column].append(
                    (
                        f"/contents/{column}/{number}.html",
                        kit.title(number),
                        today - dt.timedelta(days=age + k),
                    )
                )
                number += 1
    newest = sorted((e for rows in lists.values() for e in rows), key=lambda e: e[2], reverse=True)[:6]
    side = "".join(f'<div class="sr"><a href="{p}">{h}</a><em>（{d}）</em></div>' for p, h, d in newest)
    for n, name, below in TREE:
        blocks = "".join(
            f'<div class="blk"><h3><a href="/channels/{m}.html">{child}</a></h3>'
            + "".join(f'<p><a href="{p}">{h}</a></p>' for p, h, _ in lists[m][:3])
            + "</div>"
            for m, child, _ in below
        )
        site.write(
            f"/channels/{n}.html",
            _shell(
                "试验区",
                f'<div class="where">当前位置 <a href="/">首页</a> / {name}</div>{blocks}',
                side,
                title=f"{name} | 试验区",
            ),
        )
        for m, child, _ in below:
            trail = f'<div class="where">当前位置 <a href="/">首页</a> / <a href="/channels/{n}.html">{name}</a> / '
            for k, (path, heading, day) in enumerate(lists[m]):
                more = extra.pop() if extra and k % 5 == 3 else {}
                _article(
                    site,
                    path,
                    heading,
                    day,
                    k,
                    trail + f'<a href="/channels/{m}.html">{child}</a> / 正文</div>',
                    side,
                    more,
                )
            count = -(-each // 25)
            for page in range(count):
                rows = "".join(
                    f'<div class="rw"><span class="tt"><a href="{p}" title="{h}">{h[:18]}…</a></span><em>（{d}）</em></div>'
                    for p, h, d in lists[m][page * 25 : page * 25 + 25]
                )
                turn = "".join(
                    f'<a href="/channels/{m}{f"_{x + 1}" if x else ""}.html">{x + 1}</a>'
                    for x in range(count)
                )
                site.write(
                    f"/channels/{m}{f'_{page + 1}' if page else ''}.html",
                    _shell(
                        "试验区",
                        f"{trail}{child}</div>{rows}<div>{turn}</div>",
                        side,
                        title=f"{child} | 试验区",
                    ),
                )
            if m in STALE:
                site.plant("column.stale", f"/channels/{m}.html")
    if extra:
        raise ValueError(f"{len(extra)} defects found no page; make the site larger")
    where = '<div class="where">当前位置 <a href="/">首页</a> / {}</div>'
    for n, name, main in (
        (501, "调研报告", ""), (502, "志愿服务", '<div class="empty">暂无数据</div>'),
        (503, "区情概况", f"<p>{kit.paragraph(4, 9)}</p>"), (504, "图解专栏", '<img src="/assets/pic.png" alt="一图读懂"/>'),
    ):  # fmt: skip
        site.write(
            f"/channels/{n}.html", _shell("试验区", where.format(name) + main, side, title=f"{name} | 试验区")
        )
        if n < 503:
            site.plant("column.blank", f"/channels/{n}.html")
    _rest(site, lists, side)
    return site


def _article(
    site: Site, path: str, heading: str, day: dt.date, k: int, trail: str, side: str, more: dict
) -> None:
    when = (
        ""
        if more.get("undated")
        else (f"<span>{day} 08:0{k % 10}</span>" if k % 2 else f"<span>发布日期 {day:%Y/%m/%d}</span>")
    )
    if more.get("undated"):
        site.plant("page.undated", path)
    if more.get("a11y"):
        site.plant(f"a11y.{more['a11y']}", path)
    main = f"""{trail}<div class="art"><div class="ttl"><h1>{heading}</h1></div><div class="meta">{when}<span>来源 试验区管委会</span><span>浏览 {k}</span></div>
<div class="rich">{"".join(f"<p>{kit.paragraph(k + n)}</p>" for n in range(3))}{more.get("body", "")}</div><div class="att"><a href="/dl/t.{("xlsx", "pdf", "pptx")[k % 3]}" download>附件{k}</a></div></div>"""
    site.write(
        path,
        _shell(
            "试验区", main, side, title=more.get("title", heading), lang=more.get("lang", ' lang="zh-Hans"')
        ),
    )


def _defects(site: Site, elsewhere: str) -> list[dict]:
    plant = site.plant
    out: list[dict] = []
    out += [{"body": f'<p>见<a href="../../dead/{n}.html">{n}</a></p>'} for n in range(15)]
    for n in range(15):
        plant("link.broken", f"/dead/{n}.html")
    out += [
        {
            "body": f'<picture><source srcset="{plant("image.broken", f"/img/{n}.webp")}"><img src="/assets/pic.png" alt="图"></picture>'
        }
        for n in range(5)
    ]
    out += [
        {"body": f'<img data-x="1" src="{plant("image.broken", f"/img/{n}.jpeg")}" alt="图"/>'}
        for n in range(8)
    ]
    out += [
        {"body": f'<a href="{plant("attachment.broken", f"/dl/none{n}.docx")}">表{n}</a>'} for n in range(6)
    ]
    for name, data in {
        "w.docx": b"<html><head></head></html>",
        "z.pdf": b"",
        "h.xlsx": kit.office("xl")[:180],
        "o.ofd": b"%PDF-1.4 %%EOF",
        "n.pptx": kit.png(),
    }.items():
        site.write(f"/dl/{name}", data)
        out.append({"body": f'<a href="{plant("attachment.mismatch", f"/dl/{name}")}">表</a>'})
    site.write(
        "/gone.html",
        '<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>404</title></head><body><h2>404</h2><p>很抱歉，您要查看的内容已被删除或不存在。</p></body></html>',
    )
    site.lost["/v1/"] = "/gone.html"
    out += [{"body": f'<a href="{plant("page.soft404", f"/v1/doc/{n}")}">旧版{n}</a>'} for n in range(6)]
    out += [{"body": f'<a href="/channels/503.html#p{n}">段{n}</a>'} for n in range(4)]
    for n in range(4):
        plant("anchor.missing", f"/channels/503.html#p{n}")
    out += [
        {
            "body": f"<button type='button' onclick=\"location.assign('{plant('link.dead_script', f'/apply/{n}.html')}')\">办理{n}</button>"
        }
        for n in range(4)
    ]
    for n in range(2):
        site.redirects[f"/self/{n}"] = f"/self/{n}"
        out.append({"body": f'<a href="{plant("redirect.loop", f"/self/{n}")}">自{n}</a>'})
    out += [
        {"body": f'<a href="{plant("link.external", f"{elsewhere}/p/{n}")}" rel="noopener">外{n}</a>'}
        for n in range(6)
    ]
    out += [{"undated": True}] * 6
    out += [
        {"a11y": "image-alt", "body": '<img src="/assets/pic.png"/>'}, {"a11y": "link-name", "body": '<a href="/open/"><i class="icon"></i></a>'},
        {"a11y": "label", "body": '<input type="checkbox" name="c"/>'}, {"a11y": "select-name", "body": "<select><option>x</option></select>"},
        {"a11y": "html-has-lang", "lang": ""}, {"a11y": "empty-heading", "body": "<h5></h5>"}, {"a11y": "button-name", "body": '<button><i></i></button>'},
        {"a11y": "frame-title", "body": '<iframe src="/sitemap.html"></iframe>'}, {"a11y": "td-headers-attr", "body": '<table><tr><td headers="q">1</td></tr></table>'},
        {"a11y": "list", "body": "<ol><span>1</span></ol>"}, {"a11y": "duplicate-id", "body": '<b id="u"></b><b id="u"></b>'},
    ]  # fmt: skip
    out += [
        {"body": '<a href="javascript:void 0" data-toggle="x">展开</a>'}, {"body": '<a href="/contents/../channels/101.html">要闻</a>'},
        {"body": '<a href="#sec">节</a><div id="sec">节内容</div>'}, {"body": '<img src="data:image/png;base64,AAAA" alt="内嵌"/>'}, {"body": '<a href="tel:12345">热线</a>'},
    ]  # fmt: skip
    return list(reversed(out))


def _rest(site: Site, lists: dict, side: str) -> None:
    def put(path: str, name: str, main: str) -> None:
        site.write(path, _shell("试验区", f"<h1>{name}</h1>{main}", side, title=f"{name} | 试验区"))

    put("/sitemap.html", "网站地图", f"<p>{kit.paragraph(1)}</p>")
    put("/err.html", "我为政府网站找错", f"<p>{kit.paragraph(2)}</p>")
    links = "".join(
        f'<div><a href="/open/{n}.html">{name}</a></div>'
        for n, name in enumerate(
            (
                "政府信息公开指南",
                "政府信息公开制度",
                "法定主动公开内容",
                "政府信息公开年报",
                "依申请公开",
                "信息检索",
            )
        )
    )
    put("/open/", "政府信息公开", links)
    put(
        "/open/0.html",
        "政府信息公开指南",
        f"<p>公开信息的分类、编排体系，获取方式；工作机构名称为办公室；办公地址；办公时间；联系电话；传真；电子邮箱。</p><p>{kit.paragraph(1, 6)}</p>",
    )
    years = "".join(
        f'<div><a href="/open/y{y}.html">{y}年度报告</a></div>' for y in range(2008, 2021) if y != 2010
    )
    put("/open/3.html", "政府信息公开年报", years)
    site.plant("hub.reports", "/open/3.html")
    for y in range(2008, 2021):
        if y != 2010:
            put(
                f"/open/y{y}.html",
                f"{y}年度报告",
                f"<div>发布日期 {y + 1}-01-25</div><p>{kit.paragraph(y, 8)}</p>",
            )
    for n, name in ((1, "政府信息公开制度"), (2, "法定主动公开内容"), (4, "依申请公开"), (5, "信息检索")):
        put(f"/open/{n}.html", name, f"<p>{kit.paragraph(n, 8)}</p>")
    put(
        "/",
        "试验区",
        "".join(
            f'<div class="rw"><a href="{rows[0][0]}">{rows[0][1]}</a><em>（{rows[0][2]:%m-%d}）</em></div>'
            for rows in lists.values()
        ),
    )
