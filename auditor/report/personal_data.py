"""Mask resident IDs, bank cards and mobile numbers, whatever they stand in (GB 11643, ISO/IEC 7812, 11 digits)."""

import re
from datetime import date

STAR = "*"
FULL_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF38: "X", 0xFF58: "x", 0xFF0D: "-"}
DIGITS = re.compile(r"[0-9０-９](?:[ \-－]?[0-9０-９]){10}")
NUMBER = re.compile(
    r"(?:(?<![0-9A-Za-z])(?<![0-9]\.)|(?<=tel)|(?<=phone)|(?<=mobile))"
    r"(?:\+?86[ -]?)?[0-9](?:[ -]?[0-9]){10,18}[Xx]?(?![0-9A-Za-z])",
    re.IGNORECASE,
)
MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
PROVINCES = frozenset((*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
                       71, 81, 82, 83))  # fmt: skip
CARD_LENGTHS = range(16, 20)
CARD_STARTS = ("62", "60", "81", "4", "5", "3", "9")


def mask_text(text: str) -> str:
    """Return running text with every number that looks like a person's replaced by stars but for its ends."""
    if DIGITS.search(text) is None:
        return text
    folded = text.translate(FULL_WIDTH)
    parts, end = [], 0
    for found in NUMBER.finditer(folded):
        digits = re.sub("[ +-]", "", found.group())
        if is_mobile(digits) or looks_like_id(digits) or is_bank_card(digits):
            parts += [text[end : found.start()], _starred(found.group())]
            end = found.end()
    return "".join((*parts, text[end:]))


def is_mobile(digits: str) -> bool:
    """Return whether digits are a mainland mobile number, with or without 86."""
    return MOBILE.fullmatch(digits) is not None


def is_resident_id(digits: str) -> bool:
    """Return whether 18 characters are a resident ID with the right check digit."""
    if len(digits) != 18 or not looks_like_id(digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=False))
    return ID_CHECKS[total % 11] == digits[17].upper()


def looks_like_id(digits: str) -> bool:
    """Return whether 18 or 15 characters have a province and a birthday where a resident ID has them."""
    if not digits[:-1].isdigit() or len(digits) not in (15, 18) or int(digits[:2]) not in PROVINCES:
        return False
    born = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    try:
        return 1900 <= date(int(born[:4]), int(born[4:6]), int(born[6:])).year <= 2100
    except ValueError:
        return False


def is_bank_card(digits: str) -> bool:
    """Return whether 16 to 19 digits start as bank cards do and satisfy Luhn."""
    if len(digits) not in CARD_LENGTHS or not digits.isdigit() or not digits.startswith(CARD_STARTS):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _starred(number: str) -> str:
    """Return the number with its first three and last two digits kept, separators too."""
    places = [place for place, letter in enumerate(number) if letter.isdigit() or letter in "Xx"]
    hidden = set(places[3:-2])
    return "".join(STAR if place in hidden else letter for place, letter in enumerate(number))
