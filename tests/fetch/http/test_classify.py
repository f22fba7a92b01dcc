import errno
import ssl
import time

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.fetch.firewall.challenge import challenge_page, visible_letters
from auditor.fetch.http.classify import classify
from auditor.fetch.http.connection import ClosedEarly
from auditor.fetch.http.target import Refused
from auditor.model import FAULTS, Outcome
from tests.fetch.hostile import CHALLENGES

HTML = (("content-type", "text/html; charset=utf-8"),)
NEWS = "<html><title>新闻</title><body>{}</body></html>"
WORDS = "安全验证 滑块验证 已被拦截 网站防火墙 $_ts __jsl_clearance nc_1_wrapper YunSuoAutoJump"


def outcome(status: int, page: str | bytes = b"", *headers: tuple[str, str]) -> Outcome:
    body = page if isinstance(page, bytes) else page.encode()
    return classify(status, headers or HTML, body, None)[0]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Outcome.OK), (204, Outcome.OK), (206, Outcome.OK), (400, Outcome.HTTP_ERROR), (401, Outcome.AUTH),
        (402, Outcome.HTTP_ERROR), (403, Outcome.AUTH), (404, Outcome.HTTP_ERROR), (405, Outcome.HTTP_ERROR),
        (407, Outcome.AUTH), (410, Outcome.HTTP_ERROR), (412, Outcome.CHALLENGE), (418, Outcome.HTTP_ERROR),
        (429, Outcome.RATE_LIMITED), (451, Outcome.AUTH), (493, Outcome.CHALLENGE), (500, Outcome.HTTP_ERROR),
        (502, Outcome.HTTP_ERROR), (503, Outcome.HTTP_ERROR), (504, Outcome.HTTP_ERROR), (521, Outcome.CHALLENGE),
        (999, Outcome.CHALLENGE), (301, Outcome.UNSUPPORTED), (304, Outcome.UNSUPPORTED), (300, Outcome.OK),
        (306, Outcome.UNSUPPORTED), (600, Outcome.UNSUPPORTED), (998, Outcome.UNSUPPORTED),
    ],
)  # fmt: skip
def test_bare_statuses(status: int, expected: Outcome) -> None:
    assert outcome(status, NEWS.format("正文")) is expected


def test_a_redirect_to_nowhere_is_what_its_page_shows() -> None:
    assert outcome(302, NEWS.format("网络安全宣传周活动在社区举行" * 20)) is Outcome.OK
    assert outcome(302, "<html><title>302 Found</title><center>nginx</center></html>") is Outcome.UNSUPPORTED


@pytest.mark.parametrize(
    "page", ["", " \n", "<!DOCTYPE html><html><head><meta charset=utf-8></head><body></body></html>"]
)
def test_an_empty_page_is_not_known_to_be_fine(page: str) -> None:
    assert outcome(200, page) is Outcome.UNSUPPORTED
    assert outcome(204, page) is Outcome.OK
    assert outcome(404, page) is Outcome.HTTP_ERROR
    assert outcome(200, page, ("content-type", "application/javascript")) is Outcome.OK


def test_no_challenge_is_a_fault_whatever_status_it_comes_with() -> None:
    for name, send in CHALLENGES.items():
        body = send.partition(b"\r\n\r\n")[2]
        if not challenge_page(body):
            continue
        for status in (200, 202, 403, 404, 405, 412, 500, 503):
            assert outcome(status, body) not in FAULTS, (name, status)


@pytest.mark.parametrize(
    "page",
    [
        NEWS.format(WORDS + "网络安全宣传周活动在社区举行" * 60),
        NEWS.format("<script>var a='nc_1_wrapper'</script>" + "<a href='/x'>栏目</a>" * 400 + WORDS),
        NEWS.format("<script src=/js/a.js></script><div id=app></div>"),
        NEWS.format("<script>location.href='/index.html'</script>"),
        "<html><frameset><frame src=/a></frameset></html>",
        "<html><head><title>x</title></head><body></body></html>",
    ],
    ids=["long article", "page with links", "script-filled page", "script redirect", "frames", "empty page"],
)
def test_pages_of_the_sites_own_are_no_challenges(page: str) -> None:
    assert outcome(200, page) is Outcome.OK


def test_marks_count_only_in_pages() -> None:
    assert outcome(200, b"var x='nc_1_wrapper'", ("content-type", "application/javascript")) is Outcome.OK
    assert outcome(200, b'{"a":"$_ts"}', ("content-type", "application/json")) is Outcome.OK


def test_a_firewalls_headers_count_only_where_it_refuses() -> None:
    waf = ("server", "CloudWAF")
    page = NEWS.format("不存在")
    assert [outcome(status, page, waf) for status in (200, 403, 404, 405, 500)] == [
        Outcome.OK, Outcome.CHALLENGE, Outcome.HTTP_ERROR, Outcome.CHALLENGE, Outcome.HTTP_ERROR,
    ]  # fmt: skip


def connect_error(cause: Exception) -> httpx.ConnectError:
    error = httpx.ConnectError("x")
    error.__cause__ = cause
    return error


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, reason)
    error.reason = reason
    return error


def closed_early(cause: Exception) -> ClosedEarly:
    error = ClosedEarly("x", 0)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Refused(Outcome.PRIVATE, "x"), Outcome.PRIVATE),
        (httpx.ConnectTimeout("x"), Outcome.TIMEOUT),
        (httpx.ReadTimeout(""), Outcome.TIMEOUT),
        (TimeoutError(), Outcome.TIMEOUT),
        (ClosedEarly("x", 0), Outcome.REFUSED),
        (closed_early(tls_error("TLSV13_ALERT_CERTIFICATE_REQUIRED")), Outcome.AUTH),
        (closed_early(ConnectionResetError()), Outcome.REFUSED),
        (httpx.RemoteProtocolError("x"), Outcome.PROTOCOL),
        (httpx.ReadError("x"), Outcome.REFUSED),
        (connect_error(ConnectionRefusedError()), Outcome.REFUSED),
        (connect_error(ConnectionResetError()), Outcome.REFUSED),
        (connect_error(OSError(errno.ENETUNREACH, "x")), Outcome.NETWORK),
        (connect_error(OSError(errno.EHOSTUNREACH, "x")), Outcome.NETWORK),
        (connect_error(OSError(errno.EMFILE, "x")), Outcome.NETWORK),
        (connect_error(OSError(errno.ETIMEDOUT, "x")), Outcome.TIMEOUT),
        (connect_error(tls_error("WRONG_VERSION_NUMBER")), Outcome.TLS),
        (connect_error(tls_error("TLSV1_UNRECOGNIZED_NAME")), Outcome.TLS),
        (connect_error(tls_error("SSLV3_ALERT_HANDSHAKE_FAILURE")), Outcome.UNSUPPORTED),
        (RuntimeError("secret"), Outcome.INTERNAL),
    ],
)
def test_exceptions(error: Exception, expected: Outcome) -> None:
    found, detail = classify(None, (), b"", error)
    assert found is expected
    assert "secret" not in detail


@pytest.mark.parametrize(
    "page",
    [
        b"<script" * 20_000, b"<!--" * 40_000, b"<style>" * 20_000, b"<" * 130_000, b"<a>" * 40_000, b"\xff" * 100_000,
        b"<input " * 20_000, b"<meta " * 20_000, b"<title " * 20_000, b"<a-" * 30_000, b"1.1.1." * 20_000,
        b"&#" * 60_000,
    ],
)  # fmt: skip
def test_hostile_pages_are_judged_in_no_time(page: bytes) -> None:
    for status in (200, 403):
        started = time.process_time()
        assert challenge_page(page, status) == ""
        assert time.process_time() - started < 0.5


def test_hostile_scripts_are_judged_in_no_time() -> None:
    for piece in (b"location='", b"location = ", b"location.replace(", b"<meta http-equiv", b"<title>403"):
        started = time.process_time()
        challenge_page(b"<script></script>" + piece * 20_000)
        assert time.process_time() - started < 0.5, piece


@given(st.integers(100, 999), st.binary(max_size=300), st.text(max_size=30), st.text(max_size=30))
def test_anything_is_judged(status: int, body: bytes, name: str, value: str) -> None:
    assert classify(status, ((name, value),), body, None)[0] in Outcome


def test_letters_are_counted_outside_tags_and_scripts() -> None:
    page = "<p>政务 公开</p><script>var a</script><!-- b -->c<style>d</style>".encode()
    assert visible_letters(page, 500) == 5
