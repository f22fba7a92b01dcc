"""What became of the findings of the run before: still open, gone, or not looked at again."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from auditor.consolidate.fingerprint import canonical
from auditor.consolidate.run_view import Sight
from auditor.model import UNDECIDED, Outcome, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.model.audit import Audit, HistoryPoint, NotSeen, RunInfo, StandingFinding
from auditor.model.audit import FindingStatus as Status
from auditor.rules import Rule
from auditor.rules.judge import Judgement
from auditor.rules.registered import closed_and_unread

CODE = re.compile("[a-z][a-z0-9_]*")
SEEN_IN_PART = "partial"
NOT_SEEN_AGAIN = "not_seen_again"
FOUND_BY_WALKING = frozenset({"link", "column", "site"})
"""What a finding may rest on that every walk of its site shows again."""

TREND = 30


def earlier_findings(previous: Audit | None) -> dict[str, StandingFinding]:
    """Return fingerprint → finding of everything the run before left open or had not seen again."""
    if previous is None:
        return {}
    return {one.fingerprint: one for one in (*previous.carried, *previous.findings)}


def gone_and_carried(
    earlier: Iterable[StandingFinding],
    standings: Mapping[str, SubjectStanding],
    judgement: Judgement,
    rules: Mapping[str, Rule],
    sight: Sight,
    usual: Mapping[str, float],
) -> tuple[tuple[StandingFinding, ...], tuple[StandingFinding, ...]]:
    """Return (resolved, carried) of earlier findings that this run did not find.

    `rules` are those that judged. Resolved needs proof: the rule ran, did not answer Unknown for the target or its
    subject, and either found the target clean or the run looked again at everything the finding rests on. All else is
    carried.
    A link or column that a site walked to its end no longer shows is gone; a page only unlinked is not. `usual` is
    how many addresses of a site are usually looked at (`walks.usual_walks`).
    """
    doubts = _doubts(judgement)
    resolved: list[StandingFinding] = []
    carried: list[StandingFinding] = []
    for one in earlier:
        standing = standings.get(one.subject)
        doubted = doubts.get((one.rule, one.subject), set())
        clean = judgement.clean.get((one.rule, one.subject), frozenset())
        whole = standing is not None and is_whole(standing, usual)
        rule = rules.get(one.rule)
        proven = rule is not None and _looked_again(one, rule, standing, doubted, clean, sight, whole=whole)
        (resolved if proven else carried).append(one)
    return tuple(resolved), tuple(carried)


def judging(rules: Iterable[Rule], judgement: Judgement) -> dict[str, Rule]:
    """Return the rules that judged, by id: those that failed are left out."""
    failed = {line.partition(":")[0] for line in judgement.failed}
    return {rule.id: rule for rule in rules if rule.id not in failed}


def pages_to_see_again(previous: Audit | None, rules: Mapping[str, Rule]) -> dict[str, list[str]]:
    """Return site → pages that what the run before left open rests on, so that a run may look at them again.

    Once unlinked no walk comes by them, and nobody could tell whether they are gone. Links and columns need none:
    a walk to the end of the site shows whether it still has them.
    """
    pages: dict[str, list[str]] = {}
    for one in earlier_findings(previous).values():
        rule = rules.get(one.rule)
        if rule is None or rule.rests_on not in FOUND_BY_WALKING:
            wanted = (url for url in pages_of(one) if url.startswith(("http://", "https://")))
            pages.setdefault(one.subject, []).extend(wanted)
    return pages


def not_seen_again(carried: Iterable[StandingFinding]) -> Iterator[NotSeen]:
    """Yield one entry for every finding that could be neither confirmed nor cleared."""
    for one in carried:
        yield NotSeen(one.subject, one.target, NOT_SEEN_AGAIN, f"#{one.fingerprint}", (one.rule,))


def names_of(subject: Subject) -> frozenset[str]:
    """Return the targets that stand for the subject as a whole."""
    return frozenset(canonical(name) for name in (subject.id, subject.url, subject.account_id, ""))


def trend(
    previous: Audit | None, run: RunInfo, findings: Iterable[StandingFinding], standings: Collection[SubjectStanding]
) -> tuple[HistoryPoint, ...]:
    """Return the history of the run before with this run added, at most 30 points."""
    open_ = [one.item for one in findings if one.status is not Status.WAIVED]
    wanted = [one for one in standings if not closed_and_unread(one)]
    observed = sum(one.state is SubjectState.OBSERVED for one in wanted)
    point = HistoryPoint(run.id, run.as_of, open_.count(3), open_.count(25), open_.count(27), observed, len(wanted))
    before = [one for one in (previous.history if previous else ()) if one.run != run.id]
    return (*before, point)[-TREND:]


def reason_code(standing: SubjectStanding) -> str:
    """Return the code that the `why` of a subject not wholly seen begins with, 'no_data' when it has none."""
    code = CODE.match(standing.why)
    return code.group() if code else "no_data"


def _doubts(judgement: Judgement) -> dict[tuple[str, str], set[str]]:
    """Return (rule, subject) → targets it could not judge; that a subject was seen in part is no such doubt."""
    doubts: dict[tuple[str, str], set[str]] = {}
    for rule, unknown in judgement.unknown:
        if unknown.reason == SEEN_IN_PART:
            continue
        doubts.setdefault((rule.id, unknown.subject), set()).add(canonical(unknown.target))
    return doubts


def _looked_again(
    one: StandingFinding,
    rule: Rule,
    standing: SubjectStanding | None,
    doubted: Collection[str],
    clean: Collection[str],
    sight: Sight,
    *,
    whole: bool,
) -> bool:
    names = names_of(standing.subject) if standing else frozenset({""})
    if canonical(one.target) in doubted or not names.isdisjoint(doubted):
        return False
    if standing is None:
        return one.target in clean
    if standing.state is SubjectState.UNKNOWN:
        return False
    if one.target in clean:
        return True
    if standing.subject.kind is not SubjectKind.SITE or not one.target.startswith(("http://", "https://")):
        return whole
    if rule.rests_on == "link":
        return _link_gone(one, rule, whole, sight)
    if rule.rests_on == "holders":
        return whole or holders_seen(one, sight)
    return all(_page_settled(url, whole and rule.rests_on == "column", sight) for url in pages_of(one))


def _link_gone(one: StandingFinding, rule: Rule, whole: bool, sight: Sight) -> bool:
    """Return whether a link now works, or no page of the site holds it any more.

    `whole` says that the site was walked to its end. An address may have been looked at for another site.
    """
    seen = sight.seen(one.target)
    if seen is Outcome.OK and rule.opening_repairs:
        return True
    if seen in UNDECIDED and rule.asks_target:
        return False
    return whole or holders_seen(one, sight)


def holders_seen(one: StandingFinding, sight: Sight) -> bool:
    """Return whether every page that held a target was looked at again."""
    places = [place.url for place in one.locations if canonical(place.url) != canonical(one.target)]
    known = bool(places) and one.location_count <= len(one.locations)
    return known and all(sight.decided(url) for url in places)


def pages_of(one: StandingFinding) -> Iterator[str]:
    """Yield what a finding is about: its target, and the members of its group."""
    members = one.values.get("members")
    yield one.target
    yield from (url for url in members if isinstance(url, str)) if isinstance(members, list) else ()


def _page_settled(url: str, whole: bool, sight: Sight) -> bool:
    """Return whether a page was read this time or is gone; one not asked for counts only where `whole` says so."""
    seen = sight.seen(url)
    return whole if seen is None else seen is Outcome.OK or sight.gone(url)


# How much of a site a walk usually sees, so that a site under maintenance is not taken for one that was mended.

SHRUNK = 0.5
"""Share of the usual addresses below which a walk shows nothing of what the site no longer has."""

FORGOTTEN = 0.9
"""What is left of the usual number after a run that saw less, so that a site may shrink for good."""


def is_whole(standing: SubjectStanding, usual: Mapping[str, float]) -> bool:
    """Return whether a subject was seen whole, and of a site no less than half of what is usually seen of it.

    A page that says the site is being repaired has no links, so a walk is soon at its end.
    """
    whole = standing.state is SubjectState.OBSERVED
    return whole and _looked(standing) >= SHRUNK * usual.get(standing.subject.id, 0)


def usual_walks(standings: Iterable[SubjectStanding], before: Mapping[str, float]) -> dict[str, float]:
    """Return site → addresses usually looked at, from what they were before and this run; others stay as they were."""
    sites = [one for one in standings if one.subject.kind is SubjectKind.SITE]
    faded = {one.subject.id: FORGOTTEN * before.get(one.subject.id, 0) for one in sites}
    return {**before, **{one.subject.id: round(max(_looked(one), faded[one.subject.id]), 1) for one in sites}}


def _looked(standing: SubjectStanding) -> int:
    looked = standing.stats.get("looked", 0)
    return looked if isinstance(looked, int) else 0
