"""Know the pages that firewalls show instead of a site's own (RELIABILITY.md 4)."""

from collections.abc import Sequence

from auditor.fetch.challenge_marks import COOKIE_MARKS, HEADER_MARKS, SCRIPT_MARKS, SERVER_MARKS, WORD_MARKS

_HEAD_BYTES = 64 * 1024
_SHORT_PAGE_BYTES = 4096
_FEW_LINKS = 3
_LIST_OF_LINKS = 8
_LITTLE_TEXT = 200
_QUOTED_TEXT = 500

Headers = Sequence[tuple[str, str]]

_HIDDEN = ((b"<script", b"</script"), (b"<style", b"</style"), (b"<!--", b"-->"))


def is_html(content_type: str, head: bytes) -> bool:
    """Tell whether a body is a page: by its type, or by its first bytes where no type is given."""
    if content_type:
        return "html" in content_type
    return head.lstrip()[:1] == b"<"


def challenge_page(body: bytes) -> str:
    """Return the product whose challenge or block page this is, '' when it is a page of the site's own.

    Only short pages, or pages with scripts and next to no links, are looked into, and the marks count only
    where there is little other text: an article that quotes the words is no challenge, nor is a list of links, whose
    addresses may hold them.
    """
    if len(body) > _SHORT_PAGE_BYTES and _has_links(body):
        return ""
    lower = body[:_HEAD_BYTES].lower()
    letters = visible_letters(lower, _QUOTED_TEXT)
    if letters >= _QUOTED_TEXT or lower.count(b"<a ") >= _LIST_OF_LINKS:
        return ""
    for mark, product in SCRIPT_MARKS:
        if mark in lower:
            return product
    if letters >= _LITTLE_TEXT:
        return ""
    for mark, product in WORD_MARKS:
        if mark in lower:
            return product
    return "script that sets a cookie and loads again" if _is_cookie_script(lower) else ""


def _has_links(body: bytes) -> bool:
    at = -1
    for _ in range(_FEW_LINKS):
        at = body.find(b"href=", at + 1, _HEAD_BYTES)
        if at < 0:
            return False
    return True


def says_nothing(body: bytes) -> bool:
    """Tell whether a page has neither a title nor 200 letters of text (RELIABILITY.md 4, rule 1)."""
    lower = body[:_HEAD_BYTES].lower()
    return b"<title>" not in lower and visible_letters(lower, _LITTLE_TEXT) < _LITTLE_TEXT


def challenge_headers(headers: Headers) -> str:
    """Return the product whose refusal these headers show, '' for none; only for statuses that refuse."""
    for name, value in headers:
        if name == "server":
            lower = value.lower()
            for mark, product in SERVER_MARKS:
                if mark in lower:
                    return product
        elif name in HEADER_MARKS:
            return f"firewall header {name}"
        elif name == "set-cookie" and value.startswith(COOKIE_MARKS):
            return "firewall cookie " + value.partition("=")[0][:20]
    return ""


def visible_letters(lower: bytes, enough: int) -> int:
    """Return about how many letters of a lower-case page a reader sees, counted until `enough` are found."""
    letters = at = 0
    while at < len(lower) and letters < enough:
        start = lower.find(b"<", at)
        end = len(lower) if start < 0 else start
        text = lower[at : min(end, at + 8 * enough)].decode("utf-8", "replace")
        letters += len("".join(text.split()))
        at = _element_end(lower, end)
    return letters


def _element_end(lower: bytes, start: int) -> int:
    """Return the index behind the tag at `start`, with the content of scripts, styles and comments."""
    for opening, closing in _HIDDEN:
        if lower.startswith(opening, start):
            start = lower.find(closing, start + len(opening))
            break
    end = lower.find(b">", start) if start >= 0 else -1
    return end + 1 if end >= 0 else len(lower)


def _is_cookie_script(lower: bytes) -> bool:
    if b"document.cookie" not in lower or b"<script" not in lower or b"<title>" in lower:
        return False
    reloads = b"location.reload" in lower or b"location.href" in lower or b"location.replace" in lower
    return reloads and b"<a " not in lower
