from datetime import date

import pytest
from sqlalchemy import func, select, text

from auditor.errors import RunFailed
from auditor.model import FoundDate, LinkKind, Outcome
from auditor.store import recorder as recorder_module
from auditor.store.packing import expand, unpack_facts, unpack_ids, unpack_texts
from auditor.store.recorder import Recorder, What
from auditor.store.run_records import begin_run
from auditor.store.schema import cut, frontier, look, observation, page, run, url
from auditor.text.personal_numbers import mask_text
from tests.make import AS_OF, HOME, days_ago, post, reading, site
from tests.store.night import NOW, Night, article, facts, item, link, reply


def count(engine, table):
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar()


def rows(engine, table):
    with engine.connect() as connection:
        return connection.execute(select(table)).all()


def test_rows_wait_for_the_clock_or_a_flush(engine, monkeypatch):
    monkeypatch.setattr(recorder_module, "SECONDS_A_TRANSACTION", 60)
    night = Night(engine)
    night.look(reply("a.html"))
    assert (count(engine, look), night.recorder.waiting) == (0, 1)
    night.recorder.flush()
    assert (count(engine, look), night.recorder.waiting) == (1, 0)
    monkeypatch.setattr(recorder_module, "SECONDS_A_TRANSACTION", 0)
    night.look(reply("b.html"))
    assert count(engine, look) == 2
    night.recorder.close()


def test_many_rows_do_not_wait(engine, monkeypatch):
    monkeypatch.setattr(recorder_module, "SECONDS_A_TRANSACTION", 60)
    monkeypatch.setattr(recorder_module, "ROWS_A_TRANSACTION", 10)
    night = Night(engine)
    night.queue(*(f"{number}.html" for number in range(9)))
    assert count(engine, frontier) == 0
    night.queue("9.html")
    assert count(engine, frontier) == 10
    night.recorder.close()


@pytest.mark.parametrize("rows_at_once", range(1, 9))
def test_a_committed_look_has_all_it_brought(engine, monkeypatch, rows_at_once):
    """Cut the power after every possible commit: a page with a look has its facts and its links in the frontier."""
    monkeypatch.setattr(recorder_module, "SECONDS_A_TRANSACTION", 60)
    monkeypatch.setattr(recorder_module, "ROWS_A_TRANSACTION", rows_at_once)
    night = Night(engine)
    for number in range(4):
        night.page(facts(f"{number}.html", f"{number}/x.html", f"{number}/y.html"))
    looked = {row.url_id for row in rows(engine, look)}
    read = {row.url_id: unpack_ids(row.links).tolist() for row in rows(engine, page)}
    queued = {row.url_id for row in rows(engine, frontier)}
    assert looked <= read.keys()
    assert {target for url_id in looked for target in read[url_id]} <= queued
    assert {target for targets in read.values() for target in targets} <= {row.id for row in rows(engine, url)}
    night.recorder.close()


def test_what_a_page_s_row_holds(engine):
    night = Night(engine)
    told = article(
        "a.html",
        date(2026, 6, 3),
        "一段足够长的正文，" * 9,
        links=(link("b.html"), link("c.png", LinkKind.IMAGE, "图")),
    )
    ids = night.recorder.ids
    headers = (("etag", '"1"'), ("last-modified", "Wed, 03 Jun 2026 00:00:00 GMT"))
    night.recorder.page(
        "s1", ids.one(told.url), told, ids.of([one.url for one in told.links]), reply("a.html", headers=headers),
        depth=2, kind="article", body_hash=b"h", extractor="v9",
    )  # fmt: skip
    night.recorder.close()
    (row,) = rows(engine, page)
    assert (row.subject, row.seen_run, row.depth, row.kind, row.title) == ("s1", "r1", 2, "article", "Page a.html")
    assert (row.published, row.list_state, row.characters) == ("2026-06-03", "none", len(told.text))
    assert (row.etag, row.last_modified, row.body_hash, row.extractor) == (*(value for _, value in headers), b"h", "v9")
    assert unpack_ids(row.links).tolist() == ids.of([HOME + "b.html", HOME + "c.png"])
    assert list(row.link_kinds) == [LinkKind.ANCHOR, LinkKind.IMAGE]
    assert unpack_texts(row.link_texts) == ["to b.html", "图"]
    assert unpack_facts(row.facts).published == FoundDate(date(2026, 6, 3), "meta:PubDate", "2026-06-03")
    assert (row.signature, expand(row.text).decode()) == (told.signature, told.text)


def test_what_a_look_s_row_holds(engine):
    night = Night(engine)
    seen = reply("a.html", final_url=HOME + "b.html", detail="d" * 400, elapsed_ms=7, wire_bytes=9, headers=(
        ("content-type", "Text/HTML; charset=gbk"),))  # fmt: skip
    night.look(seen, depth=3, soft_404="s" * 200, looks=2)
    night.look(reply("c.html", Outcome.HTTP_ERROR, 404, final_url=HOME + "d.html"))
    night.recorder.close()
    by_id = {row.url_id: row for row in rows(engine, look)}
    names = {row.key.removeprefix(HOME): row.id for row in rows(engine, url)}
    moved, gone = by_id[names["a.html"]], by_id[names["c.html"]]
    assert (moved.final_id, moved.detail, moved.soft_404) == (names["b.html"], "d" * 300, "s" * 100)
    assert (moved.content_type, moved.elapsed_ms, moved.bytes, moved.depth, moved.looks) == ("text/html", 7, 9, 3, 2)
    assert (gone.outcome, gone.status, gone.final_id) == ("http_error", 404, None)


def test_the_last_look_of_a_run_counts(engine):
    night = Night(engine)
    night.look(reply("a.html", Outcome.HTTP_ERROR, 503))
    night.look(reply("a.html"))
    night.recorder.flush()
    assert [row.outcome for row in rows(engine, look)] == ["ok"]
    night.look(reply("a.html", Outcome.TIMEOUT, None))
    night.recorder.close()
    other = Night(engine, "r2")
    other.look(reply("a.html", Outcome.DNS, None))
    other.recorder.close()
    assert {(row.run, row.outcome) for row in rows(engine, look)} == {("r1", "timeout"), ("r2", "dns")}


def test_the_frontier_keeps_its_order_over_processes(engine):
    night = Night(engine)
    night.queue("c.html", "a.html")
    night.recorder.close()
    again = Night(engine)
    again.queue("b.html", what=What.ASSET, depth=2)
    again.recorder.close()
    with engine.connect() as connection:
        found = connection.execute(
            select(url.c.key, frontier.c.what, frontier.c.depth).join(url, url.c.id == frontier.c.url_id)
            .order_by(frontier.c.seq)
        ).all()  # fmt: skip
    assert [(row.key.removeprefix(HOME), row.what, row.depth) for row in found] == [
        ("c.html", What.PAGE, 1), ("a.html", What.PAGE, 1), ("b.html", What.ASSET, 2),
    ]  # fmt: skip


def test_what_budgets_cut_is_kept_as_it_grows(engine):
    night = Night(engine)
    night.recorder.cut("s1", {"depth": 1})
    night.recorder.cut("s1", {"depth": 4, "url_length": 1})
    night.recorder.close()
    assert {(row.subject, row.reason, row[3]) for row in rows(engine, cut)} == {
        ("s1", "depth", 4), ("s1", "url_length", 1),
    }  # fmt: skip


def test_texts_no_database_takes_are_mended(engine):
    night = Night(engine)
    ids = night.recorder.ids
    bad = article(
        "a.html",
        days_ago(1),
        "正文\ud83d" * 30,
        title="题\0目\udc00",
        links=(link("b.html", text="a\0b"), link("c.html")),
    )
    night.recorder.page(
        "s1", ids.one(bad.url), bad, ids.of([one.url for one in bad.links]), reply("a.html", headers=(("etag", "\0"),)),
        depth=1, kind="article", body_hash=b"", extractor="v1",
    )  # fmt: skip
    night.look(reply("a.html", detail="\ud800", headers=(("content-type", "a\0/b"),)), soft_404="\0")
    night.recorder.observe("a1", "account", reading(post(1, title="发布\ud83d")))
    night.recorder.close()
    (row,) = rows(engine, page)
    assert (row.title, row.etag) == ("题?目?", "?")
    assert unpack_texts(row.link_texts) == ["a?b", "to c.html"]
    assert expand(row.text).decode().startswith("正文?正文?")
    assert [(one.detail, one.soft_404, one.content_type) for one in rows(engine, look)] == [("?", "?", "a?/b")]
    assert count(engine, observation) == 1


def test_a_resumed_run_goes_on_counting(engine):
    info = begin_run(engine, inventory="i.csv", subjects=[site()], as_of=AS_OF, version="1", now=NOW)
    first = Recorder(engine, info.id, mask_text)
    first.meter(lambda: (7, 700))
    first.close()
    second = Recorder(engine, info.id, mask_text)
    second.meter(lambda: (2, 50))
    assert second.counted() == (9, 750)
    second.close()
    (row,) = rows(engine, run)
    assert (row.requests, row.bytes) == (9, 750)


def test_a_store_that_can_no_longer_be_written_fails_with_a_sentence_and_keeps_what_it_has(engine):
    night = Night(engine)
    night.look(reply("a.html"))
    night.recorder.flush()
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON page BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END")
        )
    night.look(reply("b.html"))
    night.page(facts("c.html", items=[item("1.html")]))
    with pytest.raises(RunFailed, match="disk is full: make room on the disk and start the same command again"):
        night.recorder.flush()
    with pytest.raises(RunFailed):
        night.recorder.close()
    assert night.recorder.connection.closed
    assert count(engine, look) == 1


def test_an_address_book_that_somebody_else_wrote_to_is_not_mixed_up(engine):
    one, other = Night(engine, "r1"), Night(engine, "r2")
    one.look(reply("a.html"))
    other.look(reply("b.html"))
    one.recorder.close()
    with pytest.raises(RunFailed, match="UNIQUE constraint failed"):
        other.recorder.close()
    assert [row.key for row in rows(engine, url)] == [HOME + "a.html"]
