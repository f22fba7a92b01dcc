"""The first screen: what was looked at, vetoes in words, what was not seen, four tiles."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.audit import AccountProposal, ColumnSum, SiteVerdict, StandingFinding
from auditor.model import SubjectKind, SubjectState
from auditor.report.edition import Edition
from auditor.report.wording import CLOSED, column_sum
from auditor.report.words import number
from auditor.rule import Confidence, Severity

NO_NUMBER = "—"
VETO_LINES = 6
CAUSES = 6
SETTLED = frozenset({"keep", "keep_main", "keep_featured"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words: about whom, what, and the anchor it leads to."""

    who: str
    text: str
    anchor: str


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
        tiles=(_item_3(edition), _item_25(edition), _item_27(edition), _coverage(edition, states)),
    )


def is_settled(proposal: AccountProposal) -> bool:
    """Return whether an account leaves nothing to decide: it is to be kept, or registered as closed and gone."""
    return proposal.action in SETTLED or any(one.code == CLOSED for one in proposal.reasons)


def not_judged(edition: Edition) -> int:
    """Return how many targets could not be judged, subjects as a whole left out."""
    return len({(one.subject, one.target) for one in edition.audit.unknown if one.rules})


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
        Line(_who(edition, one.subject), edition.sentence(one), f"f-{one.fingerprint}")
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


def _change(edition: Edition, item: int) -> str:
    if edition.audit.previous is None:
        return edition.words("tile.first")
    new = sum(one.item == item and one.status == "new" for one in edition.open)
    gone = sum(one.item == item for one in edition.audit.resolved)
    return edition.words("tile.change", new=number(new), gone=number(gone))


def _of_item(edition: Edition, item: int) -> Sequence[StandingFinding]:
    return [one for one in edition.open if one.item == item]


def _counted(edition: Edition, count: int, counts: str, *kinds: SubjectKind) -> tuple[str, str]:
    """Return a tile's number and what it counts; no number where nothing was seen: that is not zero."""
    if count or not edition.blind(*kinds):
        return number(count), edition.words(counts, count)
    registered = any(not kinds or one.subject.kind in kinds for one in edition.audit.standings)
    return NO_NUMBER, edition.words("tile.blind" if registered else "tile.nothing_registered")


def _trend(values: Iterable[int]) -> tuple[int, ...]:
    known = tuple(values)
    return known if len(known) > 1 else ()


def _item_3(edition: Edition) -> Tile:
    found = _of_item(edition, 3)
    suspected = sum(one.confidence is Confidence.SUSPECTED for one in found)
    subjects = len({one.subject for one in found})
    value, counts = _counted(edition, len(found), "tile.findings")
    return Tile(
        edition.words("tile.item_3"),
        "item-3",
        value,
        "",
        counts,
        _change(edition, 3),
        edition.words("tile.of_places", subjects, suspected=number(suspected)),
        _trend(one.item_3 for one in edition.audit.history),
    )


def _item_25(edition: Edition) -> Tile:
    verdicts = Counter(one.verdict for one in edition.audit.item_25)
    found = _of_item(edition, 25)
    value, counts = _counted(edition, len(found), "tile.findings", SubjectKind.SITE)
    return Tile(
        edition.words("tile.item_25"),
        "item-25",
        value,
        "",
        counts,
        _change(edition, 25),
        edition.words(
            "tile.of_sites",
            len(edition.audit.item_25),
            fail=number(verdicts[SiteVerdict.FAIL]),
            passed=number(verdicts[SiteVerdict.PASS]),
            open=number(verdicts[SiteVerdict.NOT_ASSESSABLE]),
        ),
        _trend(one.item_25 for one in edition.audit.history),
    )


def _item_27(edition: Edition) -> Tile:
    decide = sum(not is_settled(one) for one in edition.audit.item_27)
    accounts = sum(one.subject.kind is SubjectKind.ACCOUNT for one in edition.audit.standings)
    value, counts = _counted(edition, decide, "tile.proposals", SubjectKind.ACCOUNT)
    return Tile(
        edition.words("tile.item_27"),
        "item-27",
        value,
        "",
        counts,
        _change(edition, 27),
        edition.words("tile.of_accounts", accounts, findings=number(len(_of_item(edition, 27)))),
        _trend(one.item_27 for one in edition.audit.history),
    )


def _coverage(edition: Edition, states: Counter[SubjectState]) -> Tile:
    history = edition.audit.history
    before = history[-2] if edition.audit.previous and len(history) > 1 else None
    change = edition.words("tile.first")
    if before is not None:
        change = edition.words("tile.before", observed=number(before.observed), total=number(before.subjects))
    observed, total = states[SubjectState.OBSERVED], len(edition.wanted)
    return Tile(
        edition.words("tile.coverage"),
        "unseen",
        number(observed),
        number(total),
        edition.words("tile.observed", total),
        change,
        edition.words(
            "tile.of_coverage",
            part=number(states[SubjectState.PARTIAL]),
            none=number(states[SubjectState.UNKNOWN]),
            targets=number(not_judged(edition)),
        ),
        _trend(one.observed for one in history),
    )
