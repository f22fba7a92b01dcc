"""Web addresses as people write them into a register, by the rules of the URL standard (WHATWG)."""

import re
from dataclasses import dataclass

from ada_url import URL

LONGEST_URL = 2_083

_OPENING = re.compile(r"(https?)\s*[:：]\s*[/／]{2}", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=://)|(?:mailto|javascript|tel|data|file|about|weixin)(?=:)", re.IGNORECASE)
_SEVERAL = re.compile(r"\s|[、，；;,]\s*https?://", re.IGNORECASE)
_BARE = re.compile(r"[^\s/:@?#\\.]+(?:\.[^\s/:@?#\\.]+)+(?::[0-9]{1,5})?(?:[/?#].*)?")
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\]")


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its normal form, or the code of what is wrong with it. `completed` says that the cell had
    no scheme and was read as http://."""

    url: str = ""
    wrong: str = ""
    completed: bool = False


def read_address(text: str, *, complete: bool = True) -> Address:
    """Return the address a cell holds, normalised as a browser would (ada_url.URL.href).

    `complete` lets www.example.gov.cn stand for http://www.example.gov.cn/; without it a scheme is asked for.
    Only http and https are taken; user names, several addresses in a cell and impossible hosts are refused.
    """
    text = _OPENING.sub(lambda match: f"{match[1]}://", text.strip(), count=1)
    if _SEVERAL.search(text):
        return Address(wrong="address_several")
    scheme = _SCHEME.match(text)
    if scheme and scheme.group().lower() not in ("http", "https"):
        return Address(wrong="address_scheme")
    bare = scheme is None
    if bare:
        text = text.removeprefix("//")
        if not _BARE.fullmatch(text):
            return Address(wrong="address_user" if "@" in text else "address_invalid")
        if not complete:
            return Address(wrong="address_bare")
        text = f"http://{text}"
    return _parsed(text, bare)


def _parsed(text: str, completed: bool) -> Address:
    try:
        url = URL(text)
    except ValueError:
        return Address(wrong="address_user" if "@" in text else "address_invalid")
    if url.username or url.password:
        return Address(wrong="address_user")
    if not _HOST.fullmatch(url.hostname) or url.hostname in ("http", "https") or len(url.href) > LONGEST_URL:
        return Address(wrong="address_invalid")
    return Address(url.href, completed=completed)


def without_fragment(url: str) -> str:
    """Return `url` up to its fragment."""
    return url.partition("#")[0]


def place_of(url: str) -> str:
    """Return what tells two sites apart: host, port and path; scheme, `www.` kept, last slash and fragment ignored."""
    parsed = URL(url)
    return f"{parsed.host}{parsed.pathname.rstrip('/')}{parsed.search}"
