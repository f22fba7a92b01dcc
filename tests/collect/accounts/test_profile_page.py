from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import Credentials
from auditor.collect.accounts.profile_page import ADAPTER, same_platform
from auditor.collect.accounts.profile_words import read_words
from auditor.config import FetchSettings
from auditor.config.settings import AccountSettings, PageRecipe
from auditor.fetch.browser.browser import Browser
from auditor.fetch.browser.chromium import missing
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.model import AccountReading, Outcome, ReadingOutcome, Reply
from auditor.model.activity import activity
from tests.make import ZONE, account
from tests.site_server import Answer, SiteServer

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
WEIBO = "https://weibo.com/u/1234567890"
browsers = pytest.mark.skipif(bool(missing()), reason=f"lacks {missing()}")


def page(body: str, title: str = "微博") -> bytes:
    return f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()


async def read(reply: Reply | None, url=WEIBO, platform="weibo", recipes=None, **more) -> AccountReading:
    async def render(_: str) -> Reply:
        assert reply is not None
        return reply

    client = Client(FetchSettings())
    settings = AccountSettings(pages=recipes or {})
    access = Access(
        client, Path(), NOW, ZONE, Credentials({}), settings=settings, render=render if reply else None
    )  # fmt: skip
    return await ADAPTER.read(account("a1", url=url, platform=platform, name="示例发布", source="page", **more), access)


def shown(body: bytes, status=200, final=WEIBO, outcome=Outcome.OK, **more) -> Reply:
    return Reply(WEIBO, outcome, NOW, status, final, body=body, rendered=True, **more)


@pytest.mark.parametrize(
    ("platform", "title", "name"),
    [
        ("weibo", "示例发布的微博_微博", "示例发布"),
        ("weibo", "@示例发布的个人主页 - 微博", "示例发布"),
        ("douyin", "示例发布的抖音 - 抖音", "示例发布"),
        ("bilibili", "示例发布的个人空间-示例发布个人主页-哔哩哔哩视频", "示例发布"),
        ("toutiao", "示例发布的头条主页 - 今日头条(www.toutiao.com)", "示例发布"),
        ("kuaishou", "示例发布-快手", "示例发布"),
        ("xiaohongshu", "示例发布 - 小红书", "示例发布"),
        ("youtube", "Example Gov - YouTube", "Example Gov"),
        ("x", "Example Gov (@example) / X", "Example Gov"),
        ("mastodon", "Example Gov (@gov@example.social) - Example", "Example Gov"),
        ("别的平台", "示例 发布 | 某平台", "示例 发布"),
        ("weibo", "微博-随时随地发现新鲜事", ""),
        ("douyin", "抖音-记录美好生活", ""),
        ("bilibili", "哔哩哔哩 (゜-゜)つロ 干杯~-bilibili", ""),
        ("toutiao", "今日头条", ""),
        ("别的平台", "某平台", ""),
    ],
)
def test_the_name_is_the_accounts_never_the_platforms(platform, title, name):
    seen = read_words(page("<p>内容</p>", title), "https://h.example.cn/u/1", platform, "示例发布")
    assert seen.name == name
    assert (seen.outcome is ReadingOutcome.PARTIAL) == bool(name)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("用户不存在", "not_found"),
        ("该用户不存在(20003)", "not_found"),
        ("此帐号已自主注销，内容无法查看", "deleted"),
        ("该帐号已系统注销", "deleted"),
        ("该账号已注销", "deleted"),
        ("该账号已被封禁", "suspended"),
        ("此帐号已被屏蔽，内容无法查看", "suspended"),
        ("该账号因被投诉违反法律法规和《微博社区公约》的相关规定，现已无法查看", "suspended"),
        ("This account has been suspended", "suspended"),
        ("This channel does not exist.", "not_found"),
        ("此帐号处于帐号迁移流程中", "moved"),
        ("These posts are protected", "private"),
        ("环境异常 当前环境异常，完成验证后即可继续访问 去验证", "challenge"),
        ("请拖动滑块完成拼图", "challenge"),
        ("请先登录后查看更多内容", "challenge"),
        ("您的访问过于频繁，请输入验证码。用户不存在", "challenge"),
        ("", "parse_error"),
        ("加载中", "parse_error"),
        ("页面不存在", "parse_error"),
    ],
)
async def test_only_the_platforms_own_words_prove_anything(words, outcome):
    seen = await read(shown(page(f"<nav>首页 热门 发现</nav><p>{words}</p>")))
    assert seen.outcome is ReadingOutcome(outcome)
    assert (seen.posts, seen.complete, seen.display_name) == ((), False, "")


@pytest.mark.parametrize("words", ["用户不存在", "该账号已被封禁", "此帐号已自主注销", "请先登录后查看"])
async def test_words_in_a_post_or_a_long_page_are_a_quotation(words):
    there = await read(shown(page(f"<article>{words}：警惕此类诈骗短信</article>", "示例发布的微博_微博")))
    long = await read(shown(page(f"<p>{words}</p>" + "<p>一条很长的新闻内容</p>" * 300)))
    assert (there.outcome, there.display_name) == (ReadingOutcome.PARTIAL, "示例发布")
    article = await read(shown(page(f'<div id="js_content"><p>{words}：警惕此类诈骗短信</p></div>')))
    assert [one.outcome for one in (long, article)] == [ReadingOutcome.PARSE_ERROR] * 2


async def test_a_page_is_never_a_verdict_on_silence():
    seen = await read(shown(page("<p>粉丝 12 全部微博 0 还没有发布内容</p>", "示例发布的微博_微博")))
    assert (seen.outcome, seen.posts, seen.posts_total) == (ReadingOutcome.PARTIAL, (), None)
    assert activity(seen, NOW.date()).gap == "partial"
    assert "not posts" in seen.detail


async def test_the_certified_subject():
    words = "<dl><dt>认证主体：</dt><dd>示例市政务服务中心</dd></dl><p>微博认证：示例市官方微博</p>"
    seen = await read(shown(page(words, "示例发布的微博_微博")))
    bare = await read(shown(page("<dl><dt>帐号主体</dt><dd>示例发布的微博</dd></dl>", "示例发布的微博_微博")))
    assert (seen.subject_seen, seen.verified) == ("示例市政务服务中心", True)
    assert (bare.subject_seen, bare.verified) == ("", None)


@pytest.mark.parametrize(
    ("status", "final", "outcome"),
    [
        (404, WEIBO, "not_found"),
        (410, WEIBO + "/", "not_found"),
        (404, "https://weibo.com/sorry", "http_error"),
        (404, "https://weibo.com/", "http_error"),
        (404, "https://elsewhere.example.com/u/1234567890", "http_error"),
        (500, WEIBO, "http_error"),
        (403, WEIBO, "auth"),
        (418, WEIBO, "challenge"),
        (432, WEIBO, "challenge"),
        (429, WEIBO, "rate_limited"),
    ],
)
async def test_404_and_410_count_at_the_registered_address_alone(status, final, outcome):
    seen = await read(shown(page("<h1>404</h1>"), status, final, Outcome.HTTP_ERROR))
    assert seen.outcome is ReadingOutcome(outcome)


async def test_a_plain_404_that_no_browser_saw_proves_nothing():
    seen = await read(Reply(WEIBO, Outcome.HTTP_ERROR, NOW, 404, WEIBO, body=page("用户不存在")))
    assert seen.outcome is ReadingOutcome.HTTP_ERROR


async def test_words_of_another_site_are_not_the_platforms():
    seen = await read(shown(page("用户不存在"), final="https://parked.example.com/"))
    assert seen.outcome is ReadingOutcome.HTTP_ERROR
    assert "another site" in seen.detail


async def test_a_login_page_is_a_wall():
    seen = await read(shown(page("用户不存在", "登录"), final="https://passport.weibo.com/visitor/visitor"))
    assert seen.outcome is ReadingOutcome.CHALLENGE


async def test_what_cannot_be_looked_at():
    assert (await read(None)).outcome is ReadingOutcome.UNSUPPORTED
    assert "auditor doctor" in (await read(None)).detail
    nowhere = await read(shown(b""), url="")
    assert (nowhere.outcome, nowhere.source_url) == (ReadingOutcome.NO_SOURCE, "")
    robots = await read(Reply(WEIBO, Outcome.ROBOTS, NOW, detail="robots.txt forbids it"))
    assert robots.outcome is ReadingOutcome.ROBOTS


async def test_an_account_that_the_platform_calls_cancelled():
    seen = await read(shown(page("", "账号已注销的个人空间-账号已注销个人主页-哔哩哔哩视频")), platform="bilibili")
    assert seen.outcome is ReadingOutcome.DELETED


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        ('<div id="js_content">此帐号已自主注销</div>', "partial"),
        ("<p>该内容已被发布者删除</p>", "partial"),
        ("<p>此帐号已自主注销，内容无法查看</p>", "deleted"),
        ("<p>此帐号已被屏蔽，内容无法查看</p>", "suspended"),
        ("<p>该公众号已迁移</p>", "moved"),
        ("<p>环境异常 完成验证后即可继续访问</p>", "challenge"),
        ("<p>请在微信客户端打开链接</p>", "challenge"),
        ("<p>链接已过期</p>", "parse_error"),
        ("<p></p>", "parse_error"),
    ],
)
async def test_an_articles_page_tells_of_its_account(body, outcome):
    url = "https://mp.weixin.qq.com/s/AbCdEf"
    reply = Reply(url, Outcome.OK, NOW, 200, url, body=page(body, ""), rendered=True)
    seen = await read(reply, url=url, platform="weixin")
    assert seen.outcome is ReadingOutcome(outcome)


def test_one_site():
    assert same_platform("https://weibo.com/u/1", "https://passport.weibo.com/x")
    assert same_platform("http://127.0.0.1:81/", "http://127.0.0.1:82/")
    assert not same_platform("http://127.0.0.1/", "http://126.0.0.1/")
    assert not same_platform("https://a.gov.cn/", "https://b.gov.cn/")
    assert not same_platform("https://weibo.com/", "https://weibo.example.com/")
    assert not same_platform("", "")


RECIPE = PageRecipe("li.post", ".when", "h3", "h3 a")
FEED = """<ul><li class=post><h3><a href="/1">停水通知</a></h3><p>明天上午停水</p><span class=when>{}</span></li>
<li class=post><h3><a href="/2">旧文</a></h3><time class=when datetime="2026-10-01T08:00:00+08:00">上个月</time></li>
</ul>"""


async def test_a_recipe_of_the_office_finds_posts():
    seen = await read(shown(page(FEED.format("昨天 08:00"))), recipes={"weibo.com": RECIPE})
    assert (seen.outcome, seen.complete) == (ReadingOutcome.OK, True)
    assert [(post.title, post.url) for post in seen.posts] == [
        ("停水通知", "https://weibo.com/1"), ("旧文", "https://weibo.com/2")
    ]  # fmt: skip
    assert [post.published_at.astimezone(ZONE).date().isoformat() for post in seen.posts] == [
        "2026-11-23",
        "2026-10-01",
    ]
    assert "明天上午停水" in seen.posts[0].text
    assert activity(seen, NOW.date()).newest.isoformat() == "2026-11-23"


@pytest.mark.parametrize("date", ["", "刚刚发布", "不久前", "13月45日"])
async def test_a_date_that_cannot_be_read_is_no_silence(date):
    seen = await read(shown(page(FEED.format(date))), recipes={"weibo.com": RECIPE})
    assert activity(seen, NOW.date()).gap in ("partial", "undated")


async def test_a_recipe_that_fits_nothing_proves_nothing():
    named = page("<p>换了样子</p>", "示例发布的微博_微博")
    for reply in (shown(page("<p>换了样子</p>")), shown(named), shown(page("<p>用户不存在</p>"))):
        with_recipe, without = await read(reply, recipes={"weibo.com": RECIPE}), await read(reply)
        assert (with_recipe.outcome, with_recipe.posts) == (without.outcome, ())
        assert with_recipe.complete is False
    other = await read(shown(page(FEED.format("昨天 08:00"))), recipes={"weibo.com:8443": RECIPE, "m.weibo.cn": RECIPE})
    assert other.posts == ()


async def test_a_page_cut_off_is_partial():
    seen = await read(shown(page(FEED.format("昨天 08:00")), truncated=True), recipes={"weibo.com": RECIPE})
    assert (seen.outcome, seen.complete) == (ReadingOutcome.PARTIAL, False)


@pytest.mark.browser
@browsers
async def test_scripted_pages_in_a_real_browser():
    scripted = """<html><head><meta charset=utf-8><title>加载中</title></head><body><div id=app></div><script>
    fetch('/api').then(answer => answer.json()).then(told => {
      document.title = told.name + '的微博_微博';
      document.getElementById('app').innerHTML = '<p>认证主体：' + told.subject + '</p>';
    });</script></body></html>"""
    notice = "<html><title>微博</title><body><script>document.write('<p>用户' + '不存在</p>')</script></body></html>"
    wall = "<html><title>微博</title><body><script>location.replace('/visitor')</script></body></html>"
    told = '{"name": "示例发布", "subject": "示例市政务服务中心"}'.encode()
    answers = {
        "/u/1": Answer(scripted.encode()), "/u/2": Answer(notice.encode()), "/u/3": Answer(b"gone", 404),
        "/u/4": Answer(wall.encode()), "/visitor": Answer(page("请登录", "Sina Visitor System")),
        "/api": Answer(told, headers={"Content-Type": "application/json"}),
    }  # fmt: skip
    settings = FetchSettings(allow_private=True, rate=0, second_look_s=0)
    async with (
        SiteServer(answers) as server,
        Client(settings, [registered_host(server.url)]) as client,
        Browser(client) as browser,
    ):
        access = Access(client, Path(), NOW, ZONE, Credentials({}), render=browser.render)
        seen = [
            await ADAPTER.read(account(platform="weibo", source="page", url=f"{server.url}u/{n}"), access)
            for n in range(1, 5)
        ]
    assert [one.outcome.value for one in seen] == ["partial", "not_found", "not_found", "challenge"]
    assert (seen[0].display_name, seen[0].subject_seen) == ("示例发布", "示例市政务服务中心")
    assert (seen[1].detail, seen[2].code) == ("the page says: 用户不存在", "404")
