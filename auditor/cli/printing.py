"""Answers to stdout, messages to stderr: tables for people, tab-separated lines for programs."""

import os
import re
import sys
from collections.abc import Iterable, Sequence

from auditor.logs import one_line

KEY = re.compile(r"[0-9a-f]{16}|\d{4}-\d\d-\d\dT\d{6}Z(?:-\d+)?")
"""What is copied from a table into the next command: a fingerprint, a run's id; never broken into two lines."""


def answer(text: str) -> None:
    """Write an answer to stdout; a reader that has gone away is no fault."""
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        close_stdout()


def answer_bytes(data: bytes) -> None:
    """Write a file to stdout as it is."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        close_stdout()


def close_stdout() -> None:
    """Let what is still written to stdout go nowhere, so that the interpreter ends without a word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def say(text: str) -> None:
    """Write a message for people to stderr."""
    print(text, file=sys.stderr, flush=True)


def rows(titles: Sequence[str], lines: Iterable[Sequence[object]], *, styles: Sequence[str] = ()) -> None:
    """Write rows to stdout: a table with titles on a terminal, else tab-separated without titles.

    Cells are made fit for one line; `styles` colour whole rows.
    """
    clean = [[one_line("" if cell is None else str(cell)) for cell in line] for line in lines]
    if not sys.stdout.isatty():
        if clean:
            answer("\n".join("\t".join(line) for line in clean))
        return
    if not clean:
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, title in enumerate(titles):
        table.add_column(title, overflow="fold", no_wrap=all(KEY.fullmatch(line[place]) for line in clean))
    for number, line in enumerate(clean):
        table.add_row(*(Text(cell) for cell in line), style=styles[number] if styles else None)
    try:
        Console(highlight=False).print(table)
    except BrokenPipeError:
        close_stdout()
