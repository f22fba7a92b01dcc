"""Numbers of persons: resident IDs, bank cards and mobile numbers told by their digits, and masked wherever they stand.

GB 11643 (18 digits with a check digit, 15 before 1999), ISO/IEC 7812 (Luhn), 11 digits of a mainland mobile.
"""

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
PROVINCES = frozenset(
    (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83)
)
CARD_LENGTHS = range(16, 20)
CARD_STARTS = ("62", "60", "81", "4", "5", "3", "9")
CREDIT_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def mask_text(text: str) -> str:
    """Return running text with every number that looks like a person's replaced by stars but for its ends."""
    if DIGITS.search(text) is None:
        return text
    folded = text.translate(FULL_WIDTH)
    parts, end = [], 0
    for found in NUMBER.finditer(folded):
        digits = re.sub("[ +-]", "", found.group())
        if is_mobile(digits) or looks_like_id(digits) or is_bank_card(digits):
            parts += [text[end : found.start()], starred(found.group())]
            end = found.end()
    return "".join((*parts, text[end:]))


def is_mobile(digits: str) -> bool:
    """Return whether digits are a mainland mobile number, with or without 86."""
    return MOBILE.fullmatch(digits) is not None


def is_resident_id(digits: str) -> bool:
    """Return whether 18 characters are a resident ID with the right check digit."""
    return len(digits) == 18 and looks_like_id(digits) and id_check_digit(digits[:17]) == digits[17].upper()


def id_check_digit(digits: str) -> str:
    """Return the check digit, 0 to 9 or X, that GB 11643 wants after 17 digits."""
    return ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=True)) % 11]


def looks_like_id(digits: str) -> bool:
    """Return whether 18 or 15 characters have a province and a birthday where a resident ID has them."""
    if not digits[:-1].isdigit() or len(digits) not in (15, 18) or int(digits[:2]) not in PROVINCES:
        return False
    return born(digits) is not None


def born(digits: str) -> date | None:
    """Return the birthday in a resident ID of 18 or 15 characters, None where there is none from 1900 to 2100."""
    told = digits[6:14] if len(digits) == 18 else f"19{digits[6:12]}"
    try:
        day = date(int(told[:4]), int(told[4:6]), int(told[6:]))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2100 else None


def is_bank_card(digits: str) -> bool:
    """Return whether 16 to 19 digits start as bank cards do and satisfy Luhn."""
    return (
        len(digits) in CARD_LENGTHS and digits.isdigit() and digits.startswith(CARD_STARTS) and satisfies_luhn(digits)
    )


def satisfies_luhn(digits: str) -> bool:
    """Return whether the last digit is the one that Luhn's sum wants (ISO/IEC 7812-1 annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_credit_code(letters: str) -> bool:
    """Return whether 18 characters are a unified social credit code (GB 32100), which names a body, not a person."""
    code = letters.upper()
    if len(code) != 18 or any(letter not in CREDIT_LETTERS for letter in code):
        return False
    total = sum(CREDIT_LETTERS.index(letter) * weight for letter, weight in zip(code, CREDIT_WEIGHTS, strict=False))
    return CREDIT_LETTERS[(31 - total % 31) % 31] == code[17]


def starred(number: str) -> str:
    """Return the number with its first three and last two digits kept, separators too."""
    places = [place for place, letter in enumerate(number) if letter.isdigit() or letter in "Xx"]
    hidden = set(places[3:-2])
    return "".join(STAR if place in hidden else letter for place, letter in enumerate(number))
