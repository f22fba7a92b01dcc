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

    from auditor.follow_up.inspection.changes import Outcome
    from auditor.follow_up.inspection.inspected_boards import Board
    from auditor.inventory import Register

FORMATS = ("html", "pdf", "xlsx")
FILE = click.Path(path_type=Path)
DONE = {
    "zh": {"change": "已更新", "new": "已新增", "board": "已记巡查", "conflict": "未写入"},
    "en": {"change": "updated", "new": "added", "board": "inspected", "conflict": "left out"},
}
SUMMARY = {
    "zh": {
        "kept": "原数据留存为 {copy}",
        "rows": "{file}：读入 {taken} 行，未读入 {left} 行；{files}",
        "changed": "改写 {files} 份数据",
        "would": "将改写 {files} 份数据（试读，没有写入）",
        "nothing": "没有需要改写的数据",
    },
    "en": {
        "kept": "kept: {copy}",
        "rows": "{file}: {taken} rows taken over, {left} left out; {files}",
        "changed": "lists changed: {files}",
        "would": "lists that would be changed: {files} (dry run, nothing was written)",
        "nothing": "nothing to change",
    },
}
TITLES = {"zh": ("结果", "表格行", "点位", "标题", "说明"), "en": ("result", "row", "point", "title", "what")}
WHY = {
    "zh": {
        "unknown_point": "名录中没有这个点位",
        "unreadable": "点位数据无法更新：{detail}",
        "unknown_id": "数据中没有这个行编号（标题相同的行：{detail}）",
        "twice": "同一张填了两次",
        "title_changed": "标题与数据不符（数据为：{detail}）",
        "day_changed": "日期与数据不符（数据为：{detail}）",
        "contradiction": "既填“不在”又填“保留”",
        "no_day": "没有巡查日期",
        "no_state": "只有备注，没有现场情况",
        "newer": "数据中已有更近的巡查：{detail}",
        "already_down": "数据中已于 {detail} 撤下",
        "no_title": "没有标题",
        "listed": "数据第 {detail} 行已有这一张",
    },
    "en": {
        "unknown_point": "the register has no such point",
        "unreadable": "the point's list cannot be changed: {detail}",
        "unknown_id": "the list has no such row id (rows of this title: {detail})",
        "twice": "the same sheet is filled in twice",
        "title_changed": "the title is not the list's: {detail}",
        "day_changed": "a date is not the list's: {detail}",
        "contradiction": "it is both gone and kept",
        "no_day": "there is no day of inspection",
        "no_state": "there are remarks, but no state",
        "newer": "the list has a later inspection: {detail}",
        "already_down": "the list has it taken down on {detail}",
        "no_title": "there is no title",
        "listed": "row {detail} of the list is this sheet",
    },
}


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
    from auditor.follow_up.inspection.changes import read_filled
    from auditor.follow_up.inspection.form_import import plan_import
    from auditor.follow_up.inspection.point_lists import save
    from auditor.store.run_lock import hold, lock_folders

    settings = settings_of(options, {"inventory": inventory})
    register = register_of(settings)
    with hold(() if dry_run else lock_folders(settings.store, settings.out), wait=options.wait):
        filled = read_filled(file, today(settings), settings.lang)
        folder = register.path.resolve().parent
        made, drafts = plan_import(register.subjects, folder, filled, settings.lang)
        kept = [] if dry_run else save(drafts, datetime.now(UTC))
    _tell(made, settings.lang)
    words = SUMMARY[settings.lang]
    for copy in kept:
        say(words["kept"].format(copy=copy))
    files = words["nothing" if not drafts else "would" if dry_run else "changed"].format(files=len(drafts))
    taken, left = len(made.changes), len(made.conflicts)
    say(words["rows"].format(file=file, taken=taken, left=left, files=files))
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


def _tell(made: "Outcome", lang: str) -> None:
    done, why = DONE[lang], WHY[lang]
    lines: list[tuple[object, ...]] = []
    for one in made.changes:
        kind = "change" if one.row else "new" if one.title else "board"
        cells = "; ".join(f"{name}={text}" for name, text in one.cells.items() if name not in ("title", "remark"))
        lines.append((done[kind], one.form_row, one.point, one.title, cells))
    for clash in made.conflicts:
        text = why[clash.code].format(detail=clash.detail or "-")
        lines.append((done["conflict"], clash.form_row, clash.point, clash.title or clash.id, text))
    rows(TITLES[lang], lines)
