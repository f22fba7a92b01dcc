"""Give every address a small number, so that a page's links are an array and not text."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection, func, select

from auditor.store.schema import url

REMEMBERED = 300_000
ASKED_AT_ONCE = 400


class UrlIds:
    """The address book of a store, for its one writer.

    Remembers at most REMEMBERED addresses; further ones are asked of the table. Addresses that are new
    wait in `fresh` until the writer has stored them and calls `stored()`.
    """

    def __init__(self, connection: Connection, key: Callable[[str], str]) -> None:
        self._connection = connection
        self._key = key
        count, highest = connection.execute(select(func.count(), func.max(url.c.id))).one()
        self.next_id: int = (highest or 0) + 1
        self._known: dict[str, int] = {}
        self._whole = count <= REMEMBERED
        if self._whole:
            self._known = {key: number for number, key in connection.execute(select(url.c.id, url.c.key))}
        self._by_address: dict[str, int] = {}
        self.fresh: list[dict[str, object]] = []
        self._waiting: dict[str, int] = {}

    def of(self, addresses: Sequence[str]) -> list[int]:
        """Return the ids of absolute addresses, in order; addresses with equal keys share an id."""
        by_address = self._by_address
        found = [by_address.get(address, 0) for address in addresses]
        if 0 in found:
            learned = self._learn({address for address, number in zip(addresses, found, strict=True) if not number})
            found = [number or learned[address] for address, number in zip(addresses, found, strict=True)]
        return found

    def one(self, address: str) -> int:
        """Return the id of one absolute address."""
        return self.of((address,))[0]

    def _learn(self, addresses: Iterable[str]) -> dict[str, int]:
        if len(self._by_address) > REMEMBERED:
            self._by_address.clear()
        pairs = [(address, self._key(address)) for address in sorted(addresses)]
        strange = [key for _, key in pairs if key not in self._known and key not in self._waiting]
        elsewhere = self._ask(strange) if strange and not self._whole else {}
        learned: dict[str, int] = {}
        for address, key in pairs:
            number = self._known.get(key) or self._waiting.get(key) or elsewhere.get(key)
            if number is None:
                number = self.next_id
                self.next_id += 1
                self.fresh.append({"id": number, "key": key, "address": address if address != key else None})
                self._waiting[key] = number
            learned[address] = number
        self._by_address.update(learned)
        return learned

    def _ask(self, keys: Sequence[str]) -> dict[str, int]:
        answers: dict[str, int] = {}
        for start in range(0, len(keys), ASKED_AT_ONCE):
            chunk = keys[start : start + ASKED_AT_ONCE]
            rows = self._connection.execute(select(url.c.key, url.c.id).where(url.c.key.in_(chunk)))
            answers.update({row.key: row.id for row in rows})
        return answers

    def stored(self) -> None:
        """Take the fresh addresses as stored."""
        if len(self._known) + len(self._waiting) > REMEMBERED:
            self._whole = False
            self._known.clear()
        else:
            self._known.update(self._waiting)
        self._waiting = {}
        self.fresh = []
