"""A run that looked at a few addresses stands on what the run before saw of all the others."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, Engine, and_, func, insert, literal, select, update

from auditor.model import Outcome, SiteObservation
from auditor.store.packing import pack, unpack
from auditor.store.schema import frontier, look, observation, page, run
from auditor.store.store_faults import writing

SITE = "site"


def overlay(engine: Engine, name: str, before: str) -> None:
    """Give the run `name` what the run `before` saw and it did not look at itself; repeating it changes nothing.

    A page that was looked at and did not answer is not taken over: what it held is not known any more. Of a site the
    home page and how it is reached are of today, the counts of its walk of the run before. Raises RunFailed.
    """
    with writing(engine) as connection:
        _pages(connection, name, before)
        _observations(connection, name, before)
        _looks(connection, name, before)
        _frontier(connection, name, before)


def _pages(connection: Connection, name: str, before: str) -> None:
    started = select(run.c.started_at).where(run.c.id == before).scalar_subquery()
    since = select(run.c.id).where(run.c.started_at >= started, run.c.id != name)
    today = select(look.c.url_id).where(look.c.run == name)
    known = and_(page.c.seen_run.in_(since), page.c.url_id.not_in(today))
    connection.execute(update(page).where(known).values(seen_run=name))


def _observations(connection: Connection, name: str, before: str) -> None:
    old = _blobs(connection, before)
    new = _blobs(connection, name)
    rows = [
        {"run": name, "subject": subject, "kind": kind, "blob": blob}
        for subject, (kind, blob) in old.items()
        if subject not in new
    ]
    if rows:
        connection.execute(insert(observation), rows)
    for subject, (kind, blob) in new.items():
        if kind == SITE and subject in old:
            mine = (observation.c.run == name, observation.c.subject == subject)
            connection.execute(update(observation).where(*mine).values(blob=_joined(old[subject][1], blob)))


def _blobs(connection: Connection, name: str) -> Mapping[str, tuple[str, bytes]]:
    rows = connection.execute(
        select(observation.c.subject, observation.c.kind, observation.c.blob).where(observation.c.run == name)
    )
    return {row.subject: (row.kind, row.blob) for row in rows}


def _joined(before: bytes, today: bytes) -> bytes:
    """Return the observation of a walk with the home page of today; one that was not seen today stays as it is."""
    old, new = unpack(before, SiteObservation), unpack(today, SiteObservation)
    if new.outcome is not Outcome.OK or not new.home:
        return today
    return pack(
        replace(
            old, outcome=new.outcome, status=new.status, detail=new.detail, home=new.home, homes=new.homes,
            network=new.network, codes=new.codes or old.codes,
        )
    )  # fmt: skip


def _looks(connection: Connection, name: str, before: str) -> None:
    today = select(look.c.url_id).where(look.c.run == name)
    columns = [column for column in look.c if column.name != "run"]
    old = select(literal(name), *columns).where(look.c.run == before, look.c.url_id.not_in(today))
    connection.execute(insert(look).from_select(["run", *(column.name for column in columns)], old))


def _frontier(connection: Connection, name: str, before: str) -> None:
    """Copy what the walk had found, less what stands in the run's own frontier."""
    highest = connection.execute(select(func.max(frontier.c.seq))).scalar() or 0
    mine = frontier.alias()
    there = (
        select(mine.c.url_id)
        .where(mine.c.run == name, mine.c.subject == frontier.c.subject, mine.c.url_id == frontier.c.url_id)
        .exists()
    )
    old = select(
        frontier.c.seq + highest,
        literal(name),
        frontier.c.subject,
        frontier.c.url_id,
        frontier.c.depth,
        frontier.c.what,
    ).where(frontier.c.run == before, ~there)
    connection.execute(insert(frontier).from_select(["seq", "run", "subject", "url_id", "depth", "what"], old))
