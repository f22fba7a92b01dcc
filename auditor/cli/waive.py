"""auditor waive: accept a finding, take that back, list what is accepted."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import rows, say
from auditor.cli.runs import require_store
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Engine

    from auditor.follow_up.waive_findings import Accepted
    from auditor.model.audit import Waiver

SOURCE = "auditor waive"


@click.command()
@click.argument("fingerprint", required=False)
@click.option("--reason", metavar="TEXT", help="why the finding is accepted; printed in the report")
@click.option("--until", metavar="DATE", help="the last day it is accepted; without end when left out")
@click.option("--withdraw", metavar="FINGERPRINT", help="accept that finding no longer")
@click.option("--list", "listed", is_flag=True, help="list what is accepted")
@click.option("--by", metavar="NAME", help="who decides; default the user's login name")
@shared("wait", *PLACES, *TALK)
def waive(
    options: Options,
    fingerprint: str | None,
    reason: str | None,
    until: str | None,
    withdraw: str | None,
    listed: bool,
    by: str | None,
) -> ExitCode:
    """Accept a finding: it is listed apart, and counts no more until its last day has passed.

    FINGERPRINT is the finding's 16 digits, or the first six or more of them.
    """
    chosen = [
        name for name, said in (("FINGERPRINT", fingerprint), ("--withdraw", withdraw), ("--list", listed)) if said
    ]
    if len(chosen) != 1:
        raise click.UsageError("give one of FINGERPRINT, --withdraw FINGERPRINT and --list")
    if fingerprint and reason is None:
        raise click.UsageError("--reason TEXT is missing: it is printed beside the finding")
    if not fingerprint and (reason is not None or until is not None):
        raise click.UsageError(f"--reason and --until do not go with {chosen[0]}")
    from auditor.model.audit import Waiver
    from auditor.report.catalogue import words

    settings = settings_of(options)
    require_store(settings)
    last = day_of(until) if until is not None else None
    if listed:
        _list(settings, quiet=options.quiet)
        return ExitCode.DONE
    made = _write(options, settings, fingerprint, withdraw, Waiver(reason or "", last), by)
    _print([made], settings.lang, withdrawn=withdraw is not None)
    if not options.quiet:
        say(words(settings.lang)("cli_waive.next"))
    return ExitCode.DONE


def _write(
    options: Options, settings: Settings, wanted: str | None, withdraw: str | None, waiver: "Waiver", by: str | None
) -> "Accepted":
    from datetime import UTC, datetime

    from auditor.follow_up import waive_findings as waiving

    who, on, at = by or login(), today(settings), datetime.now(UTC)
    with writable_store(settings, wait=options.wait) as engine:
        if withdraw is not None:
            return waiving.withdraw(engine, withdraw, on=on, at=at, who=who, source=SOURCE)
        return waiving.waive(engine, wanted or "", waiver, on=on, at=at, who=who, source=SOURCE)


def _list(settings: Settings, *, quiet: bool) -> None:
    from auditor.follow_up.waive_findings import accepted
    from auditor.report.catalogue import words
    from auditor.store.opening import open_store

    engine = open_store(settings.store)
    try:
        made = accepted(engine, today(settings))
    finally:
        engine.dispose()
    _print(made, settings.lang)
    if not made and not quiet:
        say(words(settings.lang)("cli_waive.none"))


def _print(made: "list[Accepted]", lang: str, *, withdrawn: bool = False) -> None:
    from auditor.report.catalogue import words
    from auditor.report.sanitize import target

    lines, text = [], words(lang)
    for one in made:
        state = text("cli_waive." + ("withdrawn" if withdrawn else "holds" if one.holds else "ended"))
        until = one.waiver.until.isoformat() if one.waiver.until else "-"
        found = one.finding
        about = (found.subject, target(found.target)) if found else ("-", "-")
        lines.append((one.fingerprint, state, until, *about, one.waiver.reason))
    rows(text("cli_waive.titles").split("|"), lines)


@contextmanager
def writable_store(settings: Settings, *, wait: bool) -> "Iterator[Engine]":
    """Open the store for writing while no run is at work; raises Locked where one is."""
    from auditor.store.network_share import refuse_share
    from auditor.store.opening import open_store, sole_writer
    from auditor.store.run_lock import hold, lock_folders

    refuse_share(settings.store)
    with hold(lock_folders(settings.store, settings.out), wait=wait):
        engine = open_store(settings.store)
        try:
            with sole_writer(engine):
                yield engine
        finally:
            engine.dispose()


def day_of(text: str) -> "date":
    """Return the day that --until names; raises BadInput for any other text."""
    from auditor.inventory.tables import parse_day

    day = parse_day(text)
    if day is None:
        raise BadInput(f"--until = {text!r}: must be a date such as 2026-12-31")
    return day


def today(settings: Settings) -> "date":
    """Return today in the configured zone."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    return datetime.now(UTC).astimezone(ZoneInfo(settings.zone)).date()


def login() -> str:
    """Return the user's login name, '' where the system has none."""
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError):
        return ""
