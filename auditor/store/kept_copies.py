"""Groups of equal texts kept from the run before, for sites of which no page has changed since."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select

from auditor.rule import DuplicateGroup
from auditor.store.copies import site_copies
from auditor.store.faults import reading, writing
from auditor.store.packing import pack, unpack
from auditor.store.schema import observation, page

KIND = "copies"


@dataclass(frozen=True, slots=True)
class KeptCopies:
    """The groups found over pages that `digest` stands for, at or above `jaccard`."""

    digest: str
    jaccard: float
    groups: tuple[DuplicateGroup, ...]


def kept_copies(engine: Engine, run: str, site: str, jaccard: float) -> Iterator[DuplicateGroup]:
    """Yield what `site_copies` finds; where every page is as it was when last compared, what it found then."""
    name = f"{KIND}:{hashlib.sha256(site.encode()).hexdigest()[:32]}"
    digest = _digest(engine, run, site)
    with reading(engine) as connection:
        blob = connection.execute(
            select(observation.c.blob).where(observation.c.subject == name).order_by(observation.c.run.desc()).limit(1)
        ).scalar()
    kept = unpack(blob, KeptCopies) if blob else None
    if kept is None or (kept.digest, kept.jaccard) != (digest, jaccard):
        kept = KeptCopies(digest, jaccard, tuple(site_copies(engine, run, site, jaccard)))
    with writing(engine) as connection:
        connection.execute(delete(observation).where(observation.c.run == run, observation.c.subject == name))
        connection.execute(insert(observation).values(run=run, subject=name, kind=KIND, blob=pack(kept)))
    yield from kept.groups


def _digest(engine: Engine, run: str, site: str) -> str:
    """Return a hash over the bodies of a site's pages and the code that read them."""
    digest = hashlib.blake2b(digest_size=16)
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=1_000).execute(
            select(page.c.url_id, page.c.body_hash, page.c.extractor)
            .where(page.c.subject == site, page.c.seen_run == run)
            .order_by(page.c.url_id)
        )
        for row in rows:
            digest.update(f"{row.url_id}\0{row.extractor}\0".encode() + (row.body_hash or b"") + b"\n")
    return digest.hexdigest()
