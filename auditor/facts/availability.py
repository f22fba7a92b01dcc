"""Whether a week of samples can say how often a site's home page opens (〔2019〕19号, 站点无法访问)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.facts.stored_run import StoredRun
from auditor.store.samples import opened_at


@dataclass(frozen=True, slots=True)
class SampleDay:
    """The availability samples of a site on one day that say something of it, and in how many it did not open."""

    on: date
    taken: int
    failed: int

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["SampleDay"]:
        """Yield what the availability samples of a site say, by days of the run's zone up to `as_of`, oldest first."""
        taken: Counter[date] = Counter()
        failed: Counter[date] = Counter()
        for at, opened in opened_at(run.engine, subject, run.as_of, run.zone):
            day = at.astimezone(run.zone).date()
            taken[day] += 1
            failed[day] += not opened
        for day in sorted(taken):
            yield cls(day, taken[day], failed[day])


@dataclass(frozen=True, slots=True)
class Availability:
    """Samples of the days from `first` to `last`, both included. `enough` says that every day has its number.

    `taken` counts samples that say something of the site, `failed` those of them in which it did not open.
    """

    first: date
    last: date
    taken: int
    failed: int
    enough: bool

    @property
    def share(self) -> float:
        """Return the share of samples that failed, 0 where there are none."""
        return self.failed / self.taken if self.taken else 0.0


def availability(days: Iterable[SampleDay], as_of: date, limits: Mapping[str, float]) -> Availability:
    """Return what the last `limits["days"]` days come to, each with at least `samples_a_day` (inclusive).

    The days end with `as_of`, or with the day before while `as_of` does not have its samples yet: a nightly run
    judges by a day that has only begun. Without enough samples the days up to `as_of` are counted.
    """
    by_day = {one.on: one for one in days}
    today = _window(by_day, as_of, limits)
    if today.enough:
        return today
    yesterday = _window(by_day, as_of - timedelta(days=1), limits)
    return yesterday if yesterday.enough else today


def _window(by_day: Mapping[date, SampleDay], last: date, limits: Mapping[str, float]) -> Availability:
    length = max(1, int(limits["days"]))
    wanted = [last - timedelta(days=back) for back in range(length)]
    seen = [by_day[day] for day in wanted if day in by_day]
    enough = len(seen) == length and all(one.taken >= limits["samples_a_day"] for one in seen)
    taken, failed = sum(one.taken for one in seen), sum(one.failed for one in seen)
    return Availability(wanted[-1], last, taken, failed, enough)
