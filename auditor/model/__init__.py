"""The facts that pass between the six stages: frozen, slotted, and ignorant of each other's making."""

from auditor.model.account import DECIDES_ACTIVITY, AccountReading, Post, ReadingOutcome
from auditor.model.notice import NoticeSheet
from auditor.model.page import (
    NAVIGABLE,
    ColumnClass,
    FoundDate,
    FragmentLink,
    HiddenLink,
    Link,
    LinkKind,
    ListItem,
    ListState,
    Location,
    Message,
    PageFacts,
    PageKind,
)
from auditor.model.reply import FAULTS, UNDECIDED, Fetcher, Hop, Outcome, Reply, Validators
from auditor.model.site import SiteNetwork, SiteObservation
from auditor.model.subject import RegisterStatus, Role, Subject, SubjectKind, SubjectStanding, SubjectState

__all__ = [
    "DECIDES_ACTIVITY",
    "FAULTS",
    "NAVIGABLE",
    "UNDECIDED",
    "AccountReading",
    "ColumnClass",
    "Fetcher",
    "FoundDate",
    "FragmentLink",
    "HiddenLink",
    "Hop",
    "Link",
    "LinkKind",
    "ListItem",
    "ListState",
    "Location",
    "Message",
    "NoticeSheet",
    "Outcome",
    "PageFacts",
    "PageKind",
    "Post",
    "ReadingOutcome",
    "RegisterStatus",
    "Reply",
    "Role",
    "SiteNetwork",
    "SiteObservation",
    "Subject",
    "SubjectKind",
    "SubjectStanding",
    "SubjectState",
    "Validators",
]
