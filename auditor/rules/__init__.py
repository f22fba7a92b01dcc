"""What a rule is, what it may read, and the three answers it may give: Clean, Finding, Unknown."""

from auditor.model.severity import Confidence, Severity
from auditor.rules.limit import Limit, Limits, Source
from auditor.rules.rule import Rule, Words, by_id, by_role
from auditor.rules.verdict import Clean, Finding, Unknown, Verdict
from auditor.rules.view import View

__all__ = [
    "Clean", "Confidence", "Finding", "Limit", "Limits", "Rule", "Severity", "Source", "Unknown", "Verdict", "View",
    "Words", "by_id", "by_role",
]  # fmt: skip
