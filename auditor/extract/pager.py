"""Further pages of a list: 下一页 and page numbers, and pagers that a script writes."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

MOST_PAGES = 40
MOST_NUMBER = 10_000
MOST_SCRIPTED = 1_000
LONGEST_TURN = 12

_NEXT = re.compile(r"(?:下一?[页頁]|后一?[页頁]|next(?:\s?page)?|[>›»＞]{1,2})[>›»＞\s]{0,3}", re.I)
_NUMBER = re.compile(r"[\[【第(]?\s?(\d{1,4})\s?[页頁\]】)]?")
_STARTS = frozenset("下后nN>›»＞[【第(0123456789")
_NAME = r"""["']([\w./-]{1,80})["']"""
# TRS: createPageHTML(12, 0, "index", "html"), pages counted from 0; UCAP and SiteServer: an element's id first, from 1.
_TRS = re.compile(rf"createPage\w*\(\s*(\d{{1,5}})\s*,\s*(\d{{1,5}})\s*,\s*{_NAME}\s*,\s*{_NAME}", re.I)
_NAMED = re.compile(
    rf"createPage\w*\(\s*['\"][\w-]{{1,40}}['\"]\s*,\s*(\d{{1,5}})\s*,\s*(\d{{1,5}})\s*,\s*{_NAME}\s*,\s*{_NAME}", re.I
)
_SETTINGS = re.compile(
    rf"Pager\(\{{\s*size\s*:\s*(\d{{1,5}})\s*,\s*current\s*:\s*(\d{{1,5}})\s*,\s*prefix\s*:\s*{_NAME}\s*,\s*suffix\s*:\s*{_NAME}",
    re.I,
)
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*(\d{1,5})")
_COUNT = re.compile(r"\bcountPage\s*=\s*(\d{1,5})")
_EXTENSION = re.compile(r"nextPage\s*\+\s*[\"']\.?[\"']?\s*\+?\s*[\"']?\.?(s?html?|jspx?|aspx?|php)\b", re.I)
_PREFIX = re.compile(r"[\"'=]([\w-]{1,60})[\"']?\s*\+?\s*[\"']?_[\"']\s*\+\s*nextPage")
_STEM = re.compile(r"[_-]?\d{0,5}(\.\w{2,5})?(?:\?.*)?$")

Resolve = Callable[[str], str]


def _shape(url: str) -> str:
    """Return the address without its page number: what pages of one list share."""
    path, mark, query = url.partition("?")
    if mark:
        return path + "?" + re.sub(r"\d+", "", query)
    head, slash, name = path.rpartition("/")
    return head + slash + re.sub(r"^(index|list|default)?(?=\.)|^$", "index", _STEM.sub(r"\1", name) or "index")


def _turned(anchors: Sequence[LexborNode], resolve: Resolve, url: str) -> list[str]:
    """Return the targets of 下一页 and of page numbers that differ from the page by a number only."""
    following: list[str] = []
    numbered: list[str] = []
    folder = _shape(url).split("?")[0].rpartition("/")[0]
    for anchor in anchors:
        text = anchor.text().strip()
        if text[:1] not in _STARTS or len(text) > LONGEST_TURN:
            continue
        is_next = bool(_NEXT.fullmatch(text))
        if not is_next and not _NUMBER.fullmatch(text):
            continue
        target = resolve(anchor.attributes.get("href") or "")
        if not target or target == url:
            continue
        if is_next and text[0] not in ">›»＞":
            following.append(target)
        elif _shape(target).split("?")[0].rpartition("/")[0] == folder:
            numbered.append(target)
    return following + numbered


@dataclass(frozen=True, slots=True)
class _Series:
    """Pages a script numbers: the page's own number, the first page's, one past the last, and how names are made."""

    current: int
    first: int
    end: int
    prefix: str
    suffix: str

    def names(self, most: int) -> list[str]:
        """Return the relative names of the pages that follow, at most so many."""
        suffix = self.suffix.lstrip(".")
        numbers = range(self.current + 1, min(self.end, self.current + 1 + most))
        return [f"{self.prefix}_{number}.{suffix}" for number in numbers] if self.end <= MOST_NUMBER else []


def _series(scripts: str) -> _Series | None:
    """Return the pages that a page script of TRS or others numbers, None where there is none."""
    if not ("createPage" in scripts or "Pager" in scripts or "countPage" in scripts):
        return None
    for pattern, base in ((_TRS, 0), (_SETTINGS, 0), (_NAMED, 1)):
        if match := pattern.search(scripts):
            return _Series(int(match[2]), base, int(match[1]) + base, match[3], match[4])
    current_page, count = _CURRENT.search(scripts), _COUNT.search(scripts)
    if current_page and count and (extension := _EXTENSION.search(scripts)):
        prefix = _PREFIX.search(scripts)
        return _Series(int(current_page[1]), 0, int(count[1]), prefix[1] if prefix else "index", extension[1])
    return None


def scripted_pages(scripts: Sequence[str], resolve: Resolve, url: str) -> tuple[str, ...]:
    """Return further pages of the list that only a script of this page leads to: all of them from its first page,
    from any other the next one; at most MOST_SCRIPTED."""
    found: list[str] = []
    for script in scripts:
        if series := _series(script):
            most = MOST_SCRIPTED if series.current == series.first else 1
            found += [target for name in series.names(most) if (target := resolve(name)) and target != url]
    return tuple(dict.fromkeys(found))[:MOST_SCRIPTED]


def next_pages(anchors: Sequence[LexborNode], scripts: Sequence[str], resolve: Resolve, url: str) -> tuple[str, ...]:
    """Return further pages of the list on this page, the next one first; at most MOST_PAGES.

    Addresses built from a script's numbers are derived, not linked: a fault there is no broken link.
    """
    found = _turned(anchors, resolve, url)
    for script in scripts:
        names = series.names(1) if (series := _series(script)) else []
        found += [target for name in names if (target := resolve(name)) and target != url]
    return tuple(dict.fromkeys(found))[:MOST_PAGES]
