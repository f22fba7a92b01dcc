"""What a run tells while it works; nothing here decides anything."""

from typing import Protocol

from auditor.model import Subject, SubjectState


class Progress(Protocol):
    """Listener of a run. Calls are cheap and never raise."""

    def stage(self, name: str) -> None:
        """Say that a stage begins: collect, second_look, check, consolidate, report."""

    def started(self, subject: Subject) -> None:
        """Say that work on a subject begins."""

    def advanced(self, subject: str, done: int, queued: int) -> None:
        """Say how many addresses of a subject are done and how many are queued."""

    def finished(self, subject: str, state: SubjectState, why: str) -> None:
        """Say that a subject is through."""

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

    def note(self, text: str) -> None:
        """Ignore."""
