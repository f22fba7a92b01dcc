from datetime import UTC, date, datetime, timedelta

import pytest

from auditor.collect.accounts.interface_answers import Unread
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.window import Page, Window, in_order, joined, judged, read_back
from auditor.model import Post, ReadingOutcome
from tests.collect.accounts.api_server import access_to
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)


def post(days, key="", **fields):
    return Post(key or f"p{days}", published_at=NOW - timedelta(days=days), **fields)


def turns(*pages, fault_at=None):
    """Serve pages of days one after another, by cursors 1, 2, …; `asked` keeps the cursors."""
    asked = []

    async def turn(after):
        asked.append(after)
        number = int(after or 0)
        if number == fault_at:
            raise Unread(ReadingOutcome.RATE_LIMITED, "429")
        return Page(tuple(map(post, pages[number])), str(number + 1) if number + 1 < len(pages) else "")

    return turn, asked


async def read(*pages, newest=None, most_posts=2_000, fault_at=None):
    turn, asked = turns(*pages, fault_at=fault_at)
    return await read_back(turn, access_to(None, NOW, most_posts=most_posts), newest), asked


async def test_a_short_list_is_read_to_its_end():
    window, asked = await read([1, 2], [3])
    assert ([one.key for one in window.posts], asked) == (["p1", "p2", "p3"], ["", "1"])
    assert (window.ended, window.complete, window.ordered) == (True, True, True)


async def test_it_stops_where_a_page_lies_before_the_window():
    window, asked = await read([1, 2], [89, 91], [95, 96], [100])
    assert asked == ["", "1", "2"]
    assert (window.ended, window.reached, window.complete) == (False, True, True)


async def test_posts_out_of_order_make_it_read_on():
    window, asked = await read([120, 100], [110, 130], [3])
    assert asked == ["", "1", "2"]
    assert (window.ordered, window.complete, min(window.posts, key=lambda one: NOW - one.published_at).key) == (
        False, True, "p3")  # fmt: skip


@pytest.mark.parametrize(("newest", "pages"), [(date(2026, 6, 27), 3), (date(2026, 3, 3), 1), (None, 1)])
async def test_a_later_day_by_the_platforms_count_makes_it_read_on(newest, pages):
    window, asked = await read([120, 121], [130], [3], newest=newest)
    assert len(asked) == pages
    assert window.complete


async def test_the_cap_leaves_the_window_open():
    window, _ = await read([1, 2], [3, 4], [5], most_posts=3)
    assert (len(window.posts), window.complete) == (4, False)


async def test_a_page_larger_than_any_is_not_read_to_its_end():
    async def turn(after):
        return Page(tuple(post(1, key=str(number)) for number in range(1_001)))

    window = await read_back(turn, access_to(None, NOW))
    assert (len(window.posts), window.complete) == (1_000, False)


async def test_a_cursor_that_comes_back_is_no_end():
    async def turn(after):
        return Page((post(1),), "same")

    window = await read_back(turn, access_to(None, NOW))
    assert (len(window.posts), window.ended, window.complete) == (1, False, False)


async def test_a_list_without_end_is_left():
    count = 0

    async def turn(after):
        nonlocal count
        count += 1
        return Page((), str(count))

    window = await read_back(turn, access_to(None, NOW))
    assert (count <= 102, window.complete) == (True, False)


async def test_a_fault_later_on_is_kept_and_one_at_once_is_raised():
    window, _ = await read([1], [2], fault_at=1)
    assert (len(window.posts), window.complete, window.fault.detail) == (1, False, "429")
    assert judged(window, CLOCK, 5) == (ReadingOutcome.PARTIAL, "after 1 posts: 429")
    with pytest.raises(Unread):
        await read([1], fault_at=0)


@pytest.mark.parametrize(
    ("ended", "counted", "outcome"),
    [(True, 0, "ok_empty"), (True, None, "empty"), (True, 7, "empty"), (False, 0, "empty")],
)
def test_empty_is_silent_only_by_the_platforms_own_count(ended, counted, outcome):
    assert judged(Window((), ended, False, True), CLOCK, counted)[0].value == outcome


def test_two_lists_become_one():
    one = Window((post(1), post(9)), True, False, True)
    other = Window((post(5), post(9, title="other")), False, False, True)
    both = joined(one, other)
    assert [(item.key, item.title) for item in both.posts] == [("p1", ""), ("p5", ""), ("p9", "")]
    assert (both.ended, both.complete) == (False, False)


def test_pinned_posts_are_in_no_order():
    assert in_order([post(90, is_pinned=True), post(1), post(2)])
    assert not in_order([post(90), post(1)])
    assert in_order([post(3), post(2.1), post(4)])  # within a day
