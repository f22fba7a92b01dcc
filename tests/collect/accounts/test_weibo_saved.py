import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from auditor.collect.accounts.import_file import read_import
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.weibo_posts import made_at, moment_of, post_of_status, short_number
from auditor.collect.accounts.weibo_saved import parse_saved
from auditor.model import ReadingOutcome
from auditor.model.activity import activity
from tests.make import ZONE, account

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)
UID = "1960785875"
FIRST = 3_000_000_000_000_000


def number_at(at: datetime) -> str:
    """Return a post's number that was made at a time."""
    return str((int(at.timestamp()) - 515_483_463) << 22)


def mblog(at: datetime, says: str, **more):
    known = {
        "id": number_at(at), "mid": number_at(at), "bid": "QabcdEFGH", "created_at": says, "text": "停水",
        "pics": {"0": {}},
        "reposts_count": "1.2万", "comments_count": 0, "attitudes_count": "100万+", "mblogtype": 0,
        "user": {"id": int(UID), "screen_name": "西昌发布", "statuses_count": 900, "followers_count": "12.3万",
                 "verified": True, "verified_reason": "西昌市人民政府官方微博"},
    }  # fmt: skip
    return known | more


def page(*posts, **info):
    cards = [{"card_type": 9, "mblog": one} for one in posts]
    return {"ok": 1, "data": {"cards": cards, "cardlistInfo": {"containerid": f"107603{UID}", **info}}}


def saved(folder, value, subject=None, changed=NOW):
    path = folder / "weibo.json"
    path.write_text(json.dumps(value, ensure_ascii=False))
    os.utime(path, (changed.timestamp(), changed.timestamp()))
    subject = subject or account(platform="weibo", account_id=UID, source="import:weibo.json")
    return read_import(subject, folder, CLOCK)


def ago(**spans) -> datetime:
    return NOW - timedelta(**spans)


@pytest.mark.parametrize(
    ("says", "made", "expected"),
    [
        ("刚刚", ago(), "2026-11-24 12:00"),
        ("3分钟前", ago(minutes=3), "2026-11-24 11:57"),
        ("15小时前", ago(hours=15), "2026-11-23 21:00"),
        ("昨天 08:00", ago(days=1), "2026-11-23 08:00"),
        ("昨天08:00", ago(days=1), "2026-11-23 08:00"),
        ("11-20", datetime(2026, 11, 20, 4, tzinfo=UTC), "2026-11-20 00:00"),
        ("12-31", datetime(2025, 12, 31, 4, tzinfo=UTC), "2025-12-31 00:00"),
        ("2-29", datetime(2024, 2, 29, tzinfo=UTC), ""),
        ("2025-12-31", datetime(2025, 12, 31, 4, tzinfo=UTC), "2025-12-31 00:00"),
        ("Fri Nov 20 08:00:00 +0800 2026", datetime(2026, 11, 20, tzinfo=UTC), "2026-11-20 08:00"),
        ("07-14", datetime(2019, 7, 14, 4, tzinfo=UTC), ""),  # the number says 2019: the time of saving is wrong
        ("13-40", ago(), ""),
        ("很久以前", ago(), ""),
    ],
)
def test_dates_as_people_say_them(says, made, expected):
    moment = moment_of(says, number_at(made), CLOCK, NOW)
    assert (moment.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if moment.at else "") == expected
    assert moment.bad == ("" if expected else says)


def test_a_relative_date_without_the_time_of_saving_is_none():
    post = post_of_status(mblog(ago(days=1), "昨天 08:00"), CLOCK, None)
    assert (post.published_at, post.bad_date, post.date_raw) == (None, "昨天 08:00", "昨天 08:00")


def test_numbers_of_other_forms_tell_no_time():
    assert [made_at(one) for one in ("", "12", "x", str(FIRST - 1), "9" * 30)] == [None] * 5
    assert short_number("5106008779131887") == "P2wjzCjCv"


def test_a_saved_page(tmp_path):
    pinned = mblog(datetime(2025, 1, 1, tzinfo=UTC), "2025-01-01", mblogtype=2)
    text = (
        '看这里 <a data-url="http://t.cn/A6x" href="https://m.weibo.cn/p/index?x=1">网页链接</a> '
        '<a href="https://weibo.cn/sinaurl?u=https%3A%2F%2Fwww.example.gov.cn%2F1.html">通知</a> '
        '<a href="/search?q=%23a%23">#话题#</a>'
    )
    rows = [
        pinned,
        mblog(ago(hours=2), "2小时前", text=text),
        mblog(ago(days=1), "昨天 08:00", retweeted_status={"id": "5100000000000009", "user": None, "text": "抱歉"}),
    ]
    seen = saved(tmp_path, page(*rows, total=900, page=2))
    assert (seen.outcome, seen.newest_first, seen.complete, seen.posts_total, seen.followers) == (
        ReadingOutcome.PARTIAL, True, False, 900, 123_000,
    )  # fmt: skip
    assert (seen.display_name, seen.subject_seen, seen.key_seen) == ("西昌发布", "西昌市人民政府官方微博", UID)
    first, second, third = seen.posts
    assert (first.is_pinned, second.is_pinned, third.is_repost, third.repost_of) == (True, False, True, "")
    assert second.links == ("http://t.cn/A6x", "https://www.example.gov.cn/1.html")
    assert (second.shares, second.comments, second.likes, second.media_type) == (12_000, 0, 1_000_001, "image")
    assert second.url == f"https://weibo.com/{UID}/QabcdEFGH"
    assert (seen.as_of, activity(seen, NOW.date()).newest) == (NOW, NOW.date())


def test_groups_of_cards_and_several_pages(tmp_path):
    group = {"card_type": 11, "card_group": [{"card_type": 9, "mblog": mblog(ago(days=3), "11-21")}, {"card_type": 7}]}
    info = {
        "ok": 1,
        "data": {"userInfo": {"id": int(UID), "statuses_count": 2}, "tabsInfo": {}},
    }
    pages = [info, {"ok": 1, "data": {"cards": [group]}}, page(mblog(ago(days=4), "11-20"))]
    seen = saved(tmp_path, {"saved_at": "2026-11-24 11:30", "answers": pages}, changed=ago(days=-30))
    assert (seen.outcome, seen.complete, len(seen.posts)) == (ReadingOutcome.OK, True, 2)
    assert seen.as_of == datetime(2026, 11, 24, 11, 30, tzinfo=ZONE)
    lines = tmp_path / "weibo.json"
    lines.write_text("\n".join(json.dumps(one) for one in pages))
    seen = read_import(account(platform="weibo", account_id=UID, source="import:weibo.json"), tmp_path, CLOCK)
    assert len(seen.posts) == 2


def test_a_page_from_the_middle_proves_no_silence(tmp_path):
    old = mblog(ago(days=60), "09-25")
    assert activity(saved(tmp_path, page(old, total=900, since_id=12)), NOW.date()).gap == "partial"
    assert activity(saved(tmp_path, page(old, total=900, page=2)), NOW.date()).gap == ""


def test_a_wrong_time_of_saving_leaves_the_posts_undated(tmp_path):
    seen = saved(tmp_path, page(mblog(datetime(2019, 7, 14, tzinfo=UTC), "07-14"), page=2))
    assert (seen.outcome, seen.posts[0].published_at) == (ReadingOutcome.UNDATED, None)


@pytest.mark.parametrize(
    ("answer", "outcome", "code"),
    [
        ({"ok": -100, "url": "https://passport.weibo.com/"}, "challenge", "-100"),
        ({"ok": 0, "msg": "这里还没有内容", "data": {"cards": []}}, "empty", "0"),
        ({"ok": 0, "msg": "请求过于频繁"}, "rate_limited", "0"),
        ({"ok": 1, "data": {"cards": []}}, "empty", ""),
        ({"ok": 1, "data": {"userInfo": {"id": int(UID), "statuses_count": 0}, "cards": []}}, "ok_empty", ""),
        ({"ok": 1, "data": {"userInfo": {"id": int(UID), "statuses_count": 9}, "cards": []}}, "empty", ""),
    ],
)
def test_answers_without_posts(tmp_path, answer, outcome, code):
    seen = saved(tmp_path, answer)
    assert (seen.outcome.value, seen.code, seen.posts) == (outcome, code, ())
    assert activity(seen, NOW.date()).gap == ("" if outcome == "ok_empty" else outcome)


def test_another_account_is_not_taken(tmp_path):
    subject = account(platform="weibo", account_id="2656274875", source="import:weibo.json")
    seen = saved(tmp_path, page(mblog(ago(days=1), "昨天 08:00")), subject)
    assert (seen.outcome, seen.posts) == (ReadingOutcome.NO_SOURCE, ())


def test_posts_of_others_in_the_list_are_not_its_own():
    liked = mblog(ago(hours=1), "1小时前", user={"id": 42})
    posts = parse_saved(page(liked, mblog(ago(days=20), "11-04")), NOW, CLOCK).posts
    assert [post.date_raw for post in posts] == ["11-04"]


def test_odd_values_raise_nothing():
    for odd in (None, 7, "x", [], {}, [1], {"id": []}):
        answer = page({"id": "5100000000000001", "created_at": odd, "text": odd, "user": odd, "pics": odd,
                       "retweeted_status": odd, "longText": odd, "visible": odd if isinstance(odd, str) else None,
                       "page_info": odd, "reposts_count": odd})  # fmt: skip
        assert isinstance(parse_saved(answer, NOW, CLOCK).posts, tuple)
        assert isinstance(parse_saved({"ok": 1, "data": {"cards": odd, "userInfo": odd}}, NOW, CLOCK).posts, tuple)
