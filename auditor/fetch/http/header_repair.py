"""Repair the head of an answer the way Chromium reads it, before a strict parser sees it."""

import re

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def head_end(data: bytes) -> int:
    """Return the index just behind the empty line that ends the head, -1 while there is none."""
    match = _HEAD_END.search(data)
    return match.end() if match else -1


def repair_head(head: bytes) -> bytes:
    """Return a head with its lines made strict: folded lines joined, lines without a colon dropped.

    Blanks before the colon go, a Content-Length that is no number goes, equal ones are merged (different ones
    stay, and stay an error, as in Chromium), and a Content-Length beside chunked goes (RFC 9112 section 6.3).
    """
    lines = re.split(rb"\r?\n", head.rstrip(b"\r\n"))
    fields = _fields(lines[1:])
    chunked = any(name == b"transfer-encoding" and b"chunked" in value.lower() for name, _, value in fields)
    out = [lines[0]]
    lengths = set()
    for name, spelled, value in fields:
        if name == b"content-length":
            if chunked or not value.isdigit() or value in lengths:
                continue
            lengths.add(value)
        out.append(spelled + b": " + value)
    return b"\r\n".join(out) + b"\r\n\r\n"


def _fields(lines: list[bytes]) -> list[tuple[bytes, bytes, bytes]]:
    fields: list[tuple[bytes, bytes, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and fields:
            name, spelled, value = fields[-1]
            fields[-1] = (name, spelled, (value + b" " + line.strip()).strip())
            continue
        spelled, colon, value = line.partition(b":")
        spelled = spelled.strip()
        if colon and _NAME.fullmatch(spelled):
            fields.append((spelled.lower(), spelled, value.strip()))
    return fields
