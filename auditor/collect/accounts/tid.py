"""The time a record of the AT Protocol was written, from its key (atproto.com/specs/tid)."""

import re
from datetime import UTC, datetime, timedelta

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
CLOCK_BITS = 10
FIRST = datetime(2022, 1, 1, tzinfo=UTC)
"""No record is older: the network did not exist."""

AHEAD = timedelta(days=1)
_TID = re.compile(r"[234567a-j][2-7a-z]{12}", re.ASCII)


def tid_time(key: str, now: datetime) -> datetime | None:
    """Return when a record with this key was written (aware, UTC).

    None where the key is no TID, or names a time before the network or more than a day after `now`: then somebody
    made it up.
    """
    if not _TID.fullmatch(key):
        return None
    number = 0
    for letter in key:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=number >> CLOCK_BITS)
    return at if FIRST <= at <= now + AHEAD else None
