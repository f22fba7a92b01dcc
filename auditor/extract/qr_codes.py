"""What the QR codes in a picture say; needs the optional packages zxing-cpp and Pillow (extra `qr`)."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import Final

from selectolax.lexbor import LexborNode

from auditor.extract.open_page import Sheet
from auditor.extract.outline import MEDIUM
from auditor.model import CodePicture
from auditor.platforms import any_of, code_sharers, every, row_of

MOST_PIXELS: Final = 4_000_000
MOST_CODES: Final = 4
LONGEST_TEXT: Final = 1_000
WHITE: Final = (255, 255, 255, 255)


def can_read_codes() -> bool:
    """Return whether the packages that read QR codes are installed."""
    return find_spec("zxingcpp") is not None and find_spec("PIL") is not None


def read_codes(picture: bytes) -> tuple[str, ...]:
    """Return the texts of the QR codes in a picture, at most MOST_CODES; empty where it holds none or is no picture.

    A picture of more than MOST_PIXELS is not opened. Call it only where `can_read_codes`; never raises for what a
    picture holds.
    """
    import zxingcpp
    from PIL import Image

    try:
        with Image.open(BytesIO(picture), formats=("PNG", "JPEG", "GIF", "BMP", "WEBP", "ICO")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                return ()
            # Codes on a transparent ground are black on white for visitors.
            shown = opened.convert("RGBA")
            flat = Image.alpha_composite(Image.new("RGBA", shown.size, WHITE), shown).convert("L")
        found = zxingcpp.read_barcodes(flat, formats=zxingcpp.barcode_formats_from_str("QRCode"))
        return tuple(dict.fromkeys(one.text.strip()[:LONGEST_TEXT] for one in found[:MOST_CODES] if one.text.strip()))
    except Exception:  # whatever a stranger's picture makes of the decoders
        return ()


# Pictures on home and matrix pages that look like the QR code of an account, with the words beside them.

MOST_LOOKED_AT: Final = 600
MOST_PICTURES: Final = 40
LONGEST_CAPTION: Final = 40
MOST_CELLS: Final = 50
LEVELS: Final = 4
"""Elements above a picture in which its caption may stand."""

_SIGNS: Final = tuple("二维码 扫 ewm erweima qr".split())
_WORDS: Final = r"二维码|扫[一描码]|扫码|新媒体"
_NAMED: Final = r"ewm|erwei?ma|qr_?code"
_NOT_ONE = re.compile(r"share|fenxiang|jiucuo|conac|beian|ghs|logo|banner|icon_close|loading|arrow", re.I)


@cache
def _signs() -> tuple[bytes, ...]:
    """Return what stands in the source of every page with such pictures: the platforms' words in Chinese, and those in
    the file names of the codes that most pages show."""
    shown = (word for code in code_sharers() for word in row_of(code).pictures)
    return tuple(sign.encode() for sign in (*_SIGNS, *(one for one in every("captions") if not one.isascii()), *shown))


@cache
def _words() -> re.Pattern[str]:
    return re.compile(f"{_WORDS}|{any_of('captions')}", re.I)


@cache
def _named() -> re.Pattern[str]:
    return re.compile(rf"{_NAMED}|(?:^|[^a-z])(?:qr|2wm|code|{any_of('pictures')})(?![a-z])", re.I)


def find_code_pictures(sheet: Sheet) -> tuple[CodePicture, ...]:
    """Return the pictures that by their name, their words or those beside them may hold the code of an account.

    Costs next to nothing where no such word stands in the page's source.
    """
    source = sheet.decoded.utf8
    if not any(sign in source for sign in _signs()):
        return ()
    found: dict[str, CodePicture] = {}
    for node in sheet.outline.media[:MOST_LOOKED_AT]:
        if node.tag == "img" and (picture := _picture(sheet, node)):
            found.setdefault(picture.url, picture)
            if len(found) >= MOST_PICTURES:
                break
    return tuple(found.values())


def _picture(sheet: Sheet, node: LexborNode) -> CodePicture | None:
    attributes = node.attributes
    raw = attributes.get("src") or ""
    lazy = attributes.get("data-src") or attributes.get("data-original") or ""
    address = lazy if lazy and (not raw or raw.startswith("data:") or "loading" in raw or "blank" in raw) else raw
    name = address.partition("?")[0].rpartition("/")[2]
    if not address or _NOT_ONE.search(name):
        return None
    told = _tidy(f"{attributes.get('alt') or ''} {attributes.get('title') or ''}")
    caption = _beside(node)
    if not (_words().search(f"{told} {caption}") or _named().search(name)):
        return None
    url = sheet.resolve(address)
    return CodePicture(url, (caption or told)[:LONGEST_CAPTION], told[:LONGEST_CAPTION]) if url else None


def _beside(node: LexborNode) -> str:
    """Return the words of the least element round a picture that holds words and no other medium, or next to it."""
    inner, outer = node, node.parent
    for _ in range(LEVELS):
        if outer is None or outer.tag in ("body", "html"):
            return ""
        text = outer.text()
        if text.count(MEDIUM) > 1:
            return _next_to(inner) or (_below(inner, outer) if outer.tag == "tr" else "")
        if words := _tidy(text):
            return words if len(words) <= LONGEST_CAPTION else ""
        inner, outer = outer, outer.parent
    return ""


def _next_to(node: LexborNode) -> str:
    """Return the short words that follow an element before any other medium."""
    for sibling in _following(node):
        text = sibling.text_content if sibling.tag == "-text" else sibling.text()
        if not text:
            continue
        words = _tidy(text.partition(MEDIUM)[0])
        if words:
            return words if len(words) <= LONGEST_CAPTION else ""
        if MEDIUM in text:
            return ""
    return ""


def _below(cell: LexborNode, row: LexborNode) -> str:
    """Return the short words of the cell under a cell of a table."""
    under = next((one for one in _following(row) if one.tag == "tr"), None)
    if under is None:
        return ""
    cells, lower = _cells(row), _cells(under)
    places = [number for number, one in enumerate(cells) if one.mem_id == cell.mem_id]
    words = _tidy(lower[places[0]].text()) if places and len(cells) == len(lower) else ""
    return words if len(words) <= LONGEST_CAPTION else ""


def _cells(row: LexborNode) -> list[LexborNode]:
    return [one for one in row.iter() if one.tag in ("td", "th")][:MOST_CELLS]


def _following(node: LexborNode) -> Iterator[LexborNode]:
    one = node.next
    for _ in range(6):
        if one is None:
            return
        yield one
        one = one.next


def _tidy(text: str) -> str:
    return " ".join(text.replace(MEDIUM, " ").split())
