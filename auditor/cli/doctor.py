"""auditor doctor: what is missing on this machine."""

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import answer, rows
from auditor.config.settings import Settings
from auditor.errors import AuditorError, ExitCode

if TYPE_CHECKING:
    from auditor.cli.machine_checks import Part

COLOURS = {"ok": "", "optional": "yellow", "missing": "bold red"}
LOOKED_UP = 20


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="default text")
@shared(*PLACES, *TALK)
def doctor(options: Options, form: str) -> ExitCode:
    """Say what this machine lacks, and which credentials of the register's accounts.

    Each missing part comes with how to install it; exit 0 when all that is required is there.
    """
    from auditor.cli.machine_checks import State, examine, hosts_of
    from auditor.inventory import read_register

    settings = settings_of(options)
    try:
        register = read_register(settings.inventory) if settings.inventory.exists() else None
    except AuditorError:
        register = None  # its faults are told by `auditor inventory check`
    subjects = register.subjects if register else ()
    hosts = hosts_of(subject.url for subject in subjects)[:LOOKED_UP]
    parts = [*examine(settings, hosts, subjects), *_notification(settings)]
    fit = all(part.state is not State.MISSING for part in parts)
    if form == "json":
        listed = [
            {"name": part.name, "state": part.state, "found": part.found, "remedy": part.remedy} for part in parts
        ]
        answer(json.dumps({"schema_version": 1, "fit": fit, "parts": listed}, ensure_ascii=False, indent=1))
    else:
        rows(
            ("part", "state", "found", "remedy"),
            [(part.name, part.state, part.found, part.remedy) for part in parts],
            styles=[COLOURS[part.state] for part in parts],
        )
    return ExitCode.DONE if fit else ExitCode.FAILED


def _notification(settings: Settings) -> "Iterator[Part]":
    """Yield a part for every channel of [notify]; nothing is sent."""
    from auditor.cli.machine_checks import Part, State
    from auditor.notify.send import lacking

    for channel, words in lacking(settings.notify, os.environ):
        remedy = "set it where the run is started (docs/operation.md), then: auditor notify --test" if words else ""
        yield Part(f"notify {channel}", State.OPTIONAL if words else State.OK, words or "set up", remedy)
