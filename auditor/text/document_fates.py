"""Match the documents that pages repeal or keep in force with the pages of those documents, over all sites."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.model import DocumentFacts, Fate, NamedDocument
from auditor.text.document_names import plain_title, same_number
from auditor.text.policy_names import core

LEAST_TITLE = 10
"""Letters of a title from which it is taken for one document's."""

EDITIONS = timedelta(days=30)
"""A document shown later than this before its repeal may be the edition that replaces it."""

MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class LaterWord:
    """What a page of a registered site says of a document.

    `on` as in NamedDocument; `named_on` is the page's own day. `exact`: the document's number or its whole title is
    named in a page made for it; else the two may be different editions.
    """

    fate: Fate
    url: str
    title: str
    on: date | None = None
    named_on: date | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The page of a normative document on a registered site; `named` are those it repeals itself."""

    site: str
    url: str
    title: str
    document: DocumentFacts
    published: date | None = None
    disclosure: bool = False
    named: tuple[NamedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class NamingPage:
    """A page that repeals documents or keeps them in force."""

    site: str
    url: str
    title: str
    named: tuple[NamedDocument, ...]
    published: date | None = None


def later_words(documents: Sequence[DocumentPage], naming: Iterable[NamingPage]) -> Mapping[str, tuple[LaterWord, ...]]:
    """Return address → what later pages say of the document there.

    One is meant by its number; by its title only where not both bear numbers, the document is older than the page, and
    it does not repeal that title itself (then it is the new edition). Without the same number a title has to be
    whole, issuer included, or to stand on the same site.
    """
    numbers: dict[str, list[DocumentPage]] = defaultdict(list)
    titles: dict[str, list[DocumentPage]] = defaultdict(list)
    for page in documents:
        if page.document.number:
            numbers[_key(page.document.number)].append(page)
        for name in {core(page.title), plain_title(page.title)}:
            titles[name].append(page)
    found: dict[str, dict[LaterWord, None]] = defaultdict(dict)
    for source in naming:
        for named in source.named:
            for page, exact in _meant(source, named, numbers, titles):
                word = LaterWord(named.fate, source.url, source.title, named.on, source.published, exact)
                found[page.url].setdefault(word)
    return {url: tuple(words)[:MOST_WORDS] for url, words in found.items()}


def _key(number: str) -> str:
    return number[number.index("〔") :]


def _meant(
    source: NamingPage,
    named: NamedDocument,
    numbers: Mapping[str, Sequence[DocumentPage]],
    titles: Mapping[str, Sequence[DocumentPage]],
) -> Iterable[tuple[DocumentPage, bool]]:
    seen = {source.url}
    for page in numbers.get(_key(named.number), ()) if named.number else ():
        if page.url not in seen and same_number(page.document.number, named.number):
            seen.add(page.url)
            yield page, True
    whole, short = plain_title(named.title), core(named.title)
    for name in (whole, short):
        for page in titles.get(name, ()) if len(name) >= LEAST_TITLE else ():
            if page.url in seen or (named.number and page.document.number) or not _is_older(page, source, name):
                continue
            if plain_title(page.title) != whole and page.site != source.site:
                continue
            seen.add(page.url)
            yield page, named.listed and not named.number and plain_title(page.title) == whole


def _is_older(page: DocumentPage, source: NamingPage, name: str) -> bool:
    """Return whether a page bears an edition older than the one that replaces it; undated ones may not."""
    day = page.document.signed or page.published
    if day is None or source.published is None or day > source.published - EDITIONS:
        return False
    return all(name not in (plain_title(one.title), core(one.title)) for one in page.named)
