"""Take one availability sample of every site: whether its home page opens in the time a visitor is given."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from auditor.config.settings import Settings
from auditor.engine.local import registered_hosts
from auditor.fetch.client import Client
from auditor.model import FAULTS, Outcome, Reply, Subject
from auditor.store.samples import Sample
from auditor.undecided import settled

DOWN = FAULTS | {Outcome.TIMEOUT}
SILENT = frozenset({Outcome.TIMEOUT, Outcome.NETWORK})
"""What every site comes to when it is our own line that is cut."""

WITHIN_S = 15.0
"""Seconds where the rule that names them is not installed (〔2019〕19号: 15 秒内)."""

FORBIDDEN = "forbidden by robots.txt"


async def take_samples(sites: Sequence[Subject], settings: Settings, within_s: float) -> list[Sample]:
    """Return one sample of every site, in order. A page that has not come whole after `within_s` seconds fails.

    Where several sites are asked and every one stays silent, the line is ours and no sample counts. robots.txt
    binds; one that does not come, or fails with an error of the server, forbids nothing: the home page is asked then.
    """
    fetch = replace(settings.fetch, connect_s=within_s, headers_s=within_s, whole_s=within_s)
    at_once = asyncio.Semaphore(settings.fetch.found_total)
    async with Client(fetch, registered_hosts(sites, settings)) as client:
        samples = await asyncio.gather(*(_sample(client, site, at_once, within_s) for site in sites))
    if len(samples) > 1 and all(one.outcome in SILENT for one in samples):
        return [replace(one, opened=None, detail=f"no site answered; {one.detail}") for one in samples]
    return list(samples)


async def _sample(client: Client, site: Subject, at_once: asyncio.Semaphore, within_s: float) -> Sample:
    async with at_once:
        reply = await client.get(site.url)
        if reply.outcome is Outcome.ROBOTS and reply.detail != FORBIDDEN:
            reply = await client.get(site.url, obey_robots=False)
    late = reply.outcome is Outcome.OK and reply.elapsed_ms > within_s * 1000
    outcome = Outcome.TIMEOUT if late else settled(reply.outcome, reply.status)
    return Sample(site.id, reply.at, _opened(outcome), outcome, reply.status, reply.elapsed_ms, _detail(reply, late))


def _opened(outcome: Outcome) -> bool | None:
    if outcome is Outcome.OK:
        return True
    return False if outcome in DOWN else None


def _detail(reply: Reply, late: bool) -> str:
    return f"opened only after {reply.elapsed_ms} ms" if late else reply.detail
