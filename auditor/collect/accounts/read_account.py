"""Read one account: find the adapter its source asks for, and say what to do where there is none."""

from datetime import datetime

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.adapter import API, ATTEST, DEFAULT, FEED, IMPORT, PAGE, Adapter
from auditor.collect.accounts.adapters import adapters
from auditor.collect.accounts.attested_checks import with_checks
from auditor.inventory.sources import ATTEST as ATTEST_PREFIX
from auditor.inventory.sources import IMPORT as IMPORT_PREFIX
from auditor.model import AccountReading, ReadingOutcome, Subject
from auditor.model.activity import BY_RELEASE

REMEDY = "name a feed (RSS, Atom, JSON Feed) or an export (import:PATH) under source in the register"


async def read_account(subject: Subject, access: Access) -> AccountReading:
    """Return what one reading of an account came to; what could not be read is an outcome, never an empty list.

    An account without a source is read by its official interface where its credentials are there. What its source
    does not show is filled in from persons' checks.
    """
    return await with_checks(await _read(subject, access), subject, access)


async def _read(subject: Subject, access: Access) -> AccountReading:
    route, now = route_of(subject.source), access.now
    if route == FEED and subject.platform in BY_RELEASE:
        detail = (
            f"{subject.platform} is judged by its releases, which a feed does not tell; register a check by attest:"
        )
        return _unread(subject, now, ReadingOutcome.UNSUPPORTED, detail)
    adapter = adapters().serving(route, subject.platform)
    if adapter is None and route == DEFAULT:
        adapter = _by_credentials(subject, access)
    if adapter is not None:
        return await adapter.read(subject, access)
    platform = subject.platform or "this platform"
    if route == DEFAULT:
        return _unread(subject, now, ReadingOutcome.NO_SOURCE, f"{platform} can't be read without a source; {REMEDY}")
    what = {API: "no official interface", PAGE: "no rendered page"}.get(route, "no such source")
    return _unread(subject, now, ReadingOutcome.UNSUPPORTED, f"{what} of {platform} is read yet; {REMEDY}")


def route_of(source: str) -> str:
    """Return the route a register's `source` names, the source itself where it names none."""
    if source.startswith(("http://", "https://")):
        return FEED
    if source.startswith(IMPORT_PREFIX):
        return IMPORT
    if source.startswith(ATTEST_PREFIX):
        return ATTEST
    return API if source.startswith(f"{API}:") else source


def _by_credentials(subject: Subject, access: Access) -> Adapter | None:
    adapter = adapters().serving(API, subject.platform)
    if adapter is not None and adapter.needs and access.credentials.there(subject, adapter.needs):
        return adapter
    return None


def _unread(subject: Subject, now: datetime, outcome: ReadingOutcome, detail: str) -> AccountReading:
    return AccountReading(subject.id, "", outcome, now, detail=detail)
