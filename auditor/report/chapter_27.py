"""Chapter of item 27: the matrix by unit, the plan with blank cells for a person's decision, the findings."""

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from auditor.model import Role, SubjectKind
from auditor.model.audit import AccountProposal
from auditor.model.decisions import PlanDecision
from auditor.platforms import row_of
from auditor.report.catalogue import number
from auditor.report.finding_rows import CAP, Place, Table, table
from auditor.report.matrix import matrix
from auditor.report.phrases import account_action, is_settled, reason, rests_on, step
from auditor.report.report_model import Report
from auditor.report.sanitize import href, plain

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


def chapter_twenty_seven(report: Report) -> ChapterTwentySeven:
    """Return the chapter of item 27; what wants a decision comes first, by unit."""
    words = report.words
    plan = [_line(report, one) for one in report.audit.item_27]
    plan.sort(key=lambda line: (line.settled, line.unit, ORDER.index(line.action) if line.action in ORDER else 0))
    weixin = {one.subject.id for one in report.audit.standings if row_of(one.subject.platform).moves_followers}
    return ChapterTwentySeven(
        _conclusion(report),
        matrix(report),
        tuple(words(f"short_27.{action}") for action in COUNTED),
        _units(report)[:CAP],
        tuple(plan[:CAP]),
        len(plan),
        any(one.subject in weixin and one.action in ("close", "merge") for one in report.audit.item_27),
        table(report, (one for one in report.open if one.item == ITEM)),
        table(report, (one for one in report.audit.resolved if one.item == ITEM)),
    )


def _short(action: str) -> str:
    return SHORT.get(action, action)


def _conclusion(report: Report) -> str:
    words = report.words
    accounts = sum(one.subject.kind is SubjectKind.ACCOUNT for one in report.audit.standings)
    if not report.audit.item_27:
        return words("conclusion.item_27_none")
    actions = Counter(_short(one.action) for one in report.audit.item_27 if not is_settled(one))
    listed = [f"{words(f'short_27.{action}')} {number(count)}" for action, count in actions.most_common()]
    return words(
        "conclusion.item_27",
        accounts=number(accounts),
        decide=number(sum(actions.values())),
        actions=words.joined(listed) or words("page.none"),
    )


def _units(report: Report) -> tuple[UnitLine, ...]:
    grouped: dict[str, list[AccountProposal]] = {}
    for one in report.audit.item_27:
        known = report.subject(one.subject)
        if known is not None:
            grouped.setdefault(known.unit, []).append(one)
    lines = []
    for unit, proposals in grouped.items():
        subjects = [report.standings[one.subject].subject for one in proposals]
        main = [
            report.words("page.named", name=one.name, what=report.platform(one.platform))
            for one in subjects
            if one.role is Role.MAIN
        ]
        counts = Counter(_short(one.action) for one in proposals if one.action != "close" or not is_settled(one))
        lines.append(
            UnitLine(
                report.unit_name(unit),
                report.words.joined(main) or report.words("matrix.main_none"),
                len(proposals),
                tuple(counts[action] for action in COUNTED),
                unit,
            )
        )
    return tuple(lines)


def _line(report: Report, one: AccountProposal) -> PlanLine:
    known = report.subject(one.subject)
    url = (known.url if known else one.subject) or ""
    followers = one.followers
    said = report.decisions.plans.get(one.subject, PlanDecision())
    return PlanLine(
        name=known.name if known else one.subject,
        address=Place(url, "", href(url)),
        unit=known.unit if known else "",
        platform=report.platform(known.platform) if known else "",
        last_post=one.last_post.isoformat() if one.last_post else "",
        followers=number(followers) if followers is not None else "",
        reasons=tuple(reason(report, why) for why in one.reasons),
        action=one.action,
        action_word=account_action(report, one),
        confidence=str(one.confidence),
        confidence_word=report.words(f"state.{one.confidence}"),
        settled=is_settled(one),
        rests_on=rests_on(report, one),
        steps=tuple(StepLine(step(report, each), each.by.isoformat() if each.by else "") for each in one.steps),
        decision=report.words.get(f"short_27.{said.decision}", plain(said.decision)),
        owner=plain(said.owner),
        deadline=said.deadline.isoformat() if said.deadline else "",
    )
