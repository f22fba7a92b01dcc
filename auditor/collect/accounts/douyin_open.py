"""抖音 accounts by the open platform, with the owner's permission (scope video.list.bind; docs/accounts.md 2.3).

The platform counts no posts here, so an empty list never proves silence. Its open_id is one app's own name for the
account and is not compared with the register.
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

LIST = "/api/douyin/v1/video/video_list/"
PROFILE = "/oauth/userinfo/"
RENEWAL = "/oauth/refresh_token/"
PAGE = 20

_EXPIRED = (ReadingOutcome.AUTH_EXPIRED, AGAIN)
_SCOPE = (ReadingOutcome.NOT_PERMITTED, "the account's owner has to grant the app the scope video.list.bind")
_ABILITY = (ReadingOutcome.NOT_PERMITTED, "apply for the ability video.list.bind in the app's console")
_KEYS = (ReadingOutcome.AUTH_CONFIG, "check client_key, client_secret and open_id: they belong together")
_BUSY = (ReadingOutcome.HTTP_ERROR, "the platform is busy; look again later")
CODES: Codes = {
    "2190001": (
        ReadingOutcome.RATE_LIMITED,
        "the quota is said to be used up; clients differ and some take it for a bad token, so renew it if this lasts",
    ),
    "2190002": _EXPIRED,
    "2190003": _SCOPE,
    "2190004": _ABILITY,
    "2190008": _EXPIRED,
    "2190015": _KEYS,
    "2100004": _BUSY,
    "2100007": (ReadingOutcome.NOT_PERMITTED, "the platform does not allow the app this call"),
    "2100009": (ReadingOutcome.ACCOUNT_RESTRICTED, "the platform has barred the account from this; ask its owner"),
    "10001": _BUSY,
    "10003": _KEYS,
    "10004": _SCOPE,
    "10008": _EXPIRED,
    "10010": _EXPIRED,
    "10013": _KEYS,
    "10014": _KEYS,
    "10020": _EXPIRED,
}
"""Codes of video_list and of the renewal, as its clients list them (2190001: not sure, docs/accounts.md 10)."""


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what the open platform says of an account's posts now (see open_platform.read_open)."""
    return await read_open(subject, access, PLATFORM)


def refusal(answer: Mapping[str, object]) -> Unread | None:
    """Return the error that an answer's data or extra tells of, None for none."""
    for name in ("data", "extra"):
        part = answer.get(name)
        if isinstance(part, dict) and (code := text_of(part, "error_code")) not in ("", "0"):
            return refused(code, part.get("description", ""), CODES)
    return None


def parse(answer: Answer, clock: Clock) -> Listed:
    """Return a page of video_list. Raises Unread where it holds no list, or more follows and it does not say where."""
    data = object_of(answer, "data")
    entries = entries_of(data, "list")
    public = [entry for entry in entries if entry.get("is_reviewed", True) not in (False, 0)]
    after = cursor_of(data, "cursor") if data.get("has_more") else ""
    if data.get("has_more") and not after:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer says that more follows, but not where")
    return Listed(tuple(_post(entry, clock) for entry in public), after, len(entries) - len(public))


def _post(entry: Answer, clock: Clock) -> Post:
    counts = entry.get("statistics")
    counts = counts if isinstance(counts, dict) else {}
    raw, link = stamp_of(entry, "create_time"), text_of(entry, "share_url")
    return replace(
        video(text_of(entry, "item_id"), text_of(entry, "title"), raw, clock, link),
        reads=count_of(counts, "play_count"),
        likes=count_of(counts, "digg_count"),
        comments=count_of(counts, "comment_count"),
        shares=count_of(counts, "share_count"),
        is_pinned=entry.get("is_top") in (True, 1),
    )


async def _page(cursor: str, call: Call) -> Listed:
    query = urlencode({"open_id": call.held["open_id"].reveal(), "cursor": cursor or "0", "count": PAGE})
    fields = {"access-token": call.token.reveal(), "Content-Type": "application/json"}
    reply = await call.access.fetcher.call(f"{_address(call.access)}?{query}", fields=fields)
    return parse(answer_of(reply, refusal), call.clock)


async def _profile(call: Call) -> Owner:
    form = {"access_token": call.token.reveal(), "open_id": call.held["open_id"].reveal()}
    answer = await _post_form(call, PROFILE, form)
    return Owner(name=" ".join(text_of(object_of(answer, "data"), "nickname").split()))


async def _renew(call: Call, refresh: Secret) -> Token:
    form = call.renewal(("client_key",), refresh)
    return renewed(object_of(await _post_form(call, RENEWAL, form), "data"), call.access.now.timestamp())


async def _post_form(call: Call, path: str, form: Mapping[str, str]) -> Answer:
    return answer_of(await call.post_form(call.access.endpoints["douyin"] + path, form), refusal)


def _address(access: Access) -> str:
    return access.endpoints["douyin"] + LIST


PLATFORM = OpenPlatform(
    id="douyin_open",
    needs=("access_token", "open_id"),
    renewing=("client_key",),
    address=_address,
    page=_page,
    owner=(_profile,),
    renew=_renew,
)
ADAPTER = Adapter(PLATFORM.id, {API: frozenset({"douyin"})}, read, PLATFORM.needs)
