"""Hosts that share a registered name: one name can have hosts without end, as a server may answer to any below it."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from auditor.extract.foreign_hosts import site_of

MOST_OF_A_FAMILY: Final = 250
"""Hosts of one registered name that are asked in a run; a city's own offices are fewer."""

Host = tuple[str, int]


def within_families(hosts: Iterable[Host]) -> tuple[list[Host], list[Host]]:
    """Return hosts that are asked, in order, and those past MOST_OF_A_FAMILY of their family."""
    counts: Counter[str] = Counter()
    asked: list[Host] = []
    spared: list[Host] = []
    for host in hosts:
        counts[site_of(host[0])] += 1
        (asked if counts[site_of(host[0])] <= MOST_OF_A_FAMILY else spared).append(host)
    return asked, spared
