"""findings.json: the whole audit for programs (docs/contract.md 3); its JSON Schema is findings.schema.json."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from typing import TextIO

from auditor.model import SubjectStanding
from auditor.model.audit import AccountProposal, ItemThreeProposal, NotSeen, SiteCheck, SiteSheet, StandingFinding
from auditor.report.phrases import limit, observed, reason, redundancy_reason
from auditor.report.report_model import Report

SCHEMA_VERSION = 1
Json = dict[str, object]


def write_json(report: Report, out: TextIO) -> None:
    """Write findings.json, one line a subject, finding, proposal and unknown."""
    audit = report.audit
    out.write(f'{{"schema_version": {SCHEMA_VERSION},\n "run": {_line(_run(report))}')
    _write_list(out, "subjects", (_subject(one) for one in audit.standings))
    _write_list(out, "findings", (_finding(report, one) for one in audit.findings))
    _write_list(out, "resolved", (_finding(report, one) for one in audit.resolved))
    out.write(',\n "plan": {')
    _write_list(out, "item_3", (_item_3(report, one) for one in audit.item_3), first=True)
    _write_list(out, "item_25", (_item_25(report, one) for one in audit.item_25))
    _write_list(out, "item_27", (_item_27(report, one) for one in audit.item_27))
    out.write("}")
    _write_list(out, "unknown", (_unknown(one) for one in audit.unknown))
    out.write("}\n")


def schema() -> Json:
    """Return the JSON Schema of findings.json that ships with the package."""
    text = files("auditor.report").joinpath("findings.schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def _write_list(out: TextIO, name: str, items: Iterable[Json], *, first: bool = False) -> None:
    out.write(f'{"" if first else ","}\n "{name}": [')
    for place, item in enumerate(items):
        out.write(f"{',' if place else ''}\n  {_line(item)}")
    out.write("]")


def _line(item: Json) -> str:
    return json.dumps(item, ensure_ascii=False, allow_nan=False)


def _run(report: Report) -> Json:
    run = report.audit.run
    return {
        "id": run.id,
        "started_at": _time(run.started_at),
        "finished_at": _time(run.finished_at) if run.finished_at else None,
        "as_of": run.as_of.isoformat(),
        "inventory": run.inventory,
        "tool_version": run.tool_version,
        "resumed": run.resumed,
        "requests": run.requests,
        "bytes": run.bytes,
        "pages": run.pages,
        "posts": run.posts,
    }


def _time(moment: datetime) -> str:
    """Return a time as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _subject(one: SubjectStanding) -> Json:
    subject = one.subject
    return {
        "id": subject.id,
        "kind": str(subject.kind),
        "name": subject.name,
        "unit": subject.unit,
        "platform": subject.platform,
        "url": subject.url,
        "role": str(subject.role),
        "state": str(one.state),
        "why": one.why or None,
        "last_update": one.last_update.isoformat() if one.last_update else None,
        "stats": dict(one.stats),
    }


def _finding(report: Report, one: StandingFinding) -> Json:
    return {
        "fingerprint": one.fingerprint,
        "rule": one.rule,
        "item": one.item,
        "severity": str(one.severity),
        "confidence": str(one.confidence),
        "subject": one.subject,
        "unit": one.unit,
        "target": one.target,
        "summary": report.sentence(one),
        "evidence": _evidence(report, one),
        "locations": [{"url": place.url, "text": place.text, "context": place.context} for place in one.locations],
        "location_count": one.location_count,
        "suggestion": {"action": one.action, "text": report.suggestion(one)},
        "first_seen": one.first_seen.isoformat(),
        "status": str(one.status),
    }


def _evidence(report: Report, one: StandingFinding) -> Json:
    """Return what a finding rests on; `files` (in the folder evidence/) only where there are any."""
    shown: Json = dict(one.values)
    if files := report.files.get(one.fingerprint):
        shown["files"] = [{"name": file.name, "sha256": file.sha256, "bytes": file.size} for file in files]
    return shown


def _item_3(report: Report, one: ItemThreeProposal) -> Json:
    return {
        "subject": one.subject,
        "target": one.target,
        "keep": one.keep,
        "action": one.action,
        "members": list(one.members),
        "reason": redundancy_reason(report, one),
        "fingerprint": one.fingerprint,
    }


def _item_25(report: Report, one: SiteSheet) -> Json:
    return {
        "subject": one.subject,
        "verdict": str(one.verdict),
        "vetoes": list(one.vetoes),
        "checks": [_check(report, check) for check in one.checks],
    }


def _check(report: Report, one: SiteCheck) -> Json:
    return {
        "rule": one.rule,
        "observed": observed(report, one),
        "limit": limit(report, one),
        "source": one.source,
        "confirmed": one.source_seen,
        "verdict": str(one.verdict),
    }


def _item_27(report: Report, one: AccountProposal) -> Json:
    return {
        "subject": one.subject,
        "action": one.action,
        "into": one.into,
        "reasons": [reason(report, why) for why in one.reasons],
        "confidence": str(one.confidence),
    }


def _unknown(one: NotSeen) -> Json:
    return {
        "subject": one.subject,
        "target": one.target,
        "reason": one.reason,
        "detail": one.detail,
        "rules": list(one.rules),
    }


def finding_objects(report: Report, findings: Iterable[StandingFinding]) -> Iterator[Json]:
    """Yield findings as findings.json holds them."""
    return (_finding(report, one) for one in findings)
