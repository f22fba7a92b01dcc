"""Take one availability sample of every site: whether its home page opens in the time a visitor is given."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from auditor.collect.registered_hosts import registered_hosts
from auditor.config.settings import FetchSettings, Settings
from auditor.fetch.client import Client
from auditor.fetch.http.target import Refused, parse_target
from auditor.fetch.pace.outage import ALIKE, Outage
from auditor.fetch.pace.robots import FORBIDDEN
from auditor.inventory import Register, chosen
from auditor.model import FAULTS, Outcome, RegisterStatus, Reply, Subject, SubjectKind
from auditor.rules.registry import limits_for, load_for
from auditor.rules.undecided import FIREWALL_LIKE, differs_by_browser, settled
from auditor.store.opening import open_store
from auditor.store.samples import Sample, record_samples

DOWN = FAULTS | {Outcome.TIMEOUT}
SILENT = frozenset({Outcome.TIMEOUT, Outcome.NETWORK})
"""Outcomes of every site when our own network is down."""

WITHIN_S = 15.0
"""Seconds where the rule that names them is not installed (〔2019〕19号: 15 秒内)."""


async def probe_sites(settings: Settings, register: Register) -> list[Sample]:
    """Take and keep one availability sample of every site that the register does not call closed.

    Raises AuditorError; samples may be taken while a run is at work.
    """
    registry = load_for(settings)
    sites = [
        one
        for one in chosen(register.subjects, settings.only)
        if one.kind is SubjectKind.SITE and one.status is not RegisterStatus.CLOSED
    ]
    rule = registry.by_role("availability")
    within_s = limits_for(rule, settings)["seconds"] if rule else WITHIN_S
    engine = open_store(settings.store)
    try:
        samples = await take_samples(sites, settings, within_s)
        record_samples(engine, samples, datetime.now(UTC))
    finally:
        engine.dispose()
    return samples


async def take_samples(sites: Sequence[Subject], settings: Settings, within_s: float) -> list[Sample]:
    """Return one sample of every site, in order. A page that has not come whole after `within_s` seconds fails.

    Failures shared by so many sites that our own network is suspect do not count. robots.txt is obeyed; where it could
    not be fetched (no answer, a server error), the home page alone is asked.
    """
    fetch = replace(settings.fetch, connect_s=within_s, headers_s=within_s, whole_s=within_s)
    at_once = asyncio.Semaphore(settings.fetch.found_total)
    async with Client(fetch, registered_hosts(sites, settings)) as client:
        samples = await asyncio.gather(*(_sample(client, site, at_once, within_s) for site in sites))
        servers = await asyncio.gather(*(_server(client, site) for site in sites))
        proved = await client.connectivity.sentinels_answer()
    return _without_our_faults(samples, servers, fetch, proved)


def _without_our_faults(
    samples: Sequence[Sample], servers: Sequence[str], fetch: FetchSettings, proved: bool | None = None
) -> list[Sample]:
    """Return the samples with those uncounted that an outage of ours may explain; `servers` tell sites' machines apart.

    Where sentinels are named they alone decide (`proved`: one answers). Else these are suspect: every site silent;
    every one of several servers failing in one way; more than 30 % of ten or more servers failing in one way
    (docs/reliability.md 2). Many sites on one server that is down are no outage of ours.
    """
    if proved:
        return list(samples)
    if proved is False:
        return [_uncounted(one, "no sentinel answered") if one.outcome in ALIKE else one for one in samples]
    outcomes = {one.outcome for one in samples}
    outage = Outage(fetch.outage_share, fetch.outage_hosts)
    for one, server in zip(samples, servers, strict=True):
        outage.note(server, one.outcome, now=0.0)
    doubted = {outage.failing(now=0.0)}
    all_silent = len(samples) > 1 and outcomes <= SILENT
    if all_silent or (len(set(servers)) > 1 and len(outcomes) == 1 and outcomes <= ALIKE):
        doubted = set(outcomes)
    return [_uncounted(one, "many sites failed alike") if one.outcome in doubted else one for one in samples]


def _uncounted(sample: Sample, why: str) -> Sample:
    return replace(sample, opened=None, detail=f"{why}; {sample.detail}")


async def _server(client: Client, site: Subject) -> str:
    """Return the address a site's name leads to first; its own url where it leads nowhere."""
    try:
        return (await client.guard.route(parse_target(site.url))).addresses[0]
    except Refused:
        return site.url


async def _sample(client: Client, site: Subject, at_once: asyncio.Semaphore, within_s: float) -> Sample:
    async with at_once:
        reply = await client.get(site.url)
        if reply.outcome is Outcome.ROBOTS and reply.detail != FORBIDDEN:
            reply = await client.get(site.url, obey_robots=False)
    late = reply.outcome is Outcome.OK and reply.elapsed_ms > within_s * 1000
    outcome = Outcome.TIMEOUT if late else settled(reply.outcome, reply.status)
    opened = _opened(outcome, reply)
    return Sample(site.id, reply.at, opened, outcome, reply.status, reply.elapsed_ms, _detail(reply, late))


def _opened(outcome: Outcome, reply: Reply) -> bool | None:
    """Return whether the page opened; None for what firewalls also answer and for faults of a certificate alone.

    Behind a certificate that we do not trust, or that has expired, there is a site: a rule of its own tells of it.
    """
    if outcome is Outcome.OK:
        return True
    of_a_firewall = reply.status in FIREWALL_LIKE or (
        outcome is Outcome.HTTP_ERROR and differs_by_browser(outcome, reply.detail)
    )
    if of_a_firewall or (outcome is Outcome.TLS and "certificate" in reply.detail):
        return None
    return False if outcome in DOWN else None


def _detail(reply: Reply, late: bool) -> str:
    return f"opened only after {reply.elapsed_ms} ms" if late else reply.detail
