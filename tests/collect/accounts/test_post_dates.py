import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.accounts.post_dates import Moment, read_moment
from tests.make import ZONE

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 8, 0, tzinfo=ZONE)


def read(raw: str, **how: bool) -> Moment:
    return read_moment(raw, NOW, ZONE, **how)


@pytest.mark.parametrize(
    "raw",
    ["Mon, 01 Jun 2026 08:00:00 +0800", "Mon, 01 Jun 2026 00:00:00 GMT", "1 Jun 2026 00:00 UT",
     "Mon, 01 Jun 26 08:00:00 +0800",
     "Mon, 01 Jun 2026 08:00:00", "Mon, 01 Jun 2026 08:00:00 ", "Tue, 01 Jun 2026 08:00:00 +0800 (CST)",
     "Mon, 01 Jun 2026 08:00:00 CST", "Sun, 31 May 2026 20:00:00 EDT", "Monday, 01-Jun-26 00:00:00 GMT",
     "Mon,1 June, 2026 08:00:00 +0800",
     "Mon Jun 01 08:00:00 +0800 2026", "Mon Jun 01 2026 08:00:00 GMT+0800 (中国标准时间)", "June 1, 2026 08:00",
     "2026-06-01T00:00:00Z", "2026-06-01T08:00:00+08:00", "2026-06-01T08:00:00.5+0800", "2026-06-01T08:00:00+08",
     "2026-06-01T08:00", "2026-06-01 08:00:00", "2026-06-01 08:00:00 +0800", "20260601T080000", "20260601T000000Z",
     "202606010800", "2026/6/1 8:00", "2026.06.01 08:00", "2026年06月01日 08:00", "2026年6月1日8时00分",
     "2026年6月1日 星期一 08:00:00", "2026年6月1日 上午8:00", "2026——06——01 08:00", "2026－06－01 08:00",
     "２０２６年６月１日 ０８：００", "1780272000", "1780272000000",
     "2026-06-01 星期一 08:00", "2026/06/01（周一）08:00", "2026-06-01 上午 8:00", "2026年6月1日 08:00 +0800",
     "周一, 01 六月 2026 08:00:00 +0800", "星期一, 01 6月 2026 08:00:00", "2026-06-01 08:00:00 +0800 CST",
     "2026-06-01T08:00:00+08:00[Asia/Shanghai]", "2026-06-01 08:00 Asia/Shanghai", "Mon, 01 Jun 2026 00:00:00 Etc/GMT",
     "Jun 1, 2026, 8:00:00 AM", "2026-06-01 08:00 am",
     "1780272000.25", "\n 2026-06-01\t08:00 \u3000", "2026-05-31T24:00:00Z"],
)  # fmt: skip
def test_one_moment_in_every_spelling(raw):
    assert read(raw) == Moment(JUNE.astimezone(UTC))


@pytest.mark.parametrize("raw", ["2026-06-01", "2026/6/1", "2026.06.01", "2026年06月01日", "20260601", "01 Jun 2026"])
def test_a_day_alone_begins_in_the_zone(raw):
    assert read(raw) == Moment(datetime(2026, 5, 31, 16, tzinfo=UTC))


@pytest.mark.parametrize(("raw", "hour"), [("下午3:05", 15), ("晚上11:05", 23), ("中午12:05", 12), ("中午1:05", 13),
                                           ("中午11:05", 11), ("凌晨12:05", 0), ("上午9:05", 9),
                                           ("下午3时5分", 15)])  # fmt: skip
def test_halves_of_the_day(raw, hour):
    assert read(f"2026年6月1日 {raw}").at == datetime(2026, 6, 1, hour, 5, tzinfo=ZONE)


@pytest.mark.parametrize(("raw", "hour"), [("12:05 AM", 0), ("1:05 AM", 1), ("12:05 PM", 12), ("1:05 pm", 13),
                                           ("13:05 PM", 13), ("11:05PM", 23), ("0:05 AM", 0)])  # fmt: skip
def test_hours_of_twelve(raw, hour):
    assert read(f"June 1, 2026 {raw}").at == datetime(2026, 6, 1, hour, 5, tzinfo=ZONE)


@pytest.mark.parametrize(("month", "number"), [("一月", 1), ("十月", 10), ("十一月", 11), ("十二月", 12), ("2月", 2),
                                               ("11月", 11)])  # fmt: skip
def test_months_in_chinese(month, number):
    assert read(f"周一, 05 {month} 2025 08:05:00 +0800").at == datetime(2025, number, 5, 8, 5, tzinfo=ZONE)


@pytest.mark.parametrize("raw", ["05 十三月 2025", "05 13月 2025", "2026-06-01 08:00 Mars/Base", "2026-06-01 08:00 CT",
                                 "2026-06", "2026", "06-06-01", "260601", "2026-152"])  # fmt: skip
def test_what_names_no_day_for_certain_is_refused(raw):
    assert read(raw) == Moment(bad=raw)


def test_a_leap_second_is_of_its_minute():
    assert read("2016-12-31T23:59:60Z").at == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_cst_is_of_china_only_on_chinese_platforms():
    raw = "Mon, 01 Jun 2026 08:00:00 CST"
    assert read(raw).at == JUNE
    assert read(raw, chinese=False).at == JUNE + timedelta(hours=14)


@pytest.mark.parametrize(
    "raw",
    ["刚刚", "3分钟前", "昨天 08:00", "06-01", "6月1日", "06-01 08:00", "2026", "2026-06", "2026年6月", "01/06/2026",
     "6/1/26",
     "2026-02-30", "2026-13-01", "2026-06-01T25:00:00Z", "2026-06-01 08:61", "2026-06-01T08:00:61Z",
     "Mon, 01 Foo 2026 08:00:00 GMT",
     "Mon, 01 Jun 2026 08:00:00 XYZ", "2026-06-01T08:00:00+99:00", "0000-00-00", "0000-00-00 00:00:00",
     "1970-01-01T00:00:00Z",
     "Thu, 01 Jan 1970 00:00:00 GMT", "1994-12-31", "0", "12345", "Invalid Date", "null", "NaN", "2026-06-01 or later",
     "x" * 500],
)  # fmt: skip
def test_what_is_refused_keeps_its_words(raw):
    assert read(raw) == Moment(bad=raw[:80])


@pytest.mark.parametrize("raw", ["", " ", "\n\u3000"])
def test_nothing_written_is_no_bad_date(raw):
    assert read(raw) == Moment()


def test_dates_ahead_are_marked_and_from_two_days_on_refused():
    soon, edge, later = (NOW + timedelta(hours=hours) for hours in (1, 48, 49))
    assert read(soon.isoformat()) == Moment(soon, soon.isoformat(), ahead=True)
    assert read(edge.isoformat()) == Moment(edge, edge.isoformat(), ahead=True)
    assert read(later.isoformat()) == Moment(bad=later.isoformat(), ahead=True)
    assert read(NOW.isoformat()) == Moment(NOW)


TIMES = st.datetimes(datetime(1995, 1, 3), datetime(2026, 11, 22)).map(lambda at: at.replace(microsecond=0))
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(TIMES, OFFSETS)
def test_written_dates_are_read_back(naive, offset):
    at = naive.replace(tzinfo=offset)
    local = naive.replace(tzinfo=ZONE)
    assert read(at.isoformat()).at == at
    assert read(format_datetime(at)).at == at
    assert read(at.strftime("%a %b %d %H:%M:%S %z %Y")).at == at
    for form in (
        "%Y-%m-%d %H:%M:%S",
        "%Y/%m/%d %H:%M:%S",
        "%Y年%m月%d日 %H:%M:%S",
        "%Y%m%d%H%M%S",
        "%d %b %Y %H:%M:%S",
    ):
        assert read(naive.strftime(form)).at == local
    assert read(str(int(at.timestamp()))).at == at
    assert read(str(int(at.timestamp()) * 1000)).at == at


@given(st.text(max_size=60))
def test_any_text_is_a_moment_or_kept(raw):
    found = read(raw)
    assert (found.at is not None) or bool(found.bad) == bool(raw.strip())


@given(st.text(alphabet="0123456789:/-. 年月日时分T+Z上午下午GMTCSTjunMon,", max_size=30))
def test_a_year_is_never_made_up(raw):
    at = read(raw).at
    assert at is None or any(part in raw for part in (str(at.year), str(at.year + 1), str(at.year - 1))) or (
        sum(sign.isdigit() for sign in raw) >= 9 or f"{at.year % 100:02}" in raw
    )  # fmt: skip


@pytest.mark.parametrize("unit", ["1", " ", "2026-01-01 ", "(", "年", "mon ", "9:", "a" * 9 + " "])
def test_hostile_texts_take_no_time(unit):
    before = time.process_time()
    read(unit * 100_000)
    assert time.process_time() - before < 0.5
