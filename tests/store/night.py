"""What one run saw, told in a few words, recorded as the crawler records it, and read back as checks read it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlalchemy import Engine

from auditor.facts.stored_view import StoredView
from auditor.model import (
    ColumnClass,
    FoundDate,
    Link,
    LinkKind,
    ListItem,
    ListState,
    Outcome,
    PageFacts,
    PageKind,
    Reply,
    SiteObservation,
    Subject,
)
from auditor.model.audit import Audit
from auditor.store.recorder import Recorder, What
from auditor.store.run_records import begin_run, finish_run
from auditor.text.copy_groups import CopyTerms
from auditor.text.personal_numbers import mask_text
from auditor.text.signature import sign
from tests.make import AS_OF, HOME, site

TERMS = CopyTerms(jaccard=0.85, contained=0.9, longer=2)
NOW = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)
PAGE_LIKE = {LinkKind.ANCHOR, LinkKind.AREA, LinkKind.FRAME, LinkKind.REFRESH, LinkKind.FORM}


def address(path: str) -> str:
    """Return a path of the site's, or an absolute address, as an absolute address."""
    return path if path.startswith("http") else HOME + path


def reply(path: str, outcome: Outcome = Outcome.OK, status: int | None = 200, **fields: object) -> Reply:
    """Return what asking an address came to."""
    url = address(path)
    return Reply(**{"url": url, "outcome": outcome, "at": NOW, "status": status, "final_url": url, **fields})


def link(path: str, kind: LinkKind = LinkKind.ANCHOR, text: str = "") -> Link:
    """Return a link to a path of the site's."""
    return Link(address(path), int(kind), text or f"to {path}")


def item(path: str, on: date | None = None) -> ListItem:
    """Return one row of a list."""
    return ListItem(address(path), f"row {path}", on)


def facts(path: str = "", *links: str | Link, **fields: object) -> PageFacts:
    """Return the facts of a page that holds `links` and links to its list's items."""
    items: Sequence[ListItem] = fields.get("items", ())
    held = [one if isinstance(one, Link) else link(one) for one in links]
    held += [Link(one.url, int(LinkKind.ANCHOR), one.text) for one in items]
    known = {"title": f"Page {path}", "list_state": ListState.FILLED if items else ListState.NONE}
    return PageFacts(**{"url": address(path), "links": tuple(dict.fromkeys(held)), **known, **fields})


def home(*links: str | Link, **fields: object) -> PageFacts:
    """Return the facts of the home page."""
    return facts("", *links, **{"kind": PageKind.HOME, **fields})


def column(path: str, *items: ListItem, **fields: object) -> PageFacts:
    """Return the facts of a news column's list page."""
    known = {"kind": PageKind.COLUMN, "column_name": f"Column {path}", "column_class": ColumnClass.NEWS}
    return facts(path, items=items, **{**known, "column_class_source": "ColumnType", **fields})


def article(path: str, day: date | None = None, text: str = "", **fields: object) -> PageFacts:
    """Return the facts of an article published on `day`."""
    published = FoundDate(day, "meta:PubDate", day.isoformat()) if day else None
    known = {"kind": PageKind.ARTICLE, "published": published, "text": text, "signature": sign(text)}
    return facts(path, **{**known, "heading": "一篇文章", **fields})


class Night:
    """One run being recorded. Pages are recorded with their look, their links with their place in the frontier."""

    def __init__(self, engine: Engine, run: str = "r1", *subjects: Subject) -> None:
        self.engine = engine
        self.run = run
        self.subjects = subjects or (site(),)
        self.recorder = Recorder(engine, run, mask_text)

    def queue(self, *paths: str, subject: str = "s1", what: What = What.PAGE, depth: int = 1) -> None:
        """Put addresses into the frontier."""
        ids = self.recorder.ids.of([address(path) for path in paths])
        self.recorder.queue(subject, ids, depth, [what] * len(ids))

    def look(self, seen: Reply, *, subject: str = "s1", **fields: object) -> None:
        """Record one look."""
        self.recorder.look(subject, self.recorder.ids.one(seen.url), seen, **fields)

    def page(
        self,
        facts: PageFacts,
        *,
        subject: str = "s1",
        depth: int = 1,
        asked: str = "",
        body: bytes = b"",
        queue: bool = True,
    ) -> None:
        """Record a page, its body its own unless given; `asked` is the address that redirected to it."""
        ids = self.recorder.ids
        targets = ids.of([one.url for one in facts.links])
        self.recorder.page(
            subject, ids.one(facts.url), facts, targets, reply(facts.url), depth=depth, kind=facts.kind.value,
            body_hash=body or facts.url.encode(), extractor="v1",
        )  # fmt: skip
        if queue:
            kinds = [What.PAGE if one.kind in PAGE_LIKE else What.ASSET for one in facts.links]
            self.recorder.queue(subject, targets, depth + 1, kinds)
        self.look(reply(asked or facts.url, final_url=facts.url), subject=subject, depth=depth)

    def pages(self, *pages: PageFacts, **fields: object) -> None:
        """Record several pages."""
        for one in pages:
            self.page(one, **fields)

    def site(self, subject: str = "s1", **fields: object) -> None:
        """Record what the walk over a site came to."""
        known = {"outcome": Outcome.OK, "status": 200, "home": HOME, "homes": (HOME,)}
        self.recorder.observe(subject, "site", SiteObservation(subject, **{**known, **fields}))

    def view(self, as_of: date = AS_OF) -> StoredView:
        """Commit and return what checks read."""
        self.recorder.close()
        return StoredView(self.engine, self.run, self.subjects, as_of)


def finished(engine: Engine, now: datetime, subjects: Iterable[Subject] = (), **fields: object) -> Audit:
    """Begin and finish a run at `now` and return its audit."""
    known = {"inventory": "inventory.csv", "as_of": now.date(), "version": "1", **fields}
    info = begin_run(engine, subjects=tuple(subjects), now=now, **known)
    audit = Audit(replace(info, finished_at=now), *[()] * 8)
    finish_run(engine, audit)
    return audit
