"""auditor runs: the history."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import answer, rows, say
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from auditor.model.audit import RunInfo


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="default text")
@shared(*PLACES, *TALK)
def runs(options: Options, form: str) -> ExitCode:
    """List the runs the store holds, newest first."""
    from auditor.engine.previous_run import history
    from auditor.report.catalogue import words

    settings = settings_of(options)
    require_store(settings)
    found = sorted(history(settings), key=lambda one: one.started_at, reverse=True)
    if form == "json":
        answer(json.dumps([_facts(one) for one in found], ensure_ascii=False, indent=1))
        return ExitCode.DONE
    if not found:
        say("no runs yet: auditor run")
    rows(words(settings.lang)("cli_runs.titles").split("|"), [_cells(one, settings) for one in found])
    return ExitCode.DONE


def _cells(one: "RunInfo", settings: Settings) -> tuple[object, ...]:
    from zoneinfo import ZoneInfo

    local = ZoneInfo(settings.zone)
    finished = f"{one.finished_at.astimezone(local):%H:%M:%S}" if one.finished_at else "-"
    started = f"{one.started_at.astimezone(local):%Y-%m-%d %H:%M:%S}"
    times = (one.as_of, started, finished)
    return (one.id, *times, one.pages, one.posts, one.requests, f"{one.bytes / 1e6:.1f}", _kind(one, settings.lang))


def _kind(one: "RunInfo", lang: str) -> str:
    from auditor.report.catalogue import words

    return words(lang)("cli_runs.recheck", run=one.recheck_of) if one.recheck_of else ""


def _facts(one: "RunInfo") -> dict[str, object]:
    times = {
        "started_at": one.started_at.isoformat(),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "as_of": one.as_of.isoformat(),
    }
    return {**asdict(one), **times, "recheck_of": one.recheck_of or None}


def require_store(settings: Settings) -> None:
    """Raise BadInput where an SQLite store is not there, so that asking does not make an empty one."""
    from auditor.store.network_share import sqlite_file

    path = sqlite_file(settings.store)
    if path and not path.exists():
        raise BadInput(f"there are no runs yet: {path} does not exist; start one with `auditor run`, or give --store")
