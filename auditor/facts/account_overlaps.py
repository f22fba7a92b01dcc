"""Which accounts post what others post, with the number of equal posts (docs/accounts.md 8, docs/contract.md 4.11)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import combinations

import numpy as np

from auditor.facts.stored_run import StoredRun
from auditor.model import AccountReading, RegisterStatus, Role, Subject, SubjectKind
from auditor.text.normalise import normalise
from auditor.text.post_index import SECONDS_AN_HOUR, OverlapTerms, PostIndex, ReadAccount, index_posts

SHOWN = 20
MOST_MAINS = 20
MOST_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class SamePost:
    """One text that both accounts posted: its title, and where and when each of them did."""

    title: str
    first: str
    second: str
    first_day: date
    second_day: date


@dataclass(frozen=True, slots=True)
class AccountOverlap:
    """Two accounts, by id in register order, and how many of their posts are equal.

    `first_posts` and `second_posts` count what was read of each in the window, ordered reposts left out; so does
    `equal`. Unless one of the two is a declared main account (`with_main`), what a main account posted as well is left
    out too: it is syndication. `first_follows` counts the posts of the first that the second published before or within
    the hours after, `second_follows` the other way. `services` is the share of the hosts and paths linked by the
    one with fewer that the other links too, None where one of them links none. `examples` are at most twenty of the
    equal posts, oldest first.
    """

    first: str
    second: str
    first_posts: int
    second_posts: int
    equal: int
    first_follows: int = 0
    second_follows: int = 0
    with_main: bool = False
    services: float | None = None
    examples: tuple[SamePost, ...] = ()

    @property
    def share(self) -> float:
        """Return equal posts ÷ posts of the account with fewer, 0..1 (docs/contract.md 4.11)."""
        return self.equal / max(1, min(self.first_posts, self.second_posts))

    def other(self, account: str) -> str:
        """Return the id of the other account."""
        return self.second if account == self.first else self.first

    def posts(self, account: str) -> int:
        """Return how many posts of an account of the two count."""
        return self.first_posts if account == self.first else self.second_posts

    def posts_of(self, account: str) -> list[tuple[str, str, date]]:
        """Return address, title and day of the examples as an account of the two posted them."""
        first = account == self.first
        return [
            (one.first if first else one.second, one.title, one.first_day if first else one.second_day)
            for one in self.examples
        ]

    def follows(self, account: str) -> float:
        """Return the share of an account's posts that the other published before, or within the hours after, 0..1."""
        told = self.first_follows if account == self.first else self.second_follows
        return told / max(1, self.posts(account))

    @classmethod
    def stream(cls, run: StoredRun, subject: str, terms: OverlapTerms) -> Iterator["AccountOverlap"]:
        """Yield the pairs of running accounts that share a post, and those of one unit on one platform that were read.

        In register order; never a pair of one unit on two platforms. `subject` is "": they are of the whole run.
        """
        yield from run.once(_overlaps, terms)


def _overlaps(run: StoredRun, terms: OverlapTerms) -> tuple[AccountOverlap, ...]:
    return tuple(account_overlaps(run.subjects(), partial(run.get, AccountReading), run.as_of, terms))


@dataclass(slots=True)
class _Shared:
    """What two accounts share: posts of each in shared texts, those that follow the other, and pairs of rows."""

    first: int = 0
    second: int = 0
    first_follows: int = 0
    second_follows: int = 0
    rows: list[tuple[int, int]] = field(default_factory=list)


def account_overlaps(
    subjects: Sequence[Subject], read: ReadAccount, as_of: date, terms: OverlapTerms
) -> Iterator[AccountOverlap]:
    """Yield the pairs of running accounts that share a post, and all pairs of one unit on one platform.

    Never a pair of one unit on two platforms (一次采集、多端发布) or of one source. `read` gives the reading of an
    account by id, None where there is none; it may be asked several times. Pairs come in register order. Of accounts
    of fewer than `units` units that share a text the first 50 are paired, of one unit and platform the first 20.
    """
    accounts = [one for one in subjects if one.kind is SubjectKind.ACCOUNT and one.status is RegisterStatus.ACTIVE]
    index = index_posts(accounts, read, as_of, terms)
    left_out = [0] * len(accounts)
    shared: dict[tuple[int, int], _Shared] = defaultdict(_Shared)
    for rows in _texts_of_several(index):
        _count(index, rows, terms, shared, left_out)
    read_at_all = [place for place, total in enumerate(index.totals) if total]
    for pair in _mates(accounts, read_at_all):
        shared[pair]
    for pair in sorted(shared):
        yield _overlap(index, pair, shared[pair], left_out)


def alike(text: str) -> str:
    """Return a name of the register as it is compared: widths, case, spaces and signs don't matter."""
    return normalise(text)


def _texts_of_several(index: PostIndex) -> Iterator[list[int]]:
    """Yield the rows of each text that several accounts have."""
    order = np.argsort(index.groups, kind="stable")
    cuts = np.flatnonzero(np.diff(index.groups[order])) + 1
    for rows in np.split(order, cuts):
        if len(rows) > 1 and index.groups[rows[0]] >= 0 and len({index.owner[row] for row in rows}) > 1:
            yield rows.tolist()


def _count(
    index: PostIndex, rows: list[int], terms: OverlapTerms, shared: dict[tuple[int, int], _Shared], left_out: list[int]
) -> None:
    by_account: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        by_account[index.owner[row]].append(row)
    mains = [place for place in by_account if index.accounts[place].role is Role.MAIN]
    ordered = len({alike(index.accounts[place].unit) for place in by_account}) >= terms.units
    if mains or ordered:
        for place, own in by_account.items():
            left_out[place] += len(own)
        pairs = {(min(main, place), max(main, place)) for main in mains[:MOST_MAINS] for place in by_account}
    else:
        pairs = set(combinations(sorted(by_account)[:MOST_TOGETHER], 2))
    for first, second in pairs:
        if _comparable(index.accounts[first], index.accounts[second]):
            _count_pair(index, by_account[first], by_account[second], terms, shared[first, second])


def _comparable(first: Subject, second: Subject) -> bool:
    if first is second or (first.source and first.source == second.source):
        return False
    return first.platform == second.platform or alike(first.unit) != alike(second.unit)


def _count_pair(index: PostIndex, ours: list[int], theirs: list[int], terms: OverlapTerms, counts: _Shared) -> None:
    lead = terms.hours * SECONDS_AN_HOUR
    ours, theirs = (sorted(rows, key=lambda row: index.at[row]) for rows in (ours, theirs))
    counts.first += len(ours)
    counts.second += len(theirs)
    counts.first_follows += sum(index.at[theirs[0]] <= index.at[row] + lead for row in ours)
    counts.second_follows += sum(index.at[ours[0]] <= index.at[row] + lead for row in theirs)
    counts.rows.append((ours[0], theirs[0]))


def _mates(accounts: Sequence[Subject], places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of accounts that one unit has on one platform."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place in places:
        if alike(accounts[place].unit):
            groups[alike(accounts[place].unit), accounts[place].platform].append(place)
    for group in groups.values():
        for first, second in combinations(group[:MOST_MAINS], 2):
            if _comparable(accounts[first], accounts[second]):
                yield first, second


def _overlap(index: PostIndex, pair: tuple[int, int], counts: _Shared, left_out: Sequence[int]) -> AccountOverlap:
    first, second = pair
    with_main = Role.MAIN in (index.accounts[first].role, index.accounts[second].role)
    totals = [index.totals[place] - (0 if with_main else left_out[place]) for place in pair]
    shown = sorted(counts.rows, key=lambda rows: min(index.at[row] for row in rows))[:SHOWN]
    return AccountOverlap(
        first=index.accounts[first].id,
        second=index.accounts[second].id,
        first_posts=totals[0],
        second_posts=totals[1],
        equal=min(counts.first, counts.second),
        first_follows=counts.first_follows,
        second_follows=counts.second_follows,
        with_main=with_main,
        services=_shared(index.services[first], index.services[second]),
        examples=tuple(
            SamePost(index.title[a], index.url[a], index.url[b], index.day[a], index.day[b]) for a, b in shown
        ),
    )


def _shared(ours: frozenset[str], theirs: frozenset[str]) -> float | None:
    least = min(len(ours), len(theirs))
    return len(ours & theirs) / least if least else None
