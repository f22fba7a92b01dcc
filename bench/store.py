"""Record invented pages and print commits a second, pages a second and the size of the store per 1,000 pages.

    python bench/store.py [--pages 2000] [--links 60] [--store sqlite:///FILE]

A commit of one look is what a slow site costs; pages are written as a run writes them, in batches.
"""

import argparse
import random
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parents[1]))

from auditor.model import FoundDate, Link, LinkKind, Outcome, PageFacts, PageKind, Reply
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder, What
from auditor.text.personal_numbers import mask_text
from auditor.text.signature import sign

HOST = "https://www.example.gov.cn"
NOW = datetime(2026, 6, 30, tzinfo=UTC)
CHARACTERS = 900
COMMITS = 300


def article(number: int, pages: int, links: int, dice: random.Random) -> PageFacts:
    """Return an article with menu links that every page has and links to other articles."""
    story = "".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(CHARACTERS))
    menu = [f"/column/{place}/" for place in range(links // 2)]
    others = [f"/news/2026/{dice.randrange(pages)}.html" for _ in range(links - len(menu))]
    held = (
        Link(HOST + path, int(LinkKind.ANCHOR), f"关于第{place}号事项的通知")
        for place, path in enumerate(menu + others)
    )
    return PageFacts(
        url=f"{HOST}/news/2026/{number}.html", title=f"关于第{number}号事项的通知", kind=PageKind.ARTICLE, text=story,
        links=tuple(dict.fromkeys(held)), published=FoundDate(date(2026, 6, 1), "meta:PubDate", "2026-06-01"),
        meta={"articletitle": "关于事项的通知", "pubdate": "2026-06-01 09:00"}, signature=sign(story),
    )  # fmt: skip


def record(recorder: Recorder, facts: PageFacts) -> None:
    """Write one page as a walk does: facts, frontier, look."""
    reply = Reply(facts.url, Outcome.OK, NOW, 200, facts.url, headers=(("etag", '"65a1b2c3-5f1e"'),))
    page = recorder.ids.one(facts.url)
    targets = recorder.ids.of([link.url for link in facts.links])
    recorder.page(
        "portal", page, facts, targets, reply, depth=2, kind=facts.kind.value, body_hash=b"0" * 16, extractor="1-0"
    )
    fresh = [target for target in targets if target not in SEEN]
    SEEN.update(fresh)
    recorder.queue("portal", fresh, 3, [What.PAGE] * len(fresh))
    recorder.look("portal", page, reply, depth=2)


SEEN: set[int] = set()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--links", type=int, default=60)
    parser.add_argument("--store")
    options = parser.parse_args()
    dice = random.Random(1)
    pages = [article(number, options.pages, options.links, dice) for number in range(options.pages)]
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(options.store or f"sqlite:///{folder}/a.db")
        recorder = Recorder(engine, "r1", mask_text)
        started = time.perf_counter()
        for facts in pages[:COMMITS]:
            record(recorder, facts)
            recorder.flush()
        each = time.perf_counter() - started
        started, cpu = time.perf_counter(), time.process_time()
        for facts in pages[COMMITS:]:
            record(recorder, facts)
        recorder.flush()
        rest, busy = time.perf_counter() - started, time.process_time() - cpu
        recorder.close()
        print(f"commits of one page: {min(COMMITS, len(pages)) / each:,.0f} a second")
        written = len(pages) - COMMITS
        print(f"pages in batches: {written / rest:,.0f} a second, {1000 * busy / written:.2f} ms CPU each")
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                sizes = connection.execute(text("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"))
                parts = ", ".join(f"{name} {size / len(pages):,.0f}" for name, size in sizes if size > 10_000)
            total = Path(engine.url.database or "").stat().st_size
            print(f"store: {total / len(pages) / 1000:.2f} MB per 1,000 pages (kB: {parts})")
        engine.dispose()


if __name__ == "__main__":
    main()
