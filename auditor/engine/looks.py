"""What one run's looks at addresses came to, for consolidation."""

from sqlalchemy import Engine, select

from auditor.extract.urls import key
from auditor.store.faults import reading
from auditor.store.schema import look, url

GONE = frozenset({404, 410})


class Looks:
    """Look-ups into the looks of one run, by address."""

    def __init__(self, engine: Engine, run: str) -> None:
        self._engine = engine
        self._run = run

    def gone(self, address: str) -> bool:
        """Return whether the address was answered 404 or 410 (RFC 9110 section 15.5); raises RunFailed."""
        with reading(self._engine) as connection:
            status = connection.execute(
                select(look.c.status)
                .join(url, url.c.id == look.c.url_id)
                .where(look.c.run == self._run, url.c.key == key(address))
            ).scalar()
        return status in GONE
