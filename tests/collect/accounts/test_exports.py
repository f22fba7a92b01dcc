"""Exports as the platforms' back offices write them (written here in their shape, values invented)."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from auditor.collect.accounts.import_file import parse, read_import
from auditor.collect.accounts.posts import Clock
from auditor.model import ReadingOutcome
from auditor.model.activity import activity
from tests.make import ZONE, account

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
TODAY = date(2026, 6, 30)
CLOCK = Clock(NOW, ZONE)

EXPORTS = {
    "公众号 内容分析": (
        "内容标题,发表时间,总阅读人数,总阅读次数,总分享人数,总分享次数,送达人数,阅读完成率,内容url\n"
        "停水通知,20260601,80,10万+,1,2,900,55%,http://mp.weixin.qq.com/s?__biz=B&mid=1&idx=1&sn=x&chksm=1\n",
        ("停水通知", "2026-06-01 00:00", 100_001, None, 2, "https://mp.weixin.qq.com/s?__biz=B&mid=1&idx=1&sn=x"),
    ),
    "微博 数据助手": (
        "微博内容,发布时间,阅读数,转发数,评论数,赞数,微博链接,微博ID\n"
        "停水通知,2026-06-01 08:00:05,1.2万,3,4,5,https://weibo.com/1/Q,5100000000000001\n",
        ("", "2026-06-01 08:00", 12_000, 5, 3, "https://weibo.com/1/Q"),
    ),
    "抖音 作品管理": (
        "作品名称,发布时间,体裁,审核状态,播放量,完播率,点赞量,分享量,评论量,收藏量,粉丝增量\n"
        "停水通知,2026-06-01 08:00:00,视频,公开,120,12.3%,5,1,0,2,-1\n"
        "没过审的,2026-06-29 08:00:00,视频,未通过,0,0,0,0,0,0,0\n",
        ("停水通知", "2026-06-01 08:00", 120, 5, 1, ""),
    ),
    "快手": (
        "作品描述\t发布时间\t播放量\t点赞量\t评论量\t分享量\n停水通知\t2026/6/1 8:00\t1,200\t5\t0\t1\n",
        ("停水通知", "2026-06-01 08:00", 1200, 5, 1, ""),
    ),
    "视频号助手": (
        "视频描述,视频ID,发布时间,完播率,平均播放时长,播放量,推荐,喜欢,评论量,分享量\n"
        "停水通知,export/UzFf,2026年6月1日 08:00,50%,12s,120,3,5,0,1\n",
        ("停水通知", "2026-06-01 08:00", 120, 5, 1, ""),
    ),
    "小红书": (
        "数据起止日期：2026-05-01 至 2026-06-29\n笔记标题,首次发布时间,体裁,观看量,点赞,评论,收藏,分享\n"
        "停水通知,2026年06月01日08时00分15秒,图文,120,5,0,1,1\n",
        ("停水通知", "2026-06-01 08:00", 120, 5, 1, ""),
    ),
    "清博": (
        "\ufeff标题,公众号,微信号,发布时间,位置,阅读数,在看数,点赞数,文章链接\n"
        "停水通知,Account a1,gh_a1,2026-06-01 08:00,1,120,0,5,https://mp.weixin.qq.com/s/abc\n",
        ("停水通知", "2026-06-01 08:00", 120, 5, None, "https://mp.weixin.qq.com/s/abc"),
    ),
    "day and time apart": (
        "标题,发布日期,发布时间,阅读量\n停水通知,2026-06-01,08:00,120\n",
        ("停水通知", "2026-06-01 08:00", 120, None, None, ""),
    ),
    "seconds": ("title,create_time\n停水通知,1780272000\n", ("停水通知", "2026-06-01 08:00", None, None, None, "")),
    "milliseconds": ("title,create_time\n停水,1780272000000\n", ("停水", "2026-06-01 08:00", None, None, None, "")),
    "JSON": (
        '[{"title": "停水", "created_at": "Mon Jun 01 08:00:00 +0800 2026", "reads": 7, "likes": null, "tags": []}]',
        ("停水", "2026-06-01 08:00", 7, None, None, ""),
    ),
}


def given(folder, text, days_old=0.0, **fields):
    path = folder / "posts.csv"
    path.write_text(text)
    changed = (NOW - timedelta(days=days_old)).timestamp()
    os.utime(path, (changed, changed))
    return read_import(account(source="import:posts.csv", **fields), folder, CLOCK)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_as_the_platform_writes_it(tmp_path, name):
    text, expected = EXPORTS[name]
    seen = given(tmp_path, text)
    assert seen.outcome is ReadingOutcome.OK
    (post,) = seen.posts
    at = post.published_at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    assert (post.title, at, post.reads, post.likes, post.shares, post.url) == expected


def test_posts_that_nobody_sees_are_none_and_are_counted(tmp_path):
    text, _ = EXPORTS["抖音 作品管理"]
    seen = given(tmp_path, text)
    assert (seen.detail, activity(seen, TODAY).newest) == ("posts.csv: 1 posts are not public", date(2026, 6, 1))
    taken = given(tmp_path, "标题,发布时间,状态\n甲,2026-06-29,已删除\n乙,2026-06-01,已发表\n丙,2026-06-02,违规删除\n")
    assert [post.removed for post in taken.posts] == ["owner", "", "platform"]
    assert activity(taken, TODAY).newest == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("above", "as_of"),
    [
        ("导出时间：2026-06-10 09:00\n", "2026-06-10 09:00"),
        ("某区新媒体,导出时间,2026-06-10 09:00\n", "2026-06-10 09:00"),
        ("导出时间,1781053200\n", "2026-06-10 09:00"),
        ("数据截至 2026年6月10日\n", "2026-06-10 00:00"),
        ("统计时间：2026-05-01 至 2026-06-10\n", "2026-06-10 23:59"),
        ("2026/05/01-2026/06/10 作品数据\n", "2026-06-10 23:59"),
        ("统计时间：2026-05-01 至 2026-06-20\n导出时间：2026-06-10 09:00\n", "2026-06-10 09:00"),
        ("2026年5月1日至6月10日\n", "2026-06-10 23:59"),
        ("2026年5月1日至31日\n", "2026-05-31 23:59"),
        ("2026.5.1-5.31\n", "2026-05-31 23:59"),
        ("某区 2026年5月份作品\n", "2026-05-31 23:59"),
        ("2026年第一季度\n", "2026-03-31 23:59"),
        ("2025年下半年\n", "2025-12-31 23:59"),
        ("2025年度\n", "2025-12-31 23:59"),
        ("2026年度\n", "2026-06-30 12:00"),
        ("2026年13月\n", "2026-06-30 12:00"),
        ("2026年2月30日至31日\n", "2026-06-30 12:00"),
        ("导出时间：2027-01-01\n", "2026-06-30 12:00"),  # a time ahead tells nothing
        ("某区新媒体\n", "2026-06-30 12:00"),
    ],
)
def test_how_far_an_export_reaches(tmp_path, above, as_of):
    seen = given(tmp_path, above + "标题,发布时间\n停水通知,2025-06-01 08:00\n")
    assert seen.as_of.strftime("%Y-%m-%d %H:%M") == as_of
    assert activity(seen, TODAY).until == seen.as_of.date()


def test_the_range_of_an_export_says_where_it_begins(tmp_path):
    seen = given(tmp_path, "统计时间：2026-05-01 至 2026-06-10\n标题,发布时间\n停水通知,2026-06-01 08:00\n")
    assert seen.window_from == datetime(2026, 5, 1, tzinfo=ZONE)


def test_a_column_says_how_far_the_rows_of_an_account_reach(tmp_path):
    text = (
        "账号,标题,发布时间,导出时间\n"
        "Account a1,停水通知,2026-06-01,2026-06-10 09:00\n"
        "Account a1,停电通知,2026-05-01,2026-06-08 09:00\n"
        "Account b2,别家,2026-06-02,2026-06-20\n"
    )
    seen = given(tmp_path, text, days_old=1)
    assert [post.title for post in seen.posts] == ["停水通知", "停电通知"]
    assert seen.as_of == datetime(2026, 6, 10, 9, tzinfo=ZONE)
    seen = given(tmp_path, text.replace("2026-06-10 09:00", "2026-09-10"))
    assert (seen.outcome, "column 导出时间: '2026-09-10' lies after" in seen.detail) == (
        ReadingOutcome.PARSE_ERROR, True,
    )  # fmt: skip


ROWS = (
    "微信,某区发布,gh_a1,甲,2026-06-01\n"
    "微博,某区发布,1960785875,乙,2026-06-02\n"
    "微信,某区公安,gh_b2,丙,2026-06-03\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "titles"),
    [
        ({"account_id": "gh_a1", "name": "x"}, ["甲"]),
        ({"account_id": "", "name": "某区发布", "platform": "weixin"}, ["甲"]),
        ({"account_id": "", "name": "某区发布", "platform": "weibo"}, ["乙"]),
        ({"account_id": "", "name": "某区发布", "platform": "douyin"}, []),
        ({"account_id": "gh_c3", "name": "某区公安"}, []),
        ({"account_id": "", "name": "没有的"}, []),
    ],
)
def test_one_file_of_several_accounts(tmp_path, fields, titles):
    seen = given(tmp_path, "平台,账号,账号ID,标题,发布时间\n" + ROWS, **fields)
    assert [post.title for post in seen.posts] == titles
    assert seen.outcome is (ReadingOutcome.OK if titles else ReadingOutcome.NO_SOURCE)


def test_rows_that_name_no_account_may_be_anybodys(tmp_path):
    seen = given(tmp_path, "账号,标题,发布时间\nAccount a1,甲,2026-05-01\n,乙,2026-06-29\n")
    assert (seen.outcome, seen.detail) == (ReadingOutcome.PARTIAL, "posts.csv: 1 rows name no account")
    assert activity(seen, TODAY).gap == "partial"
    empty = given(tmp_path, "账号,标题,发布时间\n,甲,2026-05-01\n,乙,2026-06-29\n")
    assert len(empty.posts) == 2


def test_links_and_marks_of_posts():
    text = "标题,发布时间,正文,微博类型,置顶\n甲,2026-06-01,见 http://t.cn/A6x。,转发,是\n"
    (post,) = parse(text.encode(), CLOCK)
    assert (post.links, post.is_repost, post.is_pinned) == (("http://t.cn/A6x",), True, True)


def test_every_fault_of_a_file_is_counted(tmp_path):
    seen = given(tmp_path, "标题,发布时间\n甲,昨天\n乙,前天\n丙,2026-06-01\n")
    assert seen.detail.endswith("(and 1 more faults)")
