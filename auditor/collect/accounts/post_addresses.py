"""Addresses of posts in one form, so that the same post met twice is known again."""

import re

from ada_url import URL

WEIXIN = "mp.weixin.qq.com"
WEIXIN_KEYS = ("__biz", "mid", "idx", "sn")
LONGEST_LINK = 8_192

_TRACKING = re.compile(r"utm_[a-z]+=")


def canonical(link: str, base: str) -> str:
    """Return a post's address: absolute, without tracking parameters, '' when it is no http(s) address.

    A WeChat article is known by __biz, mid, idx and sn, or by the short path /s/ID; everything else of its
    address (chksm, scene, …) differs by reader (ACCOUNTS.md 4).
    """
    link = link.strip()
    if not link or len(link) > LONGEST_LINK:
        return ""
    try:
        url = URL(link, base) if base else URL(link)
    except ValueError:
        return ""
    if url.protocol not in ("http:", "https:"):
        return ""
    url.username = url.password = ""
    if url.hostname == WEIXIN:
        return _weixin(url)
    if "utm_" in url.search:
        url.search = "&".join(part for part in _parts(url) if not _TRACKING.match(part))
    return url.href


def _weixin(url: URL) -> str:
    url.protocol, url.hash = "https:", ""
    first = {part.partition("=")[0]: part for part in reversed(_parts(url))}
    if url.pathname.startswith("/s/"):
        url.search = ""
    elif url.pathname == "/s" and "mid" in first:
        url.search = "&".join(first[name] for name in WEIXIN_KEYS if name in first)
    return url.href


def _parts(url: URL) -> list[str]:
    return url.search.removeprefix("?").split("&")
