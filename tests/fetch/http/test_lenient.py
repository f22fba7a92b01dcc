import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.fetch.http.lenient import head_end, repair_head


@pytest.mark.parametrize(
    ("head", "repaired"),
    [
        (b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        (b"HTTP/1.1 200 OK\nA:b\n\n", b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\nA : b\r\n c\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b c\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
         b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
         b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
         b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    ],
)  # fmt: skip
def test_heads_are_repaired_as_chromium_reads_them(head: bytes, repaired: bytes) -> None:
    assert repair_head(head) == repaired


@given(st.binary(max_size=200))
def test_a_repaired_head_stays_one_head(lines: bytes) -> None:
    repaired = repair_head(b"HTTP/1.1 200 OK\r\n" + lines + b"\r\n\r\n")
    assert head_end(repaired) == len(repaired)
    assert repair_head(repaired) == repaired
