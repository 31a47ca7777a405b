"""The text of a record: what comes in is safe, what readers get is readable."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yangguang.documents import bodies, comparing, rendering
from yangguang.documents.scripts import simplified, traditional, traditional_html

NASTY = st.lists(
    st.sampled_from(
        [
            "<script>alert(1)</script>", "<p onclick=alert(1)>", "<img src=x onerror=alert(1)>", "文字", "<b>", "</b>",
            "<a href='javascript:alert(1)'>去</a>", "<iframe src='https://evil.example'></iframe>", "<svg onload=x>",
            "<style>p{}</style>", "<table><tr><td>1</td></tr></table>", "<p style='text-align:center'>中</p>", "<o:p></o:p>",
            "<a href='https://example.com/'>站外</a>", "<h1>一</h1>", "&lt;", "<", ">", '"', "　　", "&nbsp;", "<!--x-->",
        ]
    ),
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(NASTY)
def test_nothing_that_runs_survives_and_cleaning_twice_changes_nothing(html):
    found = bodies.clean(html)
    lower = found.lower()
    for bad in ("<script", "onclick", "onerror", "onload", "javascript:", "<iframe", "<style", "<svg"):
        assert bad not in lower
    assert bodies.clean(found) == found


def test_what_official_texts_need_stays():
    html = (
        '<h2>一、总则</h2><p style="TEXT-ALIGN: center" class="MsoNormal">　　第一条<o:p></o:p></p>'
        '<table><caption>表</caption><thead><tr><th scope="col">项</th></tr></thead><tbody><tr><td colspan="2">一</td></tr>'
        '</tbody></table><p>&nbsp;</p><b>重点</b><img src="/files/3/a.png" alt="图"><a href="tel:0592000">电话</a>'
    )
    found = bodies.clean(html)
    assert '<p class="text-center">第一条</p>' in found
    assert '<td colspan="2">一</td>' in found
    assert '<th scope="col">项</th>' in found
    assert "<strong>重点</strong>" in found
    assert "Mso" not in found
    assert "&nbsp;" not in found
    assert 'alt="图"' in found
    assert "tel:0592000" in found


def test_pictures_from_other_sites_lose_their_source():
    assert "evil.example" not in bodies.clean('<img src="https://evil.example/x.png" alt="x">')


def test_plain_text_of_exports_becomes_paragraphs():
    assert (
        bodies.from_plain("\r\n\n\n　　第一条　甲<乙\n\n\n\n第二条\r")
        == "<p>第一条　甲&lt;乙</p>\n<p>第二条</p>"
    )


def test_problems_name_what_keeps_readers_from_reading():
    html = '<h2>一</h2><h4>跳级</h4><img src="/a.png"><table><tr><td>1</td></tr></table><a href="/x">点击这里</a><a href="#no">页内</a>'
    told = " ".join(f.text for find in (bodies.problems, bodies.wordless) for f in find(bodies.clean(html)))
    for words in ("替代文字", "没有表头", "点击这里", "跳了级", "没有目标"):
        assert words in told


def test_a_marked_table_gets_its_chart_above_it_and_outside_links_a_notice():
    html = bodies.clean(
        '<table data-chart="bar" data-unit="万元"><caption>支出</caption><thead><tr><th>项目</th><th>金额</th></tr></thead>'
        "<tbody><tr><td>教育</td><td>1,200</td></tr><tr><td>医疗</td><td>800</td></tr></tbody></table>"
        '<a href="https://example.com/a?b=1">站外</a><a href="https://www.gov.cn/">国务院</a><a href="/doc/1/">站内</a>'
    )
    found = rendering.render(html, hosts={"www.siming.gov.cn"})
    assert found.index("<svg") < found.index("<table")
    assert "1,200万元" in found
    assert 'role="region"' in found
    assert 'tabindex="0"' in found
    assert "/leave/?to=https%3A%2F%2Fexample.com%2Fa%3Fb%3D1" in found
    assert 'href="https://www.gov.cn/"' in found
    assert 'href="/doc/1/"' in found


def test_a_comparison_marks_the_changed_characters_and_escapes_the_rest():
    found = comparing.diff(
        "<p>期限为二十日。</p><p>不变</p>", "<p>期限为三十日。</p><p>不变</p><p>新增&lt;x&gt;</p>"
    )
    assert "<del>二</del><ins>三</ins>" in found
    assert "<p>不变</p>" in found
    assert "<ins>新增&lt;x&gt;</ins>" in found


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_never_lets_markup_through(old, new):
    wrapped = [bodies.from_plain(t) for t in (old, new)]
    found = comparing.diff(*wrapped)
    for tag in ("<p>", "</p>", "<ins>", "</ins>", "<del>", "</del>"):
        found = found.replace(tag, "")
    assert "<" not in found
    assert ">" not in found


@pytest.mark.parametrize(
    ("hans", "hant"),
    [("头发", "頭髮"), ("发展", "發展"), ("干部", "幹部"), ("皇后", "皇后"), ("后面", "後面")],
)
def test_characters_go_by_phrases(hans, hant):
    assert traditional(hans) == hant
    assert simplified(hant) == hans


def test_a_page_in_traditional_characters_keeps_addresses_and_code():
    page = (
        '<html lang="zh-Hans"><a href="/search/?q=规划" title="发布">发布</a>'
        '<code>发布</code><script>"发布"</script><i translate="no">简体</i><input placeholder="检索">'
    )
    found = traditional_html(page)
    assert 'href="/search/?q=规划"' in found
    assert 'title="發佈"' in found
    assert ">發佈</a>" in found
    assert "<code>发布</code>" in found
    assert '"发布"</script>' in found
    assert ">简体</i>" in found
    assert 'placeholder="檢索"' in found
    assert 'lang="zh-Hant"' in found
