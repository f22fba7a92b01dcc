"""Turn bare addresses into subjects, so that one site, page or feed can be audited without a register."""

import re
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from auditor.config.settings import Settings
from auditor.crawl.scope import path_of
from auditor.errors import BadInput
from auditor.extract.urls import host_port, join
from auditor.fetch.client import Client
from auditor.fetch.guard import registered_host
from auditor.model import Outcome, Reply, Subject, SubjectKind

FEED = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF|RDF)\b", re.I | re.S)
JSON_FEED = b"jsonfeed.org/version/"
SNIFFED_BYTES = 4096
PAGE_DEPTH = 1


async def ad_hoc_subjects(urls: Sequence[str], settings: Settings) -> tuple[list[Subject], Settings]:
    """Return a subject for each address, and the settings to audit them by.

    A feed becomes an account, a site's home page a site, any other page a site of that page and what it
    links to. Raises BadInput for what is no http(s) address.
    """
    addresses = [_absolute(url) for url in urls]
    guesses = [_site(address) for address in dict.fromkeys(addresses)]
    hosts = [host for guess in guesses if (host := registered_host(guess.url)) is not None]
    async with Client(settings.fetch, hosts) as client:
        subjects = [_judged(guess, await client.get(guess.url, cap=settings.fetch.file_bytes)) for guess in guesses]
    deep = [one for one in subjects if one.kind is SubjectKind.SITE and not is_home(one.url)]
    if deep and len(deep) == len(subjects):
        settings = replace(settings, crawl=replace(settings.crawl, max_depth=PAGE_DEPTH))
    return subjects, settings


def is_home(url: str) -> bool:
    """Return whether an address looks like a site's home page: a folder, or its index page."""
    last = path_of(url).rsplit("/", 1)[1]
    return "?" not in url and (not last or last.startswith(("index.", "default.")))


def _absolute(url: str) -> str:
    text = url.strip()
    if "://" not in text:
        text = f"http://{text}"
    address = join(text, text)
    if address is None or not host_port(address)[0]:
        raise BadInput(f"{url!r} is not an http or https address")
    return address


def _site(url: str) -> Subject:
    name = re.sub(r"[^a-z0-9]+", "-", f"{host_port(url)[0]}{path_of(url)}".lower()).strip("-")[:40].strip("-")
    mark = sha256(url.encode()).hexdigest()[:8]
    return Subject(f"{name}-{mark}", SubjectKind.SITE, url, host_port(url)[0], url=url)


def _judged(guess: Subject, reply: Reply) -> Subject:
    head = reply.body[:SNIFFED_BYTES]
    if reply.outcome is Outcome.OK and (FEED.match(head) or JSON_FEED in head):
        return replace(guess, kind=SubjectKind.ACCOUNT, platform="feed", source=guess.url)
    return guess
