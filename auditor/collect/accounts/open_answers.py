"""What the open platforms answer in like ways: codes, Unix times, tokens, videos with their counts."""

from collections.abc import Callable, Mapping

from auditor.collect.accounts.credentials import Secret
from auditor.collect.accounts.interface_answers import Answer, Unread, count_of, json_of, objects_of, text_of, told
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import LONGEST_KEY, LONGEST_TEXT, LONGEST_TITLE, PUBLISHED, Clock, canonical, digest
from auditor.collect.accounts.tokens import Token
from auditor.model import Post, ReadingOutcome, Reply

LONGEST_CURSOR = 500
REFRESH = "refresh_token"
AGAIN = "have the account's owner grant access again and set the new tokens"
UNKNOWN = (ReadingOutcome.TOOL_ERROR, "this code is not known here; see the platform's documentation")

Codes = Mapping[str, tuple[ReadingOutcome, str]]
"""A platform's codes: what each comes to, and what to do about it."""


def answer_of(reply: Reply, refusal: Callable[[Mapping[str, object]], Unread | None]) -> Answer:
    """Return an answer in which `refusal` finds no error of the platform's, whatever the HTTP status; else raise it."""
    try:
        answer = json_of(reply)
    except Unread as failure:
        raise (refusal(failure.answer) if failure.answer else None) or failure from None
    if refused := refusal(answer):
        raise refused
    return answer


def refused(code: str, words: object, codes: Codes) -> Unread:
    """Return what a platform's code comes to, with its own words; a code not known is a doubt about our own call."""
    outcome, advice = codes.get(code, UNKNOWN)
    said = told(words)
    return Unread(outcome, f"{code}: {said}; {advice}" if said else f"{code}: {advice}", code)


def entries_of(answer: Mapping[str, object], name: str) -> list[Answer]:
    """Return the list under a name; null stands for an empty one. Raises Unread where there is neither."""
    return [] if name in answer and answer[name] is None else objects_of(answer, name)


def cursor_of(answer: Mapping[str, object], name: str) -> str:
    """Return what asks for the next page, '' where there is none; raises Unread for one no platform gives."""
    cursor = text_of(answer, name)
    if len(cursor) > LONGEST_CURSOR:
        raise Unread(ReadingOutcome.PARSE_ERROR, f"the answer's {name} is longer than any cursor is")
    return cursor


def stamp_of(answer: Mapping[str, object], name: str) -> str:
    """Return a Unix time in seconds or milliseconds as text, '' where there is none (0 is none)."""
    raw = text_of(answer, name)
    return "" if raw.strip("0") == "" else raw


def renewed(answer: Mapping[str, object], now: float) -> Token:
    """Return the token of an answer to a renewal; raises Unread where it holds none.

    `expires_in` is seconds from `now`, or the second since the epoch itself.
    """
    value, lasts = text_of(answer, "access_token"), count_of(answer, "expires_in")
    if not value or not lasts:
        raise Unread(ReadingOutcome.PARSE_ERROR, "the answer to the renewal holds no token")
    expires = lasts if lasts > now / 2 else now + lasts
    return Token(Secret(value), float(expires), Secret(text_of(answer, REFRESH)))


def video(key: str, text: str, raw: str, clock: Clock, link: str = "", body: str = "") -> Post:
    """Return a video as a post, without its counts: `text` is its title, `raw` its Unix time ('' = not told)."""
    title, moment, url = " ".join(text.split()), read_moment(raw, clock.now, clock.zone), canonical(link, "")
    return Post(
        key=(key or url or digest(title, raw))[:LONGEST_KEY],
        title=title[:LONGEST_TITLE],
        url=url,
        published_at=moment.at,
        date_raw=raw,
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=(" ".join(body.split()) or title)[:LONGEST_TEXT],
        media_type="video",
    )
