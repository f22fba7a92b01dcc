"""Times as the store keeps them: whole milliseconds since 1970 UTC."""

from datetime import UTC, datetime


def milliseconds(moment: datetime) -> int:
    """Return an aware time as milliseconds since 1970 UTC."""
    return int(moment.timestamp() * 1000)


def moment(stamp: int) -> datetime:
    """Return milliseconds since 1970 as an aware UTC time."""
    return datetime.fromtimestamp(stamp / 1000, UTC)
