"""Pages that are nothing but a script which lets browsers in: no title, no text, nothing to click or to fill."""

import re

_HIDDEN = ((b"<script", b"</script"), (b"<style", b"</style"), (b"<!--", b"-->"))
_UNREAD = (*_HIDDEN, (b"<noscript", b"</noscript"), (b"<title", b"</title"))
_WAITING_WORDS = 200
"""Letters from which on a page says more than to be patient (RELIABILITY.md 4, rule 1)."""

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
"""A script that leads on to one named page, as homes of old sites do."""


def is_script_alone(lower: bytes) -> bool:
    """Tell whether a lower-case page is a script that visitors never see, which then leads them to the page itself.

    It shows nothing, and either has no title (RELIABILITY.md 4, rule 1) or sets a cookie and loads again. Frames that
    scripts fill, stubs that lead to one named page, frame sets, forms and messages in a box of their own are none.
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
    """Return the index behind the tag at `start`, with the content of what is hidden."""
    for opening, closing in hidden:
        if lower.startswith(opening, start):
            start = lower.find(closing, start + len(opening))
            break
    end = lower.find(b">", start) if start >= 0 else -1
    return end + 1 if end >= 0 else len(lower)
