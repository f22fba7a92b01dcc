"""Look up the addresses behind ids."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from auditor.store.schema import url

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
