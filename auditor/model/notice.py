"""The sheets of a notice point's board."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """One sheet on a notice point's board. `row` is the row of the import file it came from.

    `ends_in_words` are the words that `expires_on` was read from ('' = the list gives a plain day). `taken_down_on`
    None: it hangs. A sheet without title stands for an inspection of the board as a whole.
    """

    point_id: str
    title: str
    posted_on: date | None = None
    expires_on: date | None = None
    url: str = ""
    inspected_on: date | None = None
    row: int = 0
    ends_in_words: str = ""
    taken_down_on: date | None = None
