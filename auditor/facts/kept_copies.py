"""Groups of equal texts, with what was found before: no two texts are compared twice."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import zstandard
from sqlalchemy import Engine, select

from auditor.facts.site_copies import Remembered, site_copies
from auditor.facts.stored_run import StoredRun
from auditor.model import SiteObservation
from auditor.store.opening import upsert
from auditor.store.packing import pack, unpack
from auditor.store.schema import compared, page
from auditor.store.store_faults import reading, writing
from auditor.text.comparison import Judged
from auditor.text.copy_groups import CopyTerms, DuplicateGroup


@dataclass(frozen=True, slots=True)
class PageCopies(DuplicateGroup):
    """Articles of one site that hold one text."""

    @classmethod
    def stream(cls, run: StoredRun, subject: str, terms: CopyTerms) -> "Iterator[PageCopies]":
        """Yield the groups of equal articles of a site."""
        if run.get(SiteObservation, subject):
            for one in kept_copies(run.engine, run.id, subject, terms):
                yield cls(one.copies, one.similarity, one.characters)


@dataclass(frozen=True, slots=True)
class KeptCopies:
    """The groups found by `terms` over pages that `digest` stands for, and what each comparison came to.

    `pairs` and `shares` are those of `Judged.kept`; `differences` go by `pair_key`.
    """

    digest: str
    terms: CopyTerms
    groups: tuple[DuplicateGroup, ...]
    pairs: bytes = b""
    shares: bytes = b""
    differences: dict[int, tuple[str, ...]] = field(default_factory=dict)


Kept = TypeVar("Kept")


def kept_copies(engine: Engine, run: str, site: str, terms: CopyTerms) -> Iterator[DuplicateGroup]:
    """Yield what `site_copies` finds; only pairs with a page that changed since last time are compared."""
    digest = _digest(engine, run, site)
    known = kept(engine, site, KeptCopies)
    if known is None or known.terms != terms:
        known = KeptCopies("", terms, ())
    if known.digest != digest:
        remembered = Remembered(Judged(known.pairs, known.shares), known.differences)
        groups = tuple(site_copies(engine, run, site, terms, remembered))
        pairs, shares = remembered.judged.kept()
        known = KeptCopies(digest, terms, groups, pairs, shares, remembered.used)
        keep(engine, site, known)
    yield from known.groups


def kept(engine: Engine, subject: str, kind: type[Kept]) -> Kept | None:
    """Return what a comparison came to last time, None where there was none or another version kept it."""
    with reading(engine) as connection:
        blob = connection.execute(select(compared.c.blob).where(compared.c.subject == subject)).scalar()
    try:
        return unpack(blob, kind) if blob else None
    except (msgspec.MsgspecError, zstandard.ZstdError):
        return None


def keep(engine: Engine, subject: str, value: object) -> None:
    """Keep what a comparison came to in the place of what was kept before."""
    row = upsert(engine, compared).values(subject=subject, blob=pack(value))
    with writing(engine) as connection:
        connection.execute(row.on_conflict_do_update(index_elements=["subject"], set_={"blob": row.excluded.blob}))


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
