"""A run's audit after its open findings were looked at again: repaired, still there, or not seen."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.consolidate.assemble import Terms, Verdicts, limits_of, not_judged, still_registered
from auditor.consolidate.fingerprint import of as fingerprint_of
from auditor.consolidate.history import (
    NOT_SEEN_AGAIN,
    earlier_findings,
    holders_seen,
    not_seen_again,
    pages_of,
    trend,
)
from auditor.consolidate.run_view import Sight
from auditor.consolidate.standing_findings import place, standing_findings
from auditor.consolidate.waivers import finding_with
from auditor.model import RegisterStatus, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.model.audit import AccountProposal, Audit, FindingStatus, NotSeen, RunInfo, SiteSheet, StandingFinding
from auditor.rules import Finding, Rule, by_id
from auditor.rules.judge import Judgement

NOTE = {
    "zh": "本报告是对 {run} 的复查，只查当时未整改的 {sought} 个问题：已整改 {repaired}，仍在 {standing}，"
    "未能看到 {unseen}。其余内容沿用该次检查。",
    "en": "This is a recheck of {run} and looked at its {sought} open findings only: {repaired} repaired, "
    "{standing} still there, {unseen} not seen. All else is as that run found it.",
}
WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Recheck:
    """The new audit, and what became of the findings looked for: each is in one of the three."""

    audit: Audit
    repaired: tuple[StandingFinding, ...]
    standing: tuple[StandingFinding, ...]
    unseen: tuple[StandingFinding, ...]


def note_of(found: Recheck, before: RunInfo, lang: str) -> str:
    """Return the remark of the report that says what this recheck of the run `before` looked at."""
    counts = {"repaired": len(found.repaired), "standing": len(found.standing), "unseen": len(found.unseen)}
    return NOTE[lang].format(run=before.id, sought=sum(counts.values()), **counts)


def rechecked(
    run: RunInfo,
    previous: Audit,
    standings: Sequence[SubjectStanding],
    judgement: Judgement,
    terms: Terms,
    sight: Sight,
    *,
    sought: Collection[str],
    touched: Collection[str],
    registered: Collection[str],
) -> Recheck:
    """Return the audit of the run before with what a second look at its findings changes. Pure.

    `sought` are the fingerprints looked for, `touched` the subjects looked at; `standings` are those judged, and the
    judgement may hold more than was looked at: only what `sight` saw counts. What was not looked at, or could not be
    seen, stays as it was. New faults are left to the next whole run.
    """
    verdicts = Verdicts(run, judgement, terms, sight)
    rules = by_id(terms.rules)
    everyone = _everyone(previous, standings, touched, registered)
    subjects = {one.subject.id: one for one in everyone}
    kept = {m: one for m, one in earlier_findings(previous).items() if still_registered(one, set(subjects), registered)}
    targets = [one for mark, one in kept.items() if mark in sought]
    fresh = _fresh(verdicts, kept, subjects)
    repaired = tuple(_repaired(verdicts, targets, fresh, subjects, touched))
    gone = {one.fingerprint for one in repaired}
    there = {
        one.fingerprint
        for one in targets
        if one.fingerprint not in gone
        and (one.fingerprint in fresh or _succeeded(one, judgement))
        and _looked(one, rules.get(one.rule), subjects.get(one.subject), sight, touched)
    }
    now = {mark: fresh[mark] if mark in there and mark in fresh else _as_it_was(one, terms, run)
           for mark, one in kept.items() if mark not in gone}  # fmt: skip
    carried = {one.fingerprint for one in previous.carried} - there
    order = {subject: number for number, subject in enumerate(subjects)}
    findings = tuple(
        sorted((one for mark, one in now.items() if mark not in carried), key=lambda one: place(one, order))
    )
    unseen = tuple(one for one in targets if one.fingerprint not in gone | there)
    left = [now[mark] for mark in now if mark in carried]
    audit = replace(
        previous,
        run=run,
        standings=everyone,
        findings=findings,
        resolved=repaired,
        carried=tuple(left),
        unknown=(*_unknown(previous, standings, judgement), *not_seen_again(_once(left, unseen))),
        item_3=verdicts.item_3(findings, everyone),
        item_25=_sheets(verdicts, previous, everyone, findings, touched),
        item_27=_plan(verdicts, previous, everyone, findings, touched),
        previous=previous.run,
        left_register=len(earlier_findings(previous)) - len(kept),
        failed=judgement.failed,
        limits=limits_of(terms),
        history=trend(previous, run, findings, everyone),
        notes=terms.notes,
    )
    return Recheck(audit, repaired, tuple(now[mark] for mark in now if mark in there), unseen)


def _everyone(
    previous: Audit, standings: Sequence[SubjectStanding], touched: Collection[str], registered: Collection[str]
) -> tuple[SubjectStanding, ...]:
    new = {one.subject.id: one for one in standings if one.subject.id in touched}
    return tuple(new.get(one.subject.id, one) for one in previous.standings if one.subject.id in registered)


def _fresh(
    verdicts: Verdicts, kept: Mapping[str, StandingFinding], subjects: Mapping[str, SubjectStanding]
) -> dict[str, StandingFinding]:
    """Return the known findings that were judged again, by fingerprint, with their history."""
    known = [(rule, one) for rule, one in verdicts.judgement.findings if fingerprint_of(rule.id, one) in kept]
    first_seen = {mark: one.first_seen for mark, one in kept.items()}
    made = standing_findings(known, subjects, first_seen, verdicts.terms.waivers, verdicts.run.as_of)
    return {one.fingerprint: one for one in made}


def _repaired(
    verdicts: Verdicts,
    targets: Iterable[StandingFinding],
    fresh: Collection[str],
    subjects: Mapping[str, SubjectStanding],
    touched: Collection[str],
) -> Iterator[StandingFinding]:
    """Yield what is proven to be gone. No site was walked to its end, so that a link not met proves nothing."""
    absent = [one for one in targets if one.fingerprint not in fresh and not _succeeded(one, verdicts.judgement)]
    endless = {one: math.inf for one, known in subjects.items() if known.subject.kind is SubjectKind.SITE}
    gone, _ = verdicts.gone_and_carried(absent, subjects, endless)
    rules = by_id(verdicts.terms.rules)
    for one in gone:
        if _looked(one, rules.get(one.rule), subjects.get(one.subject), verdicts.sight, touched):
            yield one


def _looked(
    one: StandingFinding, rule: Rule | None, standing: SubjectStanding | None, sight: Sight, touched: Collection[str]
) -> bool:
    """Return whether everything that a finding rests on was looked at this time, and the look decides something."""
    if standing is None:
        return True
    if one.subject not in touched:
        return False
    if standing.subject.kind is not SubjectKind.SITE or not one.target.startswith(WEB):
        return standing.state is not SubjectState.UNKNOWN
    if _is_link(rule):
        return sight.decided(one.target) or holders_seen(one, sight)
    return all(sight.decided(url) for url in pages_of(one) if url.startswith(WEB))


def _succeeded(one: StandingFinding, judgement: Judgement) -> bool:
    """Return whether the same fault is told of another of its places now, so that it is not gone."""
    mine = _places(one.target, one.values.get("members"), [place.url for place in one.locations])
    mark = one.fingerprint
    return any(
        (one.target in _others(other) or other.target in mine - {one.target})
        and fingerprint_of(rule.id, other) != mark
        and _same_part(one, other)
        for rule, other in judgement.findings
        if rule.id == one.rule and other.subject == one.subject and not _is_link(rule)
    )


def _is_link(rule: Rule | None) -> bool:
    return rule is not None and rule.rests_on == "link"


def _same_part(one: StandingFinding, other: Finding) -> bool:
    """Return whether two findings could be one fault; a tag or kind told apart by its values must be the same."""
    return all(one.values.get(name) == other.values.get(name) for name in ("tag", "kind", "words"))


def _others(other: Finding) -> set[str]:
    return _places(other.target, other.values.get("members"), [place.url for place in other.locations])


def _places(target: str, members: object, urls: Iterable[str]) -> set[str]:
    named = members if isinstance(members, list | tuple) else ()
    return {target, *urls, *(url for url in named if isinstance(url, str))}


def _as_it_was(one: StandingFinding, terms: Terms, run: RunInfo) -> StandingFinding:
    was = replace(one, status=FindingStatus.OPEN) if one.status is FindingStatus.NEW else one
    return finding_with(was, terms.waivers.get(one.fingerprint), run.as_of)


def _once(carried: Iterable[StandingFinding], unseen: Iterable[StandingFinding]) -> list[StandingFinding]:
    return list({one.fingerprint: one for one in (*carried, *unseen)}.values())


def _unknown(previous: Audit, standings: Sequence[SubjectStanding], judgement: Judgement) -> Iterator[NotSeen]:
    """Yield what was not judged: of subjects judged again as it is now, of others as it was."""
    judged = {one.subject.id: one for one in standings}
    for one in previous.unknown:
        if one.subject not in judged and one.reason != NOT_SEEN_AGAIN:
            yield one
    yield from not_judged(judged, judgement)


def _sheets(
    verdicts: Verdicts,
    previous: Audit,
    everyone: Sequence[SubjectStanding],
    findings: Sequence[StandingFinding],
    touched: Collection[str],
) -> tuple[SiteSheet, ...]:
    mine = [one for one in everyone if one.subject.id in touched]
    new = {one.subject: one for one in verdicts.item_25(findings, mine)}
    known = {one.subject.id for one in everyone}
    return tuple(new.get(one.subject, one) for one in previous.item_25 if one.subject in known)


def _plan(
    verdicts: Verdicts,
    previous: Audit,
    everyone: Sequence[SubjectStanding],
    findings: Sequence[StandingFinding],
    touched: Collection[str],
) -> tuple[AccountProposal, ...]:
    made = verdicts.item_27(findings, everyone)
    known = {one.subject.id for one in everyone}
    old = {one.subject: one for one in previous.item_27 if one.subject in known}
    return tuple(one if one.subject in touched else old.get(one.subject, one) for one in made)


# What to look at so that a run's open findings can be told from repaired ones, and nothing else.


def to_recheck(audit: Audit, subjects: Iterable[Subject], accepted: Collection[str] = ()) -> list[StandingFinding]:
    """Return the open findings, those not seen again last time too, of these subjects, less the `accepted`.

    Findings of no subject (the matrix) count only where `subjects` are the whole register.
    """
    known = {one.id for one in subjects if one.status is not RegisterStatus.CLOSED}
    whole = known >= {one.subject.id for one in audit.standings if one.subject.status is not RegisterStatus.CLOSED}
    registered = {one.subject.id for one in audit.standings}
    return [
        one
        for one in (*audit.findings, *audit.carried)
        if one.fingerprint not in accepted and (one.subject in known or (whole and one.subject not in registered))
    ]


def wanted_addresses(
    findings: Iterable[StandingFinding], subjects: Iterable[Subject], rules: Mapping[str, Rule]
) -> Mapping[str, list[str]]:
    """Return subject → addresses to ask for, for subjects with a finding; an account or point is read anew whole.

    Accounts that a finding names beside its own subject are among them.
    """
    known = {one.id: one for one in subjects}
    wanted: dict[str, list[str]] = {}
    for one in findings:
        if one.subject in known:
            wanted.setdefault(one.subject, []).extend(_addresses(one, rules.get(one.rule), known[one.subject]))
        for named in _named(one):
            other = known.get(named)
            if other is not None and other.kind is SubjectKind.ACCOUNT:
                wanted.setdefault(named, [])
    return wanted


def _addresses(one: StandingFinding, rule: Rule | None, subject: Subject) -> list[str]:
    if subject.kind is SubjectKind.NOTICE_POINT:
        return []
    pages = list(pages_of(one)) if rule is None or rule.asks_target else []
    if subject.kind is SubjectKind.SITE and rule is not None and (rule.asks_places or _is_link(rule)):
        pages += [place.url for place in one.locations]
    own = {subject.url, subject.account_id}
    return [url for url in pages if url.startswith(("http://", "https://")) and url not in own]


def _named(one: StandingFinding) -> Iterable[str]:
    for value in one.values.values():
        yield from (value,) if isinstance(value, str) else value if isinstance(value, list) else ()
