"""The rule account-duplicate: on whom it is raised, what is compliance, and the edge of every limit."""

import pytest

from auditor.facts.account_overlaps import AccountOverlap
from auditor.model import AccountReading, ReadingOutcome, RegisterStatus, Role, SubjectStanding, SubjectState
from auditor.rules import Confidence, Severity
from auditor.rules.sentences import sentence
from checks.account_duplicate import RULE
from tests.facts.test_account_overlaps import told
from tests.make import World, account, findings, judged, limits, partial, post, reading, verdicts

URL = "https://accounts.example.cn/"


def world(*accounts, overlaps=(), **fields):
    read = {one.id: reading(post(1), account_id=one.id) for one in accounts}
    return World(
        *accounts, facts={AccountOverlap: {"": overlaps}, AccountReading: fields.pop("readings", read)}, **fields
    )


def raised(*accounts, **fields):
    """Return account id → variant and confidence."""
    return {one.subject: (one.variant, one.confidence.value) for one in findings(RULE, world(*accounts, **fields))}


def pair(equal=10, first=20, second=20, **fields):
    return AccountOverlap("a", "b", first, second, equal, **fields)


def apart(**fields):
    """Return two accounts of two units."""
    return account("a", unit="甲局"), account("b", **{"unit": "乙局"} | fields)


def test_undeclared_accounts_of_one_unit_on_one_platform_are_all_raised():
    found = findings(RULE, world(account("a"), account("b"), account("c")))
    assert [(one.subject, one.target) for one in found] == [(name, URL + name) for name in "abc"]
    assert {(one.confidence, one.severity, one.action, one.variant) for one in found} == {
        (Confidence.CONFIRMED, None, "merge", "")
    }
    assert RULE.severity is Severity.MAJOR
    assert found[0].values["accounts"] == ["Account b", "Account c"]
    assert found[0].values["count"] == 3
    assert [(one.url, one.text, one.context) for one in found[0].locations] == [
        (URL + "b", "Account b", "weixin"),
        (URL + "c", "Account c", "weixin"),
    ]


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("main", ""), {"b": ("declared", "confirmed")}),
        (("featured", ""), {"b": ("declared", "confirmed")}),
        (("main", "featured"), {"b": ("declared", "suspected")}),
        (("main", "featured", ""), {"b": ("declared", "suspected"), "c": ("declared", "confirmed")}),
        (("featured", "featured"), {"a": ("declared", "suspected"), "b": ("declared", "suspected")}),
        (("main", "main"), {"a": ("declared", "suspected"), "b": ("declared", "suspected")}),
        (("",), {}),
    ],
)
def test_a_declared_account_is_what_the_others_double(roles, expected):
    assert raised(*(account(name, role=Role(role)) for name, role in zip("abc", roles, strict=False))) == expected


def test_the_declared_account_is_named():
    found = findings(RULE, world(account("a"), account("b", role=Role.FEATURED), account("c", role=Role.MAIN)))
    assert {one.subject: one.values["keep"] for one in found} == {"a": "Account c", "b": "Account c"}
    assert {one.values["count"] for one in found} == {3}
    assert sentence(RULE, found[0], "zh") == "本单位在该平台有 3 个在用账号，名录已明确“Account c”"


@pytest.mark.parametrize(
    "others",
    [
        {"platform": "weibo"},
        {"platform": "weibo", "name": "Account a"},
        {"unit": "Another Unit"},
        {"unit": "Another Unit", "name": "Account a"},
        {"status": RegisterStatus.CLOSING},
        {"status": RegisterStatus.CLOSED},
        {"url": URL + "a"},
        {"account_id": "gh_a"},
    ],
)
def test_what_is_no_double(others):
    assert raised(account("a"), account("b", **others)) == {}


def test_feeds_are_no_accounts_of_a_platform():
    assert raised(account("a", platform="feed"), account("b", platform="feed")) == {}


def test_units_are_compared_as_they_are_meant():
    assert set(raised(account("a", unit="虹口区教育局"), account("b", unit="虹口区 教育局　"))) == {"a", "b"}
    assert raised(account("a", unit=""), account("b", unit="")) == {}


@pytest.mark.parametrize("platform", ["app", "miniprogram"])
def test_each_app_may_serve_something_else(platform):
    expected = dict.fromkeys("ab", ("", "suspected"))
    assert raised(*(account(name, platform=platform) for name in "ab")) == expected


@pytest.mark.parametrize("outcome", [ReadingOutcome.NOT_FOUND, ReadingOutcome.DELETED, ReadingOutcome.SUSPENDED])
def test_an_account_that_is_gone_doubles_nobody(outcome):
    gone = {"b": reading(account_id="b", outcome=outcome), "a": reading(post(1))}
    assert raised(account("a"), account("b"), readings=gone) == {}


def test_two_accounts_are_two_though_nothing_of_them_was_read():
    unread = World(account("a"), account("b"))
    assert verdicts(RULE, unread) == {URL + "a": "Finding", URL + "b": "Finding"}
    (found, _) = findings(RULE, unread)
    assert found.values["score_says"] == "few"
    assert not {"equal", "posts", "percent"} & set(found.values)


@pytest.mark.parametrize(
    ("equal", "first", "second", "expected"),
    [
        (10, 20, 20, True),
        (9, 20, 19, False),
        (5, 10, 30, True),
        (9, 9, 30, False),
        (10, 30, 9, False),
        (4, 10, 10, False),
    ],
)
def test_half_of_the_posts_of_the_account_with_fewer_from_ten_posts_on(equal, first, second, expected):
    found = findings(RULE, world(*apart(), overlaps=[pair(equal, first, second)]))
    assert [(one.subject, one.variant, one.confidence) for one in found] == (
        [("a", "overlap", Confidence.SUSPECTED), ("b", "overlap", Confidence.SUSPECTED)] if expected else []
    )


def test_limits_of_overlap_are_settings():
    seen = world(*apart(), overlaps=[pair(10, 20, 20)])
    assert not findings(RULE, seen, limits(RULE, share=0.51))
    assert not findings(RULE, seen, limits(RULE, posts=21))
    assert [one.subject for one in findings(RULE, seen, limits(RULE, {"a": {"share": 0.6}}))] == ["b"]


def test_an_overlap_names_the_other_and_the_equal_posts():
    first, second = apart()
    seen = World(
        first,
        second,
        facts={
            AccountReading: {"a": reading(*told(range(12), 5)), "b": reading(*told(range(12), 3), account_id="b")},
            AccountOverlap: {"": [pair(12, 12, 12)]},
        },
    )
    (ours, theirs) = findings(RULE, seen)
    assert (ours.values["other"], theirs.values["other"]) == ("Account b", "Account a")
    assert (ours.values["equal"], ours.values["percent"], ours.values["limit_percent"]) == (12, 100, 50)
    assert sentence(RULE, ours, "zh") == "近 90 天与“Account b”有 12 条内容相同，占较少一方 12 条的 100%（限 50%）"
    assert ours.location_count == 12


def test_what_the_main_account_posts_is_syndication():
    found = raised(
        account("a", unit="甲局"), account("b", unit="乙局", role=Role.MAIN), overlaps=[pair(with_main=True)]
    )
    assert found == {}


def test_a_featured_account_is_not_blamed_for_what_an_undeclared_one_copies():
    assert set(raised(*apart(role=Role.FEATURED), overlaps=[pair()])) == {"a"}


def test_closing_accounts_overlap_with_nobody():
    assert raised(*apart(status=RegisterStatus.CLOSING), overlaps=[pair()]) == {}


def test_where_no_main_account_was_read_syndication_cannot_be_told():
    main = account("m", unit="丙局", role=Role.MAIN, platform="weibo")
    read = {name: reading(post(1), account_id=name) for name in "ab"}
    seen = World(*apart(), main, facts={AccountOverlap: {"": [pair()]}, AccountReading: read})
    assert verdicts(RULE, seen) == {URL + "a": "main_unseen", URL + "b": "main_unseen", URL + "m": "no_data"}
    read["m"] = reading(post(1), account_id="m")
    assert set(raised(*apart(), main, overlaps=[pair()], readings=read)) == {"a", "b"}


def test_of_several_the_nearest_is_named_first():
    near = [AccountOverlap("a", "b", 20, 20, 10), AccountOverlap("a", "c", 20, 20, 15)]
    found = findings(RULE, world(*apart(), account("c", unit="丁局"), overlaps=near))
    assert found[0].values["accounts"] == ["Account c", "Account b"]
    assert {one.subject for one in found} == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("score", "says", "action"),
    [
        ({"first_follows": 20, "second_follows": 0}, "look", "review"),
        ({"first_follows": 20, "services": 1.0}, "merge", "merge"),
        ({"first_follows": 19, "first": 19, "services": 1.0}, "look", "review"),
        ({"first_follows": 0}, "apart", "review"),
    ],
)
def test_the_score_tells_where_to_look_first(score, says, action):
    """Content 0.45, functions 0.20 and name 0.10 in full make 0.75 without services, of which 0.10 go to those."""
    pair_of = pair(**{"equal": 15} | score)
    both = {"functions": ("办事",), "name": "清河教育"}
    first, second = account("a", unit="甲局", **both), account("b", unit="乙局", **both)
    (ours, _) = findings(RULE, world(first, second, overlaps=[pair_of]), limits(RULE, look=0.5, merge=0.85))
    assert (ours.values["score_says"], ours.action) == (says, action)


def test_the_weights_add_up_to_one():
    weights = {name: limit.value for name, limit in RULE.limits.items() if name.startswith("weight_")}
    assert sum(weights.values()) == pytest.approx(1.0)
    assert max(weights, key=weights.get) == "weight_content"


def test_no_number_claims_a_binding_source():
    assert RULE.source.seen
    assert not any(limit.source.seen for limit in RULE.limits.values())


@pytest.mark.parametrize("outcome", [ReadingOutcome.AUTH, ReadingOutcome.CHALLENGE, ReadingOutcome.EMPTY])
def test_one_account_whose_posts_are_not_known_is_unknown(outcome):
    (verdict,) = judged(RULE, World(account("a"), facts={AccountReading: {"a": reading(outcome=outcome)}}))
    assert (type(verdict).__name__, verdict.reason) == ("Unknown", outcome.value)


def test_an_account_seen_in_part_without_a_finding_is_unknown():
    assert verdicts(RULE, World(account("a"), standings={"a": partial(account("a"))})) == {URL + "a": "partial"}


def test_an_unseen_account_is_unknown():
    unseen = SubjectStanding(account("a"), SubjectState.UNKNOWN, "auth: token")
    assert verdicts(RULE, World(account("a"), standings={"a": unseen})) == {URL + "a": "auth"}
    assert verdicts(RULE, world(account("a"))) == {URL + "a": "Clean"}


def test_the_words_say_what_an_official_can_do():
    assert "导出内容" in RULE.words["zh"].suggestion
    assert "注销" not in RULE.variants["overlap"]["zh"].suggestion
    assert "close" not in RULE.variants["overlap"]["en"].suggestion
