"""One line that says whether there is news: the same in terminal, log and cron mail."""

from dataclasses import dataclass
from pathlib import Path

from auditor.model import SubjectState
from auditor.model.audit import Audit, FindingStatus
from auditor.report.catalogue import number, words
from auditor.rules import Confidence, Severity
from auditor.rules.registered import closed_and_unread

PAGE = "index.html"


@dataclass(frozen=True, slots=True, order=True)
class Veto:
    """One confirmed veto: `mark` is the finding's fingerprint, '' where columns of a site add up to it."""

    subject: str
    rule: str
    mark: str = ""


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
        veto=number(len(vetoes(audit))),
        path=_place(path) if path else text("summary.no_report"),
    )


def vetoes(audit: Audit) -> list[Veto]:
    """Return the confirmed vetoes that nobody has accepted, as the report's first screen counts them."""
    found = [
        Veto(one.subject, one.rule, one.fingerprint)
        for one in audit.findings
        if one.severity is Severity.VETO
        and one.confidence is Confidence.CONFIRMED
        and one.status is not FindingStatus.WAIVED
    ]
    rules = {(one.subject, one.rule) for one in found}
    sums = [Veto(sheet.subject, rule) for sheet in audit.item_25 for rule in sheet.vetoes]
    return [*found, *(one for one in sums if (one.subject, one.rule) not in rules)]


def _place(folder: Path) -> str:
    page = folder / PAGE
    return str(page if page.exists() else folder)
