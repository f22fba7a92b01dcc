"""How deep a column stands in its site, and below what: by navigation, breadcrumb and folders of addresses."""

from typing import Final

from auditor.reading.drafts import Draft
from auditor.reading.judging import Judge

FIRST: Final = 1
"""Level of an entry of the main navigation itself; those of its drop-downs are one below."""


def find_level(head: Draft, judge: Judge) -> tuple[int, str]:
    """Return the level of a column and the name of what it stands below ('' for nothing, level 0 where none is known).

    A drop-down of the navigation decides; what stands right below the home page and in no navigation is of the second
    level. An entry of the first level is one only where neither breadcrumb nor folder
    puts it below another page: menus that list everything side by side are many, and a veto counts first levels.
    """
    entry = judge.entries.get(head.page)
    if entry is not None and entry.level > FIRST:
        above = judge.entries.get(entry.parent)
        return entry.level, above.text if above else ""
    steps = _steps(head, judge)
    if len(steps) > FIRST:
        return len(steps), steps[-2]
    folders = _folders(head, judge)
    if folders:
        return len(folders) + FIRST, folders[-1]
    if entry is not None:
        return FIRST, ""
    return (FIRST + 1 if steps else 0), ""


def _steps(head: Draft, judge: Judge) -> list[str]:
    """Return the steps of the breadcrumb from below the home page to the column itself."""
    steps = [text for text, target in head.trail if target not in (*judge.homes, head.page)]
    if not head.trail or not steps:
        return []
    last, target = head.trail[-1]
    itself = target == head.page or not target
    return steps if itself and target != head.page else [*steps, last]


def _folders(head: Draft, judge: Judge) -> list[str]:
    """Return the names of the pages whose folders hold the column's, outermost first."""
    parts = head.url.partition("?")[0].split("/")
    names = []
    for depth in range(4, len(parts)):
        folder = "/".join(parts[:depth]) + "/"
        above = judge.folders.get(folder)
        if above is not None and above is not head and above.page not in judge.homes:
            names.append(above.title or above.headline)
    return names
