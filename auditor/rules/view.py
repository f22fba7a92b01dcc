"""What checks may read of a run."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from auditor.model import AccountReading, NoticeSheet, Post, Sighting, SiteNetwork, Subject, SubjectStanding
from auditor.rules.lasting import DocumentReading, NoticeReading, UnlinkedPages
from auditor.rules.overlap import AccountOverlap, OverlapTerms
from auditor.rules.readings import (
    AccountLink,
    ColumnReading,
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


class View(Protocol):
    """What checks may read: streams and aggregates over one run, no I/O of their own, no clock.

    Every method of a subject not seen this run returns None or nothing; `standing` says why.
    """

    @property
    def as_of(self) -> date:
        """Return the day the audit judges by, at its end, in the configured zone."""

    def subjects(self) -> Sequence[Subject]:
        """Return every registered subject of the run, in register order."""

    @property
    def canaries(self) -> frozenset[str]:
        """Return the ids of accounts known to post daily, whose silence is their bridge's fault."""

    def standing(self, subject: str) -> SubjectStanding:
        """Return how much of a subject was seen."""

    def home(self, site: str) -> HomeReading | None:
        """Return the site's home page, None when it was never asked for."""

    def network(self, site: str) -> SiteNetwork | None:
        """Return how a site is reached, None where nobody looked."""

    def samples(self, site: str) -> Sequence[SampleDay]:
        """Return what the availability samples of a site come to, by days up to `as_of`, oldest first."""

    def doubtful_targets(self, site: str) -> Iterator[TargetReading]:
        """Yield every link target of the site that is a fault, a soft 404, a risk or undecided."""

    def empty_links(self, site: str) -> Iterator[EmptyLinks]:
        """Yield the pages of a site with links to content that lead nowhere."""

    def hidden_links(self, site: str) -> Iterator[HiddenTarget]:
        """Yield the foreign addresses that pages of a site link to where nobody sees it."""

    def leaks(self, site: str) -> Iterator[LeakReading]:
        """Yield the pages and documents of a site that show what they must not, and documents that were not read."""

    def lost_fragments(self, site: str) -> Iterator[LostFragment]:
        """Yield the places that links name and their page, seen in this run, does not have."""

    def columns(self, site: str) -> Iterator[ColumnReading]:
        """Yield the columns of a site."""

    def interpretations(self, site: str) -> Iterator[InterpretationReading]:
        """Yield the pages of a site that explain a policy which their title quotes."""

    def notices(self, site: str) -> Iterator[NoticeReading]:
        """Yield the pages of a site that announce something which ends."""

    def documents(self, site: str) -> Iterator[DocumentReading]:
        """Yield the pages of normative documents of a site, with what pages of all registered sites say of them."""

    def unlinked(self, site: str) -> UnlinkedPages:
        """Return the pages of a site that answer and that no chain of links from its home page leads to."""

    def pages(self, site: str) -> Iterator[PageReading]:
        """Yield the pages of a site that were seen."""

    def page_loads(self, site: str) -> Iterator[PageLoad]:
        """Yield how the pages of a site that were seen came: in what time, and how heavy."""

    def redirects(self, site: str) -> Iterator[RedirectReading]:
        """Yield the links of a site that opened after several redirects, or after one from https to http."""

    def outside_hosts(self, site: str) -> Iterator[HostReading]:
        """Yield the hosts outside a site that its pages link to, by name."""

    def page_links(self, site: str, url: str) -> PageLinks | None:
        """Return what a page of the site links to, None where no such page was seen."""

    def registered_hosts(self) -> frozenset[str] | None:
        """Return the host (without `www.` and default port) or host:port of every url and source of the whole
        register, rows left out of this run included; None where there is no register (an ad-hoc run)."""

    def registered_accounts(self) -> Sequence[Subject] | None:
        """Return the accounts of the whole register, closed ones and rows left out of this run included; None where
        there is no register (an ad-hoc run)."""

    def account_links(self, site: str) -> Sequence[AccountLink]:
        """Return what a site's home page and pages of accounts lead to on social platforms, by links and QR codes."""

    def duplicate_groups(self, subject: str, terms: CopyTerms) -> Iterator[DuplicateGroup]:
        """Yield groups of equal texts within a site or account; posts are copies by their Jaccard alone."""

    def account_overlaps(self, terms: OverlapTerms) -> Iterator[AccountOverlap]:
        """Yield the pairs of running accounts that share a post, and all pairs of one unit on one platform that were
        read, in register order; never a pair of one unit on two platforms."""

    def account(self, account: str) -> AccountReading | None:
        """Return the reading of an account (its posts included), None when it was not read."""

    def sightings(self, account: str) -> Sequence[Sighting]:
        """Return what earlier runs' readings of an account, for days before `as_of`, came to; newest first."""

    def last_good(self, account: str) -> AccountReading | None:
        """Return the newest reading of earlier runs, for days up to `as_of`, that saw the account's posts."""

    def posts(self, account: str) -> Iterator[Post]:
        """Yield the posts of an account."""

    def post_targets(self, account: str, recent: float) -> Iterator[PostTarget]:
        """Yield what the newest `recent` posts of an account lead to and is a fault, a missing page or undecided."""

    def sheets(self, point: str) -> Iterator[NoticeSheet]:
        """Yield the sheets of a notice point."""
