"""Turn one answer into facts: a page, a style sheet, or nothing to read."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from auditor.collect.crawl.frontier import STYLE, Waiting
from auditor.collect.crawl.missing_page import MissingAnswers
from auditor.extract.cut_pages import as_cut, is_cut
from auditor.extract.extract_page import extract
from auditor.extract.links import find_css_links
from auditor.model import Link, LinkKind, PageFacts, PageKind, Reply
from auditor.model.urls import Joiner
from auditor.reading.sketching import draw_sketch
from auditor.text.personal_data import mask_text

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", ""})
STYLE_TYPE = "text/css"
LARGE_BODY = 256 * 1024
HASH_BYTES = 16

# One thread: the trees of several large pages at once would hold memory without saving time.
_BESIDE = ThreadPoolExecutor(1, "large-page")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one answer. `unchanged`: its body equals an earlier run's. `cut`: its end is missing."""

    facts: PageFacts
    kind: str
    body_hash: bytes
    soft_404: str = ""
    unchanged: bool = False
    cut: bool = False

    @property
    def read_anew(self) -> bool:
        """Return whether the next run reads the page again even where its bytes are the same."""
        return bool(self.soft_404) or self.facts.rendered or self.cut


async def read_reply(
    reply: Reply,
    url: str,
    waiting: Waiting,
    missing: MissingAnswers | None,
    joiner: Joiner,
    *,
    is_home: bool,
    today: date,
) -> Reading | None:
    """Return the facts of an answered page or style sheet, None where there is nothing to read.

    What is shown in place of a missing page has nothing of its own to say or to lead to. Large bodies are parsed one at
    a time beside the event loop, so that other sites' answers are not kept waiting.
    """
    content_type = reply.content_type
    if content_type == STYLE_TYPE:
        links = tuple(Link(target, int(LinkKind.CSS), "") for target in find_css_links(reply.body, url))
        return Reading(PageFacts(url=url, links=links), STYLE, _hash(reply.body))
    if content_type not in PAGE_TYPES or (not content_type and b"<" not in reply.body[:512]):
        return None
    body_hash = _hash(reply.body)
    if waiting.known is not None and waiting.known.body_hash == body_hash and not reply.hops:
        return Reading(PageFacts(url=url), "", body_hash, unchanged=True)
    header = reply.header("content-type")
    draw = partial(draw_sketch, today=today, mask=mask_text)
    if len(reply.body) > LARGE_BODY:
        read = partial(extract, reply.body, url, header, is_home=is_home, today=today, draw=draw)
        facts = await asyncio.get_running_loop().run_in_executor(_BESIDE, read)
    else:
        facts = extract(reply.body, url, header, is_home=is_home, today=today, joiner=joiner, draw=draw)
    if is_cut(reply.body, truncated=reply.truncated):
        facts = as_cut(facts, reply.body)
        return Reading(facts, facts.kind.value, body_hash, cut=True)
    soft_404 = facts.soft_404
    if missing is not None and not is_home:
        soft_404 = "" if missing.in_frame(soft_404) else soft_404
        soft_404 = soft_404 or await missing.explain(waiting.url, reply, facts)
    if soft_404 and not is_home:
        facts = replace(facts, kind=PageKind.OTHER, links=(), items=(), next_pages=(), text="", signature=None, sketch=b"")
    kind = PageKind.OTHER if soft_404 else facts.kind
    return Reading(facts, kind.value, body_hash, "" if is_home else soft_404)


def _hash(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=HASH_BYTES).digest()
