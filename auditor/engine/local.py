"""Work through the subjects of a run in one asyncio process."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from auditor.accounts.reading import read_account
from auditor.config.settings import Settings
from auditor.crawl.outside import look_outside
from auditor.crawl.scope import Scopes
from auditor.crawl.site import SiteWalk, Trip
from auditor.errors import AuditorError
from auditor.extract.urls import key
from auditor.fetch.client import Client
from auditor.fetch.guard import RegisteredHost, registered_host
from auditor.model import (
    AccountReading,
    Outcome,
    ReadingOutcome,
    SiteObservation,
    Subject,
    SubjectKind,
    SubjectState,
)
from auditor.notices import read_sheets
from auditor.progress import Progress
from auditor.store.recorder import Recorder
from auditor.store.schema import observation
from auditor.store.sheets import PointObservation
from auditor.store.standing import account_state, point_state


@dataclass(frozen=True, slots=True)
class Collected:
    """What collecting came to, in counts."""

    requests: int
    bytes: int
    pages: int
    posts: int


@dataclass(frozen=True, slots=True)
class Errand:
    """What to collect: the subjects, where their import files lie, and the day and run they belong to."""

    subjects: Sequence[Subject]
    folder: Path
    run: str
    previous_run: str | None
    as_of: date
    extractor: str
    settings: Settings


async def collect(engine: Engine, errand: Errand, progress: Progress) -> Collected:
    """Look at every subject and record what is seen as it arrives.

    What an interrupted run had finished is not done again. Cancellation commits and passes on.
    """
    settings = errand.settings
    recorder = Recorder(engine, errand.run, key)
    try:
        done = _already_observed(recorder)
        async with Client(settings.fetch, registered_hosts(errand.subjects, settings)) as client:
            trip = Trip(
                client, recorder, Scopes(errand.subjects), settings, progress, errand.as_of, errand.extractor,
                errand.previous_run,
            )  # fmt: skip
            todo = [subject for subject in errand.subjects if subject.id not in done]
            pages, posts = await _subjects(trip, todo, errand)
            if settings.crawl.check_external:
                progress.stage("outside")
                await look_outside(trip)
            return Collected(client.requests, client.bytes, pages, posts)
    finally:
        recorder.close()


def registered_hosts(subjects: Sequence[Subject], settings: Settings) -> list[RegisteredHost]:
    """Return the host:port pairs of `url` and `source` of every row (CONTRACT 4.1)."""
    hosts: list[RegisteredHost] = []
    for subject in subjects:
        owner = subject.id in settings.sites and settings.sites[subject.id].robots == "owner"
        for address in (subject.url, subject.source):
            host = registered_host(address, robots_owner=owner) if address.startswith(("http://", "https://")) else None
            if host is not None:
                hosts.append(host)
    return hosts


def _already_observed(recorder: Recorder) -> set[str]:
    rows = recorder.connection.execute(
        observation.select().with_only_columns(observation.c.subject).where(observation.c.run == recorder.run)
    )
    done = set(rows.scalars())
    recorder.connection.rollback()
    return done


async def _subjects(trip: Trip, subjects: Sequence[Subject], errand: Errand) -> tuple[int, int]:
    sites_at_once = asyncio.Semaphore(trip.settings.crawl.sites_at_once)
    accounts_at_once = asyncio.Semaphore(trip.settings.crawl.accounts_at_once)

    async def one(subject: Subject) -> tuple[int, int]:
        if subject.kind is SubjectKind.SITE:
            async with sites_at_once:
                return (await _site(trip, subject)).pages, 0
        async with accounts_at_once:
            if subject.kind is SubjectKind.ACCOUNT:
                return 0, len((await _account(trip, subject, errand)).posts)
            return 0, len(_point(trip, subject, errand).sheets)

    tasks = []
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(subject)) for subject in subjects]
    counts = [task.result() for task in tasks]
    return sum(pages for pages, _ in counts), sum(posts for _, posts in counts)


async def _site(trip: Trip, subject: Subject) -> SiteObservation:
    try:
        return await SiteWalk(subject, trip).walk()
    except AuditorError:
        raise
    except Exception as fault:  # one site's fault never ends the run (RELIABILITY.md 2)
        detail = f"internal error: {type(fault).__name__}"
        trip.progress.note(f"{subject.id}: {detail}: {fault}")
        seen = SiteObservation(subject.id, Outcome.INTERNAL, detail=detail)
        trip.recorder.observe(subject.id, "site", seen)
        trip.progress.finished(subject.id, SubjectState.UNKNOWN, detail)
        return seen


async def _account(trip: Trip, subject: Subject, errand: Errand) -> AccountReading:
    trip.progress.started(subject)
    now = datetime.now(UTC)
    try:
        reading = await read_account(subject, trip.client, errand.folder, now, ZoneInfo(trip.settings.zone))
    except Exception as fault:  # one account's fault never ends the run (RELIABILITY.md 2)
        detail = f"internal error: {type(fault).__name__}"
        trip.progress.note(f"{subject.id}: {detail}: {fault}")
        reading = AccountReading(subject.id, "", ReadingOutcome.INTERNAL, now, detail=detail)
    trip.recorder.observe(subject.id, "account", reading)
    trip.progress.finished(subject.id, *account_state(reading))
    return reading


def _point(trip: Trip, subject: Subject, errand: Errand) -> PointObservation:
    trip.progress.started(subject)
    try:
        point = PointObservation(sheets=read_sheets(subject, errand.folder))
    except AuditorError as fault:
        point = PointObservation(fault=str(fault))
    trip.recorder.observe(subject.id, "point", point)
    trip.progress.finished(subject.id, *point_state(point.sheets, point.fault))
    return point
