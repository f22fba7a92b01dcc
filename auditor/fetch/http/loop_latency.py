"""How long this process itself kept its event loop waiting, so that no server is called slow for it."""

import asyncio

STEP_S = 0.1
LEAST_S = 0.01


class Lag:
    """Counts, while `watch` runs, the seconds by which the loop came late; `total_s` only grows."""

    def __init__(self) -> None:
        self.total_s = 0.0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to count; `stop` ends it."""
        self._task = asyncio.get_running_loop().create_task(self._watch())

    def stop(self) -> None:
        """Count no more."""
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + STEP_S
            await asyncio.sleep(STEP_S)
            late_s = loop.time() - due
            if late_s > LEAST_S:
                self.total_s += late_s
