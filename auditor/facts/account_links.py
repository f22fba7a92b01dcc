"""The addresses of social platforms in a site's frame: on its home page and on its pages of accounts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, func, or_, select

from auditor.facts.home_page import find_home_page
from auditor.facts.stored_run import StoredRun
from auditor.model import LinkKind, Location, Outcome, PageKind, SiteObservation
from auditor.model.urls import key
from auditor.store.packing import unpack_ids, unpack_texts
from auditor.store.schema import look, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of
from auditor.text.profile_links import CODE, PROFILE, SHORT, read_platform_link
from auditor.text.special_pages import lists_accounts, title_signs

MOST_PAGES = 200
MOST_PLACES = 20
LEADS = frozenset({int(LinkKind.ANCHOR), int(LinkKind.AREA)})
HELD = frozenset({PROFILE, SHORT, CODE})


@dataclass(frozen=True, slots=True)
class AccountLink:
    """What a site's frame (its home page, its pages of accounts) leads to on a social platform, by link or QR code.

    `final_url` and `outcome` are those of the look at a short link ('' and NOT_REACHED: none). `text` are the link's
    words, or those beside the code. `picture` is the code's picture ('' = a plain link); where `state` is not 'read'
    its code was not read, `url` is the picture, and `state` says why. `locations` are at most 20 of `location_count`.
    """

    url: str
    final_url: str = ""
    outcome: Outcome = Outcome.NOT_REACHED
    text: str = ""
    picture: str = ""
    state: str = "read"
    locations: tuple[Location, ...] = ()
    location_count: int = 0

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["AccountLink"]:
        """Yield what a site's home page and pages of accounts lead to on social platforms, by links and QR codes."""
        if seen := run.get(SiteObservation, subject):
            yield from read_account_links(run.engine, run.id, seen)


@dataclass(slots=True)
class _Held:
    text: str = ""
    count: int = 0
    places: list[Location] = field(default_factory=list)

    def put(self, where: str, text: str) -> None:
        self.text = self.text or text
        self.count += 1
        if len(self.places) < MOST_PLACES:
            self.places.append(Location(where, text, "link"))


def read_account_links(engine: Engine, run: str, seen: SiteObservation) -> list[AccountLink]:
    """Return what a site's frame leads to on social platforms, links first, then QR codes, each address once."""
    if not seen.home:
        return []
    with reading(engine) as connection:
        held: dict[str, _Held] = {}
        for where, address, text in (*_home_links(connection, run, seen.home), *_matrix_links(connection, run, seen)):
            link = read_platform_link(address)
            if link is not None and link.what in HELD:
                held.setdefault(address, _Held()).put(where, text)
        links = [
            AccountLink(address, text=one.text, locations=tuple(one.places), location_count=one.count)
            for address, one in held.items()
        ]
        links += list(_codes(seen))
        ended = _ended(connection, run, [link.url for link in links])
    return [_followed(link, ended) for link in links]


def _home_links(connection: Connection, run: str, home: str) -> Iterator[tuple[str, str, str]]:
    found = find_home_page(connection, run, home)
    if found is None:
        return
    addresses = addresses_of(connection, [*found.links])
    for number in found.links:
        if number in addresses:
            yield home, addresses[number], found.texts.get(number, "")


def _matrix_links(connection: Connection, run: str, seen: SiteObservation) -> Iterator[tuple[str, str, str]]:
    rows = connection.execute(
        select(page.c.url_id, page.c.title, page.c.links, page.c.link_kinds, page.c.link_texts)
        .where(
            page.c.subject == seen.subject,
            page.c.seen_run == run,
            page.c.kind != PageKind.HOME.value,
            or_(*(page.c.title.contains(word) for word in title_signs())),
        )
        .order_by(page.c.depth, page.c.url_id)
        .limit(MOST_PAGES)
    ).all()
    for row in rows:
        if not lists_accounts(row.title):
            continue
        targets = unpack_ids(row.links).tolist()
        addresses = addresses_of(connection, [row.url_id, *targets])
        for target, kind, text in zip(targets, row.link_kinds, unpack_texts(row.link_texts), strict=False):
            if kind in LEADS and target in addresses:
                yield addresses.get(row.url_id, ""), addresses[target], text


def _codes(seen: SiteObservation) -> Iterator[AccountLink]:
    for code in seen.codes:
        words = code.caption or code.alt
        places = (Location(code.page, words, "image"),)
        if code.state != "read":
            yield AccountLink(code.url, text=words, picture=code.url, state=code.state, locations=places,
                              location_count=1)  # fmt: skip
        for text in code.texts:
            link = read_platform_link(text)
            if link is not None and link.what in HELD:
                yield AccountLink(text, text=words, picture=code.url, locations=places, location_count=1)


def _ended(connection: Connection, run: str, addresses: list[str]) -> dict[str, tuple[Outcome, str]]:
    final = url.alias("final")
    short = {key(one): one for one in addresses if (link := read_platform_link(one)) and link.what == SHORT}
    rows = connection.execute(
        select(url.c.key, look.c.outcome, func.coalesce(final.c.address, final.c.key, "").label("ended"))
        .join(look, look.c.url_id == url.c.id)
        .outerjoin(final, final.c.id == look.c.final_id)
        .where(look.c.run == run, url.c.key.in_(list(short)[:500]))
    )
    return {short[row.key]: (Outcome(row.outcome), row.ended) for row in rows}


def _followed(link: AccountLink, ended: Mapping[str, tuple[Outcome, str]]) -> AccountLink:
    outcome, final_url = ended.get(link.url, (Outcome.NOT_REACHED, ""))
    return AccountLink(
        link.url, final_url=final_url, outcome=outcome, text=link.text, picture=link.picture, state=link.state,
        locations=link.locations, location_count=link.location_count,
    )  # fmt: skip
