"""快手 accounts by the open platform, with the owner's permission (scope user_video_info; docs/accounts.md 2.3).

The list gives no address of a post. It also holds posts that only the owner's friends see, and does not tell which.
"""

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from auditor.collect.accounts.access import API, Access, Adapter
from auditor.collect.accounts.credentials import Secret, Token
from auditor.collect.accounts.interface_answers import Answer, Unread, count_of, object_of, text_of
from auditor.collect.accounts.open_platform import (
    AGAIN,
    Call,
    Codes,
    Listed,
    OpenPlatform,
    Owner,
    answer_of,
    cursor_of,
    entries_of,
    read_open,
    refused,
    renewed,
    stamp_of,
    video,
)
from auditor.collect.accounts.posts import Clock
from auditor.model import AccountReading, Post, ReadingOutcome, Subject

LIST = "/openapi/photo/list"
COUNT = "/openapi/photo/count"
PROFILE = "/openapi/user_info"
RENEWAL = "/oauth2/refresh_token"
PAGE = 100
GOOD = "1"

_LIMITED = (ReadingOutcome.RATE_LIMITED, "the platform limits calls; look again later")
CODES: Codes = dict.fromkeys(("100100402", "100100403", "100100404", "200100410"), _LIMITED)
"""The codes that are known for sure; of others the platform's own words are read."""

_BY_WORDS: Mapping[str, tuple[ReadingOutcome, str]] = {
    "scope": (ReadingOutcome.NOT_PERMITTED, "the account's owner has to grant the app the scope user_video_info"),
    "access_token": (ReadingOutcome.AUTH_EXPIRED, AGAIN),
    "refresh_token": (ReadingOutcome.AUTH_EXPIRED, AGAIN),
    "app_id": (ReadingOutcome.AUTH_CONFIG, "check app_id and app_secret"),
    "app_secret": (ReadingOutcome.AUTH_CONFIG, "check app_id and app_secret"),
}


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what the open platform says of an account's posts now (see open_platform.read_open)."""
    return await read_open(subject, access, PLATFORM)


def refusal(answer: Mapping[str, object]) -> Unread | None:
    """Return the error an answer tells of: any `result` but 1. None for none."""
    code = text_of(answer, "result")
    if code == GOOD:
        return None
    said = text_of(answer, "error_msg") or text_of(answer, "error")
    if not code:
        return Unread(ReadingOutcome.PARSE_ERROR, "the answer has no result")
    folded = said.lower().replace(" ", "_")
    known = next((entry for word, entry in _BY_WORDS.items() if word in folded), None)
    return refused(code, said, CODES if code in CODES or known is None else {code: known})


def parse(answer: Answer, cursor: str, clock: Clock) -> Listed:
    """Return the page of photo/list that follows the post `cursor` ('' = the first page).

    The next page is asked for by the oldest post of this one; a page that only repeats `cursor` is the end.
    """
    entries = [one for one in entries_of(answer, "video_list") if not cursor or text_of(one, "photo_id") != cursor]
    public = [entry for entry in entries if entry.get("pending") not in (True, 1, "true")]
    keyed = [entry for entry in entries if text_of(entry, "photo_id")]
    oldest = min(keyed, key=_age, default=None)
    if entries and oldest is None:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the posts have no photo_id")
    after = cursor_of(oldest, "photo_id") if oldest else ""
    return Listed(tuple(_post(entry, clock) for entry in public), after, len(entries) - len(public))


def _age(entry: Answer) -> tuple[int, str]:
    return count_of(entry, "create_time") or 0, text_of(entry, "photo_id")


def _post(entry: Answer, clock: Clock) -> Post:
    return replace(
        video(text_of(entry, "photo_id"), text_of(entry, "caption"), stamp_of(entry, "create_time"), clock),
        reads=count_of(entry, "view_count"),
        likes=count_of(entry, "like_count"),
        comments=count_of(entry, "comment_count"),
    )


async def _page(cursor: str, call: Call) -> Listed:
    more = {"cursor": cursor} if cursor else {}
    return parse(await _get(call, LIST, {"count": str(PAGE), **more}), cursor, call.clock)


async def _count(call: Call) -> Owner:
    return Owner(total=count_of(await _get(call, COUNT), "public_count"))


async def _profile(call: Call) -> Owner:
    info = object_of(await _get(call, PROFILE), "user_info")
    return Owner(" ".join(text_of(info, "name").split()), count_of(info, "fan"))


async def _get(call: Call, path: str, more: Mapping[str, str] | None = None) -> Answer:
    query = {"app_id": call.held["app_id"].reveal(), "access_token": call.token.reveal(), **(more or {})}
    reply = await call.access.fetcher.call(f"{call.access.endpoints['kuaishou']}{path}?{urlencode(query)}")
    return answer_of(reply, refusal)


async def _renew(call: Call, refresh: Secret) -> Token:
    form = call.renewal(("app_id", "app_secret"), refresh)
    reply = await call.post_form(call.access.endpoints["kuaishou"] + RENEWAL, form)
    return renewed(answer_of(reply, refusal), call.access.now.timestamp())


PLATFORM = OpenPlatform(
    id="kuaishou_open",
    needs=("access_token", "app_id"),
    renewing=("app_secret",),
    address=lambda access: access.endpoints["kuaishou"] + LIST,
    page=_page,
    owner=(_count, _profile),
    renew=_renew,
)
ADAPTER = Adapter(PLATFORM.id, {API: frozenset({"kuaishou"})}, read, PLATFORM.needs)
