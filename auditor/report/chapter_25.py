"""Chapter of item 25: for every site its verdict, the inspector's sheet, its columns and its findings."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from auditor.model import SubjectKind, code_words
from auditor.model.audit import ColumnLine, ColumnState, SiteSheet, SiteVerdict, StandingFinding
from auditor.report.catalogue import number
from auditor.report.finding_rows import CAP, Place, Table, new, suspected, table
from auditor.report.phrases import coded, column_sum
from auditor.report.report_model import Report
from auditor.report.sanitize import href
from auditor.report.site_charts import broken_links_chart, freshness_chart
from auditor.report.site_sheet import Reasons, SheetGroup, reasons_of, sheet_groups

ITEM = 25
ROWS = 1_000
LEAST_ROWS = 10
WORST_FIRST = tuple(map(ColumnState, "blank stale unknown unclassified fresh no_limit".split()))


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column in words. `share` is its age in percent of the limit, at most 200, None where either is missing.

    `kind_source` says where its class was read, `limit_source` that the limit was set for it alone ('' = by class).
    """

    name: str
    url: Place
    kind: str
    newest: str
    age: str
    limit: str
    share: int | None
    items: int
    state: str
    state_word: str
    kind_source: str = ""
    limit_source: str = ""


@dataclass(frozen=True, slots=True)
class SiteView:
    """One site. `anchor` is its place in the page, `basis` what its verdict rests on; `all_columns` counts columns,
    `columns` are those printed. `freshness` and `broken_links` are pictures, empty where they have nothing to show."""

    anchor: str
    name: str
    unit: str
    url: Place
    verdict: str
    verdict_word: str
    basis: str
    vetoes: str
    undecided: str
    seen: str
    why: str
    groups: tuple[SheetGroup, ...]
    columns: tuple[ColumnView, ...]
    all_columns: int
    columns_word: str
    table: Table
    fresh: int
    freshness: Markup
    broken_links: Markup


@dataclass(frozen=True, slots=True)
class ChapterTwentyFive:
    """The chapter: a sentence, findings by check, the sites, findings of no site, what is gone."""

    conclusion: str
    by_rule: tuple[tuple[str, int], ...]
    sites: tuple[SiteView, ...]
    elsewhere: Table
    resolved: Table


def chapter_twenty_five(report: Report) -> ChapterTwentyFive:
    """Return the chapter of item 25. Rows are shared out among the sites, so that the page opens quickly."""
    found = [one for one in report.open if one.item == ITEM]
    by_site: dict[str, list[StandingFinding]] = {one.subject: [] for one in report.audit.item_25}
    elsewhere: list[StandingFinding] = []
    for one in found:
        by_site.get(one.subject, elsewhere).append(one)
    cap = min(CAP, max(LEAST_ROWS, ROWS // max(1, len(by_site))))
    by_rule = Counter(one.rule for one in found).most_common()
    reasons = reasons_of(report.audit)
    return ChapterTwentyFive(
        _conclusion(report, found),
        tuple((report.rule_title(rule), count) for rule, count in by_rule),
        tuple(
            _site(report, sheet, by_site[sheet.subject], place, cap, reasons)
            for place, sheet in enumerate(report.audit.item_25, 1)
        ),
        table(report, elsewhere),
        table(report, (one for one in report.audit.resolved if one.item == ITEM)),
    )


def _conclusion(report: Report, found: Sequence[StandingFinding]) -> str:
    verdicts = Counter(one.verdict for one in report.audit.item_25)
    if not found and not any(one.subject.kind is SubjectKind.SITE for one in report.wanted):
        return report.words("conclusion.item_25_none")
    if not found and report.blind(SubjectKind.SITE):
        return report.words("conclusion.blind")
    return report.words(
        "conclusion.item_25",
        len(found),
        sites=number(len(report.audit.item_25)),
        fail=number(verdicts[SiteVerdict.FAIL]),
        passed=number(verdicts[SiteVerdict.PASS]),
        open=number(verdicts[SiteVerdict.NOT_ASSESSABLE]),
        new=number(new(found)),
        suspected=number(suspected(found)),
    )


def _site(
    report: Report, sheet: SiteSheet, found: Sequence[StandingFinding], place: int, cap: int, reasons: Reasons
) -> SiteView:
    words = report.words
    shown = table(report, found, cap)
    standing = report.standings[sheet.subject]
    columns = sorted(sheet.columns, key=lambda line: WORST_FIRST.index(line.state))
    states = Counter(line.state for line in columns)
    listed = [f"{words(f'column_state.{state}')} {number(states[state])}" for state in WORST_FIRST if states[state]]
    return SiteView(
        anchor=f"site-{place}",
        name=standing.subject.name,
        unit=standing.subject.unit,
        url=Place(standing.subject.url, "", href(standing.subject.url)),
        verdict=str(sheet.verdict),
        verdict_word=words(f"verdict.{sheet.verdict}"),
        basis=_basis(report, sheet),
        vetoes=words.joined([report.rule_title(rule) for rule in sheet.vetoes]),
        undecided=words.joined([report.rule_title(rule) for rule in sheet.undecided]),
        seen=words(f"seen.{standing.state}"),
        why=coded(report, standing.why),
        groups=sheet_groups(report, sheet, found, shown.rows, reasons),
        columns=tuple(_column(report, line) for line in columns[:CAP]),
        all_columns=len(columns),
        columns_word=words.joined(listed),
        table=shown,
        fresh=new(found),
        freshness=freshness_chart(report, sheet),
        broken_links=broken_links_chart(report, sheet, found),
    )


def _basis(report: Report, sheet: SiteSheet) -> str:
    words = report.words
    deciding = {SiteVerdict.FAIL: sheet.vetoes, SiteVerdict.NOT_ASSESSABLE: sheet.undecided}.get(sheet.verdict, ())
    named: list[str] = []
    for check in sheet.checks:
        if check.rule in deciding:
            sums = [one for one in check.sums if one.verdict is sheet.verdict]
            named += [column_sum(report, one) for one in sums] or [report.rule_title(check.rule)]
    if not named:
        return words(f"basis_25.{sheet.verdict}_plain")
    return words(f"basis_25.{sheet.verdict}", what=words.joined(named))


def _column(report: Report, line: ColumnLine) -> ColumnView:
    words = report.words
    age = _age(line.newest, report.audit.run.as_of)
    state = line.why if f"column_state.{line.why}" in words.texts else str(line.state)
    why = report.reason(line.why) if line.state is ColumnState.UNKNOWN and line.why else ""
    share = None
    if age is not None and line.limit_days:
        share = min(200, round(100 * age / line.limit_days))
    return ColumnView(
        name=line.name or line.url,
        url=Place(line.url, "", href(line.url)),
        kind=code_words.word(code_words.CLASSES, line.column_class, report.lang),
        newest=line.newest.isoformat() if line.newest else "",
        age=words("count.days", age) if age is not None else "",
        limit=words("count.days", int(line.limit_days)) if line.limit_days else "",
        share=share,
        items=line.items,
        state=str(line.state),
        state_word=why or words(f"column_state.{state}"),
        kind_source=words.get(f"class_source.{line.class_source}", line.class_source) if line.column_class else "",
        limit_source=words("class_source.own_limit") if line.own_limit else "",
    )


def _age(newest: date | None, as_of: date) -> int | None:
    return None if newest is None else (as_of - newest).days
