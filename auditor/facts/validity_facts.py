"""What the articles of a site say of how long they hold, and where the notices among them are shown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection, Engine, select

from auditor.extract.validity_marks import article_title
from auditor.facts.home_page import find_home_page
from auditor.facts.register import RegisteredAccounts
from auditor.facts.site_columns import ColumnReading
from auditor.facts.stored_run import StoredRun
from auditor.model import DocumentFacts, EndDate, Location, PageFacts, PageKind, SiteObservation
from auditor.model.urls import key
from auditor.store.packing import unpack_facts, unpack_ids, unpack_texts
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading
from auditor.text.document_names import is_own
from auditor.text.repeals import DocumentPage, LaterWord, NamingPage, later_words
from auditor.text.special_pages import in_disclosure_area

AT_ONCE = 500
SHOWN = 20
_SAYS_OVER = re.compile(
    r"已(?:经)?(?:结束|截止|截至|到期|过期|失效|归档|关闭|完成)|[(（\[【〔](?:结束|截止|过期|历史)[)）\]】〕]|结果|采纳情况|反馈情况"
)


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """A page that announces something which ends.

    `over` are the words by which the page says that it is over ('' = it does not). `shown` are the pages, at most 20 of
    `shown_count`, of home page and first pages of columns that link to it without saying so; columns that call
    themselves archives are left out. `on_home`: the home page is one of them. `disclosure` marks the 政府信息公开 area.
    """

    url: str
    title: str
    ends: tuple[EndDate, ...]
    published: date | None = None
    over: str = ""
    shown: tuple[Location, ...] = ()
    shown_count: int = 0
    on_home: bool = False
    disclosure: bool = False

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["NoticeReading"]:
        """Yield the pages of a site that announce something which ends."""
        if seen := run.get(SiteObservation, subject):
            notices = run.once(_lasting, subject).notices
            yield from read_notices(run.engine, run.id, seen.home, run.each(ColumnReading, subject), notices)


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """The page of a normative document. `own`: a unit of the register issued it. `later` are what pages of the
    registered sites say of it. `disclosure` marks the 政府信息公开 area."""

    url: str
    title: str
    document: DocumentFacts
    published: date | None = None
    own: bool = False
    later: tuple[LaterWord, ...] = ()
    disclosure: bool = False

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["DocumentReading"]:
        """Yield the pages of normative documents of a site, with what pages of all registered sites say of them."""
        if run.get(SiteObservation, subject):
            accounts = run.get(RegisteredAccounts)
            units = [one.unit for one in (*run.subjects(), *(accounts.accounts if accounts else ()))]
            yield from read_documents(run.once(_lasting, subject).documents, run.once(_fates), units)


@dataclass(frozen=True, slots=True)
class Lasting:
    """The articles of a site that end, are documents, or name documents. Notices go by the id of their address."""

    notices: tuple[tuple[int, NoticeReading], ...] = ()
    documents: tuple[DocumentPage, ...] = ()
    naming: tuple[NamingPage, ...] = ()


def _lasting(run: StoredRun, subject: str) -> Lasting:
    return read_lasting(run.engine, run.id, subject)


def _fates(run: StoredRun) -> Mapping[str, tuple[LaterWord, ...]]:
    known = [run.once(_lasting, one.id) for one in run.subjects() if run.get(SiteObservation, one.id)]
    documents = [page for one in known for page in one.documents]
    return later_words(documents, (page for one in known for page in one.naming))


def read_lasting(engine: Engine, run: str, site: str) -> Lasting:
    """Return what the articles of a site seen in a run say of how long they hold, nearest to the home page first."""
    notices: list[tuple[int, NoticeReading]] = []
    documents: list[DocumentPage] = []
    naming: list[NamingPage] = []
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=200).execute(
            select(page.c.url_id, page.c.facts)
            .where(page.c.subject == site, page.c.seen_run == run, page.c.kind == PageKind.ARTICLE.value)
            .order_by(page.c.depth, page.c.url_id)
        )
        for row in rows:
            facts = unpack_facts(row.facts)
            if facts.soft_404 or not (facts.ends or facts.document or facts.named):
                continue
            title, day = article_title(facts.meta, facts.heading, facts.title), _day(facts)
            inside = in_disclosure_area(facts)
            if facts.ends:
                over = facts.over or _marked(title)
                seen = NoticeReading(facts.url, title, facts.ends, day, over, disclosure=inside)
                notices.append((row.url_id, seen))
            if facts.document:
                documents.append(DocumentPage(site, facts.url, title, facts.document, day, inside, facts.named))
            if facts.named:
                naming.append(NamingPage(site, facts.url, title, facts.named, day))
    return Lasting(tuple(notices), tuple(documents), tuple(naming))


def _day(facts: PageFacts) -> date | None:
    return facts.published.on if facts.published else None


def _marked(words: str) -> str:
    match = _SAYS_OVER.search(words)
    return match[0] if match else ""


def read_notices(
    engine: Engine, run: str, home: str, columns: Iterable[ColumnReading], notices: Sequence[tuple[int, NoticeReading]]
) -> Iterator[NoticeReading]:
    """Yield notices with the front pages of their site that show them: `home`, and the first pages of columns."""
    if not notices:
        return
    with reading(engine) as connection:
        wanted = {url_id: url_id for url_id, _ in notices}
        wanted |= _aliases(connection, run, list(wanted))
        shown: dict[int, dict[str, Location]] = {url_id: {} for url_id, _ in notices}
        heads = [one.url for one in columns if not one.archived]
        for place, targets in _front_pages(connection, run, home, heads):
            for target, text in targets:
                if target in wanted and not _marked(text):
                    shown[wanted[target]].setdefault(place, Location(place, text))
    for url_id, notice in notices:
        places = list(shown[url_id].values())
        yield NoticeReading(
            notice.url,
            notice.title,
            notice.ends,
            notice.published,
            notice.over,
            shown=tuple(places[:SHOWN]),
            shown_count=len(places),
            on_home=any(key(place.url) == key(home) for place in places),
            disclosure=notice.disclosure,
        )


def read_documents(
    documents: Iterable[DocumentPage], later: Mapping[str, tuple[LaterWord, ...]], units: Iterable[str]
) -> Iterator[DocumentReading]:
    """Yield the documents of a site with what is said of them, and whether one of `units` issued them."""
    names = [*dict.fromkeys(units)]
    for one in documents:
        yield DocumentReading(
            one.url,
            one.title,
            one.document,
            one.published,
            own=is_own(one.title, one.document, names),
            later=later.get(one.url, ()),
            disclosure=one.disclosure,
        )


def _aliases(connection: Connection, run: str, ids: Sequence[int]) -> dict[int, int]:
    """Return the addresses that redirect to pages, with those pages."""
    found: dict[int, int] = {}
    for start in range(0, len(ids), AT_ONCE):
        rows = connection.execute(
            select(look.c.url_id, look.c.final_id).where(
                look.c.run == run, look.c.final_id.in_(ids[start : start + AT_ONCE])
            )
        )
        found |= {row.url_id: row.final_id for row in rows}
    return found


def _front_pages(
    connection: Connection, run: str, home: str, heads: Sequence[str]
) -> Iterator[tuple[str, Iterator[tuple[int, str]]]]:
    """Yield each front page with the targets it links to and does not call over, and their texts."""
    if home and (front := find_home_page(connection, run, home)) is not None:
        ended = _ended(connection, run, home)
        yield home, ((one, front.texts.get(one, "")) for one in front.links if one not in ended)
    keys = [key(address) for address in heads]
    for start in range(0, len(keys), AT_ONCE):
        rows = connection.execute(
            select(page.c.url_id, page.c.facts, page.c.links, page.c.link_texts)
            .join(url, url.c.id == page.c.url_id)
            .where(page.c.seen_run == run, url.c.key.in_(keys[start : start + AT_ONCE]))
        ).all()
        for row in rows:
            facts = unpack_facts(row.facts)
            ended = _ids(connection, facts.ended_rows)
            targets: np.ndarray[tuple[int], np.dtype[np.uint32]] = unpack_ids(row.links)
            texts = unpack_texts(row.link_texts)
            pairs = zip(targets.tolist(), texts, strict=False)
            yield facts.url, ((one, text) for one, text in pairs if one not in ended)


def _ended(connection: Connection, run: str, home: str) -> frozenset[int]:
    blob = connection.execute(
        select(page.c.facts).join(url, url.c.id == page.c.url_id).where(page.c.seen_run == run, url.c.key == key(home))
    ).scalar()
    return _ids(connection, unpack_facts(blob).ended_rows) if blob else frozenset()


def _ids(connection: Connection, addresses: Sequence[str]) -> frozenset[int]:
    keys = [key(address) for address in addresses[:AT_ONCE]]
    if not keys:
        return frozenset()
    return frozenset(connection.execute(select(url.c.id).where(url.c.key.in_(keys))).scalars())
