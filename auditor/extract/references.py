"""Addresses inside values: srcset, CSS url() and @import, meta refresh. Linear in the length of the value."""

import re
from collections.abc import Iterator
from typing import Final

LONGEST_CSS: Final = 2_000_000
"""Characters of a style sheet that are read."""

# CSS Syntax Level 3, section 4. Possessive quantifiers keep hostile input linear; what cannot hold an address
# (comments, strings, @namespace) is consumed first so that nothing inside it is taken for one.
_CSS = re.compile(
    r"""/\*(?:.*?\*/|.*+)
    | @(?:namespace|charset)\b[^;]*+
    | url\([\s]*+(?: "((?:[^"\\\n]|\\.)*+)" | '((?:[^'\\\n]|\\.)*+)' | ((?:[^\s"'()\\]|\\.)*+) )[\s]*+\)
    | @import\s*+(?: "((?:[^"\\\n]|\\.)*+)" | '((?:[^'\\\n]|\\.)*+)' )
    | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'?""",
    re.I | re.S | re.X,
)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\s\S]))", re.I)
_SRCSET_END = re.compile(r"(?:[^(),]++|\([^)]*+\)?+|\))*+")
_SRCSET_ADDRESS = re.compile(r"[\s,]*+(\S++)")
_REFRESH = re.compile(
    r"\s*+(?:\d++[\d.]*+|\.[\d.]*+)(?:\s++[;,]?+|[;,])\s*+(?:url\s*+=\s*+)?+(?:\"([^\"]*+)|'([^']*+)|(.++))",
    re.I | re.S,
)


def _unescape(match: re.Match[str]) -> str:
    if not match[1]:
        return "" if match[2].strip("\r\n") == "" else match[2]
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def css_addresses(css: str) -> Iterator[str]:
    """Yield the addresses of url() and @import in a style sheet or style attribute, as written, in order."""
    for match in _CSS.finditer(css, 0, LONGEST_CSS):
        if match.lastindex:
            address = match[match.lastindex]
            yield _CSS_ESCAPE.sub(_unescape, address) if "\\" in address else address


def srcset_addresses(srcset: str) -> Iterator[str]:
    """Yield the addresses of a srcset attribute (HTML standard 4.8.4.3.10, parse a srcset attribute)."""
    at = 0
    while match := _SRCSET_ADDRESS.match(srcset, at):
        address = match[1]
        at = match.end()
        if address.endswith(","):
            address = address.rstrip(",")
        else:
            end = _SRCSET_END.match(srcset, at)
            at = end.end() + 1 if end else len(srcset)
        if address:
            yield address


def refresh_address(content: str) -> str:
    """Return the address of a meta refresh (`5; url=…`), '' when the page only reloads itself (HTML 4.2.5.3)."""
    match = _REFRESH.match(content)
    return (match[1] or match[2] or match[3] or "").strip() if match else ""
