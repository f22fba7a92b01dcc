import gzip
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from auditor.fetch.http.decode import Decoder, Undecodable, content_coding
from tests.fetch.hostile import MIB, brotli_bomb, gzip_bomb, raw_deflate, zstd_bomb, zstd_wide

PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}
CODINGS = st.sampled_from(sorted(PACKERS))


def decode(coding: str, data: bytes, room: int = 1 << 30, step: int = 1 << 16) -> tuple[bytes, bool, str]:
    decoder = Decoder(coding)
    out = b""
    for start in range(0, len(data), step):
        out += decoder.feed(data[start : start + step], room - len(out))
        if len(out) >= room:
            return out, False, decoder.note
    last, whole = decoder.finish(room - len(out))
    return out + last, whole, decoder.note


@pytest.mark.parametrize(
    ("header", "coding"),
    [("", ""), ("gzip", "gzip"), (" GZip ", "gzip"), ("x-gzip", "gzip"), ("identity", ""), ("utf-8", ""), ("none", ""),
     ("identity, br", "br"), ("aws-chunked,gzip", "gzip"), ("zstd", "zstd"), ("compress", "")],
)  # fmt: skip
def test_one_known_coding_is_undone(header: str, coding: str) -> None:
    assert content_coding(header) == coding


@pytest.mark.parametrize("header", ["gzip, gzip", "br,gzip", "gzip, gzip, gzip, gzip"])
def test_stacked_codings_are_refused(header: str) -> None:
    with pytest.raises(Undecodable):
        content_coding(header)


@given(CODINGS, st.binary(max_size=5000), st.integers(1, 700))
def test_what_was_packed_comes_out_however_it_is_sliced(coding: str, data: bytes, step: int) -> None:
    assert decode(coding, PACKERS[coding](data), step=step) == (data, True, "")


@given(st.binary(max_size=3000), st.integers(1, 300))
def test_raw_deflate_is_told_from_wrapped(data: bytes, step: int) -> None:
    assert decode("deflate", raw_deflate(data), step=step)[:2] == (data, True)


@given(CODINGS, st.binary(min_size=200, max_size=3000), st.data())
def test_a_cut_stream_is_known_as_cut(coding: str, data: bytes, draw: st.DataObject) -> None:
    packed = PACKERS[coding](data)
    at = draw.draw(st.integers(10, len(packed) - 1))
    out, whole, _ = decode(coding, packed[:at])
    assert data.startswith(out)
    assert not whole


@given(CODINGS, st.binary(max_size=2000), st.integers(1, 100), st.integers(0, 300))
def test_any_bytes_give_no_more_than_the_room(coding: str, data: bytes, step: int, room: int) -> None:
    assert len(decode(coding, data, room, step)[0]) <= room


@pytest.mark.parametrize("coding", ["gzip", "zstd", "deflate", "br"])
def test_a_plain_body_passes_as_it_is(coding: str) -> None:
    page = b"<!DOCTYPE html><html><title>x</title></html>"
    assert decode(coding, page) == (page, True, f"declares {coding} but sends a plain body")
    assert decode(coding, b"") == (b"", True, "")


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [("gzip", gzip_bomb(64)), ("br", brotli_bomb(64)), ("zstd", zstd_bomb(64))],
    ids=["gzip", "br", "zstd"],
)
def test_a_bomb_stays_within_its_room(coding: str, bomb: bytes) -> None:
    tracemalloc.start()
    out, whole, _ = decode(coding, bomb, 2 * MIB)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(out), whole) == (2 * MIB, False)
    assert peak < 10 * MIB


def test_a_wide_zstd_window_is_refused() -> None:
    assert decode("zstd", zstd_wide()) == (b"", False, "the zstd body is corrupt")
