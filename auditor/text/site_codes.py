"""Site codes (网站标识码) and domains as registers, tags and footers write them."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SITE: Final = 10
"""Letters of the code of a site; twelve are that of a page or column below it, and begin with the site's."""

_CODE: Final = re.compile(r"(?<![a-z0-9])(?:bm\d{8}|\d{10}(?:\d\d)?)(?![a-z0-9])", re.ASCII)
_DOMAIN: Final = re.compile(r"[^\s,，;；|、{}$<>\"'()（）]{1,200}")


def code_in(text: str) -> str:
    """Return the code of a site a text holds, lower case and 10 letters long; '' where it holds none.

    Placeholders of a template and malformed codes are none: `page-tags` names them.
    """
    match = _CODE.search(unicodedata.normalize("NFKC", text[:200]).lower())
    return match[0][:SITE] if match else ""


def domains_in(text: str) -> Iterable[str]:
    """Return the addresses a tag names, separated by commas or spaces; words without a dot are none."""
    if "{" in text or "$" in text:
        return ()
    return [one for one in _DOMAIN.findall(text[:2_000]) if "." in one.strip(".")]
