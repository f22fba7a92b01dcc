"""Hosts that share a registered name: one name can have hosts without end, as a server may answer to any below it."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

MOST_OF_A_FAMILY: Final = 250
"""Hosts of one registered name that are asked in a run; a city's own offices are fewer."""

_SHARED = re.compile(r"(?:com|net|org|gov|edu|ac|mil|co|[a-z]{2})\.[a-z]{2}")
"""Two last parts under which names are registered, as gov.cn and bj.cn."""

Host = tuple[str, int]


def family_of(host: str) -> str:
    """Return the registered name a host belongs to, as far as that can be told without a list of suffixes."""
    parts = host.split(".")
    return ".".join(parts[-3:] if _SHARED.fullmatch(".".join(parts[-2:])) else parts[-2:])


def within_families(hosts: Iterable[Host]) -> tuple[list[Host], list[Host]]:
    """Return hosts that are asked, in order, and those past MOST_OF_A_FAMILY of their family."""
    counts: Counter[str] = Counter()
    asked: list[Host] = []
    spared: list[Host] = []
    for host in hosts:
        counts[family_of(host[0])] += 1
        (asked if counts[family_of(host[0])] <= MOST_OF_A_FAMILY else spared).append(host)
    return asked, spared
