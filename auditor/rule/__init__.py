"""What a rule is, what it may read, and the three answers it may give: Clean, Finding, Unknown."""

from auditor.rule.lasting import DocumentReading, LaterWord, NoticeReading, UnlinkedPage, UnlinkedPages
from auditor.rule.limit import Limit, Limits, Source
from auditor.rule.overlap import AccountOverlap, OverlapTerms, SamePost
from auditor.rule.readings import (
    NOT_SHOWN,
    AccountLink,
    ColumnReading,
    Copy,
    CopyTerms,
    DuplicateGroup,
    EmptyLinks,
    HiddenTarget,
    HomeReading,
    HostReading,
    InterpretationReading,
    LeakReading,
    LostFragment,
    PageLinks,
    PageLoad,
    PageReading,
    PostTarget,
    RedirectReading,
    SampleDay,
    TargetReading,
)
from auditor.rule.rule import Rule, Words
from auditor.rule.severity import Confidence, Severity
from auditor.rule.verdict import Clean, Finding, Unknown, Verdict
from auditor.rule.view import View

__all__ = [
    "NOT_SHOWN",
    "AccountLink",
    "AccountOverlap",
    "Clean",
    "ColumnReading",
    "Confidence",
    "Copy",
    "CopyTerms",
    "DocumentReading",
    "DuplicateGroup",
    "EmptyLinks",
    "Finding",
    "HiddenTarget",
    "HomeReading",
    "HostReading",
    "InterpretationReading",
    "LaterWord",
    "LeakReading",
    "Limit",
    "Limits",
    "LostFragment",
    "NoticeReading",
    "OverlapTerms",
    "PageLinks",
    "PageLoad",
    "PageReading",
    "PostTarget",
    "RedirectReading",
    "Rule",
    "SamePost",
    "SampleDay",
    "Severity",
    "Source",
    "TargetReading",
    "Unknown",
    "UnlinkedPage",
    "UnlinkedPages",
    "Verdict",
    "View",
    "Words",
]
