"""Rows that tell the state of accounts, one row an account, and what they amount to as a reading."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from auditor.collect.accounts.post_rows import Rows, count_in
from auditor.collect.accounts.posts import EARLIEST, LONGEST_TITLE, Clock
from auditor.collect.accounts.saved_files import Sheet
from auditor.collect.accounts.sheet_columns import STATES, SWITCHES, outcome_of
from auditor.collect.accounts.sheet_times import moment_in, reach_of
from auditor.inventory.tables import Fault, Record
from auditor.model import AccountReading, Basis, Interaction, ReadingOutcome, Subject
from auditor.platforms import row_of

SILENT_ON_ACTIVITY = "it tells of the account, but neither when it last posted nor how many posts it has"
NO_RELEASE = "it tells of the account, but not when it was last released"


@dataclass(frozen=True, slots=True)
class State:
    """What a row says of an account; '' and None: it says nothing. `outcome` is OK for one that is there, the
    state the row names else. `at` (aware) is how far it reaches."""

    record: Record
    at: datetime
    outcome: ReadingOutcome = ReadingOutcome.OK
    last_post_at: datetime | None = None
    posts_total: int | None = None
    followers: int | None = None
    display_name: str = ""
    subject: str = ""
    key: str = ""
    moved_to: str = ""
    verified: bool | None = None
    interaction: Interaction = field(default_factory=Interaction)
    released_at: datetime | None = None


def newest_state(records: Sequence[Record], sheet: Sheet, clock: Clock, faults: list[Fault]) -> State | None:
    """Return what the newest row of an account says, by its own time; of one time the one with the later post counts,
    then the last."""
    states = [state_in(record, sheet, clock, faults) for record in records]
    return max(reversed(states), key=lambda one: (one.at, one.last_post_at or EARLIEST), default=None)


def state_in(record: Record, sheet: Sheet, clock: Clock, faults: list[Fault]) -> State:
    """Return what a row says; cells that can't be read go to `faults`."""
    table, rows = sheet.table, Rows(sheet.table, clock, faults)
    if record.surplus:
        rows.wrong("surplus", record)
    reach = reach_of(table, (record,), "checked_at", sheet.changed, clock, faults)
    last = moment_in(record, "last_post_at", table, clock, faults)
    checked = record["checked_at"]
    if last and checked and _day(last, clock) > _day(reach.until, clock):
        rows.wrong("after_check", record, "last_post_at", value=record["last_post_at"][:LONGEST_TITLE])
    outcome = outcome_of(record["state"]) if record["state"] else ReadingOutcome.OK
    if outcome is None:
        rows.wrong("bad_state", record, "state", value=record["state"][:LONGEST_TITLE], words=STATES.listed())
    return State(
        record=record,
        at=min(clock.now, max(reach.until, last or reach.until)),
        outcome=outcome or ReadingOutcome.OK,
        last_post_at=last,
        posts_total=_count("posts_total", record, rows),
        followers=_count("followers", record, rows),
        display_name=_line(record["display_name"]),
        subject=_line(record["subject"]),
        key=_line(record["account_id"]),
        moved_to=_line(record["moved_to"]),
        verified=_switch("verified", record, rows),
        interaction=Interaction(*(_switch(name, record, rows) for name in ("comments", "messages", "menu"))),
        released_at=moment_in(record, "released_at", table, clock, faults),
    )


def reading_of(state: State, subject: Subject, adapter: str, clock: Clock) -> AccountReading:
    """Return the reading that a state of an account amounts to.

    OK with the day of the last post, or of the last release for apps and mini-programs; OK_EMPTY where the counter
    is 0; UNDATED where it is not; PARTIAL where nothing is said of activity: that is unknown, never silence.
    """
    outcome, detail = _amounts_to(state, subject)
    return AccountReading(
        account_id=subject.id,
        adapter=adapter,
        outcome=outcome,
        at=clock.now,
        as_of=state.at.astimezone(clock.zone),
        complete=outcome is not ReadingOutcome.PARTIAL,
        posts_total=state.posts_total,
        display_name=state.display_name,
        followers=state.followers,
        detail=detail,
        source_url=subject.source,
        subject_seen=state.subject,
        verified=state.verified,
        key_seen=state.key,
        moved_to=state.moved_to,
        released=released_in(state, subject, clock),
        basis=Basis.ATTESTED,
        interaction=state.interaction,
        last_post_at=None if row_of(subject.platform).by_release else state.last_post_at,
    )


def released_in(state: State, subject: Subject, clock: Clock) -> date | None:
    """Return the day of an app's last release; what a list calls its last update is that too."""
    if not row_of(subject.platform).by_release:
        return None
    at = state.released_at or state.last_post_at
    return _day(at, clock) if at else None


def _amounts_to(state: State, subject: Subject) -> tuple[ReadingOutcome, str]:
    if state.outcome is not ReadingOutcome.OK:
        return state.outcome, f"it says: {_line(state.record['state'])}"
    if row_of(subject.platform).by_release:
        there = state.released_at or state.last_post_at
        return (ReadingOutcome.OK, "") if there else (ReadingOutcome.PARTIAL, NO_RELEASE)
    if state.last_post_at:
        return ReadingOutcome.OK, ""
    if state.posts_total is None:
        return ReadingOutcome.PARTIAL, SILENT_ON_ACTIVITY
    if state.posts_total:
        return ReadingOutcome.UNDATED, f"it counts {state.posts_total} posts, and does not say when the last was"
    return ReadingOutcome.OK_EMPTY, ""


def _count(name: str, record: Record, rows: Rows) -> int | None:
    count = count_in(record, name)
    if record[name] and count is None:
        rows.wrong("bad_count", record, name, value=record[name][:LONGEST_TITLE])
    return count


def _switch(name: str, record: Record, rows: Rows) -> bool | None:
    word = record[name]
    code = SWITCHES.code(word) if word else ""
    if word and not code:
        rows.wrong("bad_switch", record, name, value=word[:LONGEST_TITLE], words=SWITCHES.listed())
    return code == "on" if code else None


def _day(moment: datetime, clock: Clock) -> date:
    return moment.astimezone(clock.zone).date()


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_TITLE]
