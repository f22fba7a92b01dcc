"""Error pages by their own words, and innocent pages that use the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract.soft404 import ErrorKind, alert_words, error_words, masked, same_page

MENU = "网站首页 政务公开 政务服务 互动交流 走进本区 领导之窗 机构职能 政策文件 通知公告 " * 15


def missing_words(title: str, text: str, heading: str = "") -> str:
    """Return the words that say the page does not exist or failed, '' when it says neither."""
    found = error_words(title, text, heading)
    return found.words if found.kind in (ErrorKind.MISSING, ErrorKind.FAILED) else ""


@pytest.mark.parametrize(
    ("title", "text", "heading"),
    [
        ("404", MENU, ""),
        ("404 Not Found", "nginx", ""),
        ("404-某某区人民政府", MENU, ""),
        ("您访问的页面不存在-某某区人民政府", MENU, ""),
        ("页面找不到了", MENU, ""),
        ("很抱歉，页面不存在！", MENU, ""),
        ("Page Not Found | District", MENU, ""),
        ("IIS 10.0 详细错误 - 404.0 - Not Found", "", ""),
        ("某某区人民政府", MENU, "404"),
        ("某某区人民政府", MENU, "抱歉，您要访问的页面不存在"),
        ("某某区人民政府", "首页 抱歉，您访问的页面不存在或已删除 返回首页", ""),
        ("某某区人民政府", "404您访问的页面不存在返回首页", ""),
        ("错误提示", "该信息已删除", ""),
        ("", "文章不存在", ""),
        ("提示信息", "信息不存在或未审核！", ""),
        ("某某局", "对不起，您要查看的信息不存在！", ""),
        ("某某局", "你浏览的文档不存在，5秒后返回", ""),
        ("某某局", "无法找到您要的页面，请检查网址", ""),
        ("某某局", "该文章已被管理员删除", ""),
        ("无法找到该页", "您正在搜索的页面可能已经删除、更名或暂时不可用。", ""),
        ("", "HTTP 错误 404 - 文件或目录未找到。", ""),
        ("", "The page you are looking for could not be found.", ""),
        ("", "The requested URL /x.html was not found on this server.", ""),
        ("", "Sorry, this page doesn't exist.", ""),
    ],
)
def test_missing_page_says_so(title: str, text: str, heading: str) -> None:
    assert error_words(title, text, heading).kind == ErrorKind.MISSING
    assert missing_words(title, text, heading)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("502", "边界防护 502 抱歉！源站出现问题，暂时无法访问！" + "x" * 2000),
        ("502 Bad Gateway", "nginx"),
        ("服务器错误", ""),
        ("Runtime Error", "Server Error in '/' Application."),
        ("系统", "系统错误，请稍后再试"),
        ("", "503 Service Temporarily Unavailable nginx"),
        ("", "Error establishing a database connection"),
    ],
)
def test_failed_page_says_so(title: str, text: str) -> None:
    assert error_words(title, text).kind == ErrorKind.FAILED
    assert missing_words(title, text)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("403 Forbidden", "nginx"),
        ("访问被拦截", "您的请求已被网站防火墙拦截"),
        ("", "您的访问过于频繁，请完成安全验证"),
        ("Access Denied", ""),
    ],
)
def test_page_kept_from_us_is_not_missing(title: str, text: str) -> None:
    assert error_words(title, text).kind == ErrorKind.BLOCKED
    assert missing_words(title, text) == ""


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("关于404路公交线路调整的通知", "因道路施工，404路公交车临时绕行。"),
        ("404路公交线路调整", "404路公交车临时绕行。"),
        ("404-2号地块出让公告", "出让"),
        ("503号令", "第503号令"),
        ("500强企业名单", "500"),
        ("403地质队简介", "403地质队"),
        ("某局", "值班电话：65550404 404室"),
        ("网站出现404错误、页面不存在怎么办", "您访问的页面不存在时……" * 200),
        ("关于网站页面不存在问题的整改说明", "我局对网站页面不存在的问题进行了整改。"),
        ("关于网站升级的公告", "因服务器升级，期间网站页面无法访问，敬请谅解。"),
        ("公告", "我局网站误发信息一则，该信息已删除，特此说明。"),
        ("更正", "因系统错误，公示名单更正如下"),
        ("通告", "该文件已失效。"),
        ("通告", "该公告已过期。"),
        ("说明", "经核查，信息不存在。"),
        ("依申请公开答复", "您申请的信息不存在，本机关不掌握。"),
        ("信访答复", "所反映的内容不存在。"),
        ("信息公开", "暂无内容"),
        ("信息公开", "共 0 条"),
        ("失物招领", "Lost and found"),
        ("站内检索", "很抱歉，可能此信息不存在"),
        ("某某局", "搜索结果 该信息不存在，换个词试试"),
        ("", ""),
    ],
)
def test_innocent_page(title: str, text: str) -> None:
    assert error_words(title, text).kind == ErrorKind.NONE
    assert missing_words(title, text, "") == ""


def test_words_in_a_long_text_do_not_count() -> None:
    words = "您访问的页面不存在"
    assert missing_words("某某局", words)
    assert missing_words("某某局", MENU * 2 + words) == ""
    assert missing_words("某某局", "字" * 490 + words) == words
    assert missing_words("某某局", "字" * 491 + words) == ""


def test_two_answers_to_names_that_do_not_exist_are_one_page() -> None:
    one = "首页 您访问的 http://www.example.gov.cn/a8f3/x1.html 打不开 2024-05-01 08:12:33 星期三 编号 9f8e7d6c5b"
    other = "首页 您访问的 http://www.example.gov.cn/zz/0q.html 打不开 2024-05-02 17:02:01 星期四 编号 0a1b2c3d4e"
    assert same_page(one, other)
    assert same_page("访问的 /k2j3.html 不在本站上", "访问的 /news/2024/index.shtml 不在本站上")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MENU + "暂无内容", MENU + "页面打不开"),
        (MENU + "关于停水的通知", MENU + "关于停电的通知"),
        ("", ""),
        ("2024-01-01", "2024-01-02"),
        ("加载中，请稍候再看一看", "加载中，请稍候再看一看"),
        ("You need to enable JavaScript to run this app.", "You need to enable JavaScript to run this app."),
    ],
)
def test_pages_that_differ_or_say_nothing_are_not_one(one: str, other: str) -> None:
    assert not same_page(one, other)


@pytest.mark.parametrize(
    "piece", ["您", "您访问的", "404 ", "页面可能", "该信息", "可能、", "/a", "a1-", "a.html", "http://", "-1", "http"]
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    masked(piece * 20_000)
    error_words(piece * 200, piece * 100, piece * 200)


@given(st.text(max_size=120))
def test_a_page_is_the_same_as_itself_unless_it_says_nothing(text: str) -> None:
    if len(masked(text)) >= 8 and "load" not in text.lower() and "javascript" not in text.lower():
        assert same_page(text, text) or "加载中" in text
    error_words(text, text, text)


def test_a_short_list_of_titles_that_quote_the_words_is_no_error_page():
    rows = "关于部分页面提示“页面不存在”的说明 2026-01-05 关于停水的通知 2026-01-04 关于放假的通知 2026-01-03"
    assert not missing_words("通知公告", f"首页 通知公告 {rows}")
    assert not missing_words("通知公告", "首页 通知公告 关于部分页面提示“您访问的页面不存在”的说明")
    assert missing_words("提示", "抱歉，您访问的页面不存在。")


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        ('alert("该信息不存在！");history.back();', ErrorKind.MISSING),
        ("\n<!--\nwindow.alert('您访问的页面不存在'); window.location.href='/';", ErrorKind.MISSING),
        ("alert('文章已被删除');window.close();", ErrorKind.MISSING),
        ('alert("请先登录");history.back();', ErrorKind.NONE),
        ('function check(){ alert("该信息不存在！");history.back(); }', ErrorKind.NONE),
        ('alert("该信息不存在！");', ErrorKind.NONE),
        ("", ErrorKind.NONE),
        (" " * 100_000 + "alert(" * 20_000, ErrorKind.NONE),
    ],
)
def test_a_message_that_sends_the_visitor_back(script, kind):
    assert alert_words(["var menu = 1;", script]).kind is kind
