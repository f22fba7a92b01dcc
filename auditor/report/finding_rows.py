"""Findings as rows of the page's tables: capped, new and heavy ones first, every text ready to print."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import repeat, zip_longest

from auditor.model import Location
from auditor.model.audit import FindingStatus, StandingFinding
from auditor.model.decisions import Review
from auditor.report.phrases import evidence_text, foreign
from auditor.report.report_model import MATRIX, Report
from auditor.report.sanitize import href, plain
from auditor.rules import Confidence, Severity
from auditor.rules import sentences as rule_text

CAP = 200
PLACES = 10
OF_EACH = 3
SHOWN_ELSEWHERE = frozenset(
    """
    members similarities differences disclosure name title limit zombie_limit window list_state
    """.split()
)
SCORE, SCORED = "score", ("score", "score_says")
"""Parts of a score are for programs, and a score of too few posts says nothing."""

ONLY_IF_ANY = frozenset({"future", "undated", "undated_articles"})
SEVERITIES = list(Severity)


@dataclass(frozen=True, slots=True)
class Place:
    """An address with its text; `href` None where it may not become a link. `note` says how a copy differs."""

    url: str
    text: str
    href: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence; an address is told by its label alone, which leads there."""

    label: str
    text: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One finding. Codes (`rule`, `severity`, `status`, `confidence`) serve filter and style, the rest is words."""

    key: str
    rule: str
    severity: str
    status: str
    confidence: str
    state: str
    days: int
    severity_word: str
    confidence_word: str
    what: str
    title: str
    unit: str
    subject: str
    target: Place
    places: tuple[Place, ...]
    places_word: str
    more_places: str
    evidence: tuple[Fact, ...]
    suggestion: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that are printed, of `total` that there are; `rest` is the file that holds all of them ('' = none)."""

    rows: tuple[Row, ...]
    total: int
    rest: str = ""

    @property
    def capped(self) -> bool:
        """Return whether rows were left out."""
        return len(self.rows) < self.total


def table(report: Report, findings: Iterable[StandingFinding], cap: int = CAP) -> Table:
    """Return at most `cap` rows: vetoes, then new ones, then by severity; equal ones keep their order.

    Where not all fit, a few of every rule are kept, so that a frequent one does not hide the others.
    """
    ordered = sorted(findings, key=_urgency)
    kept = sorted(_spread(ordered)[:cap]) if len(ordered) > cap else range(len(ordered))
    return Table(tuple(row(report, ordered[place]) for place in kept), len(ordered), report.rest)


def _spread(ordered: Sequence[StandingFinding]) -> list[int]:
    """Return the places of findings in the order to keep them: the first few of each rule, then the rest."""
    seen: Counter[str] = Counter()
    turns = []
    for one in ordered:
        turns.append(min(seen[one.rule], OF_EACH))
        seen[one.rule] += 1
    return sorted(range(len(ordered)), key=turns.__getitem__)


def _urgency(one: StandingFinding) -> tuple[bool, bool, int]:
    return one.severity is not Severity.VETO, one.status is not FindingStatus.NEW, SEVERITIES.index(one.severity)


def row(report: Report, one: StandingFinding) -> Row:
    """Return one finding as a row."""
    words = report.words
    days = (report.audit.run.as_of - one.first_seen).days + 1
    state = words(f"state.{one.status}") if one.status is not FindingStatus.OPEN else words("state.open", days)
    notes = _notes(one)
    places = tuple(
        replace(_place(place), note=note) for place, note in zip(one.locations[:PLACES], notes, strict=False)
    )
    hidden = one.location_count - len(places)
    return Row(
        key=one.fingerprint,
        rule=one.rule,
        severity=str(one.severity),
        status=str(one.status),
        confidence=str(one.confidence),
        state=state,
        days=days,
        severity_word=words(f"severity.{one.severity}"),
        confidence_word=words(f"state.{one.confidence}"),
        what=report.told(one),
        title=report.rule_title(one.rule),
        unit=one.unit,
        subject=report.subject_name(one.subject),
        target=target(report, one.subject, one.target),
        places=places,
        places_word=words("count.places", one.location_count) if one.location_count else "",
        more_places=words("count.more_places", hidden) if hidden > 0 else "",
        evidence=tuple(_evidence(report, one)),
        suggestion=report.suggestion(one),
    )


def target(report: Report, subject: str, target: str) -> Place:
    """Return what is at fault; of the matrix it is a platform, by its name."""
    return Place(report.platform(target) if subject == MATRIX else target, "", href(target))


def _notes(one: StandingFinding) -> Iterator[str]:
    """Yield for each place its likeness as a copy, in percent, and what differs; then '' without end."""
    shares, differences = one.values.get("similarities"), one.values.get("differences")
    if isinstance(shares, list) and isinstance(differences, list):
        for share, told in zip_longest(shares, differences, fillvalue=""):
            yield f"{share} {told}".strip()
    yield from repeat("")


def _place(one: Location) -> Place:
    return Place(one.url, one.text, href(one.url))


def _evidence(report: Report, one: StandingFinding) -> Iterator[Fact]:
    """Yield what the sentence itself does not say, and since when it is so."""
    rule = report.rules.get(one.rule)
    said = set(rule_text.BLANK.findall(rule_text.words(rule, report.lang, one.variant).summary)) if rule else set()
    for name, value in one.values.items():
        told = name in said or name in SHOWN_ELSEWHERE or (name == "detail" and value == str(one.values.get("status")))
        told = told or (isinstance(value, str) and name == "detail" and foreign(report, value))
        told = told or (name.startswith(SCORE) and (one.values.get("score_says") == "few" or name not in SCORED))
        if told or value in (None, "", []) or value is False or (name in ONLY_IF_ANY and not value):
            continue
        link = href(value) if isinstance(value, str) else None
        text = "" if link else evidence_text(report, name, value)
        yield Fact(report.words.get(f"evidence.{name}", name), text, link)
    yield Fact(report.words("evidence.first_seen"), one.first_seen.isoformat())
    yield from _follow_up(report, one.fingerprint)
    for file in report.files.get(one.fingerprint, ()):
        yield Fact(report.words(f"evidence_file.{file.name.rpartition('.')[2]}"), "", f"evidence/{file.name}")


def _follow_up(report: Report, fingerprint: str) -> Iterator[Fact]:
    """Yield what people wrote of a finding in the ledger."""
    said, words = report.decisions.reviews.get(fingerprint, Review()), report.words
    told = {
        "owner": said.owner,
        "deadline": said.deadline.isoformat() if said.deadline else "",
        "progress": words.get(f"ledger.progress_{said.progress}", said.progress),
        "review": words.get(f"ledger.review_{said.review}", said.review),
        "remarks": said.remarks,
    }
    for name, text in told.items():
        if text:
            yield Fact(words(f"ledger.{name}"), plain(text))


def suspected(findings: Iterable[StandingFinding]) -> int:
    """Return how many findings are suspected."""
    return sum(one.confidence is Confidence.SUSPECTED for one in findings)


def new(findings: Sequence[StandingFinding]) -> int:
    """Return how many findings are new."""
    return sum(one.status is FindingStatus.NEW for one in findings)
