"""What a rule is, what it may read, and the three answers it may give: Clean, Finding, Unknown."""

from auditor.model.severity import Confidence, Severity
from auditor.rules.lasting import DocumentReading, LaterWord, NoticeReading, UnlinkedPage, UnlinkedPages
from auditor.rules.limit import Limit, Limits, Source
from auditor.rules.overlap import AccountOverlap, OverlapTerms, SamePost
from auditor.rules.readings import (
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
from auditor.rules.rule import Rule, Words
from auditor.rules.verdict import Clean, Finding, Unknown, Verdict
from auditor.rules.view import View

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
