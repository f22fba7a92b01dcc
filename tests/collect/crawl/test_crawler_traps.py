"""What counts as saying nothing new, and how far such pages may lead."""

import pytest

from auditor.collect.crawl.crawler_traps import FoundAddress, HeldPages, Repetition, place_of, shape_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<h1>2024年5月</h1>1 2 3", "<h1>2031年12月</h1>1 2 3 4"),
        ("<h1>二〇二四年五月", "<h1>二〇三一年十二月"),
        ("<p>甲 May 2024", "<p>甲 June 2031"),
        ("<p>甲</p><p>乙</p>", "<p>乙</p><p>甲</p>"),
        ("<a href=/x/abc.html>abc</a>甲", "<a href=/x/def.html>def</a>甲"),
        ("<p>甲<script>var a='x'</script>", "<p>甲<script>var a='y'</script>"),
        ("<p>甲 0.31 秒", "<p>甲 0.48 秒"),
        ("<p>甲 token a81f", "<p>甲 token b92c"),
    ],
)
def test_numbers_dates_order_and_names_of_addresses_are_nothing_new(one, other):
    names = ["http://a.cn/x/abc.html", "http://a.cn/x/def.html"]
    assert shape_of(one.encode(), names) == shape_of(other.encode(), names) != 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<p>关于供水的通知", "<p>关于供电的通知"),
        ("<p>Notice on water", "<p>Notice on power"),
        ("菜价" + " ".join(f"{n}.5" for n in range(10)), "菜价" + " ".join(f"{n}.7" for n in range(10))),
    ],
)
def test_other_words_and_tables_of_values_are_new(one, other):
    assert shape_of(one.encode(), []) != shape_of(other.encode(), [])


def test_a_page_without_words_is_never_new():
    repetition = Repetition(30)
    assert shape_of(b"<img src=1.png> 12 345", []) == 0
    assert not repetition.is_new(0)


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://a.cn/cal/2024/5/", "/cal/0/0/"),
        ("http://a.cn/art/2024/1/1/art_1_12.html", "/art/0/0/0/art_0_0.html"),
        ("http://a.cn/s/9f3ab2/p1.html", "/s/0/0.html"),
        ("http://a.cn/list?year=1&sort=a", "/list?sort&year"),
        ("http://a.cn", "/"),
    ],
)
def test_pages_of_one_place(url, place):
    assert place_of(url) == place


def found(*numbers):
    return [FoundAddress(number, f"http://a.cn/{number}", 1) for number in numbers]


def test_one_place_has_a_third_and_all_places_the_whole():
    repetition = Repetition(30)
    assert repetition.room("/a") == 10
    repetition.take("/a", found(*range(10)))
    assert (repetition.room("/a"), repetition.room("/b")) == (0, 10)
    repetition.take("/b", found(*range(10, 20)))
    repetition.take("/c", found(*range(20, 30)))
    assert repetition.room("/d") == 0


def test_what_proves_new_earns_two_more():
    repetition = Repetition(30)
    repetition.take("/a", found(*range(10)))
    repetition.earn(3)
    assert repetition.room("/a") == 2
    repetition.earn(3)
    repetition.earn(77)
    assert repetition.room("/a") == 2


def test_what_is_held_comes_back_once():
    repetition = Repetition(30)
    held = HeldPages("http://a.cn/a", "/a", "equal_bodies", tuple(found(1, 2)))
    repetition.hold(held)
    repetition.hold(HeldPages("http://a.cn/a", "/a", "equal_bodies", ()))
    assert repetition.waiting() == [held]
    assert repetition.waiting() == []


def test_a_place_with_an_end_leads_anywhere():
    repetition = Repetition(30)
    repetition.take("/a", found(*range(10)))
    held = HeldPages("http://a.cn/a", "/a", "equal_bodies", tuple(found(11, 12)))
    repetition.hold(held)
    assert repetition.in_question() == held
    repetition.learn("/a", ends=True)
    assert repetition.in_question() is None
    assert repetition.room("/a") > 1_000
    repetition.take("/a", found(*range(20, 50)))
    assert repetition.room("/b") == 10
