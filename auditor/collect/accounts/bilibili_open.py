"""哔哩哔哩 accounts by the open platform, with the owner's permission (scopes ARC_BASE, USER_INFO, USER_DATA).

Requests carry the signature that the platform documents for its registered developers (open.bilibili.com,
接口签名实现标准): the app's own key signs, nothing of the website's is imitated (docs/accounts.md 0.8 and 2.3).
"""

import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import uuid4

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
    entries_of,
    read_open,
    refused,
    renewed,
    stamp_of,
    video,
)
from auditor.collect.accounts.posts import Clock
from auditor.model import AccountReading, Post, ReadingOutcome, Subject

LIST = "/arcopen/fn/archive/viewlist"
NUMBERS = "/arcopen/fn/data/user/stat"
PROFILE = "/arcopen/fn/user/account/info"
RENEWAL = "/x/account-oauth2/v1/refresh_token"
PAGE = 50

_KEYS = (ReadingOutcome.AUTH_CONFIG, "check client_id and client_secret, and that this machine's clock is right")
_EXPIRED = (ReadingOutcome.AUTH_EXPIRED, AGAIN)
_LIMITED = (ReadingOutcome.RATE_LIMITED, "the platform limits calls; look again later")
_RIGHT = (ReadingOutcome.NOT_PERMITTED, "the app needs the scopes ARC_BASE, USER_INFO and USER_DATA of this account")
_WRONG = (ReadingOutcome.TOOL_ERROR, "the platform finds our request wrong")
_BLOCKED = (ReadingOutcome.CHALLENGE, "the platform turns this machine away")
CODES: Codes = {
    "-101": _EXPIRED,
    "-352": _BLOCKED,
    "-400": _WRONG,
    "-401": _EXPIRED,
    "-403": _RIGHT,
    "-412": _BLOCKED,
    "-509": _LIMITED,
    "-658": _EXPIRED,
    "-799": _LIMITED,
    "4000": _WRONG,
    "4001": _KEYS,
    "4002": _KEYS,
    "4003": _KEYS,
    "4007": (ReadingOutcome.AUTH_CONFIG, "put this machine's address on the app's list of allowed addresses"),
    "4008": _RIGHT,
    "4009": _LIMITED,
}
"""The platform's common codes; it documents none of its own for tokens, so others keep its words."""


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return what the open platform says of an account's videos now (see open_platform.read_open)."""
    return await read_open(subject, access, PLATFORM)


def signed(content: bytes, key: str, secret: Secret, nonce: str, at: int) -> dict[str, str]:
    """Return the header fields that sign a request: HMAC-SHA256, version 2.0, over the six x-bili- fields in order.

    `content` is the request's body (b"" of a GET), `key` the app's client_id, `nonce` used once, `at` Unix seconds
    (the platform refuses what is ten minutes off).
    """
    fields = {
        "x-bili-accesskeyid": key,
        "x-bili-content-md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "x-bili-signature-method": "HMAC-SHA256",
        "x-bili-signature-nonce": nonce,
        "x-bili-signature-version": "2.0",
        "x-bili-timestamp": str(at),
    }
    text = "\n".join(f"{name}:{value}" for name, value in fields.items())
    signature = hmac.new(secret.reveal().encode(), text.encode(), hashlib.sha256).hexdigest()
    return {**fields, "Authorization": signature}


def refusal(answer: Mapping[str, object]) -> Unread | None:
    """Return the error an answer tells of: any `code` but 0. None for none."""
    code = text_of(answer, "code")
    if code == "0":
        return None
    if not code:
        return Unread(ReadingOutcome.PARSE_ERROR, "the answer has no code")
    return refused(code, answer.get("message", ""), CODES)


def parse(answer: Answer, number: int, clock: Clock) -> Listed:
    """Return page `number` (from 1) of archive/viewlist; a video in a state below 0 is not public."""
    data = object_of(answer, "data")
    entries = entries_of(data, "list")
    shape = data.get("page")
    total = count_of(shape, "total") if isinstance(shape, dict) else None
    public = [entry for entry in entries if not _state(entry) < 0]
    more = bool(entries) and (total is None or number * PAGE < total)
    after = str(number + 1) if more else ""
    return Listed(tuple(_post(entry, clock) for entry in public), after, len(entries) - len(public), total)


def _state(entry: Answer) -> int:
    shape = entry.get("addit_info")
    state = shape.get("state") if isinstance(shape, dict) else None
    return state if isinstance(state, int) else 0


def _post(entry: Answer, clock: Clock) -> Post:
    shape = entry.get("video_info")
    link = text_of(shape, "share_url") if isinstance(shape, dict) else ""
    raw = stamp_of(entry, "ptime") or stamp_of(entry, "ctime")
    return video(text_of(entry, "resource_id"), text_of(entry, "title"), raw, clock, link, text_of(entry, "desc"))


async def _page(cursor: str, call: Call) -> Listed:
    number = int(cursor or "1")
    query = {"pn": str(number), "ps": str(PAGE), "status": "pubed"}
    return parse(await _get(call, LIST, query), number, call.clock)


async def _profile(call: Call) -> Owner:
    return Owner(" ".join(text_of(object_of(await _get(call, PROFILE), "data"), "name").split()))


async def _numbers(call: Call) -> Owner:
    return Owner(followers=count_of(object_of(await _get(call, NUMBERS), "data"), "follower"))


async def _get(call: Call, path: str, query: Mapping[str, str] | None = None) -> Answer:
    key, secret = call.held["client_id"].reveal(), call.held["client_secret"]
    fields = signed(b"", key, secret, uuid4().hex, int(time.time()))
    fields |= {"access-token": call.token.reveal(), "Content-Type": "application/json"}
    address = call.access.endpoints["bilibili"] + path + (f"?{urlencode(query)}" if query else "")
    return answer_of(await call.access.fetcher.call(address, fields=fields), refusal)


async def _renew(call: Call, refresh: Secret) -> Token:
    form = call.renewal(("client_id", "client_secret"), refresh)
    reply = await call.post_form(call.access.endpoints["bilibili_login"] + RENEWAL, form)
    return renewed(object_of(answer_of(reply, refusal), "data"), call.access.now.timestamp())


PLATFORM = OpenPlatform(
    id="bilibili_open",
    needs=("access_token", "client_id", "client_secret"),
    renewing=(),
    address=lambda access: access.endpoints["bilibili"] + LIST,
    page=_page,
    owner=(_profile, _numbers),
    renew=_renew,
)
ADAPTER = Adapter(PLATFORM.id, {API: frozenset({"bilibili"})}, read, PLATFORM.needs)
