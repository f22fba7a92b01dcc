"""The days that notices name as their end, in the wordings of real notices."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import EndKind
from auditor.text.end_dates import end_dates, kinds_of
from auditor.text.working_days import LONGEST_HOLIDAY, MOST, after_days, after_months, after_working_days

PUBLISHED = date(2026, 5, 6)
TITLES = {
    EndKind.PUBLICITY: "关于某某同志拟聘用的公示",
    EndKind.ENROLMENT: "某区事业单位公开招聘公告",
    EndKind.CONSULTATION: "关于《某办法（征求意见稿）》公开征求意见的公告",
}


def ends(kind, text, published=PUBLISHED):
    return [(one.on.isoformat(), one.kind) for one in end_dates(TITLES[kind], text, published)]


@pytest.mark.parametrize(
    ("kind", "text", "last"),
    [
        (EndKind.PUBLICITY, "公示时间：2026年5月6日至2026年5月12日。", "2026-05-12"),
        (EndKind.PUBLICITY, "公示期为2026年5月6日至5月12日（5个工作日）", "2026-05-12"),
        (EndKind.PUBLICITY, "公示期为5天，即2026年5 月6日至5月10日，如有异议", "2026-05-10"),
        (EndKind.PUBLICITY, "公示期5个工作日（2026年5月6日—5月12日）", "2026-05-12"),
        (EndKind.PUBLICITY, "公示时间：2026年5月6日至12日 受理电话", "2026-05-12"),
        (EndKind.PUBLICITY, "公示期自2026年5月6日～5月12日。", "2026-05-12"),
        (EndKind.PUBLICITY, "公示时间：2026年5月12日止。", "2026-05-12"),
        (EndKind.PUBLICITY, "如有异议，请于2026年5月11日17：30前与监督单位联系", "2026-05-11"),
        (EndKind.PUBLICITY, "公示时间为5个工作日，自公示之日起，截止时间2026年5月13日。", "2026-05-13"),
        (EndKind.ENROLMENT, "报名时间：2026年5月7日9：00至5月20日17：00", "2026-05-20"),
        (EndKind.ENROLMENT, "（一）报名时间 5月11日起至5月20日止。", "2026-05-20"),
        (EndKind.ENROLMENT, "报名截止时间：2026年5月20日", "2026-05-20"),
        (EndKind.ENROLMENT, "报名截止时间：2026年5月20日，额满为止", "2026-05-20"),
        (EndKind.ENROLMENT, "报名时间：2026年5月19—20日", "2026-05-20"),
        (EndKind.ENROLMENT, "即日起至2026年5月20日，面向社会征稿", "2026-05-20"),
        (EndKind.ENROLMENT, "材料请于5月20日前报送我办，逾期不予受理", "2026-05-20"),
        (EndKind.CONSULTATION, "公众可在2026年6月5日前通过以下途径提出意见", "2026-06-05"),
        (EndKind.CONSULTATION, "意见反馈截止时间为2026年6月5日。", "2026-06-05"),
        (EndKind.CONSULTATION, "征求意见时间：2026年5月6日—2026年6月5日", "2026-06-05"),
    ],
)
def test_written_ends(kind, text, last):
    assert ends(kind, text) == [(last, kind)]


@pytest.mark.parametrize(
    ("kind", "text", "last"),
    [
        (EndKind.PUBLICITY, "现予以公示，公示期七天。", "2026-05-13"),
        (EndKind.PUBLICITY, "公示期自发布之日起5个工作日", "2026-05-12"),
        (EndKind.PUBLICITY, "公示期为7个工作日。", "2026-05-14"),
        (EndKind.PUBLICITY, "公示期一个月。", "2026-06-06"),
        (EndKind.CONSULTATION, "征求意见时间为自公告发布之日起30日。", "2026-06-05"),
    ],
)
def test_counted_ends_begin_the_day_after_publication(kind, text, last):
    (one,) = end_dates(TITLES[kind], text, PUBLISHED)
    assert (one.on.isoformat(), one.counted, one.sure) == (last, True, True)
    assert end_dates(TITLES[kind], text, None) == ()


def test_working_days_skip_holidays_and_count_shifted_ones():
    assert after_working_days(date(2025, 9, 28), 3) == (date(2025, 10, 9), True)
    assert after_working_days(date(2025, 1, 24), 1) == (date(2025, 1, 26), True)


def test_a_calendar_not_published_yet_makes_the_end_late_and_unsure():
    on, sure = after_working_days(date(2090, 5, 8), 5)
    assert (on, sure) == (date(2090, 5, 15) + (date(2090, 1, 1 + LONGEST_HOLIDAY) - date(2090, 1, 1)), False)
    (one,) = end_dates(TITLES[EndKind.PUBLICITY], "公示期为5个工作日", date(2090, 5, 8))
    assert not one.sure


def test_counting_has_a_limit():
    with pytest.raises(ValueError, match="no period"):
        after_working_days(PUBLISHED, MOST + 1)
    assert after_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert after_days(date(2026, 1, 31), 1) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (EndKind.PUBLICITY, "公示期不少于20日"),
        (EndKind.PUBLICITY, "公示时间：2026年7月2日至7月68日"),
        (EndKind.PUBLICITY, "公示日期：2026年5月6日 来源：某局"),
        (EndKind.PUBLICITY, "公示时间：2026年5月6日至5月12日，其后长期公示"),
        (EndKind.ENROLMENT, "须于2026年5月20日前取得毕业证书方可报名"),
        (EndKind.ENROLMENT, "拟聘名单将在本网公示，公示时间为5个工作日。"),
        (EndKind.ENROLMENT, "对中标结果有异议的，可以在中标公告发布之日起七个工作日内提出质疑"),
        (EndKind.ENROLMENT, "报名时间：长期有效，2026年5月20日前报名的优先"),
        (EndKind.ENROLMENT, "报名时间：2026年5月20日9：00起，招满为止"),
        (EndKind.ENROLMENT, "报名时间为5月20日起，长期有效"),
        (EndKind.ENROLMENT, "报名时间延长，原报名截止时间：2026年5月20日"),
        (EndKind.PUBLICITY, "公示时间为2026年9月28日—9月10日。"),
        (EndKind.ENROLMENT, "请各单位于2015年5月13日前将材料报送我办"),
        (EndKind.ENROLMENT, "报到时间为2026年5月20日前"),
    ],
)
def test_what_ends_nothing_or_is_a_slip(kind, text):
    assert ends(kind, text) == []


def test_a_year_turns_after_a_publication_in_december():
    assert ends(EndKind.PUBLICITY, "公示时间：12月29日至1月5日", date(2025, 12, 29)) == [
        ("2026-01-05", EndKind.PUBLICITY)
    ]


def test_an_enrolment_tells_its_later_day_too():
    told = ends(EndKind.ENROLMENT, "报名时间：2026年5月7日至5月20日。笔试定于2026年7月18日举行。")
    assert told == [("2026-05-20", EndKind.ENROLMENT), ("2026-07-18", EndKind.LATER)]


@pytest.mark.parametrize(
    "title",
    [
        "某区召开就业工作会议", "公开招聘结果公告", "中标公告", "某局举办培训班圆满结束", "职称申报评审条件（试行）",
        "招聘公告（已结束）", "关于延期征集方案的公告", "",
    ],
)  # fmt: skip
def test_titles_that_announce_nothing_open(title):
    assert kinds_of(title) == frozenset()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("招聘结果公示", EndKind.PUBLICITY),
        ("关于征集《2026年度某课题指南》意见的通知", EndKind.CONSULTATION),
        ("关于启动2026年度项目申报工作的通知", EndKind.ENROLMENT),
        ("某馆馆徽征集投票的通告", EndKind.ENROLMENT),
    ],
)
def test_titles_that_announce(title, kind):
    assert kinds_of(title) == {kind}


WORDS = [
    "公示",
    "时间",
    "期",
    "为",
    "至",
    "2026年",
    "5月",
    "6日",
    "前",
    "报名",
    "截止",
    "自",
    "之日起",
    "工作日",
    "。",
    "\n",
    "3个",
    "（",
    "—",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join), st.sampled_from(list(TITLES.values())))
def test_it_never_raises_and_no_end_is_before_publication(text, title):
    assert all(one.on >= PUBLISHED for one in end_dates(title, text, PUBLISHED))


@pytest.mark.parametrize(
    "piece", ["公示期", "自", "报名时间为", "于5月", "公示期5", "2026年5月6日至", "截止时间 ", "即日起至", "(", "征求"]
)
def test_hostile_text_takes_linear_time(piece):
    began = time.process_time()
    for title in TITLES.values():
        end_dates(title, piece * 60_000, PUBLISHED)
        kinds_of(piece * 60_000)
    assert time.process_time() - began < 6
