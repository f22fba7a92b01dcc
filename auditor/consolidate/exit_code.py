"""The exit code that an audit ends with."""

from auditor.config.settings import Settings
from auditor.errors import ExitCode
from auditor.model import Outcome, SubjectState
from auditor.model.audit import Audit
from auditor.rules import Severity
from auditor.rules.registered import closed_and_unread

SEVERITIES = tuple(Severity)


def exit_code(audit: Audit, settings: Settings) -> ExitCode:
    """Return 1 for open findings at or above --fail-on; with --strict 3 where subjects are unknown or anything was not
    seen for a fault of ours; else 0."""
    if settings.fail_on != "never":
        heavy = SEVERITIES[: SEVERITIES.index(Severity(settings.fail_on)) + 1]
        if any(finding.severity in heavy and finding.status != "waived" for finding in audit.findings):
            return ExitCode.FINDINGS
    unseen = [one for one in audit.standings if one.state is SubjectState.UNKNOWN and not closed_and_unread(one)]
    ours = any(one.reason == Outcome.INTERNAL for one in audit.unknown)
    if settings.strict and (unseen or ours):
        return ExitCode.NOT_OBSERVED
    return ExitCode.DONE
