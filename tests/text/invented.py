"""Numbers that satisfy their check digits and can belong to nobody: their region, issuer or day is none."""

from auditor.text.personal_numbers import id_check_digit, satisfies_luhn

NO_REGION = "319999"
"""A region in no edition of GB/T 2260."""


def invented_id(number: int = 1, born: str = "19990101", region: str = NO_REGION) -> str:
    """Return an 18-digit resident ID of a region that does not exist."""
    digits = f"{region}{born}{number % 1000:03d}"
    return digits + id_check_digit(digits)


def invented_card(number: int = 1, start: str = "620000", length: int = 19) -> str:
    """Return a bank card of UnionPay's range, of an issuer that does not exist."""
    body = f"{start}{number:0{length - len(start) - 1}d}"
    return next(f"{body}{digit}" for digit in range(10) if satisfies_luhn(f"{body}{digit}"))


def invented_mobile(number: int = 1) -> str:
    """Return a mobile number of no person: 11 digits counted from 13800000000."""
    return str(13_800_000_000 + number)
