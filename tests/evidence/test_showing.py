"""Which findings get evidence, when it is made anew, and what is photographed."""

from dataclasses import replace
from datetime import date

import pytest

from auditor.evidence.excerpt import TEXT, Seen, excerpt
from auditor.evidence.showing import Scene, basis, pages_of, to_show, with_rows
from auditor.evidence.showing import scene as scene_of
from auditor.model import AccountReading, ListItem, Location, Outcome, PageFacts, Post, ReadingOutcome
from auditor.model.audit import FindingStatus, StandingFinding
from auditor.rules import Confidence, Severity
from auditor.rules.registry import load
from auditor.store.page_as_seen import PageAsSeen
from tests.make import HOME, ZONE, account, at, days_ago
from tests.report.invented import rich_audit

STALE = StandingFinding(
    "0123456789abcdef", "column-stale", 25, Severity.MAJOR, Confidence.CONFIRMED, "s1", "办公室", f"{HOME}news/",
    {"name": "要闻", "days": 30, "limit": 14, "newest": "2026-05-31", "newest_url": f"{HOME}news/1.html"}, (), 0,
    "update", date(2026, 6, 30), FindingStatus.NEW,
)  # fmt: skip
LINK = replace(
    STALE, rule="link-broken", target=f"{HOME}gone.html", values={"outcome": "http_error"},
    locations=(Location(f"{HOME}list.html", "办事", "anchor"),), location_count=1,
)  # fmt: skip
AUDIT = rich_audit()
RULES = load()


def page(**fields: object) -> PageAsSeen:
    known = {"url": HOME, "outcome": Outcome.OK, "status": 200, "at": at(days_ago(0)), "looks": 1, "detail": "",
             "final_url": "", "soft_404": "", "facts": None, "text": "", "body_hash": "ab"}  # fmt: skip
    return PageAsSeen(**{**known, **fields})


def text(finding: StandingFinding, seen: Seen) -> str:
    return excerpt(AUDIT, finding, RULES.get(finding.rule), seen, ZONE).decode("utf-8")


def scene(finding: StandingFinding, home: str) -> Scene | None:
    return scene_of(finding, RULES.get(finding.rule), home)


@pytest.mark.parametrize(
    ("severity", "status", "wanted"),
    [("veto", "new", True), ("major", "open", True), ("minor", "new", False), ("veto", "waived", False)],
)
def test_vetoes_and_major_findings_that_nobody_accepted(severity: str, status: str, wanted: bool) -> None:
    assert to_show(replace(STALE, severity=Severity(severity), status=FindingStatus(status))) is wanted


def test_growing_older_changes_no_evidence_and_a_new_date_does() -> None:
    assert basis(replace(STALE, values={**STALE.values, "days": 31})) == basis(STALE)
    for other in (
        replace(STALE, values={**STALE.values, "newest": "2026-06-01"}),
        replace(STALE, confidence=Confidence.SUSPECTED),
        replace(STALE, locations=LINK.locations),
    ):
        assert basis(other) != basis(STALE)


def test_a_link_is_shown_where_it_stands_and_a_column_on_its_own_page() -> None:
    assert pages_of(LINK) == (f"{HOME}gone.html", f"{HOME}list.html")
    shown = scene(LINK, HOME)
    assert (shown.url, shown.outcome, shown.sought.addresses) == (f"{HOME}list.html", Outcome.OK, (LINK.target,))
    assert scene(replace(LINK, locations=()), HOME) is None
    column = scene(STALE, HOME)
    assert (column.url, column.sought.addresses, column.sought.whole_list) == (
        STALE.target, (f"{HOME}news/1.html",), True,
    )  # fmt: skip
    assert scene(replace(STALE, rule="site-home-stale"), f"{HOME}index.html").url == f"{HOME}index.html"


def test_a_column_without_a_newest_address_is_shown_by_its_newest_rows() -> None:
    bare = scene(replace(STALE, values={"name": "要闻"}), "")
    rows = (
        ListItem(f"{HOME}old", "", days_ago(9)),
        ListItem(f"{HOME}new", "", days_ago(1)),
        ListItem(f"{HOME}none", ""),
    )
    facts = PageFacts(HOME, items=rows)
    assert with_rows(bare, facts).sought.addresses == (f"{HOME}new", f"{HOME}old")
    assert with_rows(scene(STALE, ""), facts).sought.addresses == (f"{HOME}news/1.html",)


@pytest.mark.parametrize("rule", ["personal-data", "secrecy-marking"])
def test_no_picture_of_what_must_not_be_copied(rule: str) -> None:
    assert scene(replace(STALE, rule=rule), HOME) is None


def test_no_picture_of_a_site_that_does_not_answer_but_of_its_error_page() -> None:
    down = replace(STALE, rule="site-unreachable", target=HOME, values={"outcome": "dns"})
    assert scene(down, "") is None
    assert scene(replace(down, values={"outcome": "http_error"}), "").outcome is Outcome.HTTP_ERROR


def test_the_rows_of_a_list_are_told_newest_first_and_undated_last() -> None:
    rows = (
        ListItem(f"{HOME}a", "无日期"),
        ListItem(f"{HOME}b", "旧", days_ago(40)),
        ListItem(f"{HOME}c", "新", days_ago(30)),
    )
    said = text(STALE, Seen(None, [page(facts=PageFacts(HOME, items=rows))]))
    places = [said.index(word) for word in (f"2026-05-31  新  {HOME}c", f"2026-05-21  旧  {HOME}b", f"无日期  {HOME}a")]
    assert places == sorted(places)


def test_persons_are_masked_even_where_the_text_is_cut() -> None:
    number = "13812345678"
    body = "文" * (TEXT - 4) + number + "尾" * 300
    said = text(replace(STALE, rule="post-redated"), Seen(None, [page(text=body)]))
    assert "文" * (TEXT - 4) + "138*" in said
    assert number[:5] not in said


def test_hostile_text_steers_nothing_and_ends() -> None:
    nasty = replace(STALE, values={"name": "\u202e\x1b[31m" + "长" * 100_000, "words": ["x" * 9000] * 500})
    said = text(nasty, Seen(None, [page(detail="\r\nfake: line", facts=PageFacts(HOME, title="\x00<script>"))]))
    assert not set(said) & set("\u202e\x1b\x00\r")
    assert "\nfake" not in said
    assert len(said) < 64_000
    assert max(map(len, said.splitlines())) <= 1_000


def test_an_account_is_shown_by_its_last_posts() -> None:
    posts = tuple(Post(str(n), f"第{n}篇", published_at=at(days_ago(20 + n))) for n in range(15))
    reading = AccountReading("a1", "feed", ReadingOutcome.OK, at(days_ago(0)), as_of=at(days_ago(0)), posts=posts)
    said = text(replace(STALE, rule="account-dormant", item=27), Seen(account(), [], reading))
    assert "2026-06-10 09:00:00+08:00  第0篇" in said
    assert "第9篇" in said
    assert "第10篇" not in said
    assert "latest posts (15)" in said
