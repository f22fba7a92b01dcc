"""A site read as a whole: kinds, headlines, dates and columns of its pages from all of them together."""

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select

from auditor.facts.stored_run import StoredRun
from auditor.model import ColumnClass, SiteObservation
from auditor.reading.read_site import read_site
from auditor.reading.site_model import ColumnFound, PageReading, SiteReading
from auditor.reading.sketch import PageSketch, Row, Rows, address_hash, unpack_sketch
from auditor.rules.limit import is_column
from auditor.store.packing import expand
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading

AT_ONCE = 200


class _Sketched(msgspec.Struct):
    """What is read here of the facts of a page; the rest is passed over."""

    sketch: bytes = b""


_facts = msgspec.msgpack.Decoder(_Sketched)


@dataclass(frozen=True, slots=True)
class WholeSite:
    """What reading a site as a whole came to.

    `pages` are its pages by address, `columns` its columns by the address of their head. `unread` are pages with lists
    that nothing was made of, with the reason. `sketched` counts the pages that were read so; 0: none was.
    """

    pages: dict[str, PageReading]
    columns: dict[str, ColumnFound]
    unread: tuple[tuple[str, str], ...]
    sketched: int

    @classmethod
    def read(cls, run: StoredRun, site: str) -> "WholeSite":
        """Return the reading of a site, worked out once a run."""
        return run.once(_read, site)

    def headline(self, address: str) -> str:
        """Return the headline of an article, '' where none was read."""
        found = self.pages.get(address)
        return found.headline if found is not None else ""


def _read(run: StoredRun, site: str) -> WholeSite:
    if run.get(SiteObservation, site) is None:
        return WholeSite({}, {}, (), 0)
    moved = _moved(run, site)
    with reading(run.engine) as connection:
        count = connection.execute(
            select(func.count()).select_from(page).where(page.c.subject == site, page.c.seen_run == run.id)
        ).scalar_one()
    classes = run.classes.get(site, {})

    def own_class(name: str, address: str) -> ColumnClass | None:
        return next((kind for wanted, kind in classes.items() if is_column(wanted, name, address)), None)

    found: SiteReading = read_site(lambda: _sketches(run, site, moved), count, run.as_of, own_class)
    return WholeSite(
        pages={one.url: one for one in found.pages},
        columns={one.url: one for one in found.columns},
        unread=found.unread,
        sketched=len(found.pages),
    )


def _sketches(run: StoredRun, site: str, moved: dict[int, int]) -> Iterator[PageSketch]:
    """Yield the sketches of the pages seen, nearest to the home page first; of equal bodies the first."""
    bodies: set[bytes] = set()
    with reading(run.engine) as connection:
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(page.c.facts, page.c.body_hash)
            .join(url, url.c.id == page.c.url_id)
            .where(page.c.subject == site, page.c.seen_run == run.id)
            .order_by(page.c.depth, url.c.key)
        )
        for row in rows:
            if row.body_hash in bodies:
                continue
            blob = _facts.decode(expand(row.facts)).sketch
            if not blob:
                continue
            if row.body_hash:
                bodies.add(row.body_hash)
            try:
                sketch = unpack_sketch(blob)
            except msgspec.DecodeError:
                continue
            yield _with_moved(sketch, moved) if moved else sketch


def _moved(run: StoredRun, site: str) -> dict[int, int]:
    """Return the hashes of the site's addresses that redirect, each with that of the page they lead to."""
    asked, led = url.alias(), url.alias()
    with reading(run.engine) as connection:
        rows = connection.execute(
            select(asked.c.address, asked.c.key, led.c.address.label("to"), led.c.key.label("to_key"))
            .select_from(look)
            .join(asked, asked.c.id == look.c.url_id)
            .join(led, led.c.id == look.c.final_id)
            .where(look.c.run == run.id, look.c.subject == site, look.c.final_id.is_not(None))
        )
        pairs = [(address_hash(row.address or row.key), address_hash(row.to or row.to_key)) for row in rows]
    return {one: other for one, other in pairs if one != other}


def _with_moved(sketch: PageSketch, moved: dict[int, int]) -> PageSketch:
    """Return a sketch whose links lead where their addresses redirect."""
    if not any(row.target in moved for rows in sketch.lists for row in rows.rows):
        return sketch
    return msgspec.structs.replace(sketch, lists=tuple(_moved_rows(rows, moved) for rows in sketch.lists))


def _moved_rows(rows: Rows, moved: dict[int, int]) -> Rows:
    return msgspec.structs.replace(rows, rows=tuple(_moved_row(row, moved) for row in rows.rows))


def _moved_row(row: Row, moved: dict[int, int]) -> Row:
    return msgspec.structs.replace(row, target=moved[row.target]) if row.target in moved else row
