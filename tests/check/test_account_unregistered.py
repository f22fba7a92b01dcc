import pytest

from auditor.facts.account_links import AccountLink
from auditor.facts.home import HomeReading
from auditor.facts.register import RegisteredAccounts
from auditor.model import FAULTS, UNDECIDED, Outcome, RegisterStatus
from auditor.rules import Clean, Confidence, Finding, Unknown
from checks.account_unregistered import RULE
from tests.make import HOME, World, account, account_link, home, judged, partial, registered, site

WEIBO = "https://weibo.com/u/1234567890"
CODE = "http://weixin.qq.com/r/abcDEF"
UNIT = "上海市示例区人民政府"


def row(id="wb", platform="weibo", **fields):
    return account(
        id, **{"platform": platform, "unit": UNIT, "name": "示例发布", "account_id": "", "url": "", **fields}
    )


def world(*links, rows=(), sites=1, standings=None, **fields):
    places = [site(f"s{number}", unit=UNIT) for number in range(1, sites + 1)]
    seen = {one.id: links for one in places}
    homes = {one.id: home() for one in places}
    return World(
        *places,
        facts={HomeReading: homes, AccountLink: seen, RegisteredAccounts: {"": registered(row("x", "feed"), *rows)}},
        standings=standings,
        **fields,
    )


def judge(*links, **fields):
    return judged(RULE, world(*links, **fields))


def only(*links, **fields):
    (verdict,) = judge(*links, **fields)
    return verdict


def code(text, url=CODE, **fields):
    return account_link(url, text, picture=HOME + "ewm.png", **fields)


def test_an_account_that_the_register_lacks_is_named_with_its_page():
    finding = only(account_link("https://m.weibo.cn/u/1234567890?from=x", "官方微博"))
    assert (finding.subject, finding.target, finding.confidence) == ("s1", WEIBO, Confidence.CONFIRMED)
    assert [place.url for place in finding.locations] == [HOME]
    assert finding.values["written_as"] == "https://m.weibo.cn/u/1234567890?from=x"


@pytest.mark.parametrize(
    "fields",
    [
        {"account_id": "1234567890"},
        {"url": "https://m.weibo.cn/u/1234567890"},
        {"url": "https://weibo.com/1234567890", "status": RegisterStatus.CLOSED},
        {"url": WEIBO, "platform": "other word"},
    ],
)
def test_a_registered_account_is_fine_however_it_is_written(fields):
    assert only(account_link(WEIBO, "微博"), rows=[row(**fields)]) == Clean("s1", WEIBO)


def test_another_account_of_the_same_name_is_a_stranger():
    finding = only(account_link(WEIBO, "示例发布"), rows=[row(account_id="9999999999")])
    assert (type(finding), finding.confidence) == (Finding, Confidence.CONFIRMED)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("示例发布官方微博", Clean), ("官方微博", Unknown), ("", Unknown), ("wb2", Unknown), ("示例区某某中心", Finding)],
)
def test_where_keys_cannot_be_compared_names_never_confirm(text, kind):
    for rows in ([row()], [row(account_id="9999999999"), row("wb3")], [row(url="https://weibo.com/fabu")]):
        verdict = only(account_link(WEIBO, text), rows=rows)
        assert type(verdict) is kind
        assert kind is not Finding or verdict.confidence is Confidence.SUSPECTED
        assert kind is not Unknown or verdict.reason == "not_comparable"


@pytest.mark.parametrize(
    "text", ["人民日报", "上海发布", "国务院客户端", "随申办", "南京发布", "新华社微博", "上海教育"]
)
def test_accounts_of_state_city_and_other_places_are_left_alone(text):
    assert only(account_link(WEIBO, text)) == Clean("s1", HOME)
    assert only(code(text)) == Clean("s1", HOME)


def test_words_that_name_another_body_only_arouse_suspicion():
    assert only(account_link(WEIBO, "新民晚报")).confidence is Confidence.SUSPECTED
    assert only(account_link(WEIBO, "示例区教育")).confidence is Confidence.CONFIRMED


@pytest.mark.parametrize(
    "url",
    [
        "https://service.weibo.com/share/share.php?u=x",
        "https://weibo.com/",
        "https://mp.weixin.qq.com/s/abc",
        "https://weibo.com/1234567890/NabcDefGh",
        "https://t.cn/A6a",
        "https://www.example.gov.cn/x",
    ],
)
def test_what_is_no_account_is_no_matter(url):
    assert only(account_link(url, "微博")) == Clean("s1", HOME)


def test_a_short_link_counts_as_what_it_leads_to():
    led = account_link("https://v.douyin.com/abc/", "抖音", final_url=WEIBO, outcome=Outcome.OK)
    assert only(led).target == WEIBO
    lost = account_link("https://v.douyin.com/abc/", "抖音", outcome=Outcome.NETWORK)
    assert (type(only(lost)), only(lost).reason) == (Unknown, "network")
    assert only(lost.__class__(**{**_fields(lost), "text": "示例发布抖音"}), rows=[row(platform="douyin")]) == Clean(
        "s1", HOME
    )


def _fields(link):
    return {name: getattr(link, name) for name in link.__slots__}


@pytest.mark.parametrize(
    ("caption", "kind"),
    [
        ("示例发布", Clean),
        ("扫一扫关注“示例发布”微信", Clean),
        ("微信公众号", Unknown),
        ("", Unknown),
        ("示例区人民政府微信", Unknown),
        ("示例区民政", Finding),
    ],
)
def test_a_code_that_names_nobody_is_judged_by_its_caption(caption, kind):
    verdict = only(code(caption), rows=[row("wx", "weixin", account_id="gh_0123456789ab")])
    assert (type(verdict), verdict.target) == (kind, CODE)
    assert kind is not Finding or (verdict.confidence, verdict.variant) == (Confidence.SUSPECTED, "code")


def test_without_any_account_of_the_platform_a_code_is_suspected():
    assert only(code("微信公众号")).confidence is Confidence.SUSPECTED


def test_a_code_that_leads_to_an_account_is_compared_by_its_key():
    assert only(code("微博", WEIBO)).confidence is Confidence.CONFIRMED
    assert only(code("微博", WEIBO), rows=[row(account_id="1234567890")]) == Clean("s1", WEIBO)


@pytest.mark.parametrize("state", sorted({"no_reader", *(UNDECIDED - {Outcome.PRIVATE})}))
def test_pictures_that_were_not_read_are_one_unknown(state):
    picture = account_link(HOME + "ewm.png", "微信", picture=HOME + "ewm.png", state=str(state))
    other = account_link(HOME + "ewm2.png", "微信", picture=HOME + "ewm2.png", state=str(state))
    verdict = only(picture, other)
    assert (verdict.target, verdict.reason, verdict.detail[-1]) == (HOME, state, "2")
    assert only(account_link(HOME + "e.png", "示例发布", state=str(state)), rows=[row("wx", "weixin")]) == Clean(
        "s1", HOME
    )


@pytest.mark.parametrize("state", sorted(FAULTS))
def test_broken_pictures_are_another_rule_s(state):
    assert only(account_link(HOME + "ewm.png", "微信", state=str(state))) == Clean("s1", HOME)


def test_an_account_is_named_once_over_all_sites():
    verdicts = judge(account_link(WEIBO, "微博"), sites=2)
    assert [(type(one), one.subject) for one in verdicts] == [(Finding, "s1"), (Clean, "s2")]


def test_a_site_seen_in_part_or_not_at_all_is_unknown():
    seen = judge(account_link(WEIBO, "微博"), standings={"s1": partial(site("s1", unit=UNIT))})
    assert [type(one) for one in seen] == [Finding, Unknown]
    assert [type(one) for one in judged(RULE, World(site()))] == [Unknown]


def test_without_a_register_nothing_is_said():
    nobody = World(
        site(), facts={HomeReading: {"s1": home()}, AccountLink: {"s1": [account_link()]}, RegisteredAccounts: {}}
    )
    assert judged(RULE, nobody) == []


def test_places_are_read_off_the_names_of_sites_too():
    portal = site("s1", unit="信息办", name="上海市示例区人民政府网站")
    named = account_link(WEIBO, "上海发布"), account_link("https://weibo.com/u/2222222222", "示例区教育")
    seen = World(portal, facts={HomeReading: {"s1": home()}, AccountLink: {"s1": named}})
    (finding,) = judged(RULE, seen)
    assert (finding.values["name"], finding.confidence) == ("示例区教育", Confidence.CONFIRMED)


def test_an_address_that_is_a_name_is_compared_by_it():
    link = account_link("https://weibo.com/n/%E7%A4%BA%E4%BE%8B%E5%8F%91%E5%B8%83", "微博")
    assert isinstance(only(link, rows=[row(account_id="1234567890")]), Clean)
    assert isinstance(only(link, rows=[row(account_id="1234567890", name="别名")]), Unknown)
