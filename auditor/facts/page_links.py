"""What one page of a site links to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, select

from auditor.facts.stored_run import StoredRun
from auditor.model import Link, LinkKind, ListState, SiteObservation
from auditor.model.urls import key
from auditor.store.packing import unpack_facts, unpack_ids, unpack_texts
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of, looked_at, seen_pages

LEADS = (int(LinkKind.ANCHOR), int(LinkKind.AREA))


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What one page of a site links to. `script_filled`: a script fills its list, which was not seen."""

    url: str
    title: str
    links: tuple[Link, ...] = ()
    script_filled: bool = False

    @classmethod
    def read(cls, run: StoredRun, subject: str, address: str) -> "PageLinks | None":
        """Return what the page of a site at `address` links to, None where no such page was seen."""
        return read_page_links(run.engine, run.id, address) if run.get(SiteObservation, subject) else None


def read_page_links(engine: Engine, run: str, address: str) -> PageLinks | None:
    """Return what a page seen in a run links to, reached over redirects too; None where none was seen."""
    with reading(engine) as connection:
        row = connection.execute(
            select(page.c.facts, page.c.links, page.c.link_kinds, page.c.link_texts)
            .select_from(url)
            .outerjoin(look, looked_at(run))
            .join(page, seen_pages(run))
            .where(url.c.key == key(address))
        ).first()
        if row is None:
            return None
        facts, targets = unpack_facts(row.facts), unpack_ids(row.links).tolist()
        addresses = addresses_of(connection, targets)
        links = tuple(_links(targets, row.link_kinds, unpack_texts(row.link_texts), addresses))
    return PageLinks(facts.url, facts.title, links, facts.list_state is ListState.SCRIPT_FILLED)


def _links(targets: list[int], kinds: bytes, texts: list[str], addresses: Mapping[int, str]) -> Iterator[Link]:
    for target, kind, text in zip(targets, kinds, texts, strict=False):
        if kind in LEADS and target in addresses:
            yield Link(addresses[target], kind, text)
