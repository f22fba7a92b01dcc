"""What an inspector goes to see: every notice point with the sheets that its list says hang there."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from auditor.collect.notice_points import SheetError, read_sheets
from auditor.model import NoticeSheet, RegisterStatus, Subject, SubjectKind
from auditor.text.notice_boards import expired, hanging, lasting, letters, same_sheets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No digit or letter that is taken for another by hand."""

ID_LETTERS = 6


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One sheet of a board. `todo` is '', expired, worded (by its words), twice or lasting; `days` counts for it:
    days past its end, sheets listed, days up."""

    id: str
    sheet: NoticeSheet
    todo: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """One notice point; `rows` are the sheets that hang there. `fault` says why its list could not be read ('' = it
    was), `reason` the same as a code. `inspected` is the last inspection by the day judged by, None for none."""

    point: Subject
    rows: tuple[BoardRow, ...] = ()
    fault: str = ""
    inspected: date | None = None
    reason: str = ""


def read_boards(
    subjects: Iterable[Subject], folder: Path, as_of: date, longest: Callable[[str], float]
) -> tuple[Board, ...]:
    """Return the notice points that the register does not call closed, in its order.

    `folder` is the register's. `longest` gives, for a point, the days after which a sheet without an end is to be
    looked at (inclusive).
    """
    points = (one for one in subjects if one.kind is SubjectKind.NOTICE_POINT)
    return tuple(
        _board(one, folder, as_of, longest(one.id)) for one in points if one.status is not RegisterStatus.CLOSED
    )


def _board(point: Subject, folder: Path, as_of: date, longest: float) -> Board:
    try:
        sheets = read_sheets(point, folder)
    except SheetError as fault:
        return Board(point, fault=fault.detail, reason=fault.reason)
    ids = row_ids(sheets)
    rows = [
        BoardRow(ids[one.row], one, *_todo(one, place, len(group), as_of, longest))
        for group in same_sheets(hanging(sheets, as_of))
        for place, one in enumerate(group)
    ]
    seen = [one.inspected_on for one in sheets if one.inspected_on and one.inspected_on <= as_of]
    return Board(point, tuple(sorted(rows, key=lambda one: one.sheet.row)), inspected=max(seen, default=None))


def row_ids(sheets: Sequence[NoticeSheet]) -> dict[int, str]:
    """Return a short id for every sheet by its row: of its point, title and day posted, the same wherever it stands.

    Of equal sheets the later ones are numbered on.
    """
    count: Counter[object] = Counter()
    ids = {}
    for sheet in sheets:
        key = (letters(sheet.title), sheet.posted_on)
        count[key] += 1
        text = "\n".join((sheet.point_id, key[0], str(key[1] or ""), str(count[key])))
        number = int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8])
        ids[sheet.row] = "".join(ALPHABET[number // len(ALPHABET) ** at % len(ALPHABET)] for at in range(ID_LETTERS))
    return ids


def _todo(sheet: NoticeSheet, place: int, copies: int, as_of: date, longest: float) -> tuple[str, int]:
    """Return what to see to and what counts for it; `place` is a sheet's among its `copies`, from 0."""
    if expired(sheet, as_of) and sheet.expires_on is not None:
        return "worded" if sheet.ends_in_words else "expired", (as_of - sheet.expires_on).days
    if place:
        return "twice", copies
    if lasting(sheet, as_of, longest) and sheet.posted_on is not None:
        return "lasting", (as_of - sheet.posted_on).days
    return "", 0
