import pytest

from auditor.platforms import ALIAS, BIZ, GHID, HANDLE, ID, NAME
from auditor.text.profile_links import CODE, OTHER, POST, PROFILE, SHORT, keys_of_row, platform_of, read_platform_link

TOKEN = "MS4wLjABAAAAabcdefghijklmnopqrstuvwxyz0123"


@pytest.mark.parametrize(
    ("url", "platform", "sort", "value"),
    [
        ("https://weibo.com/u/1234567890", "weibo", ID, "1234567890"),
        ("http://weibo.com/u/1234567890/?is_all=1#a", "weibo", ID, "1234567890"),
        ("https://www.weibo.com/1234567890", "weibo", ID, "1234567890"),
        ("https://weibo.com/p/1001061234567890/home?from=page", "weibo", ID, "1234567890"),
        ("https://m.weibo.cn/u/1234567890?jumpfrom=weibocom", "weibo", ID, "1234567890"),
        ("https://m.weibo.cn/profile/1234567890", "weibo", ID, "1234567890"),
        ("https://weibo.com/ExampleFabu?from=x", "weibo", HANDLE, "examplefabu"),
        ("https://e.weibo.com/examplefabu", "weibo", HANDLE, "examplefabu"),
        ("https://weibo.com/n/%E7%A4%BA%E4%BE%8B%E5%8F%91%E5%B8%83", "weibo", NAME, "示例发布"),
        ("https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzA4ODM4MTQ3Mw%3D%3D&scene=1", "weixin", BIZ,
         "MzA4ODM4MTQ3Mw=="),
        ("https://open.weixin.qq.com/qr/code?username=gh_0123456789ab", "weixin", GHID, "gh_0123456789ab"),
        (f"https://www.douyin.com/user/{TOKEN}?vid=7", "douyin", ID, TOKEN),
        (f"https://www.iesdouyin.com/share/user/98?sec_uid={TOKEN}&x=1", "douyin", ID, TOKEN),
        ("https://www.kuaishou.com/profile/3xExample", "kuaishou", ID, "3xExample"),
        (f"https://www.toutiao.com/c/user/token/{TOKEN}/?source=x", "toutiao", ID, TOKEN),
        ("https://www.toutiao.com/c/user/53139546745/#mid=1", "toutiao", ALIAS, "53139546745"),
        ("https://space.bilibili.com/12345/dynamic", "bilibili", ID, "12345"),
        ("https://www.xiaohongshu.com/user/profile/5f0123456789abcdef012345", "xiaohongshu", ID,
         "5f0123456789abcdef012345"),
        ("https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv/videos", "youtube", ID, "UCabcdefghijklmnopqrstuv"),
        ("https://www.youtube.com/@Example", "youtube", HANDLE, "example"),
        ("https://twitter.com/Example", "x", HANDLE, "example"),
        ("https://x.com/Example/", "x", HANDLE, "example"),
        ("https://www.facebook.com/example.page/", "facebook", HANDLE, "example.page"),
        ("https://www.facebook.com/profile.php?id=100012345", "facebook", ID, "100012345"),
        ("https://social.example.org/@Fabu", "mastodon", HANDLE, "fabu@social.example.org"),
        ("https://bsky.app/profile/did:plc:abcdef123456", "bluesky", ID, "did:plc:abcdef123456"),
        ("https://bsky.app/profile/fabu.example.org", "bluesky", HANDLE, "fabu.example.org"),
        ("https://apps.apple.com/cn/app/%E7%A4%BA%E4%BE%8B/id1234567890", "app", ID, "1234567890"),
    ],
)  # fmt: skip
def test_addresses_of_accounts(url, platform, sort, value):
    link = read_platform_link(url)
    assert (link.platform, link.what) == (platform, PROFILE)
    assert (link.key.sort, link.key.value) == (sort, value)
    assert read_platform_link(link.url) == link


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("https://weibo.com/", OTHER),
        ("https://weibo.com", OTHER),
        ("https://weibo.com/login.php?url=x", OTHER),
        ("https://weibo.com/login", OTHER),
        ("https://weibo.com/tv", OTHER),
        ("https://weibo.com/zhengfu", OTHER),
        ("https://service.weibo.com/share/share.php?url=x", OTHER),
        ("http://v.t.sina.com.cn/share/share.php?title=x", None),
        ("https://widget.weibo.com/weiboshow/index.php?uid=1234567890", OTHER),
        ("https://s.weibo.com/weibo?q=x", OTHER),
        ("https://passport.weibo.com/visitor", OTHER),
        ("https://weibo.com/1234567890/NabcDefGh", POST),
        ("https://m.weibo.cn/status/4812345678901234", POST),
        ("https://weibo.com/ttarticle/p/show?id=1", POST),
        ("https://mp.weixin.qq.com/", OTHER),
        ("https://mp.weixin.qq.com/s/DThT58pF9VI74i5yJ9b4rQ", POST),
        ("https://mp.weixin.qq.com/s?__biz=MzA4ODM4MTQ3Mw==&mid=1&idx=1&sn=x", POST),
        ("http://weixin.qq.com/r/abc_DEF", CODE),
        ("https://u.wechat.com/MHsd-1", CODE),
        ("http://weixin.qq.com/", OTHER),
        ("https://www.douyin.com/", OTHER),
        ("https://www.douyin.com/video/7123456789", POST),
        ("https://v.douyin.com/abcd/", SHORT),
        ("https://t.cn/A6abc", SHORT),
        ("https://b23.tv/abc", SHORT),
        ("https://www.toutiao.com/group/6763155172500701704/", POST),
        ("https://www.bilibili.com/video/BV1xx411c7mD", POST),
        ("https://www.bilibili.com/12345", OTHER),
        ("https://www.youtube.com/watch?v=abc", POST),
        ("https://twitter.com/intent/tweet?text=x", OTHER),
        ("https://twitter.com/example/status/123", POST),
        ("https://www.facebook.com/sharer/sharer.php?u=x", OTHER),
        ("https://bsky.app/profile/fabu.example.org/post/3k", POST),
        ("https://www.example.gov.cn/", None),
        ("https://medium.com/@someone", None),
        ("https://notweibo.com/u/1234567890", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_what_is_no_account(url, what):
    link = read_platform_link(url)
    assert (link.what if link else None) == what
    assert link is None or link.key is None


def test_machinery_of_a_platform_is_told_from_other_hosts():
    assert platform_of("https://s.weibo.com/weibo?q=x") == OTHER
    assert platform_of("https://weibo.com/u/1234567890") == "weibo"
    assert platform_of("https://www.example.gov.cn/") == ""


@pytest.mark.parametrize(
    ("platform", "url", "account_id", "keys"),
    [
        ("weibo", "https://m.weibo.cn/u/1234567890", "", {(ID, "1234567890")}),
        ("weibo", "", "1234567890", {(ID, "1234567890")}),
        ("weibo", "https://weibo.com/Fabu", "1234567890", {(ID, "1234567890"), (HANDLE, "fabu")}),
        ("weibo", "", "https://weibo.com/u/1234567890", {(ID, "1234567890")}),
        ("weixin", "", "gh_0123456789ab", {(GHID, "gh_0123456789ab")}),
        ("weixin", "", "example-fabu", {(ALIAS, "example-fabu")}),
        ("weixin", "https://mp.weixin.qq.com/s?__biz=MzA4ODM4MTQ3Mw==&mid=1", "", {(BIZ, "MzA4ODM4MTQ3Mw==")}),
        ("douyin", "", "example123", {(ALIAS, "example123")}),
        ("douyin", "", TOKEN, {(ID, TOKEN)}),
        ("x", "", "@Example", {(HANDLE, "example")}),
        ("channels", "", "", set()),
    ],
)
def test_keys_of_a_row_of_the_register(platform, url, account_id, keys):
    assert keys_of_row(platform, url, account_id) == keys


@pytest.mark.parametrize("tail", ["a" * 1_900, "?" + "&=" * 900, "/u/" + "1" * 1_900, "/" + "%" * 1_900])
def test_long_addresses_are_read_quickly(tail):
    for host in ("weibo.com", "mp.weixin.qq.com/mp/profile_ext", "www.facebook.com", "bsky.app/profile"):
        read_platform_link(f"https://{host}/{tail}")
