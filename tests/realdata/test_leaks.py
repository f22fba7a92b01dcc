"""The leak screen over every real page: what stands there was masked or is public, so nothing may be found."""

from datetime import date

import pytest

from auditor.extract.extract_page import extract

pytestmark = pytest.mark.realdata
DAY = date(2026, 6, 30)


def test_no_real_page_leaks(data):
    pages = sorted(data.rglob("*.html"))
    assert len(pages) > 1000
    found = {}
    for page in pages:
        facts = extract(page.read_bytes(), f"https://www.example.gov.cn/{page.name}", "text/html", today=DAY)
        if facts.leaks:
            found[page.relative_to(data).as_posix()] = facts.leaks
    assert found == {}
