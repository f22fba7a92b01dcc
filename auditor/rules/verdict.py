"""The three answers a rule may give: Clean, Finding, Unknown."""

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.model import Location
from auditor.model.severity import Confidence, Severity


@dataclass(frozen=True, slots=True)
class Clean:
    """The rule looked at `target` of `subject` and found nothing against it."""

    subject: str
    target: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule could not judge. `reason` is a short code (an Outcome or ReadingOutcome value, or
    no_data, undated, unclassified, script_filled …); `detail` is one line."""

    subject: str
    target: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """The rule holds against `target`. `values` fill the rule's words and become the evidence.

    `severity` None means the rule's own. `location_count` counts all places, `locations` at most 20.
    `action` is a code of suggestion: fix_link, update, fill, merge, keep, mark, archive, mask, revive,
    close, review …; `variant` picks other words where a rule has several (see Rule.variants).
    `part` tells apart several findings of one rule against one target (a missing tag, a footer element);
    it goes into the fingerprint, so it must be the same in every run.
    """

    subject: str
    target: str
    values: Mapping[str, object]
    locations: tuple[Location, ...] = ()
    location_count: int = 0
    confidence: Confidence = Confidence.CONFIRMED
    severity: Severity | None = None
    action: str = "review"
    variant: str = ""
    part: str = ""


Verdict = Clean | Unknown | Finding
