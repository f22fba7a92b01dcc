"""What posts say of themselves: passed on, corrected, and what of their words is compared."""

import time
from datetime import UTC, datetime

import pytest

from auditor.text.post_marks import compared, corrects, counted, passed_on, words_of
from tests.make import AS_OF, account, at, days_ago, post

OWN = account(name="清河教育", unit="清河区教育局", verified_as="北江市清河区教育局")


@pytest.mark.parametrize(
    "said",
    [
        {"is_repost": True},
        {"repost_of": "https://weibo.example.cn/1"},
        {"title": "转发：关于春季防火的通告"},
        {"title": "【转发】关于春季防火的通告"},
        {"title": "关于转发《北江市防火通告》的通知"},
        {"title": "转载丨一图读懂新条例"},
        {"text": "转发微博"},
        {"text": "天冷路滑 //@北江交警:请减速慢行"},
        {"text": "新条例今日施行。\n来源：中国政府网"},
        {"text": "新条例今日施行。（来源：新华社）"},
        {"text": "新条例今日施行。来源丨北江市人民政府办公室"},
        {"text": "新条例今日施行。文章来源：清河区融媒体中心"},
        {"text": "新条例今日施行。来源：市教委"},
        {"text": "新条例今日施行。来源：北江新闻"},
        {"text": "新条例今日施行。转自：清河文旅"},
        {"text": "新条例今日施行。（新华社北京电）"},
        {"text": "来源：省教育厅\n" + "通告全文" * 200},
        {"text": "通告全文" * 200 + "\n来源：国家气象局"},
    ],
)
def test_passed_on_by_order_or_with_its_mark(said):
    assert passed_on(post(1, **said), OWN)


@pytest.mark.parametrize(
    "said",
    [
        {"title": "转学手续怎么办", "text": "转学需要准备三样材料。"},
        {"title": "请转发扩散！寻人启事"},
        {"title": "转发有奖活动开始了"},
        {"text": "今日开学。来源：清河区教育局"},
        {"text": "今日开学。来源：北江市清河区教育局办公室"},
        {"text": "今日开学。来源：清河教育"},
        {"text": "今日开学。来源：清河区卫生健康委员会"},
        {"text": "今日开学。来源：北江市清河区商务局"},
        {"text": "今日开学。来源：王老师"},
        {"text": "今日开学。来源：市民中心"},
        {"text": "今日开学。来源：清河市场监管局"},
        {"text": "水来源：地下水和河水"},
        {"text": "通告全文" * 100 + "来源：新华社" + "通告全文" * 100},
    ],
)
def test_not_passed_on(said):
    assert not passed_on(post(1, **said), OWN)


@pytest.mark.parametrize("title", ["更正：报名时间", "【更新】停水通知", "转发更新：路况", "停水通知（更新）", "勘误"])
def test_a_correction_says_so(title):
    assert corrects(post(1, title=title))


@pytest.mark.parametrize("title", ["城市更新项目开工", "老旧小区更新改造", "设备更新补贴"])
def test_renewal_of_something_is_no_correction(title):
    assert not corrects(post(1, title=title))


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        ("停水", "", "停水"),
        ("", "明天停水", "明天停水"),
        ("停水", "停水：明天八点起", "停水：明天八点起"),
        ("停水", "【停水】明天八点起", "【停水】明天八点起"),
        ("停水", "明天八点起", "停水\n明天八点起"),
    ],
)
def test_the_title_is_said_once(title, text, words):
    assert words_of(post(1, title=title, text=text)) == words


@pytest.mark.parametrize(
    "tail", [" 网页链接", " 清河教育的微博视频", "（记者王某）", "（清河融媒记者张某 摄影李某） 网页链接", "\u200b"]
)
def test_what_the_platform_adds_is_not_compared(tail):
    said = "明天上午八点起停水。"
    assert compared(post(1, title="停水", text=said + tail)) == f"停水\n{said}"


def test_what_brackets_say_inside_is_compared():
    assert compared(post(1, title="", text="停水（含网络机房）")) == "停水（含网络机房）"


@pytest.mark.parametrize(
    "said",
    [
        "（" * 20_000,
        "来源：" * 7_000,
        "转自" * 10_000,
        "的微博视频" * 4_000,
        "#" * 20_000,
        "来源：" + "市" * 20_000,
        "【" * 20_000,
    ],
)
def test_hostile_posts_take_bounded_time(said):
    hostile = post(1, title=said[:500], text=said[:20_000])
    start = time.process_time()
    passed_on(hostile, OWN)
    corrects(hostile)
    compared(hostile)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(("days", "expected"), [(0, True), (89, True), (90, False), (-1, False), (None, False)])
def test_the_window_counts_its_last_day(days, expected):
    assert counted(post(days), AS_OF, 90) is expected


def test_removed_posts_do_not_count():
    assert not counted(post(1, removed="owner"), AS_OF, 90)


def test_days_are_counted_where_the_accounts_are():
    late = datetime(2026, 6, 30, 17, tzinfo=UTC)  # the first hour of 1 July in China
    assert not counted(post(1, published_at=late), AS_OF, 90)
    assert counted(post(1, published_at=at(days_ago(0), 0, 30).astimezone(UTC)), AS_OF, 1)
