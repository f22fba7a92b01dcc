"""The sheets of a notice point's board."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One sheet on a notice point's board. `row` is the row of the import file it came from."""

    point_id: str
    title: str
    posted_on: date | None = None
    expires_on: date | None = None
    url: str = ""
    inspected_on: date | None = None
    row: int = 0
