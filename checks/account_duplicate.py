"""Accounts that double another: of one unit on one platform, or with the same posts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from auditor.model import GONE, Location, RegisterStatus, Role, Subject, SubjectKind, SubjectState
from auditor.rules import (
    AccountOverlap,
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    OverlapTerms,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)  # fmt: skip
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen
from auditor.text.account_likeness import told
from auditor.text.normalise import normalise

CLAUSE = Source("国办发〔2018〕123号：功能相近、用户关注度和利用率低的政务新媒体清理整合")
OWN = Source("自定：内容重合、功能相近的算法 (own: no binding text sets a number for overlap)", seen=False)
Pairs = Mapping[str, AccountOverlap]
LIMITS = {
    "share": (0.5, "ratio"), "posts": (10, "posts"), "window": (90, "days"), "contained": (0.9, "share of 3-grams"),
    "jaccard": (0.6, "share of 3-grams"), "lead": (72, "hours"), "ordered": (5, "units"),
    "weight_content": (0.45, "ratio"), "weight_role": (0.2, "ratio"), "weight_unit": (0.15, "ratio"),
    "weight_name": (0.1, "ratio"), "weight_services": (0.1, "ratio"), "name": (90, "percent"),
    "look": (0.5, "ratio"), "merge": (0.75, "ratio"), "merge_posts": (20, "posts"),
}  # fmt: skip


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Report running accounts beside another of their unit on their platform, and those that post what another posts.

    A declared account is reported only beside one of its own or a higher role, and only suspected. Accounts waiting
    for closure and gone ones double nobody. Main accounts are never reported for their posts, nor is one text on
    several platforms of a unit (CONTRACT 4.11). Where no declared main account was read, syndication can't be told.
    """
    known = {one.id: one for one in running(view, SubjectKind.ACCOUNT)}
    terms = OverlapTerms(*(limits[name] for name in ("window", "jaccard", "contained", "lead", "ordered")))
    pairs = by_account(view.account_overlaps(terms))
    there = [one for one in known.values() if not ((seen := view.account(one.id)) and seen.outcome in GONE)]
    groups = {one.id: group for group in by_unit_and_platform(there).values() for one in group}
    mains = [one for one in known.values() if one.role is Role.MAIN]
    blind = bool(mains) and all(view.standing(one.id).state is SubjectState.UNKNOWN for one in mains)
    for account in known.values():
        ours, standing, target = limits.of(account.id), view.standing(account.id), target_of(account)
        near = [(known[other], pair) for other, pair in pairs[account.id].items() if other in known]
        same = [other for other, pair in near if overlapping(account, other, pair, ours)]
        if doubled(account, group := groups.get(account.id, [])):
            yield _double(account, group, pairs[account.id], ours)
        elif same and blind:
            yield Unknown(account.id, target, "main_unseen", mains[0].name)
        elif same:
            yield _overlap(account, same, pairs[account.id], ours)
        else:
            yield Clean(account.id, target) if standing.state is SubjectState.OBSERVED else not_seen(standing, target)


def _double(account: Subject, group: list[Subject], pairs: Pairs, limits: Mapping[str, float]) -> Finding:
    others = doubled(account, group)  # the declared ones first
    keep = others[0].name if others[0].role is not Role.NONE else ""
    unsure = account.role is not Role.NONE or account.platform in OWN_SERVICES
    return Finding(
        account.id,
        target_of(account),
        told(account, others, pairs, limits) | {"count": len(group), "keep": keep},
        tuple(Location(target_of(one), one.name, one.platform) for one in others[:20]),
        len(others),
        Confidence.SUSPECTED if unsure else Confidence.CONFIRMED,
        None,
        "review" if unsure else "merge",
        "declared" if keep else "",
    )


def _overlap(account: Subject, same: list[Subject], pairs: Pairs, limits: Mapping[str, float]) -> Finding:
    same.sort(key=lambda one: (-pairs[one.id].share, -pairs[one.id].equal))
    pair, values = pairs[same[0].id], told(account, same, pairs, limits)
    places = tuple(Location(url, text, f"{day}") for url, text, day in pair.posts_of(same[0].id))
    action = "merge" if values["score_says"] == "merge" else "review"
    return Finding(
        account.id, target_of(account), values, places, max(pair.equal, len(places)), Confidence.SUSPECTED, None,
        action, "overlap",
    )  # fmt: skip


WHY_ZH = "一个单位在同一平台有多个账号，或者账号之间内容重合，会分散力量，应当清理整合；转载上级和主账号内容不在此列。"
WHY_EN = "Accounts that double another split effort and are to be merged; what is passed on by order does not count."
ADVICE_ZH = "由主管部门会同主办单位核实，确定保留哪一个；其余先公告、导出内容，再并入或注销。"
ADVICE_EN = "Let the authority and the unit choose one to keep; announce it, export the content, then close others."
SAME_ZH = "近 {window} 天与“{other}”有 {equal} 条内容相同，占较少一方 {posts} 条的 {percent}%（限 {limit_percent}%）"
LOOK_ZH = "对照所列相同内容和两个账号的功能定位，由主管部门决定是否整合；属统一转发的，请在内容中注明来源。"
LOOK_EN = "Compare the posts listed and what both are for; what was passed on by order should name its source."
SAME_EN = "{equal} posts in {window} days equal those of “{other}”: {percent}% of {posts} (limit {limit_percent}%)"
ZH = Words("账号功能重复", WHY_ZH, "本单位在该平台有 {count} 个在用账号，另有：{accounts}", ADVICE_ZH)
EN = Words("Account doubles another", WHY_EN, "Its unit runs {count} accounts here; the others: {accounts}", ADVICE_EN)
BESIDE_ZH = replace(ZH, summary="本单位在该平台有 {count} 个在用账号，名录已明确“{keep}”")
BESIDE_EN = replace(EN, summary="Its unit runs {count} accounts on this platform; “{keep}” is the declared one")
OVERLAP_ZH = replace(ZH, summary=SAME_ZH, suggestion=LOOK_ZH)
OVERLAP_EN = replace(EN, summary=SAME_EN, suggestion=LOOK_EN)
RULE = Rule(
    "account-duplicate", 27, "account, unit", Severity.MAJOR, CLAUSE, check, {"zh": ZH, "en": EN},
    {name: Limit(value, unit, OWN) for name, (value, unit) in LIMITS.items()},
    {"declared": {"zh": BESIDE_ZH, "en": BESIDE_EN}, "overlap": {"zh": OVERLAP_ZH, "en": OVERLAP_EN}},
)  # fmt: skip


# Which accounts double another: of one unit on one platform, or by what they post.

Key = tuple[str, str]

RANK: Mapping[Role, int] = {Role.NONE: 0, Role.FEATURED: 1, Role.MAIN: 2}
NO_ACCOUNT = frozenset({"feed", ""})
"""Platforms that are none: a feed is a way of reading."""

OWN_SERVICES = frozenset({"app", "miniprogram"})
"""Platforms on which each account of a unit may rightly serve something else."""


def by_unit_and_platform(accounts: Iterable[Subject]) -> dict[Key, list[Subject]]:
    """Return the active accounts of each unit on each platform, in order; widths, case and spaces don't matter.

    A further row with the address or key of an earlier one is the same account, and left out.
    """
    groups: defaultdict[Key, list[Subject]] = defaultdict(list)
    for one in accounts:
        key = (normalise(one.unit), one.platform)
        counts = key[0] and one.platform not in NO_ACCOUNT and one.status is RegisterStatus.ACTIVE
        if counts and not any(_same(one, other) for other in groups[key]):
            groups[key].append(one)
    return dict(groups)


def doubled(account: Subject, group: Sequence[Subject]) -> list[Subject]:
    """Return the accounts of its group that an account doubles, declared ones first; [] where it doubles none.

    An account doubles those of its own or a higher role: an undeclared one all others, a featured one other featured
    and main ones, a main one other main ones.
    """
    if all(one.id != account.id for one in group):
        return []
    others = [one for one in group if one.id != account.id and RANK[one.role] >= RANK[account.role]]
    return sorted(others, key=lambda one: -RANK[one.role])


def _same(one: Subject, other: Subject) -> bool:
    return bool((one.url and one.url == other.url) or (one.account_id and one.account_id == other.account_id))


def by_account(overlaps: Iterable[AccountOverlap]) -> Mapping[str, Mapping[str, AccountOverlap]]:
    """Return account id → other's id → what both share; an account that shares nothing gives an empty mapping."""
    found: defaultdict[str, dict[str, AccountOverlap]] = defaultdict(dict)
    for pair in overlaps:
        found[pair.first][pair.second] = found[pair.second][pair.first] = pair
    return found


def overlapping(account: Subject, other: Subject, pair: AccountOverlap, limits: Mapping[str, float]) -> bool:
    """Return whether an account posts what another of its own or a higher role posts.

    That is where both have `posts` posts and share `share` of the fewer (both inclusive). What a main account posts as
    well is syndication; accounts waiting for closure overlap with nobody.
    """
    running = RegisterStatus.ACTIVE is account.status is other.status
    enough = min(pair.first_posts, pair.second_posts) >= limits["posts"] and pair.share >= limits["share"]
    return running and enough and not pair.with_main and RANK[other.role] >= RANK[account.role]
