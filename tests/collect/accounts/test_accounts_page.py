"""docs/accounts.md names every way of reading accounts, every credential, and every outcome."""

import re
from pathlib import Path

import pytest

from auditor.collect.accounts.access import EVERY, OWN_FEED
from auditor.collect.accounts.adapters import adapters
from auditor.model import ReadingOutcome

PAGE = Path(__file__).parents[3] / "docs" / "accounts.md"
CODES = set(re.findall(r"`([^`\n]+)`", PAGE.read_text(encoding="utf-8")))
OURS = [adapter for adapter in adapters().found if adapter.read.__module__.startswith("auditor.")]


@pytest.mark.parametrize("adapter", OURS, ids=lambda adapter: adapter.id)
def test_platforms_and_credentials_are_named(adapter):
    platforms = {word for served in adapter.routes.values() for word in served - EVERY - OWN_FEED}
    assert platforms <= CODES
    assert set(adapter.needs) <= CODES


@pytest.mark.parametrize("outcome", ReadingOutcome)
def test_every_outcome_is_explained(outcome):
    assert outcome.value in CODES


def test_links_within_the_page_lead_somewhere():
    text = PAGE.read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings
