"""The rule post-duplicate: within one site or one account, shown at once, never a call to delete."""

import pytest

from auditor.facts.account_copies import PostCopies
from auditor.facts.kept_copies import PageCopies
from auditor.model import AccountReading, RegisterStatus, SubjectStanding, SubjectState
from auditor.rules import Confidence
from checks.post_duplicate import RULE
from tests.make import (
    HOME,
    World,
    account,
    copy,
    days_ago,
    findings,
    group,
    limits,
    near,
    partial,
    post,
    reading,
    shown_copy,
    site,
    verdicts,
)


def of_site(*groups, **fields):
    return World(site(), facts={PageCopies: {"s1": near(groups)}}, **fields)


def of_account(*groups, posts=()):
    return World(
        account(), facts={PostCopies: {"a1": near(groups)}, AccountReading: {"a1": reading(post(0, key="0"), *posts)}}
    )


def posted(key, days, **fields):
    return copy(f"p/{key}", None if days is None else days_ago(days), key=key, **fields)


def test_the_page_to_keep_is_the_target_and_the_others_are_members():
    (found,) = findings(RULE, of_site(group(copy("a.html", days_ago(9)), copy("b.html", days_ago(9), title="B"))))
    assert (found.subject, found.target, found.action) == ("s1", HOME + "a.html", "merge")
    assert found.values["members"] == [HOME + "b.html"]
    assert [(one.url, one.text, one.context) for one in found.locations] == [
        (HOME + "b.html", "B", days_ago(9).isoformat())
    ]
    assert found.confidence is Confidence.CONFIRMED


@pytest.mark.parametrize(("days", "expected"), [(3, "Finding"), (4, "Clean")])
def test_a_page_shown_later_than_the_limit_was_redated(days, expected):
    seen = of_site(group(copy("a.html", days_ago(10)), copy("b.html", days_ago(10 - days))))
    assert set(verdicts(RULE, seen).values()) == {expected}


def test_redated_pages_leave_the_group_and_the_rest_stays():
    later, latest = shown_copy("c.html", days_ago(10)), shown_copy("d.html", days_ago(9))
    seen = of_site(group(copy("a.html", days_ago(30)), later, copy("b.html", days_ago(28)), latest))
    (found,) = findings(RULE, seen)
    assert (found.target, found.values["members"]) == (HOME + "a.html", [HOME + "b.html"])


def test_later_pages_that_print_no_day_are_copies_of_each_other():
    """Nothing says of them that they are redated; at two addresses at once they are all the same."""
    later = copy("c.html", days_ago(10)), copy("b.html", days_ago(9)), copy("d.html", days_ago(1))
    (found,) = findings(RULE, of_site(group(copy("a.html", days_ago(30)), *later)))
    assert (found.target, found.values["members"]) == (HOME + "c.html", [HOME + "b.html"])
    assert found.values["similarities"] == []


def test_what_differs_stands_beside_each_member():
    near = copy("b.html", days_ago(9), similarity=0.97, differences=("为[→各]街道", "[甲→乙]"))
    (found,) = findings(RULE, of_site(group(copy("a.html", days_ago(9)), copy("c.html", days_ago(9)), near)))
    assert found.values["similarities"] == ["100%", "97%"]
    assert found.values["differences"] == ["", "为[→各]街道; [甲→乙]"]


def test_a_page_that_adds_to_another_is_only_suspected():
    longer = copy("b.html", days_ago(9), similarity=0.99, contained=True)
    (found,) = findings(RULE, of_site(group(copy("a.html", days_ago(9)), longer, similarity=0.99)))
    assert found.confidence is Confidence.SUSPECTED


def test_a_redated_page_is_not_kept_though_it_ranks_first():
    kept = copy("zwgk/a.html", days_ago(1), disclosure=True)
    (found,) = findings(RULE, of_site(group(kept, copy("b.html", days_ago(20)), copy("c.html", days_ago(20)))))
    assert (found.target, found.values["members"]) == (HOME + "b.html", [HOME + "c.html"])


def test_redated_days_are_a_setting():
    seen = of_site(group(copy("a.html", days_ago(10)), copy("b.html", days_ago(1))))
    assert findings(RULE, seen, limits(RULE, {"s1": {"redated_days": 9}}))
    assert not findings(RULE, seen, limits(RULE, {"s2": {"redated_days": 9}}))


@pytest.mark.parametrize("day", [None, days_ago(300)])
def test_a_page_without_a_date_is_a_copy(day):
    (found,) = findings(RULE, of_site(group(copy("a.html", day), copy("b.html"))))
    assert found.values["members"] == [HOME + "b.html"]


def test_copies_from_elsewhere_are_redundant_within_one_site():
    of_state = [copy(name, days_ago(2), origin="新华社") for name in ("a.html", "b.html")]
    (found,) = findings(RULE, of_site(group(*of_state)))
    assert found.values["origin"] == "新华社"


def test_the_same_text_on_two_sites_is_nobodys_fault():
    world = World(site(), site("s2"), facts={PageCopies: {"s1": near([]), "s2": near([])}})
    assert not findings(RULE, world)


@pytest.mark.parametrize(
    ("inside", "action", "variant"),
    [
        ((True, False), "merge", ""),
        ((True, True), "keep", "disclosure"),
        ((False, True), "keep", "disclosure"),
        ((True, True, False), "keep", "disclosure"),
    ],
)
def test_pages_of_the_disclosure_area_are_never_merged_away(inside, action, variant):
    copies = [copy(f"{at}.html", days_ago(5), disclosure=one) for at, one in enumerate(inside)]
    (found,) = findings(RULE, of_site(group(*copies)))
    assert (found.action, found.variant) == (action, variant)


def test_nothing_is_proposed_for_deletion():
    for table in (RULE.words, *RULE.variants.values()):
        assert "删除" not in table["zh"].suggestion.replace("不直接删除", "")
        assert "delete" not in table["en"].suggestion.replace("delete nothing", "")


@pytest.mark.parametrize(
    ("similarity", "expected"),
    [(0.95, Confidence.CONFIRMED), (0.949, Confidence.SUSPECTED), (0.85, Confidence.SUSPECTED)],
)
def test_a_less_equal_text_is_a_suspicion(similarity, expected):
    (found,) = findings(RULE, of_site(group(copy("a.html"), copy("b.html"), similarity=similarity)))
    assert found.confidence is expected


def test_the_limit_of_likeness_is_inclusive_and_a_setting():
    seen = of_site(group(copy("a.html"), copy("b.html"), similarity=0.9))
    assert findings(RULE, seen, limits(RULE, jaccard=0.9))
    assert not findings(RULE, seen, limits(RULE, jaccard=0.91))


def test_at_most_twenty_locations_and_all_members():
    (found,) = findings(RULE, of_site(group(*(copy(f"{at}.html") for at in range(31)))))
    assert (len(found.locations), found.location_count, len(found.values["members"])) == (20, 30, 30)


@pytest.mark.parametrize(("days", "expected"), [(30, "Finding"), (31, "Clean")])
def test_an_account_that_posts_again_within_the_window(days, expected):
    assert set(verdicts(RULE, of_account(group(posted("1", 40), posted("2", 40 - days)))).values()) == {expected}


def test_the_first_post_is_kept():
    (found,) = findings(RULE, of_account(group(posted("late", 2), posted("early", 5))))
    assert (found.target, found.values["members"]) == (HOME + "p/early", [HOME + "p/late"])
    assert (found.action, found.variant) == ("review", "account")


def test_only_the_posts_within_the_window_are_copies():
    (found,) = findings(RULE, of_account(group(posted("1", 200), posted("2", 50), posted("3", 40))))
    assert (found.target, found.values["members"]) == (HOME + "p/2", [HOME + "p/3"])


def test_posts_after_the_day_judged_by_are_not_yet_there():
    assert not findings(RULE, of_account(group(posted("1", 5), posted("2", -1))))


@pytest.mark.parametrize("kind", [{"is_repost": True}, {"is_pinned": True}])
def test_reposts_and_pinned_posts_are_not_repeats(kind):
    again = post(3, key="2", **kind)
    assert not findings(RULE, of_account(group(posted("1", 5), posted("2", 3)), posts=[again]))


@pytest.mark.parametrize(
    ("days", "series"),
    [
        ((28, 21, 14, 7), True),
        ((4, 3, 2, 1), True),
        ((20, 12, 11, 3), False),
        ((14, 7, 0), False),
        ((3, 3, 3, 3), False),
    ],
)
def test_a_regular_series_is_not_a_repeat(days, series):
    copies = [posted(str(at), day) for at, day in enumerate(days)]
    assert bool(findings(RULE, of_account(group(*copies)))) is not series


def test_undated_posts_prove_no_repeat():
    seen = of_account(group(posted("1", None), posted("2", 3)))
    assert verdicts(RULE, seen) == {HOME + "p/1": "undated"}


def test_a_post_without_an_address_is_named_by_its_key():
    copies = [copy("", days_ago(day), key=str(day), url="") for day in (4, 3)]
    (found,) = findings(RULE, of_account(group(*copies)))
    assert (found.target, found.values["members"]) == ("4", ["3"])


def test_what_was_not_seen_is_unknown():
    unseen = SubjectStanding(site(), SubjectState.UNKNOWN, "challenge: 412")
    assert verdicts(RULE, of_site(standings={"s1": unseen})) == {HOME: "challenge"}
    assert verdicts(RULE, of_site(standings={"s1": partial(site())})) == {HOME: "partial"}
    assert verdicts(RULE, of_site()) == {HOME: "Clean"}


def test_closed_subjects_are_not_looked_at():
    closed = site(status=RegisterStatus.CLOSED)
    assert not verdicts(RULE, World(closed, facts={PageCopies: {"s1": near([group(copy("a.html"), copy("b.html"))])}}))


def test_the_number_without_a_binding_source_says_so():
    assert RULE.source.seen
    assert not RULE.limits["jaccard"].source.seen
