"""The URL cases of web-platform-tests: links, register addresses and Location headers are read as every browser does.

git clone --depth 1 https://github.com/ada-url/ada   (or web-platform-tests/wpt: url/resources)
WPT_URLS=ada/tests/wpt python -m pytest -m realdata tests/realdata/test_wpt_urls.py
"""

import json
import os
from pathlib import Path

import pytest

from auditor.fetch.http.target import Refused, join_target, parse_target
from auditor.model.urls import LONGEST, join

FOLDER = Path(os.environ.get("WPT_URLS", "/nonexistent"))
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not (FOLDER / "urltestdata.json").is_file(), reason="no URL cases of web-platform-tests here"),
]


def cases():
    found = json.loads((FOLDER / "urltestdata.json").read_bytes())
    return [case for case in found if isinstance(case, dict)]


def expected(case):
    """Return the address without login and fragment, '' for failures and for what is neither http nor https."""
    href = case.get("href", "")
    if not href.startswith(("http://", "https://")):
        return ""
    login = f"{case['username']}:{case['password']}" if case["password"] else case["username"]
    return href.partition("#")[0].replace(f"//{login}@", "//", 1) if login else href.partition("#")[0]


def told(read, *words):
    try:
        return read(*words).url
    except Refused:
        return ""


def test_a_link_is_joined_as_browsers_join_it():
    asked = [case for case in cases() if case["base"] and len(case["input"]) <= LONGEST]
    assert {case["input"]: join(case["base"], case["input"]) or "" for case in asked} == {
        case["input"]: expected(case) for case in asked
    }


def test_an_absolute_address_is_read_as_browsers_read_it():
    asked = [case for case in cases() if not case["base"]]
    assert {case["input"]: told(parse_target, case["input"]) for case in asked} == {
        case["input"]: expected(case) for case in asked
    }


def test_a_location_is_followed_as_browsers_follow_it():
    asked = [case for case in cases() if case["base"]]
    assert {
        (case["base"], case["input"]): told(join_target, case["base"], case["input"].encode("utf-8", "surrogatepass"))
        for case in asked
    } == {(case["base"], case["input"]): expected(case) for case in asked}
