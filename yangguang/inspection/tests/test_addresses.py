import pytest
from hypothesis import given
from hypothesis import strategies as st

from yangguang.inspection.crawling.addresses import endless, extension_of, join, normalise, pattern_of
from yangguang.inspection.crawling.guarding import is_public
from yangguang.inspection.crawling.robots import parse

pytestmark = pytest.mark.task(25)


@given(
    st.text(alphabet=st.sampled_from("ab/.%2fF5?&=;#中\\~ :@[]e4-_|<'\"\t"), max_size=60),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_normal_form_of_a_normal_form_is_itself(path, charset):
    once = normalise(f"http://www.example.gov.cn/{path}", charset)
    assert once is None or normalise(once, charset) == once


@given(st.text(max_size=40))
def test_no_text_upsets_joining(href):
    joined = join("http://www.example.gov.cn/a/b.html", href)
    assert joined is None or normalise(joined[0]) == joined[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://X.gov.cn/%e4%b8%ad%e6%96%87.html", "http://x.gov.cn:80/中文.html"),
        ("http://x.gov.cn/a/./b/../c.html", "http://x.gov.cn/a/c.html"),
        ("http://x.gov.cn/%7Ea", "http://x.gov.cn/~a"),
        ("http://x.gov.cn/a;jsessionid=0A1B", "http://x.gov.cn/a"),
        ("http://x.gov.cn/a?b=1&utm_source=x", "http://x.gov.cn/a?b=1"),
        ("http://x.gov.cn", "http://x.gov.cn/#top"),
        (" http://x.gov.cn/a\nb ", "http://x.gov.cn/ab"),
        ("http://例子.cn/", "http://xn--fsqu00a.cn/"),
        ("http://u:p@x.gov.cn/", "http://x.gov.cn/"),
    ],
)
def test_spellings_of_one_address_are_one(one, other):
    assert normalise(one) == normalise(other) is not None


def test_what_is_no_web_address_has_no_normal_form():
    for bad in (
        "javascript:void(0)",
        "mailto:a@b.cn",
        "ftp://x/",
        "http://",
        "http://a b/",
        "http://x:99999/",
        "http://[::zz]/",
        "",
        "http:///",
    ):
        assert normalise(bad) is None or normalise(bad).startswith("http://")
    assert normalise("javascript:void(0)") is None
    assert normalise("http://x:99999/") is None


def test_a_query_is_encoded_as_the_page_is():
    assert join("http://x.cn/", "/s?q=中", "gb18030")[0] == "http://x.cn/s?q=%D6%D0"
    assert join("http://x.cn/", "/中", "gb18030")[0] == "http://x.cn/%E4%B8%AD"


def test_paths_that_go_round_are_told_from_deep_ones():
    assert endless("http://x.cn/a/b/a/b/a/b/")
    assert endless("http://x.cn/x/x/x/x/y.html")
    assert not endless("http://x.cn/zwgk/zcwj/2021/05/03/zwgk/t20210503_1.html")


def test_extension_and_pattern():
    assert extension_of("http://x.cn/a.b/c.PDF?x=1") == ".pdf"
    assert extension_of("http://x.cn/") == extension_of("http://x.cn/a.b/c") == ""
    assert pattern_of("http://x.cn/cal?y=2021&m=5") == pattern_of("http://x.cn/cal?m=6&y=1999")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True), ("2001:4860:4860::8888", True), ("127.0.0.1", False), ("10.0.0.8", False), ("169.254.169.254", False),
        ("192.168.1.1", False), ("::1", False), ("::ffff:127.0.0.1", False), ("64:ff9b::7f00:1", False), ("fe80::1%eth0", False),
        ("0.0.0.0", False), ("100.64.0.1", False), ("224.0.0.1", False), ("2002:7f00:1::", False), ("no address", False),
    ],
)  # fmt: skip
def test_addresses_inside_the_house_are_known(address, public):
    assert is_public(address) is public


ROBOTS = """\ufeffUser-agent: *
Disallow: /admin
Allow: /admin/public
Disallow: /*.cgi$
Crawl-delay: 2

User-agent: BadBot
User-agent: YangguangInspect
Disallow: /only-us/
"""


def test_robots_longest_rule_wins_and_wildcards_count():
    rules = parse(ROBOTS, "OtherBot/1.0")
    assert rules.delay == 2
    assert not rules.allows("/admin/x")
    assert rules.allows("/admin/public/x")
    assert not rules.allows("/a/b.cgi")
    assert rules.allows("/a/b.cgi?x=1")
    ours = parse(ROBOTS, "YangguangInspect/1.0")
    assert ours.allows("/admin/x")
    assert not ours.allows("/only-us/y")


@given(st.text(max_size=300), st.text(max_size=50))
def test_no_robots_file_upsets_us(text, path):
    assert parse(text, "YangguangInspect/1.0").allows("/" + path) in (True, False)
