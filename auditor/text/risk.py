"""What a page on a foreign host has become: gambling, pornography, or a domain that is for sale."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from auditor.text.risk_words import (
    GAMBLING_NAMES,
    GAMBLING_OFFERS,
    HONEST,
    PARKED,
    PARKED_MARKS,
    PARKING_HOSTS,
    PORN_NAMES,
    PORN_OFFERS,
)

GAMBLING, PORNOGRAPHY, PARKED_DOMAIN = "gambling", "pornography", "parked"

LONGEST_TEXT: Final = 20_000
LEAST_NAMES: Final = 3
"""Different names of games, houses or films that the whole page must hold."""

LEAST_OFFERS: Final = 2
"""Different words by which such a page speaks to its customers, beside its names."""

MOST_HONEST: Final = 1
"""Different words of police, press or lottery authorities that such a page may hold by chance."""

LONGEST_PARKED: Final = 3_000
"""Characters of a page that stands for an idle domain; a longer one is about domains."""

SHOWN_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Landing:
    """A page as its visitor sees it: its host, title, meta keywords and description, and visible text."""

    host: str
    title: str
    meta: str
    text: str


@dataclass(frozen=True, slots=True)
class Risk:
    """What the page has become ('' = nothing noticed) and the words that say so, at most SHOWN_WORDS."""

    kind: str = ""
    words: tuple[str, ...] = ()


def judge_landing(page: Landing) -> Risk:
    """Return what a foreign page has become.

    Several signs that do not depend on each other are wanted: names in the title or meta, more of them in the
    page, and words spoken to customers; pages that report on or fight such trade are left alone.
    """
    head = f"{page.title}\n{page.meta}"
    text = page.text[:LONGEST_TEXT]
    for kind, names, offers in (
        (GAMBLING, GAMBLING_NAMES, GAMBLING_OFFERS),
        (PORNOGRAPHY, PORN_NAMES, PORN_OFFERS),
    ):
        if words := _trade(head, text, names, offers):
            return Risk(kind, words)
    words = _parked(page, text)
    return Risk(PARKED_DOMAIN, words) if words else Risk()


def _trade(head: str, text: str, names: re.Pattern[str], offers: re.Pattern[str]) -> tuple[str, ...]:
    titled = _distinct(names, head)
    if not titled or HONEST.search(head):
        return ()
    named = _distinct(names, text)
    offered = _distinct(offers, f"{head}\n{text}")
    if not named or len({*titled, *named}) < LEAST_NAMES or len(offered) < LEAST_OFFERS:
        return ()
    if len(_distinct(HONEST, text)) > MOST_HONEST:
        return ()
    return tuple(dict.fromkeys((*titled, *offered, *named)))[:SHOWN_WORDS]


def _parked(page: Landing, text: str) -> tuple[str, ...]:
    if len(text) > LONGEST_PARKED:
        return ()
    said = _distinct(PARKED, f"{page.title}\n{text}")
    if not said:
        return ()
    signs = list(_distinct(PARKED_MARKS, text))
    if _sells(page.host):
        signs.append(page.host)
    name = page.host.removeprefix("www.")
    if name and name in f"{page.title}\n{text}".lower():
        signs.append(name)
    if PARKED.search(page.title):
        signs.append(page.title[:40])
    return tuple(dict.fromkeys((*said, *signs)))[:SHOWN_WORDS] if len(signs) >= LEAST_OFFERS else ()


def _sells(host: str) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in PARKING_HOSTS)


def _distinct(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0].lower() for match in pattern.finditer(text)))


def names_risky_trade(texts: Sequence[str]) -> bool:
    """Return whether link texts name gambling or pornography, and none says that it fights them."""
    joined = "\n".join(texts)
    if HONEST.search(joined):
        return False
    return bool(GAMBLING_NAMES.search(joined) or PORN_NAMES.search(joined))
