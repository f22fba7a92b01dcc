"""Groups of equal texts within one site."""

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, Row, bindparam, select

from auditor.model import PageFacts, PageKind
from auditor.model.urls import is_view
from auditor.store.packing import expand, unpack_facts, unpack_ids
from auditor.store.schema import page
from auditor.store.store_faults import reading
from auditor.text.comparison import Holding, Judged, pair_key
from auditor.text.copy_groups import Copy, CopyTerms, DuplicateGroup
from auditor.text.duplicates import Document, Group, SortKey, find_groups, keep_first
from auditor.text.similarity import difference
from auditor.text.special_pages import in_disclosure_area

AT_ONCE = 500
DIFFERENCES_SHOWN = 20
DIGEST_BYTES = 16
TEXT_OF = select(page.c.text).where(page.c.url_id == bindparam("page"))

Counts = NDArray[np.int32]


@dataclass(slots=True)
class Remembered:
    """What an earlier comparison of a site found by the contents compared, and what this one asked for of it."""

    judged: Judged = field(default_factory=Judged)
    differences: MutableMapping[int, tuple[str, ...]] = field(default_factory=dict)
    used: dict[int, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Site:
    """The articles of a site, each with its address and what stands for its content."""

    engine: Engine
    links_in: Counts
    documents: tuple[Document, ...]
    addresses: dict[int, str]

    def text_of(self, url_id: int) -> str:
        return text_of(self.engine, url_id)

    def order(self, document: Document) -> SortKey:
        address = self.addresses[document.key]
        return (*keep_first(document)[:-1], len(address), address)


def site_copies(
    engine: Engine, run: str, site: str, terms: CopyTerms, remembered: Remembered | None = None
) -> Iterator[DuplicateGroup]:
    """Yield groups of articles of a site whose main texts are one text by `terms`.

    Only extracted article texts are compared, never lists, forms or error pages. Of equals the page with the
    shorter address is kept, so that the order of the walk decides nothing. Print versions and the like are no copies.
    What `remembered` knows of two contents is not compared again; what comes out is the same with and without.
    """
    remembered = remembered or Remembered()
    seen = _read(engine, run, site)
    contents = {one.key: one.content for one in seen.documents}
    holding = Holding(terms.contained, terms.longer, titled=True)
    for group in find_groups(
        seen.documents, seen.text_of, terms.jaccard, seen.order, holding=holding, judged=remembered.judged
    ):
        found = _site_group(seen, group, contents, remembered)
        own = {copy.url for copy in found.copies}
        copies = tuple(copy for copy in found.copies if not is_view(copy.url, own - {copy.url}))
        if len(copies) > 1:
            yield replace(found, copies=copies)


def text_of(engine: Engine, url_id: int) -> str:
    """Return the main text of a page, '' where none is kept."""
    with reading(engine) as connection:
        blob = connection.execute(TEXT_OF, {"page": url_id}).scalar()
        return expand(blob).decode() if blob else ""


def content_of(row: "Row[*tuple[Any, ...]]", facts: PageFacts) -> bytes:
    """Return what stands for all that is compared of a page: its text, title and pictures, and the code that read them.

    b'' where the page is to be read anew, so that nothing of it is remembered.
    """
    if not row.extractor:
        return b""
    told = f"{row.extractor}\0{facts.heading or facts.title}\0{facts.media}\0".encode("utf-8", "replace")
    return blake2b(told + (row.text or b""), digest_size=DIGEST_BYTES).digest()


def _read(engine: Engine, run: str, site: str) -> _Site:
    links_in = _links_in(engine, run, site)
    addresses: dict[int, str] = {}
    documents = []
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(page.c.url_id, page.c.facts, page.c.signature, page.c.characters, page.c.text, page.c.extractor)
            .where(
                page.c.subject == site,
                page.c.seen_run == run,
                page.c.kind == PageKind.ARTICLE.value,
                page.c.signature.is_not(None),
            )
            .order_by(page.c.url_id)
        )
        for row in rows:
            facts = unpack_facts(row.facts)
            addresses[row.url_id] = facts.url
            documents.append(
                Document(
                    key=row.url_id,
                    title=facts.heading or facts.title,
                    signature=row.signature,
                    characters=row.characters,
                    published=facts.published.on if facts.published else None,
                    media=facts.media,
                    disclosure=in_disclosure_area(facts),
                    links_in=_count(links_in, row.url_id),
                    content=content_of(row, facts),
                )
            )
    return _Site(engine, links_in, tuple(documents), addresses)


def _links_in(engine: Engine, run: str, site: str) -> Counts:
    counts = np.zeros(1, dtype=np.int32)
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(page.c.links).where(page.c.subject == site, page.c.seen_run == run)
        )
        for blob in rows.scalars():
            targets = unpack_ids(blob)
            if len(targets):
                highest = int(targets.max())
                if highest >= len(counts):
                    counts = np.concatenate([counts, np.zeros(2 * highest + 1 - len(counts), dtype=np.int32)])
                counts[targets] += 1
    return counts


def _count(links_in: Counts, url_id: int) -> int:
    return int(links_in[url_id]) if url_id < len(links_in) else 0


def _site_group(seen: _Site, group: Group, contents: dict[int, bytes], remembered: Remembered) -> DuplicateGroup:
    facts = _facts_of(seen.engine, [group.keep, *(member.key for member in group.members)])
    copies = [_copy(facts[group.keep], _count(seen.links_in, group.keep))]
    for place, member in enumerate(group.members):
        copies.append(
            replace(
                _copy(facts[member.key], _count(seen.links_in, member.key)),
                similarity=member.similarity,
                contained=member.contained,
                differences=_differences(seen, group.keep, member.key, contents, remembered)
                if place < DIFFERENCES_SHOWN
                else (),
            )
        )
    return DuplicateGroup(tuple(copies), group.similarity, group.characters)


def _facts_of(engine: Engine, ids: list[int]) -> dict[int, PageFacts]:
    facts: dict[int, PageFacts] = {}
    with reading(engine) as connection:
        for start in range(0, len(ids), AT_ONCE):
            rows = connection.execute(
                select(page.c.url_id, page.c.facts).where(page.c.url_id.in_(ids[start : start + AT_ONCE]))
            )
            facts.update({row.url_id: unpack_facts(row.facts) for row in rows})
    return facts


def _copy(facts: PageFacts, links_in: int) -> Copy:
    return Copy(
        url=facts.url,
        title=facts.heading or facts.title,
        published=facts.published,
        links_in=links_in,
        disclosure=in_disclosure_area(facts),
        origin=facts.origin,
    )


def _differences(
    seen: _Site, keep: int, other: int, contents: dict[int, bytes], remembered: Remembered
) -> tuple[str, ...]:
    if not contents[keep] or not contents[other]:
        return difference(seen.text_of(keep), seen.text_of(other))
    key = pair_key(contents[keep], contents[other])
    found = remembered.differences.get(key)
    if found is None:
        found = difference(seen.text_of(keep), seen.text_of(other))
    remembered.used[key] = found
    return found
