"""Addresses that show the page of another address in another way: for printing, or with where the reader came from."""

import re
from collections.abc import Collection

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
