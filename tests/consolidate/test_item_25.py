"""A site fails on what is confirmed, passes only where what decides was seen, and is not assessable otherwise."""

from dataclasses import replace

import pytest

from auditor.consolidate import Terms, consolidate, fingerprint
from auditor.model import ColumnClass, ListState, Outcome, RegisterStatus
from auditor.model.audit import Waiver
from auditor.rules import Clean, Confidence, Finding, Limits, Severity, Unknown
from auditor.rules.judge import Judgement
from tests.consolidate.build import audit, observed, rule, run, sight, unseen
from tests.make import AS_OF, HOME, column, partial, site

HOME_CLEAN = ("site-home-stale", Clean("s1", HOME))
HOME_STALE = ("site-home-stale", Finding("s1", HOME, {"days": 20}))


def columns(count, cls=ColumnClass.NEWS, start=0, **fields):
    return [column(cls=cls, url=f"{HOME}c{start + n}/", name=f"C{start + n}", **fields) for n in range(count)]


def said(given, answer, rule="column-stale"):
    makes = {
        "stale": lambda url: Finding("s1", url, {}),
        "suspected": lambda url: Finding("s1", url, {}, confidence=Confidence.SUSPECTED),
        "clean": lambda url: Clean("s1", url),
        "undated": lambda url: Unknown("s1", url, "undated"),
        "unclassified": lambda url: Unknown("s1", url, "unclassified"),
    }
    return [(rule, makes[answer](one.url)) for one in given]


def sheet(verdicts, given=(), standings=None, **more):
    look = sight(columns=lambda site: given)
    (one,) = audit(standings or observed(site()), [HOME_CLEAN, *verdicts], look, **more).item_25
    return one


def test_a_site_seen_whole_with_nothing_against_it_passes():
    given = columns(3)
    one = sheet(said(given, "clean") + said(given, "clean", "column-blank"), given)
    assert (one.verdict, one.vetoes, one.undecided) == ("pass", (), ())
    assert {check.rule: check.verdict for check in one.checks} == {
        "link-broken": "pass",
        "link-private": "pass",
        "column-stale": "pass",
        "column-blank": "pass",
        "site-home-stale": "pass",
    }


SAMPLED = replace(rule("site-unreachable", severity=Severity.VETO), kind="site")


@pytest.mark.parametrize(
    ("verdict", "count"),
    [(Clean("s1", HOME), 1), (Finding("s1", HOME, {}, severity=Severity.MAJOR), 1), (Unknown("s1", HOME, "auth"), 0)],
)
def test_one_look_never_decides_whether_a_site_can_be_reached(verdict, count):
    given = Judgement(
        findings=((SAMPLED, verdict),) if isinstance(verdict, Finding) else (),
        unknown=((SAMPLED, verdict),) if isinstance(verdict, Unknown) else (),
        clean={("site-unreachable", "s1"): frozenset({HOME})} if isinstance(verdict, Clean) else {},
    )
    made = consolidate(run(), observed(site()), given, Terms([SAMPLED]), sight())
    (one,) = made.item_25
    (check,) = one.checks
    assert (check.verdict, check.clean + check.confirmed) == ("not_assessable", count)
    assert check.why == ("too_few_samples" if count else "auth")
    assert one.vetoes == ()
    assert one.undecided == (() if count else ("site-unreachable",))


def test_a_site_not_seen_is_not_assessable():
    one = sheet([("site-home-stale", Unknown("s1", HOME, "challenge"))], standings=[unseen(site(), "challenge: 412")])
    assert (one.verdict, one.vetoes) == ("not_assessable", ())
    assert {check.verdict for check in one.checks} == {"not_assessable"}
    assert {check.why for check in one.checks} == {"challenge"}


def test_a_site_seen_in_part_fails_on_what_was_seen_but_never_passes():
    assert sheet([], standings=[partial(site())]).verdict == "not_assessable"
    (one,) = audit([partial(site())], [HOME_STALE]).item_25
    assert (one.verdict, one.vetoes) == ("fail", ("site-home-stale",))


@pytest.mark.parametrize(
    ("stats", "why", "verdict"),
    [
        ({"undecided": 3, "not_reached": 0}, "timeout: 3", "pass"),
        ({"undecided": 3, "not_reached": 1}, "not_reached: 1, timeout: 3", "not_assessable"),
        ({"undecided": 0, "not_reached": 0}, "budget pages: 9", "not_assessable"),
        ({}, "timeout: 3", "not_assessable"),
    ],
)
def test_each_unseen_address_counts_as_one_more_column_at_fault(stats, why, verdict):
    given = columns(1)
    standings = [replace(partial(site(), why), stats=stats)]
    assert sheet(said(given, "stale"), given, standings).verdict == verdict


def test_a_confirmed_veto_fails_the_site_and_a_suspected_one_does_not():
    (one,) = audit(observed(site()), [HOME_STALE]).item_25
    assert (one.verdict, one.vetoes) == ("fail", ("site-home-stale",))
    doubt = Finding("s1", HOME, {}, confidence=Confidence.SUSPECTED)
    (one,) = audit(observed(site()), [("site-home-stale", doubt)]).item_25
    assert (one.verdict, one.vetoes, one.undecided) == ("not_assessable", (), ("site-home-stale",))


def test_an_accepted_veto_counts_for_nothing():
    waivers = {fingerprint("site-home-stale", "s1", HOME): Waiver("moving")}
    (one,) = audit(observed(site()), [HOME_STALE], terms={"waivers": waivers}).item_25
    assert one.vetoes == ()


def test_findings_that_do_not_veto_fail_their_line_only():
    one = sheet([("link-broken", Finding("s1", HOME + "gone", {}))])
    assert one.verdict == "pass"
    assert {check.rule for check in one.checks if check.verdict == "fail"} == {"link-broken"}


@pytest.mark.parametrize(("count", "verdict"), [(4, "pass"), (5, "fail")])
def test_five_stale_news_columns_veto(count, verdict):
    given = columns(count)
    one = sheet(said(given, "stale"), given)
    assert (one.verdict, one.vetoes) == (verdict, ("column-stale",) if verdict == "fail" else ())


@pytest.mark.parametrize(("level", "verdict"), [(1, "fail"), (2, "pass")])
def test_first_level_notices_and_policies_add_to_the_news(level, verdict):
    given = [
        *columns(3),
        *columns(1, ColumnClass.NOTICE, 3, level=level),
        *columns(1, ColumnClass.POLICY, 4, level=level),
    ]
    assert sheet(said(given, "stale"), given).verdict == verdict


@pytest.mark.parametrize(("count", "verdict"), [(9, "pass"), (10, "fail")])
def test_ten_stale_columns_of_any_class_veto(count, verdict):
    given = columns(count, ColumnClass.PLANS)
    assert sheet(said(given, "stale"), given).verdict == verdict


@pytest.mark.parametrize(("count", "verdict"), [(4, "pass"), (5, "fail")])
def test_five_blank_columns_veto(count, verdict):
    given = columns(count, ColumnClass.PLANS, list_state=ListState.EMPTY)
    one = sheet(said(given, "stale", "column-blank"), given)
    assert (one.verdict, one.vetoes) == (verdict, ("column-blank",) if verdict == "fail" else ())


@pytest.mark.parametrize("doubt", ["undated", "suspected"])
def test_columns_that_could_tip_the_sum_leave_it_open(doubt):
    given = columns(5)
    assert sheet(said(given[:4], "stale") + said(given[4:], doubt), given).verdict == "not_assessable"
    assert sheet(said(given[:3], "stale") + said(given[3:4], doubt), given).verdict == "pass"


def test_columns_without_a_class_have_no_limit_to_miss():
    given = columns(12, None)
    one = sheet(said(given, "unclassified"), given)
    assert {line.state for line in one.columns} == {"unclassified"}
    assert {total.verdict for check in one.checks for total in check.sums} == {"pass"}


def test_the_sums_follow_the_configuration():
    given = columns(3)
    strict = {"column-stale": Limits({"news": 14, "veto_news": 3})}
    assert sheet(said(given, "stale"), given, limits=strict).verdict == "fail"
    own = {"column-stale": Limits({"news": 14}, {"s1": {"veto_all": 3}})}
    assert sheet(said(given, "stale"), given, limits=own).verdict == "fail"


def test_columns_are_listed_as_officials_check_them():
    given = [
        column(3, url=HOME + "a/", name="要闻"),
        column(20, url=HOME + "b/", name="动态"),
        column(None, url=HOME + "c/", name="公告", cls=ColumnClass.NOTICE, outcome=Outcome.CHALLENGE),
        column(900, url=HOME + "d/", name="概况", cls=ColumnClass.NO_LIMIT),
        column(None, url=HOME + "e/", name="专栏", cls=None),
        column(None, url=HOME + "f/", name="解读", cls=ColumnClass.POLICY),
        column(None, url=HOME + "g/", name="建设中", list_state=ListState.EMPTY),
    ]
    verdicts = said(given[1:2], "stale") + said(given[5:6], "undated") + said(given[6:], "stale", "column-blank")
    assert {line.name: (line.state, line.limit_days, line.why) for line in sheet(verdicts, given).columns} == {
        "要闻": ("fresh", 14, ""),
        "动态": ("stale", 14, ""),
        "公告": ("unknown", 180, "challenge"),
        "概况": ("no_limit", None, ""),
        "专栏": ("unclassified", None, ""),
        "解读": ("unknown", 180, "undated"),
        "建设中": ("blank", 14, ""),
    }


def test_more_unknown_than_clean_is_not_assessable():
    verdicts = [("link-broken", Unknown("s1", f"{HOME}{n}", "timeout")) for n in range(3)]
    clean = [("link-broken", Clean("s1", f"{HOME}ok{n}")) for n in range(2)]
    (check,) = [one for one in sheet(verdicts + clean).checks if one.rule == "link-broken"]
    assert (check.verdict, check.clean, check.unknown, check.why) == ("not_assessable", 2, 3, "timeout")
    (check,) = [one for one in sheet(verdicts[:2] + clean).checks if one.rule == "link-broken"]
    assert check.verdict == "pass"


def test_limits_of_the_site_itself_are_printed():
    own = {"site-home-stale": Limits({"days": 14}, {"s1": {"days": 7}})}
    (check,) = [one for one in sheet([], limits=own).checks if one.rule == "site-home-stale"]
    assert (check.limits, check.source, check.source_seen) == ({"days": 7}, "a clause", True)


def test_closed_sites_have_no_sheet():
    closed = site("s2", status=RegisterStatus.CLOSED)
    assert [one.subject for one in audit(observed(site(), closed)).item_25] == ["s1"]


def test_day_is_the_days_end():
    assert audit(observed(site())).run.as_of == AS_OF
