"""How like two accounts are in what they are for: a score to look at, never a verdict (ACCOUNTS.md 8)."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from auditor.model import Subject
from auditor.platforms import any_of
from auditor.rules import AccountOverlap
from auditor.text.normalise import normalise

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

    晴川教育发布 and 晴川区教育局's 教育在线 both come to 教育; '' where nothing is left.
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
    """Return what an account's likeness to the first of `others` comes to, as a finding's values.

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
