"""What the shared options come to."""

import io
import sys

import pytest

from auditor.cli.options import Options, progress_of
from auditor.model.progress import Logged


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "options", "no_color", "drawn"),
    [
        (Terminal(), Options(), "", True),
        (Terminal(), Options(), "1", False),
        (Terminal(), Options(no_progress=True), "", False),
        (Terminal(), Options(quiet=True), "", False),
        (io.StringIO(), Options(), "", False),
    ],
)
def test_progress_is_drawn_on_a_terminal_alone_and_not_where_colour_is_unwanted(
    stream: io.StringIO, options: Options, no_color: str, drawn: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_of(options, "en") as progress:
        assert isinstance(progress, Logged) is not drawn
