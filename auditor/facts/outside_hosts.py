"""The hosts outside a site that its pages lead visitors to, what looks at them came to, and who tells of leaving."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection, Engine, RowMapping, func, select

from auditor.facts.register import host_name
from auditor.facts.stored_run import StoredRun
from auditor.model import FAULTS, LinkKind, Location, Outcome, SiteObservation
from auditor.model.public_hosts import is_government, needs_no_notice
from auditor.store.look_notes import read_notes
from auditor.store.packing import unpack_facts, unpack_ids, unpack_texts
from auditor.store.recorder import What
from auditor.store.schema import frontier, look, page, url
from auditor.store.store_faults import reading
from auditor.store.url_addresses import addresses_of

MOST_LOCATIONS = 20
HTML = frozenset({"text/html", "application/xhtml+xml", ""})
SETTLED = tuple(outcome.value for outcome in (Outcome.OK, *sorted(FAULTS)))
LEADS = (int(LinkKind.ANCHOR), int(LinkKind.AREA))
"""Kinds of links that a visitor follows knowingly; forms and frames serve the page they stand on."""


@dataclass(frozen=True, slots=True)
class HostReading:
    """One host outside a site that its pages link to by anchors, with what this run's looks at it came to.

    `host` is the name without `www.`, with its port unless that is a default one. `url` is the first address linked.
    `answered` says that some address of it answered, `page` that one answered 200 with a page of that host itself;
    `final_url` is where the best look ended. `targets` counts its addresses, `location_count` the pages that hold
    them, of which at most 20 are `locations`. `silent` are such pages that tell nobody of leaving the site, at most 20
    of `silent_count`, `silent_url` the first address so linked; `undecided` counts pages whose scripts were not all
    seen. The last four are empty for hosts that need no leaving notice.
    """

    host: str
    url: str
    answered: bool = False
    page: bool = False
    outcome: Outcome = Outcome.OK
    final_url: str = ""
    targets: int = 1
    locations: tuple[Location, ...] = ()
    location_count: int = 0
    silent: tuple[Location, ...] = ()
    silent_count: int = 0
    silent_url: str = ""
    undecided: int = 0

    @classmethod
    def stream(cls, run: StoredRun, subject: str) -> Iterator["HostReading"]:
        """Yield the hosts outside a site that its pages link to, by name."""
        yield from run.once(_outside_hosts, subject)


def _outside_hosts(run: StoredRun, subject: str) -> tuple[HostReading, ...]:
    seen = run.get(SiteObservation, subject)
    return tuple(read_outside_hosts(run.engine, run.id, subject)) if seen else ()


@dataclass(slots=True)
class _Host:
    """One host while the pages are gone through; pages are ids of (page, target, text)."""

    targets: set[int] = field(default_factory=set)
    first: int = 0
    count: int = 0
    places: list[tuple[int, str]] = field(default_factory=list)
    silent: list[tuple[int, int, str]] = field(default_factory=list)
    silent_count: int = 0
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class _Scripts:
    """Ids of scripts whose look noted words of leaving, and of addresses that came to an answer or are not there."""

    telling: frozenset[int]
    seen: frozenset[int]


def read_outside_hosts(engine: Engine, run: str, site: str) -> list[HostReading]:
    """Return the hosts outside a site that its pages link to by anchors, by name."""
    with reading(engine) as connection:
        names = _external(connection, run, site)
        if not names:
            return []
        hosts = _gone_through(connection, run, site, names)
        wanted = {host.first for host in hosts.values()}
        for host in hosts.values():
            wanted.update(number for number, _ in host.places)
            wanted.update(number for pair in host.silent for number in pair[:2])
        addresses = addresses_of(connection, sorted(wanted))
        return [_reading(connection, run, name, host, addresses) for name, host in sorted(hosts.items())]


def _external(connection: Connection, run: str, site: str) -> dict[int, str]:
    """Return the host of every address outside the site that is in its frontier, by id."""
    rows = connection.execution_options(yield_per=2000).execute(
        select(frontier.c.url_id, func.coalesce(url.c.address, url.c.key).label("address"))
        .join(url, url.c.id == frontier.c.url_id)
        .where(frontier.c.run == run, frontier.c.subject == site, frontier.c.what == int(What.EXTERNAL))
    )
    return {row.url_id: name for row in rows if (name := host_name(row.address))}


def _gone_through(connection: Connection, run: str, site: str, names: Mapping[int, str]) -> dict[str, _Host]:
    outside = np.zeros(max(names) + 1, dtype=bool)
    outside[list(names)] = True
    scripts = _scripts(connection, run)
    hosts: dict[str, _Host] = {}
    rows = connection.execution_options(yield_per=500).execute(
        select(page.c.url_id, page.c.links, page.c.link_kinds, page.c.link_texts, page.c.facts)
        .where(page.c.subject == site, page.c.seen_run == run)
        .order_by(page.c.depth, page.c.url_id)
    )
    for row in rows.mappings():
        targets, kinds = unpack_ids(row["links"]), np.frombuffer(row["link_kinds"], dtype=np.uint8)
        known = outside[np.minimum(targets, len(outside) - 1)] & (targets < len(outside))
        hits = np.flatnonzero(known & np.isin(kinds, LEADS)).tolist()
        if hits:
            _take_page(row, targets.tolist(), hits, names, hosts, scripts, targets[kinds == LinkKind.SCRIPT].tolist())
    return hosts


def _take_page(
    row: RowMapping, targets: list[int], hits: list[int], names: Mapping[int, str], hosts: dict[str, _Host],
    scripts: _Scripts, loaded: list[int],
) -> None:  # fmt: skip
    texts = unpack_texts(row["link_texts"])
    by_host: dict[str, int] = {}
    for position in hits:
        name = names[targets[position]]
        host = hosts.setdefault(name, _Host(first=targets[position]))
        host.targets.add(targets[position])
        by_host.setdefault(name, position)
    foreign = any(not needs_no_notice(name.partition(":")[0]) for name in by_host)
    telling = foreign and (not scripts.telling.isdisjoint(loaded) or bool(unpack_facts(row["facts"]).leaving))
    own = (number for number in loaded if number not in names or is_government(names[number].partition(":")[0]))
    unseen = foreign and not telling and not scripts.seen.issuperset(own)
    for name, position in by_host.items():
        host = hosts[name]
        host.count += 1
        if len(host.places) < MOST_LOCATIONS:
            host.places.append((row["url_id"], texts[position]))
        if telling or needs_no_notice(name.partition(":")[0]):
            continue
        if unseen:
            host.undecided += 1
            continue
        host.silent_count += 1
        if len(host.silent) < MOST_LOCATIONS:
            host.silent.append((row["url_id"], targets[position], texts[position]))


def _scripts(connection: Connection, run: str) -> _Scripts:
    settled = (look.c.run == run, look.c.outcome.in_(SETTLED))
    noted = connection.execute(select(look.c.url_id, look.c.notes).where(*settled, look.c.notes.is_not(None))).all()
    seen = connection.execute(select(look.c.url_id).where(*settled)).scalars()
    return _Scripts(frozenset(row.url_id for row in noted if read_notes(row.notes).leaving), frozenset(seen))


def _reading(connection: Connection, run: str, name: str, host: _Host, addresses: Mapping[int, str]) -> HostReading:
    looks = _looks(connection, run, sorted(host.targets))
    own = [row for row in looks if host_name(row["ended"]) == name]
    answered = [row for row in looks if row["status"] is not None]
    whole = [row for row in own if row["outcome"] == Outcome.OK.value and row["content_type"] in HTML]
    best = next(iter([*whole, *[row for row in own if row in answered], *answered, *looks]), None)
    return HostReading(
        host=name,
        url=addresses.get(host.first, ""),
        answered=bool(answered),
        page=bool(whole),
        outcome=Outcome(best["outcome"]) if best else Outcome.NOT_REACHED,
        final_url=best["ended"] if best else "",
        targets=len(host.targets),
        locations=tuple(Location(addresses.get(number, ""), text, "link") for number, text in host.places),
        location_count=host.count,
        silent=tuple(Location(addresses.get(number, ""), text, "link") for number, _, text in host.silent),
        silent_count=host.silent_count,
        silent_url=addresses.get(host.silent[0][1], "") if host.silent else "",
        undecided=host.undecided,
    )


def _looks(connection: Connection, run: str, targets: Sequence[int]) -> list[RowMapping]:
    """Return the first looks at addresses of a host, with where each ended."""
    final = url.alias("final")
    ended = func.coalesce(final.c.address, final.c.key, url.c.address, url.c.key).label("ended")
    rows = connection.execute(
        select(look.c.outcome, look.c.status, look.c.content_type, ended)
        .join(url, url.c.id == look.c.url_id)
        .outerjoin(final, final.c.id == look.c.final_id)
        .where(look.c.run == run, look.c.url_id.in_(targets[:500]))
        .order_by(look.c.url_id)
    )
    return list(rows.mappings())
