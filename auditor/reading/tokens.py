"""The tags and texts of a parsed page in order, read off its serialised tree: one pass, no node is touched."""

import re
from collections.abc import Iterator
from typing import Final

PIECE, TEXT, TAG = 4, 1, 7
"""`lastindex` of a match: a closed piece (script and the like), a text, a tag that matters. Others are None."""

# The serialiser quotes every attribute and closes every element, so that a plain pattern reads it (HTML standard 13.3).
# White space behind a tag is taken with it; tags that neither break a line nor lead anywhere have no group.
TOKEN: Final = re.compile(
    r"([^<]+)"
    r"|</?(?:span|font|strong|b|em|i|u|label|small|big|o:p|tt|code|s)(?: (?:[^>\"]|\"[^\"]*\")*)?>\s*"
    r"|<!--.*?-->\s*"
    r"|<(script|style|noscript|textarea|template|select|iframe)\b((?:[^>\"]|\"[^\"]*\")*)>(.*?)</\2>"
    r"|<(/?)([a-zA-Z][^\s/>]*)((?:[^>\"]|\"[^\"]*\")*)>\s*",
    re.S,
)
_ATTRIBUTE: Final = re.compile(r'\s([^\s="]+)="([^"]*)"')
_ENTITIES: Final = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&quot;": '"'}
_ENTITY: Final = re.compile("&(?:amp|lt|gt|nbsp|quot);")


def tokens(html: str) -> Iterator[re.Match[str]]:
    """Yield the tags, texts and closed pieces of a serialised tree in order.

    Groups: 1 text; 2 to 4 name, attributes and content of a closed piece; 5 to 7 `/`, name and attributes of a tag.
    """
    return TOKEN.finditer(html)


def attributes(raw: str) -> dict[str, str]:
    """Return the attributes of a tag, entities undone."""
    found = dict(_ATTRIBUTE.findall(raw))
    return {name: plain(value) for name, value in found.items()} if "&" in raw else found


def plain(text: str) -> str:
    """Return text with the entities that the serialiser writes undone."""
    return _ENTITY.sub(lambda match: _ENTITIES[match[0]], text) if "&" in text else text
