"""An invented district, rich enough to fill every chapter of the report; nothing in it exists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from auditor.consolidate import Sight, Terms, consolidate, fingerprint
from auditor.facts.site_columns import ColumnReading
from auditor.model import (
    ColumnClass,
    ListState,
    Location,
    Outcome,
    Role,
    Subject,
    SubjectKind,
    SubjectStanding,
    SubjectState,
)
from auditor.model.audit import Audit, RunInfo, Waiver
from auditor.rules import Clean, Confidence, Finding, Limits, Rule, Unknown, Verdict
from auditor.rules.judge import Judgement
from tests.report.rules import RULES

AS_OF = date(2026, 6, 30)
PORTAL = "https://www.example.gov.cn/"
HEALTH = "https://wjw.example.gov.cn/"


def days_ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def account(id: str, name: str, unit: str, platform: str, **more: object) -> Subject:
    return Subject(id, SubjectKind.ACCOUNT, name, unit, platform, f"https://accounts.example/{id}", **more)


SUBJECTS = (
    Subject("portal", SubjectKind.SITE, "示例区人民政府", "示例区政府办公室", url=PORTAL),
    Subject("health", SubjectKind.SITE, "示例区卫生健康委员会", "区卫生健康委", url=HEALTH),
    Subject("sports", SubjectKind.SITE, "示例区体育局", "区体育局", url="https://tyj.example.gov.cn/"),
    account("main", "示例发布", "示例区政府办公室", "weixin", role=Role.MAIN, followers=321_000),
    account("main-wb", "示例发布", "示例区政府办公室", "weibo", role=Role.MAIN, followers=88_400),
    account("health-wx", "健康示例", "区卫生健康委", "weixin", role=Role.FEATURED, followers=12_400),
    account("health-old", "示例卫生", "区卫生健康委", "weixin", followers=310),
    account("sports-wx", "动感示例", "区体育局", "weixin", followers=2_310),
    account("sports-dy", "动感示例", "区体育局", "douyin", followers=540),
    account("street-wx", "海棠路街道", "海棠路街道办事处", "weixin", followers=1_240),
    account("street-wb", "海棠路街道在线", "海棠路街道办事处", "weibo", followers=95),
    account("street-dy", "海棠路视频", "海棠路街道办事处", "douyin"),
    account("culture-wx", "文旅示例", "区文化旅游局", "weixin", followers=5_120),
    Subject("board-7", SubjectKind.NOTICE_POINT, "海棠路社区服务中心大厅", "海棠路街道办事处"),
)


def standings() -> list[SubjectStanding]:
    why = {"sports": "challenge 412", "street-dy": "auth: no credentials", "health": "not_reached: 44, timeout: 3"}
    made = []
    for one in SUBJECTS:
        state = SubjectState.OBSERVED
        if one.id in why:
            state = SubjectState.PARTIAL if one.id == "health" else SubjectState.UNKNOWN
        stats = {"looked": 2871, "pages": 2640} if one.kind is SubjectKind.SITE else {"posts": 40}
        silent = {"street-wx": 21, "street-wb": 131, "health-old": 64, "sports-dy": 5}
        last = None if state is SubjectState.UNKNOWN else days_ago(silent.get(one.id, 1))
        made.append(SubjectStanding(one, state, why.get(one.id, ""), last, stats if not why.get(one.id) else {}))
    return made


def places(count: int, stem: str) -> tuple[Location, ...]:
    return tuple(
        Location(
            f"{stem}zwgk/tzgg/2026/{n:04d}/t202606{n % 28 + 1:02d}_{80_000 + n}.html",
            f"关于第{n}批事项的通知",
            "anchor",
        )
        for n in range(1, min(count, 20) + 1)
    )


def broken(site: str, stem: str, number: int) -> tuple[str, Verdict]:
    pages = (number * 7) % 40 + 1
    status = (404, 404, 500, None)[number % 4]
    values = {
        "outcome": "http_error" if status else "dns",
        "status": status,
        "kinds": ["attachment"] if number % 3 == 0 else ["link"],
        "pages": pages,
        "looks": 1 if number % 5 == 0 else 2,
        "internal": number % 4 != 3,
        "on_home": number == 1,
        "final_url": "",
        "detail": "",
    }
    address = f"{stem}zwgk/fdzdgknr/tzgg/202{number % 6}/{number:03d}/P0{2026_0600 + number}_附件.pdf"
    if number % 4 == 3:
        address = f"http://old{number}.example.net/service/index.jsp?channel={number}&from=portal"
    return "link-broken", Finding(
        site,
        address,
        values,
        places(pages, stem),
        pages,
        Confidence.SUSPECTED if number % 5 == 0 else Confidence.CONFIRMED,
        action="fix_link",
        variant="status" if status else "",
    )


def columns(site: str) -> list[ColumnReading]:
    if site == "sports":
        return []
    stem = PORTAL if site == "portal" else HEALTH
    named = [
        ("要闻动态", ColumnClass.NEWS, 1, 40),
        ("部门动态", ColumnClass.NEWS, 23, 40),
        ("街道动态", ColumnClass.NEWS, 2, 40),
        ("通知公告", ColumnClass.NOTICE, 12, 60),
        ("政策文件", ColumnClass.POLICY, 200, 33),
        ("政策解读", ColumnClass.INTERPRETATION, 61, 20),
        ("统计数据", ColumnClass.STATISTICS, 30, 18),
        ("规划计划", ColumnClass.PLANS, 140, 9),
        ("机构职能", ColumnClass.NO_LIMIT, 900, 12),
        ("专题专栏", None, 77, 15),
        ("在线访谈", ColumnClass.NEWS, None, 0),
        ("图片新闻", ColumnClass.NEWS, None, 0),
    ]
    made = []
    for place, (name, kind, age, items) in enumerate(named):
        state = ListState.FILLED if items else ListState.EMPTY
        if name == "图片新闻":
            state = ListState.SCRIPT_FILLED
        newest = None if age is None else days_ago(age)
        made.append(
            ColumnReading(f"{stem}c{place}/", name, kind, "ColumnType", state, newest=newest, items=items, dated=items)
        )
    return made


def column_verdicts(site: str, stem: str) -> list[tuple[str, Verdict]]:
    made: list[tuple[str, Verdict]] = []
    for one in columns(site):
        limit = {"news": 14, "policy": 180, "notice": 180, "plans": 365, "statistics": 90, "interpretation": 180}
        if one.list_state is ListState.SCRIPT_FILLED:
            made += [
                (rule, Unknown(site, one.url, "script_filled", one.name)) for rule in ("column-stale", "column-blank")
            ]
        elif one.list_state is ListState.EMPTY:
            made.append(("column-blank", Finding(site, one.url, {"name": one.name, "level": 1}, action="fill")))
        elif one.column_class is None:
            made.append(("column-stale", Unknown(site, one.url, "unclassified", one.name)))
        elif one.newest and (AS_OF - one.newest).days >= limit.get(str(one.column_class), 9999):
            values = {
                "name": one.name,
                "column_class": str(one.column_class),
                "days": (AS_OF - one.newest).days,
                "limit": float(limit[str(one.column_class)]),
                "newest": one.newest,
                "newest_source": "list",
                "items": one.items,
                "dated": one.dated,
            }
            made.append(("column-stale", Finding(site, one.url, values, action="update")))
        else:
            made += [("column-stale", Clean(site, one.url)), ("column-blank", Clean(site, one.url))]
    return made


def dormant(id: str, days: int, variant: str = "") -> tuple[str, Verdict]:
    values = {
        "days": days,
        "limit": 14.0,
        "zombie_limit": 90.0,
        "newest": days_ago(days),
        "newest_title": "社区活动预告",
        "until": AS_OF,
        "platform": "weixin",
        "posts": 40,
        "source": "feed",
    }
    return "account-dormant", Finding(id, f"https://accounts.example/{id}", values, action="revive", variant=variant)


def duplicates() -> list[tuple[str, Verdict]]:
    made: list[tuple[str, Verdict]] = []
    for n in range(1, 9):
        keep = f"{PORTAL}zwgk/tzgg/t2026060{n}_{n}.html"
        copies = [f"{PORTAL}{part}/t2026060{n}_{n}.html" for part in ("bmdt", "ztzl/yshj", "zfxxgk/tz")[: n % 3 + 1]]
        values = {"members": copies, "similarity": 0.97, "characters": 812, "title": f"关于开展第{n}次联合检查的通告"}
        where = tuple(Location(url, f"关于开展第{n}次联合检查的通告") for url in copies)
        sure = Confidence.SUSPECTED if n == 8 else Confidence.CONFIRMED
        made.append(("post-duplicate", Finding("portal", keep, values, where, len(where), sure, action="merge")))
    return made


def judgement() -> Judgement:
    verdicts = [
        *duplicates(),
        ("notice-expired", Finding("board-7", "夏季招生报名通知", {"expires_on": days_ago(12), "days": 12})),
        *(broken("portal", PORTAL, n) for n in range(1, 29)),
        *(broken("health", HEALTH, n) for n in range(1, 13)),
        *column_verdicts("portal", PORTAL),
        *column_verdicts("health", HEALTH),
        ("site-home-stale", Clean("portal", PORTAL)),
        (
            "site-home-stale",
            Finding("health", HEALTH, {"days": 23, "limit": 14.0, "newest": days_ago(23), "place": "home"}),
        ),
        ("site-home-stale", Unknown("sports", "https://tyj.example.gov.cn/", "challenge", "412")),
        dormant("street-wx", 21),
        dormant("street-wb", 131, "zombie"),
        dormant("health-old", 64),
        *(
            ("account-dormant", Clean(id, ""))
            for id in ("main", "main-wb", "health-wx", "sports-wx", "culture-wx", "sports-dy")
        ),
        ("account-dormant", Unknown("street-dy", "https://accounts.example/street-dy", "auth", "no credentials")),
        *(
            ("link-broken", Unknown("portal", f"https://ext{n}.example.org/page/{n}", "challenge", "412"))
            for n in range(61)
        ),
        *(("link-broken", Unknown("portal", f"https://slow{n}.example.org/", "timeout", "45 s")) for n in range(24)),
        ("link-broken", Unknown("health", HEALTH, "partial", "not_reached: 44, timeout: 3")),
    ]
    clean: dict[tuple[str, str], set[str]] = {}
    for name, one in verdicts:
        if isinstance(one, Clean):
            clean.setdefault((name, one.subject), set()).add(one.target)
    return Judgement(
        tuple((RULES[name], one) for name, one in verdicts if isinstance(one, Finding)),
        tuple((RULES[name], one) for name, one in verdicts if isinstance(one, Unknown)),
        {key: frozenset(targets) for key, targets in clean.items()},
    )


def run(day: date, **more: object) -> RunInfo:
    start = datetime(day.year, day.month, day.day, 18, 30, 2, tzinfo=UTC)
    counts = {"requests": 8421, "bytes": 412_345_678, "pages": 5208, "posts": 402, **more}
    return RunInfo(f"{day}T183002Z", start, start + timedelta(minutes=64), day, "inventory.csv", "0.1.0", **counts)


def limits(rules: Mapping[str, Rule]) -> dict[str, Limits]:
    return {one.id: Limits({name: limit.value for name, limit in one.limits.items()}) for one in rules.values()}


@cache
def rich_audit() -> Audit:
    """Return an audit with every chapter filled and thirty runs behind it."""
    whole = judgement()
    waivers = {
        fingerprint("link-broken", "portal", whole.findings[10][1].target): Waiver("对方网站正在迁移", days_ago(-30)),
    }
    terms = Terms(tuple(RULES.values()), limits(RULES), waivers)
    sight = Sight(seen=lambda url: Outcome.OK, columns=columns)
    made = None
    for days in range(29, 0, -1):
        kept = [pair for place, pair in enumerate(whole.findings) if place % 29 <= 27 - days // 2]
        old = Finding(
            "portal", f"{PORTAL}old/{days}.html", {"outcome": "dns", "pages": 1, "looks": 2, "kinds": ["link"]}
        )
        before = replace(whole, findings=(*kept, (RULES["link-broken"], old)))
        made = consolidate(run(days_ago(days)), standings(), before, terms, sight, previous=made)
    return consolidate(run(AS_OF), standings(), whole, terms, sight, previous=made)


@cache
def empty_audit() -> Audit:
    """Return the audit of a register without subjects, with no run before it."""
    terms = Terms(tuple(RULES.values()), limits(RULES))
    return consolidate(run(AS_OF, requests=0, bytes=0, pages=0, posts=0), [], Judgement(), terms, Sight())


@cache
def blind_audit() -> Audit:
    """Return an audit in which nothing was seen."""
    unseen = [SubjectStanding(one, SubjectState.UNKNOWN, "network: no answer") for one in SUBJECTS]
    doubts = tuple(
        (RULES[rule], Unknown(one.subject.id, one.subject.url, "network"))
        for one in unseen
        for rule in ("link-broken", "site-home-stale")
        if one.subject.kind is SubjectKind.SITE
    )
    terms = Terms(tuple(RULES.values()), limits(RULES))
    return consolidate(run(AS_OF), unseen, Judgement(unknown=doubts), terms, Sight())
