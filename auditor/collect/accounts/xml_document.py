"""XML from strangers before a feed parser sees it: decoded, without its prolog, and bounded.

Entity declarations live in the prolog, so nothing can be expanded; the bounds keep to what real feeds hold,
because the parsers behind take time that grows with the square of some counts (RELIABILITY.md 3).
"""

import re
from dataclasses import dataclass

from auditor.extract.encoding_labels import codec_of

MAX_TAGS = 150_000
MAX_ATTRIBUTES = 200
MOST_BEFORE = 1_000
"""Comments, instructions and declarations before the root element."""

TORN = "\ufffd"

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WITHOUT_MARK = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]{1,40}:)?([\w.-]{1,40})[\s/>]")
_ENDS = (("<?", "?>"), ("<!--", "-->"))


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document from its root element on. `root` is that element's local name ('' = none found), `wrong`
    says why the document is not read ('' = it is)."""

    text: str = ""
    root: str = ""
    wrong: str = ""


def read_document(body: bytes, content_type: str = "") -> Document:
    """Return a document's text from its root element on, or why it is not read; linear in its length."""
    text = decode(body, content_type)
    at, declared = _root_at(text)
    match = _ROOT.match(text, at)
    text = text[at:]
    if "<!ENTITY" in declared:
        return Document(wrong="it declares XML entities, which are not read")
    if text.count("<") > MAX_TAGS:
        return Document(wrong=f"it has more than {MAX_TAGS} tags")
    if any(part.partition(">")[0].count("=") > MAX_ATTRIBUTES for part in text.split("<")):
        return Document(wrong=f"an element has more than {MAX_ATTRIBUTES} attributes")
    return Document(text, match[1] if match else "")


def decode(body: bytes, content_type: str = "") -> str:
    """Return the text of an XML document: by byte-order mark, else its declaration, else the header's charset.

    One that says nothing is UTF-8, or GB18030 where it can't be; what can't be decoded is replaced.
    """
    marked = next((name for mark, name in (*_MARKS, *_WITHOUT_MARK) if body.startswith(mark)), "")
    if marked:
        return body.decode(marked, "replace")
    declared = _DECLARED.match(body.lstrip()[:300])
    stated = _CHARSET.search(content_type)
    names = [codec_of(declared[1].decode("ascii", "ignore")) if declared else "", codec_of(stated[1]) if stated else ""]
    for name in (*(name for name in names if name and not name.startswith("utf-16")), "utf-8", "gb18030"):
        try:
            return body.decode(name)
        except UnicodeDecodeError:
            if name == "utf-8" and _is_mostly_utf8(body):
                break
    return body.decode("utf-8", "replace")


def _is_mostly_utf8(body: bytes) -> bool:
    lenient = body.decode("utf-8", "replace")
    return sum(not ch.isascii() for ch in lenient) > 2 * lenient.count(TORN)


def _root_at(text: str) -> tuple[int, str]:
    """Return where the root element begins, and the document type declaration before it ('' when there is none)."""
    at, declared = 0, ""
    for _ in range(MOST_BEFORE):
        at = text.find("<", at)
        if at < 0:
            break
        end = next((text.find(close, at) + len(close) for start, close in _ENDS if text.startswith(start, at)), None)
        if end is None and text.startswith("<!", at):
            bracket, close = text.find("[", at), text.find(">", at)
            inside = 0 <= bracket < close
            end = text.find(">", text.find("]", bracket)) + 1 if inside else close + 1
            declared += text[at : end or len(text)]
        if end is None:
            return at, declared
        if end <= at:
            break
        at = end
    return len(text), declared
