"""What a run tells while it works; nothing here decides anything."""

import logging
from typing import Protocol

from auditor.model import Subject, SubjectState

LOG = logging.getLogger("auditor.run")


class Progress(Protocol):
    """Listener of a run. Calls are cheap and never raise."""

    def stage(self, name: str) -> None:
        """Say that a stage begins: collect, second_look, check, consolidate, evidence, report."""

    def started(self, subject: Subject) -> None:
        """Say that work on a subject begins."""

    def advanced(self, subject: str, done: int, queued: int) -> None:
        """Say how many addresses of a subject are done and how many are queued."""

    def finished(self, subject: str, state: SubjectState, why: str) -> None:
        """Say that a subject is through."""

    def paused(self, why: str) -> None:
        """Say that all asking waits, because our own network is suspect, and why; '' that it goes on."""

    def note(self, text: str) -> None:
        """Say one line worth reading in a log."""


class Silent:
    """A listener that tells nothing."""

    def stage(self, name: str) -> None:
        """Ignore."""

    def started(self, subject: Subject) -> None:
        """Ignore."""

    def advanced(self, subject: str, done: int, queued: int) -> None:
        """Ignore."""

    def finished(self, subject: str, state: SubjectState, why: str) -> None:
        """Ignore."""

    def paused(self, why: str) -> None:
        """Ignore."""

    def note(self, text: str) -> None:
        """Ignore."""


class Logged(Silent):
    """A listener that writes to the log; progress within a subject is left out, for a line a page is too much."""

    def stage(self, name: str) -> None:
        """Log the stage."""
        LOG.info("stage %s", name)

    def started(self, subject: Subject) -> None:
        """Log the start."""
        LOG.debug("%s: started", subject.id)

    def finished(self, subject: str, state: SubjectState, why: str) -> None:
        """Log the result of a subject."""
        LOG.info("%s: %s %s", subject, state.value, why)

    def paused(self, why: str) -> None:
        """Log the pause and its end."""
        if why:
            LOG.warning("paused: %s; our own network is suspect, all asking waits", why)
        else:
            LOG.warning("the network answers again: the run goes on")

    def note(self, text: str) -> None:
        """Log the note."""
        LOG.info("%s", text)


class Together:
    """Several listeners as one."""

    def __init__(self, *listeners: Progress) -> None:
        self.listeners = listeners

    def stage(self, name: str) -> None:
        """Tell every listener."""
        for listener in self.listeners:
            listener.stage(name)

    def started(self, subject: Subject) -> None:
        """Tell every listener."""
        for listener in self.listeners:
            listener.started(subject)

    def advanced(self, subject: str, done: int, queued: int) -> None:
        """Tell every listener."""
        for listener in self.listeners:
            listener.advanced(subject, done, queued)

    def finished(self, subject: str, state: SubjectState, why: str) -> None:
        """Tell every listener."""
        for listener in self.listeners:
            listener.finished(subject, state, why)

    def paused(self, why: str) -> None:
        """Tell every listener."""
        for listener in self.listeners:
            listener.paused(why)

    def note(self, text: str) -> None:
        """Tell every listener."""
        for listener in self.listeners:
            listener.note(text)
