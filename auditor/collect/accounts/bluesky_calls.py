"""How Bluesky's servers are asked: the AppView, the directory of identities, and an account's own server (PDS)."""

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlencode

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.bluesky_records import (
    POST,
    REPOST,
    Name,
    Profile,
    did_of,
    parse_document,
    parse_feed,
    parse_profile,
    parse_records,
)
from auditor.collect.accounts.interface_answers import Answer, Unread, json_of, text_of, told, unread
from auditor.collect.accounts.posts import Clock
from auditor.collect.accounts.window import Page, Window, joined, read_back
from auditor.model import AccountReading, Outcome, ReadingOutcome, Subject

ID = "bluesky"
LARGEST = 4 * 1024 * 1024
"""Bytes of one answer; a hundred posts with quotes come to a tenth of it."""

DIRECTORY_SAYS = "did not registered"
STATES: Mapping[str, ReadingOutcome] = {
    "AccountTakedown": ReadingOutcome.SUSPENDED,
    "AccountDeactivated": ReadingOutcome.DEACTIVATED,
    "RepoTakendown": ReadingOutcome.SUSPENDED,
    "RepoSuspended": ReadingOutcome.SUSPENDED,
    "RepoDeactivated": ReadingOutcome.DEACTIVATED,
    "RepoNotFound": ReadingOutcome.DELETED,
    "RateLimitExceeded": ReadingOutcome.RATE_LIMITED,
    "takendown": ReadingOutcome.SUSPENDED,
    "suspended": ReadingOutcome.SUSPENDED,
    "deleted": ReadingOutcome.DELETED,
    "deactivated": ReadingOutcome.DEACTIVATED,
    "throttled": ReadingOutcome.RATE_LIMITED,
}
"""Codes of errors, then the words of com.atproto.sync.getRepoStatus for accounts that are not active."""

UNKNOWN_NAME = frozenset({"profile not found", "unable to resolve handle"})


@dataclass(frozen=True, slots=True)
class Errand:
    """One account to be read: who it is by the register, and the did it had when it was last read ('' not known)."""

    subject: Subject
    access: Access
    clock: Clock
    name: Name
    remembered: str = ""

    @property
    def did(self) -> str:
        """Return the did of the register, else the one remembered."""
        return self.name.did or self.remembered

    def reading(self, fault: Unread, url: str = "") -> AccountReading:
        """Return a reading of this account that saw no posts."""
        return unread(self.subject, ID, self.access, fault, url or self.at("app.bsky.actor.getProfile", actor=self.who))

    @property
    def who(self) -> str:
        """Return the name that visitors know: the handle, else the did."""
        return self.name.handle or self.name.did

    def at(self, method: str, **asked: str) -> str:
        """Return the address of a method of the AppView."""
        return method_at(self.access.endpoints["bluesky"], method, **asked)


def method_at(server: str, method: str, **asked: str) -> str:
    """Return the address of a server's method (atproto.com/specs/xrpc)."""
    return f"{server}/xrpc/{method}?{urlencode(asked)}"


async def ask(errand: Errand, url: str) -> Answer:
    """Return what a server answers; raises Unread with the platform's own code and, where it names one, the state."""
    try:
        return json_of(await errand.access.fetcher.call(url, cap=LARGEST))
    except Unread as fault:
        code, words = text_of(fault.answer, "error"), told(text_of(fault.answer, "message"))
        outcome = STATES.get(code, fault.outcome)
        raise Unread(outcome, words or fault.detail, told(code) or fault.code, fault.answer) from None


def knows_nobody(fault: Unread) -> bool:
    """Say whether a server says in its own words that nobody has the name asked for."""
    words = text_of(fault.answer, "message").strip().lower()
    return fault.code == "HandleNotFound" or (fault.code == "InvalidRequest" and words in UNKNOWN_NAME)


async def profile_of(errand: Errand, who: str) -> Profile:
    """Return the AppView's profile of a handle or did."""
    profile = parse_profile(await ask(errand, errand.at("app.bsky.actor.getProfile", actor=who)))
    if profile is None or (who.startswith("did:") and profile.did != who):
        raise Unread(ReadingOutcome.PARSE_ERROR, "the AppView answers with something else than this account")
    return profile


async def resolved(errand: Errand) -> str:
    """Return the did that the registered handle leads to; raises Unread, for which see `knows_nobody`.

    Where the AppView does not answer, the handle's own host is asked (atproto.com/specs/handle, HTTPS method).
    """
    handle = errand.name.handle
    try:
        did = did_of(await ask(errand, errand.at("com.atproto.identity.resolveHandle", handle=handle)))
    except Unread as fault:
        did = "" if knows_nobody(fault) else await _at_its_host(errand, handle)
        if not did:
            raise
    if not did:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer names no did")
    return did


async def _at_its_host(errand: Errand, handle: str) -> str:
    reply = await errand.access.fetcher.call(
        f"https://{handle}/.well-known/atproto-did", fields={"Accept": "text/plain"}
    )
    text = reply.body[:300].decode("ascii", "replace").strip() if reply.outcome is Outcome.OK else ""
    return did_of({"did": text})


async def document_of(errand: Errand, did: str) -> tuple[str, str]:
    """Return the address of an account's own server and its handle; NOT_FOUND in the directory's own words only."""
    if did.startswith("did:web:"):
        url = f"https://{unquote(did.removeprefix('did:web:'))}/.well-known/did.json"
    else:
        url = f"{errand.access.endpoints['bluesky_directory']}/{quote(did, safe=':')}"
    try:
        server, handle = parse_document(await ask(errand, url))
    except Unread as fault:
        words = text_of(fault.answer, "message").lower()
        if fault.code == "404" and words.startswith(DIRECTORY_SAYS):
            raise Unread(ReadingOutcome.NOT_FOUND, fault.detail, fault.code) from None
        if fault.code == "410" and words:
            raise Unread(ReadingOutcome.DELETED, fault.detail, fault.code) from None
        raise
    if not server:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the directory names no server for it")
    return server, handle


async def assert_active(errand: Errand, server: str, did: str) -> None:
    """Raise Unread where the account's own server says that it is not active."""
    answer = await ask(errand, method_at(server, "com.atproto.sync.getRepoStatus", did=did))
    status = text_of(answer, "status")
    if answer.get("active") is not True:
        outcome = STATES.get(status, ReadingOutcome.HTTP_ERROR)
        raise Unread(outcome, f"its own server says: {told(status) or 'not active'}", told(status))


async def feed_of(errand: Errand, profile: Profile) -> Window:
    """Return the posts and reposts that the AppView lists, answers to others left out."""

    async def turn(after: str) -> Page:
        asked = {"actor": profile.did, "limit": "100", "filter": "posts_no_replies"} | _cursor(after)
        answer = await ask(errand, errand.at("app.bsky.feed.getAuthorFeed", **asked))
        return Page(await to_thread(parse_feed, answer, profile, errand.clock), text_of(answer, "cursor"))

    return await read_back(turn, errand.access)


async def records_of(errand: Errand, server: str, did: str) -> Window:
    """Return the posts and reposts that the account's own server keeps, answers to others left out."""

    async def of(collection: str) -> Window:
        async def turn(after: str) -> Page:
            asked = {"repo": did, "collection": collection, "limit": "100"} | _cursor(after)
            answer = await ask(errand, method_at(server, "com.atproto.repo.listRecords", **asked))
            return Page(await to_thread(parse_records, answer, did, errand.clock), text_of(answer, "cursor"))

        return await read_back(turn, errand.access)

    return joined(await of(POST), await of(REPOST))


def _cursor(after: str) -> dict[str, str]:
    return {"cursor": after[:1_000]} if after else {}
