"""What this run's looks at the addresses in posts came to, with the posts that hold them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, select

from auditor.extract.post_links import recent_posts, targets_of
from auditor.facts.stored_run import StoredRun
from auditor.model import FAULTS, AccountReading, Location, Outcome, Post
from auditor.model.urls import key
from auditor.store.look_notes import read_notes
from auditor.store.schema import look, run, url
from auditor.store.store_faults import reading

ASKED_AT_ONCE = 400
LONGEST_TITLE = 80
MOST_PLACES = 20
MOST_RUNS = 60
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class PostTarget:
    """An address that posts of an account lead to and that is not plainly fine, as in TargetReading.

    `days` counts the days judged by on which looks agreed on a fault, this run's included. `posts` are at most 20 of
    `post_count` posts that hold it, the oldest first: address or key, title, day. `own`: it is that post's own page.
    """

    url: str
    outcome: Outcome
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    looks: int = 1
    days: int = 1
    soft_404: str = ""
    rendered: bool = False
    posts: tuple[Location, ...] = ()
    post_count: int = 0
    own: bool = False

    @classmethod
    def stream(cls, run: StoredRun, subject: str, recent: float) -> Iterator["PostTarget"]:
        """Yield what the newest `recent` posts of an account lead to and is a fault, a missing page or undecided."""
        if seen := run.get(AccountReading, subject):
            posts, platform = recent_posts(seen.posts, recent), run.by_id[subject].platform
            yield from read_post_targets(run.engine, run.id, run.as_of, posts, platform, run.zone)


def read_post_targets(
    engine: Engine, of_run: str, as_of: date, posts: Sequence[Post], platform: str, zone: tzinfo
) -> Iterator[PostTarget]:
    """Yield the addresses that `posts` lead to and that are not plainly fine, in the order of their oldest post.

    An address nobody looked at is NOT_REACHED.
    """
    held: dict[str, list[Post]] = {}
    addresses: dict[str, str] = {}
    for post in sorted(posts, key=lambda one: (one.published_at or NEVER, one.key)):
        for address in targets_of(post, platform):
            name = key(address)
            addresses.setdefault(name, address)
            held.setdefault(name, []).append(post)
    with reading(engine) as connection:
        looks = _looks(connection, of_run, list(held))
        days = _days(connection, list(looks.values()), as_of)
    for name, holders in held.items():
        target = _target(addresses[name], looks.get(name), days)
        if target is not None:
            places = tuple(_place(post, zone) for post in holders[:MOST_PLACES])
            yield replace(target, posts=places, post_count=len(holders), own=holders[0].url == addresses[name])


def _looks(connection: Connection, of_run: str, keys: Sequence[str]) -> dict[str, RowMapping]:
    final = url.alias("final")
    found: dict[str, RowMapping] = {}
    query = (
        select(
            url.c.key, url.c.id, look.c.outcome, look.c.status, look.c.detail, look.c.soft_404, look.c.looks,
            look.c.notes, func.coalesce(final.c.address, final.c.key, "").label("ended"),
        )
        .join(look, look.c.url_id == url.c.id)
        .outerjoin(final, final.c.id == look.c.final_id)
        .where(look.c.run == of_run)
    )  # fmt: skip
    for start in range(0, len(keys), ASKED_AT_ONCE):
        rows = connection.execute(query.where(url.c.key.in_(keys[start : start + ASKED_AT_ONCE])))
        found.update({row["key"]: row for row in rows.mappings()})
    return found


def _target(address: str, row: RowMapping | None, days: Mapping[int, int]) -> PostTarget | None:
    if row is None:
        return PostTarget(address, Outcome.NOT_REACHED)
    outcome = Outcome(row["outcome"])
    if outcome is Outcome.OK and not row["soft_404"]:
        return None
    return PostTarget(
        url=address,
        outcome=outcome,
        status=row["status"],
        detail=row["detail"],
        final_url=row["ended"],
        looks=row["looks"],
        days=days.get(row["id"], 1),
        soft_404=row["soft_404"],
        rendered=read_notes(row["notes"]).rendered,
    )


def _days(connection: Connection, rows: Sequence[RowMapping], as_of: date) -> dict[int, int]:
    """Return, by id, on how many days judged by, up to `as_of` and unbroken, looks came to the fault of now."""
    now = {row["id"]: (row["outcome"], row["status"]) for row in rows if Outcome(row["outcome"]) in FAULTS}
    if not now:
        return {}
    runs = connection.execute(
        select(run.c.id, run.c.as_of)
        .where(run.c.as_of <= as_of.isoformat())
        .order_by(run.c.as_of.desc(), run.c.started_at.desc())
        .limit(MOST_RUNS)
    ).all()
    seen: dict[int, dict[str, tuple[str, int | None]]] = {}
    ids = list(now)
    for start in range(0, len(ids), ASKED_AT_ONCE):
        # The primary key begins with the run: without one every look of the store would be read.
        wanted = (look.c.run.in_([one.id for one in runs]), look.c.url_id.in_(ids[start : start + ASKED_AT_ONCE]))
        for one in connection.execute(select(look.c.url_id, look.c.run, look.c.outcome, look.c.status).where(*wanted)):
            seen.setdefault(one.url_id, {})[one.run] = (one.outcome, one.status)
    return {number: _unbroken(seen.get(number, {}), runs, fault) for number, fault in now.items()}


def _unbroken(looks: Mapping[str, tuple[str, int | None]], runs: Sequence[Any], fault: tuple[str, int | None]) -> int:
    told = [(one.as_of, looks[one.id]) for one in runs if one.id in looks]
    return len({day for day, _ in takewhile(lambda seen: seen[1] == fault, told)}) or 1


def _place(post: Post, zone: tzinfo) -> Location:
    day = post.published_at.astimezone(zone).date().isoformat() if post.published_at else ""
    return Location(post.url or post.key, (post.title or " ".join(post.text.split()))[:LONGEST_TITLE], day)
