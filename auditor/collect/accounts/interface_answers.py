"""What official interfaces answer: JSON objects read strictly, failures with an outcome, server words made harmless."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import MASK, NoCredentials, Secret, without_secrets
from auditor.collect.accounts.feed import CAPTCHAS, FAILURES
from auditor.collect.accounts.feed_formats import message_of
from auditor.logs import one_line
from auditor.model import AccountReading, Outcome, ReadingOutcome, Reply, Subject
from auditor.model.urls import mask_url
from auditor.rules.undecided import settled

LONGEST = 120
MOST_READ = 5_000
LARGEST_COUNT = 10**15
_TOKEN_LIKE = re.compile(r"(?=[A-Za-z_+/=%-]{0,200}[0-9])[\w+/=%-]{16,}|[\w+/=%-]{40,}", re.ASCII)
_UNFIT = re.compile(r"\\u(?:d[89a-f]|000)|\x00", re.IGNORECASE)

Answer = dict[str, Any]
"""A JSON object as an interface answered it."""


class Unread(Exception):
    """A call without a usable answer: the outcome, the platform's own `code`, and in `detail` what to do, in one line.

    `answer` is the JSON object that an HTTP error came with ({} without one), for the platform's own codes in it.
    """

    def __init__(
        self, outcome: ReadingOutcome, detail: str, code: str = "", answer: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.code = code
        self.answer: Mapping[str, Any] = answer or {}


def told(text: object) -> str:
    """Return what a platform says of an error, fit for a report: one line, at most 120 letters, secrets masked.

    Masked is every secret this run knows and whatever looks like a token: 16 letters and more with a digit among
    them, 40 and more without.
    """
    line = " ".join(without_secrets(str(text)).split())
    if len(line) > MOST_READ:
        line = line[:MOST_READ].rpartition(" ")[0]  # half a token would not look like one
    line = one_line(_TOKEN_LIKE.sub(MASK, mask_url(line)))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def json_of(reply: Reply) -> Answer:
    """Return the JSON object of an answer; lone surrogates and NUL in its texts are replaced.

    Raises Unread for everything else: HTTP and network failures as `feed.FAILURES` has them (with the object that
    came with an HTTP error), pages, cut bodies, broken JSON and JSON that is not an object (PARSE_ERROR).
    """
    found = _json(reply)
    if not isinstance(found, dict):
        raise Unread(ReadingOutcome.PARSE_ERROR, f"JSON, but no object: {type(found).__name__}")
    return found


def list_of(reply: Reply) -> list[Answer]:
    """Return the objects of an answer that is a JSON list; raises Unread as `json_of` and `objects_of` do."""
    found = _json(reply)
    if isinstance(found, dict):
        raise Unread(ReadingOutcome.PARSE_ERROR, f"an object instead of a list: {told(message_of(found))}")
    return objects_of({"answered": found}, "answered")


def _json(reply: Reply) -> object:
    if reply.outcome is not Outcome.OK:
        outcome = Outcome.CHALLENGE if reply.status in CAPTCHAS else settled(reply.outcome, reply.status)
        code = str(reply.status or "")
        raise Unread(FAILURES[outcome], told(reply.detail or code), code, _object_in(reply.body))
    if reply.truncated:
        raise Unread(ReadingOutcome.PARSE_ERROR, f"the answer is not whole: {told(reply.detail)}")
    start = reply.body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<":
        raise Unread(ReadingOutcome.PARSE_ERROR, "a page instead of JSON; see [endpoints] in auditor.toml")
    try:
        return _loaded(reply.body)
    except (ValueError, RecursionError) as error:
        words = f"broken JSON: {type(error).__name__}" if start else "the answer is empty"
        raise Unread(ReadingOutcome.PARSE_ERROR, words) from None


def objects_of(answer: Mapping[str, Any], name: str) -> list[Answer]:
    """Return the list of objects under a name, [] only where the platform gave an empty one.

    Raises Unread (PARSE_ERROR) where there is no list or it holds other values: that is not an empty list.
    """
    found = answer.get(name)
    if not isinstance(found, list):
        raise Unread(ReadingOutcome.PARSE_ERROR, f"the answer has no list {name}")
    if not all(isinstance(entry, dict) for entry in found):
        raise Unread(ReadingOutcome.PARSE_ERROR, f"the list {name} holds something else than objects")
    return found


def object_of(answer: Mapping[str, Any], name: str) -> Answer:
    """Return the object under a name; raises Unread (PARSE_ERROR) where there is none."""
    found = answer.get(name)
    if not isinstance(found, dict):
        raise Unread(ReadingOutcome.PARSE_ERROR, f"the answer has no object {name}")
    return found


def text_of(answer: Mapping[str, Any], name: str) -> str:
    """Return a text or whole number under a name as text, '' for anything else."""
    found = answer.get(name)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def count_of(answer: Mapping[str, Any], name: str) -> int | None:
    """Return a count under a name, None where it is not a whole number of 0 or more (as text, too)."""
    found = answer.get(name)
    if isinstance(found, str) and found.isascii() and found.isdigit() and len(found) < len(str(LARGEST_COUNT)):
        found = int(found)
    fit = isinstance(found, int) and not isinstance(found, bool) and 0 <= found < LARGEST_COUNT
    return int(found) if fit and found is not None else None


def credentials_of(
    subject: Subject, access: Access, names: Sequence[str], optional: Sequence[str] = ()
) -> dict[str, Secret]:
    """Return an account's credentials as `Credentials.of` does.

    Raises Unread where there are none (NO_SOURCE) or they may not be used as they are kept (AUTH_CONFIG).
    """
    try:
        return access.credentials.of(subject, names, optional)
    except NoCredentials as fault:
        outcome = ReadingOutcome.NO_SOURCE if fault.missing else ReadingOutcome.AUTH_CONFIG
        raise Unread(outcome, str(fault)) from None


def unread(subject: Subject, adapter: str, access: Access, failure: Unread, url: str = "") -> AccountReading:
    """Return the reading of an account whose first call failed; `url` is masked."""
    return AccountReading(
        subject.id, adapter, failure.outcome, access.now, detail=failure.detail, code=failure.code,
        source_url=mask_url(url), complete=False,
    )  # fmt: skip


def _object_in(body: bytes) -> Answer:
    try:
        found = _loaded(body) if body.lstrip()[:1] == b"{" else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _loaded(body: bytes) -> object:
    text = body.decode("utf-8-sig")
    found: object = json.loads(text, strict=False)
    return _clean(found) if _UNFIT.search(text) else found


def _clean(value: object) -> object:
    """Return a value of JSON without what no database keeps in a text."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_clean(entry) for entry in value]
    if isinstance(value, dict):
        return {str(_clean(name)): _clean(entry) for name, entry in value.items()}
    return value
