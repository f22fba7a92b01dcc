"""Accounts of Bluesky: what the AppView shows, else what its own server keeps (docs/accounts.md 2.4)."""

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote, unquote, urlencode

from auditor.collect.accounts.access import API, DEFAULT, Access, Adapter
from auditor.collect.accounts.bluesky_records import (
    POST,
    PROFILES,
    REPOST,
    Name,
    Profile,
    did_of,
    name_in,
    parse_document,
    parse_feed,
    parse_profile,
    parse_records,
)
from auditor.collect.accounts.interface_answers import Answer, Unread, json_of, text_of, told, unread
from auditor.collect.accounts.posts import EARLIEST, Clock
from auditor.collect.accounts.window import Page, Window, joined, judged, read_back, with_posts
from auditor.model import AccountReading, Outcome, ReadingOutcome, Subject

# How Bluesky's servers are asked: the AppView, the directory of identities, and an account's own server (PDS).

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
class ReadContext:
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


async def ask(context: ReadContext, url: str) -> Answer:
    """Return what a server answers; raises Unread with the platform's own code and, where it names one, the state."""
    try:
        return json_of(await context.access.fetcher.call(url, cap=LARGEST))
    except Unread as fault:
        code, words = text_of(fault.answer, "error"), told(text_of(fault.answer, "message"))
        outcome = STATES.get(code, fault.outcome)
        raise Unread(outcome, words or fault.detail, told(code) or fault.code, fault.answer) from None


def knows_nobody(fault: Unread) -> bool:
    """Say whether a server states that no account has the name."""
    words = text_of(fault.answer, "message").strip().lower()
    return fault.code == "HandleNotFound" or (fault.code == "InvalidRequest" and words in UNKNOWN_NAME)


async def profile_of(context: ReadContext, who: str) -> Profile:
    """Return the AppView's profile of a handle or did."""
    profile = parse_profile(await ask(context, context.at("app.bsky.actor.getProfile", actor=who)))
    if profile is None or (who.startswith("did:") and profile.did != who):
        raise Unread(ReadingOutcome.PARSE_ERROR, "the AppView answers with something else than this account")
    return profile


async def resolved(context: ReadContext) -> str:
    """Return the did that the registered handle leads to; raises Unread (see `knows_nobody`).

    Where the AppView does not answer, the handle's own host is asked (atproto.com/specs/handle, HTTPS method).
    """
    handle = context.name.handle
    try:
        did = did_of(await ask(context, context.at("com.atproto.identity.resolveHandle", handle=handle)))
    except Unread as fault:
        did = "" if knows_nobody(fault) else await _at_its_host(context, handle)
        if not did:
            raise
    if not did:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer names no did")
    return did


async def _at_its_host(context: ReadContext, handle: str) -> str:
    reply = await context.access.fetcher.call(
        f"https://{handle}/.well-known/atproto-did", fields={"Accept": "text/plain"}
    )
    text = reply.body[:300].decode("ascii", "replace").strip() if reply.outcome is Outcome.OK else ""
    return did_of({"did": text})


async def document_of(context: ReadContext, did: str) -> tuple[str, str]:
    """Return the address of an account's own server and its handle; NOT_FOUND in the directory's own words only."""
    if did.startswith("did:web:"):
        url = f"https://{unquote(did.removeprefix('did:web:'))}/.well-known/did.json"
    else:
        url = f"{context.access.endpoints['bluesky_directory']}/{quote(did, safe=':')}"
    try:
        server, handle = parse_document(await ask(context, url))
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


async def assert_active(context: ReadContext, server: str, did: str) -> None:
    """Raise Unread where the account's own server says that it is not active."""
    answer = await ask(context, method_at(server, "com.atproto.sync.getRepoStatus", did=did))
    status = text_of(answer, "status")
    if answer.get("active") is not True:
        outcome = STATES.get(status, ReadingOutcome.HTTP_ERROR)
        raise Unread(outcome, f"its own server says: {told(status) or 'not active'}", told(status))


async def feed_of(context: ReadContext, profile: Profile) -> Window:
    """Return the posts and reposts that the AppView lists, answers to others left out."""

    async def turn(after: str) -> Page:
        asked = {"actor": profile.did, "limit": "100", "filter": "posts_no_replies"} | _cursor(after)
        answer = await ask(context, context.at("app.bsky.feed.getAuthorFeed", **asked))
        return Page(await to_thread(parse_feed, answer, profile, context.clock), text_of(answer, "cursor"))

    return await read_back(turn, context.access)


async def records_of(context: ReadContext, server: str, did: str) -> Window:
    """Return the posts and reposts that the account's own server keeps, answers to others left out."""

    async def of(collection: str) -> Window:
        async def turn(after: str) -> Page:
            asked = {"repo": did, "collection": collection, "limit": "100"} | _cursor(after)
            answer = await ask(context, method_at(server, "com.atproto.repo.listRecords", **asked))
            return Page(await to_thread(parse_records, answer, did, context.clock), text_of(answer, "cursor"))

        return await read_back(turn, context.access)

    return joined(await of(POST), await of(REPOST))


def _cursor(after: str) -> dict[str, str]:
    return {"cursor": after[:1_000]} if after else {}


QUIET = timedelta(days=7)
"""Without a post this young an account's own server is asked as well, for the AppView may lag or hide a post."""

SAID = frozenset({ReadingOutcome.SUSPENDED, ReadingOutcome.DEACTIVATED, ReadingOutcome.DELETED})
NO_NAME = "neither its url (https://bsky.app/profile/HANDLE) nor its account_id (HANDLE or did:plc:…) says who it is"
NOBODY = "nobody has this handle now: gone or renamed; a did under account_id tells which"


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what is to be seen of an account now; what it is called may change, its did does not."""
    name = name_in(subject.account_id, subject.url)
    if not name.handle and not name.did:
        return unread(subject, ID, access, Unread(ReadingOutcome.NO_SOURCE, NO_NAME))
    remembered = did_of({"did": access.previous.key_seen}) if access.previous else ""
    context = ReadContext(subject, access, Clock(access.now, access.zone, chinese=False), name, remembered)
    try:
        profile, renamed = await _profile(context)
    except Unread as fault:
        return await _without_profile(context, fault)
    return await _by_appview(context, profile, renamed)


async def _profile(context: ReadContext) -> tuple[Profile, bool]:
    """Return the account's profile, and whether its registered handle is not its own any more."""
    name = context.name
    try:
        profile = await profile_of(context, context.who)
    except Unread as fault:
        if not (name.handle and context.did and knows_nobody(fault)):
            raise
        profile = await profile_of(context, context.did)
        return profile, bool(profile.handle) and profile.handle != name.handle
    if name.did and profile.did != name.did:
        return await profile_of(context, name.did), True
    if context.remembered and profile.did != context.remembered:
        try:
            return await profile_of(context, context.remembered), True
        except Unread:
            return profile, False
    return profile, False


async def _without_profile(context: ReadContext, fault: Unread) -> AccountReading:
    """Return what the account's own server says where the AppView has no profile to show."""
    if fault.outcome in SAID:
        return context.reading(fault)
    did, by_handle = context.did, False
    if context.name.handle:
        try:
            found = await resolved(context)
            did, by_handle = context.name.did or found, context.name.did in ("", found)
        except Unread as failure:
            if not did:
                gone = knows_nobody(fault) and knows_nobody(failure)
                return context.reading(Unread(ReadingOutcome.NOT_FOUND, NOBODY, fault.code) if gone else fault)
    seen = await _by_server(context, did, by_handle=by_handle)
    if seen.posts or seen.outcome in SAID or seen.outcome in (ReadingOutcome.NOT_FOUND, ReadingOutcome.MOVED):
        return seen
    if knows_nobody(fault):
        return replace(seen, detail=f"the AppView does not show it; {seen.detail}")
    return replace(context.reading(fault), detail=f"{fault.detail}; its own server: {seen.detail}")


async def _by_appview(context: ReadContext, profile: Profile, renamed: bool) -> AccountReading:
    try:
        window = await feed_of(context, profile)
    except Unread as fault:
        own = await _by_server(context, profile.did, by_handle=True)
        seen = own if own.posts else context.reading(fault)
    else:
        if max((post.published_at or EARLIEST for post in window.posts), default=EARLIEST) < context.access.now - QUIET:
            window = await _with_own(context, profile.did, window)
        url = context.at("app.bsky.feed.getAuthorFeed", actor=profile.did)
        seen = _of_window(context, window, profile.posts, url)
    seen = replace(
        seen, posts_total=profile.posts, display_name=profile.shown, followers=profile.followers, key_seen=profile.did,
        verified=profile.verified,
    )  # fmt: skip
    return _renamed(seen, profile.handle or profile.did) if renamed else seen


async def _with_own(context: ReadContext, did: str, window: Window) -> Window:
    try:
        server, _ = await document_of(context, did)
        own = await records_of(context, server, did)
    except Unread:
        return window
    known = {post.key for post in window.posts}
    return joined(window, own) if any(post.key not in known for post in own.posts) else window


async def _by_server(context: ReadContext, did: str, *, by_handle: bool) -> AccountReading:
    """Return what the account's own server says; `by_handle`: the registered handle leads to this did."""
    url = f"{context.access.endpoints['bluesky_directory']}/{did}"
    try:
        server, handle = await document_of(context, did)
        url = method_at(server, "com.atproto.repo.listRecords", repo=did, collection="app.bsky.feed.post")
        await assert_active(context, server, did)
        window = await records_of(context, server, did)
    except Unread as fault:
        return context.reading(fault, url)
    seen = replace(_of_window(context, window, None, url), key_seen=did)
    renamed = context.name.handle and not by_handle and handle and handle != context.name.handle
    return _renamed(seen, handle) if renamed else seen


def _of_window(context: ReadContext, window: Window, counted: int | None, url: str) -> AccountReading:
    outcome, detail = judged(window, context.clock, counted)
    claimed = sum(post.time_basis == "tid" for post in window.posts)
    if claimed and not detail:
        detail = (
            f"{claimed} of {len(window.posts)} posts claim a date more than a day off; their record keys are believed"
        )
    return with_posts(context.reading(Unread(outcome, detail), url), window, context.access)


def _renamed(seen: AccountReading, who: str) -> AccountReading:
    address = f"{PROFILES}{who}"
    return replace(
        seen, outcome=ReadingOutcome.MOVED, moved_to=address, detail=f"it is called {who} now", code="renamed"
    )


ADAPTER = Adapter(ID, {DEFAULT: frozenset({ID}), API: frozenset({ID})}, read)
