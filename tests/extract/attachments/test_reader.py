"""Documents read in the process of their own: what leaks, what cannot be read, and what is made to break readers."""

import time
from datetime import date
from pathlib import Path

import pytest

from auditor.extract.attachments.documents import FileKind, kind_of, named_as_document
from auditor.extract.attachments.reader import AttachmentReader
from tests.extract.attachments.documents import bomb, docx, laughs, pdf, wide_sheet, xlsx, zipped
from tests.text.invented import invented_id

DAY = date(2026, 6, 30)
IDS = [invented_id(at) for at in range(1, 6)]


async def read(data, **limits):
    async with AttachmentReader(**limits) as reader:
        return await reader.read(data, DAY)


async def test_a_table_of_persons_in_word():
    told = await read(docx(["机密★3年", "补贴对象"], [("姓名", "身份证号"), *(("某某", one) for one in IDS)]))
    grade, numbers = told.leaks
    assert (told.kind, told.unread) == ("docx", "")
    assert (numbers.kind, numbers.count, numbers.sure) == ("resident_id", 5, True)
    assert (grade.kind, grade.shown) == ("grade", ("机密★3年",))


async def test_a_sheet_tells_rows():
    pytest.importorskip("python_calamine")
    told = await read(xlsx([("姓名", "身份证号"), *(("某某", one) for one in IDS)], start=4))
    assert told.leaks[0].count == 5
    assert told.leaks[0].places[0] == "名单!6"


async def test_a_pdf_tells_pages():
    pytest.importorskip("pypdfium2")
    told = await read(pdf(["Report of the year"], [f"ID {one}" for one in IDS]))
    assert told.leaks[0].count == 5
    assert told.leaks[0].places == ("p. 2",)


async def test_nothing_whole_leaves_the_process():
    told = await read(docx(["身份证号 " + IDS[0], "秘密★1年 " + IDS[1]]))
    assert told.leaks
    assert not any(one[3:-2] in repr(told) for one in IDS)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"plain words", "file_unsupported"),
        (zipped({"a.txt": "x"}), "file_unsupported"),
        (docx(["x"])[:-30], "file_unsupported"),
        (zipped({"word/document.xml": "<a><b></a>"}), "file_damaged"),
        (laughs(), "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
    ],
)
async def test_what_cannot_be_read_is_told(data, reason):
    told = await read(data)
    assert (told.leaks, told.unread) == ((), reason)


async def test_pictures_without_text_are_no_clean_document():
    pytest.importorskip("pypdfium2")
    assert (await read(pdf([], []))).unread == "file_scanned"
    assert (await read(b"%PDF-1.4\nnothing")).unread == "file_damaged"


@pytest.mark.parametrize("make", [bomb, wide_sheet])
async def test_bombs_end_in_a_reason_and_the_next_document_is_read(make):
    pytest.importorskip("python_calamine")
    async with AttachmentReader(memory=400 * 2**20, cpu_s=5, wall_s=20) as reader:
        started = time.monotonic()
        told = await reader.read(make(), DAY)
        assert told.unread in ("file_limits", "file_too_large")
        assert time.monotonic() - started < 25
        assert (await reader.read(docx(["身份证号 " + IDS[0]]), DAY)).leaks


async def test_a_reader_that_hangs_is_ended():
    async with AttachmentReader(wall_s=0.01) as reader:
        told = await reader.read(docx(["x"]), DAY)
    assert told.unread == "file_limits"
    assert "0.01 s" in told.detail


async def test_the_process_knows_no_secrets(monkeypatch):
    monkeypatch.setenv("AUDITOR_WEIXIN_SECRET", "s3cr3t")
    async with AttachmentReader() as reader:
        await reader.read(docx(["x"]), DAY)
        process = Path(f"/proc/{reader._process.pid}")
        assert b"s3cr3t" not in (process / "environ").read_bytes()
    assert not process.exists()  # noqa: ASYNC240


def test_kinds():
    assert kind_of(docx(["x"])) is FileKind.DOCX
    assert kind_of(xlsx([("x",)])) is FileKind.XLSX
    assert kind_of(pdf(["x"])) is FileKind.PDF
    assert kind_of(b"<html>") is None
    assert named_as_document("https://a.cn/f/W020.DOCX?x=1")
    assert not named_as_document("https://a.cn/docx/")
    assert not named_as_document("https://[a/x.pdf")
