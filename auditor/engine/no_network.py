"""Tell an outage of our own network from sites that do not answer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Engine

from auditor.engine.previous_run import AD_HOC
from auditor.errors import LineLost, RunFailed
from auditor.facts.home import HomeReading
from auditor.model import AccountReading, Outcome, ReadingOutcome, Subject, SubjectKind
from auditor.model.audit import RunInfo
from auditor.rules import View
from auditor.store.run_records import invalidate_run

ANSWERED = frozenset(
    {
        ReadingOutcome.OK, ReadingOutcome.EMPTY, ReadingOutcome.UNDATED, ReadingOutcome.PARTIAL,
        ReadingOutcome.NOT_A_FEED, ReadingOutcome.PARSE_ERROR, ReadingOutcome.HTTP_ERROR, ReadingOutcome.AUTH,
        ReadingOutcome.CHALLENGE, ReadingOutcome.RATE_LIMITED, ReadingOutcome.ROBOTS,
    }
)  # fmt: skip
"""Readings for which a server must have answered."""


def sites_without_network(view: View, subjects: Sequence[Subject]) -> int:
    """Return how many sites there are when every one failed for want of a network and no feed was answered, else 0."""
    homes = [view.get(HomeReading, subject.id) for subject in subjects if subject.kind is SubjectKind.SITE]
    outcomes = [home.outcome for home in homes if home is not None]
    if any(outcome is not Outcome.NETWORK for outcome in outcomes):
        return 0
    return 0 if any(_answered(view, subject) for subject in subjects) else len(outcomes)


def _answered(view: View, subject: Subject) -> bool:
    if subject.kind is not SubjectKind.ACCOUNT or subject.source.startswith("import:"):
        return False
    reading = view.get(AccountReading, subject.id)
    return reading is not None and reading.outcome in ANSWERED


@contextmanager
def invalid_without_network(engine: Engine, run: RunInfo) -> Iterator[None]:
    """Mark a run invalid whose line is lost within the block, and raise RunFailed that says so."""
    try:
        yield
    except LineLost as fault:
        raise _invalid(engine, run, str(fault)) from None


def refuse_outage(engine: Engine, run: RunInfo, view: View, subjects: Sequence[Subject]) -> None:
    """Mark a run invalid, and raise RunFailed, when every site failed for want of a network."""
    if sites := sites_without_network(view, subjects):
        raise _invalid(
            engine, run,
            f"not one of {sites} sites could be reached for want of a network: no name resolved, or nothing answered "
            "any more; this machine has no network or no working resolver",
        )  # fmt: skip


def _invalid(engine: Engine, run: RunInfo, why: str) -> RunFailed:
    invalidate_run(engine, run.id)
    kept = "" if run.inventory == AD_HOC else "; what was collected is kept and the same command resumes"
    return RunFailed(f"{why}. The run is invalid: nothing was judged{kept}")
