"""A value that no message, log line, traceback or report may show."""

import json
from urllib.parse import quote, quote_plus

from auditor.logs import hide, without_hidden

MASK = "***"
SHORTEST = 6
"""Letters from which a value is told apart from ordinary words."""


class Secret:
    """Hold a credential; whoever prints it sees `***`. `reveal` is called only where a request is put together.

    What is held is hidden from then on, in whichever way a platform or a fault may write it (`logs.hide`).
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value
        if len(value) >= SHORTEST:
            in_json = json.dumps(value)[1:-1]
            in_addresses = quote(value, safe=""), quote(value), quote_plus(value)
            hide(value, *in_addresses, in_json, in_json.replace("/", "\\/"))

    def reveal(self) -> str:
        """Return the value itself."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __format__(self, _spec: str) -> str:
        return MASK

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not stored")


def without_secrets(text: str) -> str:
    """Return a text in which every secret that the program has held, plain or as in an address, is `***`."""
    return without_hidden(text)
