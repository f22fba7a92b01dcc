"""The adapters there are: modules of this package with an ADAPTER, then plug-ins of the group `auditor.platforms`."""

import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from auditor.collect.accounts.access import API, ATTEST, DEFAULT, FEED, IMPORT, PAGE, Access, Adapter
from auditor.collect.accounts.attest import with_checks
from auditor.collect.accounts.credentials import Credentials, NoCredentials
from auditor.inventory.sources import ATTEST_PREFIX, IMPORT_PREFIX
from auditor.model import AccountReading, ReadingOutcome, RegisterStatus, Subject, SubjectKind
from auditor.platforms import GROUP, row_of

LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Adapters:
    """Adapters, plug-ins first, so that one may take over a platform. `not_loaded` has one line, "name: error",
    for each that failed to load."""

    found: tuple[Adapter, ...]
    not_loaded: tuple[str, ...] = ()

    def serving(self, route: str, platform: str) -> Adapter | None:
        """Return the first adapter for accounts of `platform` on `route`, None when there is none."""
        return next((adapter for adapter in self.found if adapter.serves(route, platform)), None)


@cache
def adapters() -> Adapters:
    """Return every adapter installed; they are looked up once."""
    return gather(__package__, entry_points(group=GROUP))


def gather(package: str, plugins: Iterable[EntryPoint]) -> Adapters:
    """Import the adapters of `package` and of `plugins`; one that can't be loaded is named and stops nothing."""
    found: list[Adapter] = []
    not_loaded: list[str] = []
    for plugin in sorted(plugins, key=lambda one: (one.name, one.value)):
        _take(f"{plugin.name} ({plugin.value})", plugin.load, found, not_loaded)
    for module in pkgutil.iter_modules(import_module(package).__path__):
        name = f"{package}.{module.name}"
        if hasattr(import_module(name), "ADAPTER"):
            _take(name, partial(getattr, import_module(name), "ADAPTER"), found, not_loaded)
    return Adapters(tuple(found), tuple(not_loaded))


def _take(name: str, load: Callable[[], object], found: list[Adapter], not_loaded: list[str]) -> None:
    try:
        adapter = load()
        if not isinstance(adapter, Adapter):
            raise TypeError(f"it is {type(adapter).__name__}, not auditor.collect.accounts.access.Adapter")
        found.append(adapter)
    except (Exception, SystemExit) as error:  # whatever a stranger's module does on import
        line = str(error).strip().partition("\n")[0]
        not_loaded.append(f"{name}: {type(error).__name__}: {line}"[:LONGEST_ERROR])


# Read one account: find the adapter its source asks for, and say what to do where there is none.

REMEDY = "name a feed (RSS, Atom, JSON Feed) or an export (import:PATH) under source in the register"


async def read_account(subject: Subject, access: Access) -> AccountReading:
    """Return the result of one reading of an account. A failure is an outcome, never an empty list.

    An account without a source is read by its official interface where its credentials are there. What its source
    does not show is filled in from checks by persons.
    """
    return await with_checks(await _read(subject, access), subject, access)


async def _read(subject: Subject, access: Access) -> AccountReading:
    route, now = route_of(subject.source), access.now
    if route == FEED and row_of(subject.platform).by_release:
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


# Which credentials of the register's accounts cannot be had, by name and never by value.


def lacking(subjects: Iterable[Subject], credentials: Credentials) -> Iterator[tuple[Subject, str]]:
    """Yield every running account that the register reads by an official interface, with what it lacks ('' = nothing).

    What is lacking names variables, or the place that the register gives; of two accounts with the same credentials the
    later one is named, for both would be read as one. Nothing is asked of the network.
    """
    seen: dict[tuple[object, ...], str] = {}
    for subject in subjects:
        closed = subject.status is RegisterStatus.CLOSED
        if subject.kind is not SubjectKind.ACCOUNT or closed or route_of(subject.source) != API:
            continue
        adapter = adapters().serving(API, subject.platform)
        if adapter is None:
            yield subject, f"no official interface of {subject.platform or 'its platform'} is read"
            continue
        try:
            held = credentials.of(subject, adapter.needs) if adapter.needs else {}
        except NoCredentials as fault:
            yield subject, str(fault)
            continue
        own = (adapter.id, *(held[name] for name in adapter.needs))
        other = seen.setdefault(own, subject.id) if adapter.needs and not adapter.asks_by_id else subject.id
        same = f"its credentials are those of {other} too; each account has its own"
        yield subject, same if other != subject.id else ""
