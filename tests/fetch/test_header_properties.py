"""Header fields as hostile as they come, seeded: nothing raises, and what is read stays within its bounds."""

import string
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.extract.encodings import decode
from auditor.fetch.http.decode import Decoder, Undecodable, content_coding
from auditor.fetch.http.lenient import head_end, repair_head
from auditor.fetch.http.look import Look
from auditor.fetch.http.redirects import RedirectChain
from auditor.fetch.http.target import parse_target
from auditor.fetch.http.tls import read_certificate
from auditor.fetch.pace.host_pace import read_date, retry_after
from auditor.fetch.pace.robots import parse_robots, rules_of_answer
from auditor.model import Outcome

FIELDS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=60)


@given(
    st.one_of(
        FIELDS,
        st.sampled_from(
            [
                "120",
                "-1",
                "1e3",
                "９９",
                "²",
                "0" * 30,
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun, 06 Nov 99999 08:49:37 GMT",
                "Mon, 31 Feb 2026 1:1:1",
            ]
        ),
    )
)
def test_a_retry_after_is_seconds_or_nothing(header: str) -> None:
    seconds = retry_after(header, datetime(2026, 1, 1, tzinfo=UTC))
    assert seconds is None or seconds >= 0
    moment = read_date(header)
    assert moment is None or moment.utcoffset() is not None


@given(
    st.lists(st.one_of(FIELDS, st.sampled_from(["a=b", "a=c; Path=/", "a=; Max-Age=0", "b=" + "x" * 5000, "=x", "x"])))
)
def test_cookies_stay_printable_few_and_at_home(fields: list[str]) -> None:
    journey = RedirectChain("http://a.example/", 0.0)
    home = parse_target("http://a.example/x")
    journey.keep_cookies(home, Look(Outcome.OK, headers=tuple(("set-cookie", value) for value in fields)))
    sent = journey.cookie_header(home)
    assert sent.isascii()
    assert sent.isprintable()
    assert sent.count("; ") <= 50
    for elsewhere in ("https://a.example/", "http://a.example:8080/", "http://b.a.example/", "http://a.example./"):
        assert journey.cookie_header(parse_target(elsewhere)) == ""


CODINGS = st.sampled_from(["gzip", "deflate", "br", "zstd"])
STARTS = st.sampled_from([b"", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"\x78\x9c", b"\x1b\x00"])


@given(CODINGS, STARTS, st.lists(st.binary(max_size=40), max_size=5), st.integers(1, 64))
def test_any_body_is_decoded_within_its_room(coding: str, start: bytes, pieces: list[bytes], room: int) -> None:
    decoder, out = Decoder(coding), b""
    for piece in (start, *pieces):
        if len(out) < room:
            out += decoder.feed(piece, room - len(out))
    if len(out) < room:
        out += decoder.finish(room - len(out))[0]
    assert len(out) <= room


@given(st.one_of(FIELDS, st.lists(st.sampled_from(["gzip", "X-GZIP", "br", "", "utf-8", "zstd"])).map(" ,".join)))
def test_a_coding_is_one_that_is_known_or_refused(header: str) -> None:
    layers = [name.strip().lower() in ("gzip", "x-gzip", "deflate", "br", "zstd") for name in header.split(",")]
    if sum(layers) > 1:
        with pytest.raises(Undecodable):
            content_coding(header)
    else:
        assert bool(content_coding(header)) == any(layers)


@given(st.binary(max_size=60), st.one_of(FIELDS, FIELDS.map(lambda name: f"text/html; charset={name}")))
def test_any_charset_reads_any_body_as_utf8(body: bytes, content_type: str) -> None:
    assert decode(body, content_type).utf8.decode("utf-8") is not None


ROBOTS = st.one_of(
    st.binary(max_size=120),
    st.lists(st.sampled_from(
        [b"User-agent: *", b"user-agent:auditor", b"Disallow: /", b"Allow: /*a$", b"Disallow: /%zz\xff", b"x", b"",
         b"Crawl-delay: 1e99", b"Crawl-delay: nan", b"Sitemap: //x", b"\xef\xbb\xbf", b"Disallow: " + b"*" * 50]
    )).map(b"\r".join),
)  # fmt: skip


@given(ROBOTS, st.integers(100, 599), st.booleans(), st.text(string.printable, max_size=20))
def test_any_robots_txt_allows_or_forbids(body: bytes, status: int, cut: bool, path: str) -> None:
    rules = rules_of_answer(status, "text/plain", body, cut=cut)
    assert isinstance(rules.allows(f"http://a.example/{path}"), bool)
    assert parse_robots(body).crawl_delay_s >= 0
    assert parse_robots(body).allows("http://a.example/robots.txt")


HEAD_PIECES = [
    b"\r",
    b"\n",
    b" ",
    b":",
    b"\x00",
    b"\xff",
    b"a",
    b"Content-Length: 1",
    b"Transfer-Encoding: chunked",
    b"X",
]
HEADS = st.lists(st.one_of(st.sampled_from([*HEAD_PIECES, b"\r\n", b"\r\n"]), st.binary(max_size=5)), max_size=12)


@given(HEADS.map(b"".join))
@example(b"Transfer-Encoding: chunked\r\n\t")
def test_a_repaired_head_is_strict_and_stays_so(head: bytes) -> None:
    repaired = repair_head(b"HTTP/1.1 200 OK\r\n" + head)
    assert repair_head(repaired) == repaired
    assert head_end(repaired) == len(repaired)
    for line in repaired[:-4].split(b"\r\n")[1:]:
        assert b":" in line
        assert not set(b"\n") & set(line)


@given(st.binary(max_size=80))
@example(b"\x30\x80" * 40)
@example(b"\x30\xff" + b"\xff" * 40)
def test_any_bytes_are_a_certificate_or_none(der: bytes) -> None:
    with pytest.raises(ValueError, match="certificate"):
        read_certificate(der)
