"""End tabs that take more memory than they may, whatever the event loop is busy with; Linux only."""

import threading
import time

from auditor.fetch.browser.processes import Process, family, is_of_browser, kill, own_bytes

_EVERY_S = 0.1
_MEMBERS_EVERY_S = 0.5
_TABS_WORTH = 3
"""The memory of how many tabs at their limit all processes together may hold."""


class MemoryWatch:
    """Watches one browser's processes from a thread of its own.

    A process beside the browser's first that holds more than `memory_mb` is killed, and so is the largest where all
    together hold three times as much: the page that it showed crashes, the others go on. `peak` is the most bytes
    that all held, shared program text and files left out; `killed` counts.
    """

    def __init__(self, head: int, memory_mb: int) -> None:
        self._head = head
        self._most = memory_mb * 10**6
        self._over = threading.Event()
        self.peak = 0
        self.killed = 0
        self._thread = threading.Thread(target=self._watch, name="browser-memory", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._over.set()

    def _watch(self) -> None:
        members: list[Process] = []
        fresh = 0.0
        while not self._over.wait(_EVERY_S):
            if time.monotonic() >= fresh:
                members, fresh = family(self._head), time.monotonic() + _MEMBERS_EVERY_S
            held = {one: own_bytes(one.id) for one in members}
            self.peak = max(self.peak, sum(held.values()))
            self._judge(held)

    def _judge(self, held: dict[Process, int]) -> None:
        tabs = sorted(((size, one.id, one) for one, size in held.items() if one.id != self._head), reverse=True)
        doomed = [one for size, _, one in tabs if size > self._most]
        if not doomed and tabs and sum(held.values()) > _TABS_WORTH * self._most:
            doomed = [tabs[0][2]]
        for one in doomed:
            if not is_of_browser(one.id):
                kill(one)
                self.killed += 1
