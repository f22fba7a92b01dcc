"""The redirects of one `get`: hops, cookies and costs, from the address asked to the reply."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from auditor.fetch.firewall.challenge import is_html, says_much
from auditor.fetch.firewall.challenge_marks import EDGE_COOKIES
from auditor.fetch.http.look import Look
from auditor.fetch.http.target import Target
from auditor.model import FAULTS, Hop, Outcome, Reply

_COOKIE_BYTES = 4096
_COOKIES = 50


@dataclass(slots=True)
class RedirectChain:
    """State of one call; `spent_s` counts time on the network over all hops, waiting for a pace excluded."""

    url: str
    started: float
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    hops: list[Hop] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    requests: int = 0
    wire_bytes: int = 0
    spent_s: float = 0.0

    def count(self, look: Look) -> None:
        """Add what one look cost."""
        self.requests += look.requests
        self.wire_bytes += look.wire_bytes
        self.spent_s += look.exchange_s

    def repeats(self, target: Target) -> bool:
        """Tell whether this address was already asked with these cookies; note it."""
        key = (target.url, self.cookie_header(target))
        known = key in self.seen
        self.seen.add(key)
        return known

    def cookie_header(self, target: Target) -> str:
        """Return the Cookie header for a target's own origin, '' for none; no other origin's are sent."""
        cookies = self.cookies.get(target.origin.text)
        return "; ".join(f"{name}={value}" for name, value in cookies.items()) if cookies else ""

    def keep_cookies(self, target: Target, look: Look) -> None:
        """Keep the cookies an answer set, for this call and this origin only."""
        for name, value in look.headers:
            if name != "set-cookie":
                continue
            pair, _, attributes = value.partition(";")
            key, separator, content = pair.strip().partition("=")
            jar = self.cookies.setdefault(target.origin.text, {})
            if not separator or not key or not pair.isascii() or not pair.isprintable() or len(pair) > _COOKIE_BYTES:
                continue
            if "max-age=0" in attributes.lower().replace(" ", ""):
                jar.pop(key, None)
            elif key in jar or len(jar) < _COOKIES:
                jar[key.strip()] = content.strip()

    def reply(self, look: Look, final_url: str, now: float, *, detail: str = "") -> Reply:
        """Return the Reply of the last look; CHALLENGE where the redirects led to a firewall's check."""
        outcome, detail = look.outcome, detail or look.detail
        if self.hops and ends_at_firewall_check(self.url, look, self._later_addresses(final_url), self._cookie_names()):
            outcome = Outcome.CHALLENGE
            detail = "; ".join(filter(None, (f"{self.hops[0].status}, redirected to a firewall's check", detail)))
        return Reply(
            self.url,
            outcome,
            self.at,
            look.status,
            final_url,
            tuple(self.hops),
            look.headers,
            look.body if look.location is None else b"",
            look.truncated,
            False,
            detail,
            int(self.spent_s * 1000),
            self.wire_bytes,
            self.requests,
            look.peer,
        )

    def _later_addresses(self, final_url: str) -> list[str]:
        return [*(hop.url for hop in self.hops[1:]), final_url]

    def _cookie_names(self) -> list[str]:
        return [name for jar in self.cookies.values() for name in jar]

    def ended(self, outcome: Outcome, detail: str, final_url: str, now: float) -> Reply:
        """Return the Reply of redirects that end without a further look."""
        return self.reply(Look(outcome, detail), final_url, now)


# Redirects by which a firewall sends a program to its check: their result says nothing of the address.

_CHECK = re.compile(
    r"captcha|challenge|antispider|anti[-_]?(?:bot|robot|crawl)|(?:robot|bot|human|security|browser|slider?|click)[-_]?"
    r"(?:check|verif)|wzws|waf[-_/.?]|[-_/.]waf\b|_guard/|x5sec|/punish|perfdrive|__cbk=|webshieldsession|/sorry/"
    r"|verify[-_]?page|geetest|yidun|_____tmd_____",
    re.I,
)


def ends_at_firewall_check(asked: str, look: Look, went: Iterable[str], cookies: Iterable[str]) -> bool:
    """Tell whether redirects led to a firewall's check instead of the address asked.

    `went` are the addresses after the first, the last one included; `cookies` are the names of those set meanwhile. A
    check whose own address was asked does not count, nor does a page with a text of its own.
    """
    if look.outcome not in FAULTS and not _says_little(look):
        return False
    if look.outcome is Outcome.REDIRECT_LOOP and any(name.lower().startswith(EDGE_COOKIES) for name in cookies):
        return True
    return not _CHECK.search(asked) and any(_CHECK.search(url.partition("://")[2]) for url in went)


def _says_little(look: Look) -> bool:
    if look.outcome is not Outcome.OK:
        return False
    content_type = next((value for name, value in look.headers if name == "content-type"), "")
    return is_html(content_type.lower(), look.body) and not says_much(look.body)
