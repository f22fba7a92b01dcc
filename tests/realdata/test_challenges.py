"""No real page is taken for a firewall's, whatever product stands before its site; one that asks for a code is."""

import re
from pathlib import Path

import pytest

from auditor.fetch.http.classify import classify_answer
from auditor.model import FAULTS, Outcome

pytestmark = pytest.mark.realdata
BEHIND = (
    ("content-type", "text/html"), ("server", "yunjiasu-nginx"), ("cf-ray", "1"), ("set-cookie", "__jsluid_h=1"),
    ("set-cookie", "acw_tc=1"), ("x-powered-by-anquanbao", "HIT"), ("set-cookie", "TS01abcdef=1"),
)  # fmt: skip
SUFFIXES = frozenset({".html", ".htm", ".shtml", ".jhtml", ".jsp", ".php", ".aspx", ""})
TAGS = re.compile(rb"<[^>]*>")
ASKS_FOR_A_CODE = "sogou_search-gaokao-gzh-error.html"


def pages(folder: Path) -> list[Path]:
    """Return every saved page."""
    found = [path for part in ("*/www", "*/pages") for top in folder.glob(part) for path in top.rglob("*")]
    return sorted(path for path in found if path.is_file() and path.suffix.lower() in SUFFIXES)


def test_real_pages_are_no_challenges(data: Path) -> None:
    seen = {path: path.read_bytes() for path in pages(data)}
    real = {path: body for path, body in seen.items() if b"<" in body[:2000] and TAGS.sub(b"", body).strip()}
    assert len(real) > 1300
    taken = [path.name for path, body in real.items() if classify_answer(200, BEHIND, body)[0] is not Outcome.OK]
    assert taken == [ASKS_FOR_A_CODE]
    spared = [path.name for path, body in real.items() if classify_answer(404, BEHIND, body)[0] not in FAULTS]
    assert spared == [ASKS_FOR_A_CODE]
