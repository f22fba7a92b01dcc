"""auditor inventory: help with the register."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.options import TALK, Options, settings_of, shared
from auditor.cli.printing import answer, answer_bytes, rows, say
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode, RunFailed

if TYPE_CHECKING:
    from auditor.inventory import Register


@click.group()
def inventory() -> None:
    """Check the register, or get an empty one to fill in."""


@inventory.command("check")
@click.argument("inventory", type=click.Path(path_type=Path), required=False, metavar="[INVENTORY]")
@shared(*TALK)
def check_register(options: Options, inventory: Path | None) -> ExitCode:
    """Read the register and the files of accounts it names, and name every fault with its row and column, or sum it
    up; nothing is fetched."""
    from auditor.inventory import describe

    settings = settings_of(options, {"inventory": inventory})
    register = register_of(settings)
    _check_files(register, settings)
    for note in register.notes:
        say(f"note: {note.text(settings.lang, str(register.path))}")
    answer(str(register.path))
    rows(("", ""), describe(register, settings.lang))
    return ExitCode.DONE


@inventory.command("template")
@click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv", help="default csv")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write this file, which must not exist yet")
@shared(*TALK)
def write_template(options: Options, form: str, output: Path | None) -> ExitCode:
    """Write an empty register with its columns explained, to stdout or a new file."""
    from auditor.inventory import template

    data = template(form, settings_of(options).lang)
    if output is None and form == "xlsx" and sys.stdout.isatty():
        raise BadInput("a spreadsheet is no text: give -o FILE or send stdout to a file")
    if output is None:
        answer_bytes(data)
        return ExitCode.DONE
    try:
        with output.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise BadInput(f"{output} exists and is left as it is; give another name") from None
    except OSError as error:
        raise RunFailed(f"{output}: cannot be written: {error.strerror}") from error
    say(f"written: {output}")
    return ExitCode.DONE


def _check_files(register: "Register", settings: Settings) -> None:
    """Raise BadInput with every fault of the files that accounts are read from; say which accounts they lack."""
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    from auditor.collect.accounts.import_file import file_faults, without_rows
    from auditor.collect.accounts.posts import Clock

    folder, clock = register.path.parent, Clock(datetime.now(UTC), ZoneInfo(settings.zone))
    lines = [
        one.text(settings.lang, name)
        for name, one in file_faults(register.subjects, folder, settings.accounts.checks, clock)
    ]
    if lines:
        raise BadInput("\n".join(lines))
    for subject, why in without_rows(register.subjects, folder):
        say(f"note: {register.path}, row {subject.row}: {why}")


def register_of(settings: Settings) -> "Register":
    """Return the register the settings name. Raises BadInput with its faults in the language of the settings."""
    from auditor.config.load import verify_sites
    from auditor.inventory import RegisterError, read_register

    path = settings.inventory
    if not path.exists():
        raise BadInput(
            f"{path}: no such file; write a register with `auditor inventory template -o {path.name}` "
            "and fill it in, or name yours: auditor run FILE"
        )
    try:
        register = read_register(path)
    except RegisterError as error:
        raise BadInput(error.text(settings.lang)) from error
    verify_sites(settings, {subject.id: subject.kind for subject in register.subjects})
    return register
