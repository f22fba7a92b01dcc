"""The result of one look at an address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """The outcome of one look at an address. FAULTS decide against it, UNDECIDED decide nothing."""

    OK = "ok"
    HTTP_ERROR = "http_error"
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    PROTOCOL = "protocol"
    REDIRECT_LOOP = "redirect_loop"
    CHALLENGE = "challenge"
    AUTH = "auth"
    RATE_LIMITED = "rate_limited"
    NETWORK = "network"
    TIMEOUT = "timeout"
    ROBOTS = "robots"
    NOT_REACHED = "not_reached"
    UNSUPPORTED = "unsupported"
    PRIVATE = "private"
    INTERNAL = "internal"


FAULTS = frozenset(
    {Outcome.HTTP_ERROR, Outcome.DNS, Outcome.REFUSED, Outcome.TLS, Outcome.PROTOCOL, Outcome.REDIRECT_LOOP}
)


UNDECIDED = frozenset(Outcome) - FAULTS - {Outcome.OK}


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect on the way: the address asked, and the status that sent us on."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What the fetch layer brings back for one address; it never raises for what a server does.

    `headers` are lower-case names with raw-decoded values in wire order. `body` is decoded from its
    content-encoding and holds at most the cap asked for (`truncated` says it was cut).
    `status` is None when no status line was read. `peer` is the address connected to.
    `detail` is one line of English for the evidence and never holds a secret.
    `not_modified` is True for a 304 answer to a conditional request (outcome OK, empty body).
    `elapsed_ms` is time on the network, redirects included, without waiting for the host's pace.
    `rendered`: `body` is what a browser showed once scripts had run, as UTF-8.
    """

    url: str
    outcome: Outcome
    at: datetime
    status: int | None = None
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    not_modified: bool = False
    detail: str = ""
    elapsed_ms: int = 0
    wire_bytes: int = 0
    requests: int = 0
    peer: str = ""
    rendered: bool = False

    def header(self, name: str) -> str:
        """Return the first header of that lower-case name, or ''."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def content_type(self) -> str:
        """Return the media type without parameters, lower case, '' when absent."""
        return self.header("content-type").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Validators:
    """What a conditional request needs from the earlier answer (RFC 9110 section 13)."""

    etag: str = ""
    last_modified: str = ""


class Fetcher(Protocol):
    """Anything that looks at one address politely and safely (fetch.client.Client; a fake in tests)."""

    async def get(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        cap: int | None = None,
        accept: str = "",
        obey_robots: bool = True,
    ) -> Reply:
        """Return the reply of `url`; never raise for what a server or the network does.

        `cap` bounds the decoded body in bytes (None: the page cap). `accept` replaces the Accept header.
        """

    async def call(
        self,
        url: str,
        *,
        method: str = "GET",
        fields: Mapping[str, str] | None = None,
        content: bytes = b"",
        cap: int | None = None,
    ) -> Reply:
        """Return what an interface answered; never raise for what a server or the network does.

        `fields` are further header fields, Accept among them, `content` the request's body. Sent once: no robots.txt,
        no redirect followed (what proves who we are must not travel), no second look. The body of an error is kept.
        Secrets of `url` are masked in the reply; what `fields` and `content` hold is in no part of it.
        """
