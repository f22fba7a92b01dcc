from datetime import UTC, datetime

import pytest

from auditor.extract.weixin_article import DEAD, ArticleState, is_weixin_article, read_weixin_article
from auditor.model import ReadingOutcome

STYLE = b"<style>" + b".a{color:red}" * 2000 + b"</style>"


def notice(words, script=""):
    body = f'<body><div class="weui-msg"><h2>{words}</h2><p>微信公众平台</p></div><script>{script}</script></body>'
    return b"<html><head><title></title>" + STYLE + b"</head>" + body.encode() + b"</html>"


def article(text, name="示例发布", ct="1795300000"):
    return (
        f'<html><body><span class="rich_media_meta wx_follow_nickname" id="x"> {name} </span>'
        f'<div class="rich_media_content" id="js_content"><p>{text}</p></div>'
        f'<script>var ct = "{ct}";</script></body></html>'
    ).encode()


@pytest.mark.parametrize(
    ("words", "state", "account"),
    [
        ("该内容已被发布者删除", ArticleState.REMOVED_BY_OWNER, ReadingOutcome.OK),
        ("此内容因违规无法查看", ArticleState.REMOVED_BY_PLATFORM, ReadingOutcome.OK),
        ("此内容涉嫌违反相关法律法规和政策，查看详情", ArticleState.REMOVED_BY_PLATFORM, ReadingOutcome.OK),
        ("此内容被投诉且经审核涉嫌侵权，无法查看。", ArticleState.REMOVED_BY_PLATFORM, ReadingOutcome.OK),
        ("此内容发送失败无法查看", ArticleState.NEVER_PUBLIC, ReadingOutcome.OK),
        ("此帐号已自主注销，内容无法查看", ArticleState.ACCOUNT_GONE, ReadingOutcome.DELETED),
        ("此账号已自主注销，内容无法查看", ArticleState.ACCOUNT_GONE, ReadingOutcome.DELETED),
        ("此帐号已系统注销", ArticleState.ACCOUNT_GONE, ReadingOutcome.DELETED),
        ("帐号已被系统回收", ArticleState.ACCOUNT_GONE, ReadingOutcome.DELETED),
        ("此帐号已被屏蔽，内容无法查看", ArticleState.ACCOUNT_GONE, ReadingOutcome.SUSPENDED),
        ("该账号已被封禁", ArticleState.ACCOUNT_GONE, ReadingOutcome.SUSPENDED),
        ("该公众号已迁移", ArticleState.MOVED, ReadingOutcome.MOVED),
        ("此帐号处于帐号迁移流程中", ArticleState.MOVED, ReadingOutcome.MOVED),
        ("原账号迁移时未将文章素材同步至新账号", ArticleState.MOVED, ReadingOutcome.MOVED),
        ("链接已过期", ArticleState.EXPIRED, None),
        ("环境异常 当前环境异常，完成验证后即可继续访问。 去验证", ArticleState.BLOCKED, None),
        ("请在微信客户端打开链接", ArticleState.IN_APP, None),
        ("参数错误", ArticleState.IN_APP, None),
        ("今天天气很好", ArticleState.UNREAD, None),
        ("", ArticleState.UNREAD, None),
    ],
)
def test_a_page_without_an_article_is_read_by_its_words(words, state, account):
    found = read_weixin_article(notice(words))
    assert (found.state, found.account) == (state, account)
    assert bool(found.words) == (state is not ArticleState.UNREAD)
    assert found.published_at is None


def test_an_article_may_quote_the_words():
    found = read_weixin_article(article("网友问：为什么显示“该内容已被发布者删除”？"))
    assert (found.state, found.account) == (ArticleState.THERE, ReadingOutcome.OK)
    assert found.published_at == datetime.fromtimestamp(1795300000, UTC)
    assert found.account_name == "示例发布"


def test_a_moved_account_says_where_to():
    script = "var transferTargetLink = 'https://mp.weixin.qq.com/s?__biz=B&amp;mid=2';"
    found = read_weixin_article(notice("该公众号已迁移", script))
    assert (found.state, found.moved_to) == (ArticleState.MOVED, "https://mp.weixin.qq.com/s?__biz=B&mid=2")


def test_a_captcha_is_known_by_its_address_and_a_cut_page_proves_nothing():
    captcha = "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"
    assert read_weixin_article(article("x"), captcha).state is ArticleState.BLOCKED
    assert read_weixin_article(notice("该内容已被发布者删除"), truncated=True).state is ArticleState.UNREAD
    assert read_weixin_article(article("x"), truncated=True).state is ArticleState.THERE


def test_states_that_say_nothing_are_not_dead():
    nothing = {ArticleState.THERE, ArticleState.BLOCKED, ArticleState.IN_APP, ArticleState.UNREAD, ArticleState.MOVED}
    assert frozenset(ArticleState) - DEAD == nothing


@pytest.mark.parametrize("body", [b"", b"<", b"\xff\xfe" * 50, b"<html>" * 9_000, b"nickname = '" * 9_000])
def test_anything_can_be_read(body):
    assert read_weixin_article(body).state is ArticleState.UNREAD


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://mp.weixin.qq.com/s/DThT58pF9VI74i5yJ9b4rQ", True),
        ("http://mp.weixin.qq.com/s?__biz=B&mid=1&idx=1&sn=x", True),
        ("https://mp.weixin.qq.com/", False),
        ("https://mp.weixin.qq.com/mp/profile_ext?__biz=B", False),
        ("https://mp.weixin.qq.com.example.cn/s/x", False),
        ("http://[", False),
    ],
)
def test_addresses_of_articles(url, is_one):
    assert is_weixin_article(url) is is_one
