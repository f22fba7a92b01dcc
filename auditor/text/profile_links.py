"""Addresses of social platforms: which platform, whose account, and whether they lead to an account at all.

Share buttons, log-ins, searches, single posts and the platforms' own pages are no accounts (US Digital Registry's
stop words; docs/accounts.md 3).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

from auditor.text.platform_forms import (
    ALIAS,
    BIZ,
    FORMS,
    GHID,
    HANDLE,
    HOSTS,
    ID,
    MASTODON,
    NAME,
    NOT_MASTODON,
    PARENTS,
    POSTS,
    SHORT_HOSTS,
    SHORTENERS,
    STOP,
)

PROFILE, POST, SHORT, CODE, OTHER = "profile", "post", "short", "code", "other"
"""What a platform's address is: an account, a single post, a short link that must be followed, the content of a
WeChat QR code (it names nobody), anything else."""


class Key(NamedTuple):
    """What an account is known by on its platform: the sort of key, and its value in the form that compares equal."""

    sort: str
    value: str


@dataclass(frozen=True, slots=True)
class PlatformLink:
    """An address of a platform. `key` and the canonical `url` are an account's; of anything else `key` is None."""

    platform: str
    what: str
    url: str = ""
    key: Key | None = None


def platform_of(url: str) -> str:
    """Return the platform whose host an absolute address has, OTHER for a host of its machinery, '' for any other."""
    host = _host(_split(url))
    return HOSTS.get(host) or (OTHER if f".{host}".endswith(PARENTS) else "")


def read_platform_link(url: str) -> PlatformLink | None:
    """Return what an absolute address is to a platform, None where it belongs to no platform known here."""
    parts = _split(url)
    host = _host(parts)
    if parts is None or not host or len(url) > 2_000:
        return None
    if host in SHORTENERS:
        return PlatformLink("", SHORT, url)
    platform = HOSTS.get(host)
    if platform is None:
        if f".{host}".endswith(PARENTS):
            return PlatformLink(OTHER, OTHER)
        return _mastodon(host, parts)
    query = parts.query.replace("%3D", "=").replace("%3d", "=")
    path = parts.path + (f"?{query}" if query else "")
    if host in SHORT_HOSTS or (host in ("m.toutiao.com", "weixin.qq.com") and path.startswith(("/is/", "/sph/"))):
        return PlatformLink(platform, SHORT if len(parts.path) > 1 else OTHER, url)
    if host == "u.wechat.com" or (host == "weixin.qq.com" and re.match(r"^/r/[\w-]+", path)):
        return PlatformLink(platform, CODE, url)
    return _on_platform(platform, host, path)


def _on_platform(platform: str, host: str, path: str) -> PlatformLink:
    if POSTS.match(path):
        return PlatformLink(platform, POST)
    wanted = platform != "bilibili" or host == "space.bilibili.com" or path.startswith("/space/")
    for form in FORMS.get(platform, ()) if wanted else ():
        match = form.path.match(path)
        value = unquote(match[1]).strip() if match else ""
        if not value or (form.sort in (HANDLE, ALIAS) and _stops(value)):
            continue
        key = Key(form.sort, value if form.sort in (ID, BIZ, NAME) else value.lower())
        address = form.address.format(quote(key.value, safe="=@:")) if form.address else f"https://{host}{path}"
        return PlatformLink(platform, PROFILE, address, key)
    return PlatformLink(platform, OTHER)


def _stops(value: str) -> bool:
    name = value.lower()
    return name in STOP or name.rpartition(".")[2] in ("php", "html", "htm", "jsp", "aspx", "ico", "txt")


def _mastodon(host: str, parts: SplitResult) -> PlatformLink | None:
    match = MASTODON.path.match(parts.path)
    if match is None or NOT_MASTODON.search(host):
        return None
    return PlatformLink("mastodon", PROFILE, f"https://{host}/@{match[1]}", Key(HANDLE, f"{match[1]}@{host}".lower()))


def keys_of_row(platform: str, url: str, account_id: str) -> frozenset[Key]:
    """Return the keys by which a row of the register can be compared, from its url and its account_id."""
    keys: set[Key] = set()
    link = read_platform_link(url) if url else None
    if link is not None and link.key is not None:
        keys.add(link.key)
    if url and (found := re.search(r"[?&]__biz=([A-Za-z0-9+/_-]{8,40}={0,2})", url)):
        keys.add(Key(BIZ, found[1]))
    value = account_id.strip().lstrip("@")
    if not value:
        return frozenset(keys)
    if "://" in value:
        return frozenset(keys) | keys_of_row(platform, value, "")
    keys.add(Key(_sort_of(platform, value), _same(platform, value)))
    return frozenset(keys)


def _sort_of(platform: str, value: str) -> str:
    if platform == "weixin":
        return GHID if value.startswith("gh_") else BIZ if re.fullmatch(r"M[A-Za-z0-9+/]{8,30}={1,2}", value) else ALIAS
    forms: Mapping[str, str] = {
        "weibo": r"\d{5,12}", "douyin": r"MS4w[\w-]{20,}", "toutiao": r"MS4w[\w-]{20,}", "bilibili": r"\d{1,20}",
        "xiaohongshu": r"[0-9a-f]{24}", "youtube": r"UC[\w-]{22}", "facebook": r"\d{5,20}", "app": r"\d{6,15}",
        "kuaishou": r"[\w-]{2,64}", "bluesky": r"did:.+",
    }  # fmt: skip
    if re.fullmatch(forms.get(platform, r"(?!)"), value):
        return ID
    return ALIAS if platform in ("douyin", "toutiao", "bilibili", "xiaohongshu") else HANDLE


def _same(platform: str, value: str) -> str:
    sort = _sort_of(platform, value)
    return value if sort in (ID, BIZ) else value.lower()


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url.strip())
    except ValueError:
        return None


def _host(parts: SplitResult | None) -> str:
    try:
        return (parts.hostname or "").rstrip(".").lower() if parts is not None else ""
    except ValueError:
        return ""
