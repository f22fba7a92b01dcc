import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.accounts.feed import parse
from auditor.collect.accounts.posts import Clock
from auditor.model import ReadingOutcome
from tests.collect.accounts.feeds import (
    ATOM,
    DATED,
    ISO,
    ITEMS,
    LINKS,
    NETSCAPE,
    TITLES,
    TODAY,
    UNDATED,
    atom,
    item,
    rdf,
    rss,
)
from tests.make import ZONE

NOW = datetime(2026, 6, 30, 4, tzinfo=UTC)
CLOCK = Clock(NOW, ZONE)
URL = "https://feeds.example.cn/rss/1"


def read(body: bytes, content_type: str = ""):
    return parse(body, URL, CLOCK, content_type)


@pytest.mark.parametrize("dialect", DATED)
def test_every_dialect(dialect):
    feed = read(DATED[dialect])
    assert (feed.outcome, feed.title, feed.detail) == (ReadingOutcome.OK, "某区发布", "")
    assert [(post.title, post.url, post.key) for post in feed.posts] == list(zip(TITLES, LINKS, LINKS, strict=True))
    assert [post.published_at for post in feed.posts] == [datetime.fromisoformat(date) for date in ISO]
    assert {(post.time_basis, post.bad_date) for post in feed.posts} == {("published", "")}


@pytest.mark.parametrize("dialect", UNDATED)
def test_posts_without_dates_are_undated_whatever_the_channel_says(dialect):
    feed = read(UNDATED[dialect])
    assert feed.outcome is ReadingOutcome.UNDATED
    assert {(post.published_at, post.time_basis) for post in feed.posts} == {(None, "")}


@pytest.mark.parametrize(
    "body",
    [rss(""), atom(ATOM, "published", "updated").split(b"<entry>")[0] + b"</feed>",
     rdf("http://purl.org/rss/1.0/", True).split(b"<item")[0] + b"</rdf:RDF>", b'{"version":"https://jsonfeed.org/version/1.1","title":"t","items":[]}'],
)  # fmt: skip
def test_a_feed_without_posts_is_empty_not_silent(body):
    assert read(body).outcome is ReadingOutcome.EMPTY


@pytest.mark.parametrize(
    ("body", "outcome", "detail"),
    [
        (b"", "not_a_feed", "the answer is empty"),
        (b" \r\n", "not_a_feed", "the answer is empty"),
        (b"<!DOCTYPE html><html><body><p>login", "not_a_feed", "neither RSS, Atom nor JSON Feed"),
        (
            b"<html><rss version='2.0'><channel><item/></channel></rss></html>",
            "not_a_feed",
            "neither RSS, Atom nor JSON Feed",
        ),
        (b"<urlset></urlset>", "not_a_feed", "neither RSS, Atom nor JSON Feed"),
        (b"plain words", "not_a_feed", "neither RSS, Atom nor JSON Feed"),
        (bytes(range(256)), "not_a_feed", "neither RSS, Atom nor JSON Feed"),
        (b"{}", "not_a_feed", "JSON, but no JSON Feed"),
        (b"[1]", "not_a_feed", "JSON, but no JSON Feed"),
        (b'{"error":{"message":"Error: login\\n wanted"}}', "not_a_feed", "Error: login wanted"),
        (b'{"detail":{"code":40401}}', "not_a_feed", "40401"),
        (b'{"version":"https://jsonfeed.org/version/1"}', "not_a_feed", "a JSON Feed without items"),
        (b'{"version":"https://jsonfeed.org/ver', "parse_error", "broken JSON: JSONDecodeError"),
        (b"[" * 100_000, "parse_error", "broken JSON: RecursionError"),
        (b'{"a":' + b"9" * 5_000 + b"}", "parse_error", "broken JSON: ValueError"),
    ],
)
def test_what_is_no_feed(body, outcome, detail):
    feed = read(body)
    assert (feed.outcome.value, feed.detail, feed.posts) == (outcome, detail, ())


def test_the_date_of_an_item_is_published_then_modified():
    body = (
        f'<feed xmlns="{ATOM}"><title>t</title><updated>2026-06-30T00:00:00Z</updated>'
        "<entry><id>1</id><updated>2026-06-20T00:00:00Z</updated><published>2026-03-01T00:00:00Z</published></entry>"
        "<entry><id>2</id><updated>2026-05-01T00:00:00Z</updated></entry>"
        "<entry><id>3</id><published>soon</published><updated>2026-04-01T00:00:00Z</updated></entry>"
        "<entry><id>4</id><source><updated>2026-06-29T00:00:00Z</updated></source></entry></feed>"
    ).encode()
    assert [(post.key, str(post.published_at)[:10], post.time_basis, post.bad_date) for post in read(body).posts] == [
        ("1", "2026-03-01", "published", ""),
        ("2", "2026-05-01", "modified", ""),
        ("3", "2026-04-01", "modified", ""),
        ("4", "None", "", ""),
    ]


@pytest.mark.parametrize(
    ("generator", "built", "reach"),
    [
        ("Mp-We-Rss", "Wed, 10 Jun 2026 23:30:00 ", "2026-06-10"),
        ("Mp-We-Rss", "Tue, 30 Jun 2026 23:30:00 ", ""),  # after the reading
        ("Mp-We-Rss", "soon", ""),
        ("Hugo", "Wed, 10 Jun 2026 23:30:00 GMT", ""),  # the day of its last change, not of the asking
    ],
)
def test_a_feed_that_werss_kept_reaches_no_further_than_its_making(generator, built, reach):
    body = rss(f"<generator>{generator}</generator>{item(0)}").replace(
        f"<lastBuildDate>{TODAY}<".encode(), f"<lastBuildDate>{built}<".encode()
    )
    feed = read(body)
    assert (feed.outcome, str(feed.reach.astimezone(ZONE).date()) if feed.reach else "") == (ReadingOutcome.OK, reach)
    assert [str(post.published_at.date()) for post in feed.posts] == ["2026-06-01"]


def test_dublin_core_terms_date_an_item_of_rss():
    terms = 'xmlns:dcterms="http://purl.org/dc/terms/"'
    extra = "<dcterms:created>2026-06-01</dcterms:created><dcterms:modified>2026-06-20</dcterms:modified>"
    (post,) = read(rss(item(0, "", extra)).replace(b"<rss ", f"<rss {terms} ".encode())).posts
    assert (str(post.published_at.astimezone(ZONE).date()), post.time_basis) == ("2026-06-01", "published")


@pytest.mark.parametrize(
    ("raw", "day"),
    [("2026年06月01日", "2026-06-01"), ("2026/6/1 8:00", "2026-06-01"), ("2026.06.01", "2026-06-01"),
     ("1780272000", "2026-06-01"), ("Mon, 01 Jun 2026 02:00:00 CST", "2026-06-01"),
     ("Mon, 01 Jun 2026 23:30:00 ", "2026-06-01")],
)  # fmt: skip
def test_dates_that_feed_libraries_get_wrong(raw, day):
    (post,) = read(rss(item(0, raw))).posts
    assert str(post.published_at.astimezone(ZONE).date()) == day
    assert post.date_raw == raw.strip()


def test_an_unreadable_date_leaves_the_reading_partial():
    feed = read(rss(item(0) + item(1, "昨天 08:00")))
    assert (feed.outcome, feed.detail) == (ReadingOutcome.PARTIAL, "1 of 2 dates could not be read: 昨天 08:00")
    assert [post.bad_date for post in feed.posts] == ["", "昨天 08:00"]


def test_future_dates_are_marked_and_neither_save_nor_hide():
    tomorrow = (NOW + timedelta(days=1)).isoformat()
    feed = read(rss(item(0) + item(1, "2099-01-01") + item(2, tomorrow)))
    assert feed.outcome is ReadingOutcome.OK
    assert [(bool(post.published_at), post.bad_date) for post in feed.posts] == [
        (True, ""), (False, "2099-01-01"), (True, tomorrow)]  # fmt: skip
    assert read(rss(item(1, "2099-01-01"))).outcome is ReadingOutcome.UNDATED
    assert read(rss(item(1, tomorrow))).outcome is ReadingOutcome.UNDATED


def test_a_post_without_date_among_dated_ones_is_left_to_the_rule():
    feed = read(rss(item(0) + item(1, "")))
    assert (feed.outcome, feed.posts[1].published_at, feed.posts[1].bad_date) == (ReadingOutcome.OK, None, "")


@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        ('<?xml version="1.0" encoding="gb2312"?>{}', ""),
        ("{}", ""),
        ("{}", "text/xml; charset=gbk"),
        ('<?xml version="1.0" encoding="GBK"?>{}', "text/xml; charset=utf-8"),
    ],
)
def test_chinese_encodings(text, content_type):
    body = text.format(rss(ITEMS, prolog="").decode()).encode("gbk")
    assert [post.title for post in read(body, content_type).posts] == list(TITLES)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings(encoding):
    body = rss(ITEMS, prolog='<?xml version="1.0"?>').decode().encode(encoding)
    assert [post.title for post in read(body).posts] == list(TITLES)


def test_text_and_title_lose_their_markup():
    extra = "<description><![CDATA[<p>第一段 &amp; 第二段</p><script>x()</script><br>末尾]]></description>"
    (post,) = read(rss(item(0, None, extra).replace(TITLES[0], "A &amp;amp; B &lt;b&gt;粗&lt;/b&gt;"))).posts
    assert (post.title, post.text) == ("A & B 粗", "第一段 & 第二段 末尾")


def test_links_are_resolved_and_ids_are_no_links():
    body = rss(
        "<item><guid isPermaLink='false'>7</guid><link>/a?utm_source=x&amp;b=1</link></item>"
        "<item><guid>https://accounts.example.cn/g</guid></item><item><guid>8</guid></item>"
        "<item><link>javascript:alert(1)</link></item>"
    )
    assert [(post.key, post.url) for post in read(body).posts][:3] == [
        ("7", "https://feeds.example.cn/a?b=1"),
        ("https://accounts.example.cn/g", "https://accounts.example.cn/g"),
        ("8", ""),
    ]
    assert read(body).posts[3].url == ""
    based = f'<feed xmlns="{ATOM}" xml:base="https://other.example/x/"><entry><link href="p/1"/></entry></feed>'
    assert read(based.encode()).posts[0].url == "https://other.example/x/p/1"


def test_equal_ids_of_different_posts_keep_both_and_exact_repeats_one():
    same = "<guid isPermaLink='false'>1</guid>"
    feed = read(rss(item(0, None, same) + item(1, None, same) + item(0, None, same)))
    assert [post.title for post in feed.posts] == list(TITLES[:2])
    assert len({post.key for post in feed.posts}) == 2


@pytest.mark.parametrize("cut", ["", "<item><title>办", "<item><title>办</title><pubDate>Sat, 20 J"])
def test_a_feed_that_breaks_off_is_partial(cut):
    body = rss(ITEMS).split(b"</channel>")[0] + cut.encode()
    assert read(body).outcome is ReadingOutcome.PARTIAL


def test_a_feed_that_is_not_well_formed_is_still_read():
    feed = read(rss(item(0) + item(1).replace("搬迁", "搬迁 & 开放&nbsp;日<br>")))
    assert feed.outcome is ReadingOutcome.OK
    assert [str(post.published_at)[:10] for post in feed.posts] == ["2026-06-01", "2026-06-20"]


def test_damaged_items_of_a_json_feed_leave_it_partial():
    body = DATED["json feed 1"].replace(b'"items": [', b'"items": [7, ')
    feed = read(body)
    assert (feed.outcome, feed.detail, len(feed.posts)) == (ReadingOutcome.PARTIAL, "1 items are damaged", 3)


@pytest.mark.parametrize(
    "subset", ['<!ENTITY a "x">', '<!ENTITY a "x"><!ENTITY b "&a;&a;">', '<!ENTITY a SYSTEM "file:///etc/passwd">',
               '<!ENTITY % a SYSTEM "http://accounts.example.cn/x.dtd"> %a;', "<!ELEMENT rss ANY><!ENTITY a ']>'>"]
)  # fmt: skip
def test_entity_declarations_are_refused(subset):
    body = rss(item(0).replace("停水", "&a;"), prolog=f'<?xml version="1.0"?><!-- > --><!DOCTYPE rss [{subset}]>')
    feed = read(body)
    assert (feed.outcome, feed.posts) == (ReadingOutcome.PARSE_ERROR, ())


OPEN = b'<rss version="2.0"><channel><title>t</title>'
N = 20_000
HOSTILE = {
    "lines before the root": b'<?xml version="1.0"?>' + b"\n" * N + OPEN,
    "doctypes": b'<?xml version="1.0"?>' + b"\n<!DOCTYPE " * N + OPEN,
    "unclosed comments": b"<!--" * N + OPEN,
    "unclosed instructions": b"<?" * N + OPEN,
    "attributes": OPEN + b"<item " + b"".join(b'a%d="1" ' % n for n in range(N)) + b"/>",
    "tags": OPEN + b"<a>" * 200_000,
    "depth": OPEN + b"<item>" * N,
    "unclosed tags": OPEN + b"<item>&" + b"<a " * N,
    "quotes": OPEN + b"<item>&" + b'<a x="' * N,
    "cdata": OPEN + b"<item>&" + b"<![CDATA[" * N,
    "references": OPEN + b"<item><title>& " + b"&#" * N,
    "long date": OPEN + b"<item><pubDate>" + b"1 " * N + b"</pubDate></item></channel></rss>",
    "long link": OPEN + b"<item><link>http://a/" + b"../" * N + b"</link></item></channel></rss>",
    "markup": OPEN + b"<item><description>" + b"&lt;" * N + b"</description></item></channel></rss>",
    "spaces in the declaration": b"<?xml " + b" " * N + b"?>" + OPEN,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_feeds_take_bounded_time(kind):
    before = time.process_time()
    parse(HOSTILE[kind], URL, CLOCK)
    assert time.process_time() - before < 3


@given(st.binary(max_size=300), st.integers(0, 900))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_an_outcome(junk, at):
    body = DATED["rss 2.0"]
    assert isinstance(read(body[:at] + junk + body[at:]).outcome, ReadingOutcome)
    assert read(junk).outcome in ReadingOutcome


def test_the_doctype_of_rss_091_is_let_pass():
    assert NETSCAPE.encode() in DATED["rss 0.91 with its doctype"]
    assert read(DATED["rss 0.91 with its doctype"]).outcome is ReadingOutcome.OK
