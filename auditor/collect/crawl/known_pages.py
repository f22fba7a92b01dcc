"""Look at pages that the run before knew and that nothing leads to any more, without walking on from them."""

from sqlalchemy.exc import SQLAlchemyError

from auditor.collect.crawl.frontier import Waiting
from auditor.collect.crawl.missing_page import MissingAnswers
from auditor.collect.crawl.page_facts import read_reply
from auditor.collect.crawl.walk_context import Trip
from auditor.errors import AuditorError
from auditor.facts.unlinked import forgotten_pages
from auditor.model import Outcome
from auditor.model.urls import Joiner
from auditor.store.recorder import What

MOST = 100
"""Pages of one site looked at a run: enough to tell an office that its old pages have lost their links."""


def forgotten(trip: Trip, site: str) -> list[Waiting]:
    """Return the pages of a site that the run before knew to be there and this one did not come by, at most MOST."""
    if trip.previous_run is None:
        return []
    trip.recorder.flush()
    known = forgotten_pages(trip.recorder.connection, trip.recorder.run, trip.previous_run, site, MOST)
    return [Waiting(url_id, url, 1, What.ASSET) for url_id, url in known.items() if trip.scopes.owner(url) == site]


async def look_only(trip: Trip, site: str, missing: MissingAnswers | None, waiting: Waiting) -> None:
    """Look at one page and record that it answers; nothing is recorded of one that does not, nor read again."""
    reply = await trip.client.get(waiting.url)
    if reply.outcome is not Outcome.OK:
        return
    try:
        final = reply.final_url or waiting.url
        reading = await read_reply(reply, final, waiting, missing, Joiner(), is_home=False, today=trip.today)
    except (AuditorError, SQLAlchemyError):
        raise
    except Exception as fault:
        trip.progress.note(f"{waiting.url}: page not read: {type(fault).__name__}: {fault}")
        return
    if reading is not None:
        trip.recorder.look(site, waiting.url_id, reply, depth=waiting.depth, soft_404=reading.soft_404)
