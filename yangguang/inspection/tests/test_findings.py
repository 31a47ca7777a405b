# ruff: noqa: E501 - markup in one line
import datetime as dt
import json

import pytest
from aiohttp import web

from yangguang.inspection import rechecking
from yangguang.inspection.options import Freshness, Mapped, Options

from .site import TODAY, Served, article, column, look, page, seen

pytestmark = pytest.mark.task(25)


def home(body="", menu=""):
    return page(
        f'<h1>示例</h1><ul><li><a href="/a.html">要闻</a><span>2021-06-09</span></li></ul>{body}', menu=menu
    )


@pytest.fixture
def served():
    with Served({"/a.html": article("要闻", "2021-06-09 10:00")}) as it:
        yield it


def test_a_site_without_fault_gets_no_observation(served):
    served.pages["/"] = home()
    report = look(served)
    assert report.observed == []
    assert report.complete
    assert report.pages == 9
    assert report.requests == report.addresses
    assert max(served.asked.values()) == 1


def test_each_planted_defect_is_found_once_with_its_page(served):
    served.pages |= {
        "/": home(
            '<a href="/gone.html">失踪</a><a href="/gone.html">再次</a><img src="/no.png" alt="图"><a href="/no.pdf">附件</a>'
            '<a href="/fake.pdf">表</a><a href="/a.html#none">节</a><a href="/loop1">环</a><a href="#" onclick="window.open(\'/pop.html\')">弹</a>'
            '<a href="/error">错</a><a href="/trace.html">痕</a>'
        ),
        "/fake.pdf": (200, {"Content-Type": "application/pdf"}, b"<!DOCTYPE html><html>x"),
        "/loop1": (302, {"Location": "/loop2"}, ""), "/loop2": (302, {"Location": "/loop1"}, ""), "/error": (500, {}, "x"),
        "/trace.html": page("<h1>Fatal error: x</h1>"),
    }  # fmt: skip
    report = look(served)
    found = {(o.probe, o.target.removeprefix(served.base)) for o in report.observed}
    assert found == {
        ("link.broken", "/gone.html"), ("image.broken", "/no.png"), ("attachment.broken", "/no.pdf"), ("attachment.mismatch", "/fake.pdf"),
        ("anchor.missing", "/a.html"), ("redirect.loop", "/loop1"), ("link.dead_script", "/pop.html"), ("page.error", "/error"),
        ("page.error", "/trace.html"),
    }  # fmt: skip
    broken = next(o for o in report.observed if o.probe == "link.broken")
    assert broken.page == served.base + "/"
    assert broken.evidence["status"] == 404
    assert broken.evidence["text"] == "失踪"
    assert broken.at.tzinfo is not None
    json.dumps(report.as_json())


def test_one_defect_on_many_pages_is_one_observation(served):
    served.pages["/"] = home("".join(f'<a href="/p{n}.html">第{n}</a>' for n in range(30)))
    served.pages |= {
        f"/p{n}.html": article(f"文{n}", "2021-06-09", '<a href="/gone.html">链接</a>') for n in range(30)
    }
    (one,) = look(served).observed
    assert one.evidence["count"] == 30
    assert len(one.evidence["pages"]) == 30


def test_soft_errors_by_fingerprint_and_by_words(served):
    def lost(request):
        return web.Response(
            text="<html><head><title>提示</title></head><body>请从首页浏览其他栏目</body></html>",
            content_type="text/html",
        )

    class Everything(dict):
        def get(self, key, default=None):
            return super().get(key, lost)

    served.pages = Everything(served.pages)
    served.pages["/robots.txt"] = (404, {}, "")
    served.pages["/"] = home(
        '<a href="/old/1.html">旧</a><a href="/says.html">说</a><a href="/talks.html">谈</a>'
    )
    served.pages["/says.html"] = page("<h1>您访问的页面不存在</h1>")
    served.pages["/talks.html"] = article(
        "整改", "2021-06-01", "网友反映的页面不存在的问题已经解决，返回 404 的情况不再出现。" * 30
    )
    report = look(served)
    assert seen(report, "page.soft404", served.base) == {"/old/1.html", "/says.html"}
    assert {o.probe for o in report.observed} == {"page.soft404"}


def test_columns_blank_stale_unreadable_and_exempt(served):
    def rows(name, day):
        return "".join(
            f'<li><a href="/{name}{n}.html">关于某事的通知{n}</a><span>{day}</span></li>' for n in range(4)
        )

    names = {
        "x1": ("通知公告", "2020-11-30"),
        "x2": ("动态要闻", "2021-06-01"),
        "x3": ("政策文件", "2020-12-20"),
    }
    menu = (
        "".join(f'<a href="/{c}/">{n}</a>' for c, (n, _) in names.items())
        + '<a href="/b/">空栏</a><a href="/s/">数据栏</a><a href="/e/">筹建栏</a>'
    )
    served.pages["/"] = home(menu=menu)
    for code, (name, day) in names.items():
        served.pages[f"/{code}/"] = column(name, rows(code, day), menu)
        served.pages |= {
            f"/{code}{n}.html": article(f"关于某事的通知{n}", day, column=name) for n in range(4)
        }
    served.pages["/b/"] = column("空栏", "<li>暂无信息</li>", menu)
    served.pages["/s/"] = column("数据栏", "<script>$.getJSON('/api')</script>正在加载", menu)
    served.pages["/e/"] = column("筹建栏", "", menu)
    report = look(served, mapped=(Mapped("*/e/", exempt="筹建中"),))
    by = {c.name: c for c in report.columns}
    assert by["通知公告"].last == dt.date(2020, 11, 30)
    assert by["通知公告"].kind == "通知公告"
    assert by["通知公告"].entries == 4
    assert seen(report, "column.stale", served.base) == {"/x1/"}
    assert seen(report, "column.blank", served.base) == {"/b/"}
    assert seen(report, "column.unreadable", served.base) == {"/s/"}
    tighter = look(served, freshness={"动态要闻": Freshness(days=5), "通知公告": Freshness(months=12)})
    assert seen(tighter, "column.stale", served.base) == {"/x2/"}


def test_home_without_foot_entries_search_and_hub(served):
    served.pages["/"] = "<html lang=zh-CN><head><title>示例</title></head><body><p>空的首页</p></body></html>"
    report = look(served)
    assert {o.probe for o in report.observed} >= {
        "footer.mark", "footer.site_code", "footer.icp", "footer.police", "footer.owner", "footer.contact", "footer.sitemap",
        "home.find_error_entry", "home.hub_entry", "site.search", "site.labels",
    }  # fmt: skip


def test_hub_with_wrong_order_a_lost_block_and_holes_in_its_reports(served):
    served.pages["/"] = home()
    served.pages["/gk/"] = page(
        "<h1>政府信息公开</h1>"
        + "".join(
            f'<a href="/gk/{n}.html">{t}</a>'
            for n, t in ((3, "政府信息公开年报"), (0, "政府信息公开指南"), (4, "依申请公开"))
        ),
        title="政府信息公开",
    )
    years = "".join(
        f'<a href="/gk/y{y}.html">{y}年政府信息公开工作年度报告</a>' for y in range(2008, 2021) if y != 2015
    )
    served.pages["/gk/3.html"] = page(f"<h1>政府信息公开年报</h1>{years}")
    served.pages |= {f"/gk/y{y}.html": article(f"{y}年报告", f"{y + 1}-01-20") for y in range(2008, 2021)}
    served.pages["/gk/0.html"] = page(
        "<h1>政府信息公开指南</h1><p>信息分类、编排体系、获取方式；工作机构：办公室；地址：某路；电话：12345；电子邮箱：见首页</p>"
    )
    report = look(served)
    found = {o.probe: o for o in report.observed if o.probe.startswith("hub.")}
    assert found["hub.blocks"].evidence["missing"] == ["政府信息公开制度", "法定主动公开内容"]
    assert found["hub.reports"].evidence["missing"] == [2015]
    assert found["hub.guide"].evidence["missing"] == ["办公时间", "传真号码"]
    assert set(found) == {"hub.blocks", "hub.reports", "hub.guide", "hub.order"}


def test_one_finding_is_looked_at_again_with_few_requests(served):
    served.pages["/"] = home(
        "".join(f'<a href="/p{n}.html">第{n}</a>' for n in range(50)) + '<a href="/q.html">页</a>'
    )
    served.pages |= {f"/p{n}.html": article(f"文{n}", "2021-06-09") for n in range(50)}
    served.pages["/q.html"] = article("页", "2021-06-09", '<a href="/gone.html">失踪</a><img src="/a.png">')
    options = Options(private=True, today=TODAY, retry_pause=0, external_pause=0)
    target, where = served.base + "/gone.html", served.base + "/q.html"
    before = served.asked.total()
    assert [o.target for o in rechecking.look_again_now("link.broken", target, where, options)] == [target]
    assert rechecking.look_again_now("a11y.image-alt", where, where, options)
    assert served.asked.total() - before < 20
    served.pages["/gone.html"] = article("回来", "2021-06-09")
    assert rechecking.look_again_now("link.broken", target, where, options) == []
    served.pages["/gone.html"] = None
    served.pages["/q.html"] = article("页", "2021-06-09")
    assert rechecking.look_again_now("link.broken", target, where, options) == []
    with pytest.raises(ValueError, match="整个网站"):
        rechecking.look_again_now("hub.blocks", target, where, options)


def test_gbk_pages_chinese_paths_and_their_spellings_are_one_address(served):
    text = page(
        '<h1>中</h1><a href="/中文/页.html">一</a><a href="/%e4%b8%ad%e6%96%87/%E9%A1%B5.html">二</a>',
        charset="gbk",
    )
    served.pages |= {
        "/": home('<a href="/g.html">国标</a>'),
        "/g.html": (200, {}, text.encode("gbk")),
        "/%E4%B8%AD%E6%96%87/%E9%A1%B5.html": article("页", "2021-06-09"),
    }
    served.pages["/g.html"] = (200, {"Content-Type": "text/html"}, text.encode("gbk"))
    report = look(served)
    assert report.observed == []
    assert served.asked["/%E4%B8%AD%E6%96%87/%E9%A1%B5.html"] == 1


def test_texts_are_checked_where_the_article_is(served):
    from yangguang.inspection.probing.words import check

    served.pages["/"] = home()
    asked = []

    def words(title, pieces, today):
        asked.append((title, "".join(p[1] for p in pieces)))
        return [("CHK-P01", "第1段", "138****5678", "手机号码", "abc")]

    report = look(served, words=words)
    assert asked == [("要闻", "各有关单位要抓好落实。" * 20)] or "各有关单位" in asked[0][1]
    (one,) = (o for o in report.observed if o.probe == "text.CHK-P01")
    assert one.target == served.base + "/a.html"
    assert one.evidence["text"] == "138****5678"
    assert check("题", [("第1段", "没有问题的一段话。", ())], TODAY) == []


@pytest.mark.django_db(transaction=True)
def test_lists_in_the_database_are_asked_in_the_midst_of_a_crawl(served):
    from yangguang.checking.wordlists import inforce
    from yangguang.inspection.probing.words import check

    inforce.forget(all_of_it=True)
    served.pages["/"] = home()
    served.pages["/a.html"] = article("要闻", "2021-06-09", "<p>请向国土资源部报送，并按装设备。</p>")
    report = look(served, words=check)
    assert {"text.CHK-E01", "text.CHK-W01"} <= {o.probe for o in report.observed}


def test_a_page_in_other_writing_is_left_to_the_one_it_was_made_from(served):
    asked = []
    served.pages["/"] = home()
    served.pages["/a.html"] = article("要闻", "2021-06-09").replace('lang="zh-CN"', 'lang="zh-Hant"')
    look(served, words=lambda title, pieces, today: asked.append(title) or [])
    assert asked == []


@pytest.mark.browser
def test_a_browser_sees_contrast_and_loads_nothing_from_elsewhere(served, monkeypatch):
    monkeypatch.setenv("YANGGUANG_CHROMIUM_AS_ROOT", "1")
    with Served() as other:
        there = other.base.replace("127.0.0.1", "localhost")
        pale = f'<p style="color:#eee;background:#fff">看不清的一段话</p><img src="{there}/x.png" alt="图">'
        served.pages["/"] = home(pale)
        report = look(served, axe=1)
        assert "a11y.color-contrast" in {o.probe for o in report.observed}
        assert other.asked.total() == 0


def test_views_of_a_list_are_no_columns_and_its_further_pages_no_articles(served):
    def rows(first):
        return "".join(
            f'<li><a href="/w{n}.html">文件{n}</a><span>2021-06-0{n % 9 + 1}</span></li>'
            for n in range(first, first + 8)
        )

    for n in range(24):
        served.pages[f"/w{n}.html"] = article(f"文件{n}", f"2021-06-0{n % 9 + 1}", column="文件库")
    pager = '<a href="/lib/?page=2">2</a><a href="/lib/?page=3">3</a><a href="/form.html">填写申请</a>'
    views = "".join(f'<a href="/lib/?unit={n}">单位{n}</a>' for n in range(6))
    served.pages["/"] = home("", menu='<a href="/lib/">文件库</a>')
    served.pages["/lib/"] = column("文件库", rows(0), menu=views + pager)
    for n in (2, 3):
        served.pages[f"/lib/?page={n}"] = column("文件库", rows(8 * (n - 1)), menu=views + pager)
    for n in range(6):  # no entry tells a day here
        served.pages[f"/lib/?unit={n}"] = column(
            "文件库", f'<li><a href="/w{n}.html">文件{n}</a></li>', menu=views
        )
    served.pages["/form.html"] = column("在线申请", "<li>姓名</li>")
    report = look(served)
    assert [c.url.removeprefix(served.base) for c in report.columns if c.name == "文件库"] == ["/lib/"]
    assert seen(report, "page.undated") == set()
    assert seen(report, "column.unreadable") == set()


def test_a_column_may_tell_a_day_beside_its_name(served):
    served.pages["/"] = home("", menu='<a href="/none/">无此类信息</a>')
    served.pages["/none/"] = column("许可", "").replace(
        "</h1>", "</h1><p>2021-01-01 至 2021-12-31 无此类信息</p>"
    )
    assert seen(look(served), "page.labels", served.base) == set()
