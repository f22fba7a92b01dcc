"""What was read of a notice point's board."""

from dataclasses import dataclass

from auditor.model import NoticeSheet
from auditor.model.recorded import Recorded


@dataclass(frozen=True, slots=True)
class PointObservation(Recorded):
    """The sheets of one notice point, or the reason they could not be read ('' = they could)."""

    sheets: tuple[NoticeSheet, ...] = ()
    fault: str = ""
