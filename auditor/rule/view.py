"""What checks may read of a run."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from auditor.model import AccountReading, NoticeSheet, Post, Subject, SubjectStanding
from auditor.rule.readings import ColumnReading, DuplicateGroup, HomeReading, PageReading, TargetReading


class View(Protocol):
    """What checks may read: streams and aggregates over one run, no I/O of their own, no clock.

    Every method of a subject not seen this run returns None or nothing; `standing` says why.
    """

    @property
    def as_of(self) -> date:
        """Return the day the audit judges by, at its end, in the configured zone."""

    def subjects(self) -> Sequence[Subject]:
        """Return every registered subject of the run, in register order."""

    def standing(self, subject: str) -> SubjectStanding:
        """Return how much of a subject was seen."""

    def home(self, site: str) -> HomeReading | None:
        """Return the site's home page, None when it was never asked for."""

    def doubtful_targets(self, site: str) -> Iterator[TargetReading]:
        """Yield every link target of the site that is a fault, a soft 404 or undecided."""

    def columns(self, site: str) -> Iterator[ColumnReading]:
        """Yield the columns of a site."""

    def pages(self, site: str) -> Iterator[PageReading]:
        """Yield the pages of a site that were seen."""

    def duplicate_groups(self, subject: str, jaccard: float) -> Iterator[DuplicateGroup]:
        """Yield groups of equal texts within a site or account at or above `jaccard`."""

    def account(self, account: str) -> AccountReading | None:
        """Return the reading of an account (its posts included), None when it was not read."""

    def posts(self, account: str) -> Iterator[Post]:
        """Yield the posts of an account."""

    def sheets(self, point: str) -> Iterator[NoticeSheet]:
        """Yield the sheets of a notice point."""
