"""The dates of feedparser's own test files and date tests, read strictly; what is expected is read as text, never run.

pip download --no-deps --no-binary :all: feedparser && tar xf feedparser-*.tar.gz
FEEDPARSER_TESTS=feedparser-6.0.14/tests python -m pytest -m realdata tests/realdata/test_feedparser_suite.py
"""

import ast
import os
import re
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest

from auditor.collect.accounts.feed import parse
from auditor.collect.accounts.post_dates import read_moment
from auditor.collect.accounts.posts import Clock
from auditor.model import ReadingOutcome

TESTS = Path(os.environ.get("FEEDPARSER_TESTS", "/nonexistent"))
pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(not (TESTS / "wellformed").is_dir(), reason="no tests of feedparser here"),
]
CLOCK = Clock(datetime(2026, 6, 30, tzinfo=UTC), UTC, chinese=False)
FOLDERS = ("atom", "atom10", "rss", "rdf")
REFUSED = {"rss/entity_in_doctype.xml"}
"""Files with entity declarations, of which we read nothing."""

_EXPECTED = re.compile(r"entries\[0\]\['(?:published|updated|created)_parsed'\] == \(([\d, ]{11,40})\)")
_CASE = re.compile(r"""^\s+\(('[^'\n]*'), (None|\([\d, ]+\))\),""", re.MULTILINE)


def files():
    return [path for folder in FOLDERS for path in sorted((TESTS / "wellformed" / folder).glob("*.xml"))]


def name(path):
    return f"{path.parent.name}/{path.name}"


def theirs(body):
    entries = feedparser.parse(body, resolve_relative_uris=False, sanitize_html=False).entries
    kinds = ("published_parsed", "updated_parsed", "created_parsed")
    parsed = [next((dict.get(one, kind) for kind in kinds if dict.get(one, kind)), None) for one in entries]
    return [datetime(*one[:6], tzinfo=UTC) if one else None for one in parsed]


def test_every_file_of_posts_agrees_with_feedparser_on_their_dates():
    differ, dated, posts = set(), 0, 0
    for path in files():
        body = path.read_bytes()
        ours = [post.published_at for post in parse(body, "http://a.example.cn/", CLOCK).posts]
        posts, dated = posts + len(ours), dated + sum(map(bool, ours))
        if ours != theirs(body):
            differ.add(name(path))
    print(f"{len(files())} files, {posts} posts, {dated} dated, different: {sorted(differ)}")
    assert differ == REFUSED
    assert dated > 15


def test_the_dates_that_the_files_expect():
    checked = 0
    for path in files():
        if found := _EXPECTED.search(path.read_text("utf-8", "replace")):
            (post, *_) = parse(path.read_bytes(), "http://a.example.cn/", CLOCK).posts
            assert post.published_at == datetime(*map(int, found[1].split(",")[:6]), tzinfo=UTC), name(path)
            checked += 1
    print("expected dates right:", checked)
    assert checked >= 12


def test_no_date_is_read_otherwise_than_by_feedparser():
    source = (TESTS / "runtests.py").read_text("utf-8")
    cases = [(ast.literal_eval(raw), ast.literal_eval(value)) for raw, value in _CASE.findall(source)]
    same = refused = 0
    for raw, value in cases:
        at = read_moment(raw, CLOCK.now, UTC, chinese=False).at
        wanted = datetime(*value[:6], tzinfo=UTC) if value else None
        assert at in (wanted, None), raw
        same, refused = same + (at == wanted), refused + (at != wanted)
    print(f"{len(cases)} dates, same {same}, refused {refused}")
    assert len(cases) > 60
    assert same > refused * 2


def test_channel_definitions_are_not_read():
    for path in sorted((TESTS / "wellformed/cdf").glob("*.xml")):
        assert parse(path.read_bytes(), "http://a.example.cn/", CLOCK).outcome is ReadingOutcome.NOT_A_FEED
