"""Read one account: find the adapter its source asks for, and say what to do where there is none."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.accounts.adapter import API, DEFAULT, FEED, IMPORT, PAGE
from auditor.accounts.adapters import adapters
from auditor.inventory.sources import IMPORT as IMPORT_PREFIX
from auditor.model import AccountReading, Fetcher, ReadingOutcome, Subject

JUDGED_BY_RELEASE = frozenset({"miniprogram", "app"})
"""Platforms that are judged by the date of a release, never by posts (CONTRACT 4.14)."""

REMEDY = "name a feed (RSS, Atom, JSON Feed) or an export (import:PATH) under source in the register"


async def read_account(
    subject: Subject, fetcher: Fetcher, folder: Path, now: datetime, zone: ZoneInfo
) -> AccountReading:
    """Return what one reading of an account came to; what could not be read is an outcome, never an empty list.

    `folder` is the register's, `now` the aware time of the reading, `zone` what times without one are in.
    Only the network goes through `fetcher`.
    """
    if subject.platform in JUDGED_BY_RELEASE:
        return _unread(subject, now, ReadingOutcome.UNSUPPORTED, f"{subject.platform}: its releases are not read yet")
    route = route_of(subject.source)
    adapter = adapters().serving(route, subject.platform)
    if adapter is not None:
        return await adapter.read(subject, fetcher, folder, now, zone)
    platform = subject.platform or "this platform"
    if route == DEFAULT:
        return _unread(subject, now, ReadingOutcome.NO_SOURCE, f"{platform} can't be read without a source; {REMEDY}")
    what = {API: "no official interface", PAGE: "no rendered page"}.get(route, "no such source")
    return _unread(subject, now, ReadingOutcome.UNSUPPORTED, f"{what} of {platform} is read yet; {REMEDY}")


def route_of(source: str) -> str:
    """Return the route a register's `source` names, the source itself where it names none."""
    if source.startswith(("http://", "https://")):
        return FEED
    return IMPORT if source.startswith(IMPORT_PREFIX) else source


def _unread(subject: Subject, now: datetime, outcome: ReadingOutcome, detail: str) -> AccountReading:
    return AccountReading(subject.id, "", outcome, now, detail=detail)
