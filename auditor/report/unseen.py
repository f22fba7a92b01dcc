"""Chapter of what was not seen: by cause with its remedy, by subject, and one by one."""

from collections import Counter
from dataclasses import dataclass

from auditor.model import SubjectState
from auditor.report.finding_rows import CAP, Place, target
from auditor.report.printable import Edition
from auditor.report.short_words import coded


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause: how many targets of how many subjects, and what would let us see them."""

    name: str
    count: int
    subjects: int
    remedy: str


@dataclass(frozen=True, slots=True)
class UnseenSubject:
    """One subject that was not seen in full."""

    name: str
    kind: str
    unit: str
    state: str
    state_word: str
    why: str
    targets: int


@dataclass(frozen=True, slots=True)
class UnseenTarget:
    """One target that could not be judged."""

    subject: str
    target: Place
    reason: str
    detail: str
    rules: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """The chapter. `total` counts targets, of which `targets` are printed."""

    causes: tuple[Cause, ...]
    subjects: tuple[UnseenSubject, ...]
    all_subjects: int
    targets: tuple[UnseenTarget, ...]
    total: int


def unseen(edition: Edition) -> Unseen:
    """Return the chapter of what was not seen."""
    unknown = edition.audit.unknown
    by_cause = Counter(one.reason for one in unknown)
    hit: dict[str, set[str]] = {}
    for one in unknown:
        hit.setdefault(one.reason, set()).add(one.subject)
    per_subject = Counter(one.subject for one in unknown if one.rules)
    subjects = [one for one in edition.wanted if one.state is not SubjectState.OBSERVED]
    targets = [one for one in unknown if one.rules]
    return Unseen(
        causes=tuple(
            Cause(edition.reason(code), count, len(hit[code]), _remedy(edition, code))
            for code, count in by_cause.most_common()
        ),
        subjects=tuple(
            UnseenSubject(
                one.subject.name,
                edition.words(f"kind.{one.subject.kind}"),
                one.subject.unit,
                str(one.state),
                edition.words(f"seen.{one.state}"),
                coded(edition, one.why),
                per_subject[one.subject.id],
            )
            for one in subjects[:CAP]
        ),
        all_subjects=len(subjects),
        targets=tuple(
            UnseenTarget(
                edition.subject_name(one.subject),
                target(edition, one.subject, one.target),
                edition.reason(one.reason),
                coded(edition, one.detail),
                edition.words.joined([edition.rule_title(rule) for rule in one.rules]),
            )
            for one in targets[:CAP]
        ),
        total=len(targets),
    )


def _remedy(edition: Edition, code: str) -> str:
    return edition.words.get(f"remedy.{code}", edition.words("remedy.default"))
