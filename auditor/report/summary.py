"""One line that says whether there is news: the same in terminal, log and cron mail."""

from pathlib import Path

from auditor.model import SubjectState
from auditor.model.audit import Audit, FindingStatus
from auditor.report.catalogue import number, words
from auditor.rules import Confidence, Severity
from auditor.rules.registered import closed_and_unread

PAGE = "index.html"


def summary_line(audit: Audit, path: Path | None, lang: str) -> str:
    """Return the run in one line of 'zh' or 'en'. `path` is the report's folder, None where none was written.

    Vetoes are the confirmed findings of that weight, plus sites whose columns add up to one.
    """
    open_ = [one for one in audit.findings if one.status is not FindingStatus.WAIVED]
    new = sum(one.status is FindingStatus.NEW for one in open_)
    wanted = [one for one in audit.standings if not closed_and_unread(one)]
    observed = sum(one.state is SubjectState.OBSERVED for one in wanted)
    subjects = len(wanted)
    text = words(lang)
    return text(
        "summary.line",
        date=audit.run.as_of.isoformat(),
        new=number(new),
        standing=number(len(open_) - new),
        gone=number(len(audit.resolved)),
        unknown=number(len(audit.unknown)),
        observed=number(observed),
        subjects=number(subjects),
        coverage=f"{100 * observed / subjects:.1f}" if subjects else "–",
        veto=number(vetoes(audit)),
        path=_place(path) if path else text("summary.no_report"),
    )


def vetoes(audit: Audit) -> int:
    """Return how many vetoes are confirmed: findings, and sites whose columns add up to one."""
    found = [
        one
        for one in audit.findings
        if one.severity is Severity.VETO
        and one.confidence is Confidence.CONFIRMED
        and one.status is not FindingStatus.WAIVED
    ]
    rules = {(one.subject, one.rule) for one in found}
    return len(found) + sum((sheet.subject, rule) not in rules for sheet in audit.item_25 for rule in sheet.vetoes)


def _place(folder: Path) -> str:
    page = folder / PAGE
    return str(page if page.exists() else folder)
