"""What WeChat's interfaces say of an account's articles and followers (docs/accounts.md 2.1); no network here.

`getarticletotaldetail` has both kinds of posts, sent to followers and published without notice, by day;
`freepublish` has the second kind alone, those of today among them, with removals and whether comments are open.
"""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from auditor.collect.accounts.interface_answers import Answer, count_of, object_of, objects_of, text_of
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import (
    LONGEST_KEY,
    LONGEST_TITLE,
    MODIFIED,
    PUBLISHED,
    canonical,
    canonical_links,
    digest,
    plain_text,
)
from auditor.model import Post

STAT_DATE = "stat_date"
ARTICLE = "article"
REMOVED = "owner"
RECENT_ARTICLES = 10
"""The newest articles, which decide whether visitors can comment."""

_MID = re.compile(r"[?&]mid=(\d{1,20})(?:&|#|$)")
_IDX = re.compile(r"[?&]idx=(\d{1,2})(?:&|#|$)")
_MSGID = re.compile(r"(\d{1,20})_(\d{1,2})")
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Day:
    """The articles of one day as `getarticletotaldetail` has them. `counted`: WeChat says that the day is whole."""

    posts: tuple[Post, ...]
    counted: bool


@dataclass(frozen=True, slots=True)
class Published:
    """An article of `freepublish`. `by_article`: its key is the one of the other list; `comments` None: not said."""

    post: Post
    by_article: bool
    comments: bool | None


def parse_day(answer: Answer, now: datetime, zone: tzinfo) -> Day:
    """Return the articles of one answer of getarticletotaldetail; raises Unread where it holds no list.

    The day counts as whole only where `is_delay` is there and false. Posts are dated by day.
    """
    posts = [_of_the_day(entry, now, zone) for entry in objects_of(answer, "list")]
    pushes = [post.push_key for post in posts]
    shared = (post if pushes.count(post.push_key) > 1 else replace(post, push_key="") for post in posts)
    unique = {post.key: post for post in shared}
    return Day(tuple(unique.values()), _flag(answer, "is_delay") is False)


def parse_published(answer: Answer, now: datetime, zone: tzinfo) -> tuple[Published, ...]:
    """Return the articles of one page of freepublish/batchget; raises Unread where it has another shape."""
    found: list[Published] = []
    for item in objects_of(answer, "item"):
        content = object_of(item, "content")
        articles = objects_of(content, "news_item")
        created, updated = text_of(content, "create_time"), text_of(item, "update_time")
        push = text_of(item, "article_id") if len(articles) > 1 else ""
        basis, raw = (PUBLISHED, created) if created else (MODIFIED, updated)
        moment = read_moment(raw, now, zone)
        for number, article in enumerate(articles, 1):
            link = canonical(html.unescape(text_of(article, "url")), "")
            title = plain_text(text_of(article, "title"))[:LONGEST_TITLE]
            own = _article_key(link)
            post = Post(
                key=(own or link or f"{text_of(item, 'article_id')}_{number}")[:LONGEST_KEY],
                title=title,
                url=link,
                published_at=moment.at,
                date_raw=raw[:LONGEST_KEY],
                time_basis=basis if moment.at else "",
                bad_date=moment.bad,
                text=plain_text(text_of(article, "digest")),
                media_type=ARTICLE,
                push_key=push,
                links=canonical_links([html.unescape(text_of(article, "content_source_url"))], link),
                removed=REMOVED if article.get("is_deleted") is True else "",
            )
            found.append(Published(post, bool(own), _flag(article, "need_open_comment")))
    return tuple(found)


def joined(posts: Iterable[Post], published: Iterable[Published], zone: tzinfo) -> tuple[Post, ...]:
    """Return both lists as one, each article once.

    They are joined on the address's mid and idx. An article of `freepublish` under a short address is taken for the
    one of the same title and day, else for one of the same title that is left over: then it was changed later.
    """
    kept = {post.key: post for post in posts}
    free: dict[str, list[Post]] = {}
    for post in kept.values():
        free.setdefault(post.title, []).append(post)
    left: list[Post] = []
    for one in published:
        twin = kept.get(one.post.key) if one.by_article else _same_day(free.get(one.post.title, ()), one.post, zone)
        if twin is None:
            left.append(one.post)
            continue
        if twin in free.get(twin.title, ()):
            free[twin.title].remove(twin)
        kept[twin.key] = _completed(twin, one.post, zone)
    for post in left:
        others = () if post.time_basis == PUBLISHED or _article_key(post.url) else free.get(post.title, ())
        older = [twin for twin in others if (twin.published_at or _LATEST) <= (post.published_at or _LATEST)]
        if older:
            free[post.title].remove(older[-1])
            kept[older[-1].key] = replace(
                older[-1], published_at=post.published_at, time_basis=post.time_basis, removed=post.removed
            )
        else:
            kept.setdefault(post.key, post)
    return tuple(kept.values())


def comments_open(posts: Iterable[Post], published: Iterable[Published]) -> bool | None:
    """Say whether visitors can comment: True where one of the newest articles lets them or has comments, False where
    all of the newest are known and let nobody, else None."""
    said = {name: one.comments for one in published if not one.post.removed for name in (one.post.title, one.post.key)}
    there = [post for post in posts if not post.removed]
    newest = sorted(there, key=lambda post: post.published_at or _LATEST, reverse=True)[:RECENT_ARTICLES]
    answers = [True if post.comments else said.get(post.key, said.get(post.title)) for post in newest]
    if any(answers):
        return True
    return False if answers and None not in answers else None


def parse_followers(answer: Answer) -> int | None:
    """Return the followers of the latest day of getusercumulate, None where it names none."""
    days = [(text_of(entry, "ref_date"), count_of(entry, "cumulate_user")) for entry in objects_of(answer, "list")]
    return max(((day, count) for day, count in days if count is not None), default=("", None))[1]


def parse_menu(answer: Answer) -> bool | None:
    """Return whether get_current_selfmenu_info says that the account's menu is on, None where it does not say."""
    return _flag(answer, "is_menu_open")


def _of_the_day(entry: Mapping[str, Any], now: datetime, zone: tzinfo) -> Post:
    link = canonical(html.unescape(text_of(entry, "content_url")), "")
    title = plain_text(text_of(entry, "title"))[:LONGEST_TITLE]
    raw, msgid = text_of(entry, "ref_date"), text_of(entry, "msgid")
    moment = read_moment(raw, now, zone)
    details = entry.get("detail_list")
    counts = [one for one in details if isinstance(one, dict)] if isinstance(details, list) else []
    parts = _MSGID.fullmatch(msgid)
    return Post(
        key=(_article_key(link) or msgid or digest(title, raw))[:LONGEST_KEY],
        title=title,
        url=link,
        published_at=moment.at,
        date_raw=raw[:LONGEST_KEY],
        time_basis=STAT_DATE if moment.at else "",
        bad_date=moment.bad,
        reads=_most(counts, "read_user"),
        likes=_most(counts, "like_user"),
        comments=_most(counts, "comment_count"),
        shares=_most(counts, "share_user"),
        media_type=ARTICLE,
        push_key=parts[1] if parts else "",
    )


def _most(days: list[dict[str, Any]], name: str) -> int | None:
    """Return the largest count of the days: they add up in the answer, or else it is the least that is sure."""
    return max((count for day in days if (count := count_of(day, name)) is not None), default=None)


def _article_key(url: str) -> str:
    mid, idx = _MID.search(url), _IDX.search(url)
    return f"{mid[1]}_{idx[1]}" if mid and idx else ""


def _flag(answer: Mapping[str, Any], name: str) -> bool | None:
    found = answer.get(name)
    return bool(found) if found in (0, 1) else None


def _same_day(twins: Iterable[Post], post: Post, zone: tzinfo) -> Post | None:
    return next((twin for twin in twins if _day(twin, zone) == _day(post, zone)), None)


def _day(post: Post, zone: tzinfo) -> str:
    return post.published_at.astimezone(zone).date().isoformat() if post.published_at else ""


def _completed(post: Post, seen: Post, zone: tzinfo) -> Post:
    """Return a post of the daily list with what freepublish knows besides: its time on that day, and its removal."""
    same_day = seen.published_at is not None and _day(seen, zone) == _day(post, zone)
    at = seen.published_at if same_day else post.published_at
    return replace(
        post, published_at=at, text=post.text or seen.text, links=post.links or seen.links, removed=seen.removed
    )
