"""What every rule owes, ours and third-party, without the rule being named here."""

import string
from importlib import import_module
from pathlib import Path

import pytest

from auditor.facts.account_copies import PostCopies
from auditor.facts.account_links import AccountLink
from auditor.facts.account_overlaps import AccountOverlap
from auditor.facts.attachment_leaks import LeakReading
from auditor.facts.availability import SampleDay
from auditor.facts.home import HomeReading
from auditor.facts.interpretations import InterpretationReading
from auditor.facts.kept_copies import PageCopies
from auditor.facts.link_marks import EmptyLinks, HiddenTarget, LostFragment
from auditor.facts.link_targets import TargetReading
from auditor.facts.outside_hosts import HostReading
from auditor.facts.page_loads import PageLoad
from auditor.facts.pages import PageReading
from auditor.facts.post_targets import PostTarget
from auditor.facts.redirect_chains import RedirectReading
from auditor.facts.site_columns import ColumnReading
from auditor.facts.unlinked import UnlinkedPage, UnlinkedPages
from auditor.facts.validity_facts import DocumentReading, NoticeReading
from auditor.model import (
    UNDECIDED,
    AccountReading,
    Basis,
    ColumnClass,
    Fate,
    Interaction,
    Leak,
    ListState,
    Location,
    Message,
    Outcome,
    PageKind,
    ReadingOutcome,
    RegisterStatus,
    Role,
    SiteNetwork,
    SiteObservation,
    SubjectKind,
)
from auditor.model.code_words import SUBJECTS
from auditor.model.subject import PointObservation
from auditor.rules import Clean, Finding, Rule, Unknown, Words
from auditor.rules.registry import load
from auditor.rules.sentences import describe, sentence, suggestion
from auditor.text.repeals import LaterWord
from tests.make import (
    HOME,
    World,
    account,
    account_link,
    board,
    column,
    copy,
    dated_page,
    days_ago,
    document,
    group,
    held,
    home,
    host,
    judged,
    link,
    near,
    notice,
    observed,
    page,
    partial,
    point,
    post,
    reading,
    redirect,
    sheet,
    shown_copy,
    site,
    target,
    undecided_world,
    unread_world,
)
from tests.text.invented import invented_id

RULES = load().rules
OURS = {path.stem.replace("_", "-") for path in (Path(__file__).parent.parent / "checks").glob("[a-z]*.py")}
SAYS_NOTHING = frozenset(ReadingOutcome) - {
    ReadingOutcome.OK,
    ReadingOutcome.OK_EMPTY,
    ReadingOutcome.EMPTY,
    ReadingOutcome.PARTIAL,
    ReadingOutcome.UNDATED,
    ReadingOutcome.NOT_FOUND,
    ReadingOutcome.DELETED,
    ReadingOutcome.SUSPENDED,
    ReadingOutcome.DEACTIVATED,
    ReadingOutcome.MOVED,
}
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def blanks(words: Words) -> set[str]:
    texts = (words.summary, words.suggestion)
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def tagged_pages() -> list[PageReading]:
    """Return pages whose tags are missing, empty, malformed and copied, and whose dates are wrong in every way."""
    tags = {"sitename": "某网", "sitedomain": "www.example.gov.cn", "siteidcode": "3100000001"}
    moved = [dated_page(f"moved{at}.html", days_ago(90 + at), days_ago(20)) for at in range(20)]
    return [
        *(
            dated_page(f"own{at}.html", days_ago(5), days_ago(5), meta=tags | {"articletitle": "题"})
            for at in range(60)
        ),
        dated_page("copied.html", days_ago(5), days_ago(5), meta=tags | {"sitedomain": "www.other.gov.cn"}),
        dated_page("bad.html", days_ago(5), days_ago(5), meta=tags | {"siteidcode": "x", "contentsource": ""}),
        page("undated.html", origin="某单位", characters=300),
        dated_page("future.html", None, days_ago(-40)),
        dated_page("differs.html", days_ago(5), days_ago(9)),
        *moved,
    ]


def faulty_world() -> World:
    """Return a world in which every rule that ships has something to find, in each of its variants."""
    pages = group(copy("a.html", days_ago(3)), copy("b.html", days_ago(3)), copy("c.html", days_ago(2)))
    records = group(copy("d.html", days_ago(3)), copy("zwgk/e.html", days_ago(3), disclosure=True))
    redated = group(shown_copy("old.html", days_ago(60)), shown_copy("new.html", days_ago(3)))
    posts = group(copy("post/1", days_ago(20), key="1"), copy("post/2", days_ago(19), key="2"))
    return World(
        site(),
        site("s2", url="https://down.example.gov.cn/"),
        site("s3", url="https://refused.example.gov.cn/"),
        site("s4", name="某区人民政府网站", url="https://portal.example.gov.cn/", site_code="3101090001"),
        site("s5", url="https://www.example.com/"),
        site("s6", url="https://old.example.gov.cn/", status=RegisterStatus.CLOSED),
        account("twin1", unit="Unit of two", platform="weibo"),
        account("twin2", unit="Unit of two", platform="weibo"),
        account("like1", unit="One unit", platform="douyin"),
        account("like2", unit="Another unit", platform="douyin"),
        account("dormant"),
        account("zombie"),
        account("leaking"),
        account("empty", opened_on=days_ago(400), role=Role.MAIN),
        account("app", platform="app"),
        account("main1", unit="Unit A", platform="kuaishou", role=Role.MAIN),
        account("main2", unit="Unit B", platform="kuaishou", role=Role.MAIN),
        account("main3", unit="Unit C", platform="toutiao", role=Role.MAIN),
        account("livelier", unit="Unit D", platform="toutiao"),
        account("unknown", unit="Unit E", platform="mastodon"),
        account("deleted", unit="Unit F", platform="mastodon"),
        account("banned", unit="Unit G", platform="mastodon"),
        account("still", status=RegisterStatus.CLOSED, closed_on=days_ago(100)),
        account("again", status=RegisterStatus.CLOSED, closed_on=days_ago(100)),
        account("usual", name="某区教育", unit="某区教育局", platform="channels"),
        account("differs", name="某区校园", unit="某区教育局", platform="xiaohongshu"),
        account("untied", name="快乐生活圈", unit="某区民政局", platform="xiaohongshu", verified_as="某科技有限公司"),
        account("renamed", name="某区司法", unit="某区司法局", platform="xiaohongshu"),
        account("moved", name="某区卫健", unit="某区卫生健康委员会", platform="xiaohongshu"),
        point(),
        point("p2"),
        facts={
            HomeReading: {
                "s1": home(14),
                "s2": home(None, url="https://down.example.gov.cn/", outcome=Outcome.HTTP_ERROR, status=500),
                "s3": home(None, url="https://refused.example.gov.cn/", outcome=Outcome.REFUSED, status=None),
                "s4": home(
                    1,
                    url="https://portal.example.gov.cn/",
                    meta={"sitename": "别处的一个门户", "sitedomain": "www.other.gov.cn", "siteidcode": "3101090002"},
                    footer={"owner_alone": "主办：某单位"},
                    links=(link("首页", ""),),
                ),
                "s5": home(1, url="https://www.example.com/"),
                "s6": home(1, url="https://old.example.gov.cn/"),
            },
            HostReading: {"s1": [host(), host("new.example.gov.cn")]},
            SiteObservation: {
                "s1": observed(SiteNetwork(ipv6=False, https=Outcome.REFUSED, looks=2, detail="connection refused")),
                "s2": observed(
                    SiteNetwork(
                        True, Outcome.TLS, 2, "certificate is for a.cn, not for b.cn", certificate_names=("a.cn",)
                    )
                ),
                "s3": observed(SiteNetwork(True, Outcome.TLS, 2, "the issuer is not known", days_ago(-90))),
                "s4": observed(SiteNetwork(True, Outcome.TLS, 2, "certificate expired", days_ago(1))),
                "s5": observed(SiteNetwork(True, Outcome.OK, certificate_until=days_ago(-29))),
            },
            SampleDay: {"s5": [SampleDay(days_ago(back), 20, 1) for back in range(7)]},
            TargetReading: {
                "s1": [
                    target("gone.html"),
                    target("refused.html", Outcome.REFUSED),
                    target("soft.html", Outcome.OK, status=200, soft_404="页面不存在"),
                    target("inside.html", Outcome.PRIVATE, url="http://10.0.0.7/inside.html"),
                    target(
                        outcome=Outcome.OK,
                        url="http://gone.example.com/",
                        status=200,
                        internal=False,
                        risk="gambling",
                        risk_words=("百家乐", "注册送"),
                    ),
                ]
            },
            EmptyLinks: {"s1": [EmptyLinks(HOME + "list.html", 1, ("关于开展检查的通知",))]},
            HiddenTarget: {
                "s1": [
                    HiddenTarget(
                        "http://spam.example.com/",
                        ("男科医院",),
                        ("not_displayed",),
                        (Location(HOME + "list.html", "男科医院", "anchor"),),
                        1,
                    )
                ]
            },
            LeakReading: {
                "s1": [
                    LeakReading(
                        HOME + "list.html", "名单", (Leak("resident_id", 2, ("310*************18",), (), True),)
                    ),
                    LeakReading(
                        HOME + "a.pdf",
                        "附件",
                        (Leak("grade", 1, ("秘密★1年",), ("p. 1",)),),
                        "pdf",
                        locations=(Location(HOME + "list.html", "附件", "anchor"),),
                        location_count=1,
                    ),
                ]
            },
            LostFragment: {
                "s1": [LostFragment(HOME + "guide.html", "part2", (Location(HOME + "list.html", "#part2"),), 1)]
            },
            ColumnReading: {
                "s1": [
                    column(14, url=HOME + "stale/"),
                    column(
                        1,
                        ColumnClass.MESSAGES,
                        url=HOME + "messages/",
                        messages=(Message("问", "", days_ago(91), False),),
                    ),
                    column(None, url=HOME + "blank/", list_state=ListState.EMPTY, items=0),
                    column(None, url=HOME + "soon/", list_state=ListState.UNDER_CONSTRUCTION, items=0),
                ]
            },
            InterpretationReading: {
                "s1": [InterpretationReading(HOME + "jd.html", "《办法》解读", ("办法",), HOME + "zc.html", "办法")]
            },
            PageReading: {"s1": tagged_pages()},
            PageLoad: {"s1": [PageLoad(HOME + "slow.html", 3 * 2**20, 3001)]},
            RedirectReading: {
                "s1": [
                    redirect("long.html", 4),
                    redirect("down.html", 1, downgraded=True),
                ]
            },
            NoticeReading: {"s1": [notice("bm.html", 1), notice("old.html", 400)]},
            DocumentReading: {
                "s1": [
                    document("stated.html", until=days_ago(1), words="有效期至昨日"),
                    document("usual.html", published=days_ago(3000)),
                    document("gone.html", later=(LaterWord(Fate.REPEALED, HOME + "fz.html", "废止决定", days_ago(9)),)),
                ]
            },
            UnlinkedPages: {
                "s1": UnlinkedPages(
                    pages=(
                        UnlinkedPage(HOME + "alone.html", "A page", PageKind.ARTICLE),
                        UnlinkedPage(HOME + "lost.html", "A page", PageKind.ARTICLE, listed=False),
                    )
                )
            },
            PageCopies: {"s1": near([pages, records, redated])},
            PostCopies: {"dormant": near([posts])},
            AccountOverlap: {"": [AccountOverlap("like1", "like2", 10, 12, 6)]},
            AccountReading: {
                "dormant": reading(post(14), account_id="dormant"),
                "zombie": reading(post(90), account_id="zombie"),
                "empty": reading(account_id="empty", outcome=ReadingOutcome.OK_EMPTY, posts_total=0),
                "app": reading(account_id="app", released=days_ago(1095)),
                "main3": reading(post(1), account_id="main3", adapter="import"),
                "livelier": reading(*(post(1, f"p{at}") for at in range(9)), account_id="livelier", adapter="import"),
                "unknown": reading(account_id="unknown", outcome=ReadingOutcome.NOT_FOUND, adapter="page"),
                "deleted": reading(account_id="deleted", outcome=ReadingOutcome.DELETED, adapter="page"),
                "banned": reading(account_id="banned", outcome=ReadingOutcome.SUSPENDED, adapter="page"),
                "still": reading(
                    account_id="still", outcome=ReadingOutcome.OK_EMPTY, adapter="api", basis=Basis.DIRECT
                ),
                "again": reading(post(1), account_id="again"),
                "leaking": reading(post(1, text=f"补贴对象身份证号：{invented_id()}"), account_id="leaking"),
                "usual": reading(post(1), account_id="usual", interaction=Interaction(False, False, False)),
                "differs": reading(post(1), account_id="differs", subject_seen="某区民政局"),
                "untied": reading(post(1), account_id="untied"),
                "renamed": reading(post(1), account_id="renamed", display_name="普法在身边", verified=False),
                "moved": reading(
                    post(1), account_id="moved", moved_to="new", display_name="x", subject_seen="某日报社"
                ),
            },
            AccountLink: {
                "s1": [
                    account_link("https://space.bilibili.com/1234567", "官方账号"),
                    account_link("http://weixin.qq.com/r/abc", "某某服务微信", picture=HOME + "ewm.png"),
                ]
            },
            PostTarget: {
                "dormant": [
                    held("gone.html"),
                    held("nowhere/", Outcome.DNS, days=2),
                    held("missing.html", Outcome.OK, status=200, soft_404="页面不存在"),
                ]
            },
            PointObservation: {
                "p1": board(
                    [
                        sheet("Ended", expires_on=days_ago(1), inspected_on=days_ago(30)),
                        sheet("Twice", inspected_on=days_ago(31), row=3),
                        sheet("Twice", inspected_on=days_ago(32), row=4),
                        sheet(
                            "A guide of long standing",
                            posted_on=days_ago(30),
                            inspected_on=None,
                            url=HOME + "own0.html",
                        ),
                        sheet("A rule of the house", posted_on=days_ago(30), inspected_on=None),
                    ]
                ),
                "p2": board([sheet("A rule of the house", "p2", posted_on=days_ago(30))]),
            },
        },
    )


def world_for(rule: Rule) -> World:
    """Return a world with faults for a rule: that of its own test, where this has one, else the world above."""
    try:
        own = import_module(f"tests.check.test_{rule.id.replace('-', '_')}")
    except ModuleNotFoundError:
        return faulty_world()
    return getattr(own, "faulty_world", faulty_world)()


def found(rule: Rule) -> list[Finding]:
    return [one for one in judged(rule, world_for(rule)) if isinstance(one, Finding)]


def test_all_of_ours_load():
    assert load().not_loaded == ()
    assert {rule.id for rule in RULES} >= OURS


@every_rule
def test_both_languages_have_the_same_blanks(rule):
    for table in (rule.words, *rule.variants.values()):
        assert set(table) >= {"zh", "en"}
        for words in table.values():
            assert all((words.title, words.why, words.summary, words.suggestion))
            assert blanks(words) == blanks(table["zh"])


@every_rule
def test_every_number_has_a_unit_and_a_source(rule):
    assert rule.source.clause
    assert all(limit.unit and limit.source.clause for limit in rule.limits.values())


@every_rule
def test_subjects_have_words(rule):
    assert all(kind.strip() in SUBJECTS for kind in rule.kind.split(","))


@every_rule
def test_an_empty_world_gives_no_finding(rule):
    unseen = World(site(), account(), point())
    assert not [one for one in judged(rule, World()) if isinstance(one, Finding)]
    assert not [one for one in judged(rule, unseen) if not isinstance(one, Unknown)]


@every_rule
@pytest.mark.parametrize("outcome", sorted(UNDECIDED))
def test_a_site_that_decides_nothing_gives_only_unknown(rule, outcome):
    world = undecided_world(outcome)
    assert all(isinstance(one, Unknown) for one in judged(rule, world))


@every_rule
@pytest.mark.parametrize("outcome", sorted(UNDECIDED - {Outcome.PRIVATE}))
def test_parts_that_decide_nothing_give_only_unknown(rule, outcome):
    world = World(
        site(),
        facts={
            HomeReading: {"s1": home(None, outcome=outcome, status=None, items=0)},
            TargetReading: {"s1": [target(outcome=outcome), target("shown.png", outcome, on_home=True)]},
            ColumnReading: {"s1": [column(None, outcome=outcome, list_state=ListState.NONE, items=0)]},
        },
        standings={"s1": partial(site())},
    )
    assert all(isinstance(one, Unknown) for one in judged(rule, world))


@every_rule
@pytest.mark.parametrize("outcome", sorted(SAYS_NOTHING))
def test_an_account_that_could_not_be_read_gives_only_unknown(rule, outcome):
    assert all(isinstance(one, Unknown) for one in judged(rule, unread_world(outcome)))


@every_rule
def test_verdicts_point_where_the_contract_says(rule):
    world = world_for(rule)
    known = {one.id: one for one in world.subjects()}
    for one in found(rule):
        if rule.id == "account-main":
            assert (one.subject, one.target) == ("matrix", one.values["platform"])
            continue
        subject = known[one.subject]
        if rule.id == "account-unregistered":
            assert one.target in {link.url for link in world.each(AccountLink, subject.id)}
        elif rule.id.startswith("site-") or rule.id.startswith("account-"):
            assert one.target == subject.url
        elif rule.id.startswith("column-"):
            assert one.target in {column.url for column in world.each(ColumnReading, subject.id)}
        elif rule.id == "notice-uninspected":
            assert one.target == subject.id
        elif rule.id.startswith("notice-"):
            assert one.target in {sheet.title for sheet in world.get(PointObservation, subject.id).sheets}
        elif rule.id == "link-no-notice":
            assert one.target in {host.silent_url for host in world.each(HostReading, subject.id)}
            assert one.locations[0].url == HOME + "list.html"
        elif rule.id.startswith("link-"):
            linked = {target.url for target in world.each(TargetReading, subject.id)}
            linked |= {target.url for target in world.each(HiddenTarget, subject.id)}
            linked |= {page.url for page in world.each(EmptyLinks, subject.id)} if rule.id == "link-empty" else set()
            assert one.target in linked
            assert one.locations[0].url == HOME + "list.html"
        elif rule.id == "page-tags":
            assert one.target == one.locations[0].url
        elif rule.id == "post-redated":
            assert one.values["older"] == one.locations[0].url != one.target
        elif rule.id == "post-duplicate":
            assert one.target not in one.values["members"]
            assert one.values["members"] == [place.url for place in one.locations]
        else:
            assert one.target


@every_rule
def test_ours_fire_in_every_variant(rule):
    told = f"tests/check/test_{rule.id.replace('-', '_')}.py needs a function faulty_world(), see CONTRIBUTING.md"
    if rule.id in OURS:
        assert {one.variant for one in found(rule)} >= set(rule.variants) | {""}, told


@every_rule
def test_same_world_same_verdicts(rule):
    assert judged(rule, world_for(rule)) == judged(rule, world_for(rule))


@every_rule
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_are_filled_from_the_values(rule, lang):
    for one in found(rule):
        words = rule.variants.get(one.variant, rule.words)[lang]
        filled = {name for name, value in one.values.items() if value not in (None, "", [])}
        assert blanks(words) <= filled | {"subject", "unit", "target"}
        for text in (sentence(rule, one, lang), suggestion(rule, one, lang)):
            assert text
            assert not set("{}—") & set(text)


@every_rule
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_documentation_names_limits_and_marks_what_was_not_seen(rule, lang):
    text = describe(rule, lang)
    assert text.startswith(rule.id)
    assert all(name in text for name in rule.limits)
    unseen = [rule.source, *(limit.source for limit in rule.limits.values())]
    mark = {"zh": "依据待核", "en": "source to be verified"}[lang]
    assert (mark in text) == (not all(source.seen for source in unseen))


@every_rule
def test_values_are_plain(rule):
    for one in found(rule):
        assert one.location_count >= len(one.locations)
        assert len(one.locations) <= 20


def test_a_fine_world_gives_no_finding():
    fine = World(
        site(),
        account(),
        point(),
        facts={
            SiteObservation: {"s1": observed(SiteNetwork(True, Outcome.OK, certificate_until=days_ago(-90)))},
            HomeReading: {"s1": home(1)},
            TargetReading: {"s1": []},
            ColumnReading: {"s1": [column(1), column(500, ColumnClass.NO_LIMIT, url=HOME + "guide/")]},
            AccountReading: {
                "a1": reading(post(1), interaction=Interaction(comments=True), subject_seen="Example Unit")
            },
            PointObservation: {"p1": board([sheet(expires_on=days_ago(0))])},
        },
    )
    for rule in RULES:
        if rule.id in OURS:
            assert not [one for one in judged(rule, fine) if not isinstance(one, Clean)], rule.id


def test_closed_subjects_are_not_judged():
    closed = [make(status=RegisterStatus.CLOSED) for make in (site, account, point)]
    assert {one.kind for one in closed} == set(SubjectKind)
    for rule in RULES:
        if rule.id in OURS:
            assert judged(rule, World(*closed)) == [], rule.id
