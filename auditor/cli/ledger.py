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

TITLES = {
    "zh": ("结果", "工作表", "行", "指纹或编号", "栏目", "台账", "存档", "说明"),
    "en": ("outcome", "sheet", "row", "fingerprint or id", "column", "ledger", "store", "why"),
}
TAKEN = {"zh": "读入", "en": "taken"}
LEFT = {"zh": "未读入", "en": "not taken"}
WHY = {
    "zh": {
        "no_mark": "这一行没有指纹",
        "stranger": "没有哪次运行有这个指纹或编号",
        "gone": "这个问题已经消失",
        "no_reason": "认可不改须在备注中写明理由",
        "ended": "认可的最后一日已过",
        "newer": "台账写出之后另有更新，保留更新的内容",
        "disagree": "同一问题的几行填得不同",
    },
    "en": {
        "no_mark": "the row has no fingerprint",
        "stranger": "no run knows this fingerprint or id",
        "gone": "the finding is gone",
        "no_reason": "accepting a finding needs its reason in the remarks",
        "ended": "the last day of acceptance has passed",
        "newer": "it was changed after this ledger was written; the newer value is kept",
        "disagree": "several rows of one finding say different things",
    },
}
SUMMARY = {
    "zh": "{rows} 行，读入 {taken} 项，未读入 {left} 项{dry}",
    "en": "{rows} rows, {taken} values taken over, {left} not{dry}",
}
DRY = {"zh": "（试读，没有写入）", "en": " (dry run, nothing was written)"}
NEXT = {
    "zh": "运行 auditor report 可重写最近的报告",
    "en": "`auditor report` writes the newest report again with it",
}
LACKING = {
    "zh": "工作表“{sheet}”没有“{title}”列，已有内容保留",
    "en": "sheet {sheet!r} has no column {title!r}; what is known of it stays",
}
FIELDS = {
    "zh": {"reason": "认可理由", "until": "认可截止", "decision": "决定"},
    "en": {"reason": "reason of acceptance", "until": "accepted until", "decision": "decision"},
}
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

    settings = settings_of(options)
    require_store(settings)
    on, lang = today(settings), settings.lang
    book = book_of(file, on, lang)
    with writable_store(settings, wait=options.wait) as engine:
        who = by or login()
        done = import_ledger(engine, book, file.name, on=on, at=datetime.now(UTC), who=who, dry=dry_run)
    rows(TITLES[lang], _lines(done, lang))
    for sheet, title in () if options.quiet else book.lacking:
        say(LACKING[lang].format(sheet=sheet, title=title))
    changes, conflicts = done.merge.changes, done.merge.conflicts
    if conflicts or not options.quiet:
        dry = DRY[lang] if dry_run else ""
        say(SUMMARY[lang].format(rows=len(book.rows), taken=len(changes), left=len(conflicts), dry=dry))
    if changes and not dry_run and not options.quiet:
        say(NEXT[lang])
    return ExitCode.DONE


def _lines(done: "Imported", lang: str) -> Iterator[tuple[object, ...]]:
    for one in done.merge.changes:
        told = _word(one.field, one.after, lang), _word(one.field, one.before, lang)
        yield TAKEN[lang], *_place(one), _field(one, lang), *told, ""
    for two in done.merge.conflicts:
        told = _value(two, lang), _word(two.field or "", two.kept, lang)
        yield LEFT[lang], *_place(two), _field(two, lang), *told, WHY[lang][two.why]


def _place(one: "Change | Conflict") -> tuple[str, int, str]:
    from auditor.model.decisions import PLAN

    return one.row.sheet, one.row.row, one.row.about.removeprefix(PLAN) or "-"


def _field(one: "Change | Conflict", lang: str) -> str:
    """Return the head of a column as its own sheet has it."""
    from auditor.model.decisions import PLAN
    from auditor.report.catalogue import words

    if one.field is None:
        return "-"
    sheet = "plan_head" if one.row.about.startswith(PLAN) else "ledger"
    return FIELDS[lang].get(one.field) or words(lang)(f"{sheet}.{one.field}")


def _value(one: "Conflict", lang: str) -> str:
    """Return what is not taken over, of a whole row all that people wrote into it."""
    if one.field is not None:
        return _word(one.field, one.value, lang)
    return ", ".join(_word(field, value, lang) for field, value in one.row.values.items() if value) or "-"


def _word(field: str, value: str, lang: str) -> str:
    from auditor.report.catalogue import words

    return words(lang).get(f"{CHOICES.get(field, '?')}{value}", value) or "-"
