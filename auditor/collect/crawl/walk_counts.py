"""What a walk has counted so far, kept over an interruption, and how much of a site that makes seen."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, func, select

from auditor.collect.crawl.budget import Budget
from auditor.collect.crawl.frontier import STYLE, Waiting
from auditor.model import FAULTS, UNDECIDED, Outcome, Reply
from auditor.store.recorder import What
from auditor.store.schema import cut, frontier, look, page, url
from auditor.store.times import moment

NOT_MODIFIED = 304
ASKED_AT_ONCE = 500
MET_AGAIN = ("pages", "minutes")
"""Budgets that end the walk: addresses they cut stay in the frontier."""


@dataclass(slots=True)
class Tally:
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


def stored_tally(connection: Connection, run: str, subject: str) -> Tally:
    """Return the counters a walk has reached, those of processes that were interrupted included.

    Of unchanged pages those count that were answered with 304.
    """
    tally = Tally()
    mine = (look.c.run == run, look.c.subject == subject)
    for outcome, count in connection.execute(
        select(look.c.outcome, func.count()).where(*mine).group_by(look.c.outcome)
    ):
        tally.looked += count
        if Outcome(outcome) in UNDECIDED:
            tally.undecided[outcome] += count
    tally.pages = connection.execute(
        select(func.count())
        .select_from(page)
        .where(page.c.subject == subject, page.c.seen_run == run, page.c.kind != STYLE)
    ).scalar_one()
    tally.unchanged = connection.execute(
        select(func.count()).select_from(look).where(*mine, look.c.status == NOT_MODIFIED)
    ).scalar_one()
    connection.rollback()
    return tally


def stored_depths(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Return how many clicks from the home page earlier runs found pages, by id; those never read are left out."""
    depths: dict[int, int] = {}
    for start in range(0, len(ids), ASKED_AT_ONCE):
        chunk = ids[start : start + ASKED_AT_ONCE]
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
    """Let a budget go on where an interrupted walk had come to, less what it meets again in its frontier."""
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


def failed_once(
    connection: Connection, run: str, subject: str, *, queued_by_others: bool = False
) -> list[tuple[Waiting, Reply]]:
    """Return the addresses an interrupted walk had seen fail once, each once, with a reply that says how.

    `queued_by_others`: `subject` looked at what other subjects had queued.
    """
    queued = frontier.c.subject != subject if queued_by_others else frontier.c.subject == subject
    rows = connection.execute(
        select(
            look.c.url_id, look.c.outcome, look.c.status, look.c.at, frontier.c.depth, frontier.c.what,
            func.coalesce(url.c.address, url.c.key).label("address"),
        )
        .join(url, url.c.id == look.c.url_id)
        .join(frontier, and_(frontier.c.run == look.c.run, frontier.c.url_id == look.c.url_id))
        .where(
            look.c.run == run, look.c.subject == subject, queued, look.c.looks == 1,
            look.c.outcome.in_([outcome.value for outcome in (*FAULTS, Outcome.TIMEOUT, Outcome.NETWORK)]),
        )
        .order_by(look.c.at, frontier.c.what.desc())
    ).all()  # fmt: skip
    connection.rollback()
    first = {row.url_id: row for row in reversed(rows)}
    return [
        (
            Waiting(row.url_id, row.address, row.depth, What(row.what)),
            Reply(row.address, Outcome(row.outcome), moment(row.at), row.status),
        )
        for row in rows
        if first[row.url_id] is row
    ]


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
