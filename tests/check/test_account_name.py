import pytest

from auditor.model import AccountReading, Basis, ReadingOutcome, RegisterStatus, Role
from auditor.rules import Confidence
from checks.account_name import RULE
from tests.make import World, account, findings, judged, limits, post, reading, verdicts

UNIT = "上海市虹口区教育局"
PLATFORMS = ("weixin", "weibo", "douyin", "kuaishou", "toutiao")


def house(*names, unit=UNIT, **fields):
    """Return accounts of one unit, one a platform in the order of PLATFORMS."""
    pairs = zip(names, PLATFORMS, strict=False)
    return [account(platform, name=name, unit=unit, platform=platform, **fields) for name, platform in pairs]


def told(*accounts, **readings):
    return {
        one.subject: (one.variant, one.values["name"])
        for one in findings(RULE, World(*accounts, facts={AccountReading: readings}))
    }


def seen(id="weixin", **fields):
    return reading(post(1), account_id=id, **fields)


@pytest.mark.parametrize(
    "names",
    [
        ("虹口教育", "虹口教育"),
        ("虹口教育", "上海虹口教育", "虹口教育发布", "虹口教育（抖音）", "虹口 教育官方微博"),
        ("虹口教育", "教育在虹口"),
        ("爱虹口", "上海虹口"),
        ("ＨＫ教育", "hk教育"),
        ("虹口教育", "Hongkou Education"),
        ("Parlamento de Andalucía", "Andalucía, Parlamento de"),
    ],
)
def test_one_name_in_its_forms_is_fine_on_every_platform(names):
    assert told(*house(*names)) == {}


def test_another_name_on_another_platform_is_told_with_the_usual_one():
    (found,) = findings(RULE, World(*house("虹口教育", "虹口教育", "虹口校园生活")))
    assert (found.subject, found.variant, found.values["usual"]) == ("douyin", "", "虹口教育")
    assert (found.confidence, RULE.severity) == (Confidence.SUSPECTED, "advice")


def test_of_two_names_the_main_accounts_counts_else_wechats():
    first, second = house("虹口教育", "虹口校园生活")
    assert told(first, second) == {"weibo": ("", "虹口校园生活")}
    main = account("weibo", name="虹口校园生活", unit=UNIT, platform="weibo", role=Role.MAIN)
    assert told(first, main) == {"weixin": ("", "虹口教育")}


@pytest.mark.parametrize(
    "fields", [{"role": Role.FEATURED}, {"functions": ("招生",)}, {"status": RegisterStatus.CLOSING}]
)
def test_featured_special_and_closing_accounts_may_have_a_name_of_their_own(fields):
    other = account("weibo", name="虹口校园生活", unit=UNIT, platform="weibo", **fields)
    assert told(*house("虹口教育"), other) == {}


def test_the_second_account_of_a_unit_on_a_platform_needs_another_name():
    second = account("second", name="虹口校园生活", unit=UNIT, platform="weixin")
    assert told(*house("虹口教育", "虹口教育"), second) == {}


@pytest.mark.parametrize("platform", ["miniprogram", "app", "feed"])
def test_services_have_names_of_their_own(platform):
    assert told(*house("虹口教育"), account("x", name="虹口校园生活", unit=UNIT, platform=platform)) == {}


def test_other_units_have_other_names():
    assert told(*house("虹口教育"), account("x", name="虹口城管", unit="虹口区城市管理局", platform="weibo")) == {}


def test_the_name_shown_counts_where_it_was_seen():
    first, second = house("虹口教育", "虹口教育")
    shown = {"weixin": seen(display_name="虹口教育"), "weibo": seen("weibo", display_name="【虹口教育】官方微博")}
    assert told(first, second, **shown) == {}


@pytest.mark.parametrize(
    ("basis", "confidence"), [(Basis.DIRECT, Confidence.CONFIRMED), (Basis.REPORTED, Confidence.SUSPECTED)]
)
def test_a_name_that_the_platform_shows_and_the_register_lacks(basis, confidence):
    (who,) = house("虹口教育")
    (found,) = findings(
        RULE, World(who, facts={AccountReading: {"weixin": seen(display_name="虹口教体", basis=basis)}})
    )
    assert (found.variant, found.values["now"], found.confidence) == ("renamed", "虹口教体", confidence)
    assert told(who, weixin=seen(display_name="上海虹口教育发布")) == {}
    assert told(who, weixin=seen(display_name="")) == {}


def test_a_moved_account_is_to_be_registered_anew():
    (who,) = house("虹口教育")
    assert told(who, weixin=seen(outcome=ReadingOutcome.MOVED, moved_to="x")) == {"weixin": ("moved", "虹口教育")}
    assert told(who, weixin=seen(display_name="虹口教育", moved_to="x")) == {"weixin": ("moved", "虹口教育")}


@pytest.mark.parametrize("outcome", ["challenge", "network", "private", "auth"])
def test_what_a_failed_reading_holds_is_not_believed(outcome):
    (who,) = house("虹口教育")
    world = World(
        who,
        facts={AccountReading: {"weixin": seen(outcome=ReadingOutcome(outcome), display_name="别的", moved_to="x")}},
    )
    assert verdicts(RULE, world) == {who.url: outcome}


@pytest.mark.parametrize(
    ("name", "unit", "tied"),
    [
        ("爱虹口", UNIT, True),
        ("申城学子", UNIT, True),
        ("轨交幺幺零", "上海市公安局城市轨道和公交总队", True),
        ("警民直通车", "虹口公安分局", True),
        ("快乐生活圈", UNIT, False),
        ("Hongkou", UNIT, True),
        ("今日看点", "Hongkou Education Bureau", True),
        ("快乐生活圈", "", True),
    ],
)
def test_a_name_says_whose_it_is_by_place_unit_or_trade(name, unit, tied):
    assert told(*house(name, unit=unit)) == ({} if tied else {"weixin": ("untied", name)})


def test_a_place_of_any_unit_of_the_register_ties():
    other = account("x", name="江湾镇", unit="虹口区江湾镇街道办事处", platform="weibo")
    assert told(*house("幸福江湾", unit="某中学"), other) == {}
    assert told(*house("幸福江湾", unit="某中学")) == {"weixin": ("untied", "幸福江湾")}


def test_a_gone_account_has_no_name():
    assert told(*house("快乐生活圈"), weixin=seen(outcome=ReadingOutcome.DELETED)) == {}


def test_the_limit_of_likeness_is_inclusive():
    pair = house("虹口教育局", "虹口教学楼")
    assert judged(RULE, World(*pair), limits(RULE, alike=0.6))
    assert told(*pair) == {}
    assert findings(RULE, World(*pair), limits(RULE, alike=0.61))


def test_unread_accounts_are_unknown_where_nothing_is_found():
    assert verdicts(RULE, World(account())) == {account().url: "no_data"}


def test_closed_accounts_are_not_judged():
    assert judged(RULE, World(*house("快乐生活圈", status=RegisterStatus.CLOSED))) == []
