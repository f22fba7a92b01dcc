"""Accounts read by feed: RSS, Atom or JSON Feed, the account's own or that of a bridge such as RSSHub or WeRSS.

A feed shows the newest posts. Older ones are cut, but only the newest decides, so a whole feed is `complete`.
A feed or bridge that answers 404 or 410 proves nothing of the account (docs/contract.md 4.13). A bridge that keeps
failing for a platform is asked no more in a run, and data behind one that tells when it last read reach no further.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from auditor.collect.accounts.access import DEFAULT, EVERY, FAILS_IN_A_ROW, FEED, OWN_FEED, Access, Adapter
from auditor.collect.accounts.feed_bridges import error_in, heartbeat, is_of_all, selects
from auditor.collect.accounts.feed_formats import read_json, read_xml
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock, Item, post_of, verdict_on, with_unique_keys
from auditor.facts.shared_faults import bridge_of
from auditor.model import AccountReading, Outcome, Post, ReadingOutcome, Reply, Subject, Validators
from auditor.model.urls import mask_url
from auditor.platforms import default_endpoints, row_of
from auditor.rules.undecided import settled

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.5"
)
FAILURES: Mapping[Outcome, ReadingOutcome] = {
    Outcome.HTTP_ERROR: ReadingOutcome.HTTP_ERROR,
    Outcome.DNS: ReadingOutcome.NETWORK,
    Outcome.REFUSED: ReadingOutcome.NETWORK,
    Outcome.TLS: ReadingOutcome.TLS,
    Outcome.PROTOCOL: ReadingOutcome.NETWORK,
    Outcome.REDIRECT_LOOP: ReadingOutcome.HTTP_ERROR,
    Outcome.CHALLENGE: ReadingOutcome.CHALLENGE,
    Outcome.AUTH: ReadingOutcome.AUTH,
    Outcome.RATE_LIMITED: ReadingOutcome.RATE_LIMITED,
    Outcome.NETWORK: ReadingOutcome.NETWORK,
    Outcome.TIMEOUT: ReadingOutcome.TIMEOUT,
    Outcome.ROBOTS: ReadingOutcome.ROBOTS,
    Outcome.NOT_REACHED: ReadingOutcome.NETWORK,
    Outcome.UNSUPPORTED: ReadingOutcome.UNSUPPORTED,
    Outcome.PRIVATE: ReadingOutcome.UNSUPPORTED,
    Outcome.INTERNAL: ReadingOutcome.INTERNAL,
}
FEED_BYTES = 10 * 1024 * 1024
"""The most that is read of a feed, whatever media type it claims."""

OVERLOADED = 503
WERSS = "Mp-We-Rss"
"""The generator that keeps a feed as it was first asked for, until /rss/ID/fresh is: its date is how far it reaches."""

CAPTCHAS = frozenset({418, 461, 471})
"""Statuses with which platforms ask for a captcha or a login (docs/accounts.md 6); see auditor.rules.undecided."""

REMEDIES: Mapping[Outcome, str] = {
    Outcome.ROBOTS: "robots.txt of the feed's host forbids it; its owner can allow it there",
    Outcome.PRIVATE: "the feed's host is private; --allow-private lets registered hosts be",
}


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """What the body of a feed says. `posts` keep the feed's order, which means nothing. `reach` (aware) is how far its
    posts can reach where that is before the reading, else None."""

    outcome: ReadingOutcome
    posts: tuple[Post, ...] = ()
    title: str = ""
    detail: str = ""
    reach: datetime | None = None


def parse(body: bytes, url: str, clock: Clock, content_type: str = "") -> ParsedFeed:
    """Return what a feed at `url` says: JSON by its first sign, else XML, whatever the media type claims.

    HTML and other documents are NOT_A_FEED, entity declarations and broken JSON PARSE_ERROR, a feed cut off
    PARTIAL; else see `posts.verdict_on`. Dates of the channel date no post, and order is not trusted.
    """
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if not start:
        return ParsedFeed(ReadingOutcome.NOT_A_FEED, detail="the answer is empty")
    if start in (b"{", b"["):
        feed = read_json(body)
        if feed.fault:
            broken = feed.fault.startswith("broken")
            return ParsedFeed(ReadingOutcome.PARSE_ERROR if broken else ReadingOutcome.NOT_A_FEED, detail=feed.fault)
        return _told(feed.items, feed.title, url, clock, f"{feed.skipped} items are damaged" if feed.skipped else "")
    xml = read_xml(body, content_type)
    if xml.fault:
        return ParsedFeed(ReadingOutcome.PARSE_ERROR, detail=f"the feed is not read: {xml.fault}")
    if not xml.is_feed:
        return ParsedFeed(ReadingOutcome.NOT_A_FEED, detail="neither RSS, Atom nor JSON Feed")
    told = _told(xml.items, xml.title, url, clock, "the feed ends before its end" if xml.cut else "")
    built = read_moment(xml.built, clock.now, clock.zone).at if xml.generator == WERSS else None
    return replace(told, reach=built if built and built < clock.now else None)


def _told(items: tuple[Item, ...], title: str, url: str, clock: Clock, cut: str) -> ParsedFeed:
    posts = with_unique_keys(post_of(item, url, clock) for item in items)
    outcome, detail = verdict_on(posts, clock)
    if cut and outcome in (ReadingOutcome.OK, ReadingOutcome.EMPTY):
        outcome, detail = ReadingOutcome.PARTIAL, cut
    return ParsedFeed(outcome, posts, " ".join(title.split()), detail)


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what an account's feed says now; only the answer to this one address is believed.

    It is asked only for what is new where the last reading allows that; after a 304 the posts of that reading stand.
    """
    url, now = feed_address(subject, access.endpoints), access.now
    if not url:
        detail = "its own address is no feed; name one under source in the register"
        return AccountReading(subject.id, ADAPTER.id, ReadingOutcome.NO_SOURCE, now, detail=detail)
    if not row_of(subject.platform).own_feed and is_of_all(url):
        detail = "its source is the feed of all accounts of a bridge; name the account's own"
        return AccountReading(subject.id, ADAPTER.id, ReadingOutcome.UNSUPPORTED, now, detail=detail)
    bridge = f"{host} {subject.platform}" if (host := bridge_of(subject)) else ""
    if bridge and (last := access.shared.tired_of(bridge)):
        detail = f"not asked: {FAILS_IN_A_ROW} accounts in a row failed there ({last.detail})"
        return replace(last, account_id=subject.id, at=now, detail=detail, source_url=mask_url(url))
    reading, reply = await _read(subject, url, access)
    if bridge:
        access.shared.note(bridge, reading, failed=_is_down(reply))
    return reading if row_of(subject.platform).own_feed else await _as_far_as_read(reading, url, access)


async def _read(subject: Subject, url: str, access: Access) -> tuple[AccountReading, Reply]:
    clock, shown = Clock(access.now, access.zone, not row_of(subject.platform).abroad), mask_url(url)
    validators = asked_with(access.previous, ADAPTER.id, shown, access.now)
    reply, kept = await access.fetcher.get(url, accept=ACCEPT, validators=validators, cap=FEED_BYTES), validators
    if reply.not_modified and validators and access.previous:
        parsed = _unchanged(access.previous, clock)
    else:
        parsed, kept = await asyncio.to_thread(_judge, reply, clock), validators_of(reply)
    if parsed.outcome is ReadingOutcome.OK and (by := selects(url)):
        parsed = replace(parsed, outcome=ReadingOutcome.PARTIAL, detail=f"its address leaves posts out, by {by}=")
    reading = AccountReading(
        account_id=subject.id,
        adapter=ADAPTER.id,
        outcome=parsed.outcome,
        at=access.now,
        as_of=(parsed.reach or clock.now).astimezone(access.zone),
        complete=parsed.outcome is not ReadingOutcome.PARTIAL,
        posts=parsed.posts,
        display_name=parsed.title if row_of(subject.platform).own_feed else "",
        detail=parsed.detail,
        source_url=shown,
        validators=kept if parsed.outcome is ReadingOutcome.OK else None,
    )
    return reading, reply


def _is_down(reply: Reply) -> bool:
    """Return whether the source seems down: a timeout, or the 503 of an RSSHub that cannot read a platform."""
    return reply.outcome is Outcome.TIMEOUT or reply.status == OVERLOADED


def _unchanged(previous: AccountReading, clock: Clock) -> ParsedFeed:
    posts = dated_anew(previous.posts, clock)
    outcome, detail = verdict_on(posts, clock)
    behind = previous.as_of if previous.as_of and previous.as_of < previous.at else None
    return ParsedFeed(outcome, posts, previous.display_name, detail, behind)


async def _as_far_as_read(reading: AccountReading, url: str, access: Access) -> AccountReading:
    """Return a reading whose data reach no further than its bridge says it has read."""
    beat = await heartbeat(url, access)
    if beat is None:
        return reading
    reading = replace(reading, as_of=beat.own.astimezone(access.zone) if beat.own else reading.as_of)
    if beat.never and reading.outcome in (ReadingOutcome.OK, ReadingOutcome.EMPTY):
        detail = "its bridge lists the account but has not read it yet"
        return replace(reading, outcome=ReadingOutcome.BRIDGE_STALE, detail=detail, bridge_read_at=beat.any)
    return replace(reading, bridge_read_at=beat.any)


def feed_address(subject: Subject, endpoints: Mapping[str, str] | None = None) -> str:
    """Return the address of an account's feed: its source, else what its own address gives, else ''."""
    if subject.source:
        return subject.source
    form = row_of(subject.platform).feed
    if form is None or "/feeds/" in subject.url:
        return subject.url
    found = form.key.search(subject.account_id) or form.key.search(subject.url)
    return (endpoints or default_endpoints())[form.endpoint] + form.query.format(found[1]) if found else ""


def _judge(reply: Reply, clock: Clock) -> ParsedFeed:
    if reply.outcome is not Outcome.OK:
        outcome = Outcome.CHALLENGE if reply.status in CAPTCHAS else settled(reply.outcome, reply.status)
        words = REMEDIES.get(outcome) or error_in(reply.body) or reply.detail
        status = str(reply.status or "")
        parts = (words,) if words.startswith(status) else (status, words)
        return ParsedFeed(FAILURES[outcome], detail=": ".join(part for part in parts if part))
    parsed = parse(reply.body, reply.final_url or reply.url, clock, reply.header("content-type"))
    if reply.truncated and parsed.outcome in (ReadingOutcome.OK, ReadingOutcome.EMPTY, ReadingOutcome.PARSE_ERROR):
        return ParsedFeed(ReadingOutcome.PARTIAL, parsed.posts, parsed.title, "the feed is larger than is read")
    return parsed


# Conditional requests (RFC 9110 section 13), only where a wrong 304 cannot make an account look silent.

LONGEST_VALIDATOR = 500
FRESH = timedelta(days=7)
"""A feed whose newest post is older is read anew: a wrong 304 must not make an account look silent."""

STEADY = timedelta(seconds=60)
"""A Last-Modified closer to the time of the answer is the time of asking, as RSSHub's is (RFC 9110 8.8.2.2)."""


def asked_with(previous: AccountReading | None, adapter: str, address: str, now: datetime) -> Validators | None:
    """Return what to ask a feed at the masked `address` with, None where it is to be read anew."""
    if previous is None or (previous.adapter, previous.source_url) != (adapter, address):
        return None
    newest = max((post.published_at for post in previous.posts if post.published_at), default=None)
    return previous.validators if newest is not None and now - newest <= FRESH else None


def validators_of(reply: Reply) -> Validators | None:
    """Return the validators for the next request; None after redirects, for a cut body or an answer without any."""
    if reply.outcome is not Outcome.OK or reply.hops or reply.truncated:
        return None
    etag, changed = reply.header("etag"), reply.header("last-modified")
    found = Validators(etag if _is_sendable(etag) else "", changed if _is_steady(changed, reply) else "")
    return found if found.etag or found.last_modified else None


def dated_anew(posts: Iterable[Post], clock: Clock) -> tuple[Post, ...]:
    """Return posts read earlier. Dates that were in the future then are read again."""
    return tuple(_dated_anew(post, clock) if post.bad_date else post for post in posts)


def _dated_anew(post: Post, clock: Clock) -> Post:
    moment = read_moment(post.date_raw, clock.now, clock.zone, chinese=clock.chinese)
    basis = (post.time_basis or "published") if moment.at else ""
    return replace(post, published_at=moment.at, bad_date=moment.bad, time_basis=basis)


def _is_sendable(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= LONGEST_VALIDATOR


def _is_steady(changed: str, reply: Reply) -> bool:
    if not changed or not _is_sendable(changed):
        return False
    moment = read_moment(changed, reply.at, UTC).at
    answered = read_moment(reply.header("date"), reply.at, UTC).at or reply.at
    return moment is not None and answered - moment >= STEADY


ADAPTER = Adapter("feed", {FEED: EVERY, DEFAULT: OWN_FEED}, read)
