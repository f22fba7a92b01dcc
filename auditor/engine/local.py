"""Work through the subjects of a run in one asyncio process."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.adapters import read_account
from auditor.collect.accounts.credentials import Credentials, Tokens, token_folder
from auditor.collect.accounts.interface_answers import told
from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.outside_addresses import look_outside
from auditor.collect.crawl.qr_pictures import read_site_codes
from auditor.collect.crawl.site_network import look_at_network
from auditor.collect.crawl.site_walk import SiteWalk
from auditor.collect.notice_points import read_sheets
from auditor.collect.registered_hosts import registered_hosts
from auditor.config.settings import Settings
from auditor.engine.posted_addresses import queue_post_links, queue_wanted_links
from auditor.errors import AuditorError, surprise
from auditor.extract.attachments.reader import AttachmentReader
from auditor.facts.standings import account_state, point_state
from auditor.fetch.browser.browser import Browser
from auditor.fetch.browser.chromium import missing
from auditor.fetch.browser.processes import end_orphans
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_origin
from auditor.fetch.pace.host_pace import Pace
from auditor.model import (
    AccountReading,
    Outcome,
    PointObservation,
    ReadingOutcome,
    RegisterStatus,
    SiteObservation,
    Subject,
    SubjectKind,
    SubjectState,
)
from auditor.model.progress import Progress
from auditor.store.packing import unpack
from auditor.store.recorder import SECONDS_A_TRANSACTION, Recorder
from auditor.store.schema import observation
from auditor.store.sightings import last_good_reading
from auditor.store.store_faults import reading, store_faults
from auditor.text.personal_numbers import mask_text
from auditor.version import __version__

READS_PAGES = ("extract/**/*.py", "reading/**/*.py", "text/**/*.py", "model/**/*.py", "platforms.py")
"""The code that reads pages."""


@dataclass(frozen=True, slots=True)
class Collected:
    """What collecting came to, in counts; `slow` as in `auditor.fetch.client.Client`.

    `no_browser` says why there was none where one was wanted, '' where nothing was lacking.
    """

    requests: int
    bytes: int
    pages: int
    posts: int
    slow: Mapping[str, float] = field(default_factory=dict)
    no_browser: str = ""


@dataclass(frozen=True, slots=True)
class CollectTask:
    """What to collect: the subjects, where their import files lie, and the day and run they belong to.

    `remembered` are pages by site to look at although no link may lead to them any more. `wanted` maps
    the only subjects to look at to the only addresses to ask for them (sites: besides the home page), None: all.
    `pace` is kept for what the run asks afterwards.
    """

    subjects: Sequence[Subject]
    folder: Path
    run: str
    previous_run: str | None
    as_of: date
    extractor: str
    settings: Settings
    remembered: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wanted: Mapping[str, Sequence[str]] | None = None
    pace: Pace | None = None


def extractor_version() -> str:
    """Return a name that changes whenever the code that reads pages does, so that stored facts are not stale."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for source in sorted(path for pattern in READS_PAGES for path in root.glob(pattern)):
        digest.update(source.read_bytes())
    return f"{__version__}-{digest.hexdigest()[:16]}"


async def collect(engine: Engine, task: CollectTask, progress: Progress) -> Collected:
    """Look at every subject and record what is seen as it arrives.

    What an interrupted run had finished is not done again. Cancellation commits and passes on. Raises
    RunFailed when the store fails.
    """
    with one_fault(engine):
        recorder = Recorder(engine, task.run, mask_text)
        try:
            async with asyncio.TaskGroup() as group:
                committing = group.create_task(_commit_steadily(recorder))
                slow, no_browser = await _look_at_all(recorder, task, progress)
                committing.cancel()
            recorder.flush()
            pages, posts = _what_was_read(engine, task.run)
            return Collected(*recorder.counted(), pages, posts, slow, no_browser)
        finally:
            recorder.close()


async def _look_at_all(recorder: Recorder, task: CollectTask, progress: Progress) -> tuple[Mapping[str, float], str]:
    settings = task.settings
    done = _already_observed(recorder)
    client = Client(settings.fetch, registered_hosts(task.subjects, settings), pace=task.pace)
    lack = _lacks_browser(settings, progress)
    async with client, Browser(client, settings.browser, progress.note) as browser, AttachmentReader() as reader:
        recorder.meter(lambda: (client.requests + browser.requests, client.bytes))
        trip = CrawlContext(
            client, recorder, Scopes(task.subjects), settings, progress, task.as_of, task.extractor,
            task.previous_run, task.remembered, browser if settings.crawl.browser and not lack else None,
            reader, task.wanted,
        )  # fmt: skip
        waiting = [one for one in task.subjects if task.wanted is None or one.id in task.wanted]
        async with client.connectivity.watched(_origins(waiting), progress.paused):
            await _subjects(trip, [subject for subject in waiting if subject.id not in done], task)
            if settings.crawl.check_external:
                progress.stage("outside")
                if task.wanted is None:
                    queue_post_links(recorder, task.subjects, settings)
                else:
                    queue_wanted_links(recorder, task.subjects, task.wanted)
                await look_outside(trip)
        return client.slow, lack or browser.chromium.gone


def _lacks_browser(settings: Settings, progress: Progress) -> str:
    """Return what is missing to open pages in a browser, and say so once; '' where nothing is, or none is wanted.

    What killed runs left of their browsers is ended.
    """
    left = end_orphans()
    if left:
        progress.note(f"browser: ended {left} left by runs that were killed")
    lack = missing(settings.browser.executable) if settings.crawl.browser else ""
    if lack:
        progress.note(f"browser: missing: {lack}; what only a browser shows stays unknown")
    return lack


def _origins(subjects: Sequence[Subject]) -> list[str]:
    """Return the origins of the subjects' own addresses, each once."""
    found = (registered_origin(address) for one in subjects for address in (one.url, one.source))
    return list(dict.fromkeys(filter(None, found)))


async def _commit_steadily(recorder: Recorder) -> None:
    """Commit what waits while no new row comes: slow sites are not asked again either."""
    while True:
        await asyncio.sleep(SECONDS_A_TRANSACTION)
        if recorder.waiting:
            recorder.flush()


def _what_was_read(engine: Engine, run: str) -> tuple[int, int]:
    """Return the pages and posts of a run, those read before an interruption included."""
    pages = posts = 0
    with reading(engine) as connection:
        rows = connection.execute(
            select(observation.c.kind, observation.c.blob).where(
                observation.c.run == run, observation.c.kind.in_(("site", "account"))
            )
        )
        for kind, blob in rows:
            if kind == "site":
                pages += unpack(blob, SiteObservation).pages
            else:
                posts += len(unpack(blob, AccountReading).posts)
    return pages, posts


@contextmanager
def one_fault(engine: Engine) -> Iterator[None]:
    """Raise, in place of a group of faults, the one that counts: the run's own, then the store's, then any."""
    with store_faults(engine):
        try:
            yield
        except BaseExceptionGroup as group:
            raise min(_leaves(group), key=_weight) from None


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for fault in group.exceptions:
        if isinstance(fault, BaseExceptionGroup):
            yield from _leaves(fault)
        else:
            yield fault


def _weight(fault: BaseException) -> int:
    return 0 if isinstance(fault, AuditorError) else 1 if isinstance(fault, SQLAlchemyError) else 2


def _already_observed(recorder: Recorder) -> set[str]:
    rows = recorder.connection.execute(
        observation.select().with_only_columns(observation.c.subject).where(observation.c.run == recorder.run)
    )
    done = set(rows.scalars())
    recorder.connection.rollback()
    return done


async def _subjects(trip: CrawlContext, subjects: Sequence[Subject], task: CollectTask) -> None:
    sites_at_once = asyncio.Semaphore(trip.settings.crawl.sites_at_once)
    access = Access(
        fetcher=trip.client,
        folder=task.folder,
        now=datetime.now(UTC),
        zone=ZoneInfo(trip.settings.zone),
        credentials=Credentials(folder=task.folder),
        tokens=Tokens(token_folder()),
        endpoints=trip.settings.endpoints,
        settings=trip.settings.accounts,
        render=trip.browser.render if trip.browser else None,
    )
    accounts_at_once = asyncio.Semaphore(trip.settings.crawl.accounts_at_once)

    async def one(subject: Subject) -> None:
        if subject.kind is SubjectKind.SITE:
            async with sites_at_once:
                await _site(trip, subject)
        elif subject.kind is SubjectKind.ACCOUNT:
            async with accounts_at_once:
                await _account(trip, subject, task, access)
        else:
            _point(trip, subject, task)

    async with asyncio.TaskGroup() as group:
        for subject in subjects:
            group.create_task(one(subject))


async def _site(trip: CrawlContext, subject: Subject) -> None:
    try:
        with one_fault(trip.recorder.engine):
            await _walk(trip, subject)
    except AuditorError:
        raise
    except Exception as fault:  # one site's fault never ends the run (docs/reliability.md 2)
        detail = surprise(fault)
        trip.progress.note(f"{subject.id}: {detail}: {fault}")
        trip.recorder.observe(subject.id, "site", SiteObservation(subject.id, Outcome.INTERNAL, detail=detail))
        trip.progress.finished(subject.id, SubjectState.UNKNOWN, detail)


async def _walk(trip: CrawlContext, subject: Subject) -> None:
    if subject.status is RegisterStatus.CLOSED:
        await SiteWalk(subject, trip).walk()
        return
    async with asyncio.TaskGroup() as group:
        looking = group.create_task(look_at_network(subject.url, trip.client, trip.settings.fetch.second_look_s))
        seen = await SiteWalk(subject, trip).walk()
        codes = await read_site_codes(trip, seen)
    trip.recorder.observe(subject.id, "site", replace(seen, network=looking.result(), codes=codes))


async def _account(trip: CrawlContext, subject: Subject, task: CollectTask, access: Access) -> None:
    trip.progress.started(subject)
    now = datetime.now(UTC)
    try:
        earlier = None
        if not trip.settings.full:
            earlier = last_good_reading(trip.recorder.engine, subject.id, task.run, task.as_of)
        seen = await read_account(subject, replace(access, now=now, previous=earlier))
    except Exception as fault:  # one account's fault never ends the run (docs/reliability.md 2)
        detail = surprise(fault)
        trip.progress.note(f"{subject.id}: {detail}: {told(fault)}")
        seen = AccountReading(subject.id, "", ReadingOutcome.INTERNAL, now, detail=detail)
    trip.recorder.account(seen, task.as_of)
    trip.progress.finished(subject.id, *account_state(seen))


def _point(trip: CrawlContext, subject: Subject, task: CollectTask) -> None:
    trip.progress.started(subject)
    try:
        point = PointObservation(sheets=read_sheets(subject, task.folder))
    except AuditorError as fault:
        point = PointObservation(fault=str(fault))
    except Exception as fault:  # one point's fault never ends the run (docs/reliability.md 2)
        detail = surprise(fault)
        trip.progress.note(f"{subject.id}: {detail}: {fault}")
        point = PointObservation(fault=detail)
    trip.recorder.observe(subject.id, "point", point)
    trip.progress.finished(subject.id, *point_state(point.sheets, point.fault))
