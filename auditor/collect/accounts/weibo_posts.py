"""Posts of Weibo, as the official interface and m.weibo.cn answer them (docs/accounts.md 2.2).

m.weibo.cn writes dates as people say them (刚刚, 昨天 08:00, 07-14), which mean something only beside the time they
were saved at; the number of a post holds the second it was made at, and tells a wrong time of saving.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from auditor.collect.accounts.post_dates import Moment, read_moment
from auditor.collect.accounts.posts import LONGEST_TEXT, LONGEST_TITLE, PUBLISHED, Clock, canonical_links, plain_text
from auditor.extract.post_links import links_in_html
from auditor.inventory.tables import parse_number
from auditor.model import Post

Status = Mapping[str, Any]

M_WEIBO = "https://m.weibo.cn/"
SHIFT, EPOCH = 22, 515_483_463
"""How a post's number holds its second: the upper bits, counted from 1986-05-03. True to 2 s for 2,283 of 2,285 posts
of 2020 and 2024; not documented, so it only refuses dates and gives none."""

FIRST_NUMBER = 3_000_000_000_000_000
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOT_FAR = timedelta(days=2)
OWN_HOSTS = frozenset({"weibo.com", "www.weibo.com", "weibo.cn", "m.weibo.cn", "s.weibo.com", "passport.weibo.com"})

_AGO = re.compile(r"(\d{1,3})\s*(秒|秒钟|分钟|小时)前")
_DAY = re.compile(r"(今天|昨天|前天)\s*(\d{1,2}):(\d{2})(?::\d{2})?")
_MONTH = re.compile(r"(\d{1,2})[-月](\d{1,2})日?(?:\s+(\d{1,2}):(\d{2})(?::\d{2})?)?")
_DATA_URL = re.compile(r"data-url=[\"'](https?://[^\"'\s<>]{3,2000})[\"']")
_HEADLINE = re.compile(r"\s*【\s*([^【】]{2,120})】")
_UNITS = {"秒": 1, "秒钟": 1, "分钟": 60, "小时": 3600}
_DAYS = {"今天": 0, "昨天": 1, "前天": 2}


def post_of_status(status: Status, clock: Clock, saved_at: datetime | None) -> Post | None:
    """Return the post of a status or mblog, None for one that only some may see (visible) or without a number.

    `saved_at` (aware) is the time that relative dates count from, None where it is not known: then they are none.
    """
    number = str(status.get("idstr") or status.get("id") or status.get("mid") or "")
    visible = status.get("visible")
    if not number or (isinstance(visible, Mapping) and visible.get("type") not in (0, "0", None)):
        return None
    raw = " ".join(str(status.get("created_at") or "").split())
    moment = moment_of(raw, number, clock, saved_at)
    body, text = _body_of(status)
    retold = status.get("retweeted_status")
    url = address_of(status)
    return Post(
        key=number,
        title=_title_of(text),
        url=url,
        published_at=moment.at,
        date_raw=raw,
        time_basis=PUBLISHED if moment.at else "",
        bad_date=moment.bad,
        text=text,
        likes=_count(status.get("attitudes_count")),
        comments=_count(status.get("comments_count")),
        shares=_count(status.get("reposts_count")),
        is_repost=retold is not None,
        is_pinned=is_pinned(status),
        repost_of=address_of(retold) if isinstance(retold, Mapping) else "",
        media_type=_media_of(status),
        links=_links_in(body, url),
        removed="owner" if str(status.get("deleted") or "0") == "1" else "",
    )


def moment_of(raw: str, number: str, clock: Clock, saved_at: datetime | None) -> Moment:
    """Return the time a post's date names. One counted from the time of saving that differs by more than two days from
    what the post's `number` holds is refused: the time of saving is wrong."""
    moment = read_moment(raw, clock.now, clock.zone)
    if moment.at or moment.ahead or not raw:
        return moment
    at = _relative(raw, saved_at.astimezone(clock.zone)) if saved_at else None
    made = made_at(number)
    if at is None or (made and abs(at - made) > NOT_FAR) or at > clock.now + NOT_FAR:
        return Moment(bad=raw[:80])
    return Moment(at.astimezone(UTC))


def made_at(number: str) -> datetime | None:
    """Return the second that a post's number holds, None for numbers of another form."""
    if not (number.isascii() and number.isdigit() and FIRST_NUMBER <= int(number) < 2**63):
        return None
    return datetime.fromtimestamp((int(number) >> SHIFT) + EPOCH, UTC)


def short_number(number: str) -> str:
    """Return a post's number as its address has it, in 62 signs: 5106008779131887 is P2wjzCjCv."""
    parts = []
    while number:
        number, group = number[:-7], number[-7:]
        value, signs = int(group), ""
        while value:
            value, rest = divmod(value, 62)
            signs = ALPHABET[rest] + signs
        parts.append(signs.rjust(4, "0") if number else signs)
    return "".join(reversed(parts))


def address_of(status: Status) -> str:
    """Return the address of a post, '' where neither its number nor its author is told."""
    number = str(status.get("idstr") or status.get("id") or status.get("mid") or "")
    user = status.get("user")
    author = str(user.get("id") or user.get("idstr") or "") if isinstance(user, Mapping) else ""
    if not (number.isascii() and number.isdigit() and len(number) < 20):
        return ""
    if not author.isdigit():
        return f"{M_WEIBO}status/{number}" if user is not None else ""
    short = str(status.get("bid") or status.get("mblogid") or "")
    return f"https://weibo.com/{author}/{short if short.isalnum() and short.isascii() else short_number(number)}"


def is_pinned(status: Status) -> bool:
    """Say whether a post is pinned: it comes first, whatever its date."""
    kind = str(status.get("profile_type_id") or "")
    return str(status.get("mblogtype")) == "2" or str(status.get("isTop")) == "1" or kind.startswith("proweibotop")


def _relative(raw: str, saved: datetime) -> datetime | None:
    """Return the time said beside the local time `saved`; a day without its year lies before it, within a year."""
    if raw in ("刚刚", "现在"):
        return saved
    if match := _AGO.fullmatch(raw):
        return saved - timedelta(seconds=int(match[1]) * _UNITS[match[2]])
    try:
        if match := _DAY.fullmatch(raw):
            day = saved - timedelta(days=_DAYS[match[1]])
            return day.replace(hour=int(match[2]), minute=int(match[3]), second=0, microsecond=0)
        if match := _MONTH.fullmatch(raw):
            month, day_of_month, hour, minute = (int(part or 0) for part in match.groups())
            for year in (saved.year, saved.year - 1):
                at = datetime(year, month, day_of_month, hour, minute, tzinfo=saved.tzinfo)
                if at <= saved:
                    return at
    except ValueError:
        return None
    return None


def _body_of(status: Status) -> tuple[str, str]:
    """Return the longest text of a post as written, perhaps HTML, and as it reads."""
    long = status.get("longText")
    body = str(long.get("longTextContent") or "") if isinstance(long, Mapping) else ""
    body = (body or str(status.get("text") or status.get("raw_text") or ""))[: 4 * LONGEST_TEXT]
    return body, plain_text(body)[:LONGEST_TEXT]


def _title_of(text: str) -> str:
    """Return the headline that a post begins with, 【…】; '' for a post without one: Weibo has no titles."""
    headline = _HEADLINE.match(text)
    return headline[1].strip()[:LONGEST_TITLE] if headline else ""


def _links_in(body: str, own: str) -> tuple[str, ...]:
    """Return what a post leads to outside Weibo; links are shown as short addresses (t.cn) or behind a jump page."""
    found = [*_DATA_URL.findall(body), *links_in_html(body, M_WEIBO)]
    return canonical_links(filter(None, map(_outside, found)), own)


def _outside(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if (parts.hostname or "") not in OWN_HOSTS:
        return address
    if parts.path in ("/sinaurl", "/sinaurl/", "/toasturl"):
        return next(iter(parse_qs(parts.query, max_num_fields=50).get("u", [])), "")
    return ""


def _media_of(status: Status) -> str:
    page = status.get("page_info")
    kind = str(page.get("type") or page.get("object_type") or "") if isinstance(page, Mapping) else ""
    if kind in ("video", "11"):
        return "video"
    if status.get("pics") or status.get("pic_ids") or str(status.get("pic_num") or "0") not in ("0", ""):
        return "image"  # `pics` may be a list or an object
    return "article" if kind == "article" else "short_text"


def _count(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return parse_number(str(value))
