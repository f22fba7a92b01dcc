"""What keeps an article without a shown date from being called undated, and dates later than the day judged by."""

from datetime import date

import pytest

from auditor.model import FoundDate, PageKind
from tests.extract.layouts import HEADING, article, paragraphs, tags

HEAD = f"<h1>{HEADING}</h1>"
ZOOM = f'<div id="zoom">{paragraphs()}</div>'


def doubt(between="", after=""):
    facts = article(f"{HEAD}{between}{ZOOM}{after}")
    assert (facts.kind, facts.published) == (PageKind.ARTICLE, None)
    return facts.date_doubt


def test_an_article_with_nothing_like_a_date_leaves_no_doubt():
    assert doubt("<p>来源：区城管局</p>") == ""


@pytest.mark.parametrize(
    "between",
    ["<p>发布时间：<span id='t'></span> 来源：区城管局</p>", "<p>来源：区城管局</p><script>show(publishTime)</script>"],
)
def test_a_date_that_a_script_writes(between):
    assert doubt(between) == "script"


@pytest.mark.parametrize("like", ["2026年5月", "06-12", "6月12日"])
def test_something_like_a_date_that_was_not_read(like):
    assert doubt(f"<p>来源：区城管局 {like}</p>") == "unread"


def test_a_page_that_shows_its_date_leaves_no_doubt():
    assert article(f"{HEAD}<p>发布时间：2026-03-05</p>{ZOOM}").date_doubt == ""


def test_a_shown_date_after_the_day_judged_by_is_kept_and_never_published():
    facts = article(f"{HEAD}<p>发布时间：2027-03-05</p>{ZOOM}", head=tags(PubDate="2026-03-05"))
    assert FoundDate(date(2027, 3, 5), "shown_later", "2027-03-05") in facts.dates
    assert facts.published == FoundDate(date(2026, 3, 5), "meta", "2026-03-05")
    assert facts.date_doubt == ""


def test_a_deadline_in_the_text_is_no_later_date():
    text = paragraphs("现公开征求意见，截止时间：2027-04-05，有效期至2027年12月31日。")
    facts = article(f'{HEAD}<p>来源：区城管局</p><div id="zoom">{text}{paragraphs()}</div>')
    assert not [one for one in facts.dates if one.source == "shown_later"]


def test_the_day_of_a_last_change_says_so():
    facts = article(f"{HEAD}<p>更新时间：2026-03-05 来源：区城管局</p>{ZOOM}")
    assert facts.published == FoundDate(date(2026, 3, 5), "shown", "更新时间 2026-03-05")
