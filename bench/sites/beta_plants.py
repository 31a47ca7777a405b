# ruff: noqa: E501 - markup in one line
"""What is wrong on the site ``beta``: defects that its articles show."""

from __future__ import annotations

from . import kit
from .kit import Site


def defects(site: Site, elsewhere: str) -> list[dict]:
    """Plants each and answers with what the articles must show for it."""
    plant = site.plant
    out: list[dict] = []
    for n in range(24):
        path = f"/app/{n}.jsp"
        site.statuses[path] = (404, 410, 403)[n % 3]
        out.append(
            {"body": f"<P><A HREF='{plant('link.broken', path)}'><FONT color=red>系统{n}</FONT></A></P>"}
        )
    for n in range(4):
        site.statuses[f"/err/{n}"] = 500
        out.append({"body": f'<A href="{plant("page.error", f"/err/{n}")}">查询{n}</A>'})
    out += [
        {"body": f'<A href="{plant("page.soft404", f"/html/2012/0{n}01/{n}.html")}">历史{n}</A>'}
        for n in range(1, 10)
    ]
    out += [{"body": f'<A href="{plant("page.soft404", f"/zt/topic{n}/")}">专题{n}</A>'} for n in range(6)]
    out += [
        {"body": f'<IMG src="{plant("image.broken", f"/pics/no{n}.jpg")}" alt="配图">'} for n in range(10)
    ]
    out += [
        {
            "body": f'<img src="/pics/p.jpg" srcset="/pics/p.jpg 1x, {plant("image.broken", f"/pics/no2x{n}.jpg")} 2x" alt="配图">'
        }
        for n in range(3)
    ]
    out.append(
        {
            "body": f"""<div style="background-image:url('{plant("image.broken", "/pics/nobg.jpg")}')">背景</div>"""
        }
    )
    site.write("/pics/empty.jpg", b"")
    out.append({"body": f'<IMG src="{plant("image.broken", "/pics/empty.jpg")}" alt="图">'})
    out += [
        {"body": f'<A href="{plant("attachment.mismatch", f"/upfile/no{n}.{e}")}">表{n}</A>'}
        for n, e in enumerate(["pdf", "doc", "xls", "rar", "ofd", "docx", "zip", "pptx"])
    ]
    bad = {
        "b1.ofd": kit.pdf(),
        "b2.xls": kit.png(),
        "b3.pdf": b"",
        "b4.zip": kit.office("xl")[:200],
        "b5.rar": b"\x00" * 50,
        "b6.docx": kit.pdf(),
    }
    for name, data in bad.items():
        site.write(f"/upfile/{name}", data)
        out.append({"body": f'<A href="{plant("attachment.mismatch", f"/upfile/{name}")}">附表</A>'})
    for n in range(5):
        site.statuses[f"/upfile/gone{n}.doc"] = 404
        out.append({"body": f'<A href="{plant("attachment.broken", f"/upfile/gone{n}.doc")}">附表{n}</A>'})
    for n in range(5):
        out.append(
            {
                "body": f'<A href="/law.html#art{n + 50}">第{n + 50}条</A> <A href="/law.html#art{n}">第{n}条</A> <A href="/law.html#%E9%99%84%E5%88%99">附则</A>'
            }
        )
        plant("anchor.missing", f"/law.html#art{n + 50}")
    for n in range(5):
        site.statuses[f"/open/{n}.asp"] = 404
        target = plant("link.dead_script", f"/open/{n}.asp")
        out.append(
            {
                "body": (
                    f'<A href="#" onclick=\'window.open("{target}","_blank")\'>弹出{n}</A>',
                    f"<span onclick=\"window.location='{target}'\">转到{n}</span>",
                    f"<A href=\"javascript:window.open('{target}')\">进入{n}</A>",
                )[n % 3]
            }
        )
    for n in range(3):
        a, b, c = (f"/go/{n}{x}.asp" for x in "abc")
        site.redirects |= {a: b, b: c, c: a}
        out.append({"body": f'<A href="{plant("redirect.loop", a)}">跳转{n}</A>'})
    site.redirects |= {f"/hop/{n}": f"/hop/{n + 1}" for n in range(3)} | {"/hop/3": "/list_14.html"}
    out.append({"body": '<A href="/hop/0">旧地址</A>'})
    for n in range(8):
        out.append(
            {"body": f'<A href="{plant("link.external", f"{elsewhere}/n?id={n}")}" target=_blank>友情{n}</A>'}
        )
    out += [{"drop": d} for d in ("pubdate", "contentsource", "articletitle", "columntype", "columnname") * 2]
    out += (
        [{"undated": True}] * 5
        + [{"charset": "utf-8", "declared": "gb2312"}] * 3
        + [{"charset": "gb18030", "declared": "utf-8"}] * 3
    )
    out += [
        {"a11y": "image-alt", "body": "<IMG SRC=/pics/p.jpg>"}, {"a11y": "html-has-lang", "lang": ""}, {"a11y": "document-title", "title": ""},
        {"a11y": "link-name", "body": '<A href="/list_11.html"><IMG src=/pics/p.jpg alt=""></A>'}, {"a11y": "button-name", "body": '<input type=button>'},
        {"a11y": "label", "body": "<TEXTAREA name=c></TEXTAREA>"}, {"a11y": "duplicate-id", "body": "<SPAN id=k>1</SPAN><SPAN id=k>2</SPAN>"},
        {"a11y": "empty-heading", "body": "<H4> </H4>"}, {"a11y": "frame-title", "body": '<IFRAME src="/in.html" height=1></IFRAME>'},
        {"a11y": "object-alt", "body": '<OBJECT data="/upfile/1.pdf" type="application/pdf"></OBJECT>'}, {"a11y": "marquee", "body": "<MARQUEE>滚动</MARQUEE>"},
        {"a11y": "empty-table-header", "body": "<TABLE><TR><TH></TH><TH>项</TH></TR><TR><TD>1</TD><TD>2</TD></TR></TABLE>"},
        {"a11y": "input-image-alt", "body": '<INPUT type=image src="/pics/p.jpg">'}, {"a11y": "listitem", "body": "<DIV><LI>项</LI></DIV>"},
    ]  # fmt: skip
    # No defects: Chinese file names in three spellings, scripts that live elsewhere, moved pages, quotes without end.
    out += [
        {"body": '<IMG src="/pics/照片.jpg" alt="照片"><IMG src="/pics/%e7%85%a7%e7%89%87.jpg" alt="照片">'},
        {"body": '<A href="javascript:setTab(1,2)">一</A><A href="javascript:void(0);" class="fold">展开</A>'},
        {"body": "<P>原“页面不存在”问题已整改，网友反映的404情况属实，现已恢复。</P>"}, {"body": '<A href="/law.html#">全文</A><A href="/list_11.html?">要闻</A>'},
        {"body": "<A href=' /list_12.html\n'>图片新闻</A><A href=/list_11.html>要闻</A>"}, {"body": '<A href="//@HOST@/list_16.html">文件</A><A href="\\list_16.html">文件</A>'},
        {"body": '<A href="/moved.html">旧页</A>'}, {"body": "<A name=here></A><A href='#here'>本处</A><A href='#HERE2'>无</A>".replace("<A href='#HERE2'>无</A>", "")},
    ]  # fmt: skip
    return list(reversed(out))
