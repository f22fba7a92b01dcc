"""Which of the newest dates stand on their page, and which are only guessed from its address or its signature."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection, Engine, select

from auditor.extract.published import ADDRESS, DOCUMENT
from auditor.facts.home_page import looked_at, seen_pages
from auditor.model.urls import key
from auditor.rules import NOT_SHOWN, ColumnReading
from auditor.store.packing import unpack_facts
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading

GUESSED = frozenset({ADDRESS, DOCUMENT})


def shows_its_date(connection: Connection, run: str, address: str) -> bool:
    """Say whether the page at an address prints or declares when it was published.

    A date in the address or under the text (成文日期) may lie before the day it was put up: it can show that a
    column is alive, never that it is not.
    """
    row = connection.execute(
        select(page.c.facts)
        .select_from(url)
        .outerjoin(look, looked_at(run))
        .join(page, seen_pages(run))
        .where(url.c.key == key(address))
    ).first()
    published = unpack_facts(row.facts).published if row else None
    return published is None or published.source not in GUESSED


def with_sources(engine: Engine, run: str, columns: Iterable[ColumnReading]) -> list[ColumnReading]:
    """Return the columns, those whose newest article does not show its date marked as such (`newest_source`)."""
    with reading(engine) as connection:
        return [
            replace(column, newest_source=NOT_SHOWN)
            if column.newest_source == "article" and not shows_its_date(connection, run, column.newest_url)
            else column
            for column in columns
        ]
