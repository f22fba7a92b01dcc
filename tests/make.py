"""Builders for tests: short words for facts, and World, the in-memory twin of the store's View."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from auditor.model import (
    AccountReading,
    ColumnClass,
    DocumentClass,
    DocumentFacts,
    EndDate,
    EndKind,
    FoundDate,
    Link,
    LinkKind,
    ListState,
    Location,
    NoticeSheet,
    Outcome,
    PageKind,
    Post,
    ReadingOutcome,
    Sighting,
    SiteNetwork,
    Subject,
    SubjectKind,
    SubjectStanding,
    SubjectState,
)
from auditor.rules import (
    AccountLink,
    AccountOverlap,
    ColumnReading,
    Copy,
    CopyTerms,
    DocumentReading,
    DuplicateGroup,
    EmptyLinks,
    Finding,
    HiddenTarget,
    HomeReading,
    HostReading,
    InterpretationReading,
    LeakReading,
    Limits,
    LostFragment,
    NoticeReading,
    OverlapTerms,
    PageLinks,
    PageLoad,
    PageReading,
    PostTarget,
    RedirectReading,
    Rule,
    SampleDay,
    TargetReading,
    UnlinkedPages,
    Verdict,
)

AS_OF = date(2026, 6, 30)
ZONE = ZoneInfo("Asia/Shanghai")
HOME = "https://www.example.gov.cn/"
FOOTER = {
    "conac": "conac", "find_errors": "jiucuo", "site_code": "3101090001", "owner": "主办：某单位 电话",
    "icp": "沪ICP备00000001号", "police": "公网安备31010902000001",
}  # fmt: skip
SEEN = {ReadingOutcome.OK, ReadingOutcome.OK_EMPTY, ReadingOutcome.PARTIAL, ReadingOutcome.UNDATED}


def days_ago(days: int) -> date:
    """Return the day that many days before AS_OF."""
    return AS_OF - timedelta(days=days)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return a time of that day in Asia/Shanghai."""
    return datetime.combine(day, time(hour, minute), ZONE)


def site(id: str = "s1", **fields: object) -> Subject:
    """Return a registered site."""
    known = {"name": f"Site {id}", "unit": "Example Unit", "url": HOME, **fields}
    return Subject(id=id, kind=SubjectKind.SITE, **known)


def account(id: str = "a1", **fields: object) -> Subject:
    """Return a registered account."""
    known = {
        "name": f"Account {id}",
        "unit": "Example Unit",
        "platform": "weixin",
        "account_id": f"gh_{id}",
        "url": f"https://accounts.example.cn/{id}",
        **fields,
    }
    return Subject(id=id, kind=SubjectKind.ACCOUNT, **known)


def point(id: str = "p1", **fields: object) -> Subject:
    """Return a registered notice point."""
    return Subject(id=id, kind=SubjectKind.NOTICE_POINT, **{"name": f"Point {id}", "unit": "Example Unit", **fields})


def home(days: int | None = 0, **fields: object) -> HomeReading:
    """Return a home page whose newest dated item is `days` old (None: no dated item)."""
    newest = None if days is None else days_ago(days)
    known = {"outcome": Outcome.OK, "status": 200, "newest": newest, "items": 20}
    known |= {} if newest is None else {"dated": 20, "newest_url": HOME + "news/1.html", "newest_source": "list"}
    known |= {"title": "A site", "footer": FOOTER, "links": (link("政府网站工作年度报表（2025年度）", "report.html"),)}
    return HomeReading(**{"url": HOME, **known, **fields})


def link(text: str, path: str = "") -> Link:
    """Return a link with its text to a page of the site, or to an absolute address."""
    return Link(path if "://" in path else HOME + path, int(LinkKind.ANCHOR), text)


def host(name: str = "shop.example.com", **fields: object) -> HostReading:
    """Return an outside host that answers with a page and is linked from one page that says nothing of leaving."""
    place = Location(HOME + "list.html", "A link", "link")
    known = {"url": f"https://{name}/", "answered": True, "page": True, "final_url": f"https://{name}/"}
    known |= {"locations": (place,), "location_count": 1, "silent": (place,), "silent_count": 1}
    return HostReading(**{"host": name, "silent_url": f"https://{name}/", **known, **fields})


def target(path: str = "gone.html", outcome: Outcome = Outcome.HTTP_ERROR, **fields: object) -> TargetReading:
    """Return a link target seen twice and held by one page."""
    known = {
        "url": HOME + path,
        "outcome": outcome,
        "status": 404 if outcome is Outcome.HTTP_ERROR else None,
        "looks": 2,
        "referrers": (Location(HOME + "list.html", "A link", "anchor"),),
        "referrer_count": 1,
        "kinds": frozenset({int(LinkKind.ANCHOR)}),
    }
    return TargetReading(**{**known, **fields})


def account_link(url: str = "https://weibo.com/u/1234567890", text: str = "", **fields: object) -> AccountLink:
    """Return a link, or the code on a picture, that the home page shows."""
    known = {"locations": (Location(HOME, text, "link"),), "location_count": 1}
    return AccountLink(**{"url": url, "text": text, **known, **fields})


def held(path: str = "gone.html", outcome: Outcome = Outcome.HTTP_ERROR, **fields: object) -> PostTarget:
    """Return a target that one post holds, seen twice on one day."""
    known = {"status": 404 if outcome is Outcome.HTTP_ERROR else None, "looks": 2, "post_count": 1}
    known |= {"posts": (Location("https://accounts.example.cn/a1/7", "A post", "2026-06-29"),)}
    return PostTarget(**{"url": HOME + path, "outcome": outcome, **known, **fields})


def notice(path: str, days: int = 1, kind: EndKind = EndKind.ENROLMENT, **fields: object) -> NoticeReading:
    """Return a notice that ended `days` ago and that the home page shows unmarked."""
    known = {"ends": (EndDate(kind, days_ago(days), "报名截止"),), "shown_count": 1, "on_home": True}
    known |= {"shown": (Location(HOME, "A notice"),)}
    return NoticeReading(**{"url": HOME + path, "title": "A notice", **known, **fields})


def document(path: str, kind: DocumentClass = DocumentClass.USUAL, **fields: object) -> DocumentReading:
    """Return the page of a document that a unit of the register issued; words of DocumentFacts go into its facts."""
    told = {name: fields.pop(name) for name in list(fields) if name in DocumentFacts.__slots__}
    facts = DocumentFacts(kind=kind, **told)
    return DocumentReading(**{"url": HOME + path, "title": "A document", "document": facts, "own": True, **fields})


def column(days: int | None = 0, cls: ColumnClass | None = ColumnClass.NEWS, **fields: object) -> ColumnReading:
    """Return a filled column whose newest item is `days` old (None: items, none dated)."""
    newest = None if days is None else days_ago(days)
    known = {
        "url": HOME + "news/",
        "name": "A column",
        "column_class": cls,
        "class_source": "ColumnType",
        "list_state": ListState.FILLED,
        "items": 20,
        "newest": newest,
    }
    known |= {} if newest is None else {"dated": 20, "newest_url": HOME + "news/1.html", "newest_source": "list"}
    return ColumnReading(**{**known, **fields})


def page(path: str = "news/1.html", day: date | None = None, **fields: object) -> PageReading:
    """Return an article page published on `day`."""
    published = None if day is None else FoundDate(day, "meta:PubDate", day.isoformat())
    known = {"url": HOME + path, "kind": PageKind.ARTICLE, "title": "A page", "published": published}
    return PageReading(**{**known, **fields})


def dated_page(
    path: str, shown: date | None = None, declared: date | None = None, raw: str = "", **fields: object
) -> PageReading:
    """Return an article that shows one day and declares another in PubDate (None: neither)."""
    dates = [FoundDate(shown, "shown", raw or shown.isoformat())] if shown else []
    dates += [FoundDate(declared, "meta", declared.isoformat())] if declared else []
    meta = {"pubdate": declared.isoformat()} if declared else {}
    meta |= dict(fields.pop("meta", {}))
    known = {"dates": tuple(dates), "meta": meta, "published": dates[0] if dates else None, "characters": 300}
    return page(path, **{**known, **fields})


def redirect(path: str, hops: int, **fields: object) -> RedirectReading:
    """Return a link that one page holds and that opened after `hops` redirects."""
    known = {
        "final_url": HOME + "new.html",
        "way": tuple(HOME + f"hop{at}" for at in range(hops)),
        "referrers": (Location(HOME + "list.html", "A link", "anchor"),),
        "referrer_count": 1,
        "kinds": frozenset({int(LinkKind.ANCHOR)}),
    }
    return RedirectReading(**{"url": HOME + path, "hops": hops, **known, **fields})


def post(days: int | None = 0, key: str = "", **fields: object) -> Post:
    """Return a post published at nine in the morning `days` ago (None: undated)."""
    published = None if days is None else at(days_ago(days))
    return Post(**{"key": key or f"post-{days}", "title": "A post", "published_at": published, **fields})


def reading(
    *posts: Post, account_id: str = "a1", outcome: ReadingOutcome = ReadingOutcome.OK, **fields: object
) -> AccountReading:
    """Return the reading of an account at the end of AS_OF."""
    now = at(AS_OF, 23, 59)
    known = {"adapter": "feed", "at": now, "as_of": now}
    return AccountReading(account_id=account_id, outcome=outcome, posts=posts, **{**known, **fields})


def sheet(title: str = "A sheet", point_id: str = "p1", **fields: object) -> NoticeSheet:
    """Return a sheet posted ten days ago and inspected today, without an end date."""
    known = {"posted_on": days_ago(10), "inspected_on": AS_OF}
    return NoticeSheet(point_id=point_id, title=title, **{**known, **fields})


def copy(path: str, day: date | None = None, **fields: object) -> Copy:
    """Return one copy of a text on the site."""
    published = None if day is None else FoundDate(day, "meta:PubDate", day.isoformat())
    return Copy(**{"url": HOME + path, "title": "A page", "published": published, **fields})


def shown_copy(path: str, day: date, **fields: object) -> Copy:
    """Return one copy of a text on the site that prints its day."""
    return copy(path, published=FoundDate(day, "shown", day.isoformat()), **fields)


def group(*copies: Copy, similarity: float = 1.0, characters: int = 500) -> DuplicateGroup:
    """Return a group of copies, the one to keep first."""
    return DuplicateGroup(copies, similarity, characters)


class World:
    """What one run saw, held in memory. Mappings go by subject id; a subject without an entry was not seen."""

    def __init__(
        self,
        *subjects: Subject,
        as_of: date = AS_OF,
        homes: Mapping[str, HomeReading] | None = None,
        targets: Mapping[str, Sequence[TargetReading]] | None = None,
        columns: Mapping[str, Sequence[ColumnReading]] | None = None,
        pages: Mapping[str, Sequence[PageReading]] | None = None,
        samples: Mapping[str, Sequence[SampleDay]] | None = None,
        networks: Mapping[str, SiteNetwork] | None = None,
        interpretations: Mapping[str, Sequence[InterpretationReading]] | None = None,
        groups: Mapping[str, Sequence[DuplicateGroup]] | None = None,
        readings: Mapping[str, AccountReading] | None = None,
        sheets: Mapping[str, Sequence[NoticeSheet]] | None = None,
        standings: Mapping[str, SubjectStanding] | None = None,
        hosts: Mapping[str, Sequence[HostReading]] | None = None,
        page_links: Mapping[str, PageLinks] | None = None,
        registered_hosts: frozenset[str] | None = frozenset({"example.gov.cn"}),
        empty: Mapping[str, Sequence[EmptyLinks]] | None = None,
        hidden: Mapping[str, Sequence[HiddenTarget]] | None = None,
        leaks: Mapping[str, Sequence[LeakReading]] | None = None,
        lost: Mapping[str, Sequence[LostFragment]] | None = None,
        loads: Mapping[str, Sequence[PageLoad]] | None = None,
        redirects: Mapping[str, Sequence[RedirectReading]] | None = None,
        post_targets: Mapping[str, Sequence[PostTarget]] | None = None,
        account_links: Mapping[str, Sequence[AccountLink]] | None = None,
        registered_accounts: Sequence[Subject] | None = (),
        overlaps: Sequence[AccountOverlap] = (),
        sightings: Mapping[str, Sequence[Sighting]] | None = None,
        last_good: Mapping[str, AccountReading] | None = None,
        canaries: Iterable[str] = (),
        notices: Mapping[str, Sequence[NoticeReading]] | None = None,
        documents: Mapping[str, Sequence[DocumentReading]] | None = None,
        unlinked: Mapping[str, UnlinkedPages] | None = None,
    ) -> None:
        self._sightings = dict(sightings or {})
        self._last_good = dict(last_good or {})
        self._canaries = frozenset(canaries)
        self._overlaps = tuple(overlaps)
        self._notices = dict(notices or {})
        self._documents = dict(documents or {})
        self._unlinked = dict(unlinked or {})
        self._empty = dict(empty or {})
        self._hidden = dict(hidden or {})
        self._leaks = dict(leaks or {})
        self._lost = dict(lost or {})
        self._loads = dict(loads or {})
        self._redirects = dict(redirects or {})
        self._post_targets = dict(post_targets or {})
        self._account_links = dict(account_links or {})
        self._registered_accounts = registered_accounts
        self._subjects = subjects
        self._as_of = as_of
        self._homes = dict(homes or {})
        self._targets = dict(targets or {})
        self._columns = dict(columns or {})
        self._pages = dict(pages or {})
        self._samples = dict(samples or {})
        self._networks = dict(networks or {})
        self._interpretations = dict(interpretations or {})
        self._groups = dict(groups or {})
        self._readings = dict(readings or {})
        self._sheets = dict(sheets or {})
        self._standings = dict(standings or {})
        self._hosts = dict(hosts or {})
        self._page_links = dict(page_links or {})
        self._registered_hosts = registered_hosts

    @property
    def as_of(self) -> date:
        return self._as_of

    @property
    def canaries(self) -> frozenset[str]:
        return self._canaries

    def subjects(self) -> Sequence[Subject]:
        return self._subjects

    def standing(self, subject: str) -> SubjectStanding:
        """Return the standing given, else observed where anything was seen, else unknown with its reason."""
        if subject in self._standings:
            return self._standings[subject]
        who = next(one for one in self._subjects if one.id == subject)
        if subject in self._readings:
            outcome = self._readings[subject].outcome
            seen, why = outcome in SEEN, str(outcome)
        elif subject in self._homes:
            outcome = self._homes[subject].outcome
            seen, why = outcome is Outcome.OK, str(outcome)
        else:
            known = (self._targets, self._columns, self._pages, self._groups, self._sheets)
            seen, why = any(subject in one for one in known), "no_data"
        state = SubjectState.OBSERVED if seen else SubjectState.UNKNOWN
        return SubjectStanding(who, state, "" if seen else why)

    def home(self, site: str) -> HomeReading | None:
        return self._homes.get(site)

    def network(self, site: str) -> SiteNetwork | None:
        return self._networks.get(site)

    def samples(self, site: str) -> Sequence[SampleDay]:
        return [one for one in self._samples.get(site, ()) if one.on <= self._as_of]

    def doubtful_targets(self, site: str) -> Iterator[TargetReading]:
        yield from self._targets.get(site, ())

    def empty_links(self, site: str) -> Iterator[EmptyLinks]:
        yield from self._empty.get(site, ())

    def hidden_links(self, site: str) -> Iterator[HiddenTarget]:
        yield from self._hidden.get(site, ())

    def leaks(self, site: str) -> Iterator[LeakReading]:
        yield from self._leaks.get(site, ())

    def lost_fragments(self, site: str) -> Iterator[LostFragment]:
        yield from self._lost.get(site, ())

    def outside_hosts(self, site: str) -> Iterator[HostReading]:
        yield from self._hosts.get(site, ())

    def page_links(self, site: str, url: str) -> PageLinks | None:
        return self._page_links.get(url)

    def registered_hosts(self) -> frozenset[str] | None:
        return self._registered_hosts

    def registered_accounts(self) -> Sequence[Subject] | None:
        """Return the accounts given beside those among the subjects; None stands for no register."""
        if self._registered_accounts is None:
            return None
        return [*self._registered_accounts, *(one for one in self._subjects if one.kind is SubjectKind.ACCOUNT)]

    def account_links(self, site: str) -> Sequence[AccountLink]:
        return self._account_links.get(site, ())

    def columns(self, site: str) -> Iterator[ColumnReading]:
        yield from self._columns.get(site, ())

    def interpretations(self, site: str) -> Iterator[InterpretationReading]:
        yield from self._interpretations.get(site, ())

    def notices(self, site: str) -> Iterator[NoticeReading]:
        yield from self._notices.get(site, ())

    def documents(self, site: str) -> Iterator[DocumentReading]:
        yield from self._documents.get(site, ())

    def unlinked(self, site: str) -> UnlinkedPages:
        return self._unlinked.get(site, UnlinkedPages())

    def pages(self, site: str) -> Iterator[PageReading]:
        yield from self._pages.get(site, ())

    def page_loads(self, site: str) -> Iterator[PageLoad]:
        yield from self._loads.get(site, ())

    def redirects(self, site: str) -> Iterator[RedirectReading]:
        yield from self._redirects.get(site, ())

    def duplicate_groups(self, subject: str, terms: CopyTerms) -> Iterator[DuplicateGroup]:
        yield from (one for one in self._groups.get(subject, ()) if one.similarity >= terms.jaccard)

    def account_overlaps(self, terms: OverlapTerms) -> Iterator[AccountOverlap]:
        yield from self._overlaps

    def account(self, account: str) -> AccountReading | None:
        return self._readings.get(account)

    def sightings(self, account: str) -> Sequence[Sighting]:
        return [one for one in self._sightings.get(account, ()) if one.on < self._as_of]

    def last_good(self, account: str) -> AccountReading | None:
        return self._last_good.get(account)

    def posts(self, account: str) -> Iterator[Post]:
        known = self._readings.get(account)
        yield from known.posts if known else ()

    def post_targets(self, account: str, recent: float) -> Iterator[PostTarget]:
        yield from self._post_targets.get(account, ())

    def sheets(self, point: str) -> Iterator[NoticeSheet]:
        yield from self._sheets.get(point, ())


def partial(subject: Subject, why: str = "not_reached") -> SubjectStanding:
    """Return the standing of a subject that was seen in part."""
    return SubjectStanding(subject, SubjectState.PARTIAL, why)


def limits(rule: Rule, own: Mapping[str, Mapping[str, float]] | None = None, **values: float) -> Limits:
    """Return a rule's default limits with changes for all subjects and for single ones."""
    return Limits({name: limit.value for name, limit in rule.limits.items()} | values, own or {})


def judged(rule: Rule, world: World, given: Limits | None = None) -> list[Verdict]:
    """Return every verdict of a rule over a world."""
    return list(rule.check(world, given or limits(rule)))


def verdicts(rule: Rule, world: World, given: Limits | None = None) -> dict[str, str]:
    """Return target → Clean, Finding, or Unknown with its reason; a target judged twice fails the test."""
    told: dict[str, str] = {}
    for one in judged(rule, world, given):
        assert one.target not in told, f"{one.target} judged twice"
        told[one.target] = getattr(one, "reason", None) or type(one).__name__
    return told


def findings(rule: Rule, world: World, given: Limits | None = None) -> list[Finding]:
    """Return the findings of a rule over a world."""
    return [one for one in judged(rule, world, given) if isinstance(one, Finding)]


def undecided_world(outcome: Outcome) -> World:
    """Return a world of one site, whose home page, target and column all came to `outcome`."""
    return World(
        site(),
        homes={"s1": home(None, outcome=outcome, status=None, items=0)},
        targets={"s1": [target(outcome=outcome)]},
        columns={"s1": [column(None, outcome=outcome, list_state=ListState.NONE, items=0)]},
    )


def unread_world(outcome: ReadingOutcome, posts: Iterable[Post] = ()) -> World:
    """Return a world of one account whose reading came to `outcome`."""
    return World(account(), readings={"a1": replace(reading(*posts), outcome=outcome)})
