"""Sites whose home page shows nothing new."""

from collections.abc import Iterator, Mapping

from auditor.facts.home import HomeReading
from auditor.model import Outcome, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.reading.columns import NOT_SHOWN
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen, settled

CLAUSE = Source("国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》单项否决·首页栏目不更新")
SHARE = Source(
    "自定：首页有日期的条目少于此比例、站点又没有看全时只列为疑似 "
    "(own: with fewer dated items on a site not wholly seen there is only a suspicion)"
)


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare the newest dated item of each home page with the allowed silence (inclusive)."""
    for site in running(view, SubjectKind.SITE):
        home = view.get(HomeReading, site.id)
        if home is None:
            yield not_seen(view.standing(site.id), target_of(site))
        else:
            yield _judge(view, site, home, limits.of(site.id))


def _judge(view: View, site: Subject, home: HomeReading, limits: Mapping[str, float]) -> Verdict:
    target, limit = target_of(site), limits["days"]
    outcome = settled(home.outcome, home.status)
    if outcome is not Outcome.OK:
        return Unknown(site.id, target, outcome.value, home.detail)
    days = None if home.newest is None else (view.as_of - home.newest).days
    if days is not None and days < limit:
        return Clean(site.id, target)
    if home.script_filled:
        return Unknown(site.id, target, "script_filled")
    if not home.complete:
        return Unknown(site.id, target, "partial", home.detail)
    if days is None or home.newest_source == NOT_SHOWN:
        return Unknown(site.id, target, "undated")
    return Finding(
        subject=site.id,
        target=target,
        values={
            "days": days,
            "limit": limit,
            "newest": home.newest,
            "newest_url": home.newest_url,
            "newest_source": home.newest_source,
            "place": "second_level" if home.navigation_only else "home",
            "items": home.items,
            "dated": home.dated,
        },
        confidence=_confidence(view.standing(site.id), home, limits["dated_share"]),
        action="update",
    )


def _confidence(standing: SubjectStanding, home: HomeReading, least_share: float) -> Confidence:
    by_other_pages = home.navigation_only or home.dated < home.items * least_share
    unsure = by_other_pages and standing.state is not SubjectState.OBSERVED
    return Confidence.SUSPECTED if unsure else Confidence.CONFIRMED


RULE = Rule(
    id="site-home-stale",
    item=25,
    kind="site",
    severity=Severity.VETO,
    source=CLAUSE,
    check=check,
    words={
        "zh": Words(
            title="首页长期未更新",
            why="首页栏目信息超过（含）两周未更新，属单项否决。",
            summary="{place}最新一条信息的日期是 {newest}，距检查日 {days} 天（限 {limit} 天）",
            suggestion="尽快更新首页栏目；确已更新的，请核对首页列表是否显示日期。",
        ),
        "en": Words(
            title="Home page not updated",
            why="A home page without an update for two weeks or more is a veto.",
            summary="The newest item on {place} is dated {newest}, {days} days before the audit (limit {limit})",
            suggestion="Update the home page; where it is up to date, check that its lists show their dates.",
        ),
    },
    limits={"days": Limit(14, "days", CLAUSE), "dated_share": Limit(0.5, "ratio", SHARE)},
    rests_on="site",
    screenshot="home",
    excerpt="list",
)
