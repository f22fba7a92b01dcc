"""Tell the pages that firewalls show from a site's own (docs/reliability.md 4)."""

import html
import re
from collections.abc import Sequence

from auditor.fetch.firewall.challenge_marks import (
    BLOCK,
    EDGE_COOKIES,
    EDGE_HEADERS,
    EDGE_SERVERS,
    EDGE_VALUES,
    F5_COOKIE,
    SCRIPT_MARKS,
    WAF_HEADERS,
    WAF_SERVERS,
    Marks,
)
from auditor.fetch.firewall.challenge_words import (
    ASKED_MARKS,
    EDGE_WORDS,
    FORMS,
    PROOF_MARKS,
    REFUSAL_WORDS,
    STATUS_TITLES,
    TITLES,
    WIDGET_MARKS,
    WORD_MARKS,
)

_HEAD_BYTES = 64 * 1024
_SHORT_PAGE_BYTES = 4096
_ASKING_PAGE_BYTES = 16 * 1024
_FEW_LINKS = 3
_LIST_OF_LINKS = 8
_ERROR_PAGE_LINKS = 16
_LITTLE_TEXT = 200
_QUOTED_TEXT = 500
_ON_EVERY_PAGE = b"$_ts"  # 瑞数 writes its script into pages it lets through, too
_ERROR_PAGE_TEXT = 2000
_ERRORS = 400
_OVERLOADED = 503

REFUSING = frozenset({403, 405, 406, 409, 418, 451, 501, 503})
"""Statuses that are a firewall's where a mark confirms it; without one they may be the site's own."""

Headers = Sequence[tuple[str, str]]

_PASSWORD = re.compile(rb"type=[\"']?password")
_OWN_FORM = re.compile(rb"type=[\"']?password|<textarea|<select")
_FRAME = re.compile(rb"id=[\"']?(?:app|root|main|__next|__nuxt)\b")
_BARE = re.compile(
    rb"<!doctype[^>]{0,500}>|<!--.{0,500}?-->"
    rb"|</?(?:html|head|body|meta(?![^>]{0,300}refresh)|title|br|p|div|span|center|font)\b[^>]{0,500}>|&nbsp;",
    re.I | re.S,
)
_TEXT_INPUT = re.compile(rb"<input(?![^>]{0,300}type=[\"']?(?:hidden|submit|button|image|checkbox|radio|reset))")


def is_html(content_type: str, head: bytes) -> bool:
    """Tell whether a body is a page: by its type, or by its first bytes where no type is given."""
    if content_type:
        return "html" in content_type
    return head.lstrip()[:1] == b"<"


def challenge_page(body: bytes, status: int = 200, *, whole: bool = True) -> str:
    """Return the product whose challenge or block page this is, '' when it is a page of the site's own.

    Only short pages, or pages with scripts and next to no links, are looked into, and the marks count only where
    there is little other text: an article that quotes the words is no challenge, nor is a list of links, whose
    addresses may hold them. With a status that refuses (REFUSING), longer pages are looked into, and for words that
    say nothing elsewhere; with one that does not, a title that is nothing but a refusal is a mark. Words count where
    visitors see them. `whole`: nothing of the page is missing, so that one which is nothing but a script is just that.
    """
    refusing = status in REFUSING
    if len(body) > _SHORT_PAGE_BYTES and not refusing and _has_links(body):
        return _asked(body.lower()) if len(body) <= _ASKING_PAGE_BYTES and b"<input" in body else ""
    lower = body[:_HEAD_BYTES].lower()
    if b"&#" in lower:
        lower = html.unescape(lower.decode("utf-8", "surrogateescape")).encode("utf-8", "replace").lower()
    most = _ERROR_PAGE_TEXT if refusing else _QUOTED_TEXT
    letters = visible_letters(lower, most)
    links = lower.count(b"<a ")
    if letters >= most or links >= (_ERROR_PAGE_LINKS if refusing else _LIST_OF_LINKS):
        return ""
    if not refusing and _PASSWORD.search(lower):
        return ""  # whatever stands around it, a login is the site's own
    let_in = letters >= _LITTLE_TEXT
    product = _marked(SCRIPT_MARKS, lower.replace(_ON_EVERY_PAGE, b"") if let_in else lower) or next(
        (name for form, name in FORMS if form.search(lower)), ""
    )
    if product:
        return product
    few = letters < _LITTLE_TEXT or refusing
    shown = visible_words(lower) if few else b""
    if few:
        product = _marked(WORD_MARKS, shown) or (BLOCK if _titled(lower, status) else "")
    if not product and not _is_own_form(lower):
        product = _marked(PROOF_MARKS, shown) or _widget(lower)
    if not product and refusing and _refuses(lower, status):
        product = BLOCK
    return product or ("script that loads the page again" if whole and is_script_alone(lower) else "")


def _asked(lower: bytes) -> str:
    """Return the product of a page that asks for proof of a person among the links of its site's frame."""
    product = _marked(ASKED_MARKS, lower)
    return product if product and visible_letters(lower, _QUOTED_TEXT) < _QUOTED_TEXT else ""


def _marked(marks: Marks, lower: bytes) -> str:
    for mark, product in marks:
        if mark in lower:
            return product
    return ""


def _refuses(lower: bytes, status: int) -> bool:
    return bool(REFUSAL_WORDS.search(lower)) or (status != _OVERLOADED and bool(EDGE_WORDS.search(lower)))


def _titled(lower: bytes, status: int) -> bool:
    """Tell whether a page's title is nothing but a refusal, and more than the status it came with."""
    return bool(TITLES.search(lower)) and (status < _ERRORS or not STATUS_TITLES.search(lower))


def _widget(lower: bytes) -> str:
    """Return the product whose proof of a person is all that a page asks for: beside it stands no frame to fill."""
    product = _marked(WIDGET_MARKS, lower)
    return "" if product and _FRAME.search(lower) else product


def _is_own_form(lower: bytes) -> bool:
    """Tell whether a page asks for more than a code, as logins, messages and requests for information do."""
    return bool(_OWN_FORM.search(lower)) or len(_TEXT_INPUT.findall(lower)) > 1


def _has_links(body: bytes) -> bool:
    at = -1
    for _ in range(_FEW_LINKS):
        at = body.find(b"href=", at + 1, _HEAD_BYTES)
        if at < 0:
            return False
    return True


def says_nothing(body: bytes) -> bool:
    """Tell whether a page has neither a title nor 200 letters of text (docs/reliability.md 4, rule 1)."""
    lower = body[:_HEAD_BYTES].lower()
    return b"<title>" not in lower and visible_letters(lower, _LITTLE_TEXT) < _LITTLE_TEXT


def says_much(body: bytes) -> bool:
    """Tell whether a page has 200 letters of text, more than a server's default page."""
    return visible_letters(body[:_HEAD_BYTES].lower(), _LITTLE_TEXT) >= _LITTLE_TEXT


def shows_nothing(body: bytes) -> bool:
    """Tell whether a page is empty: no title, no letter, and no tag but those every page has.

    A page that refreshes to another is not empty.
    """
    if len(body) >= _SHORT_PAGE_BYTES or b"refresh" in body.lower():
        return False
    return not _BARE.sub(b"", body).strip(b" \t\r\n\0\xef\xbb\xbf")


def refusal_words(body: bytes) -> bool:
    """Tell whether a short answer that is no page, with a status that refuses, is in a firewall's words."""
    return len(body) < _SHORT_PAGE_BYTES and bool(REFUSAL_WORDS.search(body.lower()))


def challenge_headers(headers: Headers, status: int) -> str:
    """Return the product whose refusal these headers show, '' for none; only for statuses that refuse.

    What stands on every answer of a site behind a firewall does not make its 503 the firewall's.
    """
    own = status == _OVERLOADED
    for name, value in headers:
        if name in WAF_HEADERS:
            return f"firewall header {name}"
        lower = value.lower()
        if name == "server":
            if any(mark in lower for mark in WAF_SERVERS):
                return f"firewall server {value[:40]}"
            if not own and any(mark in lower for mark in EDGE_SERVERS):
                return f"firewall server {value[:40]}"
        elif own:
            continue
        elif name in EDGE_HEADERS or any(mark in lower for mark in EDGE_VALUES.get(name, ())):
            return f"firewall header {name}"
        elif name == "set-cookie" and (lower.startswith(EDGE_COOKIES) or F5_COOKIE.match(lower)):
            return "firewall cookie " + value.partition("=")[0][:20]
    return ""


# Pages that only hold a script which lets browsers in: no title, no text, nothing to click or to fill.

_HIDDEN = ((b"<script", b"</script"), (b"<style", b"</style"), (b"<!--", b"-->"))
_UNREAD = (*_HIDDEN, (b"<noscript", b"</noscript"), (b"<title", b"</title"))
_WAITING_WORDS = 200
"""Letters from which on a page says more than to be patient (docs/reliability.md 4, rule 1)."""

_SHOWS = re.compile(
    rb"<(?:a|frame|frameset|iframe|img|image|object|embed|svg|canvas|video|audio|form|table|ul|h[1-6]"
    rb"|[a-z]{1,30}-[a-z-]{1,30})[\s/>]"
)
_FILLED = re.compile(rb"<(?:div|main|section|span|p)[\s/>]")
_REFRESH = re.compile(rb"<meta[^>]{0,300}http-equiv=[\"']?refresh")
_TITLE = re.compile(rb"<title[^>]{0,99}>\s*+[^<\s]")
_MOVES = re.compile(rb"\blocation\b|\.submit\(|\breload\b|\bnavigate\b|window\.open\(")
_TO_A_PAGE = re.compile(
    rb"\blocation(?:\.href)?\s{0,9}=\s{0,9}[\"'][^\"'?+\s]{1,300}[\"']\s{0,9}(?:[;}<\n\r]|$)"
    rb"|\blocation\.(?:replace|assign)\(\s{0,9}[\"'][^\"'?+\s]{1,300}[\"']\s{0,9}\)"
)
"""A script that goes on to one named page, as home pages of old sites do."""


def is_script_alone(lower: bytes) -> bool:
    """Tell whether a lower-case page is a script that visitors never see, which then leads them to the page itself.

    It shows nothing, and either has no title (docs/reliability.md 4, rule 1) or sets a cookie and loads again. Frames
    that scripts fill, stubs that lead to one named page, frame sets, forms and messages in a box of their own are none.
    """
    if b"</script" not in lower or b"alert(" in lower or _SHOWS.search(lower) or _REFRESH.search(lower):
        return False
    lets_in = b"document.cookie" in lower and bool(_MOVES.search(lower))
    most = _WAITING_WORDS if lets_in else 1
    if visible_letters(lower, most, _UNREAD) >= most:
        return False
    again = b"reload(" in lower
    if not again and _TO_A_PAGE.search(lower):
        return False
    if _FILLED.search(lower):
        return lets_in and not _TITLE.search(lower) and b" src=" not in lower
    return lets_in or not _TITLE.search(lower)


def visible_letters(lower: bytes, enough: int, hidden: tuple[tuple[bytes, bytes], ...] = _HIDDEN) -> int:
    """Return about how many letters of a lower-case page a reader sees, counted until `enough` are found.

    `hidden` are the beginnings and ends of what is left out, the latter without their `>`.
    """
    letters = at = 0
    while at < len(lower) and letters < enough:
        start = lower.find(b"<", at)
        end = len(lower) if start < 0 else start
        text = lower[at : min(end, at + 8 * enough)].decode("utf-8", "replace")
        letters += len("".join(text.split()))
        at = _element_end(lower, end, hidden)
    return letters


def visible_words(lower: bytes) -> bytes:
    """Return what a reader sees of a lower-case page, title included, without tags, scripts, styles and comments."""
    pieces: list[bytes] = []
    at = 0
    while at < len(lower):
        start = lower.find(b"<", at)
        end = len(lower) if start < 0 else start
        pieces.append(lower[at:end])
        at = _element_end(lower, end, _HIDDEN)
    return b"".join(pieces)


def _element_end(lower: bytes, start: int, hidden: tuple[tuple[bytes, bytes], ...]) -> int:
    """Return the index behind the tag at `start`, with the content of hidden elements."""
    for opening, closing in hidden:
        if lower.startswith(opening, start):
            start = lower.find(closing, start + len(opening))
            break
    end = lower.find(b">", start) if start >= 0 else -1
    return end + 1 if end >= 0 else len(lower)
