"""Resolved is a claim and needs proof; what was not looked at again is neither open nor gone, and is remembered."""

from datetime import timedelta

import pytest

from auditor.consolidate.history import pages_to_see_again
from auditor.model import FAULTS, UNDECIDED, Location, Outcome
from auditor.model.audit import Audit
from auditor.rules import Clean, Finding, Unknown
from tests.consolidate.build import RULES, audit, observed, run, sight, unseen
from tests.make import AS_OF, HOME, account, days_ago, partial, point, site

GONE = HOME + "gone.html"
LIST = HOME + "list.html"
LATER = AS_OF + timedelta(days=1)
BROKEN = ("link-broken", Finding("s1", GONE, {}, (Location(LIST, "text", "anchor"),), 1))


def before(*verdicts, subjects=None, **more) -> Audit:
    return audit(observed(*(subjects or [site()])), verdicts, **more)


def after(previous, standings, verdicts=(), seen=None, gone=(), **more) -> dict[str, list[str]]:
    """Return where the targets of earlier findings went."""
    look = sight(seen, gone=lambda url: url in gone)
    now = audit(standings, verdicts, look, day=LATER, previous=previous, **more)
    return {
        "open": [one.target for one in now.findings],
        "resolved": [one.target for one in now.resolved],
        "unseen": [one.target for one in now.unknown if one.reason == "not_seen_again"],
    }


def went(where, target=GONE):
    return {"open": [], "resolved": [], "unseen": []} | {where: [target]}


def test_found_again_is_open_since_the_first_day():
    now = audit(observed(site()), [BROKEN], day=LATER, previous=before(BROKEN))
    assert [(one.status, one.first_seen) for one in now.findings] == [("open", AS_OF)]
    assert (now.resolved, now.carried, now.previous.id) == ((), (), run().id)


@pytest.mark.parametrize("outcome", sorted({Outcome.OK, *FAULTS}))
def test_resolved_where_the_target_was_looked_at_and_nothing_is_wrong(outcome):
    assert after(before(BROKEN), observed(site()), seen={GONE: outcome}) == went("resolved")


@pytest.mark.parametrize("outcome", sorted(UNDECIDED))
def test_not_resolved_by_a_look_that_decides_nothing(outcome):
    assert after(before(BROKEN), observed(site()), seen={GONE: outcome}) == went("unseen")


def test_pages_that_no_walk_need_come_by_are_seen_again():
    copy = ("post-duplicate", Finding("s1", HOME + "a.html", {"members": [HOME + "b.html"]}))
    stale = ("column-stale", Finding("s1", LIST, {}))
    assert pages_to_see_again(before(BROKEN, copy, stale), RULES) == {"s1": [HOME + "a.html", HOME + "b.html"]}
    assert pages_to_see_again(None, RULES) == {}


def test_resolved_where_every_page_that_held_the_link_was_read_again():
    assert after(before(BROKEN), observed(site()), seen={LIST: Outcome.OK}) == went("resolved")


def test_not_resolved_where_a_page_that_held_the_link_was_not_read():
    assert after(before(BROKEN), [partial(site())], seen={LIST: Outcome.CHALLENGE}) == went("unseen")
    assert after(before(BROKEN), [partial(site())]) == went("unseen")


def test_not_resolved_where_only_twenty_of_many_places_are_known():
    many = ("link-broken", Finding("s1", GONE, {}, (Location(LIST),), 50))
    assert after(before(many), [partial(site())], seen={LIST: Outcome.OK}) == went("unseen")


@pytest.mark.parametrize("rule", ["link-broken", "link-private", "column-stale"])
def test_resolved_where_a_site_walked_to_its_end_no_longer_shows_it(rule):
    previous = before((rule, Finding("s1", GONE, {}, (Location(LIST),), 50)))
    assert after(previous, observed(site())) == went("resolved")
    assert after(previous, [partial(site())]) == went("unseen")


def test_a_private_address_is_never_asked_and_gone_with_the_link():
    previous = before(("link-private", Finding("s1", GONE, {}, (Location(LIST),), 1)))
    assert after(previous, observed(site()), seen={GONE: Outcome.PRIVATE}) == went("resolved")
    assert after(previous, [partial(site())], seen={GONE: Outcome.PRIVATE}) == went("unseen")


def test_a_link_looked_at_for_another_site_says_nothing_of_the_pages_that_held_it():
    assert after(before(BROKEN), [partial(site())], seen={GONE: Outcome.HTTP_ERROR}) == went("unseen")
    assert after(before(BROKEN), [partial(site())], seen={GONE: Outcome.OK}) == went("resolved")


def test_a_page_that_lost_its_links_is_not_mended_by_that():
    page = ("post-expired", Finding("s1", GONE, {}, (Location(LIST),), 1))
    assert after(before(page), observed(site()), seen={LIST: Outcome.OK}) == went("unseen")


@pytest.mark.parametrize("rule", ["column-stale", "column-blank", "post-expired"])
@pytest.mark.parametrize("outcome", sorted(FAULTS))
def test_a_page_that_fails_is_not_mended_by_that_unless_it_is_gone(rule, outcome):
    previous, seen = before((rule, Finding("s1", GONE, {}))), {GONE: outcome}
    assert after(previous, observed(site()), seen=seen) == went("unseen")
    assert after(previous, observed(site()), seen=seen, gone={GONE}) == went("resolved")


def test_copies_are_gone_only_where_every_copy_was_looked_at():
    copies = ("post-duplicate", Finding("s1", GONE, {"members": [LIST]}))
    assert after(before(copies), observed(site()), seen={GONE: Outcome.OK}) == went("unseen")
    both = {GONE: Outcome.OK, LIST: Outcome.HTTP_ERROR}
    assert after(before(copies), observed(site()), seen=both) == went("unseen")
    assert after(before(copies), observed(site()), seen=both, gone={LIST}) == went("resolved")


@pytest.mark.parametrize("target", [GONE, HOME, "s1", ""])
def test_not_resolved_where_the_rule_could_not_tell(target):
    verdicts = [("link-broken", Unknown("s1", target, "timeout"))]
    assert after(before(BROKEN), observed(site()), verdicts, {GONE: Outcome.OK}) == went("unseen")


def test_a_site_seen_in_part_is_judged_by_the_page_itself():
    verdicts = [("link-broken", Unknown("s1", HOME, "partial"))]
    assert after(before(BROKEN), [partial(site())], verdicts, {GONE: Outcome.OK}) == went("resolved")
    assert after(before(BROKEN), [partial(site())], verdicts) == went("unseen")


def test_another_rule_that_cannot_tell_is_no_obstacle():
    verdicts = [("column-stale", Unknown("s1", HOME, "timeout"))]
    assert after(before(BROKEN), observed(site()), verdicts, {GONE: Outcome.OK}) == went("resolved")


def test_not_resolved_where_the_subject_was_not_seen_or_left_out():
    assert after(before(BROKEN), [unseen(site())], seen={GONE: Outcome.OK}) == went("unseen")
    assert after(before(BROKEN), observed(account()), seen={GONE: Outcome.OK}) == went("unseen")


def test_not_resolved_where_the_rule_did_not_run():
    assert after(before(BROKEN), observed(site()), seen={GONE: Outcome.OK}, rules=["column-stale"]) == went("unseen")


def test_found_clean_is_resolved_even_in_part_of_a_site():
    verdicts = [("link-broken", Clean("s1", GONE))]
    assert after(before(BROKEN), [partial(site())], verdicts) == went("resolved")


@pytest.mark.parametrize(
    ("subject", "rule", "target"),
    [(account(), "account-dormant", account().url), (point(), "notice-expired", "A sheet")],
)
def test_accounts_and_boards_go_by_whether_they_were_read(subject, rule, target):
    previous = before((rule, Finding(subject.id, target, {})), subjects=[subject])
    assert after(previous, observed(subject)) == went("resolved", target)
    assert after(previous, [partial(subject)]) == went("unseen", target)
    assert after(previous, [unseen(subject)]) == went("unseen", target)


def test_the_matrix_is_mended_only_where_the_rule_says_so():
    previous = before(("account-main", Finding("matrix", "weixin", {})))
    assert after(previous, observed(account())) == went("unseen", "weixin")
    clean = [("account-main", Clean("matrix", "weixin"))]
    assert after(previous, observed(account()), clean) == went("resolved", "weixin")


def test_first_seen_survives_runs_that_did_not_look():
    audits = [before(BROKEN)]
    for days in (1, 2):
        day = AS_OF + timedelta(days=days)
        audits.append(audit([unseen(site())], day=day, previous=audits[-1]))
        assert [(one.target, one.first_seen) for one in audits[-1].carried] == [(GONE, AS_OF)]
        assert (audits[-1].findings, audits[-1].resolved) == ((), ())
    day = AS_OF + timedelta(days=3)
    (found,) = audit(observed(site()), [BROKEN], day=day, previous=audits[-1]).findings
    assert (found.status, found.first_seen) == ("open", AS_OF)
    gone = audit(observed(site()), (), sight({GONE: Outcome.OK}), day=day, previous=audits[-1])
    assert [one.target for one in gone.resolved] == [GONE]
    assert gone.carried == ()


def test_resolved_once_and_back_again_is_new():
    mended = audit(observed(site()), (), sight({GONE: Outcome.OK}), day=LATER, previous=before(BROKEN))
    again = AS_OF + timedelta(days=2)
    (found,) = audit(observed(site()), [BROKEN], day=again, previous=mended).findings
    assert (found.status, found.first_seen) == ("new", again)


def test_a_subject_that_left_the_register_takes_its_findings_along():
    previous = before(BROKEN)
    now = audit(observed(account()), day=LATER, previous=previous, registered={"a1"})
    assert (now.left_register, now.carried, now.resolved) == (1, (), ())
    left_out = audit(observed(account()), day=LATER, previous=previous, registered={"a1", "s1"})
    assert (left_out.left_register, len(left_out.carried)) == (0, 1)


def test_the_trend_counts_open_findings_and_keeps_thirty_runs():
    made = None
    for days in range(34, -1, -1):
        made = audit([*observed(site()), unseen(account())], [BROKEN], day=days_ago(days), previous=made)
    assert len(made.history) == 30
    last = made.history[-1]
    assert (last.on, last.item_3, last.item_25, last.item_27) == (AS_OF, 0, 1, 0)
    assert (last.observed, last.subjects) == (1, 2)
    assert made.history[0].on == days_ago(29)


@pytest.mark.parametrize(
    ("seen", "where"), [({LIST: Outcome.OK}, "resolved"), ({LIST: Outcome.TIMEOUT}, "unseen"), ({}, "unseen")]
)
def test_an_account_no_page_leads_to_any_more_is_gone_once_its_pages_were_seen(seen, where):
    weibo = "https://weibo.com/u/1234567890"
    stranger = ("account-unregistered", Finding("s1", weibo, {}, (Location(LIST, "微博", "link"),), 1))
    challenged = {weibo: Outcome.CHALLENGE, **seen}
    standings = [partial(site(), "budget pages: 9")]
    assert after(before(stranger), standings, seen=challenged) == went(where, weibo)
