"""Where the pages of real sites are, if they are here at all."""

import os
from pathlib import Path

import pytest

PLACES = ("../shared/data", "../../shared/data")


@pytest.fixture(scope="session")
def data() -> Path:
    """Return the folder of real pages; skip the test where it is absent."""
    root = Path(__file__).parents[2]
    for place in (os.environ.get("REAL_PAGES", ""), *PLACES):
        folder = (root / place).resolve() if place else None
        if folder and (folder / "near_duplicates").is_dir():
            return folder
    pytest.skip("no folder of real pages here (set REAL_PAGES)")
