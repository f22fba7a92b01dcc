from datetime import UTC, datetime

import pytest

from auditor.crawl.outside_page import ARTICLE_BYTES, bytes_wanted, told_by_page
from auditor.model import Hop, Outcome, Reply

ARTICLE = "https://mp.weixin.qq.com/s/DThT58pF9VI74i5yJ9b4rQ"
HTML = (("content-type", "text/html; charset=utf-8"),)


def reply(url, body="", outcome=Outcome.OK, final="", **fields):
    page = f"<html><body>{body}</body></html>".encode()
    return Reply(url, outcome, datetime.now(UTC), 200, final or url, headers=HTML, body=page, **fields)


def told(*given, of_post=True, **fields):
    seen, words = told_by_page(reply(*given, **fields), of_post=of_post)
    return seen.outcome, words


def test_a_weixin_article_is_what_its_page_says():
    assert told(ARTICLE, "该内容已被发布者删除") == (Outcome.OK, "该内容已被发布者删除")
    assert told(ARTICLE, "该内容已被发布者删除", of_post=False) == (Outcome.OK, "该内容已被发布者删除")
    assert told(ARTICLE, '<div id="js_content">该内容已被发布者删除</div>') == (Outcome.OK, "")
    assert told(ARTICLE, "环境异常 完成验证后即可继续访问") == (Outcome.CHALLENGE, "")
    assert told(ARTICLE, "请在微信客户端打开") == (Outcome.UNSUPPORTED, "")
    assert told(ARTICLE, "") == (Outcome.UNSUPPORTED, "")
    assert told(ARTICLE, "x", final="https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?x") == (Outcome.CHALLENGE, "")
    assert told("https://t.cn/A6a", "此帐号已自主注销", final=ARTICLE) == (Outcome.OK, "此帐号已自主注销")
    assert told(ARTICLE, outcome=Outcome.TIMEOUT) == (Outcome.TIMEOUT, "")


def test_a_short_link_is_judged_by_where_it_leads():
    assert told("https://t.cn/A6a", "将要访问的网站") == (Outcome.UNSUPPORTED, "")
    assert told("https://t.cn/A6a", "正文", final="https://www.example.gov.cn/1.html") == (Outcome.OK, "")
    hops = (Hop("https://t.cn/A6a", 302),)
    gone = reply("https://t.cn/A6a", outcome=Outcome.HTTP_ERROR, final="https://www.example.gov.cn/1", hops=hops)
    assert told_by_page(gone, of_post=True)[0].detail == "leads to https://www.example.gov.cn/1"


@pytest.mark.parametrize(
    ("body", "of_post", "outcome", "words"),
    [
        ("您访问的页面不存在", True, Outcome.OK, "您访问的页面不存在"),
        ("您访问的页面不存在", False, Outcome.OK, ""),
        ("禁止访问，您的请求已被拦截", True, Outcome.CHALLENGE, ""),
        ("<h1>关于开展检查的通知</h1><p>各有关单位：现将有关事项通知如下。</p>", True, Outcome.OK, ""),
    ],
)
def test_other_pages_say_so_in_words_where_posts_lead_to_them(body, of_post, outcome, words):
    assert told("https://www.example.gov.cn/1.html", body, of_post=of_post) == (outcome, words)


def test_more_is_read_of_an_article():
    assert bytes_wanted(ARTICLE, 1000) == ARTICLE_BYTES
    assert bytes_wanted("https://www.example.gov.cn/", 1000) == 1000
