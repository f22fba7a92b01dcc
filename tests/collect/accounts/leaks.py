"""Search everything a run leaves behind for secrets: files, archives, and every blob of the store, unpacked."""

import base64
import gzip
import json
import secrets
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, quote_plus

import zstandard

ZSTD, GZIP, ZIP, SQLITE = b"\x28\xb5\x2f\xfd", b"\x1f\x8b", b"PK\x03\x04", b"SQLite format 3\x00"


def secret(length: int = 24) -> str:
    """Return a random secret with letters that addresses, JSON and HTML write in other ways."""
    return secrets.token_hex(length // 2) + '+/=&"<\\é' + secrets.token_urlsafe(length)


def ways(value: str) -> set[bytes]:
    """Return the ways in which a value may be written, its second half among them."""
    texts = {
        value,
        quote(value, safe=""),
        quote(value),
        quote_plus(value),
        json.dumps(value)[1:-1],
        value[: len(value) // 2],
    }
    texts |= {json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1], value[len(value) // 2 :]}
    return {text.encode() for text in texts} | {base64.b64encode(value.encode())[:-4], value.encode().hex().encode()}


def leaks(folder: Path, values: Iterable[str]) -> list[str]:
    """Return where below a folder any of the values is found, in whatever it is packed."""
    needles = [way for value in values for way in ways(value)]
    return [
        place
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for place, data in unpacked(str(file.relative_to(folder)), file.read_bytes(), file)
        if any(needle in data for needle in needles)
    ]


def unpacked(place: str, data: bytes, file: Path | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield some data and everything packed into it, with where it is."""
    yield place, data
    if data.startswith(ZSTD):
        yield f"{place}!zstd", zstandard.ZstdDecompressor().decompress(data, max_output_size=1 << 28)
    elif data.startswith(GZIP):
        yield f"{place}!gzip", gzip.decompress(data)
    elif data.startswith(ZIP):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from unpacked(f"{place}!{name}", archive.read(name))
    elif data.startswith(SQLITE) and file is not None:
        yield from _rows(place, file)


def _rows(place: str, file: Path) -> Iterator[tuple[str, bytes]]:
    database = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                for cell in row:
                    data = cell if isinstance(cell, bytes) else str(cell).encode("utf-8", "replace")
                    yield from unpacked(f"{place}!{table}", data)
    finally:
        database.close()
