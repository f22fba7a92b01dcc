"""What one run saw at one address, for evidence: the look, and the page as it was read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from auditor.model import Outcome, PageFacts
from auditor.model.urls import key
from auditor.store.packing import expand, unpack_facts
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading
from auditor.store.times import moment
from auditor.store.url_addresses import looked_at, seen_pages


@dataclass(frozen=True, slots=True)
class PageAsSeen:
    """One look of a run. `final_url` is '' where nothing redirected; `facts` None where no page was read.

    `text` is the main text where the store keeps it ('' = it does not). `body_hash` is BLAKE2b as hex digits.
    """

    url: str
    outcome: Outcome
    status: int | None
    at: datetime
    looks: int
    detail: str
    final_url: str
    soft_404: str
    facts: PageFacts | None
    text: str
    body_hash: str

    @property
    def shown_at(self) -> str:
        """Return the address a visitor ends at."""
        return self.final_url or self.url


def page_as_seen(engine: Engine, run: str, address: str) -> PageAsSeen | None:
    """Return what `run` saw at an address, redirects followed; None where it was not looked at."""
    final = url.alias("final")
    columns = (look.c.outcome, look.c.status, look.c.at, look.c.looks, look.c.detail, look.c.soft_404)
    query = (
        select(*columns, final.c.key, final.c.address, page.c.facts, page.c.text, page.c.body_hash)
        .select_from(url)
        .join(look, looked_at(run))
        .outerjoin(final, final.c.id == look.c.final_id)
        .outerjoin(page, seen_pages(run))
        .where(url.c.key == key(address))
    )
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return PageAsSeen(
            address, Outcome(row.outcome), row.status, moment(row.at), row.looks, row.detail,
            row.address or row.key or "", row.soft_404, unpack_facts(row.facts) if row.facts else None,
            expand(row.text).decode() if row.text else "", (row.body_hash or b"").hex(),
        )  # fmt: skip
