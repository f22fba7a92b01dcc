import pytest

from auditor.extract.post_links import MOST_LINKS, links_in_html, links_in_text, recent_posts, targets_of
from tests.make import post

BASE = "https://www.example.gov.cn/feed/"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("详见http://www.a.cn/x.html，谢谢", ["http://www.a.cn/x.html"]),
        ("（https://a.cn/b?c=1&d=2）", ["https://a.cn/b?c=1&d=2"]),
        ("(https://a.cn/b) https://a.cn/c(d).", ["https://a.cn/b", "https://a.cn/c(d)"]),
        ("https://a.cn/b https://a.cn/b", ["https://a.cn/b"]),
        ("https://a.cn/b,https://a.cn/c;https://a.cn/d", ["https://a.cn/b", "https://a.cn/c", "https://a.cn/d"]),
        ("https://a.cn/b?u=https://c.cn/d", ["https://a.cn/b?u=https://c.cn/d"]),
        ("https://a.cn/b?c=1&amp;d=2", ["https://a.cn/b?c=1&d=2"]),
        ("https://a.cn/long… https://a.cn/long... https://a.cn/lon⋯", []),
        ("www.a.cn 或 a.cn/b 或 http:// 或 https://x", []),
        ("", []),
    ],
)
def test_addresses_in_a_text(text, links):
    assert list(links_in_text(text)) == links


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ('<a href="/1.html?a=1&amp;b=2">一</a>', ["https://www.example.gov.cn/1.html?a=1&b=2"]),
        ('<a href="javascript:void(0)">一</a><a>二</a><a href="mailto:a@b.cn">三</a><a href="#x">四</a>', []),
        ("<p>见 https://a.cn/b 。</p>", ["https://a.cn/b"]),
        ("<p>https://a.cn/b</p>", ["https://a.cn/b"]),
        ("<p>https://a.cn/b<wbr>cd</p>", []),
        ('<a href="https://a.cn/whole"><span>https://a.cn/wh</span><span>ole</span></a>', ["https://a.cn/whole"]),
        ("<script>var a='https://a.cn/b ';</script>", []),
        ("没有标记 https://a.cn/b。", ["https://a.cn/b"]),
    ],
)
def test_addresses_in_html(body, links):
    assert list(links_in_html(body, BASE)) == links


def test_few_addresses_of_one_post_are_kept():
    body = "".join(f'<a href="https://a.cn/{number}">x</a>' for number in range(5 * MOST_LINKS))
    assert len(links_in_html(body, BASE)) == MOST_LINKS


def test_what_can_be_looked_at():
    links = (
        "https://a.cn/1#x", "https://a.cn/1", "https://t.cn/A6a", "https://mp.weixin.qq.com/s/abc",
        "https://weibo.com/u/1234567890", "https://s.weibo.com/weibo?q=x", "https://www.douyin.com/video/7",
        "ftp://a.cn/1",
    )  # fmt: skip
    own = post(links=links, url="https://mine.example.cn/1")
    assert targets_of(own, "weixin") == ("https://a.cn/1#x", "https://t.cn/A6a", "https://mp.weixin.qq.com/s/abc")
    assert targets_of(own, "feed")[0] == "https://mine.example.cn/1"


def test_recent_posts_are_public_ones_by_date():
    posts = [post(None, "undated"), post(9, "old"), post(1, "new"), post(0, "taken", removed="owner")]
    assert [one.key for one in recent_posts(posts, 50)] == ["new", "old", "undated"]
    assert [one.key for one in recent_posts(posts, 1)] == ["new"]


@pytest.mark.parametrize("body", ["http://" * 20_000, "<a href=" * 20_000, "https://a.cn/" + "(" * 50_000])
def test_hostile_bodies_are_read_quickly(body):
    links_in_html(body, BASE)
    links_in_text(body)
