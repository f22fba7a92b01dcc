"""A filled-in form against the lists of the register's points: what to write where, and what is left out."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from auditor.collect.notice_points import SheetError, read_sheets
from auditor.errors import BadInput
from auditor.follow_up.inspection.changes import Conflict, Filled, Outcome, changes_of
from auditor.follow_up.inspection.inspection_words import STATES, in_lang
from auditor.follow_up.inspection.point_lists import Cells, Draft, draft
from auditor.inventory.sources import import_file
from auditor.model import NoticeSheet, Subject, SubjectKind


def plan_import(
    subjects: Sequence[Subject], folder: Path, filled: Sequence[Filled], lang: str
) -> tuple[Outcome, list[Draft]]:
    """Return what a form changes, and the lists as they are to be written; nothing is written here.

    `folder` is the register's. A list that cannot be changed makes conflicts of the rows meant for it.
    """
    points = {one.id: one for one in subjects if one.kind is SubjectKind.NOTICE_POINT}
    named = {one.point for one in filled}
    lists = {id: _sheets(point, folder) for id, point in points.items() if id in named}
    made = changes_of(filled, lists, {code: in_lang(pair, lang) for code, pair in STATES.items()})
    files: dict[Path, set[str]] = {}
    edits: defaultdict[Path, list[tuple[int, Cells]]] = defaultdict(list)
    for change in made.changes:
        path = import_file(points[change.point].source, folder)
        if path is not None:
            edits[path.resolve()].append((change.row, change.cells))
            files.setdefault(path.resolve(), set()).add(change.point)
    drafts = []
    for path, wanted in edits.items():
        try:
            drafts.append(draft(path, wanted))
        except BadInput as fault:
            _give_up(made, files[path], str(fault))
    return made, drafts


def _sheets(point: Subject, folder: Path) -> Sequence[NoticeSheet] | str:
    try:
        return read_sheets(point, folder)
    except SheetError as fault:
        return fault.detail


def _give_up(made: Outcome, points: set[str], why: str) -> None:
    for change in [one for one in made.changes if one.point in points]:
        made.changes.remove(change)
        made.conflicts.append(Conflict(change.form_row, change.point, "", change.title, "unreadable", why))
