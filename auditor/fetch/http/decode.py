"""Undo one content-encoding, bounded from inside: never more than asked for comes out at once."""

import zlib
from typing import Protocol

import brotli  # type: ignore[import-untyped]
import zstandard

_GZIP_MAGIC = b"\x1f\x8b"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW = 8 * 1024 * 1024
_ZSTD_SLICE = 64
_WITHOUT_MAGIC = frozenset({"deflate", "br"})
_CODINGS = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "br": "br", "zstd": "zstd"}


class Undecodable(Exception):
    """The body cannot be decoded at all; the text says why."""


class _Engine(Protocol):
    def decode(self, data: bytes, room: int) -> bytes: ...

    def whole(self) -> bool: ...


def content_coding(header: str) -> str:
    """Return the one coding of a Content-Encoding header, '' for none or for unknown names.

    Raises Undecodable for more than one layer: stacked codings are how bombs are built.
    """
    if not header:
        return ""
    names = [name.strip().lower() for name in header.split(",")]
    known = [_CODINGS[name] for name in names if name in _CODINGS]
    if len(known) > 1:
        raise Undecodable(f"{len(known)} content encodings on one body")
    return known[0] if known else ""


class Decoder:
    """Decoder of one body; a body that is `plain` after all passes unchanged, though browsers do not show it.

    `note` is '' or one line on an oddity. `coding` comes from `content_coding`.
    """

    def __init__(self, coding: str) -> None:
        self._coding = coding
        self._head = b""
        self._engine: _Engine | None = None
        self._started = False
        self._broken = False
        self.plain = False
        self.note = ""

    def feed(self, data: bytes, room: int) -> bytes:
        """Return at most `room` decoded bytes; the rest is lost, so stop when the room is used up."""
        if self._engine is None:
            self._head += data
            if len(self._head) < len(_ZSTD_MAGIC):
                return b""
            data = self._head
            self._engine = self._choose(data)
        return self._run(self._engine, data, room)

    def finish(self, room: int) -> tuple[bytes, bool]:
        """Return the last decoded bytes (at most `room`), and whether the stream was whole."""
        last = b""
        if self._engine is None:
            if not self._head:
                return b"", True
            self._engine = self._choose(self._head)
            last = self._run(self._engine, self._head, room)
        return last, not self._broken and self._engine.whole()

    def _choose(self, head: bytes) -> "_Engine":
        if self._coding == "gzip":
            return _Zlib(31) if head.startswith(_GZIP_MAGIC) else self._plain()
        if self._coding == "zstd":
            return _Zstd() if head.startswith(_ZSTD_MAGIC) else self._plain()
        if self._coding == "deflate":
            wrapped = head[0] & 0x0F == zlib.DEFLATED and int.from_bytes(head[:2], "big") % 31 == 0
            return _Zlib(15 if wrapped else -15)
        return _Brotli()

    def _plain(self) -> "_Engine":
        self.plain = True
        self.note = f"declares {self._coding} but sends a plain body"
        return _Plain()

    def _run(self, engine: "_Engine", data: bytes, room: int) -> bytes:
        if self._broken:
            return b""
        try:
            out = engine.decode(data, room)
        except (zlib.error, brotli.error, zstandard.ZstdError):
            if not self._started and self._coding in _WITHOUT_MAGIC:
                self._engine = self._plain()
                return data[:room]
            self._broken = True
            self.note = f"the {self._coding} body is corrupt"
            return b""
        self._started = True
        return out


class _Plain:
    def decode(self, data: bytes, room: int) -> bytes:
        return data[:room]

    def whole(self) -> bool:
        return True


class _Zlib:
    def __init__(self, window_bits: int) -> None:
        self._window_bits = window_bits
        self._object = zlib.decompressobj(window_bits)

    def decode(self, data: bytes, room: int) -> bytes:
        parts = []
        while data and room > 0:
            if self._object.eof:
                if not (self._window_bits == 31 and data.startswith(_GZIP_MAGIC)):
                    break
                self._object = zlib.decompressobj(self._window_bits)
            part = self._object.decompress(data, room)
            parts.append(part)
            room -= len(part)
            data = self._object.unused_data or self._object.unconsumed_tail
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def whole(self) -> bool:
        return self._object.eof


class _Brotli:
    def __init__(self) -> None:
        self._object = brotli.Decompressor()

    def decode(self, data: bytes, room: int) -> bytes:
        if self._object.is_finished():
            return b""
        parts = []
        while room > 0:
            part = self._object.process(data, output_buffer_limit=room)
            parts.append(part[:room])
            room -= len(part)
            data = b""
            if self._object.can_accept_more_data():
                break
        return b"".join(parts)

    def whole(self) -> bool:
        return bool(self._object.is_finished())


class _Zstd:
    """zstd has no bounded call, so it is fed in slices: one can make at most 16 blocks of 128 KiB."""

    def __init__(self) -> None:
        self._object = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()

    def decode(self, data: bytes, room: int) -> bytes:
        parts = []
        start = 0
        while start < len(data) and room > 0:
            part = self._object.decompress(data[start : start + _ZSTD_SLICE])[:room]
            start += _ZSTD_SLICE
            parts.append(part)
            room -= len(part)
            if self._object.eof:
                rest = self._object.unused_data + data[start:]
                if not rest.startswith(_ZSTD_MAGIC):
                    break
                data, start = rest, 0
                self._object = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        return b"".join(parts)

    def whole(self) -> bool:
        return bool(self._object.eof)
