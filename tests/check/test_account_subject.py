import pytest

from auditor.model import AccountReading, Basis, ReadingOutcome
from auditor.rules import Confidence
from checks.account_subject import RULE
from tests.make import World, account, findings, post, reading, verdicts

URL = "https://accounts.example.cn/a1"
UNIT = "上海市虹口区教育局"
SURE, MAYBE = Confidence.CONFIRMED, Confidence.SUSPECTED


def world(unit=UNIT, registered="", platform="weixin", read=True, **fields):
    who = account(unit=unit, verified_as=registered, platform=platform)
    return World(who, facts={AccountReading: {"a1": reading(post(1), **fields)} if read else {}})


def told(**fields):
    return [(one.variant, one.confidence) for one in findings(RULE, world(**fields))]


def state(**fields):
    return verdicts(RULE, world(**fields))[URL]


@pytest.mark.parametrize(
    ("unit", "certified"),
    [
        (UNIT, UNIT),
        (UNIT, "虹口区教育局"),
        (UNIT, "上海虹口教育局官方微博"),
        (UNIT, "虹口区教育局信息中心"),
        (UNIT, "上海市虹口区人民政府"),
        (UNIT, "上海市教育委员会"),
        ("虹口区政府办", "上海市虹口区人民政府办公室"),
        ("虹口区人民政府新闻办公室", "中共上海市虹口区委宣传部"),
        ("虹口区卫健委", "上海市虹口区卫生和计划生育委员会"),
        ("虹口公安分局", "上海市公安局虹口分局"),
        ("江湾镇街道办事处", "上海市虹口区人民政府江湾镇街道办事处"),
        ("虹口区文化和旅游局", "虹口区文化广电新闻出版旅游局"),
        (UNIT, "Hongkou Education Bureau"),
        ("", "某某科技有限公司"),
    ],
)
def test_one_unit_by_another_name_or_one_above_or_below_is_the_same(unit, certified):
    assert state(unit=unit, subject_seen=certified, basis=Basis.DIRECT) == "Clean"
    assert state(unit=unit, registered=certified) == "Clean"


@pytest.mark.parametrize("certified", ["虹口区民政局", "上海市司法局", "某某科技有限公司"])
def test_another_one_is_found(certified):
    assert told(subject_seen=certified) == [("", MAYBE)]


@pytest.mark.parametrize(
    ("certified", "confidence"),
    [
        ("虹口区民政局", SURE),
        ("虹口区图书馆", MAYBE),
        ("虹口区人民政府办公室", MAYBE),
        ("上海市虹口区青少年中心", MAYBE),
        ("虹口区某支队", MAYBE),
    ],
)
def test_only_an_interface_and_a_plainly_other_unit_settle_it(certified, confidence):
    assert told(subject_seen=certified, basis=Basis.DIRECT) == [("", confidence)]


@pytest.mark.parametrize("house", ["虹口区融媒体中心", "虹口报社", "虹口区广播电视台"])
def test_a_news_house_may_run_it_for_the_unit(house):
    assert told(subject_seen=house, basis=Basis.DIRECT) == [("media", MAYBE)]


def test_the_register_is_believed_only_where_nothing_was_seen():
    assert told(registered="虹口区民政局") == [("registered", MAYBE)]
    assert told(registered="虹口区民政局", read=False) == [("registered", MAYBE)]
    assert told(registered="虹口区民政局", subject_seen=UNIT) == []
    assert state(registered=UNIT, read=False) == "no_data"


@pytest.mark.parametrize(("basis", "confidence"), [(Basis.DIRECT, SURE), (Basis.REPORTED, MAYBE)])
def test_not_certified_is_found_where_the_platform_says_so(basis, confidence):
    assert told(verified=False, basis=basis) == [("uncertified", confidence)]


@pytest.mark.parametrize("platform", ["mastodon", "bluesky", "youtube", "feed", "app"])
def test_platforms_that_certify_nobody_lack_nothing(platform):
    assert state(verified=False, platform=platform) == "Clean"
    assert state(platform=platform) == "Clean"


def test_what_was_not_seen_is_unknown():
    assert state() == "not_told"
    assert state(verified=True) == "Clean"
    assert state(read=False) == "no_data"
    assert state(outcome=ReadingOutcome.DELETED, registered="虹口区民政局") == "deleted"
    assert state(outcome=ReadingOutcome.CHALLENGE, verified=False, subject_seen="虹口区民政局") == "challenge"


def test_names_at_the_limit_of_likeness_are_suspected():
    (at_it,) = findings(RULE, world("甲乙丙丁", subject_seen="戊己丙丁", basis=Basis.DIRECT))
    (under,) = findings(RULE, world("甲乙丙丁", subject_seen="戊己庚丁", basis=Basis.DIRECT))
    assert (at_it.confidence, under.confidence) == (MAYBE, SURE)
