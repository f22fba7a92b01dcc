"""robots.txt (RFC 9309): its text, what a missing or failing file means, and a cache of one fetch a host."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from auditor.config import FetchSettings
from auditor.fetch.firewall.challenge import is_html
from auditor.fetch.http.exchange import Exchange, Fields
from auditor.fetch.http.guard import Guard
from auditor.fetch.http.look import Look
from auditor.fetch.http.retry import Requester
from auditor.fetch.http.target import Origin, Refused, Target, join_target
from auditor.model import Outcome

_LINE_END = re.compile(rb"\r\n|\r|\n")
_LINE_BYTES = 8 * 2083  # what follows is cut off, as Google's parser does
_BOM = b"\xef\xbb\xbf"
_WORD_END = re.compile(rb"[^A-Za-z_-]")
_DELAY = re.compile(rb"[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})|([^\x21-\x7e]|[*$])")
_AGENT, _ALLOW, _DISALLOW, _SITEMAP, _DELAYED = b"user-agent", b"allow", b"disallow", b"sitemap", b"crawl-delay"
_KEYS = {key: key for key in (_AGENT, _ALLOW, _DISALLOW, _SITEMAP, _DELAYED)} | {
    b"useragent": _AGENT, b"user agent": _AGENT, b"site-map": _SITEMAP, b"crawldelay": _DELAYED,
    **dict.fromkeys((b"dissallow", b"dissalow", b"disalow", b"diasllow", b"disallaw"), _DISALLOW),
}  # fmt: skip
"""Keys of lines, and the slips that Google's parser forgives."""

# Escapes that say the same as the bare octet: unreserved ones (RFC 9309 section 2.2.2), and reserved ones that part
# nothing where they stand. `/` and `?` part a path, `*` and `$` are signs of patterns, `&`, `=`, `+` and `#` part data.
_BARE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:@[]!'(),;")
_BARE_IN_QUERY = _BARE | frozenset(b"/?")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One Allow or Disallow line, ready to be held against paths; `parts` lie between its stars."""

    allow: bool
    length: int
    parts: tuple[bytes, ...]
    to_end: bool

    def matches(self, path: bytes) -> bool:
        """Tell whether a path in its normal form begins as the pattern says, or is it whole where `to_end`."""
        first, *rest = self.parts
        if not path.startswith(first):
            return False
        at = len(first)
        if not rest:
            return not self.to_end or at == len(path)
        last = rest.pop()
        for part in rest:
            at = path.find(part, at)
            if at < 0:
                return False
            at += len(part)
        if self.to_end:
            return len(path) - len(last) >= at and path.endswith(last)
        return path.find(last, at) >= 0


@dataclass(slots=True)
class RobotsText:
    """What a robots.txt says to one product token: patterns, longest first, Crawl-delay (0: none) and Sitemap lines."""

    patterns: list[Pattern] = field(default_factory=list)
    crawl_delay_s: float = 0.0
    sitemaps: list[str] = field(default_factory=list)

    def allows(self, path: str) -> bool:
        """Tell whether a path with its query may be asked: the longest match decides, Allow where two are alike."""
        octets = normal(path.encode("utf-8", "surrogatepass"))
        match = next((pattern for pattern in self.patterns if pattern.matches(octets)), None)
        return match is None or match.allow


def read_robots(body: bytes, product: str) -> RobotsText:
    """Return what a robots.txt body says to `product`: the groups that name it, merged, else those that name `*`.

    RFC 9309 section 2.2: rules before any group bind no one, and only Allow and Disallow lines end a group's names.
    """
    ours, everyone = RobotsText(), RobotsText()
    hearers: list[RobotsText] = []
    naming, named = False, False
    for key, value in _lines(body):
        if key == _AGENT:
            hearers = hearers if naming else []
            naming = True
            if _WORD_END.split(value, 1)[0].lower() == product.encode():
                hearers.append(ours)
                named = True
            elif value.split(None, 1)[:1] == [b"*"]:
                hearers.append(everyone)
        elif key == _SITEMAP:
            ours.sitemaps.append(value.decode("utf-8", "replace"))
        elif key == _DELAYED:
            for hearer in hearers:
                hearer.crawl_delay_s = max(hearer.crawl_delay_s, _seconds(value))
        else:
            naming = False
            pattern = _pattern(value, allow=key == _ALLOW)
            if pattern is not None:
                for hearer in hearers:
                    hearer.patterns.append(pattern)
    bound = ours if named else everyone
    bound.sitemaps = ours.sitemaps
    bound.patterns = sorted(set(bound.patterns), key=lambda one: (-one.length, not one.allow))
    return bound


def normal(octets: bytes, *, pattern: bool = False) -> bytes:
    """Return a path or pattern in the one spelling in which both are compared (RFC 9309 section 2.2.2).

    Octets outside printable ASCII are escaped, escapes of octets that part nothing are undone, the others are in
    capitals. The signs of patterns, `*` and `$`, stay bare in patterns alone.
    """
    path, mark, query = octets.partition(b"?")
    return _unescaped(path, _BARE, pattern) + mark + _unescaped(query, _BARE_IN_QUERY, pattern)


def _unescaped(octets: bytes, bare: frozenset[int], pattern: bool) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        if match[1] is None:
            return match[0] if pattern and match[0] in b"*$" else b"%%%02X" % match[0][0]
        octet = int(match[1], 16)
        return bytes([octet]) if octet in bare else b"%" + match[1].upper()

    return _ESCAPE.sub(one, octets)


def _pattern(value: bytes, *, allow: bool) -> Pattern | None:
    if not value:
        return None
    to_end = value.endswith(b"$")
    text = normal(value.removesuffix(b"$"), pattern=True).replace(b"$", b"%24")
    return Pattern(allow, len(text) + to_end, tuple(re.sub(rb"\*+", b"*", text).split(b"*")), to_end)


def _lines(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the lines whose key is known: the key as RFC 9309 writes it and the value; comments are gone."""
    for line in _LINE_END.split(body.removeprefix(_BOM)):
        text = line[:_LINE_BYTES].partition(b"#")[0].strip(b" \t\0\x0b\x0c")
        name, colon, value = text.partition(b":")
        key = _KEYS.get(name.strip().lower()) if colon else None
        if key is None:
            words = text.split()  # a missing colon is forgiven where the line is clear
            key = _KEYS.get(words[0].lower()) if len(words) == 2 else None
            value = words[1] if key else b""
        if key is not None:
            yield key, value.strip()


def _seconds(value: bytes) -> float:
    return float(value) if _DELAY.fullmatch(value) else 0.0


PRODUCT_TOKEN = "auditor"
FORBIDDEN = "forbidden by robots.txt"
"""Detail of a look that robots.txt forbids."""

REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one host's robots.txt means for us in this run.

    `closed` is '' or why nothing may be asked. `fault` is the outcome of a host that could not be connected to: that
    outcome, not robots.txt, decides on its pages. `crawl_delay_s` 0: none.
    """

    parsed: RobotsText | None = None
    closed: str = ""
    fault: Outcome | None = None
    sitemaps: tuple[str, ...] = ()
    crawl_delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Tell whether our product token may ask an absolute URL."""
        if self.closed:
            return False
        if self.parsed is None:
            return True
        _, slash, path = url.partition("://")[2].partition("/")
        path = (slash + path).partition("#")[0] or "/"
        return path == "/robots.txt" or self.parsed.allows(path)


ALLOW_ALL = RobotsRules()


def rules_of_answer(status: int, content_type: str, body: bytes, *, cut: bool = False) -> RobotsRules:
    """Return the rules of a final (not redirecting) answer to /robots.txt; of a body that was cut, its whole lines.

    4xx: everything is allowed (RFC 9309 section 2.3.1.3), 401 and 403 too. 5xx, and 429, which asks us to stay
    away: nothing is (2.3.1.4). A page served as robots.txt holds no rules.
    """
    if status == 429 or status >= 500:
        return RobotsRules(closed=f"robots.txt answers {status}")
    if not 200 <= status < 300:
        return ALLOW_ALL
    if _is_page(content_type, body):
        return ALLOW_ALL
    return parse_robots(body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1] if cut else body)


def parse_robots(body: bytes) -> RobotsRules:
    """Return the rules of a robots.txt body."""
    parsed = read_robots(body, PRODUCT_TOKEN)
    return RobotsRules(parsed=parsed, sitemaps=tuple(parsed.sitemaps), crawl_delay_s=parsed.crawl_delay_s)


def _is_page(content_type: str, body: bytes) -> bool:
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<!--", b"<?xml", b"<body")) or (
        is_html(content_type.lower(), b"") and start.startswith(b"<")
    )


_NOT_ROBOTS = frozenset(
    map(Outcome, "dns refused tls network timeout private unsupported rate_limited challenge internal auth".split())
)
_UNREAD = frozenset({Outcome.TIMEOUT, Outcome.REFUSED, Outcome.NETWORK, Outcome.PROTOCOL, Outcome.INTERNAL})


@dataclass(frozen=True, slots=True)
class _Entry:
    rules: RobotsRules
    until: float


class RobotsCache:
    """One fetch a host and run; a failure is kept half as long as a second look waits, then tried again.

    `slow` maps own origins that ask for a longer Crawl-delay than is obeyed to the seconds asked for.
    """

    def __init__(
        self, settings: FetchSettings, guard: Guard, requester: Requester, exchange: Exchange, fields: Fields
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._requester = requester
        self._exchange = exchange
        self._fields = (*fields, (b"Connection", b"close"))
        self._entries: dict[str, _Entry] = {}
        self.slow: dict[str, float] = {}
        self._pending: dict[str, asyncio.Task[RobotsRules]] = {}

    async def rules(self, target: Target) -> RobotsRules:
        """Return the rules of a target's host; hosts whose owner lifted robots.txt allow everything."""
        origin = target.origin
        entry = self._entries.get(origin.text)
        if entry is not None and entry.until > asyncio.get_running_loop().time():
            return entry.rules
        if self._guard.robots_owner(origin):
            self._entries[origin.text] = _Entry(ALLOW_ALL, float("inf"))
            return ALLOW_ALL
        task = self._pending.get(origin.text)
        if task is None:
            task = asyncio.ensure_future(self._load(origin))
            self._pending[origin.text] = task
            task.add_done_callback(lambda _: self._pending.pop(origin.text, None))
        return await asyncio.shield(task)

    def close(self) -> None:
        """Cancel pending fetches."""
        for task in self._pending.values():
            task.cancel()

    async def _load(self, origin: Origin) -> RobotsRules:
        start = Target(origin.text + "/robots.txt", origin, "/robots.txt")
        rules = await self._fetch(start)
        if rules.crawl_delay_s:
            if rules.crawl_delay_s > self._settings.crawl_delay_s and self._guard.is_own(origin):
                self.slow[origin.text] = rules.crawl_delay_s
            await self._hold(start, min(rules.crawl_delay_s, self._settings.crawl_delay_s))
        kept_s = self._settings.second_look_s / 2 if rules.closed else float("inf")
        self._entries[origin.text] = _Entry(rules, asyncio.get_running_loop().time() + kept_s)
        return rules

    async def _fetch(self, start: Target) -> RobotsRules:
        target, spent_s = start, 0.0
        for _ in range(REDIRECTS + 1):
            left_s = self._settings.whole_s - spent_s
            look = await self._requester.look(target, self._fields, self._settings.robots_bytes, left_s)
            spent_s += look.exchange_s
            if look.location is None:
                return _rules_of(look, at_home=target is start)
            try:
                target = join_target(target.url, look.location)
            except Refused:
                return ALLOW_ALL
        return ALLOW_ALL

    async def _hold(self, target: Target, seconds: float) -> None:
        try:
            route = await self._guard.route(target)
        except Refused:
            return
        self._exchange.pace_of(route).set_crawl_delay(seconds)


def _rules_of(look: Look, *, at_home: bool) -> RobotsRules:
    """Return the rules of a final look at robots.txt, or the fault of a host that cannot be connected to."""
    if look.status is None:
        closed = f"robots.txt: {look.detail}" if look.connected or not at_home else look.detail
        own = not look.connected or look.outcome is Outcome.AUTH
        fault = look.outcome if at_home and own and look.outcome in _NOT_ROBOTS else None
        return RobotsRules(closed=closed or str(look.outcome), fault=fault)
    if look.status < 300 and look.outcome in _UNREAD:  # a broken body proves nothing
        return RobotsRules(closed=f"robots.txt: {look.detail}")
    content_type = next((value for name, value in look.headers if name == "content-type"), "")
    return rules_of_answer(look.status, content_type, look.body, cut=look.truncated)
