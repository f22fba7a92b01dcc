"""Look at an address, and look again where our own parser or a forgetful TLS server may be at fault."""

import ssl
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

from auditor.config import FetchSettings
from auditor.fetch.certificate import Certificate, read_certificate
from auditor.fetch.exchange import Exchange, Fields, Look
from auditor.fetch.fault import Refused
from auditor.fetch.guard import Guard, Route
from auditor.fetch.lenient import LenientTransport
from auditor.fetch.target import Target, parse_target
from auditor.fetch.tls import name_fault, unverified_handshake
from auditor.fetch.transport import Transport
from auditor.model import Outcome

_OLD_VERSIONS = frozenset({"SSLv3", "TLSv1", "TLSv1.1"})  # RFC 8996: no browser speaks them any more
_CLOCKS_AGREE = timedelta(days=1)
_LONGEST_CHAIN = 3
_ISSUER_BYTES = 64 * 1024


class Looks:
    """One address a call: guarded, then asked strictly, then as leniently as a browser where that may help."""

    def __init__(
        self, settings: FetchSettings, guard: Guard, exchange: Exchange, strict: Transport, lenient: LenientTransport
    ) -> None:
        self._settings = settings
        self._guard = guard
        self._exchange = exchange
        self._strict = strict
        self._lenient = lenient

    async def look(self, target: Target, fields: Fields, cap: int | None, left_s: float) -> Look:
        """Return what one address came to; see `Exchange.ask` for `cap` and `left_s`."""
        try:
            route = await self._guard.route(target)
        except Refused as refusal:
            return Look(refusal.outcome, refusal.detail)
        look = await self._exchange.ask(self._strict, route, target, fields, cap, left_s)
        if look.status is not None:
            return look
        left_s -= look.exchange_s
        route = replace(route, addresses=self._strict.preferred(route.addresses))
        if look.outcome is Outcome.PROTOCOL and look.connected and left_s > 0:
            again = await self._exchange.ask(self._lenient, route, target, fields, cap, left_s)
            return _together(look, again, f"read leniently, as browsers do ({look.detail})")
        if look.tls_failed and route.origin.scheme == "https":
            look = await self._explain(route, look)
            if look.chain_completed and left_s > 0:
                again = await self._exchange.ask(self._strict, route, target, fields, cap, left_s)
                return _together(look, again, "certificate chain is incomplete; browsers complete it")
        return look

    async def ask_once(
        self, target: Target, fields: Fields, cap: int | None, left_s: float, method: str, content: bytes
    ) -> Look:
        """Return what one request came to that is not repeated, whatever comes of it: it may not be a mere look.

        Interfaces are meant for programs, so they are asked at the pace of own hosts.
        """
        try:
            route = replace(await self._guard.route(target), own=True)
        except Refused as refusal:
            return Look(refusal.outcome, refusal.detail)
        look = await self._exchange.ask(
            self._strict, route, target, fields, cap, left_s, method=method, content=content
        )
        explained = look.tls_failed and route.origin.scheme == "https"
        return await self._explain(route, look) if explained else look

    async def _explain(self, route: Route, look: Look) -> Look:
        """Name a TLS fault from the certificate itself, or find that it is not one."""
        origin = route.origin
        shown = await unverified_handshake(
            route.addresses[0], origin.port, origin.host.rstrip("."), self._settings.connect_s
        )
        if look.outcome is not Outcome.TLS:
            if shown is not None and shown.version in _OLD_VERSIONS:
                return replace(look, outcome=Outcome.TLS, detail=f"the server speaks only {shown.version}")
            return look
        certificate = shown.certificate if shown is not None else None
        if ("expired" in look.detail or "not valid yet" in look.detail) and self._clock_differs():
            detail = "our clock differs from the servers' by more than a day: certificate dates cannot be judged"
            return replace(look, outcome=Outcome.NETWORK, detail=detail)
        if certificate is not None and certificate.issuer_urls and "incomplete" in look.detail:
            return await self._complete(route, look, certificate)
        return replace(look, detail=name_fault(look.detail, origin.host, certificate))

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
            self._strict, route, target, ((b"Accept", b"*/*"), (b"Connection", b"close")), _ISSUER_BYTES,
            self._settings.headers_s,
        )  # fmt: skip
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
