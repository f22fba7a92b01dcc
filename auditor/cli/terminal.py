"""Progress of a run on a terminal: the stage, and for each site pages done, queue, rate and time left."""

import re
import time
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from auditor.logs import one_line
from auditor.model import Subject, SubjectKind, SubjectState
from auditor.model.code_words import reason
from auditor.report.catalogue import words

FRAMES = 4
"""Drawings a second."""

WINDOW_S = 15.0
ROWS = 12
NAME_CELLS = 25
BAR_CELLS = 8
COUNTED = re.compile(r"([a-z_]+): (\d+)")
COUNTS = re.compile(rf"{COUNTED.pattern}(?:, {COUNTED.pattern})*")


@dataclass(slots=True)
class SubjectProgress:
    """One subject at work: pages done and queued, and (time, done) pairs of the last seconds."""

    name: str
    is_site: bool
    done: int = 0
    queued: int = 0
    seen: deque[tuple[float, int]] = field(default_factory=deque)

    def rate(self, now: float) -> float:
        """Return pages a second over the last seconds, 0.0 while unknown."""
        if not self.seen or self.seen[-1][0] < now:
            self.seen.append((now, self.done))
        while len(self.seen) > 2 and self.seen[1][0] <= now - WINDOW_S:
            self.seen.popleft()
        (since, before), (until, after) = self.seen[0], self.seen[-1]
        return (after - before) / (until - since) if until > since else 0.0


class TerminalProgress:
    """A listener that draws on a terminal while used as a context; elsewhere it writes nothing at all."""

    def __init__(self, stream: TextIO, lang: str = "zh", *, width: int | None = None) -> None:
        self.console = Console(file=stream, width=width, highlight=False)
        self.lang = lang
        self.words = words(lang)
        self.walks: dict[str, SubjectProgress] = {}
        self.names: dict[str, str] = {}
        self.stage_name = ""
        self.stage_began = time.monotonic()
        self.begun = self.ended = self.pages_ended = 0
        self.all = SubjectProgress("", is_site=False)
        self.waiting = False
        self.live: Live | None = None

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self.console.is_terminal and not self.console.is_dumb_terminal:
            self.live = Live(
                get_renderable=self.picture, console=self.console, transient=True, refresh_per_second=FRAMES
            )
            self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the drawing and give the cursor back."""
        if self.live:
            self.live.stop()
            self.live = None

    def stage(self, name: str) -> None:
        """Show the stage."""
        self.stage_name = name
        self.stage_began = time.monotonic()

    def started(self, subject: Subject) -> None:
        """Show a subject at work."""
        self.begun += 1
        name = one_line(subject.name or subject.id)
        self.names[subject.id] = name
        self.walks = {**self.walks, subject.id: SubjectProgress(name, subject.kind is SubjectKind.SITE)}

    def advanced(self, subject: str, done: int, queued: int) -> None:
        """Count pages."""
        walk = self.walks.get(subject)
        if walk:
            walk.done, walk.queued = done, queued

    def finished(self, subject: str, state: SubjectState, why: str) -> None:
        """Take a subject off the picture; say so when it could not be judged."""
        walk = self.walks.get(subject)
        self.pages_ended += walk.done if walk else 0
        self.walks = {key: other for key, other in self.walks.items() if key != subject}
        self.ended += 1
        if state is not SubjectState.OBSERVED and self.live:
            line = f"{self._word(state)}: {self.names.get(subject, one_line(subject))}: {self._reason(why)}"
            self.console.print(Text(line, no_wrap=True, overflow="ellipsis"))

    def paused(self, why: str) -> None:
        """Show that the run waits, or that it goes on."""
        self.waiting = bool(why)

    def note(self, text: str) -> None:
        """Leave notes to the log."""

    def _word(self, key: str) -> str:
        return self.words(f"cli_progress.{key}")

    def _reason(self, why: str) -> str:
        """Return words for the reason codes of `why`, with their counts; other details are in the log."""
        counts = COUNTED.findall(why)
        if counts and COUNTS.fullmatch(why):
            return ", ".join(f"{reason(code, self.lang)} {count}" for code, count in counts)
        code = why.partition(":")[0]
        words = reason(code, self.lang)
        return words if words != code else one_line(why)

    def picture(self) -> Group:
        """Return what is drawn now."""
        now = time.monotonic()
        walks = sorted(self.walks.values(), key=lambda walk: not walk.is_site)
        self.all.done = self.pages_ended + sum(walk.done for walk in walks)
        stage = self.words.get(f"cli_progress.{self.stage_name}", self.stage_name)
        elapsed = clock(now - self.stage_began)
        counts: dict[str, object] = {
            "done": self.ended,
            "begun": self.begun,
            "pages": self.all.done,
            "rate": self.all.rate(now),
        }
        head = self.words.fill("cli_progress.head", {"stage": stage, "elapsed": elapsed, **counts})
        parts: list[Text | Table] = [Text(head, style="bold", no_wrap=True, overflow="ellipsis")]
        if self.waiting:
            parts.append(Text(self._word("paused"), style="bold yellow", no_wrap=True, overflow="ellipsis"))
        room = max(1, min(ROWS, self.console.height - 4))
        if walks:
            parts.append(self.table(walks[:room], now))
        if len(walks) > room:
            parts.append(Text(self.words("cli_progress.more", count=len(walks) - room), style="dim"))
        return Group(*parts)

    def table(self, walks: list[SubjectProgress], now: float) -> Table:
        """Return one row a walk, fit for 80 columns."""
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
        table.add_column("", width=NAME_CELLS, no_wrap=True, overflow="ellipsis")
        table.add_column("", width=BAR_CELLS)
        for name, cells in (("done", 9), ("queued", 9), ("rate", 8), ("left", 9)):
            table.add_column(self._word(name), width=cells, justify="right", no_wrap=True)
        for walk in walks:
            rate = walk.rate(now)
            bar = ProgressBar(total=max(1, walk.done + walk.queued), completed=walk.done, width=BAR_CELLS)
            left = clock(walk.queued / rate) if rate and walk.queued else "-"
            table.add_row(Text(walk.name), bar, f"{walk.done:,}", f"{walk.queued:,}", f"{rate:.1f}", left)
        return table


def clock(seconds: float) -> str:
    """Return seconds as H:MM:SS."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}"
