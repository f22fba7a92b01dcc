"""Phrases for checks, limits, proposals and evidence, shared by the page, the tables and the JSON."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import itemgetter

from auditor.model import code_words
from auditor.model.audit import (
    AccountProposal,
    ColumnSum,
    ItemThreeProposal,
    Reason,
    SiteCheck,
    StandingFinding,
    Step,
    Value,
)
from auditor.report.catalogue import number
from auditor.report.report_model import Report
from auditor.rules import sentences as rule_text

CLOSED = "closed"
SETTLED = frozenset({"keep", "keep_main", "keep_featured"})
TOO_FEW = "too_few_samples"
COUNTED = re.compile(r"(?:budget )?[a-z][a-z0-9_]*: \d+")
PROSE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
CODED = re.compile(r"\A(budget )?([a-z][a-z0-9_]*)(?:(: )|(?= \d)|\Z)")
COLUMN_LIMITS = frozenset(code_words.CLASSES)


def observed(report: Report, check: SiteCheck, reasons: Sequence[tuple[str, int]] = ()) -> str:
    """Return the result of a check of a site's sheet: counts, and why things were not judged.

    `reasons` are codes with how often each, the most frequent first; without them the check's own is said.
    """
    words = report.words
    parts = [column_sum(report, one) for one in check.sums if one.count or one.unseen]
    if check.confirmed and not parts:
        parts.append(words("observed.found", check.confirmed))
    if check.suspected:
        parts.append(words("observed.suspected", check.suspected))
    if check.unknown:
        why = words("observed.why", why=report.reason(check.why)) if check.why else ""
        if reasons:
            counted = [words("sheet_fold.cause", n, cause=report.reason(code)) for code, n in reasons]
            why = words("observed.causes", why=words.joined(counted) if counted[1:] else report.reason(reasons[0][0]))
        parts.append(words("observed.unknown", check.unknown) + why)
    if check.samples is not None:
        failed = number(check.samples_failed)
        key = "observed.samples" if check.why == TOO_FEW else "observed.sampled"
        parts.append(words(key, check.samples, failed=failed))
    if not parts:
        parts.append(words("observed.nothing") if check.verdict == "not_assessable" else words("observed.none"))
    return words.parted(parts)


def column_sum(report: Report, one: ColumnSum) -> str:
    """Return how many columns of a site add up, and how many more might."""
    what = report.words(f"sum.{one.code}")
    if one.unseen:
        return report.words("observed.sum_unseen", one.count, what=what, unseen=number(one.unseen))
    return report.words("observed.sum", one.count, what=what)


def limit(report: Report, check: SiteCheck) -> str:
    """Return the limits in force for a check of a site's sheet."""
    own = own_limits(report, check) if check.sums else check.limits
    parts = _ranges(report, check) or list(limits(report, check.rule, own))
    parts += [report.words("limit.sum", int(one.limit), what=report.words(f"sum.{one.code}")) for one in check.sums]
    return report.words.parted(parts) or report.words("limit.none")


def own_limits(report: Report, check: SiteCheck) -> dict[str, float]:
    """Return the limits of a check by name, without those that its sums of columns are held against."""
    rule = report.rules.get(check.rule)
    sums = rule.column_sums.values() if rule is not None else ()
    return {name: value for name, value in check.limits.items() if name not in sums}


def _ranges(report: Report, check: SiteCheck) -> list[str]:
    """Return limits that go by column class as one range, [] where they do not."""
    known = report.rules.get(check.rule)
    classes = [(value, known.limits[name]) for name, value in check.limits.items() if known and name in COLUMN_LIMITS]
    if len(classes) < 2:
        return []
    (low, basis), (high, _) = min(classes, key=itemgetter(0)), max(classes, key=itemgetter(0))
    return [report.words("limit.range", low=number(low), high=rule_text.limit(basis, report.lang, high))]


def limits(report: Report, rule: str, in_force: Mapping[str, float]) -> Iterator[str]:
    """Yield a rule's limits in force in words; limits that the rule no longer knows are left out."""
    known = report.rules.get(rule)
    for name, value in in_force.items():
        basis = known.limits.get(name) if known else None
        if known is not None and basis is not None:
            title = known.limit_names.get(name, {}).get(report.lang) or report.words.get(f"limit_name.{name}", name)
            yield report.words("limit.default", name=title, value=rule_text.limit(basis, report.lang, value))


def reason(report: Report, why: Reason) -> str:
    """Return why something is proposed for an account."""
    values: dict[str, object] = dict(why.values)
    if "reason" in values:
        values["reason"] = report.reason(str(values["reason"]))
    if "rule" in values:
        values["rule"] = report.rule_title(str(values["rule"]))
    if f"reason.{why.code}" not in report.words.texts:
        return report.words("reason.unknown", code=why.code)
    return report.words.fill(f"reason.{why.code}", values)


def rests_on(report: Report, proposal: AccountProposal) -> str:
    """Return what a proposal was judged by; '' for an account that is in no register."""
    if report.subject(proposal.subject) is None:
        return ""
    if proposal.rests_on is None:
        return report.words("rests_on.nothing")
    values: dict[str, object] = dict(proposal.rests_on.values)
    values["source"] = report.platform(str(values.get("source", "")))
    values["posts"] = number(int(str(values.get("posts", 0))))
    return report.words.fill(f"rests_on.{proposal.rests_on.code}", values)


def step(report: Report, one: Step) -> str:
    """Return one step of a proposal, without its day."""
    values: dict[str, object] = {
        name: number(value) if isinstance(value, int) else value for name, value in one.values.items()
    }
    if "reason" in values:
        known = f"remedy.{values['reason']}"
        values["reason"] = report.words.get(known, report.words("remedy.default"))
    return report.words.fill(f"step.{one.code}", values)


def is_settled(proposal: AccountProposal) -> bool:
    """Return whether an account leaves nothing to decide: it is to be kept, or registered as closed and gone."""
    return proposal.action in SETTLED or any(one.code == CLOSED for one in proposal.reasons)


def account_action(report: Report, proposal: AccountProposal) -> str:
    """Return what is proposed for an account."""
    if any(why.code == CLOSED for why in proposal.reasons):
        return report.words("action_27.closed")
    key = f"action_27.{proposal.action}"
    if proposal.into is not None:
        return report.words(f"{key}_into", into=report.subject_name(proposal.into))
    return report.words.get(key, proposal.action)


def redundancy_reason(report: Report, proposal: ItemThreeProposal) -> str:
    """Return why something is proposed for a piece of information, and what the proposal means."""
    title = report.rule_title(proposal.reason) if proposal.reason in report.rules else ""
    explained = report.words(f"explain_3.{proposal.action}", keep=proposal.keep or proposal.target)
    return f"{title}{report.words('page.colon')}{explained}" if title else explained


def evidence(report: Report, finding: StandingFinding, but: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield what a finding rests on as (label, text); empty values and those named in `but` left out."""
    for name, value in finding.values.items():
        if value in (None, "", []) or name in but:
            continue
        yield report.words.get(f"evidence.{name}", name), evidence_text(report, name, value)


def evidence_text(report: Report, name: str, value: Value) -> str:
    """Return one value of the evidence in words."""
    if isinstance(value, bool):
        return report.words("page.yes" if value else "page.no")
    if isinstance(value, int | float):
        return str(value) if name == "status" else number(value)
    if isinstance(value, list):
        return report.words.joined([evidence_text(report, name, one) for one in value if one != ""])
    if name in ("platform", "source"):
        return report.platform(str(value))
    return code_words.word(code_words.BLANKS.get(name, {}), str(value), report.lang)


def coded(report: Report, detail: str) -> str:
    """Return a detail such as "timeout: 3, not_reached: 44" with the codes in it put into words."""
    parts = detail.split(", ")
    if not all(COUNTED.fullmatch(part) for part in parts):
        parts = [detail]
    head, colon, tail = detail.partition(": ")
    if len(parts) == 1 and colon and foreign(report, tail):
        parts = [head]
    return report.words.parted([CODED.sub(lambda found: _word(report, found), part, count=1) for part in parts])


def _word(report: Report, found: re.Match[str]) -> str:
    budget, code, colon = found.groups()
    if budget:
        word = report.words.get(f"budget.{code}", code)
    else:
        word = report.reason(code) if code in code_words.REASONS else code
    return word + (report.words("page.colon") if colon else "")


def foreign(report: Report, text: str) -> bool:
    """Return whether a text is English prose, which a Chinese page leaves to the JSON."""
    return report.lang == "zh" and text.isascii() and PROSE.search(text) is not None
