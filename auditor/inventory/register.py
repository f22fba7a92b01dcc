"""Read a register whole: every row to a subject, every fault collected, nothing guessed; and sum it up."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from auditor.errors import BadInput
from auditor.inventory.register_columns import COLUMNS
from auditor.inventory.register_rows import (
    REGISTER_WORDS,
    REQUIRED,
    Sheet,
    derived_id,
    is_credential_column,
    read_row,
    repeated_accounts,
    repeated_ids,
    repeated_sites,
)
from auditor.inventory.tables import Fault, TableFault, fold, read_file, read_table
from auditor.inventory.tables.table_faults import fault, table_fault
from auditor.model import RegisterStatus, Role, Subject, SubjectKind
from auditor.platforms import row_of

PRINTED_FAULTS = 50
LABELS = {
    "zh": {
        SubjectKind.SITE: "网站",
        SubjectKind.ACCOUNT: "新媒体账号",
        SubjectKind.NOTICE_POINT: "公示点位",
        "platforms": "平台",
        "main": "主账号",
        "sourceless": "未填数据来源的账号（将列为“未观察到”）",
        "closing": "拟注销或待关停",
        "closed": "已注销或已关停",
        "units": "单位",
        "none": "无",
    },
    "en": {
        SubjectKind.SITE: "sites",
        SubjectKind.ACCOUNT: "accounts",
        SubjectKind.NOTICE_POINT: "notice points",
        "platforms": "platforms",
        "main": "main accounts",
        "sourceless": "accounts without a source (will be listed as not seen)",
        "closing": "waiting to be closed",
        "closed": "closed",
        "units": "units",
        "none": "none",
    },
}


@dataclass(frozen=True, slots=True)
class Register:
    """A register without faults. `subjects` are in the file's order; `notes` are remarks that stop nothing
    (unknown columns, completed addresses, skipped rows)."""

    path: Path
    subjects: tuple[Subject, ...]
    notes: tuple[Fault, ...] = ()


def chosen(subjects: Sequence[Subject], only: Sequence[str]) -> tuple[Subject, ...]:
    """Return the subjects named by `only`, all where it is empty; raises BadInput for an id nobody has."""
    known = {subject.id for subject in subjects}
    strangers = sorted(set(only) - known)
    if strangers:
        raise BadInput(
            f"--only {', '.join(strangers)}: no such id in the register; 'auditor inventory check' lists the ids"
        )
    return tuple(subject for subject in subjects if not only or subject.id in only)


class RegisterError(BadInput):
    """A register that can't be used, with all its faults; nothing may be crawled."""

    def __init__(self, path: Path, faults: tuple[Fault, ...]) -> None:
        self.path = path
        self.faults = faults
        super().__init__(self.text())

    def text(self, lang: str = "en") -> str:
        """Return one line a fault, "file, row, column: what; remedy", at most PRINTED_FAULTS and then how many more."""
        lines = [one.text(lang, str(self.path)) for one in self.faults[:PRINTED_FAULTS]]
        if more := len(self.faults) - len(lines):
            lines.append(fault(REGISTER_WORDS, "more_faults", count=more, total=len(self.faults)).text(lang))
        return "\n".join(lines)


def read_register(path: Path) -> Register:
    """Return the subjects of a register, a CSV (UTF-8, GB18030, UTF-16) or XLSX file (docs/contract.md 1).

    Raises RegisterError, a BadInput, with every fault of the file at once; no network is used.
    """
    try:
        table = read_table(read_file(path), COLUMNS)
        if not table.records:
            raise table_fault("no_rows", table.header_row)
    except TableFault as error:
        raise RegisterError(path, (error.fault,)) from None
    sheet = Sheet(table, path.parent)
    _read_header(sheet)
    for row in table.repeated:
        sheet.remark("repeated_header", row)
    subjects = [subject for record in table.records if (subject := read_row(record, sheet))]
    _compare(subjects, sheet)
    if not subjects and not sheet.faults:
        sheet.faults.append(table_fault("no_rows", table.header_row).fault)
    if sheet.faults:
        raise RegisterError(path, tuple(sorted(sheet.faults, key=lambda one: one.row)))
    return Register(path, tuple(subjects), tuple(sheet.notes))


def _read_header(sheet: Sheet) -> None:
    row = sheet.table.header_row
    for name in REQUIRED:
        if sheet.table.heading(name) is None:
            sheet.wrong("no_column", row, name, names=" / ".join((name, *COLUMNS[name])))
    known = {word: word for name, words in COLUMNS.items() for word in (name, *words)}
    for heading in sheet.table.headings:
        if is_credential_column(heading.title):
            sheet.wrong("credential_column", row, heading.title)
        elif heading.title and not heading.name:
            near = get_close_matches(fold(heading.title), known, 1, 0.8)
            sheet.remark("unknown_column_near" if near else "unknown_column", row, heading.title, near="".join(near))


def _compare(subjects: list[Subject], sheet: Sheet) -> None:
    for first, later in repeated_ids(subjects):
        derived = later.id == derived_id(later.kind, later.platform, later.unit, later.name)
        sheet.wrong("same_row" if derived else "same_id", later.row, "id", value=later.id, other=first.row)
    for first, later in repeated_sites(subjects):
        sheet.wrong("same_site", later.row, "url", other=first.row)
    for first, later in repeated_accounts(subjects):
        sheet.remark("same_account", later.row, "account_id", other=first.row)


def describe(register: Register, lang: str = "zh") -> tuple[tuple[str, str], ...]:
    """Return (label, value) pairs that sum up a register; `lang` is zh or en."""
    words = LABELS[lang]
    subjects = register.subjects
    accounts = [one for one in subjects if one.kind is SubjectKind.ACCOUNT]
    platforms = Counter(one.platform for one in accounts).most_common()
    of_kind = Counter(one.kind for one in subjects)
    return (
        *((words[kind], str(of_kind[kind])) for kind in SubjectKind),
        (words["units"], str(len({one.unit for one in subjects}))),
        (words["platforms"], ", ".join(f"{name} {count}" for name, count in platforms) or words["none"]),
        (words["main"], ", ".join(one.name for one in accounts if one.role is Role.MAIN) or words["none"]),
        (words["sourceless"], str(_count(accounts, lambda one: not one.source and not row_of(one.platform).own_feed))),
        (words["closing"], str(_count(subjects, lambda one: one.status is RegisterStatus.CLOSING))),
        (words["closed"], str(_count(subjects, lambda one: one.status is RegisterStatus.CLOSED))),
    )


def _count(subjects: Iterable[Subject], holds: Callable[[Subject], bool]) -> int:
    return sum(map(holds, subjects))
