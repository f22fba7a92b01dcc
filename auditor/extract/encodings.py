"""Bytes to text as a browser reads them (https://encoding.spec.whatwg.org/, HTML standard 13.2.3)."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

PRESCAN_BYTES: Final = 1_024
LATE_BYTES: Final = 65_536
MOJIBAKE_SHARE: Final = 0.005
"""Share of U+FFFD among the non-ASCII letters above which a named encoding is called wrong (docs/reliability.md 2)."""
SURE_LETTERS: Final = 4
"""Three-byte UTF-8 sequences, or hanzi of GB 2312, in an otherwise faultless page that outweigh a wrong name."""
MOST_EUROS: Final = 10_000
"""Faults up to which byte 0x80 is looked for among them; the search is in Python, and hostile pages are long."""

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16be"), (b"\xff\xfe", "utf-16le"))
_SPACE = rb"[\t\n\f\r ]"
_THING = re.compile(rb"<(?:(!--)|(meta)(?=[\t\n\f\r /])|(/?[a-z][^\t\n\f\r >]*+)|[!/?])", re.I)
# HTML standard, "get an attribute"; group 5 is a quote that never closes within the bytes looked at.
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*+(?!>)([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    rb"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r >\"'][^\t\n\f\r >]*+)|([\"'])|(?=>)))?+"
)
_TAG_END = re.compile(rb"[\t\n\f\r /]*+>")
_CHARSET = re.compile(
    rb"charset" + _SPACE + rb"*+=" + _SPACE + rb"*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r ;\"'][^\t\n\f\r ;]*+))", re.I
)
_XML = re.compile(rb"<\?xml[^>]*?[\t\n\f\r ]encoding[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"([^\"<>]*+)\"|'([^'<>]*+)')")
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")
_HANZI = re.compile(rb"[\xb0-\xf7][\xa1-\xfe]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as UTF-8 bytes. `encoding` is the Python codec that read it, `declared` the label as named ('' for none).

    `fault` is one line of English when visitors see mojibake because the named encoding is wrong, else ''.
    """

    utf8: bytes
    encoding: str
    declared: str = ""
    fault: str = ""


def _header_label(content_type: str) -> str:
    match = _CHARSET.search(content_type.encode("utf-8", "replace"))
    return _text(match) if match else ""


def _text(match: re.Match[bytes]) -> str:
    value = next((group for group in match.groups() if group), b"")
    return value.strip(b"\t\n\f\r ").decode("latin-1")


def _attributes(head: bytes, at: int) -> tuple[dict[bytes, bytes], int]:
    """Return the attributes from `at` on, first of a name wins, and where they end (-1: not within `head`)."""
    found: dict[bytes, bytes] = {}
    while match := _ATTRIBUTE.match(head, at):
        if match[5] is not None:
            return found, -1
        found.setdefault(match[1].lower(), match[2] or match[3] or match[4] or b"")
        at = match.end()
    end = _TAG_END.match(head, at)
    return found, end.end() if end else -1


def _meta_label(attributes: dict[bytes, bytes]) -> str:
    """Return the label a meta element names (HTML standard, prescan step "meta"), '' when it names none."""
    if b"charset" in attributes:
        return attributes[b"charset"].strip(b"\t\n\f\r ").decode("latin-1")
    if attributes.get(b"http-equiv", b"").lower() == b"content-type":
        match = _CHARSET.search(attributes.get(b"content", b""))
        return _text(match) if match else ""
    return ""


def prescan(head: bytes) -> str:
    """Return the label that the first meta element of `head` names, '' for none (HTML standard 13.2.3.2).

    Comments, other tags and their attribute values are passed over. Labels no browser knows are too.
    """
    at = 0
    while match := _THING.search(head, at):
        if match[1]:
            end = head.find(b"-->", match.start() + 2)
            at = end + 3
        elif match[2] or match[3]:
            attributes, end = _attributes(head, match.end())
            at = end
            if match[2] and end >= 0 and codec_of(label := _meta_label(attributes)):
                return label
        else:
            end = head.find(b">", match.end())
            at = end + 1
        if end < 0:
            break
    match = _XML.match(head)
    label = _text(match) if match else ""
    return label if codec_of(label) else ""


def _declared(body: bytes, content_type: str) -> tuple[str, str]:
    """Return the label that counts and its codec, both '' when none is named: header, meta, late meta."""
    label = _header_label(content_type)
    if codec := codec_of(label):
        return label, codec
    label = prescan(body[:PRESCAN_BYTES])
    if not label and (
        body.find(b"charset", PRESCAN_BYTES - 64, LATE_BYTES) >= 0
        or body.find(b"CHARSET", PRESCAN_BYTES - 64, LATE_BYTES) >= 0
    ):
        label = prescan(body[:LATE_BYTES])
    codec = codec_of(label)
    if codec.startswith("utf-16"):
        codec = "utf-8"
    return label, codec


def _two_byte_order(body: bytes) -> str:
    """Return utf-16le or utf-16be when NUL bytes stand at every other place of the beginning only, else ''."""
    head = body[:PRESCAN_BYTES]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < max(4, len(head) // 20) or min(even, odd) * 5 > max(even, odd):
        return ""
    return "utf-16le" if odd > even else "utf-16be"


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Read byte 0x80 as the euro sign, as browsers do in GBK, and any other wrong byte as U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.object[error.start] == 0x80:
        return "€", error.start + 1
    return "\ufffd", error.end


codecs.register_error("auditor.euro", _euro)


def _read(body: bytes, codec: str) -> tuple[str, int]:
    """Decode with U+FFFD for what is wrong; return the text and the number of faults, a cut last letter apart."""
    text = body.decode(codec, "replace")
    faults = text.count("\ufffd")
    if not faults:
        return text, 0
    if codec == "gb18030" and b"\x80" in body and faults <= MOST_EUROS:
        text = body.decode(codec, "auditor.euro")
        faults = text.count("\ufffd")
    elif codec == "utf-8":
        faults -= body.count(b"\xef\xbf\xbd")
    if faults and text[-1] == "\ufffd":
        return text[:-1], faults - 1
    return text, faults


def _share(text: str, faults: int) -> float:
    """Return the share of faults among the letters that are not ASCII."""
    if not faults:
        return 0.0
    return faults / max(1, len(text) - len(text.encode("ascii", "ignore")))


def _surely(body: bytes, codec: str) -> str:
    """Return the encoding that `body` is really in when `codec` reads it without fault but cannot be right, else ''."""
    if codec == "utf-8":
        return ""
    try:
        body.decode()
    except UnicodeDecodeError as error:
        if error.start < len(body) - 3 or error.reason != "unexpected end of data":
            single = codec.startswith(("cp", "iso8859", "latin", "koi8", "mac"))
            if not single or _read(body, "gb18030")[1]:
                return ""
            return "gb18030" if len(_HANZI.findall(body, 0, LATE_BYTES)) > SURE_LETTERS else ""
    return "utf-8" if len(_THREE_BYTES.findall(body, 0, LATE_BYTES)) > SURE_LETTERS else ""


def _undeclared(body: bytes) -> Decoded:
    """Try UTF-8, then GB18030, both strictly; else take the one with fewer faults."""
    text, faults = _read(body, "utf-8")
    if not faults:
        return Decoded(text.encode(), "utf-8")
    other, other_faults = _read(body, "gb18030")
    if other_faults < faults:
        return Decoded(other.encode(), "gb18030")
    return Decoded(text.encode(), "utf-8")


def _named(body: bytes, codec: str, declared: str) -> Decoded:
    """Read as named, unless the name is wrong beyond doubt."""
    text, faults = _read(body, codec)
    real = ""
    if _share(text, faults) > MOJIBAKE_SHARE:
        for other in ("utf-8", "gb18030"):
            if other != codec and not _read(body, other)[1]:
                real = other
                break
    elif not faults and not body.isascii():
        real = _surely(body, codec)
    if not real:
        return Decoded(text.encode("utf-8", "replace"), codec, declared)
    return Decoded(_read(body, real)[0].encode(), real, declared, f"declared as {declared}, the bytes are {real}")


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return True
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode(body: bytes, content_type: str = "") -> Decoded:
    """Return `body` as UTF-8, read as a browser reads it; `content_type` is the header's whole value or ''.

    Order: byte order mark, header, meta in the first 1,024 bytes, meta later, then a strict trial of UTF-8
    and GB18030. A named encoding that is wrong beyond doubt is overruled and told in `fault`. Valid UTF-8
    comes back as the same object. A cut last letter is dropped. Never raises.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            utf8 = _read(body[len(mark) :], codec)[0].encode("utf-8", "replace")
            return Decoded(utf8, codec, _declared(utf8, content_type)[0])
    declared, codec = _declared(body, content_type)
    if b"\0" in body and not codec.startswith("utf-16") and (order := _two_byte_order(body)):
        text, _ = _read(body, order)
        return Decoded(text.encode("utf-8", "replace"), order, declared, f"not declared, the bytes are {order}")
    if codec in ("", "utf-8") and _is_utf8(body):
        return Decoded(body, "utf-8", declared)
    return _named(body, codec, declared) if codec else _undeclared(body)


# The labels browsers know for each encoding (https://encoding.spec.whatwg.org/#names-and-labels).

_LABELS: Final = """
utf-8: unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8
cp866: 866 cp866 csibm866 ibm866
iso8859-2: csisolatin2 iso-8859-2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2
iso8859-3: csisolatin3 iso-8859-3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3
iso8859-4: csisolatin4 iso-8859-4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4
iso8859-5: csisolatincyrillic cyrillic iso-8859-5 iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988
iso8859-6: arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6 iso-8859-6-e iso-8859-6-i
iso8859-6: iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987
iso8859-7: csisolatingreek ecma-118 elot_928 greek greek8 iso-8859-7 iso-ir-126 iso8859-7 iso88597 iso_8859-7
iso8859-7: iso_8859-7:1987 sun_eu_greek
iso8859-8: csiso88598e csisolatinhebrew hebrew iso-8859-8 iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8
iso8859-8: iso_8859-8:1988 visual csiso88598i iso-8859-8-i logical
iso8859-10: csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6
iso8859-13: iso-8859-13 iso8859-13 iso885913
iso8859-14: iso-8859-14 iso8859-14 iso885914
iso8859-15: csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9
iso8859-16: iso-8859-16
koi8-r: cskoi8r koi koi8 koi8-r koi8_r
koi8-u: koi8-ru koi8-u
mac-roman: csmacintosh mac macintosh x-mac-roman
cp874: dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874
cp1250: cp1250 windows-1250 x-cp1250
cp1251: cp1251 windows-1251 x-cp1251
cp1252: ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 iso_8859-1
cp1252: iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252 x-user-defined
cp1253: cp1253 windows-1253 x-cp1253
cp1254: cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 latin5
cp1254: windows-1254 x-cp1254
cp1255: cp1255 windows-1255 x-cp1255
cp1256: cp1256 windows-1256 x-cp1256
cp1257: cp1257 windows-1257 x-cp1257
cp1258: cp1258 windows-1258 x-cp1258
mac-cyrillic: x-mac-cyrillic x-mac-ukrainian
gb18030: chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk gb18030
big5hkscs: big5 big5-hkscs cn-big5 csbig5 x-x-big5
euc-jp: cseucpkdfmtjapanese euc-jp x-euc-jp
iso2022-jp: csiso2022jp iso-2022-jp
cp932: csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis
cp949: cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949
utf-16be: unicodefffe utf-16be
utf-16le: csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le
"""

CODECS: Final = {
    label: codec
    for codec, _, labels in (line.partition(": ") for line in _LABELS.strip().splitlines())
    for label in labels.split()
}
"""Label (lower case) to Python codec. x-user-defined is read as windows-1252, as a meta element's is."""


def codec_of(label: str) -> str:
    """Return the Python codec for a label as written on a page, '' when browsers do not know it."""
    return CODECS.get(label.strip("\t\n\f\r ").lower(), "")
