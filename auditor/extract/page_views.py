"""Addresses that show the page of another address in another way: for printing, or with where the reader came from."""

import re
from collections.abc import Collection

from auditor.model import PageFacts

_PRINT = re.compile(r"(?:^|[/_.?&=-])print(?:able|view|page)?(?=$|[/_.?&=-])", re.I)


def is_view(url: str, others: Collection[str]) -> bool:
    """Say whether an address is only a view of a page at one of the other addresses.

    That is a print version, or a query added to an address that is a page without it. Pages told apart by their
    queries alone (show.jsp?id=1 and ?id=2) are no views of each other.
    """
    bare, mark, _ = url.partition("?")
    if mark and bare in others:
        return True
    place = url.split("/", 3)[-1]
    return bool(_PRINT.search(place)) and any(not _PRINT.search(other.split("/", 3)[-1]) for other in others)


# Which pages belong to the statutory 政府信息公开 area, whose pages are kept whatever repeats them.

WORDS = re.compile("政府信息公开|信息公开目录|法定主动公开|信息公开指南|信息公开年报|重点领域信息公开")
PATHS = re.compile(r"/(?:zfxxgk|xxgk|zwgk/xxgk|gkml|xxgkml|fdzdgknr|zfxxgkml)(?:/|$)", re.I)


def in_disclosure_area(facts: PageFacts) -> bool:
    """Return whether a page stands in the 政府信息公开 area, by breadcrumb, column or address (条例 第二十四条)."""
    places = (*facts.trail, facts.column_name, facts.meta.get("columnname", ""))
    return any(WORDS.search(place) for place in places) or bool(PATHS.search(facts.url))
