"""What changed between two runs, as values, text, JSON or Markdown."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.model import SubjectState
from auditor.model.audit import Audit, StandingFinding
from auditor.report.json_report import finding_objects
from auditor.report.report_model import Report, report_of
from auditor.rules import Rule

KINDS = ("new", "open", "resolved", "unseen")
MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")


@dataclass(frozen=True, slots=True)
class Difference:
    """Findings of two runs: only in the later one, in both, gone, and not looked at again by the later one."""

    before: Audit
    after: Audit
    new: tuple[StandingFinding, ...]
    open: tuple[StandingFinding, ...]
    resolved: tuple[StandingFinding, ...]
    unseen: tuple[StandingFinding, ...]


def difference(a: Audit, b: Audit) -> Difference:
    """Return what run `b` changed against run `a`, whether or not there were runs between.

    What `a` knew but had not seen again counts as open in it. Gone is claimed only for what `b` does not carry as
    unseen and whose subject it saw.
    """
    earlier = {one.fingerprint: one for one in (*a.carried, *a.findings)}
    later = {one.fingerprint for one in b.findings}
    missing = [one for mark, one in earlier.items() if mark not in later]
    carried = {one.fingerprint for one in b.carried}
    unseen = {one.subject.id for one in a.standings} - {
        one.subject.id for one in b.standings if one.state is not SubjectState.UNKNOWN
    }
    return Difference(
        a,
        b,
        new=tuple(one for one in b.findings if one.fingerprint not in earlier),
        open=tuple(one for one in b.findings if one.fingerprint in earlier),
        resolved=tuple(one for one in missing if one.fingerprint not in carried and one.subject not in unseen),
        unseen=tuple(one for one in missing if one.fingerprint in carried or one.subject in unseen),
    )


def difference_text(change: Difference, rules: Iterable[Rule], lang: str) -> str:
    """Return the change as plain lines, one a finding, for a terminal."""
    shown = _reports(change, rules, lang)
    words = shown[1].words
    lines = [words("difference.title", a=change.before.run.id, b=change.after.run.id)]
    for kind, findings, source in _parts(change, *shown):
        lines.append(f"{words(f'difference.{kind}')}{words('page.colon')}{len(findings)}")
        lines += [f"  {one.fingerprint}  {one.target}  {source.sentence(one)}" for one in findings]
    return "\n".join(lines)


def difference_json(change: Difference, rules: Iterable[Rule], lang: str) -> str:
    """Return the change as one JSON object: runs "a" and "b", and the findings as findings.json holds them."""
    shown = _reports(change, rules, lang)
    made: dict[str, object] = {"schema_version": 1, "a": change.before.run.id, "b": change.after.run.id}
    for kind, findings, source in _parts(change, *shown):
        made[kind] = list(finding_objects(source, findings))
    return json.dumps(made, ensure_ascii=False, allow_nan=False, indent=1)


def difference_markdown(change: Difference, rules: Iterable[Rule], lang: str) -> str:
    """Return the change as Markdown, every observed text escaped."""
    shown = _reports(change, rules, lang)
    words = shown[1].words
    lines = [f"# {_escaped(words('difference.title', a=change.before.run.id, b=change.after.run.id))}"]
    for kind, findings, source in _parts(change, *shown):
        lines += ["", f"## {words(f'difference.{kind}')} ({len(findings)})", ""]
        lines += [
            f"- {_escaped(source.sentence(one))} `{one.target.replace('`', '')}` `{one.fingerprint}`"
            for one in findings
        ]
    return "\n".join(lines) + "\n"


def _reports(change: Difference, rules: Iterable[Rule], lang: str) -> tuple[Report, Report]:
    known = tuple(rules)
    return report_of(change.before, known, lang), report_of(change.after, known, lang)


def _parts(change: Difference, before: Report, after: Report) -> list[tuple[str, Sequence[StandingFinding], Report]]:
    """Return (kind, harmless findings, the report that words them), in the order of KINDS."""
    harmless = {
        **{one.fingerprint: one for one in (*before.audit.carried, *before.audit.findings)},
        **{one.fingerprint: one for one in after.audit.findings},
    }
    parts = {"new": change.new, "open": change.open, "resolved": change.resolved, "unseen": change.unseen}
    return [
        (kind, [harmless[one.fingerprint] for one in parts[kind]], after if kind in ("new", "open") else before)
        for kind in KINDS
    ]


def _escaped(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", text)
