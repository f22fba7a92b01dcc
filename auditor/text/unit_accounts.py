"""Which accounts double another: of one unit on one platform, or by what they post."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.model import RegisterStatus, Role, Subject
from auditor.rules import AccountOverlap
from auditor.text.normalise import normalise

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
