"""The posts of many accounts in columns: who, when, which of them have one text. Bounded by the number of posts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from auditor.model import AccountReading, Post, Role, Subject
from auditor.model.activity import day_of
from auditor.platforms import every
from auditor.text.comparison import Comparison, Holding, Item
from auditor.text.duplicates import clusters
from auditor.text.normalise import fold, normalise
from auditor.text.post_marks import compared, counted, passed_on
from auditor.text.same_matter import read as guard_reading
from auditor.text.same_matter import sized
from auditor.text.signature import LEAST_CHARACTERS, MOST_CHARACTERS, Hashes, sharing_pairs, sketch, stacked

SURE_CHARACTERS = 400
LISTED_CHARACTERS = 200
MOST_SERVICES = 500
HELD_ACCOUNTS = 32
HELD_CHARACTERS = 15_000_000
LEAST_TITLE = 10
"""Characters of a title that tells a post alone, where its source gives no text."""

SECONDS_AN_HOUR = 3600
LIKE_PARTS = 2
"""Of two texts at Jaccard j and of equal length, 2j / (1 + j) of either is in the other."""

SHORTENER = "url.cn"
"""A host of short links that tells no service from another, as those that posts of every platform link to."""

ReadAccount = Callable[[str], AccountReading | None]


@dataclass(frozen=True, slots=True)
class OverlapTerms:
    """What makes posts of two accounts equal, and which posts count (docs/accounts.md 8).

    Posts of the last `days` days up to the day judged by. Two are near where their 3-grams reach `jaccard` or the
    longer holds `contained` of the shorter (both inclusive); the number guard then decides. One account follows the
    other where its post is at most `hours` hours older, or newer. A text that accounts of `units` units or more carry
    was sent out to them by order.
    """

    days: float
    jaccard: float
    contained: float
    hours: float
    units: float


@dataclass(slots=True)
class PostIndex:
    """The counted posts of accounts, one row each: account (its place), time in seconds, title, place, day, text.

    `groups` numbers each row's text: rows of one number say the same. `services` are the hosts and paths that the
    posts of each account link to. `read` says which accounts brought posts at all.
    """

    accounts: Sequence[Subject]
    owner: list[int] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    url: list[str] = field(default_factory=list)
    day: list[date] = field(default_factory=list)
    text: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    services: list[frozenset[str]] = field(default_factory=list)
    groups: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))


@dataclass(slots=True)
class _Texts:
    """The distinct texts: for each a row that has it, its place among the account's posts, and what is compared.

    The sketch is None where the text is too short to tell; it is `bare` where it has no links either.
    """

    known: dict[bytes, int] = field(default_factory=dict)
    row: list[int] = field(default_factory=list)
    title: list[str] = field(default_factory=list)
    place: list[int] = field(default_factory=list)
    sketches: list[Hashes | None] = field(default_factory=list)
    characters: list[int] = field(default_factory=list)
    bare: list[bool] = field(default_factory=list)


def index_posts(accounts: Sequence[Subject], read: ReadAccount, as_of: date, terms: OverlapTerms) -> PostIndex:
    """Return the posts of accounts in the window, ordered reposts left out, with equal texts numbered alike.

    Main accounts come first in doubt: theirs is the text that others are compared with. Texts are not held; `read` is
    asked again for those that must be compared.
    """
    index, texts = PostIndex(accounts), _Texts()
    for place, account in enumerate(accounts):
        _add(index, texts, place, account, read(account.id), as_of, terms)
    index.groups = _grouped(index, texts, _Words(accounts, index, texts, read), terms)[np.array(index.text, int)]
    return index


def _add(
    index: PostIndex,
    texts: _Texts,
    place: int,
    account: Subject,
    reading: AccountReading | None,
    as_of: date,
    terms: OverlapTerms,
) -> None:
    services: set[str] = set()
    before = len(index.owner)
    for number, post in enumerate(reading.posts if reading else ()):
        if not counted(post, as_of, terms.days) or passed_on(post, account):
            continue
        assert post.published_at is not None  # `counted` leaves undated posts out
        index.owner.append(place)
        index.at.append(post.published_at.timestamp())
        index.day.append(day_of(post.published_at))
        index.title.append(post.title[:LISTED_CHARACTERS])
        index.url.append(post.url or post.key)
        index.text.append(_text(texts, post, len(index.owner) - 1, number))
        if len(services) < MOST_SERVICES:
            services |= services_of(post.links)
    index.totals.append(len(index.owner) - before)
    index.services.append(frozenset(services))


def services_of(links: Iterable[str]) -> set[str]:
    """Return the hosts of links, each with the first part of its path; the platforms' own hosts left out."""
    found, common = set(), {*every("post_hosts"), SHORTENER}
    for link in links:
        try:
            parts = urlsplit(link)
        except ValueError:
            continue
        host = parts.netloc.lower().removeprefix("www.")
        if host and host not in common:
            found.add(f"{host}/{parts.path.strip('/').partition('/')[0]}")
    return found


def _text(texts: _Texts, post: Post, row: int, number: int) -> int:
    """Return the number of a post's text; a text too short to tell is known by its links, without any it is alone.

    A title that stands without a text tells the post where it is long enough (see `_grouped` for when).
    """
    title, words = post.title[:LISTED_CHARACTERS], compared(post)
    codes = fold(words[:MOST_CHARACTERS])
    if codes.size >= LEAST_CHARACTERS:
        told, mark = f"{normalise(title)}\0{words}", sketch(codes)
    else:
        links = "\0".join(sorted(post.links))
        known_by = links or ("title" if codes.size >= LEAST_TITLE and not post.text else "")
        told, mark = f"{normalise(words)}\0{known_by}" if known_by and codes.size else f"alone\0{row}", None
    digest = blake2b(told.encode("utf-8", "replace"), digest_size=16).digest()
    known = texts.known.setdefault(digest, len(texts.row))
    if known == len(texts.row):
        texts.row.append(row)
        texts.title.append(title)
        texts.place.append(number)
        texts.sketches.append(mark)
        texts.characters.append(codes.size)
        texts.bare.append(mark is None and not post.links)
    return known


class _Words:
    """Brings the words of texts back: those called for beforehand up to a bound, others account by account."""

    def __init__(self, accounts: Sequence[Subject], index: PostIndex, texts: _Texts, read: ReadAccount) -> None:
        self._accounts, self._index, self._texts, self._read = accounts, index, texts, read
        self._posts: dict[int, tuple[Post, ...]] = {}
        self._words: dict[int, str] = {}

    def hold(self, wanted: Iterable[int]) -> None:
        """Read the words of texts at once, account by account, as many as the bound on characters allows."""
        room = HELD_CHARACTERS
        for text in sorted(wanted, key=lambda text: self._texts.row[text]):
            if text not in self._words:
                room -= self._texts.characters[text]
                if room < 0:
                    return
                self._words[text] = self(text)

    def __call__(self, text: int) -> str:
        if text in self._words:
            return self._words[text]
        owner = self._index.owner[self._texts.row[text]]
        if owner not in self._posts:
            if len(self._posts) >= HELD_ACCOUNTS:
                del self._posts[next(iter(self._posts))]
            reading = self._read(self._accounts[owner].id)
            self._posts[owner] = reading.posts if reading else ()
        return compared(self._posts[owner][self._texts.place[text]])


def _grouped(index: PostIndex, texts: _Texts, words: _Words, terms: OverlapTerms) -> NDArray[np.int64]:
    """Return for each text the number of its group, -1 (none) for one without substance that several have.

    So it is for a title without a text, too, that did not appear within `terms.hours`: a series, or chance.
    """
    numbers = np.arange(len(texts.row), dtype=np.int64)
    of, at = np.array(index.text, int), np.array(index.at, float)
    times = np.bincount(of, minlength=len(texts.row))
    brief = np.flatnonzero((times > 1) & (np.array(texts.characters, int) < SURE_CHARACTERS)).tolist()
    words.hold(brief)
    for text in brief:
        if texts.sketches[text] is not None:
            reading = guard_reading(texts.title[text], words(text))
            numbers[text] = -1 if sized(reading, reading) else text
        elif texts.bare[text] and np.ptp(at[of == text]) > terms.hours * SECONDS_AN_HOUR:
            numbers[text] = -1
    main = [account.role is Role.MAIN for account in index.accounts]
    signed = [text for text, mark in enumerate(texts.sketches) if mark is not None and numbers[text] >= 0]
    signed.sort(key=lambda text: (not main[index.owner[texts.row[text]]], index.at[texts.row[text]], text))
    marks = stacked([mark for text in signed if (mark := texts.sketches[text]) is not None])
    owners = np.array([index.owner[texts.row[text]] if times[text] == 1 else -1 - text for text in signed], np.int32)
    least = min(terms.contained, LIKE_PARTS * terms.jaccard / (1 + terms.jaccard))
    items = [Item(text, texts.title[text], 0) for text in signed]
    pairs = sharing_pairs(marks, least, owners)
    words.hold({signed[place] for place in np.unique(pairs).tolist()})
    for first, copies in clusters(items, pairs, Comparison(words, terms.jaccard, Holding(terms.contained))):
        for other, _ in copies:
            numbers[signed[other]] = signed[first]
    return numbers
