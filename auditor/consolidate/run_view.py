"""What consolidation may look up about the run besides the verdicts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from auditor.facts.availability import SampleDay
from auditor.facts.site_columns import ColumnReading
from auditor.model import FAULTS, AccountReading, Outcome
from auditor.model.audit import Reach
from auditor.model.limits import OFFICE_ZONE

DECIDED = FAULTS | {Outcome.OK}


def _nothing_seen(_url: str) -> Outcome | None:
    return None


def _nothing_gone(_url: str) -> bool:
    return False


def _no_columns(_site: str) -> Iterable[ColumnReading]:
    return ()


def _no_samples(_site: str) -> Sequence[SampleDay]:
    return ()


def _no_reading(_account: str) -> AccountReading | None:
    return None


def _no_reach(_site: str, _addresses: Sequence[str]) -> Mapping[str, Reach]:
    return {}


@dataclass(frozen=True, slots=True)
class Sight:
    """Look-ups into one run: `seen` says what an address came to this time (None: not looked at), `gone` whether it
    was answered 404 or 410; `columns`, `reading`, `samples` and `last_good` are the View's methods `columns`,
    `account`, `samples` and `last_good`; days are counted in `zone`. `reach` says how pages of a site lead to
    addresses; one it does not hold is one it knows nothing of."""

    seen: Callable[[str], Outcome | None] = _nothing_seen
    gone: Callable[[str], bool] = _nothing_gone
    columns: Callable[[str], Iterable[ColumnReading]] = _no_columns
    reading: Callable[[str], AccountReading | None] = _no_reading
    samples: Callable[[str], Sequence[SampleDay]] = _no_samples
    last_good: Callable[[str], AccountReading | None] = _no_reading
    zone: ZoneInfo = OFFICE_ZONE
    reach: Callable[[str, Sequence[str]], Mapping[str, Reach]] = _no_reach

    def decided(self, url: str) -> bool:
        """Return whether this run looked at the address and the look decides something."""
        return self.seen(url) in DECIDED

    def last_post(self, account: str, as_of: date) -> tuple[date | None, int]:
        """Return the day of the newest post not after `as_of`, and how many posts were read up to then."""
        reading = self.reading(account)
        return (None, 0) if reading is None else self.newest(reading, as_of)

    def newest(self, reading: AccountReading, as_of: date) -> tuple[date | None, int]:
        """Return the day of the newest post of a reading not after `as_of`, and how many posts it has up to then."""
        moments = (post.published_at for post in reading.posts if post.published_at is not None)
        days = [day for moment in moments if (day := moment.astimezone(self.zone).date()) <= as_of]
        return max(days, default=None), len(days)
