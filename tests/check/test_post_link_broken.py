import pytest

from auditor.facts.post_targets import PostTarget
from auditor.model import FAULTS, UNDECIDED, AccountReading, Location, Outcome, ReadingOutcome, RegisterStatus
from auditor.rules import Clean, Confidence, Finding, Unknown
from checks.post_link_broken import RULE
from tests.make import World, account, findings, held, judged, limits, partial, post, reading

ACCOUNT = "https://accounts.example.cn/a1"
POST = "https://accounts.example.cn/a1/7"


def world(*targets, outcome=ReadingOutcome.OK, who=None, **fields):
    who = who or account()
    return World(
        who,
        facts={AccountReading: {who.id: reading(post(1), outcome=outcome)}, PostTarget: {who.id: targets}},
        **fields,
    )


def only(*targets, **fields):
    (verdict,) = judged(RULE, world(*targets, **fields))
    return verdict


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_named_at_the_post(status):
    finding = only(held("gone.html", status=status))
    assert (finding.target, finding.part) == (POST, finding.values["link"])
    assert finding.locations == (Location(POST, "A post", "2026-06-29"),)
    assert (finding.confidence, finding.values["status"]) == (Confidence.CONFIRMED, status)


def test_one_look_is_a_suspicion():
    assert only(held(looks=1)).confidence is Confidence.SUSPECTED
    given = limits(RULE, {"a1": {"looks": 3}})
    assert findings(RULE, world(held(looks=2)), given)[0].confidence is Confidence.SUSPECTED


def test_weibo_may_blank_what_is_there():
    assert only(held(), who=account(platform="weibo")).confidence is Confidence.SUSPECTED
    said = held(outcome=Outcome.OK, soft_404="页面不存在")
    assert only(said, who=account(platform="weibo")).confidence is Confidence.SUSPECTED


@pytest.mark.parametrize(("days", "kind"), [(1, Unknown), (2, Finding), (9, Finding)])
def test_a_name_must_fail_on_two_days(days, kind):
    verdict = only(held(outcome=Outcome.DNS, looks=5, days=days))
    assert isinstance(verdict, kind)
    assert kind is Finding or (verdict.target, verdict.reason) == (POST, "dns")


def test_words_of_a_page_suffice():
    finding = only(held(outcome=Outcome.OK, status=200, soft_404="该内容已被发布者删除", looks=1))
    assert (finding.variant, finding.confidence) == ("words", Confidence.CONFIRMED)


@pytest.mark.parametrize("outcome", sorted(FAULTS - {Outcome.HTTP_ERROR, Outcome.DNS}))
def test_other_failures_prove_nothing(outcome):
    verdict = only(held(outcome=outcome, days=9, looks=9))
    assert (type(verdict), verdict.reason) == (Unknown, outcome.value)


@pytest.mark.parametrize("status", [400, 405, 406, 500, 502, 503])
def test_other_statuses_prove_nothing(status):
    assert only(held(status=status)).reason == "http_error"


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "auth"), (403, "auth"), (429, "rate_limited"), (412, "challenge")]
)
def test_refusals_are_unknown(status, reason):
    assert only(held(status=status)).reason == reason


@pytest.mark.parametrize("outcome", sorted(UNDECIDED - {Outcome.PRIVATE}))
def test_what_decides_nothing_is_unknown_of_the_post(outcome):
    verdict = only(held("a", outcome))
    assert (verdict.target, verdict.reason) == (POST, outcome.value)
    assert verdict.detail == "https://www.example.gov.cn/a"


def test_a_private_address_is_not_asked_and_not_judged():
    assert isinstance(only(held(outcome=Outcome.PRIVATE)), Clean)


def test_two_links_of_one_post_are_two_findings():
    found = judged(RULE, world(held("a"), held("b")))
    assert len({one.part for one in found}) == 2
    assert {one.target for one in found} == {POST}


def test_posts_without_dead_links_are_clean_and_what_was_not_read_is_unknown():
    assert only() == Clean("a1", ACCOUNT)
    assert only(outcome=ReadingOutcome.CHALLENGE).reason == "challenge"
    seen_in_part = world(held(), standings={"a1": partial(account())})
    assert [type(one) for one in judged(RULE, seen_in_part)] == [Finding, Unknown]


def test_closed_accounts_are_not_judged():
    assert judged(RULE, world(held(), who=account(status=RegisterStatus.CLOSED))) == []


def test_the_number_of_posts_is_a_limit():
    asked = []
    seen = World(account(), facts={AccountReading: {"a1": reading(post(1))}, PostTarget: {"a1": asked.append}})
    judged(RULE, seen, limits(RULE, {"a1": {"posts": 7}}))
    judged(RULE, seen)
    assert asked == [7, 50]
