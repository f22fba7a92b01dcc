"""What one run's looks at addresses came to, for consolidation."""

from datetime import datetime

from sqlalchemy import Engine, select

from auditor.model import Outcome
from auditor.model.urls import key
from auditor.rules.undecided import GONE
from auditor.store.schema import look, url
from auditor.store.store_faults import reading
from auditor.store.times import milliseconds


class Looks:
    """Look-ups into the looks of one run, by address; with `since` only looks from that time on (inclusive)."""

    def __init__(self, engine: Engine, run: str, since: datetime | None = None) -> None:
        self._engine = engine
        self._run = run
        self._since = milliseconds(since) if since else 0

    def gone(self, address: str) -> bool:
        """Return whether the address was answered 404 or 410 (RFC 9110 section 15.5); raises RunFailed."""
        row = self._row(address)
        return row is not None and row[1] in GONE

    def outcome(self, address: str) -> Outcome | None:
        """Return what the look at an address came to, None where there was none; raises RunFailed."""
        row = self._row(address)
        return Outcome(row[0]) if row else None

    def _row(self, address: str) -> tuple[str, int | None] | None:
        with reading(self._engine) as connection:
            row = connection.execute(
                select(look.c.outcome, look.c.status)
                .join(url, url.c.id == look.c.url_id)
                .where(look.c.run == self._run, look.c.at >= self._since, url.c.key == key(address))
            ).one_or_none()
        return (row.outcome, row.status) if row else None
