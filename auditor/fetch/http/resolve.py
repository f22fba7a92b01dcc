"""Host names to addresses: the system's resolver on our own threads, cached and bounded in time."""

import asyncio
import socket
import threading
from dataclasses import dataclass

from auditor.fetch.http.target import Refused
from auditor.model import Outcome

_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
_LOOKUPS = 16
_SILENT = "the name server did not answer in time"


@dataclass(frozen=True, slots=True)
class _Entry:
    until: float
    addresses: tuple[str, ...]
    error: Refused | None


class Resolver:
    """Cache of one run: answers are kept for `good_s`, failures for `bad_s` seconds."""

    def __init__(self, timeout_s: float = 10.0, good_s: float = 600.0, bad_s: float = 30.0) -> None:
        self._timeout_s = timeout_s
        self._good_s = good_s
        self._bad_s = bad_s
        self._entries: dict[str, _Entry] = {}
        self._pending: dict[str, asyncio.Task[_Entry]] = {}
        self._slots = asyncio.Semaphore(_LOOKUPS)

    async def addresses(self, host: str) -> tuple[str, ...]:
        """Return the addresses of a host name in the system's order of preference.

        Raises Refused: DNS when there is no such name or it has no address, NETWORK when the resolver
        itself is in trouble.
        """
        entry = self._entries.get(host)
        if entry is None or entry.until <= asyncio.get_running_loop().time():
            entry = await self._shared_lookup(host)
        if entry.error is not None:
            raise Refused(entry.error.outcome, entry.error.detail)
        return entry.addresses

    async def again(self, host: str) -> tuple[str, ...]:
        """Return the addresses of a host name, looked up anew; raises as `addresses` does."""
        self._entries.pop(host, None)
        return await self.addresses(host)

    def forget_failures(self) -> None:
        """Forget names that were not found: the fault may have been ours."""
        self._entries = {host: entry for host, entry in self._entries.items() if entry.error is None}

    def close(self) -> None:
        """Cancel pending look-ups."""
        for task in self._pending.values():
            task.cancel()

    async def _shared_lookup(self, host: str) -> _Entry:
        task = self._pending.get(host)
        if task is None:
            task = asyncio.ensure_future(self._lookup(host))
            self._pending[host] = task
            task.add_done_callback(lambda _: self._pending.pop(host, None))
        return await asyncio.shield(task)

    async def _lookup(self, host: str) -> _Entry:
        loop = asyncio.get_running_loop()
        addresses: tuple[str, ...] = ()
        error = None
        try:
            addresses = await self._ask(host, socket.AF_UNSPEC, self._timeout_s)
        except TimeoutError:
            addresses, error = await self._by_family(host, Refused(Outcome.NETWORK, _SILENT))
        except socket.gaierror as fault:
            error = _dns_fault(fault)
            if error.outcome is Outcome.DNS:
                addresses, error = await self._by_family(host, error)
        except OSError as fault:
            error = Refused(Outcome.NETWORK, f"the resolver failed: {fault.strerror or fault}")
        kept_s = self._good_s if error is None else self._bad_s
        entry = _Entry(loop.time() + kept_s, addresses, error)
        self._entries[host] = entry
        return entry

    async def _ask(self, host: str, family: int, within_s: float) -> tuple[str, ...]:
        async with self._slots, asyncio.timeout(within_s):
            return await _getaddrinfo(host, family)

    async def _by_family(self, host: str, error: Refused) -> tuple[tuple[str, ...], Refused | None]:
        """Return what a name has in IPv4 and IPv6 each, and the fault to tell where it has nothing.

        When asked for both at once, the system's resolver reports no address where one family has none and the other
        fails, and it waits for a family that does not answer.
        """
        within_s = self._timeout_s / 2
        asked = (self._ask(host, family, within_s) for family in (socket.AF_INET, socket.AF_INET6))
        found = await asyncio.gather(*asked, return_exceptions=True)
        addresses = tuple(address for one in found if isinstance(one, tuple) for address in one)
        if addresses:
            return addresses, None
        for fault in found:
            if isinstance(fault, TimeoutError):
                return (), Refused(Outcome.NETWORK, _SILENT)
            if isinstance(fault, socket.gaierror) and fault.errno not in _NO_SUCH_NAME:
                return (), _dns_fault(fault)
            if not isinstance(fault, socket.gaierror):
                return (), Refused(Outcome.NETWORK, f"the resolver failed: {fault}")
        return (), error


def _dns_fault(fault: socket.gaierror) -> Refused:
    if fault.errno == socket.EAI_NONAME:
        return Refused(Outcome.DNS, "the host name does not exist or has no address")
    if fault.errno in _NO_SUCH_NAME:
        return Refused(Outcome.DNS, "the host name exists, but has no address")
    return Refused(Outcome.NETWORK, f"the name could not be looked up: {fault.strerror}")


async def _getaddrinfo(host: str, family: int) -> tuple[str, ...]:
    """Look a name up on a daemon thread: a resolver that hangs must not hold up the end of the program."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def settle(addresses: tuple[str, ...], error: OSError | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(addresses)
        else:
            future.set_exception(error)

    def look() -> None:
        addresses: tuple[str, ...] = ()
        error: OSError | None = None
        try:
            rows = socket.getaddrinfo(host.encode("ascii"), None, family, socket.SOCK_STREAM)
            addresses = tuple(dict.fromkeys(str(row[4][0]) for row in rows))
        except OSError as fault:
            error = fault
        except UnicodeError:
            error = socket.gaierror(socket.EAI_NONAME, "not a host name")
        try:
            loop.call_soon_threadsafe(settle, addresses, error)
        except RuntimeError:
            return

    threading.Thread(target=look, name="resolver", daemon=True).start()
    return await future
