"""Notice points read from an inspection list: a CSV or XLSX file of the sheets on the board (docs/contract.md 1)."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from auditor.errors import BadInput
from auditor.inventory.sources import IMPORT_PREFIX, import_file
from auditor.inventory.tables import Record, Table, TableFault, parse_day, read_file, read_table
from auditor.inventory.web_address import read_address
from auditor.model import NoticeSheet, Subject
from auditor.text.end_dates import end_dates

NEEDED = 2
LONGEST_SHOWN = 60
NO_END = frozenset({"长期", "长期有效", "长期公示", "永久", "永久有效", "无期限", "不限期"})
"""What a list says of a sheet that is to stay."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("标题", "公告标题", "公示标题"),
    "posted_at": ("张贴时间", "张贴日期"),
    "expires_at": ("到期时间", "到期日期", "截止时间"),
    "url": ("链接", "网址"),
    "inspected_at": ("巡查时间", "巡查日期"),
    "taken_down_at": ("撤下时间", "撤下日期"),
}
PERIOD = "公示期限"


class SheetError(BadInput):
    """A notice point whose list can't be read. `str()` is "reason: file, row, column: what; remedy", where
    `reason` is the code to report it unknown by: no_source, unsupported or parse_error."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def read_sheets(subject: Subject, folder: Path) -> tuple[NoticeSheet, ...]:
    """Return the sheets of a notice point's import file; `folder` is the register's.

    An empty date is None; an end may be written as a period (公示期7天), or stand in the title alone. A row that holds
    nothing but the day of an inspection stands for the whole board. Raises SheetError where there is no file or
    anything in it can't be read: a board is seen whole or not at all.
    """
    if not subject.source:
        raise SheetError("no_source", "no list of sheets; name one (import:PATH) under source in the register")
    path = import_file(subject.source, folder)
    if path is None:
        raise SheetError("unsupported", "a notice point is read from import:PATH only")
    name = subject.source.removeprefix(IMPORT_PREFIX)
    if not path.is_file():
        raise SheetError("no_source", f"{name}: there is no such file; put the inspection list there")
    try:
        table = read_table(read_file(path), COLUMNS, NEEDED)
        return tuple(_sheet(subject.id, record, table) for record in table.records if record.values)
    except TableFault as error:
        raise SheetError("parse_error", error.fault.text("en", name)) from None


def _sheet(point: str, record: Record, table: Table) -> NoticeSheet:
    if not record["title"] and set(record.values) != {"inspected_at"}:
        raise table.fault("no_text", record, "title")
    if record.surplus:
        raise table.fault("surplus", record)
    title = " ".join(record["title"].split())
    posted = _day("posted_at", record, table)
    ends, words = _end(title, posted, record, table)
    return NoticeSheet(
        point_id=point,
        title=title,
        posted_on=posted,
        expires_on=ends,
        url=read_address(record["url"]).url if record["url"] else "",
        inspected_on=_day("inspected_at", record, table),
        row=record.number,
        ends_in_words=words,
        taken_down_on=_day("taken_down_at", record, table),
    )


def _end(title: str, posted: date | None, record: Record, table: Table) -> tuple[date | None, str]:
    """Return a sheet's last day and the words it was read from; an empty cell leaves it to the title."""
    cell = record["expires_at"]
    if cell in NO_END:
        return None, ""
    if cell and (day := parse_day(cell)):
        return day, ""
    written = f"{PERIOD}:{cell.removeprefix(PERIOD[:-1]).removeprefix('限')}" if cell else title
    last = max(end_dates("公示" if cell else title, written, posted), key=lambda end: end.on, default=None)
    if last is None:
        return _day("expires_at", record, table), ""
    return last.on, cell or last.words


def _day(name: str, record: Record, table: Table) -> date | None:
    if not record[name]:
        return None
    day = parse_day(record[name])
    if day is None:
        raise table.fault("bad_day", record, name, value=record[name][:LONGEST_SHOWN])
    return day
