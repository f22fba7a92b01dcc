"""findings.json read back as typed, frozen values: what programs get from `auditor.load_findings`."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from auditor.errors import BadInput
from auditor.model.audit import Audit
from auditor.report.json_report import SCHEMA_VERSION, write_json
from auditor.report.report_model import report_of
from auditor.rules import Rule

FILE = "findings.json"
Verdict = Literal["pass", "fail", "not_assessable"]
Confidence = Literal["confirmed", "suspected"]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The run that was reported; times are in UTC, `bytes` and `requests` count what was asked of all hosts."""

    id: str
    started_at: datetime
    finished_at: datetime | None
    as_of: date
    inventory: str
    tool_version: str
    resumed: bool
    requests: int
    bytes: int
    pages: int
    posts: int


@dataclass(frozen=True, slots=True)
class SubjectFacts:
    """One subject of the register and how much of it was seen; `why` says what is missing."""

    id: str
    kind: Literal["site", "account", "notice_point"]
    name: str
    unit: str
    platform: str
    url: str
    role: Literal["main", "featured", ""]
    state: Literal["observed", "partial", "unknown"]
    why: str | None
    last_update: date | None
    stats: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target is linked or shown."""

    url: str
    text: str
    context: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to do about a finding: its code, and a sentence."""

    action: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """One finding. `fingerprint` (16 hex digits) stays the same across runs and machines; `locations` are at most 20
    of `location_count`; `evidence` holds values by name, as its rule gives them."""

    fingerprint: str
    rule: str
    item: int
    severity: Literal["veto", "major", "minor", "advice"]
    confidence: Confidence
    subject: str
    unit: str
    target: str
    summary: str
    evidence: Mapping[str, object]
    locations: tuple[Place, ...]
    location_count: int
    suggestion: Suggestion
    first_seen: date
    status: Literal["new", "open", "waived"]


@dataclass(frozen=True, slots=True)
class PageProposal:
    """What item 3 proposes for redundant information; `keep` is the copy to keep, None where there is one copy."""

    subject: str
    target: str
    keep: str | None
    action: str
    members: tuple[str, ...]
    reason: str
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One line of a site's sheet; `confirmed` False: the wording of the clause was not seen."""

    rule: str
    observed: str
    limit: str
    source: str
    confirmed: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class SiteSheetFacts:
    """The sheet of one site by item 25; `vetoes` are the rules that veto it."""

    subject: str
    verdict: Verdict
    vetoes: tuple[str, ...]
    checks: tuple[CheckLine, ...]


@dataclass(frozen=True, slots=True)
class AccountProposalFacts:
    """What item 27 proposes for one account; `into` is the account to merge into, None for none."""

    subject: str
    action: str
    into: str | None
    reasons: tuple[str, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of items 3, 25 and 27."""

    item_3: tuple[PageProposal, ...]
    item_25: tuple[SiteSheetFacts, ...]
    item_27: tuple[AccountProposalFacts, ...]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be judged, and why; `rules` are those that could not judge it, () where none could."""

    subject: str
    target: str
    reason: str
    detail: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """A whole findings.json (docs/contract.md, section 3). Keys that a later version adds are left out."""

    schema_version: int
    run: RunFacts
    subjects: tuple[SubjectFacts, ...]
    findings: tuple[ReportedFinding, ...]
    resolved: tuple[ReportedFinding, ...]
    plan: Plans
    unknown: tuple[Unseen, ...]


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A finished audit: the folder of its report (None: none was written), its exit code, what was found."""

    folder: Path | None
    exit_code: int
    findings: Findings = field(repr=False)


def read_findings(path: Path) -> Findings:
    """Return a findings.json, given itself or the folder of its report.

    Raises BadInput where it is not there, is no findings.json, or is of another schema_version.
    """
    file = path / FILE if path.is_dir() else path
    try:
        body = file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{file}: cannot be read: {error.strerror}; name a findings.json or the folder of a report that "
            "`auditor run` wrote with json among its formats"
        ) from error
    return _findings(body, str(file))


def findings_of(audit: Audit, rules: tuple[Rule, ...], lang: str, zone: ZoneInfo) -> Findings:
    """Return an audit as its findings.json would be read back."""
    buffer = io.StringIO()
    write_json(report_of(audit, rules, lang, zone), buffer)
    return _findings(buffer.getvalue().encode(), FILE)


def _findings(body: bytes, name: str) -> Findings:
    try:
        version = msgspec.json.decode(body, type=dict[str, msgspec.Raw]).get("schema_version", msgspec.Raw(b"null"))
        if msgspec.json.decode(version) != SCHEMA_VERSION:
            raise BadInput(
                f"{name}: its schema_version is {bytes(version).decode()}, this auditor reads {SCHEMA_VERSION}; "
                "print the run again with `auditor report RUN`, or read it with the version that wrote it"
            )
        return msgspec.json.decode(body, type=Findings)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{name}: it is no findings.json: {error}; print the run again with `auditor report`") from error
