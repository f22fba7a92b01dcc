"""Report: one audit in one language, sanitized; every format is written from it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from auditor import platforms
from auditor.model import Subject, SubjectKind, SubjectStanding, SubjectState, code_words
from auditor.model.audit import Audit, EvidenceFile, FindingStatus, StandingFinding
from auditor.model.decisions import Decisions
from auditor.model.limits import OFFICE_ZONE
from auditor.report.catalogue import Words, words
from auditor.report.sanitize import sanitized
from auditor.rules import Rule
from auditor.rules import sentences as rule_text
from auditor.rules.registered import closed_and_unread

MATRIX = "matrix"
FILES = {"xlsx": "ledger.xlsx", "csv": "findings.csv", "json": "findings.json"}
"""Files that hold every finding, the one for people first."""

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
NOTHING_DECIDED = Decisions()
WAYS = {
    "feed": ("订阅源", "feed"), "import": ("导入数据", "import"), "attest": ("人工核查", "a person's check"),
    "page": ("账号主页", "profile page"),
}  # fmt: skip
"""Adapters that read accounts of any platform."""


@dataclass(frozen=True, slots=True)
class Report:
    """An audit to print: every text in `audit` is sanitized, `standings` and `rules` go by id.

    `open` are the findings that count, `accepted` those a person has accepted. `files` show findings, by fingerprint.
    `formats` are the files written beside this one. `unit` is the unit whose findings alone are printed, '' for all.
    `decisions` are what people wrote of findings and plans, as they wrote it.
    """

    audit: Audit
    words: Words
    rules: Mapping[str, Rule]
    standings: Mapping[str, SubjectStanding]
    open: tuple[StandingFinding, ...]
    accepted: tuple[StandingFinding, ...]
    zone: ZoneInfo = OFFICE_ZONE
    files: Mapping[str, tuple[EvidenceFile, ...]] = field(default_factory=dict)
    formats: tuple[str, ...] = tuple(FILES)
    unit: str = ""
    decisions: Decisions = NOTHING_DECIDED

    @property
    def rest(self) -> str:
        """Return the file that holds every finding, '' where none is written."""
        return next((name for form, name in FILES.items() if form in self.formats), "")

    @property
    def wanted(self) -> tuple[SubjectStanding, ...]:
        """Return the subjects that were to be seen: closed ones without anything to read them by are not missing."""
        return tuple(one for one in self.audit.standings if not closed_and_unread(one))

    @property
    def lang(self) -> str:
        """Return the language of the words."""
        return self.words.lang

    def subject(self, subject: str) -> Subject | None:
        """Return the registered subject, None for one that is not (the matrix, an address found)."""
        standing = self.standings.get(subject)
        return standing.subject if standing else None

    def subject_name(self, subject: str) -> str:
        """Return a subject's name, or words for one that the register does not hold."""
        known = self.subject(subject)
        if known is not None:
            return known.name
        return self.words("page.matrix") if subject == MATRIX else subject

    def unit_name(self, unit: str) -> str:
        """Return a unit's name, or words for none."""
        return unit or self.words("page.unit_none")

    def unit_of(self, finding: StandingFinding) -> str:
        """Return the name of a finding's unit; what is wrong with the matrix of accounts is of the matrix itself."""
        if finding.subject == MATRIX and not finding.unit:
            return self.words("page.matrix")
        return self.unit_name(finding.unit)

    def rule_title(self, rule: str) -> str:
        """Return a rule's name in words, its id when it is no longer installed."""
        known = self.rules.get(rule)
        return rule_text.title(known, self.lang) if known else rule

    def rule_source(self, rule: str) -> str:
        """Return the clause a rule rests on, marked where its wording was not seen; '' when not installed."""
        known = self.rules.get(rule)
        return rule_text.source(known.source, self.lang) if known else ""

    def sentence(self, finding: StandingFinding) -> str:
        """Return what was found, in one sentence."""
        known = self.rules.get(finding.rule)
        return rule_text.sentence(known, finding, self.lang, subject=self.subject_name(finding.subject))

    def told(self, finding: StandingFinding) -> str:
        """Return the sentence with its days as officials write them."""
        days = {
            name: self.words.day(date.fromisoformat(value))
            for name, value in finding.values.items()
            if isinstance(value, str) and ISO_DAY.fullmatch(value)
        }
        return self.sentence(replace(finding, values={**finding.values, **days}) if days else finding)

    def suggestion(self, finding: StandingFinding) -> str:
        """Return what to do about it, '' when the rule is no longer installed."""
        known = self.rules.get(finding.rule)
        return rule_text.suggestion(known, finding, self.lang, subject=self.subject_name(finding.subject))

    def reason(self, code: str) -> str:
        """Return words for why something was not seen or judged."""
        return self.words.get(f"reason_code.{code}", "") or code_words.reason(code, self.lang)

    def platform(self, platform: str) -> str:
        """Return the name of a platform or of an adapter; a word of the register's own stays."""
        pair = platforms.SOURCES.get(platform) or WAYS.get(platform)
        return platform if pair is None else pair[0 if self.lang == "zh" else 1]

    def blind(self, *kinds: SubjectKind) -> bool:
        """Return whether nothing was seen of any registered subject of these kinds (of any kind when none is given)."""
        of_kind = [one for one in self.wanted if not kinds or one.subject.kind in kinds]
        return all(one.state is SubjectState.UNKNOWN for one in of_kind)


def report_of(
    audit: Audit,
    rules: Iterable[Rule],
    lang: str,
    zone: ZoneInfo = OFFICE_ZONE,
    files: Iterable[EvidenceFile] = (),
    formats: Iterable[str] = FILES,
    decisions: Decisions = NOTHING_DECIDED,
) -> Report:
    """Return the audit ready to print in 'zh' or 'en'. `rules` are those installed; others print as their ids."""
    harmless = sanitized(audit)
    by_finding: dict[str, tuple[EvidenceFile, ...]] = {}
    for one in files:
        by_finding[one.fingerprint] = (*by_finding.get(one.fingerprint, ()), one)
    return Report(
        audit=harmless,
        words=words(lang),
        rules={rule.id: rule for rule in rules},
        standings={one.subject.id: one for one in harmless.standings},
        open=tuple(one for one in harmless.findings if one.status is not FindingStatus.WAIVED),
        accepted=tuple(one for one in harmless.findings if one.status is FindingStatus.WAIVED),
        zone=zone,
        files=by_finding,
        formats=tuple(formats),
        decisions=decisions,
    )
