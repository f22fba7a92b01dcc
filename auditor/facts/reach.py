"""How readers come to addresses of a site: from its home page, the first pages of its columns, any page."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, Engine, select

from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_run import StoredRun
from auditor.model import SiteObservation
from auditor.model.audit import Reach
from auditor.model.urls import key
from auditor.store.packing import unpack_ids
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading

AT_ONCE = 500


def reach(run: StoredRun, site: str, addresses: Sequence[str]) -> Mapping[str, Reach]:
    """Return how pages of a site lead to addresses; those the store does not know are left out."""
    seen = run.get(SiteObservation, site)
    if seen is None or not addresses:
        return {}
    return read_reach(run.engine, run.id, seen, addresses, [one.url for one in run.each(ColumnReading, site)])


def read_reach(
    engine: Engine, run: str, site: SiteObservation, addresses: Sequence[str], columns: Iterable[str]
) -> dict[str, Reach]:
    """Return how pages of a site, seen in this run, lead to each address that the store knows; others are left out.

    Links by way of a redirect count. `columns` are the first pages of its columns. One pass over the site's pages,
    whatever the number of addresses.
    """
    with reading(engine) as connection:
        ids = _ids(connection, {key(one) for one in addresses})
        if not ids:
            return {}
        stands_for = _led_to(connection, run, set(ids.values()))
        homes = set(_ids(connection, {key(one) for one in (*site.homes, site.home)}).values())
        firsts = set(_ids(connection, {key(one) for one in columns}).values())
        found = _counted(connection, run, site.subject, stands_for, homes, firsts)
    known = {one: ids[key(one)] for one in addresses if key(one) in ids}
    return {one: found.get(number, Reach()) for one, number in known.items()}


def _ids(connection: Connection, keys: Collection[str]) -> dict[str, int]:
    wanted, found = sorted(keys), {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(select(url.c.key, url.c.id).where(url.c.key.in_(wanted[start : start + AT_ONCE])))
        found.update({row.key: row.id for row in rows})
    return found


def _led_to(connection: Connection, run: str, ids: Collection[int]) -> dict[int, int]:
    """Return, by the id of an address that pages link to, the id of the one it ends at, for those that end in `ids`."""
    wanted, ways = sorted(ids), {one: one for one in ids}
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        rows = connection.execute(
            select(look.c.url_id, look.c.final_id).where(look.c.run == run, look.c.final_id.in_(part))
        )
        for row in rows:
            ways.setdefault(row.url_id, row.final_id)
    return ways


def _counted(
    connection: Connection,
    run: str,
    subject: str,
    stands_for: Mapping[int, int],
    homes: Collection[int],
    firsts: Collection[int],
) -> dict[int, Reach]:
    wanted = np.zeros(max(stands_for) + 1, dtype=bool)
    wanted[list(stands_for)] = True
    found: dict[int, Reach] = {}
    rows = connection.execution_options(yield_per=AT_ONCE).execute(
        select(page.c.url_id, page.c.links).where(page.c.subject == subject, page.c.seen_run == run)
    )
    for row in rows:
        targets = unpack_ids(row.links)
        held = targets[targets < len(wanted)]
        for number in {stands_for[int(one)] for one in held[wanted[held]]}:
            if number == row.url_id:
                continue
            one = found.get(number, Reach())
            found[number] = Reach(
                one.on_home or row.url_id in homes, one.on_column or row.url_id in firsts, one.pages + 1
            )
    return found
