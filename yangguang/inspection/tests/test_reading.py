# ruff: noqa: E501 - markup in one line
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.inspection.crawling.addresses import extension_of, handed_out
from yangguang.inspection.crawling.kinds import IMAGE
from yangguang.inspection.options import Freshness, Mapped, mapping_of
from yangguang.inspection.probing import hub, labels
from yangguang.inspection.probing.columns import kind_of
from yangguang.inspection.reading import contents, pages, scripts
from yangguang.inspection.reading.dates import first_date, published, url_date
from yangguang.inspection.reading.encoding import decode

pytestmark = pytest.mark.task(25)
TODAY = dt.date(2021, 6, 10)


def read(html):
    return pages.read(decode(html.encode()), TODAY)


@pytest.mark.parametrize(
    ("data", "header", "charset", "kind"),
    [
        ("<meta charset=utf-8>中文".encode(), "", "utf-8", None),
        ("<meta charset=gb2312>中文镕".encode("gb18030"), "", "gb18030", None),
        ("<meta charset=utf-8>中文网站".encode("gb18030"), "", "gb18030", "mismatch"),
        ("<meta charset=gbk>中文网站".encode(), "", "utf-8", "mismatch"),
        ("中文网站".encode(), "gbk", "utf-8", "mismatch"),
        ("中文网站".encode(), "", "utf-8", "undeclared"),
        ("﻿中文".encode(), "gbk", "utf-8", None),
        (b"plain", "", "utf-8", None),
        ("<meta charset=utf-8>锟斤拷锟斤拷锟斤拷".encode(), "", "utf-8", "spoilt"),
        ("<meta charset=utf-8>中文网站，例如“锟斤拷”".encode(), "", "utf-8", None),
        ("<!-- <meta charset=gbk> --><meta charset=utf-8>中文网站".encode(), "", "utf-8", None),
        ("<meta charset=iso-8859-1>中文网站正文内容".encode("gb18030"), "", "gb18030", "mismatch"),
        ("<meta charset=nonsense>中文".encode(), "", "utf-8", "undeclared"),
    ],
)
def test_encodings_and_what_is_wrong_with_them(data, header, charset, kind):
    found = decode(data, header)
    assert found.charset == charset
    assert found.problem.get("kind") == kind
    assert "中" in found.text or kind == "spoilt" or data == b"plain"


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "gbk", "utf-16", "x-unknown", "base64"]))
def test_no_bytes_upset_reading(data, header):
    pages.read(decode(data, header), TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-05-03", (2021, 5, 3)), ("[2021.5.3]", (2021, 5, 3)), ("2021年5月3日", (2021, 5, 3)), ("03 2021-05", (2021, 5, 3)),
        ("2021-05 03", (2021, 5, 3)), ("20210503", (2021, 5, 3)), ("05-03", (2021, 5, 3)), ("12-30", (2020, 12, 30)),
        ("2021-02-30", None), ("第12号", None), ("350203202105034567", None), ("", None),
    ],
)  # fmt: skip
def test_dates_of_lists(text, day):
    assert first_date(text, TODAY) == (dt.date(*day) if day else None)


def test_dates_in_addresses():
    assert url_date("http://x.cn/a/202105/t20210503_12.html") == dt.date(2021, 5, 3)
    assert url_date("http://x.cn/art/2021/5/3/art_1_2.html") == dt.date(2021, 5, 3)
    assert url_date("http://x.cn/2021-05/03/content_1.htm") == dt.date(2021, 5, 3)
    assert url_date("http://x.cn/list_12.html") is None


def test_date_of_publication_is_the_labelled_one():
    text = "会议于2021年5月1日召开 关于某事的通知 来源：某局 发布时间：2021-05-06 10:00 正文说2020年1月1日起"
    assert published(text, "") == dt.date(2021, 5, 6)
    assert published("关于某事的通知 2021-05-06 10:00 来源", "关于某事的通知") == dt.date(2021, 5, 6)
    assert published("正文说2020年1月1日起施行", "") is None


@pytest.mark.parametrize(
    "row",
    [
        '<ul><li><a href="/x.html">标题</a><span>2021-05-03</span></li><li><a href="/y.html">别的</a><span>2020-01-01</span></li></ul>',
        '<table><tr><td><a href="/x.html">标题</a></td><td>[2021/05/03]</td></tr><tr><td><a href="/y.html">别的</a></td><td>[2020/01/01]</td></tr></table>',
        '<dl><dt><a href="/x.html">标题</a></dt><dd>2021年5月3日</dd><dt><a href="/y.html">别的</a></dt><dd>2020年1月1日</dd></dl>',
        '<ul><li><a href="/x.html">标题</a><p>截止时间：2021年12月31日</p><i>发布日期 2021.05.03</i></li><li><a href="/y.html">别的</a><i>2020.01.01</i></li></ul>',
        '<div class=i><b>03</b><i>2021-05</i><a href="/x.html">标题</a></div><div class=i><b>01</b><i>2020-01</i><a href="/y.html">别的</a></div>',
    ],
)
def test_an_entry_gets_the_date_of_its_own_row(row):
    dated = dict(read(f"<html><body><div>{row}</div></body></html>").dated)
    assert dt.date.fromordinal(dated["/x.html"]) == dt.date(2021, 5, 3)
    assert dt.date.fromordinal(dated["/y.html"]) == dt.date(2020, 1, 1)


@pytest.mark.parametrize(
    ("extension", "data", "kind"),
    [
        (".pdf", b"%PDF-1.4 x startxref 0 %%EOF", None), (".pdf", b"<!DOCTYPE html><html>", "html"), (".pdf", b"", "empty"),
        (".pdf", b"%PDF-1.4 cut", "truncated"), (".docx", b"%PDF-1.4 %%EOF", "other"), (".doc", b"PK\x03\x04 word/ PK\x05\x06", None),
        (".docx", b"PK\x03\x04 word/ cut", "truncated"), (".ofd", b"PK\x03\x04 OFD.xml PK\x05\x06", None), (".ofd", b"%PDF-1 %%EOF", "other"),
        (".txt", "文本".encode("gbk"), None), (".rar", b"Rar!\x1a\x07", None), (".zip", b"text", "other"), (".png", b"\x89PNG\r\n\x1a\nIEND", None),
        (".gif", b"GIF89a\x01\x00", "truncated"), (".gif", b"GIF89a\x01\x00\x01\x00;", None),
    ],
)  # fmt: skip
def test_files_are_what_their_names_say(extension, data, kind):
    assert contents.mismatch(extension, data, whole=True).get("kind") == kind


AXE = {
    "image-alt": '<img src="a.png">', "link-name": '<a href="/x"></a>', "button-name": "<button></button>", "label": "<input type=text>",
    "select-name": "<select></select>", "duplicate-id": "<p id=a></p><p id=a></p>", "empty-heading": "<h2> </h2>", "frame-title": "<iframe src=/x></iframe>",
    "list": "<ul><div>x</div></ul>", "listitem": "<div><li>x</li></div>", "td-headers-attr": "<table><tr><td headers=zz>1</td></tr></table>",
    "empty-table-header": "<table><tr><th></th></tr></table>", "video-caption": "<video src=/v></video>", "object-alt": "<object data=/x></object>",
    "input-image-alt": "<input type=image src=/x>", "marquee": "<marquee>x</marquee>", "blink": "<blink>x</blink>", "valid-lang": "<p lang='中文'>x</p>",
    "meta-refresh": "", "meta-viewport": "", "html-has-lang": "", "document-title": "",
}  # fmt: skip
GOOD = '<html lang="zh-CN"><head><title>题</title>{head}</head><body>{body}</body></html>'


def rules_of(html):
    return {s[0].removeprefix("a11y.") for s in read(html).sightings if s[0].startswith("a11y.")}


@pytest.mark.parametrize("rule", AXE)
def test_each_accessibility_rule_finds_its_own_fault_and_no_other(rule):
    whole = {
        "html-has-lang": "<html><head><title>题</title></head><body></body></html>",
        "document-title": '<html lang="zh"><head></head><body></body></html>',
        "meta-refresh": GOOD.format(head='<meta http-equiv="refresh" content="30">', body=""),
        "meta-viewport": GOOD.format(head='<meta name="viewport" content="user-scalable=no">', body=""),
    }.get(rule) or GOOD.format(head="", body=AXE[rule])
    assert rules_of(whole) == {rule}


def test_what_has_a_name_in_another_way_is_no_fault():
    body = (
        '<img src=a alt=""><img src=b role=presentation><a href=/x><img src=c alt="名"></a><label>名<input></label><input title=名>'
        '<input placeholder=名><button aria-label=关></button><div hidden><a href=/y></a></div><div style="display:none"><img src=d></div>'
    )
    assert rules_of(GOOD.format(head="", body=body)) == set()


def test_addresses_in_handlers_and_links_that_do_nothing():
    assert scripts.addresses_in("window.open('/a.html');location.href=\"/b.html\"") == ["/a.html", "/b.html"]
    assert scripts.addresses_in("location.href='/a?id='+id") == []
    assert scripts.addresses_in("top.location.href=`/a.html`") == ["/a.html"]
    assert scripts.addresses_in("top.location.href=`/${id}.html`") == []
    assert scripts.addresses_in("return openwin('/a/b.html', 600, 400)") == ["/a/b.html"]
    assert scripts.addresses_in("MM_goToURL('parent','zwgk/a.asp?id=3');return false") == ["zwgk/a.asp?id=3"]
    assert scripts.addresses_in("setTab('one', 1, 4)") == []
    for nothing in (
        "",
        "#",
        "javascript:;",
        "javascript:void(0)",
        "JavaScript:void(0);",
        "javascript:return false",
    ):
        assert scripts.does_nothing(nothing)
    assert not scripts.does_nothing("javascript:go()")


def test_text_that_readers_tools_are_kept_from_names_no_link():
    assert rules_of(GOOD.format(head="", body='<a href=/x><span aria-hidden="true">›</span></a>')) == {
        "link-name"
    }
    assert not rules_of(GOOD.format(head="", body='<a href=/x>更多<span aria-hidden="true">›</span></a>'))


def test_a_list_holds_items_alone_wherever_the_other_child_stands():
    for body in ("<ol><li>一</li><p>说明</p><li>二</li></ol>", "<ul><h4>题</h4><li>一</li></ul>"):
        assert rules_of(GOOD.format(head="", body=body)) == {"list"}


def test_records_in_a_script_are_read_as_their_readers_see_them():
    record = "<record><![CDATA[<li><a href='/art/{0}.html'>关于示例事项的通知{0}</a><span>2021-05-0{0}</span></li>]]></record>"
    html = (
        '<html><body><div><script type="text/xml"><datastore><totalrecord>2</totalrecord><recordset>'
        f"{record.format(1)}{record.format(2)}</recordset></datastore></script></div></body></html>"
    )
    page = read(html)
    assert [(href, dt.date.fromordinal(day)) for href, day in page.dated] == [
        ("/art/1.html", dt.date(2021, 5, 1)), ("/art/2.html", dt.date(2021, 5, 2))
    ]  # fmt: skip
    assert not [s for s in page.sightings if s[0].startswith("a11y.list")]


def test_a_file_handed_out_by_a_program_is_a_file():
    assert (
        extension_of("https://x.cn/module/download/downfile.jsp?classid=0&filename=2103151122.docx")
        == ".docx"
    )
    assert extension_of("https://x.cn/show.jsp?name=3.14&id=2") == ".jsp"
    assert handed_out("https://x.cn/system/_content/download.jsp?wbfileid=7", "附件1：名单.xls") == ".xls"
    assert handed_out("https://x.cn/virtual_attach_file.vsb?tid=1&e=.pdf", "点击下载") == ".pdf"
    assert handed_out("https://x.cn/show.jsp?id=7", "名单.xls") == ""
    assert handed_out("https://x.cn/download.jsp?id=7", "下载中心") == ""


def test_pictures_are_found_wherever_a_page_names_them():
    html = (
        '<td background="/td.gif"><p style="background:URL(/css.gif)"><img src="data:image/gif;base64,R0" data-src="/lazy.jpg">'
        '<img data-original="/later.jpg" src="/wait.gif"><img src="file:///C:/1.jpg"><img src="D:\\2.jpg">'
    )
    page = read(f"<html><body><table><tr>{html}</table></body></html>")
    named = {url for kind, url, _ in page.refs if kind == IMAGE}
    assert named == {"/td.gif", "/css.gif", "/lazy.jpg", "/later.jpg", "/wait.gif"}
    assert [key for probe, key, _ in page.sightings if probe == "image.broken"] == [
        "file:///C:/1.jpg",
        "D:\\2.jpg",
    ]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("出错信息_示例县人民政府网站", "找不到您要的文章！可能已经被删除。"),
        ("无法找到该页", "您正在搜索的页面可能已经删除、更名或暂时不可用。"),
        ("系统提示", "该栏目不存在"),
    ],
)
def test_a_page_that_says_it_is_none_is_none_beside_any_menu(title, words):
    menu = "<a href=/a>政务公开</a>" * 200
    assert read(f"<html><head><title>{title}</title></head><body>{menu}<p>{words}</p></body></html>").missing
    assert not read(
        f"<html><head><title>示例新闻</title></head><body>{menu}<p>{words}</p></body></html>"
    ).missing


def dead(body, script=""):
    return [
        s for s in read(f"<html><body>{script}{body}</body></html>").sightings if s[0] == "link.dead_script"
    ]


def test_a_link_without_effect_is_found_unless_a_script_may_listen():
    assert dead('<a href="#">专题</a>')
    assert not dead(
        '<a href="#" class="tab">专题</a>', "<script>document.querySelector('.tab').onclick=f</script>"
    )
    assert not dead('<a href="#" id=x>专题</a>', "<script src=/a.js></script>")
    assert not dead('<a href="javascript:;" onclick="print()">打印</a>')


def test_labels_name_what_is_missing():
    assert labels.wrong({"sitename": "x", "sitedomain": "http://x.cn", "siteidcode": "35"}, labels.SITE) == [
        "SiteDomain 不合规",
        "SiteIDCode 不合规",
    ]
    assert labels.wrong({"articletitle": "null"}, ("ArticleTitle", "PubDate")) == [
        "缺少 ArticleTitle",
        "缺少 PubDate",
    ]


def test_kind_of_a_column_by_label_then_name():
    assert kind_of("区政府文件解读", "政策解读") == "政策解读"
    assert kind_of("通知公告") == "通知公告"
    assert kind_of("政策解读") == "政策解读"
    assert kind_of("本区要闻") == "动态要闻"
    assert kind_of("其他") == ""


def test_six_months_end_where_the_calendar_says():
    assert Freshness(months=6).since(dt.date(2021, 8, 31)) == dt.date(2021, 2, 28)
    assert Freshness(months=6).since(dt.date(2021, 3, 10)) == dt.date(2020, 9, 10)
    assert Freshness(days=14).since(dt.date(2021, 3, 10)) == dt.date(2021, 2, 24)


def test_reports_due_follow_the_calendar():
    assert hub.missing_years(list(range(2008, 2021)), dt.date(2021, 6, 1)) == []
    assert hub.missing_years(list(range(2008, 2020)), dt.date(2021, 1, 20)) == []
    assert hub.missing_years(list(range(2008, 2020)), dt.date(2021, 2, 1)) == [2020]


def test_columns_set_down_by_hand(tmp_path):
    file = tmp_path / "m.toml"
    file.write_text(
        '[[column]]\nurl = "*/zt/*"\nname = "专题"\nkind = "通知公告"\nexempt = "筹建中"\nfresh = "30天"\n',
        "utf-8",
    )
    (one,) = mapping_of(file)
    assert one == Mapped("*/zt/*", "专题", "通知公告", "筹建中", Freshness(days=30))
    assert one.fits("http://x.cn/zt/a/")
    assert not one.fits("http://x.cn/xw/")
    file.write_text('[[column]]\nname = "x"\n')
    with pytest.raises(ValueError, match="第 1 段没有 url"):
        mapping_of(file)
    file.write_text('[[column]]\nurl = "/x"\nkind = "别的"\n', "utf-8")
    with pytest.raises(ValueError, match="kind 应是"):
        mapping_of(file)
