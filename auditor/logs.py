"""Messages of the program: to stderr for the person in front of it, to --log-file for later."""

import logging
import os
import re
import sys
import traceback
import unicodedata
from datetime import UTC, datetime
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path

from auditor.errors import BadInput
from auditor.model.secret_names import PARAMETERS

LINE_LETTERS = 8_000

_NAMES = "|".join(map(re.escape, sorted((*PARAMETERS, "code"), key=len, reverse=True)))
"""`code` is what a log-in hands over once; in stored addresses it names pages, too, and stays."""
_SECRET = re.compile(rf"([?&;](?:{_NAMES})=)[^&;#\s]+", re.IGNORECASE | re.ASCII)
_LOGIN = re.compile(r"(://)[^/\s@]{1,400}@")
_PERSON = re.compile(r"(?<![0-9])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9})(?![0-9])")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_HIDDEN: dict[str, None] = {}


def hide(*values: str) -> None:
    """Let no line show these values any more, for as long as the program runs."""
    _HIDDEN.update(dict.fromkeys(value for value in values if value))


def without_hidden(text: str) -> str:
    """Return a text in which every hidden value is `***`."""
    for value in sorted(_HIDDEN, key=len, reverse=True):
        if value in text:
            text = text.replace(value, "***")
    return text


def one_line(text: str) -> str:
    """Return `text` fit for a terminal and a log: one line, control and bidi letters written as escapes.

    Hidden values, secrets in addresses, resident IDs and mobile numbers are masked (docs/sources.md 6.12).
    """
    text = without_hidden(text)[:LINE_LETTERS]
    text = _SECRET.sub(r"\1***", _LOGIN.sub(r"\1***@", text))
    text = _PERSON.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 5) + found[0][-2:], text)
    if text.isprintable():
        return text
    return "".join(_escaped(letter) if unicodedata.category(letter) in _UNSEEN else letter for letter in text)


def _escaped(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


class LogLine(logging.Formatter):
    """One line an event: ISO time in UTC, level, logger, text; a traceback is folded into the line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        text = record.getMessage()
        if record.exc_info and record.exc_info[0]:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
        return f"{at} {record.levelname} {record.name}: {one_line(text)}"


class ConsoleLine(logging.Formatter):
    """One line an event for people; with `verbose` its logger and traceback too."""

    def __init__(self, verbose: bool) -> None:
        super().__init__()
        self.verbose = verbose

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record."""
        name = f" {record.name}" if self.verbose else ""
        lines = [f"{record.levelname.lower()}{name}: {one_line(record.getMessage())}"]
        if self.verbose and record.exc_info and record.exc_info[0]:
            text = "".join(traceback.format_exception(*record.exc_info)).rstrip()
            lines += [one_line(line) for line in text.splitlines()]
        return "\n".join(lines)


class PrivateFile(WatchedFileHandler):
    """A log only its owner reads (0600), opened anew when logrotate has moved it away."""

    complained = False

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        raw = os.fdopen(descriptor, "ab", buffering=0)
        return TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say once that the log cannot be written; the run goes on."""
        if not self.complained:
            self.complained = True
            print(f"warning: cannot write {self.baseFilename}: {sys.exc_info()[1]}", file=sys.stderr)


class Stderr(logging.Handler):
    """Whatever stderr is at the moment, so that a progress display can keep messages above itself."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; a closed stderr is no fault."""
        try:
            print(self.format(record), file=sys.stderr, flush=True)
        except (OSError, ValueError):
            return


def start_logging(*, verbose: bool = False, quiet: bool = False, log_file: Path | None = None) -> None:
    """Send messages where they belong: warnings (errors when `quiet`, all when `verbose`) to stderr.

    The file gets what is worth reading later, everything when `verbose`. Raises BadInput when the file
    cannot be opened.
    """
    logging.captureWarnings(True)
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler, Stderr | PrivateFile)]:
        root.removeHandler(old)
        old.close()
    logging.getLogger("auditor").setLevel(logging.DEBUG if verbose else logging.INFO)
    logging.getLogger("py.warnings").setLevel(logging.WARNING if verbose else logging.CRITICAL)
    console = Stderr()
    console.setFormatter(ConsoleLine(verbose))
    console.setLevel(logging.DEBUG if verbose else logging.ERROR if quiet else logging.WARNING)
    root.addHandler(console)
    if log_file:
        try:
            file = PrivateFile(log_file, encoding="utf-8")
        except OSError as error:
            raise BadInput(f"--log-file {log_file}: cannot be written: {error.strerror}") from error
        file.setFormatter(LogLine())
        root.addHandler(file)
