"""auditor notices: sheets to inspect notice points with, and what inspectors filled in read back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.inventory import register_of
from auditor.cli.options import TALK, Options, settings_of, shared
from auditor.cli.printing import answer, rows, say
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode, RunFailed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from auditor.follow_up.inspection.form_changes import Outcome
    from auditor.follow_up.inspection.inspected_boards import Board
    from auditor.inventory import Register
    from auditor.report.catalogue import Words

FORMATS = ("html", "pdf", "xlsx")
FILE = click.Path(path_type=Path)


@click.group()
def notices() -> None:
    """Print sheets to inspect notice points with, and read inspections back."""


@notices.command("sheet")
@click.argument("inventory", type=FILE, required=False, metavar="[INVENTORY]")
@click.option("--format", "form", type=click.Choice(FORMATS), help="default html, or what -o ends in")
@click.option("-o", "--output", type=FILE, metavar="FILE", help="default inspection-DATE in the folder of reports")
@shared("only", "as_of", "out", *TALK)
def write_sheet(options: Options, inventory: Path | None, form: str | None, output: Path | None) -> ExitCode:
    """Write the inspection sheet: one A4 page a notice point to print (html, pdf), or a form to fill in on a tablet
    (xlsx) that `auditor notices import` reads back. A form that exists is left as it is."""
    from auditor.cli.waive import today

    settings = settings_of(options, {"inventory": inventory})
    form = form or (output.suffix[1:].lower() if output and output.suffix[1:].lower() in FORMATS else "html")
    register = register_of(settings)
    as_of = settings.as_of or today(settings)
    boards = _boards(register, settings, as_of)
    for board in boards:
        if board.fault:
            say(f"note: {board.point.id}: {board.fault}")
    path = output or settings.out / f"inspection-{as_of}.{form}"
    try:
        if output is None:
            path.parent.mkdir(parents=True, exist_ok=True)
        _write(boards, as_of, settings, form, path)
    except OSError as error:
        raise RunFailed(f"{path}: cannot be written: {error.strerror}") from error
    answer(str(path))
    return ExitCode.DONE


@notices.command("import")
@click.argument("file", type=FILE)
@click.argument("inventory", type=FILE, required=False, metavar="[INVENTORY]")
@click.option("--dry-run", is_flag=True, help="show what would be written, and write nothing")
@click.option("--strict", is_flag=True, help="exit 3 when anything was left out")
@shared("store", "out", "wait", *TALK)
def read_back(options: Options, file: Path, inventory: Path | None, dry_run: bool) -> ExitCode:
    """Write a filled-in form into the lists of the points: days of inspection, what was taken down, new sheets.

    What contradicts a list is left out and named; each list changed is kept beside itself as .bak.
    """
    from datetime import UTC, datetime

    from auditor.cli.waive import today
    from auditor.follow_up.inspection.form_changes import read_filled
    from auditor.follow_up.inspection.point_lists import plan_import, save
    from auditor.report.catalogue import words as catalogue
    from auditor.store.run_lock import hold, lock_folders

    settings = settings_of(options, {"inventory": inventory})
    register = register_of(settings)
    with hold(() if dry_run else lock_folders(settings.store, settings.out), wait=options.wait):
        filled = read_filled(file, today(settings), settings.lang)
        folder = register.path.resolve().parent
        made, drafts = plan_import(register.subjects, folder, filled, settings.lang)
        kept = [] if dry_run else save(drafts, datetime.now(UTC))
    words = catalogue(settings.lang)
    _tell(made, words)
    for copy in kept:
        say(words("cli_notices.kept", copy=copy))
    done = "nothing" if not drafts else "would" if dry_run else "changed"
    files = words.fill(f"cli_notices.{done}", {"files": len(drafts)})
    say(words("cli_notices.rows", file=file, taken=len(made.changes), left=len(made.conflicts), files=files))
    return ExitCode.NOT_OBSERVED if options.strict and made.conflicts else ExitCode.DONE


def _boards(register: "Register", settings: Settings, as_of: "date") -> "Sequence[Board]":
    from auditor.follow_up.inspection.inspected_boards import read_boards
    from auditor.inventory import chosen
    from auditor.rules.registry import limits_for, load

    rule = load().by_role("lasting_notice")

    def longest(point: str) -> float:
        return limits_for(rule, settings, point)["days"] if rule else float("inf")

    boards = read_boards(chosen(register.subjects, settings.only), register.path.resolve().parent, as_of, longest)
    if not boards:
        raise BadInput(f"{register.path}: there is no notice point to inspect; rows of kind 公示点位 are notice points")
    return boards


def _write(boards: "Sequence[Board]", as_of: "date", settings: Settings, form: str, path: Path) -> None:
    from tempfile import TemporaryDirectory

    from auditor.follow_up.inspection.blank_form import write_form, write_paper
    from auditor.report.catalogue import words
    from auditor.report.pdf import write_pdf

    if form == "xlsx":
        try:
            with path.open("xb") as out:
                out.write(write_form(boards, as_of, settings.lang))
        except FileExistsError:
            raise BadInput(f"{path} exists and may be filled in: it is left as it is; give another name (-o)") from None
        return
    with TemporaryDirectory(prefix=".inspection-", dir=path.parent) as folder:
        page, pdf = Path(folder) / "sheet.html", Path(folder) / "sheet.pdf"
        with page.open("w", encoding="utf-8") as out:
            out.writelines(write_paper(boards, as_of, settings.lang))
        if form == "pdf" and (why := write_pdf(page, pdf, words(settings.lang))):
            raise RunFailed(f"{why} (--format html)")
        (pdf if form == "pdf" else page).replace(path)


def _tell(made: "Outcome", words: "Words") -> None:
    lines: list[tuple[object, ...]] = []
    for one in made.changes:
        kind = "change" if one.row else "new" if one.title else "board"
        cells = "; ".join(f"{name}={text}" for name, text in one.cells.items() if name not in ("title", "remark"))
        lines.append((words(f"cli_notices.done_{kind}"), one.form_row, one.point, one.title, cells))
    for clash in made.conflicts:
        text = words.fill(f"cli_notices.why_{clash.code}", {"detail": clash.detail or "-"})
        lines.append((words("cli_notices.done_conflict"), clash.form_row, clash.point, clash.title or clash.id, text))
    rows(words("cli_notices.titles").split("|"), lines)
