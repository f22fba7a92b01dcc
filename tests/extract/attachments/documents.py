"""Documents made for tests: small ones of every kind, and hostile ones."""

import io
import zipfile

import xlsxwriter

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(paragraphs=(), table=()):
    """Return a DOCX of paragraphs and then a table of rows of cells."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    if table:
        cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
        rows = "".join(f"<w:tr>{''.join(cell.format(text) for text in row)}</w:tr>" for row in table)
        body += f"<w:tbl>{rows}</w:tbl>"
    return zipped({"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'})


def zipped(members):
    """Return a ZIP file of texts or bytes by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return out.getvalue()


def xlsx(rows, start=0):
    """Return an XLSX with one sheet whose first row of cells is row `start`."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        for number, row in enumerate(rows, start):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    return out.getvalue()


def pdf(*pages):
    """Return a PDF whose pages show lines of ASCII text; no line = a page without text."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for lines in pages:
        shown = "".join(f"1 0 0 1 40 {800 - 14 * at} Tm ({text}) Tj " for at, text in enumerate(lines))
        stream = f"BT /F1 10 Tf {shown}ET".encode()
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


def bomb(megabytes=600):
    """Return a small DOCX whose text unpacks to that many megabytes in one paragraph."""
    head, tail = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>', "</w:t></w:r></w:p></w:body></w:document>"
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as member,
    ):
        member.write(head.encode())
        for _ in range(megabytes):
            member.write(b"a" * 2**20)
        member.write(tail.encode())
    return out.getvalue()


def laughs():
    """Return a DOCX whose entities unfold into a thousand million letters."""
    levels = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    text = f'<w:document xmlns:w="{WORD}"><w:p><w:t>&e9;</w:t></w:p></w:document>'
    return zipped({"word/document.xml": f'<!DOCTYPE d [<!ENTITY e0 "ha">{levels}]>{text}'})


def wide_sheet():
    """Return an XLSX of two cells, the first and the very last that a sheet can have."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    return out.getvalue()
