"""Ask an address, and ask again where our own parser, an incomplete TLS chain or our network may be at fault."""

import asyncio
import ssl
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

from auditor.config import FetchSettings
from auditor.fetch.http.exchange import Exchange, Fields
from auditor.fetch.http.guard import AddressKind, Guard, Route, address_kind, registered_host
from auditor.fetch.http.lenient import LenientTransport
from auditor.fetch.http.look import Look
from auditor.fetch.http.target import Refused, Target, parse_target
from auditor.fetch.http.tls import Certificate, read_certificate, told, unverified_handshake
from auditor.fetch.http.transport import Transport
from auditor.fetch.pace.connectivity import UNPROVED, Connectivity, Verdict
from auditor.model import Outcome

_CLOCKS_AGREE = timedelta(days=1)
_LONGEST_CHAIN = 3
_ISSUER_BYTES = 64 * 1024
_UNASKED = Look(Outcome.INTERNAL, "not asked yet")


class Requester:
    """One address a call: judged by the guard, asked strictly, then as leniently as browsers where that may help."""

    def __init__(
        self,
        settings: FetchSettings,
        guard: Guard,
        exchange: Exchange,
        strict: Transport,
        lenient: LenientTransport,
        fields: Fields = (),
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._exchange = exchange
        self._strict = strict
        self._lenient = lenient
        self._fields = (*fields, (b"Connection", b"close"))
        self._sentinels = Guard(settings, filter(None, map(registered_host, settings.sentinels)), guard.resolver)
        self.connectivity = Connectivity(settings, guard.resolver, exchange.allowed, self._look_now)

    async def look(self, target: Target, fields: Fields, cap: int | None, left_s: float) -> Look:
        """Return the result of one address; see `Exchange.ask` for `cap` and `left_s`.

        A request that failed while our own network was down is sent again once it is back. NETWORK where the two
        cannot be told apart.
        """
        taken = 0
        while True:
            began = await self.connectivity.open()
            route, look = await self._routed(target)
            if route is not None:
                look = await self._follow(route, target, fields, cap, left_s)
            verdict = await self.connectivity.judge(target.origin, look, began, public=_is_public(route), taken=taken)
            if verdict is not Verdict.AGAIN:
                return _doubted(look) if verdict is Verdict.DOUBTED else look
            taken += 1

    async def _routed(self, target: Target) -> tuple[Route | None, Look]:
        try:
            return await self._guard.route(target), _UNASKED
        except Refused as refusal:
            return None, Look(refusal.outcome, refusal.detail)

    async def _follow(self, route: Route, target: Target, fields: Fields, cap: int | None, left_s: float) -> Look:
        look = await self._exchange.ask(self._strict, route, target, fields, cap, left_s)
        if look.status is not None and look.outcome is not Outcome.PROTOCOL:
            return look
        left_s -= look.exchange_s
        route = replace(route, addresses=self._strict.preferred(route.addresses))
        if look.outcome is Outcome.PROTOCOL and look.connected and left_s > 0:
            again = await self._exchange.ask(self._lenient, route, target, fields, cap, left_s)
            return _together(look, again, f"read leniently, as browsers do ({look.detail})")
        if _ended_in_tls(look, route):
            look = await self._explain(route, look)
            if look.chain_completed and left_s > 0:
                again = await self._exchange.ask(self._strict, route, target, fields, cap, left_s)
                return _together(look, again, "certificate chain is incomplete; browsers complete it")
        return look

    async def ask_once(
        self, target: Target, fields: Fields, cap: int | None, left_s: float, method: str, content: bytes
    ) -> Look:
        """Return the result of one request that is not repeated, as it may change something.

        Interfaces are meant for programs, so they are asked at the pace of own hosts. Only a request that never reached
        the host, because our own network was down, is sent again.
        """
        taken = 0
        while True:
            began = await self.connectivity.open()
            route, look = await self._routed(target)
            if route is not None:
                route = replace(route, own=True)
                look = await self._exchange.ask(
                    self._strict, route, target, fields, cap, left_s, method=method, content=content
                )
                if _ended_in_tls(look, route):
                    look = await self._explain(route, look)
            verdict = await self.connectivity.judge(target.origin, look, began, public=_is_public(route), taken=taken)
            if verdict is Verdict.STANDS:
                return look
            if verdict is Verdict.DOUBTED or (look.connected and method != "GET"):
                return _doubted(look)
            taken += 1

    async def _look_now(self, url: str) -> Look:
        """Return the result of an address that proves our network, asked even while the run is paused."""
        try:
            target = parse_target(url)
            guard = self._sentinels if url in self._settings.sentinels else self._guard
            route = await guard.route(target)
        except Refused as refusal:
            return Look(refusal.outcome, refusal.detail)
        try:
            async with asyncio.timeout(self._settings.headers_s):
                return await self._exchange.ask(
                    self._strict, route, target, self._fields, _ISSUER_BYTES, self._settings.headers_s, at_once=True
                )
        except TimeoutError:
            return Look(Outcome.TIMEOUT, "no answer in time")

    async def _explain(self, route: Route, look: Look) -> Look:
        """Name a TLS fault from the certificate itself, or find that it is not one."""
        origin = route.origin
        async with self._exchange.holding(route):
            seen = await unverified_handshake(
                route.addresses[0], origin.port, origin.host.rstrip("."), self._settings.connect_s
            )
        dated = "expired" in look.detail or "not valid yet" in look.detail
        if look.outcome is Outcome.TLS and dated and self._clock_differs():
            detail = "our clock differs from the servers' by more than a day: certificate dates cannot be judged"
            return replace(look, outcome=Outcome.NETWORK, detail=detail)
        lacks_issuer = look.outcome is Outcome.TLS and "incomplete" in look.detail
        if lacks_issuer and seen.certificate is not None and seen.certificate.issuer_urls:
            return await self._complete(route, look, seen.certificate)
        outcome, detail = told(look.outcome, look.detail, origin.host, seen)
        return replace(look, outcome=outcome, detail=detail)

    async def _complete(self, route: Route, look: Look, certificate: Certificate) -> Look:
        """Fetch the certificates a server forgot to send, as browsers do (RFC 5280 section 4.2.2.1)."""
        extras: list[bytes] = []
        while certificate.issuer_urls and len(extras) < _LONGEST_CHAIN:
            der = await self._issuer(certificate.issuer_urls[0])
            if not der:
                break
            certificate = read_certificate(der)
            if certificate.self_issued:
                break
            extras.append(der)
        if not extras:
            detail = "certificate chain is incomplete and could not be completed; browsers may know the rest"
            return replace(look, outcome=Outcome.UNSUPPORTED, detail=detail)
        self._strict.complete_chain(route.origin, tuple(extras))
        return replace(look, chain_completed=True)

    async def _issuer(self, url: str) -> bytes:
        """Return the DER certificate at an issuer's address, b'' where there is none."""
        try:
            target = parse_target(url)
            route = await self._guard.route(target)
        except Refused:
            return b""
        look = await self._exchange.ask(
            self._strict,
            route,
            target,
            ((b"Accept", b"*/*"), (b"Connection", b"close")),
            _ISSUER_BYTES,
            self._settings.headers_s,
        )
        body = look.body
        if look.outcome is not Outcome.OK or look.location is not None or look.truncated:
            return b""
        try:
            der = ssl.PEM_cert_to_DER_cert(body.decode("ascii")) if body.startswith(b"-----") else body
            read_certificate(der)
        except ValueError:
            return b""
        return der

    def _clock_differs(self) -> bool:
        seen = self._exchange.server_date
        if seen is None:
            return False
        try:
            theirs = parsedate_to_datetime(seen[0]).timestamp()
        except (TypeError, ValueError, OverflowError):
            return False
        return abs(theirs - seen[1]) > _CLOCKS_AGREE.total_seconds()


def _is_public(route: Route | None) -> bool:
    """Tell whether a route leads to a public address; a name without address counts as an outside one."""
    return route is None or any(address_kind(address) is AddressKind.PUBLIC for address in route.addresses)


def _doubted(look: Look) -> Look:
    """Return a look that proves nothing of the host, with its result among the words."""
    return replace(look, outcome=Outcome.NETWORK, detail=f"{UNPROVED} ({look.detail or look.outcome})")


def _ended_in_tls(look: Look, route: Route) -> bool:
    """Tell whether a handshake failed, or may have: TLS 1.3 servers can refuse after it seems done."""
    ended = look.tls_failed or (look.outcome is Outcome.REFUSED and look.connected)
    return ended and route.origin.scheme == "https"


def _together(first: Look, again: Look, note: str) -> Look:
    """Return the second look with what both cost; the first one stands where the second saw nothing."""
    told = first if again.status is None else again
    detail = first.detail if again.status is None else f"{again.detail}; {note}" if again.detail else note
    return replace(
        told,
        detail=detail,
        requests=first.requests + again.requests,
        wire_bytes=first.wire_bytes + again.wire_bytes,
        exchange_s=first.exchange_s + again.exchange_s,
        chain_completed=False,
    )
