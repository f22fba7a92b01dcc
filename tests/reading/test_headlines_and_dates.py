"""Headlines and days of articles, read by what the links to them say and where the template puts them."""

from datetime import date

import pytest

from tests.reading.small_site import SITE, base, crumbs, page, page_at, read

WAY = (("新闻中心", "/xwzx/"), ("工作动态", "/xwzx/gzdt/"))
WORDS = "工作动态第{}篇关于推进重点工作的报道"
PROSE = "<p>各单位要提高认识，压实责任，按照既定安排推进有关工作，确保取得实效，并将情况及时上报。</p>"


def articles(head: str, days: dict[int, str]) -> dict[str, str]:
    """Return the base site with its articles in another template; `head` holds {words} and {day}."""
    pages = base()
    for number, day in days.items():
        content = head.format(words=WORDS.format(number), day=day) + PROSE
        pages[f"/xwzx/gzdt/t{number}.html"] = page(SITE, content, crumbs(*WAY))
    return pages


def test_the_name_of_the_site_in_title_and_heading_is_no_headline():
    head = f"<h1>{SITE}</h1><div class='t'>{{words}}</div><p>{{day}}</p>"
    reading = read(articles(head, {n: f"2026-06-{30 - n}" for n in range(1, 7)}))
    assert page_at(reading, "/xwzx/gzdt/t4.html").headline == WORDS.format(4)


def test_cut_words_of_a_link_are_completed_by_the_page():
    pages = base()
    for path in ("/", "/xwzx/gzdt/"):
        pages[path] = pages[path].replace(WORDS.format(2), WORDS.format(2)[:12] + "...")
    assert page_at(read(pages), "/xwzx/gzdt/t2.html").headline == WORDS.format(2)


@pytest.mark.parametrize(
    "written",
    [
        "2026-06-{n}",
        "26/6/{n}",
        "Release time: 2026-06-{n} 10:20",
        "Jun {n}, 2026",
        "2026年6月{n}日",
        "admin 2026.06.{n} 1234",
    ],
)
def test_a_date_is_read_in_whatever_form_the_template_writes_it(written: str):
    head = "<h3>{words}</h3><p class='x'>{day}</p>"
    reading = read(articles(head, {n: written.format(n=30 - n) for n in range(1, 7)}))
    found = page_at(reading, "/xwzx/gzdt/t3.html")
    assert (found.day, found.day_source) == (date(2026, 6, 27), "shown")


def test_a_date_split_over_two_boxes_is_one():
    head = "<h3>{words}</h3><div class='y'>{day}</div><div class='z'>2026-06</div>"
    reading = read(articles(head, {n: str(30 - n) for n in range(1, 7)}))
    assert page_at(reading, "/xwzx/gzdt/t3.html").day == date(2026, 6, 27)


def test_the_place_of_the_date_is_learned_for_pages_that_no_dated_row_leads_to():
    head = "<h3>{words}</h3><p>{day}</p>"
    pages = articles(head, {n: f"2026-06-{30 - n}" for n in range(1, 7)})
    pages["/"] = pages["/"].replace(
        '</ul></div></div><div class="f"', '</ul><a href="/xwzx/gzdt/x.html">另一篇报道</a></div></div><div class="f"'
    )
    content = (
        head.format(words="另一篇没有列在栏目里的报道", day="2026-05-05") + "<p>会议定于2026-05-01召开。</p>" + PROSE
    )
    pages["/xwzx/gzdt/x.html"] = page(SITE, content, crumbs(*WAY))
    assert page_at(read(pages), "/xwzx/gzdt/x.html").day == date(2026, 5, 5)


def test_a_day_in_the_row_alone_is_marked_so():
    reading = read(articles("<h3>{words}</h3>{day}", dict.fromkeys(range(1, 7), "")))
    found = page_at(reading, "/xwzx/gzdt/t2.html")
    assert (found.day, found.day_source) == (date(2026, 6, 28), "row")
