"""What the pages of a site, as stored, say of their empty and hidden links and of places they do not have."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, select

from auditor.extract.fragment_names import may_hold
from auditor.facts.link_targets import MOST_LOCATIONS
from auditor.facts.stored_run import StoredRun
from auditor.model import FragmentLink, HiddenLink, LinkKind, Location, PageKind, SiteObservation
from auditor.model.urls import key
from auditor.store.packing import unpack
from auditor.store.schema import page, url
from auditor.store.store_faults import reading

ASKED_AT_ONCE = 500
MOST_TEXTS = 5
MOST_PLACES = 20_000
"""Different places on other pages that are looked up a site."""

SCRIPT = int(LinkKind.SCRIPT)
PAGES = tuple(kind.value for kind in PageKind)


@dataclass(frozen=True, slots=True)
class EmptyLinks:
    """One page with links to content that lead nowhere: how many there are, and their first texts."""

    url: str
    count: int
    texts: tuple[str, ...]

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["EmptyLinks"]:
        """Yield the pages of a site with links to content that lead nowhere."""
        yield from run.once(_link_marks, subject).empty


@dataclass(frozen=True, slots=True)
class HiddenTarget:
    """A foreign address that pages of a site link to where nobody sees it.

    `how` are the ways it is hidden, sorted; `referrers` are at most 20 of `referrer_count` pages.
    """

    url: str
    texts: tuple[str, ...]
    how: tuple[str, ...]
    referrers: tuple[Location, ...]
    referrer_count: int

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["HiddenTarget"]:
        """Yield the foreign addresses that pages of a site link to where nobody sees it."""
        yield from run.once(_link_marks, subject).hidden


@dataclass(frozen=True, slots=True)
class LostFragment:
    """A place that links name and their page does not have. `url` is the page without it.

    `referrers` are at most 20 of `referrer_count` pages that link to it, the page itself among them. `scripted`: the
    page loads scripts from files, which may make the place or catch the link.
    """

    url: str
    fragment: str
    referrers: tuple[Location, ...]
    referrer_count: int
    scripted: bool = False

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["LostFragment"]:
        """Yield the places that links name and their page, seen in this run, does not have."""
        yield from run.once(_link_marks, subject).lost


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """The part of PageFacts that is read here; the rest of the stored facts is skipped."""

    url: str
    empty_links: int = 0
    empty_texts: tuple[str, ...] = ()
    hidden_links: tuple[HiddenLink, ...] = ()
    lost_fragments: tuple[str, ...] = ()
    fragment_links: tuple[FragmentLink, ...] = ()
    names: bytes = b""


@dataclass(slots=True)
class _Found:
    texts: dict[str, None] = field(default_factory=dict)
    how: set[str] = field(default_factory=set)
    places: list[Location] = field(default_factory=list)
    count: int = 0
    scripted: bool = False

    def add(self, where: Location) -> None:
        self.count += 1
        if len(self.places) < MOST_LOCATIONS:
            self.places.append(where)


@dataclass(frozen=True, slots=True)
class LinkMarks:
    """Everything found on the pages of one site, in the order its pages come, nearest to the home page first."""

    empty: tuple[EmptyLinks, ...] = ()
    hidden: tuple[HiddenTarget, ...] = ()
    lost: tuple[LostFragment, ...] = ()


def _link_marks(run: StoredRun, subject: str) -> LinkMarks:
    seen = run.get(SiteObservation, subject)
    return read_link_marks(run.engine, run.id, subject) if seen else LinkMarks()


def read_link_marks(engine: Engine, run: str, site: str) -> LinkMarks:
    """Return what the pages of a site seen in a run show; raises RunFailed where the store fails."""
    empty: list[EmptyLinks] = []
    hidden: dict[str, _Found] = {}
    lost: dict[tuple[str, str], _Found] = {}
    elsewhere: dict[tuple[str, str], _Found] = {}
    with reading(engine) as connection:
        for facts, scripted in _pages(connection, run, site):
            if facts.empty_links:
                empty.append(EmptyLinks(facts.url, facts.empty_links, facts.empty_texts))
            for link in facts.hidden_links:
                found = hidden.setdefault(link.url, _Found())
                found.texts[link.text] = None
                found.how.add(link.how)
                found.add(Location(facts.url, link.text, "anchor"))
            for fragment in facts.lost_fragments:
                gone = lost.setdefault((facts.url, fragment), _Found(scripted=scripted))
                gone.add(Location(facts.url, f"#{fragment}", "anchor"))
            for place in facts.fragment_links:
                if place in elsewhere or len(elsewhere) < MOST_PLACES:
                    elsewhere.setdefault(place, _Found()).add(Location(facts.url, f"#{place.fragment}", "anchor"))
        for (address, fragment), found, scripted in _missing(connection, run, site, elsewhere):
            known = lost.setdefault((address, fragment), _Found(scripted=scripted))
            known.count += found.count
            known.places = (known.places + found.places)[:MOST_LOCATIONS]
    return LinkMarks(
        tuple(empty),
        tuple(
            HiddenTarget(address, tuple(one.texts)[:MOST_TEXTS], tuple(sorted(one.how)), tuple(one.places), one.count)
            for address, one in hidden.items()
        ),
        tuple(
            LostFragment(address, fragment, tuple(one.places), one.count, one.scripted)
            for (address, fragment), one in lost.items()
        ),
    )


def _pages(connection: Connection, run: str, site: str) -> Iterator[tuple[LinkFacts, bool]]:
    """Yield what is read of each page, and whether it loads scripts from files."""
    rows = connection.execution_options(yield_per=200).execute(
        select(page.c.facts, page.c.link_kinds)
        .where(page.c.subject == site, page.c.seen_run == run, page.c.kind.in_(PAGES))
        .order_by(page.c.depth, page.c.url_id)
    )
    for row in rows:
        yield unpack(row.facts, LinkFacts), SCRIPT in row.link_kinds


def _missing(
    connection: Connection, run: str, site: str, places: dict[tuple[str, str], _Found]
) -> Iterator[tuple[tuple[str, str], _Found, bool]]:
    """Yield the places whose page was seen in this run, shows its places without scripts, and lacks them."""
    wanted = {address: key(address) for address, _ in places}
    names: dict[str, tuple[str, bytes, bool]] = {}
    keys: Sequence[str] = sorted(set(wanted.values()))
    for start in range(0, len(keys), ASKED_AT_ONCE):
        rows = connection.execute(
            select(url.c.key, page.c.facts, page.c.link_kinds)
            .join(page, page.c.url_id == url.c.id)
            .where(
                url.c.key.in_(keys[start : start + ASKED_AT_ONCE]),
                page.c.subject == site,
                page.c.seen_run == run,
                page.c.kind.in_(PAGES),
            )
        )
        for row in rows:
            facts = unpack(row.facts, LinkFacts)
            names[row.key] = facts.url, facts.names, SCRIPT in row.link_kinds
    for (address, fragment), found in places.items():
        page_url, packed, scripted = names.get(wanted[address], ("", b"", False))
        if packed and not may_hold(packed, fragment):
            yield (page_url, fragment), found, scripted
