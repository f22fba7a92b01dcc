"""What to do about an account once its proposal is decided, step by step, with days where a rule gives them.

Steps are the platform's and the office's own procedure, never an act of the machine. A day counts from the day judged
by, as if the decision were taken on it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.config.settings import PlanSettings
from auditor.model import Subject
from auditor.model.audit import Step
from auditor.platforms import row_of

REGISTERING = (Step("ask_unit"), Step("register_it"), Step("report_impostor"))
"""What to do about an account that was found and is not registered."""

FREEZE = "freeze"


@dataclass(frozen=True, slots=True)
class Case:
    """One account with what decides its steps. `followers` None: not known; `into` None: merged into nothing.

    `last_post` is the day of its newest post (None: none seen), `silent_days` the limit of silence for it.
    `reason` is why it could not be judged, '' where it was. `gone`: its platform says that it is no more.
    """

    subject: Subject
    action: str
    as_of: date
    followers: int | None = None
    into: Subject | None = None
    into_followers: int | None = None
    last_post: date | None = None
    silent_days: int | None = None
    reason: str = ""
    gone: bool = False


def steps_of(case: Case, plan: PlanSettings) -> tuple[Step, ...]:
    """Return the steps of a proposal in order; () for what is kept as it is."""
    if case.action in ("close", "merge"):
        return tuple(_registered_only(case) if case.gone else _closing(case, plan))
    if case.action == "revive":
        return tuple(_reviving(case))
    if case.action == "review":
        return tuple(_reviewing(case))
    return ()


def _reviewing(case: Case) -> Iterator[Step]:
    if case.gone:
        yield Step("check_by_hand")
    elif case.reason:
        yield Step("settle", {"reason": case.reason})
        yield Step("attest_release" if row_of(case.subject.platform).by_release else "attest")
    else:
        yield Step("decide")


def _registered_only(case: Case) -> Iterator[Step]:
    yield Step("check_by_hand")
    yield Step("register_closed")


def _closing(case: Case, plan: PlanSettings) -> Iterator[Step]:
    """Yield the way from the decision to the end of the account; until then it must go on posting."""
    last_notice = case.as_of + timedelta(days=plan.notice_days)
    yield Step(row_of(case.subject.platform).export)
    yield from _moving(case, plan)
    name = case.into.name if case.into else ""
    yield Step("notice_into" if name else "notice", {"days": plan.notice_days, "into": name}, last_notice)
    yield from _posting(case)
    yield from _cancelling(case, plan, last_notice)
    yield Step("register_closed")


def _moving(case: Case, plan: PlanSettings) -> Iterator[Step]:
    """Yield what becomes of the followers: where they can be moved at all, only into an account with few of its own."""
    movable = row_of(case.subject.platform).moves_followers
    if case.into is None or not movable or case.into.platform != case.subject.platform:
        return
    values: Mapping[str, str | int] = {"into": case.into.name, "limit": plan.weixin_movable_followers}
    if case.into_followers is None:
        yield Step("move_unsure", values)
    elif case.into_followers > plan.weixin_movable_followers:
        yield Step("move_not", values)
    else:
        yield Step("move", values)


def _posting(case: Case) -> Iterator[Step]:
    if case.silent_days is None:
        return
    due = case.last_post + timedelta(days=case.silent_days - 1) if case.last_post else case.as_of
    yield Step("keep_posting", {"limit": case.silent_days}, max(due, case.as_of))


def _cancelling(case: Case, plan: PlanSettings, after: date) -> Iterator[Step]:
    """Yield the platform's own steps: the first waits for the end of the notice."""
    first, *later = row_of(case.subject.platform).cancelling
    yield Step(first, {}, after)
    for step in later:
        yield _freezing(case, plan, after) if step == FREEZE else Step(step)


def _freezing(case: Case, plan: PlanSettings, after: date) -> Step:
    days = freeze_days(case.followers, plan)
    if days is None:
        low, high = plan.weixin_freeze_to_1000, plan.weixin_freeze_above
        return Step("freeze_unsure", {"low": low, "high": high}, after + timedelta(days=high))
    return Step(FREEZE, {"days": days, "followers": case.followers or 0}, after + timedelta(days=days))


def _reviving(case: Case) -> Iterator[Step]:
    yield Step("name_editor")
    yield Step("post_now", {}, case.as_of)
    if case.silent_days is not None:
        yield Step("post_steadily", {"limit": case.silent_days})
    yield Step("or_close")


def freeze_days(followers: int | None, plan: PlanSettings) -> int | None:
    """Return the days for which WeChat freezes an account before it is cancelled, None where followers are unknown.

    Bounds of followers are inclusive (docs/sources.md 6.11).
    """
    if followers is None:
        return None
    tiers: Mapping[int, int] = {
        1_000: plan.weixin_freeze_to_1000,
        10_000: plan.weixin_freeze_to_10000,
        100_000: plan.weixin_freeze_to_100000,
    }
    return next((days for most, days in tiers.items() if followers <= most), plan.weixin_freeze_above)
