"""The result of one request: the answer as far as it was read, decoded and judged."""

import ssl
from dataclasses import dataclass, field, replace

import httpx

from auditor.fetch.firewall.challenge import Headers
from auditor.fetch.http.classify import classify_answer, classify_exception
from auditor.fetch.http.decode import Decoder, Undecodable, content_coding
from auditor.fetch.http.target import Refused
from auditor.fetch.http.transport import Body
from auditor.model import Outcome

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Look:
    """The result of one request. `location` is the raw Location of a redirect, None for other answers.

    `connected` is False where no connection stood: then nothing is known of this address alone.
    `tls_failed`: the handshake failed; `chain_completed`: it may succeed now that the chain is complete.
    `exchange_s` is the time spent on the network, without waiting for the host's pace and for our own process.
    """

    outcome: Outcome
    detail: str = ""
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    truncated: bool = False
    location: bytes | None = None
    exchange_s: float = 0.0
    wire_bytes: int = 0
    requests: int = 0
    peer: str = ""
    connected: bool = False
    tls_failed: bool = False
    chain_completed: bool = False


@dataclass(slots=True)
class Progress:
    """How far one exchange got; kept outside it, so that a time-out can tell what was read."""

    response: httpx.Response | None = None
    headers: tuple[tuple[str, str], ...] = ()
    parts: list[bytes] = field(default_factory=list)
    truncated: bool = False
    lied: bool = False
    note: str = ""

    @property
    def wire_bytes(self) -> int:
        """Return how many bytes came in."""
        stream = self.response.stream if self.response is not None else None
        return stream.wire_bytes if isinstance(stream, Body) else sum(map(len, self.parts))


_IN_VAIN = 1024 * 1024
"""Bytes beyond a body's cap that may come in before the cap is reached: packed bodies are no longer than unpacked."""


async def read_body(stream: httpx.AsyncByteStream, cap: int, progress: Progress) -> None:
    """Read a body into `progress`, decoded, at most `cap` bytes of it."""
    try:
        coding = content_coding(header(progress.headers, "content-encoding"))
    except Undecodable as fault:
        progress.truncated, progress.note = True, str(fault)
        return
    decoder = Decoder(coding) if coding else None
    room, left = cap + 1, cap + _IN_VAIN
    async for chunk in stream:
        piece = decoder.feed(chunk, room) if decoder is not None else chunk[:room]
        progress.parts.append(piece)
        room -= len(piece)
        left -= len(chunk)
        if room <= 0:
            break
        if left < 0:
            progress.truncated, progress.note = True, f"more than {cap} bytes came in and fewer out of them"
            return
    whole = True
    if decoder is not None and room > 0:
        piece, whole = decoder.finish(room)
        progress.parts.append(piece)
        room -= len(piece)
        progress.note, progress.lied = decoder.note, decoder.plain
    if room <= 0:
        progress.truncated, progress.note = True, f"cut at {cap} bytes"
        _cut_last(progress.parts)
    elif not whole or (isinstance(stream, Body) and stream.cut):
        progress.truncated = True
        progress.note = progress.note or "the server ended the body early"


def _cut_last(parts: list[bytes]) -> None:
    """Drop the one byte that was read only to learn that there is more."""
    while parts and not parts[-1]:
        parts.pop()
    if parts:
        parts[-1] = parts[-1][:-1]


def answered(progress: Progress) -> Look:
    """Return the result of an exchange whose headers were read."""
    response = progress.response
    assert response is not None
    body = progress.parts[0] if len(progress.parts) == 1 else b"".join(progress.parts)
    status = response.status_code
    location = _location(status, progress.headers)
    outcome, detail = Outcome.OK, ""
    if location is None:
        outcome, detail = classify_answer(status, progress.headers, body, whole=not progress.truncated)
    if progress.lied and outcome is Outcome.OK and location is None:
        outcome = Outcome.PROTOCOL  # Chromium: ERR_CONTENT_DECODING_FAILED
    if progress.note:
        detail = f"{detail}; {progress.note}" if detail else progress.note
    return Look(
        outcome,
        detail,
        status,
        progress.headers,
        body,
        progress.truncated,
        location,
        wire_bytes=progress.wire_bytes,
        requests=1,
        peer=response.extensions.get("peer", ""),
        connected=True,
    )


def failed(error: Exception, progress: Progress) -> Look:
    """Return the result of a failed exchange; an error status that was read counts, even without a whole body."""
    outcome, detail = classify_exception(error)
    if progress.response is None:
        connected = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | Refused)
        cause = error.__cause__ if isinstance(error, httpx.ConnectError) else None
        tls_failed = isinstance(cause, ssl.SSLError | ConnectionResetError | ConnectionAbortedError)
        return Look(outcome, detail, requests=1, connected=connected, tls_failed=tls_failed)
    progress.truncated, progress.note = True, detail
    look = answered(progress)
    if look.outcome is Outcome.OK and look.location is None:
        return replace(look, outcome=outcome, detail=detail)
    return look


def header(headers: Headers, name: str) -> str:
    """Return the values of a header as one list (RFC 9110 section 5.3), '' when absent."""
    return ",".join([value for key, value in headers if key == name])


def _location(status: int, headers: Headers) -> bytes | None:
    """Return the raw target of a redirect, None for other answers and those without target."""
    if status not in _REDIRECTS:
        return None
    values = [value for name, value in headers if name == "location"]
    return values[0].strip().encode("latin-1") if values else None
