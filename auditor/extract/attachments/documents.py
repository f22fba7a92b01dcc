"""Documents: their kind by bytes or address, and their rows. Opened only where memory, time and files are limited."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from typing import IO, cast
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from auditor.text.text_leaks import Part

# What kind of document some bytes, or an address, are.

NAMED = re.compile(r"\.(pdf|docx?|docm|wps|xlsx?|xlsm|et|ods|ofd|ceb|rtf|pptx?|zip|rar|7z)$", re.I)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
PDF = b"%PDF-"
PDF_WITHIN = 1024
"""Bytes within which readers look for the mark of a PDF (ISO 32000-1 annex H, 3.4.1)."""

MOST_MEMBERS = 10_000


class FileKind(StrEnum):
    """Kinds of documents that are told apart; OTHER ones are not read."""

    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    XLSX = "xlsx"
    XLS = "xls"
    ENCRYPTED = "encrypted"
    OTHER = "other"


PACKAGES = {
    FileKind.PDF: "pypdfium2",
    FileKind.DOC: "legacy_doc",
    FileKind.XLSX: "python_calamine",
    FileKind.XLS: "python_calamine",
}
"""What reads each kind, beside the standard library."""


def lacking_packages() -> tuple[str, ...]:
    """Return the packages of the extra `attachments` that are not installed, sorted."""
    return tuple(sorted(name for name in set(PACKAGES.values()) if find_spec(name) is None))


def named_as_document(url: str) -> bool:
    """Return whether an address ends as those of documents do."""
    try:
        return NAMED.search(urlsplit(url).path) is not None
    except ValueError:
        return False


def kind_of(data: bytes) -> FileKind | None:
    """Return the kind of a document by its first bytes and its directory, None for other bytes."""
    if PDF in data[:PDF_WITHIN]:
        return FileKind.PDF
    if data.startswith(ZIP):
        return _kind_of_zip(data)
    if data.startswith(OLE):
        return _kind_of_ole(data)
    return None


def _kind_of_zip(data: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [one.filename for one in archive.infolist()[:MOST_MEMBERS]]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return FileKind.OTHER
    if "word/document.xml" in names:
        return FileKind.DOCX
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return FileKind.XLSX
    return FileKind.OTHER


def _kind_of_ole(data: bytes) -> FileKind:
    """Return the kind of an OLE file by the names of its streams, which are UTF-16 in its directory."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return FileKind.ENCRYPTED
    if "WordDocument".encode("utf-16-le") in data:
        return FileKind.DOC
    if "Workbook".encode("utf-16-le") in data or "Book\0".encode("utf-16-le") in data:
        return FileKind.XLS
    return FileKind.OTHER


MOST_PAGES = 2_000
MOST_ROWS = 200_000
MOST_CELLS = 512
MOST_XML = 256 * 2**20
"""Bytes of text of one document that are unpacked; packed texts of ten thousand times that are bombs."""

CHUNK = 64 * 1024
SCAN_LETTERS = 8
"""Letters a page below which a PDF is nothing but pictures."""

WORD_XML = ("word/document.xml", "word/header1.xml", "word/header2.xml", "word/header3.xml", "word/footnotes.xml")
DOC_FAULTS = {"encrypt": "file_encrypted", "no text": "file_scanned", "limit": "file_too_large"}
EXACT = 2.0**53
"""Whole numbers up to which a spreadsheet keeps every digit."""


class Unreadable(Exception):
    """A document that could not be read, or not to its end. `reason` is one of the codes file_…."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def parts_of(data: bytes, kind: FileKind) -> Iterator[Part]:
    """Yield the parts of a document in order; raises Unreadable, after what could be read, or what a parser raises."""
    reader = READERS.get(kind)
    if reader is None:
        raise Unreadable("file_encrypted" if kind is FileKind.ENCRYPTED else "file_unsupported")
    yield from reader(data)


def _pdf(data: bytes) -> Iterator[Part]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        raise Unreadable("file_encrypted" if "assword" in str(fault) else "file_damaged") from None
    pages = len(document)
    letters = 0
    for number in range(min(pages, MOST_PAGES)):
        try:
            page = document[number]
            text = page.get_textpage().get_text_range()
        except pypdfium2.PdfiumError:
            raise Unreadable("file_damaged", f"page {number + 1}") from None
        letters += len(text.strip())
        yield Part(text.replace("\r", "\n").replace("\ufffe", "").split("\n"), f"p. {number + 1}", number == 0)
        page.close()
    if letters < SCAN_LETTERS * max(min(pages, MOST_PAGES), 1):
        raise Unreadable("file_scanned", f"{pages} pages")
    if pages > MOST_PAGES:
        raise Unreadable("file_too_large", f"{pages} pages")


def _docx(data: bytes) -> Iterator[Part]:
    left = MOST_XML
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        there = set(archive.namelist())
        for name in WORD_XML:
            if name not in there:
                continue
            try:
                with archive.open(name) as packed:
                    rows, taken = _word_rows(packed, left)
            except ParseError:
                raise Unreadable("file_damaged", name) from None
            left -= taken
            yield Part(rows, first=name == WORD_XML[0], marked=not name.endswith("notes.xml"))
            if left <= 0 or len(rows) >= MOST_ROWS:
                raise Unreadable("file_too_large")


@dataclass(slots=True)
class _Word:
    """The rows of WordprocessingML (ECMA-376 part 1, 17): paragraphs, and rows of tables with tabs between cells."""

    rows: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    depth: int = 0

    def begin(self, tag: str) -> None:
        self.depth += tag == "tbl"

    def end(self, tag: str, text: str) -> None:
        if tag == "t":
            self.words.append(text)
        elif tag in ("tab", "br") or (tag == "p" and self.depth):
            self.words.append(" ")
        elif tag == "p":
            self.rows.append("".join(self.words))
            self.words = []
        elif tag == "tc":
            self.cells.append(" ".join("".join(self.words).split()))
            self.words = []
        elif tag == "tr":
            self.rows.append("\t".join(self.cells))
            self.cells = []
        self.depth -= tag == "tbl"


def _word_rows(packed: IO[bytes], most: int) -> tuple[list[str], int]:
    """Return the rows of a part of a document as far as `most` bytes reach, with the bytes taken."""
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    found = _Word()
    taken = 0
    while taken < most and len(found.rows) < MOST_ROWS and (chunk := packed.read(CHUNK)):
        taken += len(chunk)
        parser.feed(chunk)
        for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            tag = element.tag.rpartition("}")[2]
            if event == "start":
                found.begin(tag)
                continue
            found.end(tag, element.text or "" if tag == "t" else "")
            if tag in ("p", "tr", "tbl"):
                element.clear()
    return [*found.rows, "".join(found.words), "\t".join(found.cells)], taken


def _sheets(data: bytes) -> Iterator[Part]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise Unreadable("file_encrypted") from None
    except python_calamine.CalamineError as fault:
        raise Unreadable("file_damaged", str(fault)[:80]) from None
    left = MOST_ROWS
    for place, name in enumerate(book.sheet_names):
        try:
            sheet = book.get_sheet_by_name(name)
        except python_calamine.WorksheetNotFound:
            continue
        except python_calamine.CalamineError as fault:
            raise Unreadable("file_damaged", str(fault)[:80]) from None
        rows: list[str] = []
        for row in sheet.iter_rows():
            rows.append("\t".join(map(_cell, row[:MOST_CELLS])))
            left -= 1
            if not left:
                yield Part(rows, name[:40], place == 0, numbered=True)
                raise Unreadable("file_too_large", f"{MOST_ROWS} rows")
        yield Part(rows, name[:40], place == 0, numbered=True)


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return str(value).replace("\t", " ").replace("\n", " ")


def _doc(data: bytes) -> Iterator[Part]:
    import legacy_doc

    try:
        found = legacy_doc.extract_text(data)
    except legacy_doc.LegacyDocError as fault:
        told = str(fault).lower()
        raise Unreadable(next((code for word, code in DOC_FAULTS.items() if word in told), "file_damaged")) from None
    yield Part(found.text.replace("\r", "\n").replace("\x07", "\t").split("\n"))


READERS: Mapping[FileKind, Callable[[bytes], Iterator[Part]]] = {
    FileKind.PDF: _pdf,
    FileKind.DOCX: _docx,
    FileKind.XLSX: _sheets,
    FileKind.XLS: _sheets,
    FileKind.DOC: _doc,
}
