from datetime import date

import pytest

from auditor.config import Settings, SiteSettings
from auditor.errors import RunFailed
from auditor.facts.home import HomeReading
from auditor.facts.link_targets import TargetReading
from auditor.model import AccountReading, Location, Outcome, RegisterStatus, SubjectKind
from auditor.rules import Clean, Finding, Limit, Rule, Severity, Source, Unknown, Words
from auditor.rules.judge import judge
from auditor.rules.registry import load
from tests.make import AS_OF, HOME, World, account, home, point, post, reading, site, target

SOURCE = Source("A clause")
WORDS = {lang: Words("t", "w", "s", "a") for lang in ("zh", "en")}


def rule(check, id="site-sample", kind="site"):
    return Rule(id, 25, kind, Severity.MINOR, SOURCE, check, WORDS, {"days": Limit(14, "days", SOURCE)})


def says(*verdicts, **fields):
    return rule(lambda view, limits: iter(verdicts), **fields)


def test_verdicts_are_sorted_into_findings_unknown_and_clean():
    finding, unknown = Finding("s1", "x", {}), Unknown("s1", "y", "timeout")
    sample = says(finding, unknown, Clean("s1", "z"), Clean("s1", "w"))
    told = judge(World(site()), [sample], Settings())
    assert told.findings == ((sample, finding),)
    assert told.unknown == ((sample, unknown),)
    assert told.clean == {("site-sample", "s1"): frozenset({"z", "w"})}
    assert told.failed == ()


def broken(view, limits):
    yield Finding("s1", "before it failed", {})
    raise ZeroDivisionError("by\nzero")


def test_a_rule_that_raises_is_named_and_the_run_goes_on():
    fine = says(Clean("s1", "z"), id="site-fine")
    told = judge(World(site("s1"), site("s2", url="https://b.example/"), account()), [rule(broken), fine], Settings())
    assert told.failed == ("site-sample: ZeroDivisionError: by",)
    assert told.findings == ()
    assert {(one.subject, one.target, one.reason) for _, one in told.unknown} == {
        ("s1", HOME, "internal"),
        ("s2", "https://b.example/", "internal"),
    }
    assert ("site-fine", "s1") in told.clean


@pytest.mark.parametrize(
    ("kind", "unknown"),
    [
        ("page, post", {"s1", "a1"}),
        ("column", {"s1"}),
        ("account", {"a1"}),
        ("notice point", {"p1"}),
        ("something of a third party", {"s1", "a1", "p1"}),
    ],
)
def test_what_a_failed_rule_looks_at_is_unknown(kind, unknown):
    closed = site("old", status=RegisterStatus.CLOSED)
    told = judge(World(site(), account(), point(), closed), [rule(broken, kind=kind)], Settings())
    assert {one.subject for _, one in told.unknown} == unknown


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (lambda view, limits: None, "TypeError"),
        (lambda view, limits: ["not a verdict"], "str is not a verdict"),
        (lambda view, limits: [Clean("nobody", "x")], "'nobody'"),
        (lambda view, limits: [Clean("s1", str(limits["no such limit"]))], "KeyError"),
    ],
)
def test_nonsense_is_a_failure(check, words):
    told = judge(World(site()), [rule(check)], Settings())
    assert len(told.failed) == 1
    assert words in told.failed[0]


def test_the_matrix_is_a_subject():
    told = judge(World(site()), [says(Finding("matrix", "weixin", {}))], Settings())
    assert told.failed == ()


def test_the_runs_own_faults_are_raised():
    def gone(view, limits):
        raise RunFailed("the store cannot be read")

    with pytest.raises(RunFailed):
        judge(World(site()), [rule(gone)], Settings())


def test_one_target_is_found_once():
    first = Finding("s1", "x", {"n": 1})
    sample = says(first, Finding("s1", "x", {"n": 2}), Unknown("s1", "x", "a"), Unknown("s1", "x", "b"))
    told = judge(World(site()), [sample], Settings())
    assert [one for _, one in told.findings] == [first]
    assert [one.reason for _, one in told.unknown] == ["a"]


def test_parts_of_one_target_are_findings_of_their_own():
    parts = [Finding("s1", "x", {}, part="SiteName"), Finding("s1", "x", {}, part="PubDate")]
    told = judge(World(site()), [says(*parts, Finding("s1", "x", {"n": 2}, part="PubDate"))], Settings())
    assert [one for _, one in told.findings] == parts


def test_values_become_plain_and_places_are_counted():
    places = tuple(Location(str(number)) for number in range(30))
    values = {
        "day": date(2026, 6, 1),
        "kinds": ("b", "a"),
        "set": {"b", "a"},
        "kind": SubjectKind.SITE,
        "object": ValueError("x"),
        "none": None,
        "yes": True,
        "share": 0.5,
    }
    told = judge(World(site()), [says(Finding("s1", "x", values, locations=places))], Settings())
    ((_, finding),) = told.findings
    assert finding.values == {
        "day": "2026-06-01",
        "kinds": ["b", "a"],
        "set": ["a", "b"],
        "kind": "site",
        "object": "x",
        "none": None,
        "yes": True,
        "share": 0.5,
    }
    assert (len(finding.locations), finding.location_count) == (20, 30)


def test_limits_come_from_settings_and_differ_by_subject():
    def check(view, limits):
        for one in view.subjects():
            yield Finding(one.id, one.url, {"days": limits.of(one.id)["days"]})

    settings = Settings(
        limits={"site-sample": {"days": 10}}, sites={"s2": SiteSettings(limits={"site-sample": {"days": 3}})}
    )
    told = judge(World(site("s1"), site("s2")), [rule(check)], settings)
    assert {one.subject: one.values["days"] for _, one in told.findings} == {"s1": 10, "s2": 3}


def test_all_rules_run_over_one_world_in_their_order():
    world = World(
        site(),
        account(),
        facts={
            HomeReading: {"s1": home(30)},
            TargetReading: {"s1": [target("gone.html"), target("slow.html", Outcome.TIMEOUT)]},
            AccountReading: {"a1": reading(post(30))},
        },
    )
    told = judge(world, load().rules, Settings(as_of=AS_OF))
    assert told.failed == ()
    assert [(rule.id, one.target) for rule, one in told.findings] == [
        ("link-broken", HOME + "gone.html"),
        ("site-home-stale", HOME),
        ("account-dormant", "https://accounts.example.cn/a1"),
    ]
    assert ("link-broken", HOME + "slow.html", "timeout") in {
        (rule.id, one.target, one.reason) for rule, one in told.unknown
    }
