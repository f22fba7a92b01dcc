"""How a site is reached: over IPv6 or not, encrypted or not, and by which certificate."""

import asyncio
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from auditor.fetch.client import Client
from auditor.fetch.http.guard import Route
from auditor.fetch.http.target import Refused, parse_target
from auditor.fetch.http.tls import Certificate, unverified_handshake
from auditor.model import Outcome, Reply, SiteNetwork
from auditor.model.public_hosts import is_local

ASKED_AGAIN = frozenset({Outcome.TLS, Outcome.REFUSED})
SPOKE_TLS = frozenset(
    {Outcome.OK, Outcome.HTTP_ERROR, Outcome.CHALLENGE, Outcome.AUTH, Outcome.RATE_LIMITED, Outcome.REDIRECT_LOOP}
)
"""Outcomes that a server reaches only after a good handshake, as far as the first hop was the address asked."""


async def look_at_network(url: str, client: Client, again_s: float) -> SiteNetwork:
    """Return how the site at `url` is reached; None for what is not known. Never raises for what a site does.

    The https address of a site registered with http is asked once; a failed handshake or a refused connection is
    looked at again after `again_s` seconds. IP literals and names of this machine have nothing to tell.
    """
    host = urlsplit(url).hostname or ""
    if is_local(host):
        return SiteNetwork()
    encrypted = _encrypted(url)
    try:
        route = await client.guard.route(parse_target(encrypted))
    except Refused as refusal:
        unheard = refusal.outcome is Outcome.DNS and not await client.names_resolve()
        return SiteNetwork(https=Outcome.NETWORK if unheard else refusal.outcome, detail=refusal.detail)
    ipv6 = any(_is_six(address) for address in route.addresses)
    reply = await client.get(encrypted)
    looks = 1
    if reply.outcome in ASKED_AGAIN:
        first = reply.outcome
        await asyncio.sleep(again_s)
        reply = await client.get(encrypted)
        looks = 2 if reply.outcome is first else 1
    seen = SiteNetwork(ipv6=ipv6, https=_handshake(reply), looks=looks, detail=reply.detail)
    if seen.https not in (Outcome.OK, Outcome.TLS):
        return seen
    shown = await _certificate(route, client)
    if shown is None:
        return seen
    return replace(seen, certificate_until=shown.not_after.date(), certificate_names=shown.names[:20])


def _encrypted(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return url
    host = parts.hostname or ""
    return urlunsplit(("https", f"[{host}]" if ":" in host else host, parts.path or "/", parts.query, ""))


def _handshake(reply: Reply) -> Outcome:
    """Return OK where a handshake succeeded, whatever was answered then; else the outcome."""
    asked = bool(reply.hops) or reply.status is not None
    return Outcome.OK if asked or reply.outcome in SPOKE_TLS else reply.outcome


async def _certificate(route: Route, client: Client) -> Certificate | None:
    for address in sorted(route.addresses, key=_is_six):
        async with client.holding(route):
            seconds = client.settings.connect_s
            handshake = await unverified_handshake(address, route.origin.port, route.origin.host, seconds)
        if handshake.certificate is not None:
            return handshake.certificate
    return None


def _is_six(address: str) -> bool:
    return ":" in address
