"""Accounts of Bluesky: what the AppView shows visitors, else what the account's own server keeps (ACCOUNTS.md 2.4)."""

from dataclasses import replace
from datetime import timedelta

from auditor.collect.accounts.access import API, DEFAULT, Access, Adapter
from auditor.collect.accounts.bluesky_calls import (
    ID,
    Errand,
    assert_active,
    document_of,
    feed_of,
    knows_nobody,
    method_at,
    profile_of,
    records_of,
    resolved,
)
from auditor.collect.accounts.bluesky_records import PROFILES, Profile, did_of, name_in
from auditor.collect.accounts.interface_answers import Unread, unread
from auditor.collect.accounts.posts import EARLIEST, Clock
from auditor.collect.accounts.window import Window, joined, judged, with_posts
from auditor.model import AccountReading, ReadingOutcome, Subject

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
    errand = Errand(subject, access, Clock(access.now, access.zone, chinese=False), name, remembered)
    try:
        profile, renamed = await _profile(errand)
    except Unread as fault:
        return await _without_profile(errand, fault)
    return await _by_appview(errand, profile, renamed)


async def _profile(errand: Errand) -> tuple[Profile, bool]:
    """Return the account's profile, and whether its registered handle is not its own any more."""
    name = errand.name
    try:
        profile = await profile_of(errand, errand.who)
    except Unread as fault:
        if not (name.handle and errand.did and knows_nobody(fault)):
            raise
        profile = await profile_of(errand, errand.did)
        return profile, bool(profile.handle) and profile.handle != name.handle
    if name.did and profile.did != name.did:
        return await profile_of(errand, name.did), True
    if errand.remembered and profile.did != errand.remembered:
        try:
            return await profile_of(errand, errand.remembered), True
        except Unread:
            return profile, False
    return profile, False


async def _without_profile(errand: Errand, fault: Unread) -> AccountReading:
    """Return what the account's own server says where the AppView has no profile to show."""
    if fault.outcome in SAID:
        return errand.reading(fault)
    did, by_handle = errand.did, False
    if errand.name.handle:
        try:
            found = await resolved(errand)
            did, by_handle = errand.name.did or found, errand.name.did in ("", found)
        except Unread as failure:
            if not did:
                gone = knows_nobody(fault) and knows_nobody(failure)
                return errand.reading(Unread(ReadingOutcome.NOT_FOUND, NOBODY, fault.code) if gone else fault)
    seen = await _by_server(errand, did, by_handle=by_handle)
    if seen.posts or seen.outcome in SAID or seen.outcome in (ReadingOutcome.NOT_FOUND, ReadingOutcome.MOVED):
        return seen
    if knows_nobody(fault):
        return replace(seen, detail=f"the AppView does not show it; {seen.detail}")
    return replace(errand.reading(fault), detail=f"{fault.detail}; its own server: {seen.detail}")


async def _by_appview(errand: Errand, profile: Profile, renamed: bool) -> AccountReading:
    try:
        window = await feed_of(errand, profile)
    except Unread as fault:
        own = await _by_server(errand, profile.did, by_handle=True)
        seen = own if own.posts else errand.reading(fault)
    else:
        if max((post.published_at or EARLIEST for post in window.posts), default=EARLIEST) < errand.access.now - QUIET:
            window = await _with_own(errand, profile.did, window)
        url = errand.at("app.bsky.feed.getAuthorFeed", actor=profile.did)
        seen = _of_window(errand, window, profile.posts, url)
    seen = replace(
        seen, posts_total=profile.posts, display_name=profile.shown, followers=profile.followers, key_seen=profile.did,
        verified=profile.verified,
    )  # fmt: skip
    return _renamed(seen, profile.handle or profile.did) if renamed else seen


async def _with_own(errand: Errand, did: str, window: Window) -> Window:
    try:
        server, _ = await document_of(errand, did)
        own = await records_of(errand, server, did)
    except Unread:
        return window
    known = {post.key for post in window.posts}
    return joined(window, own) if any(post.key not in known for post in own.posts) else window


async def _by_server(errand: Errand, did: str, *, by_handle: bool) -> AccountReading:
    """Return what the account's own server says; `by_handle`: the registered handle leads to this did."""
    url = f"{errand.access.endpoints['bluesky_directory']}/{did}"
    try:
        server, handle = await document_of(errand, did)
        url = method_at(server, "com.atproto.repo.listRecords", repo=did, collection="app.bsky.feed.post")
        await assert_active(errand, server, did)
        window = await records_of(errand, server, did)
    except Unread as fault:
        return errand.reading(fault, url)
    seen = replace(_of_window(errand, window, None, url), key_seen=did)
    renamed = errand.name.handle and not by_handle and handle and handle != errand.name.handle
    return _renamed(seen, handle) if renamed else seen


def _of_window(errand: Errand, window: Window, counted: int | None, url: str) -> AccountReading:
    outcome, detail = judged(window, errand.clock, counted)
    claimed = sum(post.time_basis == "tid" for post in window.posts)
    if claimed and not detail:
        detail = (
            f"{claimed} of {len(window.posts)} posts claim a date more than a day off; their record keys are believed"
        )
    return with_posts(errand.reading(Unread(outcome, detail), url), window, errand.access)


def _renamed(seen: AccountReading, who: str) -> AccountReading:
    address = f"{PROFILES}{who}"
    return replace(
        seen, outcome=ReadingOutcome.MOVED, moved_to=address, detail=f"it is called {who} now", code="renamed"
    )


ADAPTER = Adapter(ID, {DEFAULT: frozenset({ID}), API: frozenset({ID})}, read)
