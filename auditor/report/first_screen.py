"""The first screen: what was looked at, vetoes in words, what was not seen, four tiles."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import SubjectKind, SubjectState
from auditor.model.audit import ColumnSum, SiteVerdict, StandingFinding
from auditor.report.catalogue import number
from auditor.report.phrases import column_sum, is_settled
from auditor.report.report_model import Report
from auditor.rules import Confidence, Severity

VETO_LINES = 6
CAUSES = 6
NO_NUMBER = "—"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the first screen: `value` of `total` ('' = no total), what it counts, how it moved, its trend."""

    name: str
    anchor: str
    value: str
    total: str
    counts: str
    change: str
    note: str
    trend: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words: about whom, what, and the anchor it leads to."""

    who: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """Everything above the chapters. `whole` says that nothing is missing."""

    scope: str
    compared: str
    vetoes: tuple[Line, ...]
    no_veto: str
    veto_notes: tuple[str, ...]
    unseen: str
    causes: str
    whole: bool
    tiles: tuple[Tile, ...]


def first_screen(report: Report) -> FirstScreen:
    """Return the first screen of a report."""
    vetoes = _vetoes(report)
    notes = [report.words("veto.more", len(vetoes) - VETO_LINES)] if len(vetoes) > VETO_LINES else []
    suspected = sum(one.severity is Severity.VETO and one.confidence is Confidence.SUSPECTED for one in report.open)
    if suspected:
        notes.append(report.words("veto.suspected", suspected))
    states = Counter(one.state for one in report.wanted)
    return FirstScreen(
        scope=_scope(report),
        compared=_compared(report),
        vetoes=tuple(vetoes[:VETO_LINES]),
        no_veto=report.words("veto.blind" if report.blind() else "veto.none"),
        veto_notes=tuple(notes),
        unseen=_unseen(report, states),
        causes=_causes(report),
        whole=bool(report.wanted) and not report.audit.unknown,
        tiles=tiles(report, states),
    )


def _scope(report: Report) -> str:
    kinds = Counter(one.subject.kind for one in report.wanted)
    names = {SubjectKind.SITE: "sites", SubjectKind.ACCOUNT: "accounts", SubjectKind.NOTICE_POINT: "notice_points"}
    parts = [report.words(f"count.{name}", kinds[kind]) for kind, name in names.items() if kinds[kind]]
    return report.words.joined(parts) or report.words("page.none")


def _compared(report: Report) -> str:
    previous = report.audit.previous
    if previous is None:
        return report.words("page.first_run")
    return report.words("page.compared", date=report.words.day(previous.as_of))


def _vetoes(report: Report) -> list[Line]:
    """Return confirmed vetoes in words: findings first, then columns that add up."""
    lines = [
        Line(_who(report, one.subject), report.told(one), f"f-{one.fingerprint}")
        for one in report.open
        if one.severity is Severity.VETO and one.confidence is Confidence.CONFIRMED
    ]
    for place, sheet in enumerate(report.audit.item_25, 1):
        sums: list[ColumnSum] = [one for check in sheet.checks for one in check.sums if one.verdict is SiteVerdict.FAIL]
        if sums:
            observed = report.words.parted([column_sum(report, one) for one in sums])
            text = report.words("veto.columns", observed=observed)
            lines.append(Line(_who(report, sheet.subject), text, f"site-{place}"))
    return lines


def _who(report: Report, subject: str) -> str:
    known = report.subject(subject)
    name = report.subject_name(subject)
    if known is not None and known.platform:
        name = report.words("page.named", name=name, what=report.platform(known.platform))
    return f"{name}{report.words('page.colon')}"


def _unseen(report: Report, states: Counter[SubjectState]) -> str:
    subjects = len(report.wanted)
    if not subjects:
        return report.words("unseen.nothing_registered")
    if not report.audit.unknown:
        return report.words("unseen.all_seen", subjects)
    return report.words(
        "unseen.line",
        subjects,
        whole=number(states[SubjectState.OBSERVED]),
        part=number(states[SubjectState.PARTIAL]),
        none=number(states[SubjectState.UNKNOWN]),
        targets=number(not_judged(report)),
    )


def _causes(report: Report) -> str:
    causes = Counter(one.reason for one in report.audit.unknown)
    parts = [
        report.words("unseen.cause", count, cause=report.reason(code)) for code, count in causes.most_common(CAUSES)
    ]
    return report.words("unseen.causes", causes=report.words.parted(parts)) if parts else ""


# The tiles: items 3, 25 and 27, and coverage, each with its change and trend.


def tiles(report: Report, states: Counter[SubjectState]) -> tuple[Tile, ...]:
    """Return the tiles; `states` counts the subjects that were to be seen by how much was."""
    return _item_3(report), _item_25(report), _item_27(report), _coverage(report, states)


def not_judged(report: Report) -> int:
    """Return how many targets could not be judged, subjects as a whole left out."""
    return len({(one.subject, one.target) for one in report.audit.unknown if one.rules})


def _change(report: Report, item: int) -> str:
    if report.audit.previous is None:
        return report.words("tile.first")
    new = sum(one.item == item and one.status == "new" for one in report.open)
    gone = sum(one.item == item for one in report.audit.resolved)
    return report.words("tile.change", new=number(new), gone=number(gone))


def _of_item(report: Report, item: int) -> Sequence[StandingFinding]:
    return [one for one in report.open if one.item == item]


def _counted(report: Report, count: int, counts: str, *kinds: SubjectKind) -> tuple[str, str]:
    """Return a tile's number and what it counts; no number where nothing was seen: that is not zero."""
    if count or not report.blind(*kinds):
        return number(count), report.words(counts, count)
    registered = any(not kinds or one.subject.kind in kinds for one in report.audit.standings)
    return NO_NUMBER, report.words("tile.blind" if registered else "tile.nothing_registered")


def _trend(values: Iterable[int]) -> tuple[int, ...]:
    known = tuple(values)
    return known if len(known) > 1 else ()


def _item_3(report: Report) -> Tile:
    found = _of_item(report, 3)
    suspected = sum(one.confidence is Confidence.SUSPECTED for one in found)
    subjects = len({one.subject for one in found})
    value, counts = _counted(report, len(found), "tile.findings")
    return Tile(
        report.words("tile.item_3"),
        "item-3",
        value,
        "",
        counts,
        _change(report, 3),
        report.words("tile.of_places", subjects, suspected=number(suspected)),
        _trend(one.item_3 for one in report.audit.history),
    )


def _item_25(report: Report) -> Tile:
    verdicts = Counter(one.verdict for one in report.audit.item_25)
    found = _of_item(report, 25)
    value, counts = _counted(report, len(found), "tile.findings", SubjectKind.SITE)
    return Tile(
        report.words("tile.item_25"),
        "item-25",
        value,
        "",
        counts,
        _change(report, 25),
        report.words(
            "tile.of_sites",
            len(report.audit.item_25),
            fail=number(verdicts[SiteVerdict.FAIL]),
            passed=number(verdicts[SiteVerdict.PASS]),
            open=number(verdicts[SiteVerdict.NOT_ASSESSABLE]),
        ),
        _trend(one.item_25 for one in report.audit.history),
    )


def _item_27(report: Report) -> Tile:
    decide = sum(not is_settled(one) for one in report.audit.item_27)
    accounts = sum(one.subject.kind is SubjectKind.ACCOUNT for one in report.audit.standings)
    looked_at = sum(one.subject.kind is SubjectKind.ACCOUNT for one in report.wanted)
    closed = report.words("tile.of_closed", accounts - looked_at) if accounts > looked_at else ""
    value, counts = _counted(report, decide, "tile.proposals", SubjectKind.ACCOUNT)
    return Tile(
        report.words("tile.item_27"),
        "item-27",
        value,
        "",
        counts,
        _change(report, 27),
        report.words("tile.of_accounts", accounts, closed=closed, findings=number(len(_of_item(report, 27)))),
        _trend(one.item_27 for one in report.audit.history),
    )


def _coverage(report: Report, states: Counter[SubjectState]) -> Tile:
    history = report.audit.history
    before = history[-2] if report.audit.previous and len(history) > 1 else None
    change = "" if report.audit.previous else report.words("tile.first")
    if before is not None:
        change = report.words("tile.before", observed=number(before.observed), total=number(before.subjects))
    observed, total = states[SubjectState.OBSERVED], len(report.wanted)
    return Tile(
        report.words("tile.coverage"),
        "unseen",
        number(observed),
        number(total),
        report.words("tile.observed", total),
        change,
        report.words(
            "tile.of_coverage",
            part=number(states[SubjectState.PARTIAL]),
            none=number(states[SubjectState.UNKNOWN]),
            targets=number(not_judged(report)),
        ),
        _trend(one.observed for one in history),
    )
