"""A packed body that never unpacks to anything ends by what came in."""

import gzip
from collections.abc import AsyncIterator

import pytest

from auditor.fetch.http.look import Progress, read_body

CAP = 100_000
CHUNK = 60_000


class Pieces:
    """Pieces without end, counted."""

    def __init__(self, piece: bytes) -> None:
        self.piece = piece
        self.sent = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self.sent < 100 * 2**20:
            self.sent += len(self.piece)
            yield self.piece


@pytest.mark.parametrize(
    ("coding", "piece"),
    [("gzip", gzip.compress(b"")), ("deflate", b"\x00\x00\x00\xff\xff"), ("", b"<p>")],
    ids=["empty members", "empty blocks", "a plain body"],
)
async def test_what_comes_in_is_bounded_too(coding: str, piece: bytes) -> None:
    pieces = Pieces(piece * (CHUNK // len(piece)))
    progress = Progress(headers=(("content-encoding", coding),))
    await read_body(pieces, CAP, progress)
    assert progress.truncated
    assert pieces.sent <= CAP + 2**20 + 2 * CHUNK
    assert sum(map(len, progress.parts)) <= CAP
