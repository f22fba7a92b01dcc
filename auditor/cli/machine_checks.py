"""What is missing on this machine, and how to install it."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import auditor
from auditor.cli.installation import altered_files, lacking, ours
from auditor.config.settings import BrowserSettings, Settings
from auditor.errors import AuditorError
from auditor.extract.attachments.documents import lacking_packages
from auditor.extract.qr_codes import can_read_codes
from auditor.fetch.browser.chromium import chromium, has_sandbox, missing
from auditor.fetch.browser.lifecycle import trial
from auditor.fetch.browser.processes import end_orphans
from auditor.model import Subject
from auditor.store.network_share import refuse_share, sqlite_file

PYTHON = (3, 11)
LEAST_FREE_BYTES = 100 * 1024**2
GOOD_FREE_BYTES = 1024**3
LOOK_UP_S = 4.0
OUTSIDE_NAME = "www.gov.cn"
SHOWN = 50
"""Accounts without credentials that are named one by one."""


class State(StrEnum):
    """How a part is. Only MISSING makes the machine unfit."""

    OK = "ok"
    OPTIONAL = "optional"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the machine: what was found, and what to do where it is not fine."""

    name: str
    state: State
    found: str
    remedy: str = ""


def examine(settings: Settings, hosts: Iterable[str] = (), subjects: Iterable[Subject] = ()) -> Iterator[Part]:
    """Yield every part of the machine; `hosts` are the register's, whose names are looked up (not asked).

    Of the register's `subjects`, accounts that are read by an official interface come with the credentials they lack.
    """
    yield _python()
    yield from _installation()
    yield _rules()
    yield _folder(settings.out)
    yield _disk(settings.out)
    yield _store(settings.store)
    yield _clock(settings.zone)
    yield _names(tuple(hosts) or (OUTSIDE_NAME,))
    yield _contact(settings.fetch.contact)
    yield _browser(settings.browser)
    yield _codes()
    yield _documents()
    yield _fonts()
    yield _postgresql(settings.store)
    yield from _credentials(settings.inventory.parent, subjects)


def _part(name: str, fine: bool, found: str, remedy: str = "", *, required: bool = True) -> Part:
    state = State.OK if fine else State.MISSING if required else State.OPTIONAL
    return Part(name, state, found, "" if fine else remedy)


def _python() -> Part:
    found = ".".join(str(number) for number in sys.version_info[:3])
    wanted = ".".join(str(number) for number in PYTHON)
    return _part("python", sys.version_info >= PYTHON, found, f"install Python {wanted} or newer")


def _installation() -> Iterator[Part]:
    installed = ours()
    if installed is None:
        yield Part("packages", State.OPTIONAL, "not installed, run from a folder", "pipx install portal-auditor")
        return
    faults = lacking(installed)
    yield _part("packages", not faults, "; ".join(faults) or "all present", "pip install --upgrade portal-auditor")
    altered = altered_files(installed)
    if altered is None:
        yield _part("own files", True, "development install, not compared")
    else:
        shown = ", ".join(altered[:5]) + (f" and {len(altered) - 5} more" if len(altered) > 5 else "")
        remedy = "another package may have overwritten them; install into an environment of its own: pipx"
        yield _part("own files", not altered, shown or "as installed", remedy)


def _rules() -> Part:
    from auditor.rules.registry import load

    try:
        registry = load()
    except AuditorError as error:
        return _part("rules", False, str(error), "pip install --force-reinstall portal-auditor")
    faults = "; ".join(registry.not_loaded)
    found = f"{len(registry.rules)} loaded" + (f", not loaded: {faults}" if faults else "")
    return _part("rules", not faults, found, "mend or remove the plug-in named", required=not registry.rules)


def _existing(path: Path) -> Path:
    return next(folder for folder in (path.resolve(), *path.resolve().parents) if folder.is_dir())


def _folder(out: Path) -> Part:
    if out.exists() and not out.is_dir():
        return _part("reports folder", False, f"{out} is no folder", "give another with --out")
    folder = _existing(out)
    try:
        with tempfile.TemporaryFile(dir=folder):
            return _part("reports folder", True, f"{out} can be written")
    except OSError as error:
        return _part("reports folder", False, f"{folder}: {error.strerror}", "give another with --out")


def _disk(out: Path) -> Part:
    free = shutil.disk_usage(_existing(out)).free
    found = f"{free / 1024**3:.1f} GiB free"
    return _part("disk", free >= GOOD_FREE_BYTES, found, "make room", required=free < LEAST_FREE_BYTES)


def _store(store: str) -> Part:
    path = sqlite_file(store)
    try:
        refuse_share(store)
        if path and not path.exists():
            return _part("store", os.access(_existing(path.parent), os.W_OK), f"{path} will be made", "give --store")
        from auditor.store.opening import open_store
        from auditor.store.run_records import finished_runs

        engine = open_store(store)
        try:
            return _part("store", True, f"opens, {len(finished_runs(engine))} finished runs")
        finally:
            engine.dispose()
    except AuditorError as error:
        return _part("store", False, str(error), "mend it or give another with --store")


def _clock(zone: str) -> Part:
    now = datetime.now(UTC)
    newest = max(path.stat().st_mtime for path in Path(auditor.__file__).parent.glob("*.py"))
    behind = now < datetime.fromtimestamp(newest, UTC) - timedelta(days=1)
    found = f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} in {zone}"
    return _part("clock", not behind, found, "the clock is behind the program's own files: set it, e.g. with chrony")


def _names(hosts: tuple[str, ...]) -> Part:
    failed: list[str] = []
    open_ones = set(hosts)

    def look_up(host: str) -> None:
        try:
            socket.getaddrinfo(host, 443)
        except (OSError, UnicodeError):
            failed.append(host)
        open_ones.discard(host)

    # getaddrinfo cannot be interrupted; daemon threads do not keep the program from ending
    threads = [threading.Thread(target=look_up, args=(host,), daemon=True) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LOOK_UP_S)
    bad = sorted({*failed, *open_ones})
    found = f"does not resolve: {', '.join(bad[:5])}" if bad else f"resolves: {', '.join(hosts[:5])}"
    remedy = "without it nothing outside can be audited (auditor demo works): check the network and /etc/resolv.conf"
    return _part("names", not bad, found, remedy, required=False)


def _contact(contact: str) -> Part:
    remedy = 'in auditor.toml, under [fetch]: contact = "an address or telephone of those who run the audit"'
    return _part("contact", bool(contact), contact or "sites are not told whom to ask", remedy, required=False)


def _browser(settings: BrowserSettings) -> Part:
    remedy = (
        "home pages, lists filled by script and pages that challenge programs stay unknown without it: "
        "pip install 'portal-auditor[browser]', then apt install chromium or playwright install chromium"
    )
    end_orphans()
    lack = missing(settings.executable)
    if lack:
        return _part("browser", False, f"missing: {lack}", remedy, required=False)
    fault = asyncio.run(trial(settings))
    if fault:
        return _part("browser", False, fault, "mend it, or name another with [browser] executable", required=False)
    found = f"playwright with {chromium(settings.executable)}, starts"
    bare = "" if has_sandbox(settings.sandbox) else " without its sandbox; as an ordinary user audits have it"
    return _part("browser", True, found + bare)


def _codes() -> Part:
    found = "QR codes of accounts on pages are read" if can_read_codes() else "QR codes of accounts cannot be read"
    remedy = "pip install 'portal-auditor[qr]'; without it such pictures are unknown"
    return _part("qr codes", can_read_codes(), found, remedy, required=False)


def _documents() -> Part:
    lacking = lacking_packages()
    found = f"missing: {', '.join(lacking)}" if lacking else "PDF, DOCX, DOC, XLSX and XLS are read"
    remedy = "pip install 'portal-auditor[attachments]'; without it such documents are unknown"
    return _part("documents", not lacking, found, remedy, required=False)


def _fonts() -> Part:
    lister = shutil.which("fc-list")
    remedy = "printing reports to PDF here needs one: apt install fontconfig fonts-noto-cjk"
    if lister is None:
        return _part("fonts", False, "fontconfig is not installed", remedy, required=False)
    try:
        answer = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return _part("fonts", False, "fc-list does not answer", remedy, required=False)
    families = sorted(set(answer.stdout.split("\n")) - {""})
    return _part("fonts", bool(families), families[0] if families else "no Chinese font", remedy, required=False)


def _postgresql(store: str) -> Part:
    wanted = store.startswith("postgresql")
    found = find_spec("psycopg") is not None
    remedy = "needed for --store postgresql://…: pip install 'portal-auditor[postgresql]'"
    return _part("postgresql driver", found, "psycopg" if found else "not installed", remedy, required=wanted)


def _credentials(folder: Path, subjects: Iterable[Subject]) -> Iterator[Part]:
    """Yield a part for every account without its credentials, at most SHOWN, then one for the others."""
    from auditor.collect.accounts.adapters import lacking
    from auditor.collect.accounts.credentials import Credentials

    found = list(lacking(subjects, Credentials(folder=folder)))
    short = [(subject, words) for subject, words in found if words]
    remedy = "the account stays unknown without them; docs/accounts.md says where each platform gives them out"
    for subject, words in short[:SHOWN]:
        yield _part(f"credentials of {subject.id}", False, words, remedy, required=False)
    more = len(short) - SHOWN
    if more > 0:
        yield _part("credentials of others", False, f"{more} more accounts lack theirs", remedy, required=False)
    if found and not short:
        yield _part("credentials", True, f"there for all {len(found)} accounts read by an official interface")


def hosts_of(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the distinct host names of addresses, in their order."""
    hosts: dict[str, None] = {}
    for address in addresses:
        try:
            host = urlsplit(address).hostname
        except ValueError:
            continue
        if host:
            hosts[host] = None
    return tuple(hosts)
