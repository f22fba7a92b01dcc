"""A running Chromium: started when first wanted, watched, ended when it hangs, and started again a few times."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser import orphans
from auditor.fetch.browser.chromium import missing
from auditor.fetch.browser.contexts import launch, process_of, start_driver
from auditor.fetch.browser.processes import MemoryWatch, family, kill, process

_CLOSE_S = 5.0
_ANSWER_S = 4.0
_START_S = 40.0
_NO_SANDBOX = ("No usable sandbox", "sandboxing failed", "SUID sandbox helper")
_SAID = "[err] "


class Way(Protocol):
    """What a browser reaches the network through: it tells its address, and closes."""

    async def start(self) -> str:
        """Listen and return the address."""

    async def stop(self) -> None:
        """Close."""


class Gone(Exception):
    """There is no browser, and there will be none in this run; the words say why."""


class Chromium:
    """One Chromium a run; `get` starts it. `generation` counts its starts, `peak` is the most memory it held, bytes.

    What cannot be started, or has crashed or hung more than `settings.restarts` times, is gone for this run.
    """

    def __init__(self, proxy: Way, settings: BrowserSettings, *, images: bool = False) -> None:
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
                raise Gone(self.gone)
            try:
                async with asyncio.timeout(_START_S):
                    await self._start()
            except BaseException as fault:
                await self._end()
                if not isinstance(fault, Exception):
                    raise
                self.gone = _why_not_started(fault)
                raise Gone(self.gone) from None
            return self._browser

    async def is_well(self) -> bool:
        """Return whether the browser itself still answers, whatever its pages do."""
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
            raise Gone(f"no browser: {lack}")
        self.generation += 1
        self._address = self._address or await self._proxy.start()
        self._folder = orphans.make_folder()
        self._playwright = await start_driver(self._folder)
        self._browser = await launch(self._playwright, self._address, self._settings, self._folder, images=self._images)
        self._session = await self._browser.new_browser_cdp_session()
        self.process = await process_of(self._session)
        found = process(self.process)
        if found is not None:
            orphans.note(self._folder, found.id, found.parent)
            self._watch = MemoryWatch(self.process, self._settings.memory_mb)

    async def _end(self, *, kindly: bool = True) -> None:
        """Close what is left, `kindly` for a moment, then for certain; nothing is left behind."""
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
                orphans.end(folder)


class _Nowhere:
    """A proxy that answers nobody."""

    async def start(self) -> str:
        return "http://127.0.0.1:9"

    async def stop(self) -> None:
        return


async def trial(settings: BrowserSettings) -> str:
    """Start the browser and end it again; return why it does not start, '' where it does. Nothing is asked."""
    chromium = Chromium(_Nowhere(), settings)
    try:
        await chromium.get()
    except Gone as gone:
        return str(gone)
    finally:
        await chromium.stop()
    return ""


def _why_not_started(fault: Exception) -> str:
    if isinstance(fault, Gone):
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
