"""What kind of document some bytes, or an address, are."""

import io
import re
import zipfile
from enum import StrEnum
from importlib.util import find_spec
from urllib.parse import urlsplit

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
    """Return the kind of a document by its first bytes and its directory, None for what is no document at all."""
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
