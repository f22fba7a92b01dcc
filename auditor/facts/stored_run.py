"""What checks read: one run of the store, streamed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo
from typing import TypeVar

from sqlalchemy import Engine, func, select

from auditor.extract.post_links import recent_posts
from auditor.facts.account_copies import account_copies
from auditor.facts.account_links import read_account_links
from auditor.facts.attachment_leaks import read_leaks
from auditor.facts.home import read_home, with_sources
from auditor.facts.home_page import looked_at, seen_pages
from auditor.facts.interpretations import read_interpretations
from auditor.facts.kept_copies import kept_copies
from auditor.facts.link_marks import LinkMarks, read_link_marks
from auditor.facts.link_targets import expand_doubtful, stored_doubtful
from auditor.facts.outside_hosts import read_outside_hosts, read_page_links
from auditor.facts.own_classes import with_own_classes
from auditor.facts.page_loads import page_loads
from auditor.facts.pages import long_site_code, page_readings
from auditor.facts.post_targets import read_post_targets
from auditor.facts.reach import read_reach
from auditor.facts.redirect_chains import read_redirects
from auditor.facts.standings import account_state, point_state, site_state
from auditor.facts.syndication import Syndicated, read_syndication
from auditor.facts.unlinked import read_unlinked
from auditor.facts.validity_facts import Lasting, read_documents, read_lasting, read_notices
from auditor.model import (
    AccountReading,
    ColumnClass,
    NoticeSheet,
    Outcome,
    PageKind,
    PointObservation,
    Post,
    Sighting,
    SiteNetwork,
    SiteObservation,
    Subject,
    SubjectKind,
    SubjectStanding,
    SubjectState,
)
from auditor.model.audit import Reach
from auditor.model.limits import OFFICE_ZONE
from auditor.model.urls import key
from auditor.reading.columns import ListPage, join_columns
from auditor.rules import (
    AccountLink,
    AccountOverlap,
    ColumnReading,
    CopyTerms,
    DocumentReading,
    DuplicateGroup,
    EmptyLinks,
    HiddenTarget,
    HomeReading,
    HostReading,
    InterpretationReading,
    LaterWord,
    LeakReading,
    LostFragment,
    NoticeReading,
    OverlapTerms,
    PageLinks,
    PageLoad,
    PageReading,
    PostTarget,
    RedirectReading,
    SampleDay,
    TargetReading,
    UnlinkedPages,
)
from auditor.store.packing import unpack, unpack_facts
from auditor.store.samples import sample_days
from auditor.store.schema import look, observation, page, url
from auditor.store.sightings import earlier_sightings, last_good_reading
from auditor.store.store_faults import reading, store_faults
from auditor.text.notice_boards import hanging
from auditor.text.overlaps import account_overlaps
from auditor.text.repeals import later_words

ASKED_AT_ONCE = 500

Seen = TypeVar("Seen")


class StoredView:
    """One run as checks see it (the View protocol of auditor.rules). Days are those of `zone`'s calendar.

    The doubtful targets of a site are expanded on first use and kept in the store. `classes` are the classes that
    auditor.toml gives to columns, by site and by name or address. Every method raises RunFailed when the store fails.
    """

    def __init__(
        self,
        engine: Engine,
        run: str,
        subjects: Sequence[Subject],
        as_of: date,
        zone: tzinfo = OFFICE_ZONE,
        classes: Mapping[str, Mapping[str, ColumnClass]] | None = None,
        registered_hosts: frozenset[str] | None = None,
        registered_accounts: Sequence[Subject] | None = None,
        canaries: frozenset[str] = frozenset(),
    ) -> None:
        self._engine = engine
        self._zone = zone
        self._run = run
        self._subjects = tuple(subjects)
        self._by_id = {subject.id: subject for subject in subjects}
        self._as_of = as_of
        self._classes = classes or {}
        self._registered_hosts = registered_hosts
        self._canaries = canaries
        self._registered_accounts = registered_accounts
        self._outside: dict[str, list[HostReading]] = {}
        self._blobs = self._observations()
        self._expanded: set[str] = set()
        self._link_marks: dict[str, LinkMarks] = {}
        self._leaks: dict[str, tuple[LeakReading, ...]] = {}
        self._columns: dict[str, list[ColumnReading]] = {}
        self._homes: dict[str, HomeReading | None] = {}
        self._long_codes: dict[str, str] = {}
        self._lasting: dict[str, Lasting] = {}
        self._fates: Mapping[str, tuple[LaterWord, ...]] | None = None
        self._syndication: Mapping[str, Syndicated] | None = None
        self._overlaps: dict[OverlapTerms, tuple[AccountOverlap, ...]] = {}

    @property
    def as_of(self) -> date:
        """Return the day the audit judges by."""
        return self._as_of

    @property
    def canaries(self) -> frozenset[str]:
        """Return the ids of accounts known to post daily."""
        return self._canaries

    def subjects(self) -> Sequence[Subject]:
        """Return every registered subject, in register order."""
        return self._subjects

    def _observations(self) -> dict[str, bytes]:
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(observation.c.subject, observation.c.blob).where(observation.c.run == self._run)
            )
            return {row.subject: row.blob for row in rows}

    def _site(self, site: str) -> SiteObservation | None:
        subject = self._by_id.get(site)
        if subject is None or subject.kind is not SubjectKind.SITE or site not in self._blobs:
            return None
        return self._unpacked(site, SiteObservation)

    def _unpacked(self, subject: str, kind: type[Seen]) -> Seen:
        with store_faults(self._engine):
            return unpack(self._blobs[subject], kind)

    def standing(self, subject: str) -> SubjectStanding:
        """Return how much of a subject was seen, with its last update and counts."""
        row = self._by_id[subject]
        if subject not in self._blobs:
            return SubjectStanding(row, SubjectState.UNKNOWN, Outcome.NOT_REACHED.value)
        if row.kind is SubjectKind.SITE:
            return self._site_standing(row, self._unpacked(subject, SiteObservation))
        if row.kind is SubjectKind.ACCOUNT:
            return self._account_standing(row, self._unpacked(subject, AccountReading))
        point = self._unpacked(subject, PointObservation)
        state, why = point_state(point.sheets, point.fault)
        posted = [sheet.posted_on for sheet in point.sheets if sheet.posted_on and sheet.posted_on <= self._as_of]
        there = len(hanging(point.sheets, self._as_of))
        return SubjectStanding(row, state, why, max(posted, default=None), {"sheets": there})

    def _site_standing(self, row: Subject, seen: SiteObservation) -> SubjectStanding:
        state, why = site_state(seen)
        home = self.home(row.id)
        days = [column.newest for column in self.columns(row.id) if column.newest is not None]
        if home is not None and home.newest is not None:
            days.append(home.newest)
        stats: dict[str, int | str] = {
            "looked": seen.looked, "pages": seen.pages, "unchanged": seen.unchanged, "sitemap_urls": seen.sitemap_urls,
            "not_reached": seen.not_reached, "columns": len(self._columns.get(row.id, ())),
            "undecided": sum(seen.undecided.values()), "seconds": int(seen.seconds),
        }  # fmt: skip
        if row.id not in self._long_codes:
            self._long_codes[row.id] = long_site_code(self._engine, self._run, row.id)
        if code := self._long_codes[row.id]:
            stats["site_code_of_12_digits"] = code
        stats.update(self._syndicated(row.id))
        return SubjectStanding(row, state, why, max(days, default=None), stats)

    def _syndicated(self, site: str) -> dict[str, int]:
        """Return how many articles of a site are of higher authorities, and on another site too; nothing where none."""
        if self._syndication is None:
            sites = [one for one in self._subjects if one.kind is SubjectKind.SITE and one.id in self._blobs]
            self._syndication = read_syndication(self._engine, self._run, sites)
        found = self._syndication.get(site, Syndicated())
        counts = {"from_above": found.from_above, "elsewhere": found.elsewhere}
        return {name: count for name, count in counts.items() if count}

    def _account_standing(self, row: Subject, reading: AccountReading) -> SubjectStanding:
        state, why = account_state(reading)
        times = [*(post.published_at for post in reading.posts), reading.last_post_at]
        days = [time.astimezone(self._zone).date() for time in times if time]
        last = max((day for day in days if day <= self._as_of), default=None)
        return SubjectStanding(row, state, why, last, {"posts": len(reading.posts), "adapter": reading.adapter})

    def home(self, site: str) -> HomeReading | None:
        """Return the site's home page, None when it was never asked for."""
        if site not in self._homes:
            seen = self._site(site)
            self._homes[site] = None if seen is None else self._read_home(seen)
        return self._homes[site]

    def _read_home(self, seen: SiteObservation) -> HomeReading:
        subject = self._by_id[seen.subject]
        if seen.outcome is not Outcome.OK or not seen.home:
            looks = self._looks(seen, (subject.url, *seen.homes))
            return HomeReading(subject.url, seen.outcome, seen.status, seen.detail, complete=False, looks=looks)
        return read_home(self._engine, self._run, seen, subject.url, self._as_of, self.columns(seen.subject))

    def _looks(self, seen: SiteObservation, addresses: Sequence[str]) -> int:
        """Return how many looks at the home page, or at where it leads, came to what was observed of it."""
        with reading(self._engine) as connection:
            looks = connection.execute(
                select(func.max(look.c.looks))
                .join(url, url.c.id == look.c.url_id)
                .where(
                    look.c.run == self._run,
                    look.c.outcome == seen.outcome.value,
                    url.c.key.in_([key(address) for address in addresses]),
                )
            ).scalar()
        return looks or 1

    def reach(self, site: str, addresses: Sequence[str]) -> Mapping[str, Reach]:
        """Return how pages of a site lead to addresses; those the store does not know are left out."""
        seen = self._site(site)
        if seen is None or not addresses:
            return {}
        return read_reach(self._engine, self._run, seen, addresses, [one.url for one in self.columns(site)])

    def network(self, site: str) -> SiteNetwork | None:
        """Return how a site is reached, None where nobody looked."""
        seen = self._site(site)
        return seen.network if seen else None

    def samples(self, site: str) -> Sequence[SampleDay]:
        """Return what the availability samples of a site come to, by days up to `as_of`."""
        return sample_days(self._engine, site, self._as_of, self._zone)

    def doubtful_targets(self, site: str) -> Iterator[TargetReading]:
        """Yield every linked target of the site that is a fault, a soft 404 or undecided."""
        seen = self._site(site)
        if seen is None:
            return
        if site not in self._expanded:
            expand_doubtful(self._engine, self._run, seen)
            self._expanded.add(site)
        yield from stored_doubtful(self._engine, self._run, site)

    def _marks(self, site: str) -> LinkMarks:
        if site not in self._link_marks:
            seen = self._site(site)
            self._link_marks[site] = LinkMarks() if seen is None else read_link_marks(self._engine, self._run, site)
        return self._link_marks[site]

    def empty_links(self, site: str) -> Iterator[EmptyLinks]:
        """Yield the pages of a site with links to content that lead nowhere."""
        yield from self._marks(site).empty

    def hidden_links(self, site: str) -> Iterator[HiddenTarget]:
        """Yield the foreign addresses that pages of a site link to where nobody sees it."""
        yield from self._marks(site).hidden

    def leaks(self, site: str) -> Iterator[LeakReading]:
        """Yield the pages and documents of a site that show what they must not, and documents that were not read."""
        if seen := self._site(site):
            self._leaks.setdefault(site, tuple(read_leaks(self._engine, self._run, seen)))
            yield from self._leaks[site]

    def lost_fragments(self, site: str) -> Iterator[LostFragment]:
        """Yield the places that links name and their page does not have."""
        yield from self._marks(site).lost

    def outside_hosts(self, site: str) -> Iterator[HostReading]:
        """Yield the hosts outside a site that its pages link to, by name."""
        if self._site(site) is None:
            return
        if site not in self._outside:
            self._outside[site] = read_outside_hosts(self._engine, self._run, site)
        yield from self._outside[site]

    def page_links(self, site: str, url: str) -> PageLinks | None:
        """Return what a page of the site links to, None where no such page was seen."""
        return None if self._site(site) is None else read_page_links(self._engine, self._run, url)

    def registered_hosts(self) -> frozenset[str] | None:
        """Return the hosts of the whole register, None where there is none."""
        return self._registered_hosts

    def registered_accounts(self) -> Sequence[Subject] | None:
        """Return the accounts of the whole register, None where there is none."""
        return self._registered_accounts

    def account_links(self, site: str) -> Sequence[AccountLink]:
        """Return what a site's home page and pages of accounts lead to on social platforms."""
        seen = self._site(site)
        return [] if seen is None else read_account_links(self._engine, self._run, seen)

    def columns(self, site: str) -> Iterator[ColumnReading]:
        """Yield the columns of a site, nearest to the home page first."""
        if self._site(site) is None:
            return
        if site not in self._columns:
            joined = join_columns(self._list_pages(site), self._as_of, self._published)
            sourced = with_sources(self._engine, self._run, joined)
            self._columns[site] = with_own_classes(sourced, self._classes.get(site, {}))
        yield from self._columns[site]

    def _list_pages(self, site: str) -> Iterator[ListPage]:
        with reading(self._engine) as connection:
            seen = (page.c.subject == site, page.c.seen_run == self._run)
            bodies = select(page.c.body_hash).where(*seen, page.c.kind == PageKind.HOME.value)
            homes = set(connection.execute(bodies).scalars()) - {None}
            rows = connection.execution_options(yield_per=200).execute(
                select(page.c.facts, page.c.depth, page.c.body_hash)
                .where(*seen, page.c.kind == PageKind.COLUMN.value)
                .order_by(page.c.depth, page.c.url_id)
            )
            for row in rows:
                if row.body_hash in homes:
                    continue
                yield ListPage(unpack_facts(row.facts), row.depth, row.body_hash or b"")

    def _published(self, addresses: Sequence[str]) -> Mapping[str, date | None]:
        by_key = {key(address): address for address in addresses}
        keys = list(by_key)
        shown: dict[str, date | None] = {}
        with reading(self._engine) as connection:
            for start in range(0, len(keys), ASKED_AT_ONCE):
                rows = connection.execute(
                    select(url.c.key, page.c.published)
                    .outerjoin(look, looked_at(self._run))
                    .join(page, seen_pages(self._run))
                    .where(url.c.key.in_(keys[start : start + ASKED_AT_ONCE]))
                )
                for row in rows:
                    shown[by_key[row.key]] = date.fromisoformat(row.published) if row.published else None
        return shown

    def interpretations(self, site: str) -> Iterator[InterpretationReading]:
        """Yield the pages of a site that explain a policy which their title quotes."""
        if self._site(site) is not None:
            yield from read_interpretations(self._engine, self._run, site)

    def _lasting_of(self, site: str) -> Lasting:
        if site not in self._lasting:
            self._lasting[site] = read_lasting(self._engine, self._run, site)
        return self._lasting[site]

    def notices(self, site: str) -> Iterator[NoticeReading]:
        """Yield the pages of a site that announce something which ends."""
        if seen := self._site(site):
            notices = self._lasting_of(site).notices
            yield from read_notices(self._engine, self._run, seen.home, self.columns(site), notices)

    def documents(self, site: str) -> Iterator[DocumentReading]:
        """Yield the pages of normative documents of a site, with what pages of all registered sites say of them."""
        if self._site(site) is None:
            return
        if self._fates is None:
            known = [self._lasting_of(one.id) for one in self._subjects if self._site(one.id) is not None]
            documents = [page for one in known for page in one.documents]
            self._fates = later_words(documents, (page for one in known for page in one.naming))
        units = [one.unit for one in (*self._subjects, *(self._registered_accounts or ()))]
        yield from read_documents(self._lasting_of(site).documents, self._fates, units)

    def unlinked(self, site: str) -> UnlinkedPages:
        """Return the pages of a site that answer and that no chain of links from its home page leads to."""
        seen = self._site(site)
        return UnlinkedPages("no_data") if seen is None else read_unlinked(self._engine, self._run, seen)

    def pages(self, site: str) -> Iterator[PageReading]:
        """Yield the pages of a site that were seen, nearest to the home page first."""
        yield from page_readings(self._engine, self._run, site)

    def page_loads(self, site: str) -> Iterator[PageLoad]:
        """Yield how the pages of a site came: in what time, and how heavy."""
        yield from page_loads(self._engine, self._run, site)

    def redirects(self, site: str) -> Iterator[RedirectReading]:
        """Yield the links of a site that opened by a long way."""
        seen = self._site(site)
        yield from read_redirects(self._engine, self._run, seen) if seen is not None else ()

    def duplicate_groups(self, subject: str, terms: CopyTerms) -> Iterator[DuplicateGroup]:
        """Yield groups of equal texts within a site or account."""
        row = self._by_id.get(subject)
        if row is None or subject not in self._blobs:
            return
        if row.kind is SubjectKind.SITE:
            yield from kept_copies(self._engine, self._run, subject, terms)
        elif row.kind is SubjectKind.ACCOUNT:
            yield from account_copies(list(self.posts(subject)), terms.jaccard, row)

    def account_overlaps(self, terms: OverlapTerms) -> Iterator[AccountOverlap]:
        """Yield the pairs of running accounts that share a post, and all pairs of one unit on one platform."""
        if terms not in self._overlaps:
            self._overlaps[terms] = tuple(account_overlaps(self._subjects, self.account, self._as_of, terms))
        yield from self._overlaps[terms]

    def account(self, account: str) -> AccountReading | None:
        """Return the reading of an account, None when it was not read."""
        subject = self._by_id.get(account)
        if subject is None or subject.kind is not SubjectKind.ACCOUNT or account not in self._blobs:
            return None
        return self._unpacked(account, AccountReading)

    def sightings(self, account: str) -> Sequence[Sighting]:
        """Return what earlier runs' readings of an account, for days before `as_of`, came to; newest first."""
        return earlier_sightings(self._engine, account, self._run, self._as_of)

    def last_good(self, account: str) -> AccountReading | None:
        """Return the newest reading of earlier runs, for days up to `as_of`, that saw the account's posts."""
        return last_good_reading(self._engine, account, self._run, self._as_of)

    def posts(self, account: str) -> Iterator[Post]:
        """Yield the posts of an account."""
        reading = self.account(account)
        yield from reading.posts if reading is not None else ()

    def post_targets(self, account: str, recent: float) -> Iterator[PostTarget]:
        """Yield what the newest posts of an account lead to and is not plainly fine."""
        if seen := self.account(account):
            posts, platform = recent_posts(seen.posts, recent), self._by_id[account].platform
            yield from read_post_targets(self._engine, self._run, self._as_of, posts, platform, self._zone)

    def sheets(self, point: str) -> Iterator[NoticeSheet]:
        """Yield the sheets of a notice point."""
        subject = self._by_id.get(point)
        if subject is None or subject.kind is not SubjectKind.NOTICE_POINT or point not in self._blobs:
            return
        yield from self._unpacked(point, PointObservation).sheets
