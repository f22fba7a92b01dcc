"""A filled-in inspection form, read strictly: every fault is named with its row, and nothing is guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.errors import BadInput
from auditor.follow_up.inspection.inspection_words import ACTIONS, FORM, NEW, STATES, WHOLE, code_of
from auditor.inventory.tables import Fault, Record, Table, TableFault, parse_day, read_file, read_table

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
    return Filled(
        record.number, record["point"], record["id"], " ".join(record["title"].split()),
        days["posted_at"], days["expires_at"], codes["state"], codes["action"], days["inspected_at"],
        record["inspector"], record["remark"],
    )  # fmt: skip


def _lacking(record: Record, table: Table) -> Iterator[Fault]:
    for name in ("point", "id"):
        if not record[name]:
            yield _fault(record, table, name, "这一格是空的；新增的行请复制点位编号，行编号写 NEW",
                         "the cell is empty; in rows you add write the point's id, and NEW as the row's")  # fmt: skip


def _day(name: str, record: Record, table: Table, today: date, faults: list[Fault]) -> date | None:
    if not record[name]:
        return None
    day, shown = parse_day(record[name]), record[name][:LONGEST_SHOWN]
    if day is None:
        faults.append(_fault(record, table, name, f"“{shown}”不是明确的日期；请写成 2025-01-02",
                             f"'{shown}' is not plainly a date; write 2025-01-02"))  # fmt: skip
    elif day > today and name == "inspected_at":
        faults.append(_fault(record, table, name, f"“{shown}”在今天之后；请核对", f"'{shown}' lies ahead; check it"))
    return day


def _fault(record: Record, table: Table, name: str, zh: str, en: str) -> Fault:
    heading = table.heading(name)
    return Fault(record.number, heading.title if heading else name, zh, en)


__all__ = ["NEW", "WHOLE", "Filled", "read_filled"]
