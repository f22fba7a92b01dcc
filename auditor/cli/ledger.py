"""auditor ledger: what reviewers wrote into the ledger comes back."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import rows, say
from auditor.cli.runs import require_store
from auditor.cli.waive import login, today, writable_store
from auditor.errors import ExitCode

if TYPE_CHECKING:
    from auditor.follow_up.ledger_import import Change, Conflict, Imported
    from auditor.report.catalogue import Words

CHOICES = {"progress": "ledger.progress_", "review": "ledger.review_", "decision": "short_27."}


@click.group()
def ledger() -> None:
    """Read back what reviewers wrote into ledger.xlsx."""


@ledger.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.xlsx")
@click.option("--dry-run", is_flag=True, help="say what would be taken over, and write nothing")
@click.option("--by", metavar="NAME", help="who decides; default the user's login name")
@shared("wait", *PLACES, *TALK)
def import_(options: Options, file: Path, dry_run: bool, by: str | None) -> ExitCode:
    """Take over owners, deadlines, progress, reviews and decisions from a ledger that people filled in.

    What is taken over, and what is not and why, goes to stdout. What the store has newer than the ledger is kept.
    Faulty cells are all named, and then nothing is taken over.
    """
    from datetime import UTC, datetime

    from auditor.follow_up.ledger_import import book_of, import_ledger
    from auditor.report.catalogue import words as catalogue

    settings = settings_of(options)
    require_store(settings)
    on, lang = today(settings), settings.lang
    book = book_of(file, on, lang)
    with writable_store(settings, wait=options.wait) as engine:
        who = by or login()
        done = import_ledger(engine, book, file.name, on=on, at=datetime.now(UTC), who=who, dry=dry_run)
    words = catalogue(lang)
    rows(words("cli_ledger.titles").split("|"), _lines(done, words))
    for sheet, title in () if options.quiet else book.lacking:
        say(words("cli_ledger.lacking", sheet=sheet, title=title))
    changes, conflicts = done.merge.changes, done.merge.conflicts
    if conflicts or not options.quiet:
        dry = words("cli_ledger.dry") if dry_run else ""
        counts = {"rows": len(book.rows), "taken": len(changes), "left": len(conflicts)}
        say(words("cli_ledger.summary", dry=dry, **counts))
    if changes and not dry_run and not options.quiet:
        say(words("cli_ledger.next"))
    return ExitCode.DONE


def _lines(done: "Imported", words: "Words") -> Iterator[tuple[object, ...]]:
    for one in done.merge.changes:
        told = _word(one.field, one.after, words), _word(one.field, one.before, words)
        yield words("cli_ledger.taken"), *_place(one), _field(one, words), *told, ""
    for two in done.merge.conflicts:
        told = _value(two, words), _word(two.field or "", two.kept, words)
        yield words("cli_ledger.left"), *_place(two), _field(two, words), *told, words(f"cli_ledger.why_{two.why}")


def _place(one: "Change | Conflict") -> tuple[str, int, str]:
    from auditor.model.decisions import PLAN

    return one.row.sheet, one.row.row, one.row.about.removeprefix(PLAN) or "-"


def _field(one: "Change | Conflict", words: "Words") -> str:
    """Return the head of a column as its own sheet has it."""
    from auditor.model.decisions import PLAN

    if one.field is None:
        return "-"
    sheet = "plan_head" if one.row.about.startswith(PLAN) else "ledger"
    return words.get(f"cli_ledger.field_{one.field}", "") or words(f"{sheet}.{one.field}")


def _value(one: "Conflict", words: "Words") -> str:
    """Return what is not taken over, of a whole row all that people wrote into it."""
    if one.field is not None:
        return _word(one.field, one.value, words)
    return ", ".join(_word(field, value, words) for field, value in one.row.values.items() if value) or "-"


def _word(field: str, value: str, words: "Words") -> str:
    return words.get(f"{CHOICES.get(field, '?')}{value}", value) or "-"
