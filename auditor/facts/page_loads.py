"""How long pages took to come, and how heavy they are, this run and the one before."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, select

from auditor.facts.stored_run import StoredRun
from auditor.model import Outcome, PageKind
from auditor.store.look_notes import read_notes
from auditor.store.packing import unpack
from auditor.store.run_records import FINISHED
from auditor.store.schema import look, page, run
from auditor.store.store_faults import reading

AT_ONCE = 200
NOT_MODIFIED = 304
PAGES = tuple(kind.value for kind in PageKind)


@dataclass(frozen=True, slots=True)
class PageLoad:
    """How one page came: `size` in bytes, content-encoding undone (at most the cap); 0 = not known.

    `elapsed_ms` is the time of its own answer on the network, without waiting for the host's pace; `earlier_ms` the
    same of the finished run before. None: not timed.
    """

    url: str
    size: int = 0
    elapsed_ms: int | None = None
    earlier_ms: int | None = None

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["PageLoad"]:
        """Yield how the pages of a site came: in what time, and how heavy."""
        yield from page_loads(run.engine, run.id, subject)


@dataclass(frozen=True, slots=True)
class SizeFacts:
    """The part of PageFacts that is read here; the rest of the stored facts is skipped."""

    url: str
    size: int = 0


def page_loads(engine: Engine, current: str, site: str) -> Iterator[PageLoad]:
    """Yield the loading of each page of a site seen in a run, nearest to the home page first.

    Pages that answered 304, or were reached by redirects, were not timed. Raises RunFailed where the store fails.
    """
    with reading(engine) as connection:
        started = select(run.c.started_at).where(run.c.id == current).scalar_subquery()
        before = connection.execute(
            select(run.c.id)
            .where(run.c.id != current, run.c.state == FINISHED, run.c.started_at < started)
            .order_by(run.c.started_at.desc())
            .limit(1)
        ).scalar()
        earlier = look.alias("earlier")
        rows = connection.execution_options(yield_per=AT_ONCE).execute(
            select(
                page.c.facts, look.c.elapsed_ms, look.c.status, look.c.notes,
                earlier.c.elapsed_ms.label("earlier_ms"), earlier.c.status.label("earlier_status"),
            )
            .outerjoin(look, _own_answer(current))
            .outerjoin(
                earlier,
                and_(earlier.c.run == (before or ""), earlier.c.url_id == page.c.url_id,
                     earlier.c.outcome == Outcome.OK.value, earlier.c.final_id.is_(None)),
            )
            .where(page.c.subject == site, page.c.seen_run == current, page.c.kind.in_(PAGES))
            .order_by(page.c.depth, page.c.url_id)
        )  # fmt: skip
        for row in rows:
            facts = unpack(row.facts, SizeFacts)
            timed = row.status != NOT_MODIFIED and not read_notes(row.notes).rendered
            earlier_ms = row.earlier_ms if row.earlier_status != NOT_MODIFIED else None
            yield PageLoad(facts.url, facts.size, row.elapsed_ms if timed else None, earlier_ms)


def _own_answer(current: str) -> ColumnElement[bool]:
    return and_(
        look.c.run == current,
        look.c.url_id == page.c.url_id,
        look.c.outcome == Outcome.OK.value,
        look.c.final_id.is_(None),
    )
