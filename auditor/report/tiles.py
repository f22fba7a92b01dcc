"""The four tiles of the first screen: items 3, 25 and 27, and coverage, each with its change and trend."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import SubjectKind, SubjectState
from auditor.model.audit import AccountProposal, SiteVerdict, StandingFinding
from auditor.report.catalogue import number
from auditor.report.printable import Edition
from auditor.report.short_words import CLOSED
from auditor.rules import Confidence

NO_NUMBER = "—"
SETTLED = frozenset({"keep", "keep_main", "keep_featured"})


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


def tiles(edition: Edition, states: Counter[SubjectState]) -> tuple[Tile, ...]:
    """Return the tiles; `states` counts the subjects that were to be seen by how much was."""
    return _item_3(edition), _item_25(edition), _item_27(edition), _coverage(edition, states)


def is_settled(proposal: AccountProposal) -> bool:
    """Return whether an account leaves nothing to decide: it is to be kept, or registered as closed and gone."""
    return proposal.action in SETTLED or any(one.code == CLOSED for one in proposal.reasons)


def not_judged(edition: Edition) -> int:
    """Return how many targets could not be judged, subjects as a whole left out."""
    return len({(one.subject, one.target) for one in edition.audit.unknown if one.rules})


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
    looked_at = sum(one.subject.kind is SubjectKind.ACCOUNT for one in edition.wanted)
    closed = edition.words("tile.of_closed", accounts - looked_at) if accounts > looked_at else ""
    value, counts = _counted(edition, decide, "tile.proposals", SubjectKind.ACCOUNT)
    return Tile(
        edition.words("tile.item_27"),
        "item-27",
        value,
        "",
        counts,
        _change(edition, 27),
        edition.words("tile.of_accounts", accounts, closed=closed, findings=number(len(_of_item(edition, 27)))),
        _trend(one.item_27 for one in edition.audit.history),
    )


def _coverage(edition: Edition, states: Counter[SubjectState]) -> Tile:
    history = edition.audit.history
    before = history[-2] if edition.audit.previous and len(history) > 1 else None
    change = "" if edition.audit.previous else edition.words("tile.first")
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
