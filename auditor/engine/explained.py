"""Why pages and columns of a run were read as they were, as rows and records to print."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from auditor.config.settings import Settings
from auditor.engine.own_columns import own_classes
from auditor.engine.previous_run import newest_of_register
from auditor.errors import BadInput
from auditor.facts.site_columns import ColumnReading, contradiction
from auditor.facts.site_reading import WholeSite
from auditor.facts.stored_view import StoredView
from auditor.model import SubjectKind
from auditor.model.urls import key
from auditor.reading.site_model import ColumnFound, Evidence, PageReading, Trust
from auditor.reading.sketch import address_hash
from auditor.store.opening import open_store
from auditor.store.schema import page, url

PAGE_FIELDS = "url kind headline date date_source column column_name class template confidence".split()
COLUMN_FIELDS = "url name parent level class pages items newest newest_source state confidence".split()
Record = dict[str, object]


@contextmanager
def newest_view(settings: Settings) -> Iterator[StoredView]:
    """Yield what checks read of the newest run of a register; raises BadInput where there is none."""
    engine = open_store(settings.store)
    try:
        audit = newest_of_register(engine)
        subjects = [one.subject for one in audit.standings]
        yield StoredView(
            engine, audit.run.id, subjects, audit.run.as_of, ZoneInfo(settings.zone), classes=own_classes(settings)
        )
    finally:
        engine.dispose()


def site_of(view: StoredView, address: str) -> str:
    """Return the site on which a page was seen in the run; raises BadInput where none was."""
    with view.engine.connect() as connection:
        found = connection.execute(
            select(page.c.subject)
            .join(url, url.c.id == page.c.url_id)
            .where(page.c.seen_run == view.id, url.c.key == key(address))
        ).scalar()
    if found is None:
        raise BadInput(f"{address}: no page of the newest run ({view.id}); look at it with `auditor check`")
    return str(found)


def check_site(view: StoredView, site: str) -> None:
    """Raise BadInput where the run knows no site of that id."""
    row = view.by_id.get(site)
    if row is None or row.kind is not SubjectKind.SITE:
        raise BadInput(f"--site {site}: no site of the newest run")


def page_rows(view: StoredView, site: str) -> Iterator[Record]:
    """Yield one row a page of a site, by PAGE_FIELDS."""
    whole = WholeSite.read(view, site)
    for one in whole.pages.values():
        yield _page_row(one, whole)


def _page_row(one: PageReading, whole: WholeSite) -> Record:
    column = whole.columns.get(one.column)
    return {
        "url": one.url,
        "kind": one.kind.value,
        "headline": one.headline,
        "date": one.day.isoformat() if one.day else "",
        "date_source": one.day_source,
        "column": one.column,
        "column_name": column.name if column else "",
        "class": str(column.column_class or "") if column else "",
        "template": f"{one.template & 0xFFFFFFFF:08x}",
        "confidence": str(column.trust if column and column.url == one.url else Trust.CONFIRMED if one.framed
                          and len({each.what for each in one.evidence}) else Trust.SUSPECTED),
    }  # fmt: skip


def column_rows(view: StoredView, site: str) -> Iterator[Record]:
    """Yield one row a column of a site, by COLUMN_FIELDS."""
    whole = WholeSite.read(view, site)
    for one in view.each(ColumnReading, site):
        found = whole.columns.get(one.url)
        if found is None and one.trust is Trust.UNKNOWN:
            continue
        yield {
            "url": one.url,
            "name": one.name,
            "parent": found.parent if found else "",
            "level": one.level,
            "class": str(one.column_class or ""),
            "pages": len(one.pages),
            "items": one.items,
            "newest": _day(one.newest),
            "newest_source": one.newest_source,
            "state": str(one.list_state),
            "confidence": str(one.trust),
        }


def explained(view: StoredView, site: str, address: str) -> Record:
    """Return all that was read of one page, with what spoke for it and against it; for a column its rows."""
    whole = WholeSite.read(view, site)
    wanted = address_hash(address)
    one = next((each for each in whole.pages.values() if address_hash(each.url) == wanted), None)
    if one is None:
        raise BadInput(f"{address}: seen, but read as no page of its own (an error page, or equal to another)")
    told = _page_row(one, whole)
    told["evidence"] = [_told(each) for each in (*one.evidence, Evidence("headline", one.headline_source))]
    told["own_letters"] = one.own_letters
    if found := whole.columns.get(one.column):
        column = next((each for each in view.each(ColumnReading, site) if each.url == found.url), None)
        told["column_read"] = _column_record(found, column)
        if found.url == one.url:
            told["rows"] = _rows(found, whole.pages)
    return told


def _column_record(found: ColumnFound, column: ColumnReading | None) -> Record:
    return {
        "url": found.url,
        "name": found.name,
        "parent": found.parent,
        "level": found.level,
        "class": str(found.column_class or ""),
        "class_source": column.class_source if column else "",
        "pages": list(found.pages),
        "items": found.items,
        "newest": _day(found.newest),
        "newest_url": column.newest_url if column else "",
        "state": str(column.list_state if column else found.state),
        "confidence": str(column.trust if column else found.trust),
        "reason": contradiction(column) if column and column.trust is Trust.UNKNOWN else "",
        "doubts": list(column.doubts if column else found.doubts),
        "repeats": list(found.shows),
        "evidence": [_told(each) for each in found.evidence],
    }


def _rows(found: ColumnFound, pages: Mapping[str, PageReading]) -> Sequence[Record]:
    by_hash = {address_hash(address): address for address in pages}
    return [
        {
            "text": row.text,
            "date": date.fromordinal(row.day).isoformat() if row.day > 0 else _month_day(row.day),
            "url": by_hash.get(row.target, ""),
        }
        for row in found.rows
    ]


def _month_day(day: int) -> str:
    return "{:02}-{:02}".format(*divmod(-day, 100)) if day else ""


def _told(each: Evidence) -> Record:
    return {"about": each.about, "what": each.what, "detail": each.detail, "against": each.against}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
