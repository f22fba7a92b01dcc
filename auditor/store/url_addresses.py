"""Look up the addresses behind ids, and join addresses to their looks and pages."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, func, select

from auditor.store.schema import look, page, url

ASKED_AT_ONCE = 500


def addresses_of(connection: Connection, url_ids: Sequence[int]) -> dict[int, str]:
    """Return the address of each stored id; ids that are not stored are left out."""
    found: dict[int, str] = {}
    for start in range(0, len(url_ids), ASKED_AT_ONCE):
        chunk = [int(number) for number in url_ids[start : start + ASKED_AT_ONCE]]
        rows = connection.execute(
            select(url.c.id, func.coalesce(url.c.address, url.c.key).label("address")).where(url.c.id.in_(chunk))
        )
        found.update({row.id: row.address for row in rows})
    connection.rollback()
    return found


def seen_pages(run: str) -> ColumnElement[bool]:
    """Return the condition that joins an address to the page it was read as in a run, over redirects."""
    return and_(page.c.url_id == func.coalesce(look.c.final_id, url.c.id), page.c.seen_run == run)


def looked_at(run: str) -> ColumnElement[bool]:
    """Return the condition that joins an address to its look in a run."""
    return and_(look.c.run == run, look.c.url_id == url.c.id)
