"""Whether an account posts more than others, by what was surely read of both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from auditor.model import AccountReading
from auditor.model.activity import WHOLE, activity, day_of
from auditor.rules import View
from auditor.rules.undecided import reason_of


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
    reading = view.account(account)
    return posting(reading, view.as_of) if reading is not None else (None, reason_of(view.standing(account)))
