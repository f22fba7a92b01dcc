import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.accounts.posts import canonical

WEIXIN = "https://mp.weixin.qq.com/s?__biz=MzA5==&mid=2247490098&idx=1&sn=a1b2"


@pytest.mark.parametrize(
    "link",
    [
        WEIXIN,
        WEIXIN + "&chksm=ff&scene=27#wechat_redirect",
        "http://mp.weixin.qq.com/s?sn=a1b2&idx=1&mid=2247490098&__biz=MzA5==&scene=1",
        "//mp.weixin.qq.com/s?__biz=MzA5==&mid=2247490098&idx=1&sn=a1b2&mid=9",
    ],
)
def test_an_article_of_weixin_has_one_address(link):
    assert canonical(link, "https://feeds.example.cn/") == WEIXIN


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("http://mp.weixin.qq.com/s/AbC_d?scene=1#rd", "https://mp.weixin.qq.com/s/AbC_d"),
        ("https://mp.weixin.qq.com/mp/homepage?__biz=x&hid=1", "https://mp.weixin.qq.com/mp/homepage?__biz=x&hid=1"),
        ("a/b", "https://feeds.example.cn/x/a/b"),
        ("https://a.example/?utm_source=w&id=1&utm_medium=m", "https://a.example/?id=1"),
        ("https://a.example/?utm_source=w", "https://a.example/"),
        ("https://a.example/?q=utm_x", "https://a.example/?q=utm_x"),
        ("https://u:p@a.example/", "https://a.example/"),
        (" https://a.example/ \n", "https://a.example/"),
        ("javascript:alert(1)", ""),
        ("weixin://dl/business", ""),
        ("mailto:a@b.example", ""),
        ("", ""),
        ("https://[", ""),
        ("https://a.example/" + "x" * 9_000, ""),
    ],
)
def test_addresses(link, expected):
    assert canonical(link, "https://feeds.example.cn/x/feed") == expected


def test_without_a_base_only_whole_addresses_count():
    assert canonical("/a", "") == ""
    assert canonical("https://a.example/a", "") == "https://a.example/a"


@given(st.text(max_size=80))
def test_the_canonical_address_is_its_own(link):
    once = canonical(link, "https://feeds.example.cn/")
    assert canonical(once, "") == once
