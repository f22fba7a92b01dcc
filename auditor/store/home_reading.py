"""The newest date a site's home page shows."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, Engine, func, or_, select

from auditor.model import ListState, Outcome, PageFacts, PageKind, SiteObservation
from auditor.rule import ColumnReading, HomeReading
from auditor.store.packing import unpack_facts, unpack_ids
from auditor.store.schema import page, url

SECOND_LEVEL = 1
ASKED_AT_ONCE = 500


def read_home(
    engine: Engine, run: str, seen: SiteObservation, registered: str, as_of: date, columns: Iterable[ColumnReading]
) -> HomeReading:
    """Return the home page of a site that answered.

    Its newest date is the newest of the dates in its lists and of the articles it links to; a home page with
    neither is a navigation page and is judged by its second-level pages (〔2019〕19号, 首页更新).
    """
    with engine.connect() as connection:
        rows = connection.execute(
            select(page.c.facts, page.c.links)
            .join(url, url.c.id == page.c.url_id)
            .where(page.c.seen_run == run, or_(url.c.key == seen.home, url.c.address == seen.home))
        ).all()
        if not rows:
            return HomeReading(registered, Outcome.OK, seen.status, "home page read elsewhere", complete=False)
        facts = unpack_facts(rows[0].facts)
        by_list = [(item.on, item.url) for item in facts.items if item.on is not None and item.on <= as_of]
        by_article = _linked_articles(connection, run, unpack_ids(rows[0].links).tolist(), as_of)
    newest = max([*by_list, *by_article], default=None)
    navigation_only = newest is None
    source = "list" if newest in by_list else "article"
    if navigation_only:
        second = [
            (column.newest, column.newest_url)
            for column in columns
            if column.newest is not None and column.level <= SECOND_LEVEL
        ]
        newest, source = max(second, default=None), "second_level"
    return HomeReading(
        url=registered,
        outcome=Outcome.OK,
        status=seen.status,
        newest=newest[0] if newest else None,
        newest_url=newest[1] if newest else "",
        newest_source=source if newest else "",
        dated=len(by_list),
        items=len(facts.items),
        navigation_only=navigation_only,
        script_filled=_script_filled(facts),
        complete=not _script_filled(facts),
    )


def _script_filled(facts: PageFacts) -> bool:
    return facts.list_state is ListState.SCRIPT_FILLED


def _linked_articles(connection: Connection, run: str, targets: list[int], as_of: date) -> list[tuple[date, str]]:
    found: list[tuple[date, str]] = []
    for start in range(0, len(targets), ASKED_AT_ONCE):
        rows = connection.execute(
            select(page.c.published, func.coalesce(url.c.address, url.c.key).label("address"))
            .join(url, url.c.id == page.c.url_id)
            .where(
                page.c.url_id.in_(targets[start : start + ASKED_AT_ONCE]),
                page.c.seen_run == run,
                page.c.kind == PageKind.ARTICLE.value,
                page.c.published.is_not(None),
            )
        )
        found += [(day, row.address) for row in rows if (day := date.fromisoformat(row.published)) <= as_of]
    return found
