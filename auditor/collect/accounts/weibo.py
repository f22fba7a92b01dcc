"""Weibo accounts by the official interface, with the owner's token (docs/accounts.md 2.2).

Without a contract it tells the newest five posts only, newest first: they prove silence where they reach back far
enough or the newest of them is old already. `commercial` among the credentials (biz; other for accounts of others)
reads on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from auditor.collect.accounts.access import API, Access, Adapter
from auditor.collect.accounts.credentials import Secret
from auditor.collect.accounts.interface_answers import (
    Answer,
    Unread,
    count_of,
    credentials_of,
    json_of,
    objects_of,
    text_of,
    told,
    unread,
)
from auditor.collect.accounts.posts import Clock, with_unique_keys
from auditor.collect.accounts.weibo_posts import post_of_status
from auditor.collect.accounts.window import Page, Window, in_order, judged, read_back, with_posts
from auditor.model import AccountReading, Basis, Post, ReadingOutcome, Subject

TIMELINE = "/2/statuses/user_timeline"
PROFILE = "/2/users/show.json"
COMMERCIAL: Mapping[str, tuple[str, int]] = {"biz": ("/biz.json", 100), "other": ("/other.json", 25)}
"""Endings of the commercial lists and the most posts of a page."""

YES = frozenset({"1", "true", "yes", "on"})
MOST = 100

_UID = re.compile(r"[1-9][0-9]{4,15}")
_IN_URL = re.compile(r"https?://(?:www\.|m\.)?weibo\.(?:com|cn)/(?:u/|profile/)?([1-9][0-9]{4,15})(?:[/?#]|$)")

_EXPIRED = (ReadingOutcome.AUTH_EXPIRED, "the owner has to grant the app access anew")
_QUOTA = (ReadingOutcome.RATE_LIMITED, "the hour's quota is used up; look again later")
_RIGHT = (ReadingOutcome.NOT_PERMITTED, "apply for the interface in the app's console")
_BUSY = (ReadingOutcome.HTTP_ERROR, "the platform is busy; look again later")
_OURS = (ReadingOutcome.TOOL_ERROR, "the request was not understood")
_KEYS = (ReadingOutcome.AUTH_CONFIG, "check the app and its token")
CODES: Mapping[str, tuple[ReadingOutcome, str]] = {
    **dict.fromkeys(("21314", "21315", "21316", "21317", "21318", "21319", "21327", "21332", "10006"), _EXPIRED),
    **dict.fromkeys(("10022", "10023", "10024"), _QUOTA),
    **dict.fromkeys(("10005", "10014"), _RIGHT),
    **dict.fromkeys(("10001", "10002", "10003", "10009", "10010", "10011"), _BUSY),
    **dict.fromkeys(("10007", "10008", "10012", "10016", "10017", "10020", "10021"), _OURS),
    **dict.fromkeys(("21301", "21302", "21321", "21324"), _KEYS),
    "10004": (ReadingOutcome.NOT_PERMITTED, "the app is bound to other addresses than ours"),
    **dict.fromkeys(("10013", "20003"), (ReadingOutcome.NOT_FOUND, "the platform knows no such user")),
    "20031": (ReadingOutcome.CHALLENGE, "it wants a captcha"),
    "20112": (ReadingOutcome.PRIVATE, "the owner lets nobody see it"),
}
"""Error codes of the platform and what they come to; 21332, 21301 to 21324 and 10004 from memory."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What the platform says of an account; '' and None: not told."""

    uid: str = ""
    name: str = ""
    followers: int | None = None
    posts: int | None = None
    verified: bool | None = None
    reason: str = ""


async def read(subject: Subject, access: Access) -> AccountReading:
    """Return the newest posts of an account, as many as its token may read.

    OK where the list was read to its end or back before `access.since`, OK_EMPTY where it is empty and the platform
    counts no post; else PARTIAL, newest first.
    """
    url = access.endpoints["weibo"] + TIMELINE + ".json"
    try:
        held = credentials_of(subject, access, ADAPTER.needs, ("uid", "commercial"))
        asked, ending = asked_for(subject, held), ending_of(held)
        owner = await _owner(asked, held["access_token"], access)
        uid = owner.uid or asked.get("uid", "")
        if ending and not uid:
            raise Unread(ReadingOutcome.NO_SOURCE, "the commercial list goes by uid; write it under account_id")
        base = access.endpoints["weibo_commercial"] if ending else access.endpoints["weibo"]
        query = urlencode({"uid": uid} if uid else asked)
        url = f"{base}{TIMELINE}{COMMERCIAL[ending][0] if ending else '.json'}?{query}"
        window = await _window(url, ending, uid, owner, held["access_token"], access)
    except Unread as failure:
        return unread(subject, ADAPTER.id, access, failure, url)
    return _reading(subject, access, owner, window, url)


def asked_for(subject: Subject, held: Mapping[str, Secret]) -> dict[str, str]:
    """Return by what the account is asked for: its uid, else its name.

    Raises Unread (AUTH_CONFIG) where the token is said to be that of another uid.
    """
    in_url = _IN_URL.match(subject.url)
    uid = subject.account_id if _UID.fullmatch(subject.account_id) else in_url[1] if in_url else ""
    own = held["uid"].reveal() if "uid" in held else ""
    if uid and own and uid != own and "commercial" not in held:
        raise Unread(ReadingOutcome.AUTH_CONFIG, f"the token is that of uid {own}, the account's is {uid}")
    return {"uid": uid or own} if uid or own else {"screen_name": subject.name}


def ending_of(held: Mapping[str, Secret]) -> str:
    """Return which commercial list the credentials allow, '' for none; raises Unread (AUTH_CONFIG) for other words."""
    if "commercial" not in held:
        return ""
    word = held["commercial"].reveal().strip().lower()
    if word in COMMERCIAL or word in YES:
        return word if word in COMMERCIAL else "biz"
    raise Unread(ReadingOutcome.AUTH_CONFIG, "commercial holds neither biz (own posts) nor other (anyone's)")


def owner_in(answer: Answer) -> Owner:
    """Return what an answer of users/show says of an account."""
    verified = answer.get("verified")
    uid = text_of(answer, "idstr") or text_of(answer, "id")
    return Owner(
        uid=uid if _UID.fullmatch(uid) else "",
        name=text_of(answer, "screen_name"),
        followers=count_of(answer, "followers_count"),
        posts=count_of(answer, "statuses_count"),
        verified=verified if isinstance(verified, bool) else None,
        reason=" ".join(text_of(answer, "verified_reason").split()) if verified else "",
    )


def parse(answer: Answer, uid: str, clock: Clock) -> tuple[Post, ...]:
    """Return the public posts of a list, in its order.

    Raises Unread: AUTH_CONFIG where they are those of another account than `uid` ('' = any), PARSE_ERROR where there
    is no list.
    """
    statuses = objects_of(answer, "statuses")
    for status in statuses:
        user = status.get("user")
        author = text_of(user, "idstr") or text_of(user, "id") if isinstance(user, dict) else ""
        if uid and author and author != uid:
            words = f"the token is that of uid {author}, the account's is {uid}"
            raise Unread(ReadingOutcome.AUTH_CONFIG, words)
    return with_unique_keys(post for one in statuses if (post := post_of_status(one, clock, None)))


async def _owner(asked: Mapping[str, str], token: Secret, access: Access) -> Owner:
    """Return the account's own object, an empty one where the app may not ask for it."""
    try:
        return owner_in(await _call(f"{access.endpoints['weibo']}{PROFILE}?{urlencode(asked)}", token, access))
    except Unread as failure:
        if failure.outcome is ReadingOutcome.NOT_FOUND and "uid" not in asked:
            words = f"{failure.detail} by this name, which proves nothing: write its uid under account_id"
            raise Unread(ReadingOutcome.NO_SOURCE, words, failure.code) from None
        if failure.outcome in (ReadingOutcome.NOT_PERMITTED, ReadingOutcome.HTTP_ERROR, ReadingOutcome.PARSE_ERROR):
            return Owner()
        raise


async def _window(url: str, ending: str, uid: str, owner: Owner, token: Secret, access: Access) -> Window:
    clock, count = Clock(access.now, access.zone), COMMERCIAL[ending][1] if ending else MOST

    async def turn(after: str) -> Page:
        answer = await _call(f"{url}&{urlencode({'count': count, 'page': after or '1'})}", token, access)
        more = str(int(after or "1") + 1) if objects_of(answer, "statuses") else ""
        return Page(parse(answer, uid, clock), more)

    if ending:
        return await read_back(turn, access)
    answer = await _call(f"{url}&{urlencode({'count': count, 'page': '1'})}", token, access)
    posts, listed = parse(answer, uid, clock), len(objects_of(answer, "statuses"))
    dates = [post.published_at for post in posts if not post.is_pinned]
    ordered = in_order(posts)
    return Window(
        posts=posts,
        ended=owner.posts is not None and listed >= owner.posts,
        reached=ordered and all(dates) and any(at is not None and at < access.since for at in dates),
        ordered=ordered,
    )


async def _call(url: str, token: Secret, access: Access) -> Answer:
    """Return an answer; raises Unread for a failure, with the platform's own code where it gives one."""
    reply = await access.fetcher.call(f"{url}&{urlencode({'access_token': token.reveal()})}")
    try:
        answer = json_of(reply)
    except Unread as failure:
        if not text_of(failure.answer, "error_code"):
            raise
        answer = dict(failure.answer)
    code = text_of(answer, "error_code")
    if not code or code == "0":
        return answer
    outcome, remedy = CODES.get(code, (ReadingOutcome.HTTP_ERROR, "an error that is not known here"))
    raise Unread(outcome, f"{code} {told(answer.get('error', ''))}: {remedy}", code)


def _reading(subject: Subject, access: Access, owner: Owner, window: Window, url: str) -> AccountReading:
    outcome, detail = judged(window, Clock(access.now, access.zone), owner.posts)
    if outcome is ReadingOutcome.OK and not window.complete:
        outcome = ReadingOutcome.PARTIAL
        many = f" of {owner.posts}" if owner.posts is not None else ""
        detail = f"the interface tells the newest {len(window.posts)}{many} posts only"
    seen = AccountReading(
        account_id=subject.id,
        adapter=ADAPTER.id,
        outcome=outcome,
        at=access.now,
        posts_total=owner.posts,
        display_name=owner.name,
        followers=owner.followers,
        detail=detail,
        source_url=url,
        basis=Basis.DIRECT,
        subject_seen=owner.reason,
        verified=owner.verified,
        key_seen=owner.uid,
        code=window.fault.code if window.fault else "",
    )
    seen = with_posts(seen, window, access)
    return replace(seen, complete=seen.complete and outcome is not ReadingOutcome.PARTIAL)


ADAPTER = Adapter("weibo", {API: frozenset({"weibo"})}, read, needs=("access_token",), asks_by_id=True)
