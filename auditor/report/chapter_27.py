"""Chapter of item 27: the matrix by unit, the plan with blank cells for a person's decision, the findings."""

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from auditor.model import Role, SubjectKind
from auditor.model.audit import AccountProposal
from auditor.model.decisions import PlanDecision
from auditor.platforms import row_of
from auditor.report.catalogue import number
from auditor.report.escape import href, plain
from auditor.report.finding_rows import CAP, Place, Table, table
from auditor.report.matrix import matrix
from auditor.report.printable import Edition
from auditor.report.short_words import account_action, reason, rests_on, step
from auditor.report.tiles import is_settled

ITEM = 27
SHORT = {"keep_main": "keep", "keep_featured": "keep"}
ORDER = ("close", "merge", "revive", "register", "review", "keep", "keep_featured", "keep_main")
COUNTED = ("keep", "merge", "close", "revive", "review")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit's accounts: its declared main ones, how many, and how many proposals of each kind (COUNTED).

    `of` is the unit as it is registered, '' for none.
    """

    unit: str
    main: str
    accounts: int
    counts: tuple[int, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words, with the day it is due or done by ('' = none)."""

    text: str
    by: str


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One account of the plan in words; `settled` where nothing is to be decided."""

    name: str
    address: Place
    unit: str
    platform: str
    last_post: str
    followers: str
    reasons: tuple[str, ...]
    action: str
    action_word: str
    confidence: str
    confidence_word: str
    settled: bool
    rests_on: str = ""
    steps: tuple[StepLine, ...] = ()
    decision: str = ""
    owner: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class ChapterTwentySeven:
    """The chapter: a sentence, the picture, units, the plan (capped, `accounts` in all), findings, what is gone."""

    conclusion: str
    picture: Markup
    heads: tuple[str, ...]
    units: tuple[UnitLine, ...]
    plan: tuple[PlanLine, ...]
    accounts: int
    wechat: bool
    table: Table
    resolved: Table


def chapter_twenty_seven(edition: Edition) -> ChapterTwentySeven:
    """Return the chapter of item 27; what wants a decision comes first, by unit."""
    words = edition.words
    plan = [_line(edition, one) for one in edition.audit.item_27]
    plan.sort(key=lambda line: (line.settled, line.unit, ORDER.index(line.action) if line.action in ORDER else 0))
    weixin = {one.subject.id for one in edition.audit.standings if row_of(one.subject.platform).moves_followers}
    return ChapterTwentySeven(
        _conclusion(edition),
        matrix(edition),
        tuple(words(f"short_27.{action}") for action in COUNTED),
        _units(edition)[:CAP],
        tuple(plan[:CAP]),
        len(plan),
        any(one.subject in weixin and one.action in ("close", "merge") for one in edition.audit.item_27),
        table(edition, (one for one in edition.open if one.item == ITEM)),
        table(edition, (one for one in edition.audit.resolved if one.item == ITEM)),
    )


def _short(action: str) -> str:
    return SHORT.get(action, action)


def _conclusion(edition: Edition) -> str:
    words = edition.words
    accounts = sum(one.subject.kind is SubjectKind.ACCOUNT for one in edition.audit.standings)
    if not edition.audit.item_27:
        return words("conclusion.item_27_none")
    actions = Counter(_short(one.action) for one in edition.audit.item_27 if not is_settled(one))
    listed = [f"{words(f'short_27.{action}')} {number(count)}" for action, count in actions.most_common()]
    return words(
        "conclusion.item_27",
        accounts=number(accounts),
        decide=number(sum(actions.values())),
        actions=words.joined(listed) or words("page.none"),
    )


def _units(edition: Edition) -> tuple[UnitLine, ...]:
    grouped: dict[str, list[AccountProposal]] = {}
    for one in edition.audit.item_27:
        known = edition.subject(one.subject)
        if known is not None:
            grouped.setdefault(known.unit, []).append(one)
    lines = []
    for unit, proposals in grouped.items():
        subjects = [edition.standings[one.subject].subject for one in proposals]
        main = [
            edition.words("page.named", name=one.name, what=edition.platform(one.platform))
            for one in subjects
            if one.role is Role.MAIN
        ]
        counts = Counter(_short(one.action) for one in proposals if one.action != "close" or not is_settled(one))
        lines.append(
            UnitLine(
                edition.unit_name(unit),
                edition.words.joined(main) or edition.words("matrix.main_none"),
                len(proposals),
                tuple(counts[action] for action in COUNTED),
                unit,
            )
        )
    return tuple(lines)


def _line(edition: Edition, one: AccountProposal) -> PlanLine:
    known = edition.subject(one.subject)
    url = (known.url if known else one.subject) or ""
    followers = one.followers
    said = edition.decisions.plans.get(one.subject, PlanDecision())
    return PlanLine(
        name=known.name if known else one.subject,
        address=Place(url, "", href(url)),
        unit=known.unit if known else "",
        platform=edition.platform(known.platform) if known else "",
        last_post=one.last_post.isoformat() if one.last_post else "",
        followers=number(followers) if followers is not None else "",
        reasons=tuple(reason(edition, why) for why in one.reasons),
        action=one.action,
        action_word=account_action(edition, one),
        confidence=str(one.confidence),
        confidence_word=edition.words(f"state.{one.confidence}"),
        settled=is_settled(one),
        rests_on=rests_on(edition, one),
        steps=tuple(StepLine(step(edition, each), each.by.isoformat() if each.by else "") for each in one.steps),
        decision=edition.words.get(f"short_27.{said.decision}", plain(said.decision)),
        owner=plain(said.owner),
        deadline=said.deadline.isoformat() if said.deadline else "",
    )
