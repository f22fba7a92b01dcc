"""What one page hands on to the reading of its site: no text of its own but words that may name something."""

import zlib
from typing import Final

import msgspec

NOWHERE: Final = 0
"""Target of a link that leads to no address (javascript:, none at all)."""

OUTSIDE: Final = -1
"""Target of a link to another site."""


class Line(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One visual line: hash of the place it stands in, hash of its words, letters outside and inside links."""

    place: int
    words: int
    plain: int
    linked: int


class Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One row of a list, on its first line. `day` is an ordinal, 0 for none, -(month * 100 + day) without year."""

    target: int
    text: str
    day: int = 0
    line: int = 0


class Rows(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One list: siblings of one shape. `place` is that of its links, `holder` that of what is around them, `line` and
    `end` the first line and the one past the last, `letters` those of its rows outside links."""

    place: int
    holder: int
    line: int
    end: int
    letters: int
    rows: tuple[Row, ...]


class Heading(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line that may be the headline. `rank` is 1 to 6 for h1 to h6, 0 for any other line."""

    place: int
    line: int
    rank: int
    text: str


class Dated(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One date on the page outside links: place, hash of its form, line, ordinal, what the words before it call it."""

    place: int
    form: int
    line: int
    day: int
    label: str


class Step(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One step of a breadcrumb; `target` NOWHERE where it is no link."""

    text: str
    target: int


class PageSketch(msgspec.Struct, frozen=True, array_like=True):
    """One page as the reading of its site needs it (a pure function of its bytes, its address and the day).

    `page` is the hash of the address (see `address_hash`), `template` that of the skeleton. `trail` is the breadcrumb,
    on line `trail_line` (-1: none). `pager` are targets of page numbers and 下一页 with their number (0: none); `turns`
    says that words that turn pages stand there, links or not. `hollow` are the places of elements that hold nothing,
    with their lines, `blank` the words that say so. `media` are pictures and films: line, hash of place and name.
    `files` counts links to documents, `fields` form fields to fill in. `scripts` are hashes of scripts that may fill a
    list, and of marks of templates that scripts fill. `stub` is where a page of hardly any lines sends its visitors.
    """

    url: str
    page: int
    template: int
    title: str
    meta: dict[str, str]
    lines: tuple[Line, ...]
    lists: tuple[Rows, ...]
    headings: tuple[Heading, ...]
    dates: tuple[Dated, ...]
    trail: tuple[Step, ...]
    trail_line: int
    pager: tuple[tuple[int, int], ...]
    turns: bool
    hollow: tuple[tuple[int, int], ...]
    blank: tuple[tuple[int, str], ...]
    media: tuple[tuple[int, int], ...]
    files: int
    fields: int
    scripts: tuple[int, ...]
    stub: str


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(PageSketch)


def pack_sketch(sketch: PageSketch) -> bytes:
    """Return a sketch as a blob, which the store compresses; lone surrogates become '?'."""
    try:
        return _encoder.encode(sketch)
    except UnicodeEncodeError:
        return _encoder.encode(_clean(msgspec.to_builtins(sketch)))


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list | tuple):
        return [_clean(each) for each in value]
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    return value


def unpack_sketch(blob: bytes) -> PageSketch:
    """Return the sketch `pack_sketch` was given; raises msgspec.DecodeError for others."""
    return _decoder.decode(blob)


def address_hash(url: str) -> int:
    """Return the number (63 bits, never 0) that stands for an address; `/` and its index page are the same."""
    plain = url.partition("#")[0]
    head, slash, name = plain.rpartition("/")
    if name.lower() in INDEX_PAGES:
        plain = head + slash
    octets = plain.encode("utf-8", "replace")
    return (zlib.crc32(octets) << 31 | zlib.crc32(octets[::-1]) >> 1) or 1


INDEX_PAGES: Final = frozenset({
    "index.html", "index.htm", "index.shtml", "index.jsp", "index.php", "index.asp", "index.aspx", "default.html",
    "default.htm", "default.aspx",
})  # fmt: skip
"""Names that servers answer a folder with (Apache DirectoryIndex, IIS default documents)."""
