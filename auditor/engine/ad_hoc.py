"""Turn bare addresses into subjects, so that one site, page or feed can be audited without a register."""

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from auditor.collect.crawl.scope import path_of
from auditor.config.settings import Settings
from auditor.engine.single_pages import is_folder
from auditor.errors import BadInput
from auditor.fetch.client import Client
from auditor.fetch.http.guard import registered_host
from auditor.fetch.pace.host_pace import Pace
from auditor.inventory.web_address import Address, read_address
from auditor.model import Outcome, Reply, Subject, SubjectKind
from auditor.model.urls import host_port, join

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
