"""Addresses of social platforms: which platform, whose account, and whether they lead to an account at all.

Share buttons, log-ins, searches, single posts and the platforms' own pages are no accounts (US Digital Registry's
stop words; docs/accounts.md 3).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

from auditor.platforms import ALIAS, BIZ, HANDLE, ID, NAME, Platform, every, platforms, row_of

PROFILE, POST, SHORT, CODE, OTHER = "profile", "post", "short", "code", "other"
"""What a platform's address is: an account, a single post, a short link that must be followed, the content of a
QR code that names nobody, anything else."""

SHORTENERS: Final = frozenset("t.cn url.cn dwz.cn suo.im bit.ly t.co tinyurl.com goo.gl w.url.cn".split())
"""Hosts of short links that may lead anywhere."""

POSTS: Final = re.compile(
    r"^/(?:s(?:/|\?|$)|\d{8,12}/[A-Za-z0-9]{6,}|(?:detail|status|ttarticle|article|video|note|short-video|fw/photo|group|i\d|a\d"
    r"|explore|discovery|watch|shorts|w/)|[^/]{1,60}/(?:status|posts|photos|videos)/|profile/[^/]{1,100}/post/|p/(?!100\d{13})[\w-]{5,})",
    re.I,
)
STOP: Final = frozenset(
    "login signup signin share sharer home hot tv discover search aj ajax newlogin k video at settings setting"
    " reg register message square apps page pages about help privacy client download mobile index welcome intent"
    " hashtag explore tos i dialog plugins groups watch events tr business policies l photo photos media marketplace"
    " reel reels accounts stories direct logout passport gov favicon.ico public verify topic status detail compose"
    " jobs".split()
)
"""First path segments that name no account, on any platform."""


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
    return _hosts().get(host) or (OTHER if f".{host}".endswith(_parents()) else "")


def read_platform_link(url: str) -> PlatformLink | None:
    """Return what an absolute address is to a platform, None where it belongs to no platform known here."""
    parts = _split(url)
    host = _host(parts)
    if parts is None or not host or len(url) > 2_000:
        return None
    if host in SHORTENERS:
        return PlatformLink("", SHORT, url)
    platform = _hosts().get(host)
    if platform is None:
        return PlatformLink(OTHER, OTHER) if f".{host}".endswith(_parents()) else _on_any_host(host, parts)
    row = row_of(platform)
    query = parts.query.replace("%3D", "=").replace("%3d", "=")
    path = parts.path + (f"?{query}" if query else "")
    if host in row.short_hosts or any(host == one and path.startswith(start) for one, start in row.short_paths):
        return PlatformLink(platform, SHORT if len(parts.path) > 1 else OTHER, url)
    if any(host == one and re.match(form, path) for one, form in row.code_paths):
        return PlatformLink(platform, CODE, url)
    return _on_platform(row, host, path)


@cache
def _hosts() -> Mapping[str, str]:
    return {host: row.code for row in platforms() for host in row.hosts}


@cache
def _parents() -> tuple[str, ...]:
    return tuple(f".{domain}" for domain in every("domains"))


@cache
def _stop() -> frozenset[str]:
    return STOP | set(every("stop"))


def _on_platform(row: Platform, host: str, path: str) -> PlatformLink:
    platform = row.code
    if POSTS.match(path):
        return PlatformLink(platform, POST)
    anywhere = not row.form_hosts and not row.form_paths
    wanted = anywhere or host in row.form_hosts or path.startswith(row.form_paths)
    for form in row.forms if wanted else ():
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
    return name in _stop() or name.rpartition(".")[2] in ("php", "html", "htm", "jsp", "aspx", "ico", "txt")


def _on_any_host(host: str, parts: SplitResult) -> PlatformLink | None:
    for row in platforms():
        for form in row.forms if row.any_host and not re.search(row.not_hosts, host) else ():
            if match := form.path.match(parts.path):
                key = Key(form.sort, f"{match[1]}@{host}".lower())
                return PlatformLink(row.code, PROFILE, f"https://{host}/@{match[1]}", key)
    return None


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
    sort = row_of(platform).sort_of(value)
    keys.add(Key(sort, value if sort in (ID, BIZ) else value.lower()))
    return frozenset(keys)


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
