"""What the QR codes in a picture say; needs the optional packages zxing-cpp and Pillow (extra `qr`)."""

from importlib.util import find_spec
from io import BytesIO
from typing import Final

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
