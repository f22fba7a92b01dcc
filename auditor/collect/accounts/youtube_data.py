"""YouTube channels by Google's Data API: every upload, the numbers of videos and subscribers (docs/accounts.md 2.4).

Without a key the public feed of the newest videos is read instead (feed.py). The key travels as a header field.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlencode, urlsplit

from auditor.collect.accounts.access import API, Access, Adapter
from auditor.collect.accounts.credentials import Secret
from auditor.collect.accounts.interface_answers import (
    Answer,
    Unread,
    count_of,
    credentials_of,
    json_of,
    object_of,
    objects_of,
    text_of,
    told,
    unread,
)
from auditor.collect.accounts.open_platform import cursor_of
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import LONGEST_KEY, LONGEST_TEXT, LONGEST_TITLE, PUBLISHED, Clock, with_unique_keys
from auditor.collect.accounts.window import Page, judged, read_back, with_posts
from auditor.model import AccountReading, Outcome, Post, ReadingOutcome, Reply, Subject

PAGE = 50
WATCH = "https://www.youtube.com/watch?v="
HOSTS = frozenset({"www.youtube.com", "youtube.com", "m.youtube.com"})
HIDDEN = frozenset({"private", "unlisted"})
NO_LIST = frozenset({"playlistNotFound", "notFound"})

_ID = re.compile(r"UC[\w-]{22}", re.ASCII)
_HANDLE = re.compile(r"@[^\s/?#@]{1,100}")
_QUOTA = (
    ReadingOutcome.RATE_LIMITED,
    "the key's quota of the day is used up; it begins anew at midnight Pacific time",
)
_KEY = (ReadingOutcome.AUTH_CONFIG, "check the key, that YouTube Data API v3 is on for it, and what it is limited to")
REASONS: Mapping[str, tuple[ReadingOutcome, str]] = {
    **dict.fromkeys(("quotaExceeded", "dailyLimitExceeded"), _QUOTA),
    **dict.fromkeys(
        ("rateLimitExceeded", "userRateLimitExceeded"),
        (ReadingOutcome.RATE_LIMITED, "too many calls in short time; look again later"),
    ),
    **dict.fromkeys(
        ("keyInvalid", "API_KEY_INVALID", "keyExpired", "accessNotConfigured", "SERVICE_DISABLED", "ipRefererBlocked",
         "API_KEY_SERVICE_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED"),
        _KEY,
    ),
    "channelClosed": (ReadingOutcome.DELETED, "the platform calls the channel closed"),
    "channelSuspended": (ReadingOutcome.SUSPENDED, "the platform calls the channel suspended"),
    **dict.fromkeys(NO_LIST, (ReadingOutcome.HTTP_ERROR, "the list of uploads was not found, which proves nothing")),
}  # fmt: skip
"""Reasons of errors, as the Data API gives them, and what to do."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What the API says of a channel. `videos` and `subscribers` None: hidden or not told."""

    id: str
    title: str
    uploads: str
    videos: int | None
    subscribers: int | None


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return the videos of a channel back to `access.since`; OK_EMPTY only where the API counts no video."""
    base, clock = access.endpoints["youtube"], Clock(access.now, access.zone, chinese=False)
    url = f"{base}/channels"
    try:
        asked = asked_for(subject)
        calls = _Calls(access, credentials_of(subject, access, ADAPTER.needs)["key"])
        channel = channel_in(await calls.get("channels", {"part": "snippet,statistics,contentDetails", **asked}), asked)
        url = f"{base}/playlistItems?playlistId={channel.uploads}"

        async def turn(after: str) -> Page:
            query = {"part": "snippet,contentDetails,status", "playlistId": channel.uploads, "maxResults": str(PAGE)}
            try:
                return parse(await calls.get("playlistItems", query | ({"pageToken": after} if after else {})), clock)
            except Unread as failure:
                if failure.code in NO_LIST and not after and channel.videos == 0:
                    return Page(())  # a channel that never had a video has no such list
                raise

        window = await read_back(turn, access)
    except Unread as failure:
        return unread(subject, ADAPTER.id, access, failure, url)
    outcome, detail = judged(window, clock, channel.videos)
    if outcome is ReadingOutcome.OK and not window.complete:
        outcome = ReadingOutcome.PARTIAL
    seen = AccountReading(
        account_id=subject.id,
        adapter=ADAPTER.id,
        outcome=outcome,
        at=access.now,
        posts_total=channel.videos,
        display_name=channel.title,
        followers=channel.subscribers,
        detail=detail,
        source_url=url,
        key_seen=channel.id,
        code=window.fault.code if window.fault else "",
    )
    seen = with_posts(seen, replace(window, posts=with_unique_keys(window.posts)), access)
    return replace(seen, complete=seen.complete and outcome is not ReadingOutcome.PARTIAL)


def asked_for(subject: Subject) -> dict[str, str]:
    """Return by what a channel is asked for: its id, else its handle; raises Unread (NO_SOURCE) where there is none."""
    try:
        parts = urlsplit(subject.url)
        path = unquote(parts.path).strip("/").split("/") if parts.hostname in HOSTS else [""]
    except ValueError:
        path = [""]
    by_path = path[1] if path[0] == "channel" and len(path) > 1 else ""
    for candidate in (subject.account_id.strip(), by_path):
        if _ID.fullmatch(candidate):
            return {"id": candidate}
    for candidate in (subject.account_id.strip(), path[0]):
        if _HANDLE.fullmatch(candidate):
            return {"forHandle": candidate}
    words = "give the channel's id (UC and 22 letters) or its handle (@name) under account_id"
    raise Unread(ReadingOutcome.NO_SOURCE, words)


def channel_in(answer: Answer, asked: Mapping[str, str]) -> Channel:
    """Return the channel an answer tells of.

    Raises Unread: NOT_FOUND where the API counts no channel of that id, NO_SOURCE where none has that handle (a handle
    can be changed), PARSE_ERROR for anything else.
    """
    shape = answer.get("pageInfo")
    count = count_of(shape, "totalResults") if isinstance(shape, dict) else None
    found = objects_of(answer, "items") if "items" in answer else []
    if not found:
        if count != 0:
            raise Unread(ReadingOutcome.PARSE_ERROR, "the answer holds no channel and does not count any")
        if "id" in asked:
            raise Unread(ReadingOutcome.NOT_FOUND, f"no channel has the id {asked['id']}", "totalResults 0")
        words = f"no channel has the handle {told(asked['forHandle'])} now; register its id (UC…), which never changes"
        raise Unread(ReadingOutcome.NO_SOURCE, words, "totalResults 0")
    (entry, *more), wanted = found, asked.get("id", "")
    if more or (wanted and text_of(entry, "id") != wanted):
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer is about another channel than was asked for")
    lists = object_of(object_of(entry, "contentDetails"), "relatedPlaylists")
    uploads = text_of(lists, "uploads")
    if not uploads:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the channel has no list of uploads")
    numbers = entry.get("statistics")
    numbers = numbers if isinstance(numbers, dict) else {}
    snippet = entry.get("snippet")
    title = text_of(snippet, "title") if isinstance(snippet, dict) else ""
    return Channel(
        id=text_of(entry, "id"),
        title=" ".join(title.split())[:LONGEST_TITLE],
        uploads=uploads,
        videos=count_of(numbers, "videoCount"),
        subscribers=None if numbers.get("hiddenSubscriberCount") else count_of(numbers, "subscriberCount"),
    )


def parse(answer: Answer, clock: Clock) -> Page:
    """Return a page of playlistItems; private, unlisted and deleted videos are no posts."""
    entries = objects_of(answer, "items")
    posts = (_post(entry, clock) for entry in entries)
    return Page(tuple(post for post in posts if post is not None), cursor_of(answer, "nextPageToken"))


def _post(entry: Answer, clock: Clock) -> Post | None:
    details, snippet, status = (
        part if isinstance(part := entry.get(name), dict) else {} for name in ("contentDetails", "snippet", "status")
    )
    video, raw = text_of(details, "videoId"), text_of(details, "videoPublishedAt")
    if not video or not raw or text_of(status, "privacyStatus") in HIDDEN:
        return None
    moment = read_moment(raw, clock.now, clock.zone, chinese=clock.chinese)
    return Post(
        key=video[:LONGEST_KEY],
        title=" ".join(text_of(snippet, "title").split())[:LONGEST_TITLE],
        url=WATCH + video[:LONGEST_KEY],
        published_at=moment.at,
        date_raw=raw[:LONGEST_KEY],
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=" ".join(text_of(snippet, "description").split())[:LONGEST_TEXT],
        media_type="video",
    )


class _Calls:
    """The Data API with one key."""

    def __init__(self, access: Access, key: Secret) -> None:
        self._access = access
        self._fields = {"X-Goog-Api-Key": key.reveal()}

    async def get(self, method: str, query: Mapping[str, str]) -> Answer:
        url = f"{self._access.endpoints['youtube']}/{method}?{urlencode(query)}"
        return checked(await self._access.fetcher.call(url, fields=self._fields))


def checked(reply: Reply) -> Answer:
    """Return what the API answered; raises Unread by the reasons of its error."""
    try:
        answer = json_of(reply)
    except Unread as failure:
        answer = dict(failure.answer)
        if "error" not in answer:
            raise
    error = answer.get("error")
    if not isinstance(error, dict):
        return answer
    listed = [one for name in ("errors", "details") for one in _objects(error.get(name))]
    reasons = [text_of(one, "reason") for one in listed]
    known = next((reason for reason in reasons if reason in REASONS), "")
    outcome, advice = REASONS.get(known, (_by_status(reply), ""))
    code = known or next(filter(None, reasons), "") or text_of(error, "code")
    words = "; ".join(part for part in (f"{told(code)}: {told(error.get('message', ''))}", advice) if part)
    raise Unread(outcome, words, told(code))


def _objects(listed: object) -> list[Answer]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _by_status(reply: Reply) -> ReadingOutcome:
    by_status = {400: ReadingOutcome.TOOL_ERROR, 401: ReadingOutcome.AUTH_CONFIG, 403: ReadingOutcome.NOT_PERMITTED,
                 429: ReadingOutcome.RATE_LIMITED}  # fmt: skip
    fallback = ReadingOutcome.TOOL_ERROR if reply.outcome is Outcome.OK else ReadingOutcome.HTTP_ERROR
    return by_status.get(reply.status or 0, fallback)


ADAPTER = Adapter("youtube_data", {API: frozenset({"youtube"})}, read, ("key",), asks_by_id=True)
