"""Accounts that double another: of one unit on one platform, or with the same posts."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from auditor.facts.account_overlaps import AccountOverlap
from auditor.model import GONE, AccountReading, Location, RegisterStatus, Role, Subject, SubjectKind, SubjectState
from auditor.platforms import any_of, row_of
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
from auditor.rules.undecided import not_seen
from auditor.text.normalise import normalise
from auditor.text.post_index import OverlapTerms

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
    several platforms of a unit (docs/contract.md 4.11). Where no declared main account was read,
    syndication can't be told.
    """
    known = {one.id: one for one in running(view, SubjectKind.ACCOUNT)}
    terms = OverlapTerms(*(limits[name] for name in ("window", "jaccard", "contained", "lead", "ordered")))
    pairs = by_account(view.each(AccountOverlap, "", terms))
    there = [one for one in known.values() if not ((seen := view.get(AccountReading, one.id)) and seen.outcome in GONE)]
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
    unsure = account.role is not Role.NONE or row_of(account.platform).by_release
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
    limit_names={
        "share": {"zh": "内容重合比例", "en": "share of equal posts"},
        "posts": {"zh": "各方最少条数", "en": "least posts on each side"},
        "name": {"zh": "名称相似度", "en": "likeness of names"},
        "look": {"zh": "建议核看的得分", "en": "score to look at"},
        "merge": {"zh": "优先整合的得分", "en": "score to merge first"},
    },
    role="duplicate_account",
    remark=1,
)  # fmt: skip


# Which accounts double another: of one unit on one platform, or by what they post.

Key = tuple[str, str]

RANK: Mapping[Role, int] = {Role.NONE: 0, Role.FEATURED: 1, Role.MAIN: 2}


def by_unit_and_platform(accounts: Iterable[Subject]) -> dict[Key, list[Subject]]:
    """Return the active accounts of each unit on each platform, in order; widths, case and spaces don't matter.

    A further row with the address or key of an earlier one is the same account, and left out.
    """
    groups: defaultdict[Key, list[Subject]] = defaultdict(list)
    for one in accounts:
        key = (normalise(one.unit), one.platform)
        counts = key[0] and row_of(one.platform).has_accounts and one.status is RegisterStatus.ACTIVE
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


# How like two accounts are in what they are for: a score to look at, never a verdict (docs/accounts.md 8).

PARTS = ("content", "role", "unit", "name", "services")
LEAST_CORE = 2
NAMED = 5
LONGEST_REGION = 8

_REGION = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:特别行政区|自治区|自治州|自治县|省|市|地区|新区|区|县|旗|州|盟)")
_SAID_BY_ALL = r"政务新媒体|政务|官方|官微|发布|在线|网络?|平台|融媒体?|微|号|人民政府|办公室"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far an account does what another does, 0..1 each; `score` is the weighted sum. None: nothing to go by."""

    score: float
    content: float | None
    role: float | None
    unit: float
    name: float | None
    services: float | None


def likeness(
    account: Subject, other: Subject, overlap: AccountOverlap | None, weights: Mapping[str, float], alike_percent: float
) -> Likeness:
    """Return how far `account` repeats what `other` does; the direction matters for content.

    Content is the share of the account's posts that the other published before or soon after; role the Jaccard of the
    declared functions; unit 1 for one unit or certified subject, or where one's name begins with the other's; name 1
    where the names without region and words that all use are `alike_percent` alike (inclusive); services the shared
    hosts and paths. `weights` has PARTS as keys. A part without data adds nothing.
    """
    content = overlap.follows(account.id) if overlap and overlap.posts(account.id) else None
    role = _jaccard(_functions(account), _functions(other))
    unit = float(_one_house(account, other))
    name = _names(account, other, alike_percent)
    services = overlap.services if overlap else None
    parts = dict(zip(PARTS, (content, role, unit, name, services), strict=True))
    score = sum(weights[part] * (value or 0.0) for part, value in parts.items())
    return Likeness(round(score, 3), content, role, unit, name, services)


def core_of(name: str, units: Collection[str] = ()) -> str:
    """Return what sets a name apart: without regions, those of `units` too, and words that accounts all use.

    晴川教育发布 and 晴川区教育局's 教育在线 both give 教育; '' where nothing is left.
    """
    regions = {match.group() for unit in units for match in _REGION.finditer(normalise(unit)[: 2 * LONGEST_REGION])}
    bare = {region.rstrip("省市区县旗州盟") for region in regions}
    core = normalise(name)
    for region in sorted(regions | bare, key=len, reverse=True):
        if len(region) >= LEAST_CORE:
            core = core.replace(region, "")
    return re.sub(f"{any_of('words')}|{_SAID_BY_ALL}", "", _REGION.sub("", core))


def _names(account: Subject, other: Subject, alike_percent: float) -> float | None:
    units = (account.unit, other.unit)
    ours, theirs = core_of(account.name, units), core_of(other.name, units)
    if min(len(ours), len(theirs)) < LEAST_CORE:
        return None
    return float(fuzz.ratio(ours, theirs) >= alike_percent)


def _functions(account: Subject) -> frozenset[str]:
    return frozenset(filter(None, map(normalise, account.functions)))


def _jaccard(ours: frozenset[str], theirs: frozenset[str]) -> float | None:
    return len(ours & theirs) / len(ours | theirs) if ours and theirs else None


def _one_house(account: Subject, other: Subject) -> bool:
    ours, theirs = (
        {told for text in (one.unit, one.verified_as) if (told := normalise(text))} for one in (account, other)
    )
    return any(a.startswith(b) or b.startswith(a) for a in ours for b in theirs)


def told(
    account: Subject, others: Sequence[Subject], pairs: Mapping[str, AccountOverlap], limits: Mapping[str, float]
) -> dict[str, object]:
    """Return an account's likeness to the first of `others` as a finding's values.

    What there are no data for is left out. `pairs` are its overlaps by the other's id. `limits` has `weight_` and each
    part, `name`, `share`, `window`, `posts` (fewer of the account's posts: 'few'), `look` (from there on: 'look',
    below: 'apart'), `merge` and `merge_posts` (from both on: 'merge'); all inclusive.
    """
    other = others[0]
    pair = pairs.get(other.id)
    like = likeness(account, other, pair, {part: limits[f"weight_{part}"] for part in PARTS}, limits["name"])
    posts = pair.posts(account.id) if pair else 0
    says = "few" if posts < limits["posts"] else "look" if like.score >= limits["look"] else "apart"
    if says == "look" and like.score >= limits["merge"] and posts >= limits["merge_posts"]:
        says = "merge"
    return {
        "platform": account.platform,
        "other": other.name,
        "accounts": [one.name for one in others[:NAMED]],
        **(_shared(pair) if pair else {}),
        "limit_percent": round(100 * limits["share"]),
        "window": limits["window"],
        "score": like.score,
        "score_says": says,
        **{f"score_{part}": round(value, 3) for part in PARTS if (value := getattr(like, part)) is not None},
    }


def _shared(pair: AccountOverlap) -> dict[str, object]:
    least = min(pair.first_posts, pair.second_posts)
    return {"equal": pair.equal, "posts": least, "percent": round(100 * pair.share)}
