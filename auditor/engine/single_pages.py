"""Audits of single pages and of parts of sites: what is judged of a site as a whole is not said of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from auditor.collect.crawl.scope import path_of
from auditor.model import SubjectStanding, SubjectState
from auditor.model.audit import Audit
from auditor.model.urls import key
from auditor.rules import Finding, Rule, Unknown
from auditor.rules.judgement import Judgement

SITE, COLUMN = "site", "column"
UNREACHABLE, BROKEN = "site-unreachable", "link-broken"
CUT_BY_DEPTH = "budget depth: "
SEEN_IN_PART = "partial"
INDEXES = ("index.", "default.")


def is_home(url: str) -> bool:
    """Return whether an address is that of a whole site: its root, or the root's index page."""
    return is_folder(url) and path_of(url).count("/") == 1


def is_folder(url: str) -> bool:
    """Return whether an address is that of a folder, or of its index page."""
    last = path_of(url).rsplit("/", 1)[1]
    return "?" not in url and (not last or last.lower().startswith(INDEXES))


def page_standing(standing: SubjectStanding) -> SubjectStanding:
    """Return how much was seen of a page: what lies deeper than its links was never wanted."""
    wanted = [part for part in standing.why.split(", ") if not part.startswith(CUT_BY_DEPTH)]
    if standing.state is not SubjectState.PARTIAL or is_folder(standing.subject.url):
        return standing
    return replace(standing, state=SubjectState.PARTIAL if wanted else SubjectState.OBSERVED, why=", ".join(wanted))


def judged_as_pages(judgement: Judgement, pages: Mapping[str, SubjectStanding], rules: Collection[Rule]) -> Judgement:
    """Return the verdicts without those of site rules on `pages` (subject id → standing), and for what is no folder
    without those on other pages' columns.

    A page that does not open is a broken link; links on it weigh no more than on any page.
    """
    broken = next((rule for rule in rules if rule.id == BROKEN), None)
    unknown = tuple((rule, one) for rule, one in judgement.unknown if _concerns(rule, one, pages))
    clean = {
        (rule, subject): targets
        for (rule, subject), targets in judgement.clean.items()
        if subject not in pages or next((one.kind for one in rules if one.id == rule), "") != SITE
    }
    return replace(judgement, findings=tuple(_findings(judgement, pages, broken)), unknown=unknown, clean=clean)


def without_sheets(audit: Audit, pages: Collection[str]) -> Audit:
    """Return the audit without a site's sheet for single pages."""
    return replace(audit, item_25=tuple(sheet for sheet in audit.item_25 if sheet.subject not in pages))


def _findings(
    judgement: Judgement, pages: Mapping[str, SubjectStanding], broken: Rule | None
) -> Iterator[tuple[Rule, Finding]]:
    for rule, one in judgement.findings:
        if one.subject in pages and rule.id == UNREACHABLE and broken:
            yield broken, _as_link(one)
        elif one.subject in pages and one.values.get("on_home"):
            yield rule, replace(one, severity=None, values={**one.values, "on_home": False})
        elif _concerns(rule, one, pages):
            yield rule, one


def _concerns(rule: Rule, verdict: Finding | Unknown, pages: Mapping[str, SubjectStanding]) -> bool:
    if verdict.subject not in pages:
        return True
    standing = pages[verdict.subject]
    own = key(verdict.target) == key(standing.subject.url)
    said = isinstance(verdict, Unknown) and verdict.reason == SEEN_IN_PART and standing.state is SubjectState.OBSERVED
    elsewhere = rule.kind == COLUMN and not own and not is_folder(standing.subject.url)
    return rule.kind != SITE and not elsewhere and not (own and said)


def _as_link(finding: Finding) -> Finding:
    values = {**finding.values, "kinds": ["link"], "pages": 0, "on_home": False}
    return replace(finding, values=values, severity=None, action="fix_link")
