"""Which accounts post what others post: what counts, what is left out, and who came first."""

import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts.account_overlaps import account_overlaps
from auditor.model import RegisterStatus, Role
from auditor.text.post_index import OverlapTerms, services_of
from tests.make import AS_OF, account, at, days_ago, post, reading

TERMS = OverlapTerms(days=90, jaccard=0.6, contained=0.9, hours=72, units=5)
TOPICS = (
    *("校园开放日", "义诊进社区", "垃圾分类宣讲", "反诈知识讲座", "消防演练", "老年食堂开张", "河道清淤", "早市搬迁"),
    *("公交改线", "图书漂流", "暑期托管报名", "非遗手作课", "助企政策解答", "道路夜间施工", "血库告急", "高温慰问"),
)
PLACES = ("文昌桥", "南关口", "北门外", "东湖畔", "西仓巷", "钟鼓楼", "望江亭", "柳树坡")


def text(number, place="文昌桥"):
    """Return the text of one of many different posts, of about a hundred characters."""
    topic = TOPICS[number % len(TOPICS)]
    where = PLACES[number // len(TOPICS) % len(PLACES)]
    return (
        f"{topic}活动本周在{where}举行，{place}一带居民可就近参加。现场设有咨询台，工作人员逐一解答关于{topic}的疑问，"
        f"并发放{where}一带的便民手册。想了解{topic}后续安排的，请留意我们的消息，也欢迎把对{topic}的建议告诉我们。"
    )


def told(numbers, days=1, links=(), lead=0, **fields):
    """Return posts with these texts, all of one day, `lead` hours earlier."""
    return tuple(
        post(days, f"p{number}", title="", text=text(number), links=links, **fields)
        if not lead
        else post(
            None, f"p{number}", title="", text=text(number), published_at=at(days_ago(days)) - timedelta(hours=lead)
        )
        for number in numbers
    )


def overlaps(accounts, posts, terms=TERMS):
    readings = {one.id: reading(*posts[one.id], account_id=one.id) for one in accounts if one.id in posts}
    return {(one.first, one.second): one for one in account_overlaps(accounts, readings.get, AS_OF, terms)}


def two(ours, theirs, first=None, second=None):
    accounts = [account("a", **{"unit": "甲局"} | (first or {})), account("b", **{"unit": "乙局"} | (second or {}))]
    return overlaps(accounts, {"a": ours, "b": theirs}).get(("a", "b"))


def test_equal_posts_over_those_of_the_account_with_fewer():
    found = two(told(range(20)), told(range(10, 22)))
    assert (found.equal, found.first_posts, found.second_posts) == (10, 20, 12)
    assert found.share == 10 / 12
    assert found.other("a") == "b"
    assert not found.with_main


def test_accounts_that_share_nothing_are_no_pair():
    assert two(told(range(10)), told(range(10, 20))) is None


def test_the_examples_say_what_was_equal_oldest_first():
    found = two(told(range(3), 5) + told([3], 9), told(range(4), 4))
    assert [(one.first_day, one.second_day) for one in found.examples][:2] == [
        (days_ago(9), days_ago(4)), (days_ago(5), days_ago(4)),
    ]  # fmt: skip
    assert found.posts_of("b")[0][0] == "p3"


def test_a_second_editors_changes_don_t_hide_a_copy():
    copies = [
        text(0) + "\n编辑：王某　审核：陈某",
        f"点击蓝字关注我们\n{text(1)}",
        text(2).replace("，", "、"),
        f"#{TOPICS[3]}#{text(3)}",
        f"{text(4)} 网页链接",
        f"{text(5)}（记者李某）",
    ]
    theirs = tuple(post(1, f"c{at}", title="", text=words) for at, words in enumerate(copies))
    assert two(told(range(6)), theirs).equal == 6


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("6月1日", "6月2日"), ("第一批", "第二批"), ("文昌街道", "南关街道"), ("120元", "150元"),
        ("清政办〔2026〕3号", "清政办〔2026〕4号"), ("张建国", "李明华"),
    ],
)  # fmt: skip
def test_a_template_is_not_one_text(ours, theirs):
    frame = text(0) + "本次公布的是{}的名单，请大家互相转告，有异议的请在五个工作日内书面提出。"
    assert two((post(1, "a", text=frame.format(ours)),), (post(1, "b", text=frame.format(theirs)),)) is None


def test_the_same_unit_on_two_platforms_is_policy():
    assert two(told(range(9)), told(range(9)), {"platform": "weibo"}, {"platform": "douyin", "unit": " 甲局"}) is None


def test_other_units_on_other_platforms_are_compared():
    assert two(told(range(9)), told(range(9)), {"platform": "weibo"}, {"platform": "douyin"}).equal == 9


def test_one_source_read_twice_is_no_pair():
    source = {"source": "https://feeds.example.cn/1"}
    assert two(told(range(9)), told(range(9)), source, source) is None


@pytest.mark.parametrize("status", [RegisterStatus.CLOSING, RegisterStatus.CLOSED])
def test_accounts_on_their_way_out_are_left_alone(status):
    assert two(told(range(9)), told(range(9)), {}, {"status": status}) is None


@pytest.mark.parametrize(
    "fields", [{"is_repost": True}, {"removed": "platform"}, {"days": 90}, {"days": -1}, {"days": None}]
)
def test_ordered_reposts_and_posts_out_of_the_window_do_not_count(fields):
    assert two(told(range(9)), told(range(9), **fields)) is None


def test_marked_reposts_leave_numerator_and_denominator():
    marked = tuple(post(1, f"m{at}", text=f"{text(at)}\n来源：国务院办公厅") for at in range(5))
    found = two(told(range(10)), marked + told(range(5, 15)))
    assert (found.equal, found.second_posts) == (5, 10)


def test_what_the_main_account_posts_as_well_is_syndication():
    accounts = [account("a", unit="甲局"), account("b", unit="乙局"), account("m", unit="区府办", role=Role.MAIN)]
    posts = {"a": told(range(12)), "b": told(range(14)), "m": told(range(8))}
    found = overlaps(accounts, posts)
    assert (found["a", "b"].equal, found["a", "b"].first_posts, found["a", "b"].second_posts) == (4, 4, 6)
    assert found["a", "m"].with_main
    assert (found["a", "m"].equal, found["a", "m"].first_posts) == (8, 12)


@pytest.mark.parametrize(("units", "equal"), [(4, 9), (5, None)])
def test_what_many_units_carry_was_sent_out_to_them(units, equal):
    accounts = [account(f"a{at}", unit=f"第{at}单位") for at in range(units)]
    found = overlaps(accounts, {one.id: told(range(9)) for one in accounts})
    assert (found["a0", "a1"].equal if found else None) == equal


@pytest.mark.parametrize(("hours", "follows"), [(72, 1.0), (73, 0.0)])
def test_who_follows_whom_by_the_hours_between(hours, follows):
    """The second posts `hours` earlier than the first: it follows the first only where that came within 72 hours."""
    found = two(told(range(4)), told(range(4), lead=hours))
    assert found.follows("a") == 1.0
    assert found.follows("b") == follows


def test_short_posts_are_one_only_with_the_same_links():
    link, other = ("https://www.example.gov.cn/a",), ("https://www.example.gov.cn/b",)
    ours, theirs = ((post(1, key, title="", text="早安", links=links),) for key, links in (("a", link), ("b", link)))
    assert two(ours, theirs).equal == 1
    assert two(ours, (post(1, "c", title="", text="早安", links=other),)) is None
    assert two((post(1, "d", title="", text="早安"),), (post(1, "e", title="", text="早安"),)) is None


@pytest.mark.parametrize(
    ("title", "later", "text", "equal"),
    [
        ("口袋公园今日启用居民这样看", 71, "", 1),
        ("口袋公园今日启用居民这样看", 73, "", None),  # the same words weeks apart may be chance
        ("口袋公园今日启用居民", 1, "", 1),  # ten characters
        ("口袋公园今日启用啦", 1, "", None),
        ("口袋公园今日启用居民这样看", 1, "见图", None),  # a post with words of its own is judged by them
    ],
)
def test_titles_without_a_text_are_one_only_near_in_time(title, later, text, equal):
    """WeChat's interface and most exports give titles only (docs/accounts.md 8)."""
    ours = post(None, "a", title=title, text=text, published_at=at(days_ago(9)))
    theirs = post(None, "b", title=f"【{title}】", text=text, published_at=at(days_ago(9)) + timedelta(hours=later))
    found = two((ours,), (theirs,))
    assert (found.equal if found else None) == equal


def test_a_title_used_again_and_again_is_a_series():
    ours = tuple(post(day, f"p{day}", title="气象台今日天气预报提醒") for day in (20, 10, 1))
    assert two(ours, (post(1, "q", title="气象台今日天气预报提醒"),)) is None


def test_two_of_a_unit_on_one_platform_are_a_pair_without_any_equal_post():
    found = two(told(range(3)), told(range(3, 8)), {}, {"unit": "甲 局"})
    assert (found.equal, found.first_posts, found.second_posts) == (0, 3, 5)


def test_a_post_repeated_by_one_account_does_not_count_twice():
    ours = (*told([0]), post(2, "again", title="", text=text(0)))
    found = two(ours, told(range(5)))
    assert (found.equal, found.first_posts) == (1, 2)


@pytest.mark.parametrize(
    ("ours", "theirs", "shared"),
    [
        (("https://a.example.cn/x/1",), ("https://www.a.example.cn/x/2", "https://b.example.cn/"), 1.0),
        (("https://a.example.cn/x/1",), ("https://a.example.cn/y/1",), 0.0),
        (("https://mp.weixin.qq.com/s/1",), ("https://mp.weixin.qq.com/s/1",), None),
        ((), ("https://a.example.cn/",), None),
        (("http://[bad/", "https://a.example.cn/"), ("https://a.example.cn/",), 1.0),
    ],
)
def test_services_are_hosts_and_first_paths(ours, theirs, shared):
    assert two(told([0], links=ours), told([0], links=theirs)).services == shared


def test_a_link_that_is_none_is_no_service():
    assert services_of(["", "javascript:void(0)", "/list.html"]) == set()


def test_a_register_of_nothing_but_copies_takes_bounded_time():
    accounts = [account(f"a{at}", unit="甲局") for at in range(200)]
    start = time.process_time()
    found = overlaps(accounts, {one.id: told(range(20)) for one in accounts})
    assert time.process_time() - start < 10
    assert len(found) == 50 * 49 // 2
    assert {one.share for one in found.values()} == {1.0}


def test_a_register_of_nothing_but_main_accounts_takes_bounded_time():
    accounts = [account(f"a{at}", unit=f"第{at}单位", role=Role.MAIN) for at in range(200)]
    found = overlaps(accounts, {one.id: told(range(3)) for one in accounts})
    assert all(one.with_main for one in found.values())
    assert len(found) < 20 * 200


def test_accounts_that_were_not_read_are_in_no_pair():
    accounts = [account("a"), account("b"), account("c")]
    assert set(overlaps(accounts, {"a": told([0]), "b": told([1])})) == {("a", "b")}
    assert overlaps([], {}) == {}


SETS = st.lists(st.sets(st.integers(0, 12), max_size=9), min_size=2, max_size=4)


@settings(max_examples=40, deadline=None)
@given(SETS)
def test_counts_are_those_of_the_sets_of_texts(sets):
    accounts = [account(f"a{at}", unit=f"第{at}单位") for at in range(len(sets))]
    found = overlaps(accounts, {f"a{at}": told(sorted(one)) for at, one in enumerate(sets)})
    for first in range(len(sets)):
        for second in range(first + 1, len(sets)):
            shared = len(sets[first] & sets[second])
            pair = found.get((f"a{first}", f"a{second}"))
            assert (pair.equal if pair else 0) == shared
            if pair:
                assert (pair.first_posts, pair.second_posts) == (len(sets[first]), len(sets[second]))
                assert 0 < pair.share <= 1


@settings(max_examples=20, deadline=None)
@given(SETS, st.randoms())
def test_the_order_of_accounts_and_posts_decides_nothing(sets, dice):
    accounts = [account(f"a{at}", unit=f"第{at}单位") for at in range(len(sets))]
    posts = {f"a{at}": list(told(sorted(one))) for at, one in enumerate(sets)}
    before = {frozenset(pair): one.equal for pair, one in overlaps(accounts, posts).items()}
    dice.shuffle(accounts)
    for own in posts.values():
        dice.shuffle(own)
    assert {frozenset(pair): one.equal for pair, one in overlaps(accounts, posts).items()} == before
