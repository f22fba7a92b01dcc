"""Read the QR codes that a site shows on its home page and on its pages of accounts."""

import asyncio
from collections.abc import Iterator

from sqlalchemy import or_, select

from auditor.collect.crawl.crawl_context import CrawlContext
from auditor.extract.qr_codes import can_read_codes, read_codes
from auditor.facts.home_page import find_home_page
from auditor.model import CodePicture, CodeSeen, Outcome, PageKind, SiteObservation
from auditor.model.urls import same_site
from auditor.store.packing import unpack_facts
from auditor.store.recorder import What
from auditor.store.schema import page
from auditor.store.store_faults import reading
from auditor.text.profile_links import SHORT, read_platform_link
from auditor.text.special_pages import lists_accounts, title_signs

PICTURE_BYTES = 2 * 1024 * 1024

READ, NO_READER = "read", "no_reader"


async def read_site_codes(context: CrawlContext, seen: SiteObservation) -> tuple[CodeSeen, ...]:
    """Return the texts of pictures that may be QR codes, at most `[crawl] qr_pictures`, the home page's first.

    Only pictures on registered hosts or on the host of their page are asked for. Short links found in codes are
    queued for the look outside that follows. Without the packages that read codes nothing is asked.
    """
    most = context.settings.crawl.qr_pictures
    if not seen.home or not most:
        return ()
    context.recorder.flush()
    wanted: dict[str, tuple[str, CodePicture]] = {}
    for where, code in _pictures(context, seen):
        if context.scopes.owner(code.url) or same_site(code.url, where):
            wanted.setdefault(code.url, (where, code))
    chosen = list(wanted.values())[:most]
    if not can_read_codes():
        return tuple(CodeSeen(code.url, where, code.caption, code.alt, (), NO_READER) for where, code in chosen)
    codes = [await _read(context, where, code) for where, code in chosen]
    short = [text for code in codes for text in code.texts if (link := read_platform_link(text)) and link.what == SHORT]
    if short:
        context.recorder.queue(seen.subject, context.recorder.ids.of(short), 1, [What.EXTERNAL] * len(short))
    return tuple(codes)


async def _read(context: CrawlContext, where: str, code: CodePicture) -> CodeSeen:
    reply = await context.client.get(code.url, cap=PICTURE_BYTES, accept="image/*")
    if reply.outcome is not Outcome.OK:
        return CodeSeen(code.url, where, code.caption, code.alt, (), reply.outcome.value)
    texts = await asyncio.to_thread(read_codes, reply.body)
    return CodeSeen(code.url, where, code.caption, code.alt, texts, READ)


def _pictures(context: CrawlContext, seen: SiteObservation) -> Iterator[tuple[str, CodePicture]]:
    run = context.recorder.run
    with reading(context.recorder.engine) as connection:
        home = find_home_page(connection, run, seen.home)
        yield from home.codes if home else ()
        rows = connection.execute(
            select(page.c.facts)
            .where(
                page.c.subject == seen.subject,
                page.c.seen_run == run,
                page.c.kind != PageKind.HOME.value,
                or_(*(page.c.title.contains(word) for word in title_signs())),
            )
            .order_by(page.c.depth, page.c.url_id)
            .limit(500)
        )
        for blob in rows.scalars():
            facts = unpack_facts(blob)
            if lists_accounts(facts.title, facts.heading):
                yield from ((facts.url, code) for code in facts.codes)
