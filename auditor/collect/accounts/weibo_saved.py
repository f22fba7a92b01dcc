"""Answers of m.weibo.cn/api/container/getIndex that a person saved from a browser: the account and its newest posts.

One answer, a list of answers, or one a line; a `saved_at` beside them tells when, else the file's last change does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock, verdict_on, with_unique_keys
from auditor.collect.accounts.weibo_posts import Status, is_pinned, post_of_status
from auditor.inventory.tables import parse_number
from auditor.model import AccountReading, Basis, Post, ReadingOutcome, Subject

MOST_CARDS = 20_000
POSTS_OF = "107603"
"""What the `containerid` of an account's list of posts begins with, before its uid."""

FIRST_PAGE = 2
"""What `page` beside the first page of a list holds: the number of the next."""

NO_CONTENT = "这里还没有内容"


@dataclass(frozen=True, slots=True)
class Saved:
    """What saved answers say. `user` is the account's own object, {} without one; `uid` and `total` are '' and None
    where they are not told. `from_top`: the first answer surely is the first page, so the newest post is there."""

    posts: tuple[Post, ...] = ()
    user: Mapping[str, Any] = field(default_factory=dict)
    uid: str = ""
    total: int | None = None
    from_top: bool = False
    outcome: ReadingOutcome = ReadingOutcome.OK
    detail: str = ""
    code: str = ""
    saved_at: datetime | None = None


def is_saved(value: object) -> bool:
    """Say whether JSON holds answers of getIndex."""
    return bool(_answers(value))


def parse_saved(value: object, changed: datetime | None, clock: Clock) -> Saved:
    """Return what saved answers say; `changed` (aware) is the file's last change, None where it is not known."""
    answers = _answers(value)
    saved_at = _saved_at(value, clock) or changed
    posts: list[Post] = []
    said = Saved(saved_at=saved_at)
    for answer in answers:
        data = answer.get("data")
        if answer.get("ok") != 1 or not isinstance(data, Mapping):
            said = replace(said, **_failure(answer)) if said.outcome is ReadingOutcome.OK else said
            continue
        said = _with(said, data, first=not posts)
        for status in _statuses(data.get("cards")):
            user = status.get("user")
            author = str(user.get("id") or "") if isinstance(user, Mapping) else ""
            if said.uid and author and author != said.uid:
                continue  # posts of others that the account liked or was shown
            if post := post_of_status(status, clock, saved_at):
                posts.append(post)
    return replace(said, posts=with_unique_keys(posts))


def saved_reading(value: object, subject: Subject, adapter: str, changed: datetime, clock: Clock) -> AccountReading:
    """Return the reading that saved answers give: PARTIAL unless every post the counter knows is there."""
    said = parse_saved(value, changed, clock)
    own = subject.account_id if subject.account_id.isdigit() else ""
    if own and said.uid and own != said.uid:
        detail = f"it is of the account {said.uid}, not of {own}"
        return AccountReading(subject.id, adapter, ReadingOutcome.NO_SOURCE, clock.now, detail=detail)
    outcome, detail = _amounts_to(said, clock)
    until = min(clock.now, said.saved_at or clock.now)
    newest = max((post.published_at for post in said.posts if post.published_at), default=until)
    verified = said.user.get("verified")
    return AccountReading(
        account_id=subject.id,
        adapter=adapter,
        outcome=outcome,
        at=clock.now,
        as_of=min(clock.now, max(until, newest)).astimezone(clock.zone),
        complete=outcome is not ReadingOutcome.PARTIAL,
        posts=said.posts,
        posts_total=said.total,
        display_name=str(said.user.get("screen_name") or ""),
        followers=parse_number(str(said.user.get("followers_count") or "")),
        detail=detail,
        subject_seen=str(said.user.get("verified_reason") or "") if verified else "",
        verified=verified if isinstance(verified, bool) else None,
        key_seen=said.uid,
        code=said.code if outcome is said.outcome else "",
        newest_first=said.from_top,
        basis=Basis.ATTESTED,
    )


def _amounts_to(said: Saved, clock: Clock) -> tuple[ReadingOutcome, str]:
    if not said.posts:
        if said.outcome is not ReadingOutcome.OK:
            return said.outcome, said.detail
        if said.total == 0:
            return ReadingOutcome.OK_EMPTY, ""
        return ReadingOutcome.EMPTY, "it can be read but holds no posts"
    outcome, detail = verdict_on(said.posts, clock)
    if outcome is ReadingOutcome.OK and (said.total is None or len(said.posts) < said.total):
        many = "" if said.total is None else f" of {said.total}"
        return ReadingOutcome.PARTIAL, f"{len(said.posts)}{many} posts were saved"
    return outcome, detail


def _answers(value: object) -> list[Mapping[str, Any]]:
    if isinstance(value, Mapping) and isinstance(value.get("answers"), list):
        value = value["answers"]
    entries: list[Any] = value if isinstance(value, list) else [value]
    if not entries or not all(isinstance(one, Mapping) and _is_answer(one) for one in entries):
        return []
    return entries


def _is_answer(entry: Mapping[str, Any]) -> bool:
    data = entry.get("data")
    known = isinstance(data, Mapping) and bool({"cards", "userInfo", "tabsInfo"} & data.keys())
    return isinstance(entry.get("ok"), int) and (known or "msg" in entry or entry.get("ok") != 1)


def _failure(answer: Mapping[str, Any]) -> dict[str, Any]:
    code, words = str(answer.get("ok")), " ".join(str(answer.get("msg") or "").split())[:120]
    detail = f"ok:{code}" + (f" {words}" if words else "")
    if code == "-100":
        return {"outcome": ReadingOutcome.CHALLENGE, "code": code, "detail": f"{detail}: it wants a login"}
    if "频繁" in words:
        return {"outcome": ReadingOutcome.RATE_LIMITED, "code": code, "detail": detail}
    if NO_CONTENT in words:
        detail += ": gone, never used or asked too fast, which this answer does not tell apart"
    return {"outcome": ReadingOutcome.EMPTY, "code": code, "detail": detail}


def _with(said: Saved, data: Mapping[str, Any], *, first: bool) -> Saved:
    """Return what was said so far with an answer's account, counters and place in the list."""
    info = data.get("cardlistInfo")
    info = info if isinstance(info, Mapping) else {}
    statuses = list(_statuses(data.get("cards")))
    user = data.get("userInfo")
    container = str(info.get("containerid") or "")
    listed = container.removeprefix(POSTS_OF) if container.startswith(POSTS_OF) else ""
    uid = said.uid or (str(user.get("id") or "") if isinstance(user, Mapping) else "") or listed.split("_")[0]
    own = user if isinstance(user, Mapping) else _author(statuses, uid)
    total = own.get("statuses_count", info.get("total")) if own else info.get("total")
    top = bool(statuses) and (is_pinned(statuses[0]) or info.get("page") == FIRST_PAGE)
    return replace(
        said,
        user=said.user or own,
        uid=uid,
        total=said.total if said.total is not None else parse_number(str(total if total is not None else "")),
        from_top=said.from_top or (first and top),
    )


def _author(statuses: list[Status], uid: str) -> Mapping[str, Any]:
    users = (status.get("user") for status in statuses)
    return next((user for user in users if isinstance(user, Mapping) and uid and str(user.get("id")) == uid), {})


def _statuses(cards: object, left: int = MOST_CARDS) -> Iterator[Status]:
    """Yield the posts of cards; card_type 11 wraps them in a group."""
    for card in cards[:left] if isinstance(cards, list) else ():
        if not isinstance(card, Mapping):
            continue
        if isinstance(mblog := card.get("mblog"), Mapping):
            kind = card.get("profile_type_id")
            yield {"profile_type_id": kind, **mblog} if kind else mblog
        elif isinstance(group := card.get("card_group"), list):
            for inner in group[:left]:
                if isinstance(inner, Mapping) and isinstance(mblog := inner.get("mblog"), Mapping):
                    yield mblog


def _saved_at(value: object, clock: Clock) -> datetime | None:
    entries = [value, *_answers(value)]
    for entry in entries:
        raw = entry.get("saved_at") if isinstance(entry, Mapping) else None
        if raw and (at := read_moment(str(raw), clock.now, clock.zone).at):
            return min(at, clock.now).astimezone(UTC)
    return None
