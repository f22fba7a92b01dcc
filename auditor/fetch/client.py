"""The one client of a run: it asks addresses politely and safely, and never raises for what a server does."""

import asyncio
import builtins
import re
import ssl
from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self
from urllib.parse import quote

from auditor.config import FetchSettings
from auditor.fetch.http.exchange import Exchange, Fields
from auditor.fetch.http.guard import Guard, RegisteredHost, Route
from auditor.fetch.http.lenient import LenientTransport
from auditor.fetch.http.look import Look
from auditor.fetch.http.redirects import RedirectChain
from auditor.fetch.http.resolve import Resolver
from auditor.fetch.http.retry import Requester
from auditor.fetch.http.target import Refused, Target, join_target, parse_target
from auditor.fetch.http.tls import tls_context
from auditor.fetch.http.transport import Transport
from auditor.fetch.pace.host_pace import HostPace, Pace
from auditor.fetch.pace.outage import names_resolve
from auditor.fetch.pace.robots import FORBIDDEN, PRODUCT_TOKEN, RobotsCache
from auditor.model import Hop, Outcome, Reply, Validators
from auditor.model.urls import mask_url
from auditor.version import __version__

_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
_JSON = "application/json"
_FIELD_NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
_NO_NAMES = "the name does not resolve, but no outside name does: our network may be down"
_BROWSER_REDIRECTS = 20  # Fetch Standard, "HTTP-redirect fetch": only beyond it is a chain broken for visitors


class Client:
    """`auditor.model.Fetcher` over our own transport; use it as an async context manager, one a run.

    `registered` are the register's host:port pairs. `requests` and `bytes` count what the run cost.
    `transport` is the guarded httpx transport, for `httpx.AsyncClient(transport=...)` where no `get` fits.
    `cafile` replaces the system's TLS authorities, `context` the whole TLS context, `resolver` the system's.
    `pace` is that of an earlier client of the same run, whose closed hosts stay closed.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        registered: Iterable[RegisteredHost] = (),
        *,
        cafile: str | None = None,
        context: ssl.SSLContext | None = None,
        resolver: Resolver | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.settings = settings = settings or FetchSettings()
        self._resolver = resolver or Resolver(settings.connect_s, bad_s=settings.second_look_s / 2)
        self.guard = Guard(settings, registered, self._resolver)
        context = context or tls_context(cafile)
        self.transport = Transport(settings, self._route, context, partial(tls_context, cafile))
        self._exchange = Exchange(settings, pace or Pace(settings))
        lenient = LenientTransport(settings, context)
        robots_fields = self._fields("text/plain,*/*;q=0.8")
        self._requester = Requester(settings, self.guard, self._exchange, self.transport, lenient, robots_fields)
        self.connectivity = self._requester.connectivity
        self._robots = RobotsCache(settings, self.guard, self._requester, self._exchange, robots_fields)
        self._base_fields = {_ACCEPT: self._fields(_ACCEPT)}

    async def __aenter__(self) -> Self:
        self._exchange.latency.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._exchange.latency.stop()
        self._robots.close()
        self._resolver.close()
        await self.transport.aclose()

    @property
    def requests(self) -> int:
        """Return how many requests went out so far, robots.txt and redirects included."""
        return self._exchange.requests

    @property
    def bytes(self) -> int:
        """Return how many bytes came in so far."""
        return self._exchange.bytes

    async def names_resolve(self) -> bool:
        """Tell whether an outside name resolved in this run, or one of the register does now (docs/contract.md 4.4)."""
        if not self.guard.outside_resolved:
            names = [host.host for host in self.guard.registered]
            self.guard.outside_resolved = await names_resolve(self._resolver, names)
        return self.guard.outside_resolved

    @property
    def slow(self) -> Mapping[str, float]:
        """Return own origins that ask for a longer Crawl-delay than is obeyed, and the seconds they ask for."""
        return self._robots.slow

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the Sitemap lines of the robots.txt of a URL's host, () where there are none."""
        try:
            target = parse_target(url)
        except Refused:
            return ()
        return (await self._robots.rules(target)).sitemaps

    def pace_of(self, route: Route) -> HostPace:
        """Return the pace that requests on a route keep; the browser keeps it too."""
        return self._exchange.pace_of(route)

    def holding(self, route: Route) -> AbstractAsyncContextManager[None]:
        """Hold the pace of a route's host for one connection that asks nothing over HTTP; raises Refused."""
        return self._exchange.holding(route)

    def make_room(self, route: Route) -> None:
        """Close an idle connection of ours to a route's host before another is opened beside the client's own."""
        self.transport.make_room(route.origin)

    async def refusal(self, url: str, *, obey_robots: bool = True) -> Reply | None:
        """Return why an address may not be asked (scheme, address, port, robots.txt), None when it may."""
        chain = RedirectChain(url, asyncio.get_running_loop().time())
        try:
            target = parse_target(url)
            await self.guard.route(target)
            look = await self._forbidden(target) if obey_robots else None
        except Refused as refusal:
            look = Look(refusal.outcome, refusal.detail)
        return None if look is None else chain.reply(look, "", chain.started)

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        cap: int | None = None,
        accept: str = "",
        obey_robots: bool = True,
    ) -> Reply:
        """Return the reply of `url` (see `auditor.model.Fetcher`)."""
        loop = asyncio.get_running_loop()
        chain = RedirectChain(url, loop.time())
        try:
            target = parse_target(url)
            reply = await self._follow(chain, target, validators, cap, accept or _ACCEPT, obey_robots)
            if reply.outcome is Outcome.DNS and not await self.names_resolve():
                reply = replace(reply, outcome=Outcome.NETWORK, detail=_NO_NAMES)
        except Refused as refusal:
            return chain.ended(refusal.outcome, refusal.detail, "", loop.time())
        except Exception as error:  # the unexpected fault of one address must not end the run (docs/reliability.md 2)
            return chain.ended(Outcome.INTERNAL, f"internal error: {type(error).__name__}", "", loop.time())
        return reply

    async def call(
        self,
        url: str,
        *,
        method: str = "GET",
        fields: Mapping[str, str] | None = None,
        content: "builtins.bytes" = b"",
        cap: int | None = None,
    ) -> Reply:
        """Return the answer of an interface at `url` (see `auditor.model.Fetcher`)."""
        loop = asyncio.get_running_loop()
        chain = RedirectChain(mask_url(url), loop.time())
        try:
            target = parse_target(url)
            head = self._call_fields(fields or {})
            look = await self._requester.ask_once(target, head, cap, self.settings.whole_s, method, content)
            chain.count(look)
            reply = chain.reply(look, mask_url(target.url), loop.time())
            if look.location is not None:
                detail = f"{look.status}: it redirects, which no interface does"
                return replace(reply, outcome=Outcome.HTTP_ERROR, detail=detail)
            if reply.outcome is Outcome.DNS and not await self.names_resolve():
                reply = replace(reply, outcome=Outcome.NETWORK, detail=_NO_NAMES)
        except Refused as refusal:
            return chain.ended(refusal.outcome, refusal.detail, "", loop.time())
        except Exception as error:  # as in `get`; its words could hold what the address holds
            return chain.ended(Outcome.INTERNAL, f"internal error: {type(error).__name__}", "", loop.time())
        return reply

    async def _follow(
        self,
        chain: RedirectChain,
        target: Target,
        validators: Validators | None,
        cap: int | None,
        accept: str,
        obey_robots: bool,
    ) -> Reply:
        now = asyncio.get_running_loop().time
        while True:
            if chain.repeats(target):
                detail = f"redirects in a loop to {mask_url(target.path)[:80]}"
                return chain.ended(Outcome.REDIRECT_LOOP, detail, target.url, now())
            forbidden = await self._forbidden(target) if obey_robots else None
            if forbidden is not None:
                return chain.reply(forbidden, target.url, now())
            fields = self._request_fields(chain, target, accept, validators if not chain.hops else None)
            look = await self._requester.look(target, fields, cap, self.settings.whole_s - chain.spent_s)
            chain.count(look)
            if look.location is None:
                reply = chain.reply(look, target.url, now(), detail=self._told(look, len(chain.hops)))
                unchanged = look.status == 304 and validators is not None and not chain.hops
                return replace(reply, outcome=Outcome.OK, not_modified=True, detail="") if unchanged else reply
            chain.hops.append(Hop(target.url, look.status or 0))
            chain.keep_cookies(target, look)
            if not look.location:
                return chain.ended(Outcome.HTTP_ERROR, f"{look.status} with an empty Location", target.url, now())
            if len(chain.hops) > max(self.settings.redirects, _BROWSER_REDIRECTS):
                detail = f"more than {len(chain.hops) - 1} redirects"
                return chain.ended(Outcome.REDIRECT_LOOP, detail, target.url, now())
            target = join_target(target.url, look.location)

    def _told(self, look: Look, hops: int) -> str:
        if hops <= self.settings.redirects:
            return look.detail
        return "; ".join(filter(None, (look.detail, f"after {hops} redirects")))

    async def _forbidden(self, target: Target) -> Look | None:
        rules = await self._robots.rules(target)
        if rules.fault is not None:
            return Look(rules.fault, rules.closed)
        if rules.allows(target.url):
            return None
        return Look(Outcome.ROBOTS, rules.closed or FORBIDDEN)

    def _fields(self, accept: str) -> Fields:
        return (
            (b"User-Agent", agent_of(self.settings.contact).encode("ascii")),
            (b"Accept", accept.encode("ascii", "replace")),
            (b"Accept-Encoding", b"gzip, deflate, br"),
            (b"Accept-Language", b"zh-CN,zh;q=0.9,en;q=0.5"),
        )

    def _call_fields(self, fields: Mapping[str, str]) -> Fields:
        """Return the header fields of a call; a name or value that could end its line is left out."""
        fit = {name: value for name, value in fields.items() if _FIELD_NAME.fullmatch(name) and value.isprintable()}
        accept = fit.pop("Accept", _JSON)
        own = [(name.encode("ascii"), value.encode("utf-8", "replace")) for name, value in fit.items()]
        return (*self._fields(accept), *own)

    def _request_fields(
        self, chain: RedirectChain, target: Target, accept: str, validators: Validators | None
    ) -> Fields:
        base = self._base_fields.get(accept)
        if base is None:
            base = self._base_fields[accept] = self._fields(accept)
        fields = list(base)
        if not self.guard.is_own(target.origin):
            fields.append((b"Connection", b"close"))
        if validators is not None:
            if validators.etag:
                fields.append((b"If-None-Match", validators.etag.encode("latin-1", "replace")))
            if validators.last_modified:
                fields.append((b"If-Modified-Since", validators.last_modified.encode("latin-1", "replace")))
        cookies = chain.cookie_header(target)
        if cookies:
            fields.append((b"Cookie", cookies.encode("ascii", "replace")))
        return fields

    async def _route(self, url: str) -> Route:
        return await self.guard.route(parse_target(url))


# The User-Agent (RFC 9110 section 10.1.5): product, version, and how to reach those who run it.

_PLAIN = "!#$%&'*+,-./:;=?@[]^_`{|}~ "


def agent_of(contact: str) -> str:
    """Return the User-Agent; signs of the contact that are not ASCII, or would end the comment, are percent-encoded."""
    said = quote(contact.strip(), safe=_PLAIN)
    return f"{PRODUCT_TOKEN}/{__version__}" + (f" (+{said})" if said else "")
