"""Content codings: what browsers decode, what they cannot, and bombs."""

import gzip
import zlib
from functools import cache

import brotli
import zstandard

from tests.hostile.pages import answer, article
from tests.hostile.plan import Plan
from tests.hostile.truth import Truth, broken, ok, unknown

CATEGORY = "encoding"
MIB = 1 << 20
NOT_WHOLE = (ok(), unknown())
"""A page that was cut is fine with a note, or not known."""


def add(plan: Plan) -> None:
    """Add encoded pages, whole, cut and lying, and bombs in every coding."""
    for coding, pack in {
        "gzip": gzip.compress, "x-gzip": gzip.compress, "GZIP": gzip.compress, "deflate": zlib.compress,
        "br": brotli.compress,
    }.items():  # fmt: skip
        _add(plan, coding, coding, pack(_page(coding)), ok())
    _add(plan, "deflate-raw", "deflate", _raw_deflate(_page("deflate-raw")), ok())
    _add(plan, "zstd", "zstd", zstandard.compress(_page("zstd")), ok())
    _add(plan, "identity", "identity", _page("identity"), ok())
    _add(plan, "nonsense", "utf-8", _page("nonsense"), ok())
    _add(plan, "empty", "", _page("empty"), ok())
    _add(plan, "members", "gzip", gzip.compress(_page("members")[:90]) + gzip.compress(_page("members")[90:]), ok())
    _add(plan, "junk-behind", "gzip", gzip.compress(_page("junk-behind")) + b"junk", ok())
    _add(plan, "named", "gzip", _named(_page("named")), ok())
    _add(plan, "cut", "gzip", gzip.compress(_page("cut"))[:-20], *NOT_WHOLE)
    _add(plan, "cut-br", "br", brotli.compress(_page("cut-br"))[:-40], *NOT_WHOLE)
    _add(plan, "corrupt", "gzip", gzip.compress(_page("corrupt"))[:60] + b"\xff" * 90, *NOT_WHOLE, broken("protocol"))
    _add(plan, "checksum", "gzip", gzip.compress(_page("checksum"))[:-8] + bytes(8), *NOT_WHOLE)
    for coding in ("gzip", "deflate", "br"):
        _add(plan, f"lie-{coding}", coding, _page(f"lie-{coding}"), broken("protocol"), unknown())
    _bombs(plan)
    _large(plan)


def _page(name: str) -> bytes:
    return article(f"encoding-{name}").encode()


def _add(plan: Plan, name: str, coding: str, body: bytes, *truths: Truth) -> None:
    plan.case(CATEGORY, name, answer(body, "200 OK", f"Content-Encoding: {coding}"), *truths)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _named(data: bytes) -> bytes:
    packed = gzip.compress(data)
    return packed[:3] + b"\x08" + packed[4:10] + b"page.html\0" + packed[10:]


def _bombs(plan: Plan) -> None:
    for name, coding, body in (
        ("bomb-gzip", "gzip", _gzip_bomb(512)),
        ("bomb-deflate", "deflate", b"\x78\xda" + _deflated(512) + bytes(4)),
        ("bomb-br", "br", _brotli_bomb(512)),
        ("bomb-zstd", "zstd", _zstd_bomb(512)),
        ("bomb-twice", "gzip, gzip", gzip.compress(_gzip_bomb(512))),
        ("bomb-thrice", "gzip, gzip, gzip", gzip.compress(gzip.compress(_gzip_bomb(512)))),
        ("bomb-br-gzip", "br, gzip", gzip.compress(_brotli_bomb(512))),
    ):
        _add(plan, name, coding, body, ok(may=("page-oversize", "page-tags", "page-slow")), unknown())


@cache
def _deflated(mib: int) -> bytes:
    """Return a raw deflate stream of that many MiB, one block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * mib + packer.flush()


@cache
def _gzip_bomb(mib: int) -> bytes:
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + _deflated(mib) + bytes(8)


@cache
def _brotli_bomb(mib: int) -> bytes:
    packer = brotli.Compressor(quality=1)
    return b"".join([packer.process(bytes(MIB)) for _ in range(mib)]) + packer.finish()


def _zstd_bomb(mib: int) -> bytes:
    return zstandard.compress(bytes(MIB), 1) * mib


def _large(plan: Plan) -> None:
    """Pages that are heavy to read: they are fine, and cost neither time nor memory."""
    heavy = ok(may=("page-oversize", "page-tags", "page-date", "page-slow"))
    for name, body in {
        "deep": "<div>" * 100_000 + "正文",
        "attributes": "<div " + " ".join(f"a{number}=1" for number in range(100_000)) + ">正文</div>",
        "long-line": "字" * 1_500_000,
        "many-links": "".join(f"<a href='#p{number % 9}'>一</a>" for number in range(60_000)),
        "nulls": "正\0文" * 50_000,
        "open-tags": "<table><tr><td>" * 20_000,
        "comments": "<!--" * 50_000 + "-->",
        "entities": "&lt;" * 300_000,
    }.items():
        page = article(f"large-{name}", body=body).encode()
        _add(plan, f"large-{name}", "gzip", gzip.compress(page, 1), heavy, unknown())
    plan.case(CATEGORY, "large-20-mib", answer(article("big", body="字" * 7 * MIB)), heavy, unknown())
