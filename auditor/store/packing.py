"""Pack facts into small compressed blobs and back; the same bytes in give the same bytes out."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
import numpy as np
import zstandard

from auditor.model import PageFacts

LEVEL = 1
MAX_UNPACKED = 256 * 1024 * 1024

_compressor = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True)
_decompressor = zstandard.ZstdDecompressor()

Packed = TypeVar("Packed")
NOT_IN_FACTS = ("links", "text", "signature")


_encoder = msgspec.msgpack.Encoder()


def squeeze(data: bytes) -> bytes:
    """Return `data` compressed."""
    return _compressor.compress(data)


def expand(data: bytes) -> bytes:
    """Return what `squeeze` was given."""
    return _decompressor.decompress(data, max_output_size=MAX_UNPACKED)


def encoded(text: str) -> bytes:
    """Return a text as UTF-8; lone surrogates, which feeds and JSON can hold, become '?'."""
    return text.encode("utf-8", "replace")


def storable(text: str) -> str:
    """Return a text any database takes: NUL and lone surrogates become '?'."""
    return encoded(text).decode("utf-8").replace("\0", "?")


def pack(value: object) -> bytes:
    """Return any dataclass of the model as a compressed blob; texts are made storable."""
    try:
        return squeeze(_encoder.encode(value))
    except UnicodeEncodeError:
        return squeeze(_encoder.encode(_all_storable(msgspec.to_builtins(value, builtin_types=(bytes,)))))


def _all_storable(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        return [_all_storable(one) for one in value]
    if isinstance(value, dict):
        return {_all_storable(name): _all_storable(one) for name, one in value.items()}
    return value


def unpack(blob: bytes, kind: type[Packed]) -> Packed:
    """Return the value `pack` was given; raises msgspec.ValidationError where `kind` does not fit."""
    return msgspec.msgpack.decode(expand(blob), type=kind)


def pack_facts(facts: PageFacts) -> bytes:
    """Return the facts of a page without its links, text and signature, which have columns of their own."""
    return pack(
        {
            name: value
            for name in PageFacts.__slots__
            if name not in NOT_IN_FACTS and (value := getattr(facts, name)) not in ("", b"", (), None, {})
        }
    )


def unpack_facts(blob: bytes) -> PageFacts:
    """Return the facts of a page, links and text empty."""
    return unpack(blob, PageFacts)


def pack_ids(ids: Sequence[int]) -> bytes:
    """Return URL ids as little-endian uint32."""
    return np.asarray(ids, dtype="<u4").tobytes()


def unpack_ids(blob: bytes) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    """Return URL ids as a read-only array of uint32."""
    return np.frombuffer(blob, dtype="<u4")


def pack_texts(texts: Sequence[str]) -> bytes:
    """Return link texts joined by NUL, compressed; NUL within a text and lone surrogates become '?'."""
    joined = "\0".join(texts)
    if joined.count("\0") >= max(len(texts), 1):
        joined = "\0".join(map(storable, texts))
    return squeeze(encoded(joined))


def unpack_texts(blob: bytes) -> list[str]:
    """Return link texts in the order of the ids."""
    return expand(blob).decode("utf-8").split("\0")
