"""What the sites of a run publish for others: items of higher authorities, and texts that another site has too.

Republishing is a duty (docs/sources.md 6.1): it is counted and shown, and never a finding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, select

from auditor.facts.kept_copies import keep, kept
from auditor.facts.site_copies import AT_ONCE, content_of, text_of
from auditor.facts.stored_run import StoredRun
from auditor.model import PageKind, Subject, SubjectKind
from auditor.store.packing import unpack_facts
from auditor.store.schema import page
from auditor.store.store_faults import reading
from auditor.text.comparison import Comparison, Item, Judged
from auditor.text.duplicates import near_pairs
from auditor.text.post_marks import from_above
from auditor.text.signature import rows_of

Owners = NDArray[np.int32]

EVERY_SITE = "*"
"""Stands in the store for all sites together; no subject has this id."""

ALIKE = 0.85
"""Jaccard at which a text is counted as the same; nothing is judged by it."""


@dataclass(frozen=True, slots=True)
class Syndicated:
    """Articles of one site: those of higher authorities by their 来源 or 转发, those that another site has too.

    `elsewhere` None: no other site was seen.
    """

    from_above: int = 0
    elsewhere: int | None = None

    @classmethod
    def read(cls, run: StoredRun, subject: str) -> "Syndicated | None":
        """Return what a site publishes for others, None where it was not seen."""
        return run.once(_syndication).get(subject)


def _syndication(run: StoredRun) -> Mapping[str, Syndicated]:
    sites = [one for one in run.subjects() if one.kind is SubjectKind.SITE and run.seen(one.id)]
    return read_syndication(run.engine, run.id, sites)


@dataclass(frozen=True, slots=True)
class KeptPairs:
    """What comparing across sites came to, as `Judged.kept` gives it."""

    pairs: bytes
    shares: bytes


@dataclass(slots=True)
class _Articles:
    """The signed articles of all sites, in register order, in columns."""

    owner: list[int] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    signatures: list[bytes] = field(default_factory=list)
    from_above: list[int] = field(default_factory=list)


def read_syndication(engine: Engine, run: str, sites: Sequence[Subject]) -> Mapping[str, Syndicated]:
    """Return what each site publishes for others, by id; texts compared on an earlier night are not compared again."""
    articles = _Articles(from_above=[0] * len(sites))
    for place, site in enumerate(sites):
        _add(articles, engine, run, place, site)
    owners = np.array(articles.owner, np.int32)
    with_any = len(set(articles.owner)) > 1
    shared = _shared(articles, owners, engine) if with_any else np.zeros(len(owners), bool)
    counts = np.bincount(owners[shared], minlength=len(sites))
    return {
        site.id: Syndicated(articles.from_above[place], int(counts[place]) if with_any else None)
        for place, site in enumerate(sites)
    }


def _add(articles: _Articles, engine: Engine, run: str, place: int, site: Subject) -> None:
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(page.c.url_id, page.c.facts, page.c.signature, page.c.text, page.c.extractor)
            .where(page.c.subject == site.id, page.c.seen_run == run, page.c.kind == PageKind.ARTICLE.value)
            .order_by(page.c.url_id)
        )
        for row in rows:
            facts = unpack_facts(row.facts)
            title = facts.heading or facts.title
            articles.from_above[place] += from_above(facts.origin, title, site)
            if row.signature is not None:
                articles.owner.append(place)
                articles.items.append(Item(row.url_id, title, facts.media, content_of(row, facts)))
                articles.signatures.append(row.signature)


def _shared(articles: _Articles, owners: Owners, engine: Engine) -> NDArray[np.bool_]:
    """Return which articles another site has too, verified."""
    known = kept(engine, EVERY_SITE, KeptPairs)
    judged = Judged(known.pairs, known.shares) if known else Judged()
    comparison = Comparison(lambda url_id: text_of(engine, url_id), ALIKE, judged=judged)
    shared = np.zeros(len(owners), bool)
    for first, second in _pairs_of_two_sites(articles, owners):
        if not (shared[first] and shared[second]) and comparison.likeness(
            articles.items[first], articles.items[second]
        ):
            shared[[first, second]] = True
    keep(engine, EVERY_SITE, KeptPairs(*judged.kept()))
    return shared


def _pairs_of_two_sites(articles: _Articles, owners: Owners) -> Iterator[tuple[int, int]]:
    pairs = near_pairs(rows_of(articles.signatures), ALIKE)
    apart = pairs[owners[pairs[:, 0]] != owners[pairs[:, 1]]]
    yield from ((first, second) for first, second in apart.tolist())
