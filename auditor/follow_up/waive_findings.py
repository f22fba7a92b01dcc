"""Accept findings by their fingerprint, take that back, and list what is accepted."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from auditor.consolidate.waivers import holds
from auditor.engine.previous_run import audits_of_registers
from auditor.errors import BadInput
from auditor.model.audit import Audit, StandingFinding, Waiver
from auditor.model.decisions import ACCEPT, Entry, Field
from auditor.report.sanitize import visible
from auditor.store.review_entries import decisions_of, entries_of, record_entries, said

FEWEST_DIGITS = 6
DIGITS = 16
HEX = re.compile(r"[0-9a-f]{1,16}")
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class Accepted:
    """One waiver. `finding` is None where the newest runs do not know the fingerprint; `holds` says whether the waiver
    counts on the day asked for."""

    fingerprint: str
    waiver: Waiver
    finding: StandingFinding | None
    holds: bool


def waive(engine: Engine, wanted: str, waiver: Waiver, *, on: date, at: datetime, who: str, source: str) -> Accepted:
    """Accept a finding and return it; `wanted` is its fingerprint or the first six digits or more of it.

    Raises BadInput for a fingerprint nobody knows or that means several, for an empty reason and for a last day before
    `on` and before the day that the newest run judged by.
    """
    reason = visible(" ".join(waiver.reason.split()))
    if not reason:
        raise BadInput("--reason is empty: say why the finding is accepted, it is printed in the report")
    if len(reason) > LONGEST_REASON:
        raise BadInput(f"--reason is longer than {LONGEST_REASON:,} letters: shorten it")
    audits = list(audits_of_registers(engine))
    on = min([on, *(audit.run.as_of for audit in audits)])
    if waiver.until is not None and waiver.until < on:
        raise BadInput(f"--until {waiver.until} is past: give {on} or a later day, or leave it out for no end")
    finding = _found(wanted, known_findings(audits))
    made = Waiver(reason, waiver.until)
    until = waiver.until.isoformat() if waiver.until else ""
    new = {Field.REASON: reason, Field.UNTIL: until}
    if decisions_of(engine).waivers.get(finding.fingerprint) != made:
        record_entries(
            engine, [Entry(finding.fingerprint, field, value, at, who, source) for field, value in new.items()]
        )
    return Accepted(finding.fingerprint, made, finding, holds=True)


def withdraw(engine: Engine, wanted: str, *, on: date, at: datetime, who: str, source: str) -> Accepted:
    """Take a waiver back and return what it was; a ledger's "accepted as it is" goes with it.

    Raises BadInput where no finding of that fingerprint is accepted.
    """
    waivers = decisions_of(engine).waivers
    mark = _one_of(wanted, waivers, "no accepted finding has it; `auditor waive --list` names them")
    progress = said(entries_of(engine, mark)).get((mark, Field.PROGRESS))
    accepted_there = (Field.PROGRESS,) if progress is not None and progress.value == ACCEPT else ()
    entries = [Entry(mark, field, "", at, who, source) for field in (*accepted_there, Field.REASON, Field.UNTIL)]
    known = known_findings(audits_of_registers(engine))
    record_entries(engine, entries)
    return Accepted(mark, waivers[mark], known.get(mark), holds(waivers[mark], on))


def accepted(engine: Engine, on: date) -> list[Accepted]:
    """Return every waiver, those that have run out last, with the finding it is of."""
    known = known_findings(audits_of_registers(engine))
    made = [
        Accepted(mark, waiver, known.get(mark), holds(waiver, on))
        for mark, waiver in decisions_of(engine).waivers.items()
    ]
    return sorted(made, key=lambda one: (not one.holds, one.fingerprint))


def known_findings(audits: Iterable[Audit]) -> dict[str, StandingFinding]:
    """Return fingerprint → finding of what the audits hold, open, carried or resolved; of several the first."""
    found: dict[str, StandingFinding] = {}
    for audit in audits:
        for one in (*audit.findings, *audit.carried, *audit.resolved):
            found.setdefault(one.fingerprint, one)
    return found


def _found(wanted: str, known: dict[str, StandingFinding]) -> StandingFinding:
    if not known:
        raise BadInput("there is no finished run with findings to accept; start one with `auditor run`")
    remedy = "no finding of the newest run has it; the report's ledger and findings.json name the fingerprints"
    return known[_one_of(wanted, known, remedy)]


def _one_of(wanted: str, known: Iterable[str], remedy: str) -> str:
    text = unicodedata.normalize("NFKC", wanted).strip().rpartition("#")[2].removeprefix("f-").lower()
    if not HEX.fullmatch(text):
        raise BadInput(f"{wanted!r} is no fingerprint: it has {DIGITS} digits, 0 to 9 and a to f")
    if len(text) < FEWEST_DIGITS:
        raise BadInput(f"{wanted!r} is too short: give at least {FEWEST_DIGITS} of the fingerprint's {DIGITS} digits")
    fitting = [mark for mark in known if mark.startswith(text)]
    if not fitting:
        raise BadInput(f"fingerprint {text}: {remedy}")
    if len(fitting) > 1:
        shown = ", ".join(sorted(fitting)[:5])
        raise BadInput(f"fingerprint {text} means {len(fitting)} findings: {shown}; give more digits")
    return fitting[0]
