"""Platforms without a main account, with several, or whose main account is not the most alive."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditor.facts.account_absence import is_gone
from auditor.facts.register import RegisteredHosts
from auditor.model import AccountReading, Location, RegisterStatus, Role, Subject, SubjectKind, SubjectState
from auditor.model.activity import WHOLE, activity, day_of
from auditor.platforms import row_of
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
from auditor.rules.undecided import reason_of

MATRIX = "matrix"
CLAUSE = Source("《2025年虹口区政务公开工作要点》第27项：明确主账号定位和功能，集中力量做强做优主账号")
ONE = Source("自定：平台上只有一个账号的，无须另定主账号 (own: a single account on a platform is its main one)")
OWN = Source("自定：同一时段内多出一半且多三条，才算更活跃 (own: half as many again, and three posts more)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Hold each platform with two or more active accounts to exactly one declared main account, the most alive.

    One finding a platform: none is declared (also where the register declares no role at all), or several are, both by
    the register alone. Else another account may be more alive: it posts clearly more in those of the last `window`
    days that were surely read of both. Only accounts that were read are compared; a main account that was not, or too
    few days, is Unknown. A platform with one account needs no main account. Main accounts are never inferred.
    """
    if view.get(RegisteredHosts) is None:
        return  # addresses given by hand: nothing is declared anywhere
    platforms: defaultdict[str, list[Subject]] = defaultdict(list)
    for one in running(view, SubjectKind.ACCOUNT):
        if one.status is RegisterStatus.ACTIVE and row_of(one.platform).has_posts and not is_gone(view, one.id):
            platforms[one.platform].append(one)
    for platform, accounts in platforms.items():
        mains = [one for one in accounts if one.role is Role.MAIN]
        if len(accounts) < limits["accounts"]:
            if view.standing(accounts[0].id).state is not SubjectState.UNKNOWN:
                yield Clean(MATRIX, platform)
        elif len(mains) == 1:
            yield _liveliest(view, platform, mains[0], accounts, limits)
        else:
            yield _undeclared(platform, accounts, mains)


def _undeclared(platform: str, accounts: Sequence[Subject], mains: Sequence[Subject]) -> Finding:
    values = {"platform": platform, "accounts": len(accounts), "mains": [one.name for one in mains]}
    places = tuple(Location(target_of(one), one.name, "account") for one in mains or accounts)
    return Finding(MATRIX, platform, values, places, len(places), variant="several" if mains else "")


def _liveliest(view: View, platform: str, main: Subject, accounts: Sequence[Subject], limits: Limits) -> Verdict:
    others = {one.id: one for one in accounts if one is not main}
    told = liveliness(view, main.id, others, limits.values)
    if told.gap:
        return Unknown(MATRIX, platform, told.gap, main.name)
    if not told.ahead:
        why = f"{told.unread} / {len(others)}"
        return Unknown(MATRIX, platform, "partial", why) if told.unread else Clean(MATRIX, platform)
    first = told.ahead[0]
    livelier = others[first.other]
    values = {
        **{"platform": platform, "unit": main.unit, "main": main.name, "livelier": livelier.name, "days": first.days},
        **{"main_posts": first.ours, "livelier_posts": first.theirs},
        **{"main_newest": first.our_newest, "livelier_newest": first.their_newest},
    }
    places = tuple(Location(target_of(one), one.name, "account") for one in (main, livelier))
    return Finding(MATRIX, platform, values, places, 2, Confidence.SUSPECTED, variant="quiet")


ZH = Words(
    title="主账号不明确",
    why="每个平台应当明确一个主账号并做强做优，形成以主账号为核心、特色账号协同的矩阵；主账号由名录登记，程序不作推断；平台上只有一个账号的，无须另定。",
    summary="{platform}上有 {accounts} 个在用账号，名录没有登记主账号",
    suggestion="确定主账号，在名录“角色”栏登记；其余按特色账号、归并或注销处理。",
)
EN = Words(
    title="Main account unclear",
    why="On each platform one main account is to be named and made strong, in the register; one alone needs no naming.",
    summary="On {platform} {accounts} accounts are in use and none is registered as the main one",
    suggestion="Decide which is, and register its role; feature, merge or close the others.",
)
SEVERAL_ZH = replace(ZH, summary="{platform}上登记了多个主账号：{mains}", suggestion="只保留一个主账号，其余改登角色。")
SEVERAL_EN = replace(
    EN,
    summary="On {platform} several accounts are registered as main: {mains}",
    suggestion="Keep one; change the others.",
)
QUIET_ZH = replace(
    ZH,
    summary="{platform}的主账号“{main}” {days} 天发布 {main_posts} 条，“{livelier}”发布 {livelier_posts} 条，更活跃",
    suggestion="加强主账号的采编发布，或重新确定主账号。",
)
QUIET_EN = replace(
    EN,
    summary="On {platform} “{main}” has {main_posts} posts in {days} days, “{livelier}” {livelier_posts}",
    suggestion="Strengthen the main account, or name another.",
)

RULE = Rule(
    id="account-main",
    item=27,
    kind="matrix",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={
        "accounts": Limit(2, "accounts", ONE),
        "window": Limit(30, "days", OWN),
        "least": Limit(7, "days", OWN),
        "times": Limit(1.5, "ratio", OWN),
        "more": Limit(3, "posts", OWN),
    },
    variants={"several": {"zh": SEVERAL_ZH, "en": SEVERAL_EN}, "quiet": {"zh": QUIET_ZH, "en": QUIET_EN}},
    limit_names={
        "accounts": {"zh": "须定主账号的账号数", "en": "accounts that need a main one"},
        "more": {"zh": "多出条数", "en": "posts more"},
        "window": {"zh": "比较范围", "en": "days compared"},
    },
)


# Whether an account posts more than others, by what was surely read of both.


@dataclass(frozen=True, slots=True)
class Posting:
    """When an account posted: `days` has one entry a public post; `newest` is the last one, None without any.

    All posts from `since` up to `until` (both inclusive) were surely read.
    """

    days: tuple[date, ...]
    since: date
    until: date
    newest: date | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """An account beside another one: the posts of both on the same `days` days, and the last of each.

    `ahead` says whether the other posts clearly more, None where too little was read to tell.
    """

    other: str
    days: int
    ours: int
    theirs: int
    our_newest: date | None
    their_newest: date | None
    ahead: bool | None


@dataclass(frozen=True, slots=True)
class Liveliness:
    """How an account stands among others. `gap` is the reason why its own posts are not known, '' where they are.

    `ahead` are those that post clearly more, the furthest ahead first; `unread` counts those not to be compared.
    """

    gap: str = ""
    ahead: tuple[Comparison, ...] = ()
    unread: int = 0


def liveliness(view: View, account: str, others: Iterable[str], limits: Mapping[str, float]) -> Liveliness:
    """Return how an account stands among others in the last `window` days, of which `least` must be read of it.

    Clearly more: `times` as many posts and `more` posts more (both inclusive).
    """
    ours, gap = _posting_of(view, account)
    if ours is None:
        return Liveliness(gap)
    beside = []
    unread = 0
    for other in others:
        theirs, _ = _posting_of(view, other)
        both = compared(ours, theirs, other, view.as_of, limits) if theirs else None
        if both and both.ahead:
            beside.append(both)
        unread += both is None or both.ahead is None
    beside.sort(key=lambda one: (one.ours - one.theirs, one.other))
    return Liveliness("", tuple(beside), unread)


def posting(reading: AccountReading, as_of: date) -> tuple[Posting | None, str]:
    """Return when an account posted up to `as_of` (inclusive), or None and the reason why that cannot be told.

    A source cut to the newest posts, as feeds are, surely has those after the day of its oldest one that is not pinned.
    """
    seen = activity(reading, as_of)
    if seen.gap or (seen.newest and seen.post is None):
        return None, seen.gap or "partial"  # a list tells of the last post only
    posts = [(day_of(one.published_at), one) for one in reading.posts if one.published_at and not one.removed]
    days = tuple(day for day, _ in posts if day <= as_of)
    if reading.window_from is not None:
        since = day_of(reading.window_from)
    elif reading.adapter in WHOLE or reading.posts_total == len(reading.posts):
        since = date.min
    else:
        since = min((day for day, one in posts if not one.is_pinned), default=as_of) + timedelta(days=1)
    return Posting(days, since, seen.until, seen.newest), ""


def compared(ours: Posting, theirs: Posting, other: str, as_of: date, limits: Mapping[str, float]) -> Comparison:
    """Return how two accounts posted in the last `window` days.

    The other is ahead where it has clearly more on days that were surely read of ours: what was not read of it only
    adds. It is not where it has no more than what was read of ours on days that were surely read of it, or of both.
    """
    start, until = as_of - timedelta(days=limits["window"] - 1), min(ours.until, theirs.until)
    sure_of_ours, sure_of_theirs = max(start, ours.since), max(start, theirs.since)
    told = _counted(ours, theirs, other, sure_of_ours, until, limits)
    if told.ahead and told.days >= limits["least"]:
        return told
    exact = _counted(ours, theirs, other, max(sure_of_ours, sure_of_theirs), until, limits)
    if exact.days >= limits["least"]:
        return exact
    whole = _counted(ours, theirs, other, start, until, limits)
    behind = not whole.ahead and sure_of_theirs == start and whole.days >= limits["least"]
    return whole if behind else replace(exact, ahead=None)


def _counted(
    ours: Posting, theirs: Posting, other: str, since: date, until: date, limits: Mapping[str, float]
) -> Comparison:
    own, more = (sum(since <= day <= until for day in one.days) for one in (ours, theirs))
    ahead = more >= limits["times"] * own and more - own >= limits["more"]
    return Comparison(other, max(0, (until - since).days + 1), own, more, ours.newest, theirs.newest, ahead)


def _posting_of(view: View, account: str) -> tuple[Posting | None, str]:
    reading = view.get(AccountReading, account)
    return posting(reading, view.as_of) if reading is not None else (None, reason_of(view.standing(account)))
