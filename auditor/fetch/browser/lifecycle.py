"""A running Chromium: started when first wanted, watched, ended when it hangs, and started again a few times."""

import asyncio
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.chromium import launch, missing, process_of, start_driver
from auditor.fetch.browser.processes import (
    Process,
    end_processes,
    family,
    is_of_browser,
    kill,
    make_browser_folder,
    note_processes,
    own_bytes,
    process,
)

_CLOSE_S = 5.0
_ANSWER_S = 4.0
_START_S = 40.0
_NO_SANDBOX = ("No usable sandbox", "sandboxing failed", "SUID sandbox helper")
_SAID = "[err] "
_WATCHED_EVERY_S = 0.1
_MEMBERS_EVERY_S = 0.5
_TABS_WORTH = 3
"""All processes together may hold the memory of this many tabs at their limit."""


class ProxyServer(Protocol):
    """The proxy through which a browser reaches the network."""

    async def start(self) -> str:
        """Listen and return the address."""

    async def stop(self) -> None:
        """Close."""


class BrowserUnavailable(Exception):
    """There is no browser in this run; the words say why."""


class Chromium:
    """One Chromium a run; `get` starts it. `generation` counts its starts, `peak` is the most memory it held, bytes.

    A browser that does not start, or crashes or hangs more than `settings.restarts` times, is not started again.
    """

    def __init__(self, proxy: ProxyServer, settings: BrowserSettings, *, images: bool = False) -> None:
        self._proxy = proxy
        self._settings = settings
        self._images = images
        self._address = ""
        self._folder: Path | None = None
        self._playwright: Any = None
        self._browser: Any = None
        self._session: Any = None
        self._watch: MemoryWatch | None = None
        self._starting = asyncio.Lock()
        self._peak = 0
        self.gone = ""
        self.generation = 0
        self.process = 0

    @property
    def peak(self) -> int:
        """Return the most bytes of memory that all its processes held at a time."""
        return max(self._peak, self._watch.peak if self._watch else 0)

    async def get(self) -> Any:
        """Return playwright's running browser, started where there is none; raises Gone."""
        async with self._starting:
            if self._browser is not None and self._browser.is_connected():
                return self._browser
            if self.generation:
                await self._end()
            if not self.gone and self.generation > self._settings.restarts:
                self.gone = f"the browser crashed or hung {self.generation} times in this run and is not started again"
            if self.gone:
                raise BrowserUnavailable(self.gone)
            try:
                async with asyncio.timeout(_START_S):
                    await self._start()
            except BaseException as fault:
                await self._end()
                if not isinstance(fault, Exception):
                    raise
                self.gone = _why_not_started(fault)
                raise BrowserUnavailable(self.gone) from None
            return self._browser

    async def is_well(self) -> bool:
        """Return whether the browser itself still answers."""
        try:
            async with asyncio.timeout(_ANSWER_S):
                await self._session.send("Browser.getVersion")
        except Exception:
            return False
        return True

    async def end_if_hung(self, generation: int, *, certainly: bool = False) -> None:
        """End the browser of a generation that no longer answers, or `certainly` hangs; `get` starts another."""
        if generation != self.generation or self._browser is None or (not certainly and await self.is_well()):
            return
        async with self._starting:
            if generation == self.generation:
                await self._end(kindly=False)

    async def stop(self) -> None:
        """End the browser and all that belongs to it."""
        self.gone = self.gone or "the run is over"
        await self._end()
        await self._proxy.stop()

    async def _start(self) -> None:
        lack = missing(self._settings.executable)
        if lack:
            raise BrowserUnavailable(f"no browser: {lack}")
        self.generation += 1
        self._address = self._address or await self._proxy.start()
        self._folder = make_browser_folder()
        self._playwright = await start_driver(self._folder)
        self._browser = await launch(self._playwright, self._address, self._settings, self._folder, images=self._images)
        self._session = await self._browser.new_browser_cdp_session()
        self.process = await process_of(self._session)
        found = process(self.process)
        if found is not None:
            note_processes(self._folder, found.id, found.parent)
            self._watch = MemoryWatch(self.process, self._settings.memory_mb)

    async def _end(self, *, kindly: bool = True) -> None:
        """Close the browser, `kindly` first, then kill what is left."""
        browser, playwright, folder = self._browser, self._playwright, self._folder
        head = process(self.process) if self.process else None
        self._browser = self._session = self._playwright = self._folder = None
        self.process = 0
        if self._watch is not None:
            self._peak = self.peak
            self._watch.stop()
            self._watch = None
        try:
            with suppress(Exception):
                async with asyncio.timeout(_CLOSE_S):
                    if kindly and browser is not None and browser.is_connected():
                        await browser.close()
            for one in family(head.id) if head is not None else ():  # before the driver: it waits for one that hangs
                kill(one)
            with suppress(Exception):
                async with asyncio.timeout(_CLOSE_S):
                    if playwright is not None:
                        await playwright.stop()
        finally:
            if folder is not None:
                end_processes(folder)


class _DeadProxy:
    """An address where no proxy listens."""

    async def start(self) -> str:
        return "http://127.0.0.1:9"

    async def stop(self) -> None:
        return


async def trial(settings: BrowserSettings) -> str:
    """Start the browser and end it again; return why it does not start, '' where it does. Nothing is asked."""
    chromium = Chromium(_DeadProxy(), settings)
    try:
        await chromium.get()
    except BrowserUnavailable as gone:
        return str(gone)
    finally:
        await chromium.stop()
    return ""


def _why_not_started(fault: Exception) -> str:
    if isinstance(fault, BrowserUnavailable):
        return str(fault)
    words = str(fault)
    if any(mark in words for mark in _NO_SANDBOX):
        return (
            "Chromium finds no usable sandbox on this machine: apt install chromium-sandbox, allow user namespaces, or "
            "set [browser] sandbox = false"
        )
    lines = [line.strip() for line in words.splitlines() if line.strip()] or [type(fault).__name__]
    said = next((line.partition(_SAID)[2] for line in lines if _SAID in line), lines[0])
    return f"the browser does not start: {said[:200]}"


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
        while not self._over.wait(_WATCHED_EVERY_S):
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
