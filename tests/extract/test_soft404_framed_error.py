"""The message that a page does not exist between menu and footer, and pages with such words that are there."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.extract.extract_page import extract
from auditor.model import PageKind

TODAY = date(2026, 6, 30)
MENU = "".join(f'<li><a href="/c{n}/">政务公开栏目第{n}项</a></li>' for n in range(60))
NEWS = "".join(f'<li><a href="/n{n}.html">本区召开第{n}次防汛工作会议部署汛期安全</a></li>' for n in range(12))
FOOT = """<div>主办：晴川区人民政府办公室 承办：晴川区大数据中心 电话：027-12345678</div>
<div>网站标识码：4201000001 鄂ICP备05000000号 鄂公网安备 42010000000001号</div>"""


def facts(content: str, title: str = "晴川区人民政府", news: str = ""):
    body = (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><div><ul>{MENU}</ul></div>"
        f"<div>{content}</div><div>最新动态<ul>{news}</ul></div>{FOOT}</body></html>"
    )
    return extract(body.encode(), "http://www.qc.gov.cn/zwgk/1.html", "text/html", today=TODAY)


@pytest.mark.parametrize(
    "message",
    [
        "页面不存在", "您访问的页面不存在或已删除", "该信息已删除", "稿件不存在", "文章已下线", "404 Not Found",
        "对不起，您要查看的信息不存在！", "抱歉，您访问的页面找不到了", "该文章已被管理员删除",
        "您所访问的页面已经失效",
        "很抱歉，您要访问的页面已被删除、更名或暂时不可用", "Sorry, the page you requested was not found.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("news", ["", NEWS])
def test_the_frame_around_a_message_is_not_its_length(message, news):
    seen = facts(f"<p>{message}</p><p><a href='/'>返回首页</a> <a href='#'>返回上一页</a></p>", news=news)
    assert seen.soft_404
    assert seen.kind is PageKind.OTHER


PARAGRAPH = "为进一步做好防汛工作，现将有关事项通知如下。各街道要落实责任，加强值班值守，确保安全度汛。" * 3


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (f"<h1>关于防汛的通知</h1><p>{PARAGRAPH * 6}</p><p>页面不存在</p>", "关于防汛的通知"),
        (
            "<h1>关于网站改版的公告</h1><p>因网站改版，部分链接可能出现“页面不存在”的提示，敬请谅解。</p>",
            "关于网站改版的公告",
        ),
        ("<h1>系统维护通知</h1><p>系统将于周六维护，期间页面无法访问，敬请谅解。</p>", "系统维护通知"),
        ("<h1>网站出现404错误怎么办</h1><p>出现页面不存在的情况时，请清空缓存。</p>", "常见问题"),
        ("<p>没有找到相关内容</p>", "站内搜索"),
        ("<p>很抱歉，没有找到与“防汛”相关的信息，该信息不存在</p>", "搜索结果"),
        ("<p>暂无信息</p>", "通知公告"),
        ("<p>该栏目暂无内容</p>", "通知公告"),
        ("<p>用户名</p><input name=user><p>密码</p><input type=password><p>登录</p>", "用户登录"),
        ("<div style='display:none'>您访问的页面不存在</div><p>通知正文略</p>", "关于防汛的通知"),
        ("<div class='dialog'><p>该信息已删除</p></div><p>通知正文略</p>", "关于防汛的通知"),
        ("<h1>防汛通知</h1><p>见附件。</p><p>上一篇：该文章不存在</p><p>下一篇：该文章已删除</p>", "防汛通知"),
        ("<h1>防汛通知</h1><p>发布时间：2026-06-01 来源：区应急局</p><p>该信息已删除</p>", "防汛通知"),
        ("<p><a href='/help.html'>您访问的页面不存在</a></p><p>帮助目录</p>", "帮助"),
        ("<h1>404路公交线路调整</h1><p>404路</p>", "404路公交线路调整"),
        ("<p>经查，您申请公开的信息不存在。</p>", "依申请公开答复"),
        ("<p class='noinfo'>该信息不存在</p><p>略</p>", "关于防汛的通知"),
        ("<p>附件不存在</p><p>见正文</p>", "防汛通知"),
    ],
)
def test_pages_that_are_there(content, title):
    assert facts(content, title).soft_404 == ""


def test_a_list_of_letters_of_which_some_are_deleted_is_there():
    rows = "".join(f"<tr><td><a href='/l{n}'>来信{n}</a></td><td>2026-06-{n + 1:02}</td></tr>" for n in range(9))
    seen = facts(f"<table>{rows}<tr><td>该信息已删除</td><td>2026-05-02</td></tr></table>", "来信选登")
    assert seen.soft_404 == ""


def test_a_text_of_its_own_outweighs_the_message():
    own = "本区推进防汛工作的做法和下一步安排。"
    short = facts(f"<p>该信息已删除</p><p>{own}</p>")
    long = facts(f"<p>该信息已删除</p><p>{own * 30}</p>")
    assert (bool(short.soft_404), long.soft_404) == (True, "")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["通知", "公告", "防汛", "会议", "，", "的", "404", "存在", "删除", "页面", "信息"]), max_size=8
    )
)
def test_words_in_any_order_say_so_only_where_the_message_is_whole(words):
    line = "".join(words)
    seen = facts(f"<p>{line}</p>", "晴川区")
    assert not seen.soft_404 or ("404" in line) or ("删除" in line)
