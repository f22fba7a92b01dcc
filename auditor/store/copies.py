"""Groups of equal texts within one site or one account."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
from sqlalchemy import Engine, bindparam, select

from auditor.activity import day_of
from auditor.extract.disclosure import in_disclosure_area
from auditor.extract.page_views import is_view
from auditor.model import FoundDate, PageFacts, PageKind, Post, Subject
from auditor.rule import Copy, DuplicateGroup
from auditor.store.faults import reading
from auditor.store.packing import expand, unpack_facts, unpack_ids
from auditor.store.schema import page
from auditor.text.duplicates import Document, Group, SortKey, find_groups, keep_first
from auditor.text.normalise import normalise
from auditor.text.post_marks import compared, corrects, passed_on
from auditor.text.signature import sign

AT_ONCE = 500
TEXT_OF = select(page.c.text).where(page.c.url_id == bindparam("page"))


def site_copies(engine: Engine, run: str, site: str, jaccard: float) -> Iterator[DuplicateGroup]:
    """Yield groups of articles of a site whose main texts are one text, at or above `jaccard` (inclusive).

    Only extracted article texts are compared, never lists, forms or error pages. Of equals the page with the
    shorter address is kept, so that the order of the walk decides nothing. Print versions and the like are no copies.
    """
    links_in = _links_in(engine, run, site)
    addresses: dict[int, str] = {}
    documents = list(_documents(engine, run, site, links_in, addresses))

    def text_of(url_id: int) -> str:
        with reading(engine) as connection:
            blob = connection.execute(TEXT_OF, {"page": url_id}).scalar()
            return expand(blob).decode() if blob else ""

    def order(document: Document) -> SortKey:
        address = addresses[document.key]
        return (*keep_first(document)[:-1], len(address), address)

    for group in find_groups(documents, text_of, jaccard, order):
        found = _site_group(engine, group, links_in)
        own = {copy.url for copy in found.copies}
        copies = tuple(copy for copy in found.copies if not is_view(copy.url, own - {copy.url}))
        if len(copies) > 1:
            yield replace(found, copies=copies)


def _links_in(engine: Engine, run: str, site: str) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
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


def _documents(
    engine: Engine,
    run: str,
    site: str,
    links_in: "np.ndarray[tuple[int], np.dtype[np.int32]]",
    addresses: dict[int, str],
) -> Iterator[Document]:
    """Yield the articles of a site; their addresses go into `addresses`."""
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(page.c.url_id, page.c.facts, page.c.signature, page.c.characters)
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
            yield Document(
                key=row.url_id,
                title=facts.heading or facts.title,
                signature=row.signature,
                characters=row.characters,
                published=facts.published.on if facts.published else None,
                media=facts.media,
                disclosure=in_disclosure_area(facts),
                links_in=_count(links_in, row.url_id),
            )


def _count(links_in: "np.ndarray[tuple[int], np.dtype[np.int32]]", url_id: int) -> int:
    return int(links_in[url_id]) if url_id < len(links_in) else 0


def _site_group(engine: Engine, group: Group, links_in: "np.ndarray[tuple[int], np.dtype[np.int32]]") -> DuplicateGroup:
    ids = [group.keep, *(member.key for member in group.members)]
    facts: dict[int, PageFacts] = {}
    with reading(engine) as connection:
        for start in range(0, len(ids), AT_ONCE):
            rows = connection.execute(
                select(page.c.url_id, page.c.facts).where(page.c.url_id.in_(ids[start : start + AT_ONCE]))
            )
            facts.update({row.url_id: unpack_facts(row.facts) for row in rows})
    copies = tuple(
        Copy(
            url=facts[number].url,
            title=facts[number].heading or facts[number].title,
            published=facts[number].published,
            links_in=_count(links_in, number),
            disclosure=in_disclosure_area(facts[number]),
            origin=facts[number].origin,
        )
        for number in ids
    )
    return DuplicateGroup(copies, group.similarity, group.characters)


def account_copies(posts: Sequence[Post], jaccard: float, account: Subject) -> Iterator[DuplicateGroup]:
    """Yield groups of public posts of one account that say the same.

    Left out is what was passed on by order, and what corrects or brings up to date. A post of fewer than 30 characters
    says the same as another only where both lead to the same places. Days are counted in the accounts' zone.
    """
    own = {
        number: compared(post)
        for number, post in enumerate(posts)
        if not (post.removed or passed_on(post, account) or corrects(post))
    }
    signatures = {number: sign(text) for number, text in own.items()}
    documents = [
        Document(
            key=number,
            title=posts[number].title,
            signature=signature,
            characters=len(own[number]),
            published=_day(posts[number].published_at),
        )
        for number, signature in signatures.items()
        if signature is not None
    ]
    for group in find_groups(documents, own.__getitem__, jaccard):
        ids = [group.keep, *(member.key for member in group.members)]
        yield from _apart([posts[number] for number in ids], group.similarity, group.characters)
    short: dict[tuple[str, frozenset[str]], list[int]] = {}
    for number, text in own.items():
        if signatures[number] is None and posts[number].links and (said := normalise(text)):
            short.setdefault((said, frozenset(posts[number].links)), []).append(number)
    for (said, _), numbers in short.items():
        numbers.sort(key=lambda number: (_day(posts[number].published_at) or date.max, number))
        yield from _apart([posts[number] for number in numbers], 1.0, len(said))


def _apart(posts: Sequence[Post], similarity: float, characters: int) -> Iterator[DuplicateGroup]:
    """Yield the group of posts that stand at addresses of their own; one address is one post."""
    copies: dict[str, Copy] = {}
    for copy in map(_post_copy, posts):
        copies.setdefault(copy.url, copy)
    if len(copies) > 1:
        yield DuplicateGroup(tuple(copies.values()), similarity, characters)


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment is not None else None


def _post_copy(post: Post) -> Copy:
    day = _day(post.published_at)
    shown = FoundDate(day, post.time_basis or "published", post.date_raw) if day is not None else None
    return Copy(url=post.url or post.key, title=post.title, published=shown, key=post.key)
