"""Builders for tests: short words for facts, and World, the in-memory twin of the store's View."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from auditor.facts.account_copies import PostCopies
from auditor.facts.account_links import AccountLink
from auditor.facts.home import HomeReading
from auditor.facts.kept_copies import PageCopies
from auditor.facts.link_targets import TargetReading
from auditor.facts.outside_hosts import HostReading
from auditor.facts.pages import PageReading
from auditor.facts.post_targets import PostTarget
from auditor.facts.redirect_chains import RedirectReading
from auditor.facts.register import RegisteredAccounts, RegisteredHosts
from auditor.facts.site_columns import ColumnReading
from auditor.facts.validity_facts import DocumentReading, NoticeReading
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
    SiteNetwork,
    SiteObservation,
    Subject,
    SubjectKind,
    SubjectStanding,
    SubjectState,
)
from auditor.model.subject import PointObservation
from auditor.rules import Finding, Limits, Rule, Verdict
from auditor.text.copy_groups import Copy, CopyTerms, DuplicateGroup

AS_OF = date(2026, 6, 30)
ZONE = ZoneInfo("Asia/Shanghai")
HOME = "https://www.example.gov.cn/"
FOOTER = {
    "conac": "conac", "find_errors": "jiucuo", "site_code": "3101090001", "owner": "主办：某单位 电话",
    "icp": "沪ICP备00000001号", "police": "公网安备31010902000001",
}  # fmt: skip
SHOW = (TargetReading, ColumnReading, PageReading, PageCopies, PostCopies, PointObservation)
"""Facts that show a subject was observed."""
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
    """What one run saw, held in memory: facts by their type and by subject id, "" for those of the whole run.

    A fact is one value, or several where the type is a stream; where it depends on terms, a function of the terms that
    returns it. The register holds the host of HOME and the subjects given, unless `facts` says what it holds.
    """

    def __init__(
        self,
        *subjects: Subject,
        as_of: date = AS_OF,
        facts: Mapping[type, Mapping[str, object]] | None = None,
        standings: Mapping[str, SubjectStanding] | None = None,
    ) -> None:
        self.as_of = as_of
        self._subjects = subjects
        self._standings = dict(standings or {})
        self._facts: dict[type, Mapping[str, object]] = {
            RegisteredHosts: {"": RegisteredHosts(frozenset({"example.gov.cn"}))},
            RegisteredAccounts: {"": registered(*subjects)},
            **(facts or {}),
        }

    def subjects(self) -> Sequence[Subject]:
        return self._subjects

    def standing(self, subject: str) -> SubjectStanding:
        """Return the standing given, else observed where anything was seen, else unknown with its reason."""
        if subject in self._standings:
            return self._standings[subject]
        who = next(one for one in self._subjects if one.id == subject)
        if reading := self.get(AccountReading, subject):
            seen, why = reading.outcome in SEEN, str(reading.outcome)
        elif home := self.get(HomeReading, subject):
            seen, why = home.outcome is Outcome.OK, str(home.outcome)
        else:
            seen, why = any(subject in self._facts.get(one, {}) for one in SHOW), "no_data"
        return SubjectStanding(who, SubjectState.OBSERVED if seen else SubjectState.UNKNOWN, "" if seen else why)

    def get(self, fact: type[Any], subject: str = "", *terms: Hashable) -> Any:
        found = self._facts.get(fact, {}).get(subject)
        return found(*terms) if callable(found) else found

    def each(self, fact: type[Any], subject: str = "", *terms: Hashable) -> Iterator[Any]:
        yield from self.get(fact, subject, *terms) or ()


def registered(*subjects: Subject) -> RegisteredAccounts:
    """Return a register of the accounts among some subjects."""
    return RegisteredAccounts(tuple(one for one in subjects if one.kind is SubjectKind.ACCOUNT))


def observed(network: SiteNetwork) -> SiteObservation:
    """Return what the walk over a site came to that is reached in this way."""
    return SiteObservation("s1", Outcome.OK, network=network)


def board(sheets: Iterable[NoticeSheet]) -> PointObservation:
    """Return a notice point that bears some sheets."""
    return PointObservation(tuple(sheets))


def near(groups: Iterable[DuplicateGroup]) -> Callable[[CopyTerms | float], list[DuplicateGroup]]:
    """Return the groups as a function of the terms, which leaves out those less alike."""
    groups = tuple(groups)
    return lambda terms: [one for one in groups if one.similarity >= getattr(terms, "jaccard", terms)]


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
        facts={
            HomeReading: {"s1": home(None, outcome=outcome, status=None, items=0)},
            TargetReading: {"s1": [target(outcome=outcome)]},
            ColumnReading: {"s1": [column(None, outcome=outcome, list_state=ListState.NONE, items=0)]},
        },
    )


def unread_world(outcome: ReadingOutcome, posts: Iterable[Post] = ()) -> World:
    """Return a world of one account whose reading came to `outcome`."""
    return World(account(), facts={AccountReading: {"a1": replace(reading(*posts), outcome=outcome)}})
