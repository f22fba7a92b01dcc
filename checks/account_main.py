"""Platforms without a main account, with several, or whose main account is not the most alive."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.facts.account_absence import is_gone
from auditor.facts.liveliness import liveliness
from auditor.model import Location, RegisterStatus, Role, Subject, SubjectKind, SubjectState
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

MATRIX = "matrix"
CLAUSE = Source("《2025年虹口区政务公开工作要点》第27项：明确主账号定位和功能，集中力量做强做优主账号")
ONE = Source("自定：平台上只有一个账号的，无须另定主账号 (own: a single account on a platform is its main one)")
OWN = Source("自定：同一时段内多出一半且多三条，才算更活跃 (own: half as many again, and three posts more)")
NO_MATRIX = frozenset({"miniprogram", "app", "feed", ""})
"""What has no posts to be main by, and what is no platform."""


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Hold each platform with two or more active accounts to exactly one declared main account, the most alive.

    One finding a platform: none is declared (also where the register declares no role at all), or several are, both by
    the register alone. Else another account may be more alive: it posts clearly more in those of the last `window`
    days that were surely read of both. Only accounts that were read are compared; a main account that was not, or too
    few days, is Unknown. A platform with one account needs no main account. Main accounts are never inferred.
    """
    if view.registered_hosts() is None:
        return  # addresses given by hand: nothing is declared anywhere
    platforms: defaultdict[str, list[Subject]] = defaultdict(list)
    for one in running(view, SubjectKind.ACCOUNT):
        if one.status is RegisterStatus.ACTIVE and one.platform not in NO_MATRIX and not is_gone(view, one.id):
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
)
