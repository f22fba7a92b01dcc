"""The first screen: what was looked at, vetoes in words, what was not seen, four tiles."""

from collections import Counter
from dataclasses import dataclass

from auditor.model import SubjectKind, SubjectState
from auditor.model.audit import ColumnSum, SiteVerdict
from auditor.report.catalogue import number
from auditor.report.printable import Edition
from auditor.report.short_words import column_sum
from auditor.report.tiles import Tile, not_judged, tiles
from auditor.rules import Confidence, Severity

VETO_LINES = 6
CAUSES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words: about whom, what, and the anchor it leads to."""

    who: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Front:
    """Everything above the chapters. `unseen` has a class: 'whole' where nothing is missing."""

    scope: str
    compared: str
    vetoes: tuple[Line, ...]
    no_veto: str
    veto_notes: tuple[str, ...]
    unseen: str
    causes: str
    whole: bool
    tiles: tuple[Tile, ...]


def front(edition: Edition) -> Front:
    """Return the first screen of an edition."""
    vetoes = _vetoes(edition)
    notes = [edition.words("veto.more", len(vetoes) - VETO_LINES)] if len(vetoes) > VETO_LINES else []
    suspected = sum(one.severity is Severity.VETO and one.confidence is Confidence.SUSPECTED for one in edition.open)
    if suspected:
        notes.append(edition.words("veto.suspected", suspected))
    states = Counter(one.state for one in edition.wanted)
    return Front(
        scope=_scope(edition),
        compared=_compared(edition),
        vetoes=tuple(vetoes[:VETO_LINES]),
        no_veto=edition.words("veto.blind" if edition.blind() else "veto.none"),
        veto_notes=tuple(notes),
        unseen=_unseen(edition, states),
        causes=_causes(edition),
        whole=bool(edition.wanted) and not edition.audit.unknown,
        tiles=tiles(edition, states),
    )


def _scope(edition: Edition) -> str:
    kinds = Counter(one.subject.kind for one in edition.wanted)
    names = {SubjectKind.SITE: "sites", SubjectKind.ACCOUNT: "accounts", SubjectKind.NOTICE_POINT: "notice_points"}
    parts = [edition.words(f"count.{name}", kinds[kind]) for kind, name in names.items() if kinds[kind]]
    return edition.words.joined(parts) or edition.words("page.none")


def _compared(edition: Edition) -> str:
    previous = edition.audit.previous
    if previous is None:
        return edition.words("page.first_run")
    return edition.words("page.compared", date=edition.words.day(previous.as_of))


def _vetoes(edition: Edition) -> list[Line]:
    """Return confirmed vetoes in words: findings first, then columns that add up."""
    lines = [
        Line(_who(edition, one.subject), edition.told(one), f"f-{one.fingerprint}")
        for one in edition.open
        if one.severity is Severity.VETO and one.confidence is Confidence.CONFIRMED
    ]
    for place, sheet in enumerate(edition.audit.item_25, 1):
        sums: list[ColumnSum] = [one for check in sheet.checks for one in check.sums if one.verdict is SiteVerdict.FAIL]
        if sums:
            observed = edition.words.parted([column_sum(edition, one) for one in sums])
            text = edition.words("veto.columns", observed=observed)
            lines.append(Line(_who(edition, sheet.subject), text, f"site-{place}"))
    return lines


def _who(edition: Edition, subject: str) -> str:
    known = edition.subject(subject)
    name = edition.subject_name(subject)
    if known is not None and known.platform:
        name = edition.words("page.named", name=name, what=edition.platform(known.platform))
    return f"{name}{edition.words('page.colon')}"


def _unseen(edition: Edition, states: Counter[SubjectState]) -> str:
    subjects = len(edition.wanted)
    if not subjects:
        return edition.words("unseen.nothing_registered")
    if not edition.audit.unknown:
        return edition.words("unseen.all_seen", subjects)
    return edition.words(
        "unseen.line",
        subjects,
        whole=number(states[SubjectState.OBSERVED]),
        part=number(states[SubjectState.PARTIAL]),
        none=number(states[SubjectState.UNKNOWN]),
        targets=number(not_judged(edition)),
    )


def _causes(edition: Edition) -> str:
    causes = Counter(one.reason for one in edition.audit.unknown)
    parts = [
        edition.words("unseen.cause", count, cause=edition.reason(code)) for code, count in causes.most_common(CAUSES)
    ]
    return edition.words("unseen.causes", causes=edition.words.parted(parts)) if parts else ""
