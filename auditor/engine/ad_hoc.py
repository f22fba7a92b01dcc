"""Turn bare addresses into subjects, so that one site, page or feed can be audited without a register."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

from auditor.config.settings import Settings
from auditor.engine.previous_run import AD_HOC
from auditor.errors import BadInput
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.fetch.pace.host_pace import Pace
from auditor.inventory.web_address import Address, read_address
from auditor.model import Outcome, Reply, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.model.audit import Audit, RunInfo
from auditor.model.urls import host_port, join, key, path_of
from auditor.rules import Finding, Rule, Unknown, by_role
from auditor.rules.judge import Judgement

FEED = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF|RDF)\b", re.I | re.S)
JSON_FEED = b"jsonfeed.org/version/"
SNIFFED_BYTES = 4096
PAGE_DEPTH = 1
LOCAL = re.compile(r"(?:localhost|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?(?:[/?#]|$)", re.I)
"""Bare names of this machine, which a register would not hold."""

TABLE = re.compile(r"\.(?:csv|tsv|xlsx|xlsm)$", re.I)


async def ad_hoc_subjects(
    urls: Sequence[str], settings: Settings, pace: Pace | None = None
) -> tuple[list[Subject], Settings]:
    """Return a subject for each address, and the settings to audit them by.

    A feed becomes an account, a folder a site, any other page a site of that page and what it links to. `pace` is
    kept for the audit that follows.
    Raises BadInput that names everything which is no http(s) address.
    """
    addresses = sorted(dict.fromkeys(_absolute(urls)), key=lambda url: not is_folder(url))  # sites own what they hold
    guesses = [_site(address) for address in addresses]
    hosts = [host for guess in guesses if (host := registered_host(guess.url)) is not None]
    async with Client(settings.fetch, hosts, pace=pace) as client:
        subjects = [_judged(guess, await client.get(guess.url, cap=settings.fetch.file_bytes)) for guess in guesses]
    deep = [one for one in subjects if one.kind is SubjectKind.SITE and not is_folder(one.url)]
    if deep and len(deep) == len(subjects):
        settings = replace(settings, crawl=replace(settings.crawl, max_depth=PAGE_DEPTH))
    return subjects, settings


def _absolute(urls: Sequence[str]) -> list[str]:
    """Return the addresses as browsers write them; raises BadInput that names every one which is none."""
    read = {url: _read(url.strip()) for url in urls}
    faults = [f"{url!r} is not an http or https address{_why(url.strip(), one.wrong)}"
              for url, one in read.items() if one.wrong]  # fmt: skip
    if faults:
        raise BadInput("\n".join(faults))
    return [join(one.url, one.url) or one.url for one in read.values()]


def _read(text: str) -> Address:
    if not text or (TABLE.search(text) and "/" not in text):
        return Address(wrong="address_invalid")
    return read_address(f"http://{text}" if LOCAL.match(text) else text)


def _why(text: str, wrong: str) -> str:
    if wrong == "address_user":
        return ": leave user name and password out"
    return f"; a register is audited by `auditor run {text}`" if TABLE.search(text) else ""


def _site(url: str) -> Subject:
    name = re.sub(r"[^a-z0-9]+", "-", f"{host_port(url)[0]}{path_of(url)}".lower()).strip("-")[:40].strip("-")
    mark = sha256(url.encode()).hexdigest()[:8]
    return Subject(f"{name}-{mark}", SubjectKind.SITE, url, host_port(url)[0], url=url)


def _judged(guess: Subject, reply: Reply) -> Subject:
    head = reply.body[:SNIFFED_BYTES]
    if reply.outcome is Outcome.OK and (FEED.match(head) or JSON_FEED in head):
        return replace(guess, kind=SubjectKind.ACCOUNT, platform="feed", source=guess.url)
    return guess


# Audits of single pages and of parts of sites: what is judged of a site as a whole is not said of them.

SITE, COLUMN = "site", "column"
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


def single_pages(run: RunInfo, standings: Mapping[str, SubjectStanding]) -> dict[str, SubjectStanding]:
    """Return the standings of pages and parts of sites that were given by their addresses, of no whole site."""
    return {
        subject: page_standing(one)
        for subject, one in standings.items()
        if run.inventory == AD_HOC and one.subject.kind is SubjectKind.SITE and not is_home(one.subject.url)
    }


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
    broken = by_role(rules, "broken_link")
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
        if one.subject in pages and rule.role == "availability" and broken:
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
