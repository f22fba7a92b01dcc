"""What this run's looks at the addresses in posts came to, with the posts that hold them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, select

from auditor.extract.post_links import targets_of
from auditor.extract.urls import key
from auditor.model import FAULTS, Location, Outcome, Post
from auditor.rule import PostTarget
from auditor.store.faults import reading
from auditor.store.look_notes import read_notes
from auditor.store.schema import look, run, url

ASKED_AT_ONCE = 400
LONGEST_TITLE = 80
MOST_PLACES = 20
NEVER = datetime.max.replace(tzinfo=UTC)


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
        for name, holders in held.items():
            target = _target(connection, addresses[name], looks.get(name), as_of)
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


def _target(connection: Connection, address: str, row: RowMapping | None, as_of: date) -> PostTarget | None:
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
        days=_days(connection, row, as_of) if outcome in FAULTS else 1,
        soft_404=row["soft_404"],
        rendered=read_notes(row["notes"]).rendered,
    )


def _days(connection: Connection, row: RowMapping, as_of: date) -> int:
    """Return on how many days judged by, up to `as_of` and unbroken, looks came to the same fault."""
    rows = connection.execute(
        select(run.c.as_of, look.c.outcome, look.c.status)
        .join(run, run.c.id == look.c.run)
        .where(look.c.url_id == row["id"], run.c.as_of <= as_of.isoformat())
        .order_by(run.c.as_of.desc(), run.c.started_at.desc())
    )
    same: Any = (row["outcome"], row["status"])
    return len({one.as_of for one in takewhile(lambda one: (one.outcome, one.status) == same, rows)}) or 1


def _place(post: Post, zone: tzinfo) -> Location:
    day = post.published_at.astimezone(zone).date().isoformat() if post.published_at else ""
    return Location(post.url or post.key, (post.title or " ".join(post.text.split()))[:LONGEST_TITLE], day)
