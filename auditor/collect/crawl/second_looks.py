"""A fault needs two looks: which addresses to ask again, and when."""

import asyncio
import time
from collections import deque
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, bindparam, func, select

from auditor.collect.crawl.frontier import Waiting
from auditor.model import FAULTS, Outcome, Reply
from auditor.store.recorder import What
from auditor.store.schema import frontier, look, url
from auditor.store.times import moment

MOST_LOOKS = 99
SETTLED = 2
"""Agreeing looks, apart in time, after which an address is not asked again in a run."""
EARLIER = select(look.c.outcome, look.c.status, look.c.looks).where(
    look.c.run == bindparam("of_run"), look.c.url_id == bindparam("of")
)


class LookAgain:
    """Addresses that failed once, in the order they failed, each due `after_s` seconds later."""

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._waiting: deque[tuple[float, Waiting]] = deque()
        self._first: dict[int, Outcome] = {}

    def add(self, waiting: Waiting, reply: Reply) -> None:
        """Remember an address that failed at the time of its reply."""
        self._first[waiting.url_id] = reply.outcome
        age_s = max(0.0, (datetime.now(UTC) - reply.at).total_seconds())
        self._waiting.append((time.monotonic() + max(0.0, self._after_s - age_s), waiting))

    def looks(self, connection: Connection, previous_run: str | None, waiting: Waiting, reply: Reply) -> int:
        """Return how many looks saw the fault, this first one of the run included; note it where only one did."""
        looks = 1 + earlier_looks(connection, previous_run, waiting.url_id, reply)
        if looks < SETTLED:
            self.add(waiting, reply)
        return looks

    def agreeing(self, waiting: Waiting, reply: Reply) -> int:
        """Return how many looks agree with the second one of a run: both where both failed, or saw the same.

        A fault seen after a look that decided nothing (a time-out, say) has been seen once.
        """
        first = self._first.get(waiting.url_id)
        return 2 if first == reply.outcome or (first in FAULTS and reply.outcome in FAULTS) else 1

    def waits(self) -> int:
        """Return how many addresses wait."""
        return len(self._waiting)

    async def due(self) -> list[Waiting]:
        """Wait until the first address is due and return those due by then."""
        if not self._waiting:
            return []
        await asyncio.sleep(max(0.0, self._waiting[0][0] - time.monotonic()))
        due: list[Waiting] = []
        while self._waiting and self._waiting[0][0] <= time.monotonic() + 0.01:
            due.append(self._waiting.popleft()[1])
        return due


def earlier_looks(connection: Connection, previous_run: str | None, url_id: int, reply: Reply) -> int:
    """Return how many looks of the runs before, without a gap, saw the same fault."""
    if previous_run is None:
        return 0
    row = connection.execute(EARLIER, {"of_run": previous_run, "of": url_id}).one_or_none()
    connection.rollback()
    if row is None or (row.outcome, row.status) != (reply.outcome.value, reply.status):
        return 0
    return min(int(row.looks), MOST_LOOKS)


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
