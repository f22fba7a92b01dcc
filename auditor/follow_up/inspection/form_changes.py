"""Read a filled-in inspection form strictly, and tell what it changes in the lists of the points.

Every fault is named with its row, and nothing is guessed. What contradicts a list is a conflict.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from auditor.errors import BadInput
from auditor.follow_up.inspection.form_words import ACTIONS, FORM, NEW, STATES, WHOLE, code_of
from auditor.follow_up.inspection.inspected_boards import row_ids
from auditor.inventory.tables import Fault, Record, Table, TableFault, parse_day, read_file, read_table
from auditor.model import NoticeSheet
from auditor.text.notice_boards import hanging, letters

NEEDED = 5
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Filled:
    """One row that was filled in. `id` is a sheet's, WHOLE or NEW; `state` and `action` are codes ('' = left empty)."""

    row: int
    point: str
    id: str
    title: str = ""
    posted_on: date | None = None
    expires_on: date | None = None
    state: str = ""
    action: str = ""
    inspected_on: date | None = None
    inspector: str = ""
    remark: str = ""


def read_filled(path: Path, today: date, lang: str) -> tuple[Filled, ...]:
    """Return the rows of a form in which something was filled in.

    Raises BadInput with every fault: cells that are no day, no state or no action, days after `today`, rows without
    point or id. Where there is a fault, nothing of the form counts.
    """
    faults: list[Fault] = []
    try:
        table = read_table(read_file(path), FORM, NEEDED)
    except TableFault as fault:
        raise BadInput(fault.fault.text(lang, str(path))) from None
    if missing := [
        FORM[name][lang != "zh"] for name in ("point", "id", "state", "inspected_at") if not table.heading(name)
    ]:
        zh = f"缺少列：{'、'.join(missing)}；请用 auditor notices sheet --format xlsx 生成的表格"
        en = f"columns are missing: {', '.join(missing)}; use the form that auditor notices sheet --format xlsx writes"
        raise BadInput(Fault(table.header_row, "", zh, en).text(lang, str(path)))
    rows = [_row(record, table, today, faults) for record in table.records]
    if faults:
        raise BadInput("\n".join(fault.text(lang, str(path)) for fault in faults))
    return tuple(one for one in rows if _anything(one))


def _anything(one: Filled) -> bool:
    own = one.title or one.posted_on or one.expires_on if one.id == NEW else ""
    return bool(own or one.state or one.action or one.inspected_on or one.inspector or one.remark)


def _row(record: Record, table: Table, today: date, faults: list[Fault]) -> Filled:
    faults += _lacking(record, table)
    codes = {}
    for name, words in (("state", STATES), ("action", ACTIONS)):
        codes[name] = code_of(record[name], words) if record[name] else ""
        if record[name] and not codes[name]:
            zh = f"“{record[name][:LONGEST_SHOWN]}”不在选项中；可填 {'、'.join(pair[0] for pair in words.values())}"
            en = f"'{record[name][:LONGEST_SHOWN]}' is no choice; write {', '.join(pair[1] for pair in words.values())}"
            faults.append(_fault(record, table, name, zh, en))
    days = {name: _day(name, record, table, today, faults) for name in ("posted_at", "expires_at", "inspected_at")}
    told = (" ".join(record["title"].split()), days["posted_at"], days["expires_at"], codes["state"], codes["action"])
    by = (days["inspected_at"], record["inspector"], record["remark"])
    return Filled(record.number, record["point"], record["id"], *told, *by)


def _lacking(record: Record, table: Table) -> Iterator[Fault]:
    for name in ("point", "id"):
        if not record[name]:
            zh = "这一格是空的；新增的行请复制点位编号，行编号写 NEW"
            en = "the cell is empty; in rows you add write the point's id, and NEW as the row's"
            yield _fault(record, table, name, zh, en)


def _day(name: str, record: Record, table: Table, today: date, faults: list[Fault]) -> date | None:
    if not record[name]:
        return None
    day, shown = parse_day(record[name]), record[name][:LONGEST_SHOWN]
    if day is None:
        zh, en = f"“{shown}”不是明确的日期；请写成 2025-01-02", f"'{shown}' is not plainly a date; write 2025-01-02"
        faults.append(_fault(record, table, name, zh, en))
    elif day > today and name == "inspected_at":
        faults.append(_fault(record, table, name, f"“{shown}”在今天之后；请核对", f"'{shown}' lies ahead; check it"))
    return day


def _fault(record: Record, table: Table, name: str, zh: str, en: str) -> Fault:
    heading = table.heading(name)
    return Fault(record.number, heading.title if heading else name, zh, en)


@dataclass(frozen=True, slots=True)
class Change:
    """Cells to write into a point's list: of the row `row`, or of a new one (0). `cells` go by column; `title` names
    the sheet, '' the board as a whole. `form_row` is the form's row it comes from."""

    point: str
    row: int
    cells: Mapping[str, str]
    title: str
    form_row: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row of the form, or a cell of it, that was left out: `code` says why, `detail` with what it clashes."""

    form_row: int
    point: str
    id: str
    title: str
    code: str
    detail: str = ""


@dataclass(slots=True)
class Outcome:
    """What is to be changed, and what was left out."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


def changes_of(
    filled: Sequence[Filled], lists: Mapping[str, Sequence[NoticeSheet] | str], words: Mapping[str, str]
) -> Outcome:
    """Return what a form changes. `lists` are the sheets of every point by its id, or why its list cannot be changed;
    `words` are those of the states by code.

    Nothing is overwritten: what contradicts the list, comes late or names what the list does not have is a conflict.
    """
    made = Outcome()
    by_point: defaultdict[str, list[Filled]] = defaultdict(list)
    for one in filled:
        by_point[one.point].append(one)
    for point, rows in by_point.items():
        sheets = lists.get(point)
        if isinstance(sheets, str) or sheets is None:
            code = "unknown_point" if sheets is None else "unreadable"
            made.conflicts += [_conflict(one, code, sheets or "") for one in rows]
            continue
        _of_point(rows, sheets, words, made)
    return made


def _of_point(rows: Sequence[Filled], sheets: Sequence[NoticeSheet], words: Mapping[str, str], made: Outcome) -> None:
    whole = [one for one in rows if one.id == WHOLE]
    made.conflicts += [_conflict(one, "twice") for one in whole[1:]]
    board = whole[0] if whole else None
    before = len(made.changes)
    by_row = {sheet.row: sheet for sheet in sheets}
    by_id = {id: by_row[row] for row, id in row_ids(sheets).items() if by_row[row].title}
    seen: set[str] = set()
    added: set[str] = set()
    for one in rows:
        if one.id == WHOLE:
            continue
        if one.id == NEW:
            _new(one, board, sheets, words, added, made)
        elif one.id not in by_id:
            made.conflicts.append(_conflict(one, "unknown_id", _namesakes(one, sheets)))
        elif one.id in seen:
            made.conflicts.append(_conflict(one, "twice"))
        else:
            seen.add(one.id)
            _known(one, board, by_id[one.id], words, made)
    if board and board.inspected_on and len(made.changes) == before:
        known = max((sheet.inspected_on for sheet in sheets if sheet.inspected_on), default=date.min)
        if known < board.inspected_on:
            cells = {"inspected_at": board.inspected_on.isoformat(), "inspector": board.inspector}
            made.changes.append(Change(board.point, 0, _written(cells), "", board.row))


def _known(one: Filled, board: Filled | None, sheet: NoticeSheet, words: Mapping[str, str], made: Outcome) -> None:
    day = one.inspected_on or (board.inspected_on if board else None)
    down = one.action == "down" or one.state == "gone"
    why, detail = _against(one, sheet, day, down)
    if why:
        made.conflicts.append(_conflict(one, why, detail))
        return
    if not (one.state or one.action or one.inspected_on or one.remark) or day is None:
        return
    if not (one.state or one.action) and one.remark and not one.inspected_on:
        made.conflicts.append(_conflict(one, "no_state"))
        return
    cells = {
        "inspected_at": day.isoformat(),
        "state": words.get(one.state, ""),
        "taken_down_at": day.isoformat() if down and sheet.taken_down_on is None else "",
        "inspector": one.inspector or (board.inspector if board else ""),
        "remark": one.remark,
    }
    made.changes.append(Change(one.point, sheet.row, _written(cells), sheet.title, one.row))


def _against(one: Filled, sheet: NoticeSheet, day: date | None, down: bool) -> tuple[str, str]:
    """Return why a row cannot be taken over, and with what it clashes; '' where it can."""
    if one.title and letters(one.title) != letters(sheet.title) and "*" not in one.title:
        return "title_changed", sheet.title
    for given, listed in ((one.posted_on, sheet.posted_on), (one.expires_on, sheet.expires_on)):
        if given is not None and given != listed:
            return "day_changed", listed.isoformat() if listed else ""
    if one.state == "gone" and one.action == "kept":
        return "contradiction", ""
    if day is None:
        return "no_day", ""
    if sheet.inspected_on and sheet.inspected_on > day:
        return "newer", sheet.inspected_on.isoformat()
    if sheet.taken_down_on and (not down or sheet.taken_down_on != day):
        return "already_down", sheet.taken_down_on.isoformat()
    return "", ""


def _new(
    one: Filled,
    board: Filled | None,
    sheets: Sequence[NoticeSheet],
    words: Mapping[str, str],
    added: set[str],
    made: Outcome,
) -> None:
    day = one.inspected_on or (board.inspected_on if board else None)
    key = letters(one.title)
    if not key:
        made.conflicts.append(_conflict(one, "no_title"))
    elif day is None:
        made.conflicts.append(_conflict(one, "no_day"))
    elif twin := _twin(one, sheets, day):
        made.conflicts.append(_conflict(one, "listed", str(twin.row)))
    elif f"{key} {one.posted_on}" in added:
        made.conflicts.append(_conflict(one, "twice"))
    else:
        added.add(f"{key} {one.posted_on}")
        cells = {
            "title": one.title,
            "posted_at": one.posted_on.isoformat() if one.posted_on else "",
            "expires_at": one.expires_on.isoformat() if one.expires_on else "",
            "inspected_at": day.isoformat(),
            "state": words.get(one.state, ""),
            "taken_down_at": day.isoformat() if one.action == "down" else "",
            "inspector": one.inspector or (board.inspector if board else ""),
            "remark": one.remark,
        }
        made.changes.append(Change(one.point, 0, _written(cells), one.title, one.row))


def _twin(one: Filled, sheets: Sequence[NoticeSheet], day: date) -> NoticeSheet | None:
    """Return the sheet of the list that a new one seems to be."""
    for sheet in hanging(sheets, day):
        same_day = not (one.posted_on and sheet.posted_on) or one.posted_on == sheet.posted_on
        if same_day and letters(sheet.title) == letters(one.title):
            return sheet
    return None


def _namesakes(one: Filled, sheets: Iterable[NoticeSheet]) -> str:
    key = letters(one.title)
    return ", ".join(str(sheet.row) for sheet in sheets if key and letters(sheet.title) == key)


def _written(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in cells.items() if text}


def _conflict(one: Filled, code: str, detail: str = "") -> Conflict:
    return Conflict(one.row, one.point, one.id, one.title, code, detail)
