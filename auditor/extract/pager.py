"""Further pages of a list: 下一页 and page numbers, and pagers that a script writes."""

import re
from collections.abc import Callable, Sequence

from selectolax.lexbor import LexborNode

MOST_PAGES = 40
MOST_NUMBER = 10_000
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


def _page(prefix: str, number: int, suffix: str) -> str:
    return f"{prefix}_{number}.{suffix.lstrip('.')}"


def _scripted(scripts: str) -> list[str]:
    """Return the relative name of the next page, as the page scripts of TRS and others build it."""
    if not ("createPage" in scripts or "Pager" in scripts or "countPage" in scripts):
        return []
    for pattern, base in ((_TRS, 0), (_SETTINGS, 0), (_NAMED, 1)):
        if match := pattern.search(scripts):
            total, current = int(match[1]), int(match[2])
            following = current + 1
            return [_page(match[3], following, match[4])] if following < total + base <= MOST_NUMBER else []
    current_page, count = _CURRENT.search(scripts), _COUNT.search(scripts)
    if current_page and count and int(current_page[1]) + 1 < int(count[1]) <= MOST_NUMBER:
        extension = _EXTENSION.search(scripts)
        prefix = _PREFIX.search(scripts)
        if extension:
            return [_page(prefix[1] if prefix else "index", int(current_page[1]) + 1, extension[1])]
    return []


def next_pages(anchors: Sequence[LexborNode], scripts: Sequence[str], resolve: Resolve, url: str) -> tuple[str, ...]:
    """Return further pages of the list on this page, the next one first; at most MOST_PAGES.

    Addresses built from a script's numbers are derived, not linked: a fault there is no broken link.
    """
    found = _turned(anchors, resolve, url)
    found += [target for script in scripts for name in _scripted(script) if (target := resolve(name)) and target != url]
    return tuple(dict.fromkeys(found))[:MOST_PAGES]
