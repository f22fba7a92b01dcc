"""What a walk has stored so far: its counts, the pages it read, and its budgets after an interruption."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, func, select

from auditor.collect.crawl.budget import Budget
from auditor.collect.crawl.frontier import STYLE
from auditor.model import UNDECIDED, Outcome
from auditor.model.limits import IDS_AT_ONCE
from auditor.store.recorder import What
from auditor.store.schema import cut, frontier, look, page, url

NOT_MODIFIED = 304
MET_AGAIN = ("pages", "minutes")
"""Budgets that end the walk: addresses they cut stay in the frontier."""


@dataclass(slots=True)
class WalkCounts:
    """Counters of one walk."""

    looked: int = 0
    pages: int = 0
    unchanged: int = 0
    undecided: Counter[str] = field(default_factory=Counter)

    def count(self, outcome: Outcome) -> None:
        """Count one look."""
        self.looked += 1
        if outcome in UNDECIDED:
            self.undecided[outcome.value] += 1


def stored_counts(connection: Connection, run: str, subject: str) -> WalkCounts:
    """Return the counters a walk has reached, those of processes that were interrupted included.

    Of unchanged pages those count that were answered with 304.
    """
    counts = WalkCounts()
    mine = (look.c.run == run, look.c.subject == subject)
    for outcome, count in connection.execute(
        select(look.c.outcome, func.count()).where(*mine).group_by(look.c.outcome)
    ):
        counts.looked += count
        if Outcome(outcome) in UNDECIDED:
            counts.undecided[outcome] += count
    counts.pages = connection.execute(
        select(func.count())
        .select_from(page)
        .where(page.c.subject == subject, page.c.seen_run == run, page.c.kind != STYLE)
    ).scalar_one()
    counts.unchanged = connection.execute(
        select(func.count()).select_from(look).where(*mine, look.c.status == NOT_MODIFIED)
    ).scalar_one()
    connection.rollback()
    return counts


def stored_depths(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return how many clicks from the home page earlier runs found pages, by id; those never read are left out."""
    depths: dict[int, int] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        chunk = ids[start : start + IDS_AT_ONCE]
        rows = connection.execute(select(page.c.url_id, page.c.depth).where(page.c.url_id.in_(chunk)))
        depths.update((row.url_id, row.depth) for row in rows)
    connection.rollback()
    return depths


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page that an interrupted walk had read: its links' ids and kinds, in order, and its packed facts."""

    url_id: int
    url: str
    depth: int
    targets: tuple[int, ...]
    kinds: bytes
    body_hash: bytes
    facts: bytes


def pages_read(connection: Connection, run: str, subject: str) -> Iterator[ReadPage]:
    """Yield the pages of a site that an interrupted walk had read, in the order in which they were found."""
    rows = connection.execute(
        select(
            page.c.url_id, func.coalesce(url.c.address, url.c.key).label("address"), page.c.depth, page.c.links,
            page.c.link_kinds, page.c.body_hash, page.c.facts,
        )
        .join(url, url.c.id == page.c.url_id)
        .where(page.c.subject == subject, page.c.seen_run == run, page.c.kind != STYLE)
        .order_by(page.c.depth, page.c.url_id)
    )  # fmt: skip
    for row in rows:
        targets = tuple(memoryview(row.links).cast("I").tolist())
        yield ReadPage(row.url_id, row.address, row.depth, targets, row.link_kinds, row.body_hash or b"", row.facts)
    connection.rollback()


def restore_budget(budget: Budget, connection: Connection, run: str, subject: str) -> None:
    """Restore a budget after an interruption, without cuts that the walk meets again in its frontier."""
    cuts = connection.execute(
        select(cut.c.reason, cut.c.count.label("times")).where(
            cut.c.run == run, cut.c.subject == subject, cut.c.reason.not_in(MET_AGAIN), cut.c.count > 0
        )
    )
    budget.cut.update({row.reason: row.times for row in cuts})
    bodies = connection.execute(select(page.c.body_hash).where(page.c.subject == subject, page.c.seen_run == run))
    budget.count_bodies(bodies.scalars())
    variants = connection.execute(
        select(url.c.key)
        .join(frontier, frontier.c.url_id == url.c.id)
        .where(
            frontier.c.run == run,
            frontier.c.subject == subject,
            frontier.c.what != int(What.EXTERNAL),
            url.c.key.contains("?"),
        )
    )
    budget.count_variants(variants.scalars())
    connection.rollback()


def never_asked(connection: Connection, run: str, subject: str) -> int:
    """Return how many queued addresses of a site were never asked in a run."""
    same = and_(look.c.run == frontier.c.run, look.c.url_id == frontier.c.url_id)
    count = connection.execute(
        select(func.count())
        .select_from(frontier.outerjoin(look, same))
        .where(
            frontier.c.run == run,
            frontier.c.subject == subject,
            frontier.c.what != int(What.EXTERNAL),
            look.c.url_id.is_(None),
        )
    ).scalar_one()
    connection.rollback()
    return count
