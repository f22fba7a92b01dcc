"""Sitemaps: urlset, sitemapindex and plain text, gzipped or not (https://www.sitemaps.org/protocol.html)."""

import re
import zlib
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Final
from xml.parsers import expat

from auditor.extract.encodings import decode
from auditor.model.urls import LONGEST, join

MOST_ADDRESSES: Final = 50_000
MOST_BYTES: Final = 50 * 1024 * 1024
"""Both limits are the protocol's own for one sitemap file."""

LONGEST_TOKEN: Final = 256 * 1024
"""Bytes of one tag, comment or the like: the parser holds it whole and begins it anew with every chunk."""

_CHUNK = 64 * 1024
_LINE = re.compile(rb"[^\r\n]++")
_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?(?:T|$|\s)")


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One page a sitemap names; `lastmod` is the day it says the page changed, None when absent or unreadable."""

    url: str
    lastmod: date | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What one sitemap file says: pages and further sitemaps, in order, each once.

    `fault` is one line of English when the file broke off or was no sitemap, '' when it was read to its end.
    `truncated`: it holds more addresses or bytes than are read.
    """

    urls: tuple[SitemapEntry, ...] = ()
    children: tuple[str, ...] = ()
    fault: str = ""
    truncated: bool = False


class _Full(Exception):
    """The limit of addresses is reached."""


class _Refused(Exception):
    """The document declares a document type, or its root is no sitemap."""


@dataclass(slots=True)
class _Reader:
    """Expat's handlers; keeps only the entry under way and the finished addresses."""

    base: str
    urls: dict[str, date | None] = field(default_factory=dict)
    children: dict[str, None] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    loc: str = ""
    lastmod: str = ""

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2].lower()
        if not self.path and local not in ("urlset", "sitemapindex"):
            raise _Refused(f"the root element is {local[:40]}")
        if len(self.path) > 16:
            raise _Refused("nested too deeply")
        self.path.append(local)
        self.text.clear()
        if local in ("url", "sitemap"):
            self.loc = self.lastmod = ""

    def characters(self, data: str) -> None:
        if self.path[-1:] in (["loc"], ["lastmod"]) and len(self.text) < 256:
            self.text.append(data)

    def end(self, _name: str) -> None:
        local = self.path.pop()
        inside = self.path[-1] if self.path else ""
        if local == "loc" and inside in ("url", "sitemap"):
            self.loc = "".join(self.text).strip()
        elif local == "lastmod":
            self.lastmod = "".join(self.text).strip()
        elif local in ("url", "sitemap") and self.loc:
            self.keep(local)

    def keep(self, local: str) -> None:
        url = join(self.base, self.loc)
        if url is None:
            return
        if len(self.urls) + len(self.children) >= MOST_ADDRESSES:
            raise _Full
        if local == "url":
            self.urls.setdefault(url, _day(self.lastmod))
        else:
            self.children.setdefault(url)


def _day(text: str) -> date | None:
    """Return the day of a W3C date (`2024-05-01`, `2024-05-01T08:00:00+08:00`); a bare month is no day."""
    match = _DATE.match(text)
    if not match or not match[3]:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _refuse(*_: object) -> None:
    raise _Refused("it declares a document type")


def _parse_xml(xml: bytes, base: str) -> Sitemap:
    reader = _Reader(base)
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    fault, truncated = "", False
    try:
        for at in range(0, len(xml), _CHUNK):
            parser.Parse(xml[at : at + _CHUNK], False)
            if at - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise _Refused("a tag or comment is too long")
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        fault = f"not well-formed at line {error.lineno}: {expat.ErrorString(error.code)}"
    except _Refused as error:
        fault = f"refused: {error}"
    except _Full:
        truncated = True
    entries = tuple(SitemapEntry(url, day) for url, day in reader.urls.items())
    return Sitemap(entries, tuple(reader.children), fault, truncated)


def _parse_text(text: bytes) -> Sitemap:
    """Read one absolute address a line; a file with no such line is no sitemap."""
    urls: dict[str, None] = {}
    wrong = 0
    for match in islice(_LINE.finditer(text), 2 * MOST_ADDRESSES):
        start, end = match.span()
        address = match[0].strip().decode("utf-8", "replace") if end - start <= LONGEST else "…"
        if not address:
            continue
        url = join(address, "") if address[:4].lower() == "http" else None
        if url is None:
            wrong += 1
        elif len(urls) >= MOST_ADDRESSES:
            return Sitemap(tuple(SitemapEntry(url) for url in urls), truncated=True)
        else:
            urls[url] = None
        if wrong > 100 and not urls:
            break
    fault = "" if urls or not wrong else "not a sitemap"
    return Sitemap(tuple(SitemapEntry(url) for url in urls), fault=fault)


def _unzip(body: bytes) -> tuple[bytes, bool, str]:
    """Return at most MOST_BYTES of a gzip file, whether there was more, and what broke ('' for nothing)."""
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(body, MOST_BYTES)
    except zlib.error as error:
        return b"", False, f"broken gzip: {error}"
    if inflater.eof:
        return plain, False, ""
    return plain, bool(inflater.unconsumed_tail), "" if inflater.unconsumed_tail else "gzip ends early"


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Return what the sitemap at `url` names, read up to the first error; never raises.

    At most 50,000 addresses and 50 MiB (after gunzip) are read. A document type is refused, so no entity
    is ever expanded. Relative addresses are resolved against `url`; other than http(s) ones are dropped.
    """
    cut, fault = len(body) > MOST_BYTES, ""
    if body[:2] == b"\x1f\x8b":
        body, cut, fault = _unzip(body)
    if not body.strip():
        return Sitemap(fault=fault or "empty", truncated=cut)
    utf8 = decode(body[:MOST_BYTES]).utf8
    start = utf8[:1024].lstrip()
    found = _parse_xml(utf8.lstrip(), url) if start[:1] == b"<" else _parse_text(utf8)
    return Sitemap(found.urls, found.children, found.fault or fault, found.truncated or cut)
