"""Encodings, links, error pages and parsing on real pages, against their labels and lists of targets."""

import csv
import re
from pathlib import Path

import pytest

from auditor.extract.encodings import decode
from auditor.extract.links import find_links
from auditor.extract.parse import parse_html
from auditor.extract.soft404 import ErrorKind, error_words
from auditor.model import LinkKind
from auditor.model.urls import Joiner, join

pytestmark = pytest.mark.realdata

MIRRORS = ("mirror_atxlyj", "mirror_gxpopss", "mirror_gzdzhrss", "mirror_lgedu", "mirror_stwgd")
LABELLED = ("gov_single_pages", "gbk_pages", "news_pages", "wechat_pages", *MIRRORS)
BESIDES = {
    LinkKind.REFRESH, LinkKind.CSS, LinkKind.FORM, LinkKind.OBJECT, LinkKind.POSTER, LinkKind.MEDIA, LinkKind.SOURCE,
}  # fmt: skip
"""Kinds that link_targets.tsv does not list."""


def table(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=quoting))


def one_form(url: str) -> str:
    """Return the address with one scheme and single slashes: the lists fold both."""
    return "http://" + re.sub(r"/{2,}", "/", url.partition("://")[2])


@pytest.mark.parametrize("folder", LABELLED)
def test_encoding_of_every_labelled_page(data: Path, folder: str) -> None:
    wrong = {}
    for row in table(data / folder / "labels.csv"):
        found = decode((data / folder / row["file"]).read_bytes())
        if found.encoding != row["encoding"]:
            wrong[row["file"]] = (found.encoding, row["encoding"])
    assert wrong == {}


@pytest.mark.parametrize("name", MIRRORS)
def test_every_internal_target_is_found_and_no_other(data: Path, name: str) -> None:
    mirror = data / name
    home = table(mirror / "labels.csv")[0]["url"]
    host = home.split("/")[2]
    joiner = Joiner()
    found: dict[str, int] = {}
    for page in (mirror / "www").rglob("*.htm*"):
        decoded = decode(page.read_bytes())
        url = f"https://{host}/{page.relative_to(mirror / 'www').as_posix()}"
        tree, cut = parse_html(decoded.utf8)
        assert not cut
        for link in find_links(tree, url, decoded.encoding, joiner).links:
            if link.url.split("/")[2] == host:
                found.setdefault(one_form(link.url), link.kind)
    listed = {
        one_form(join(f"https://{host}{row['target']}", "") or "") for row in table(mirror / "link_targets.tsv", "\t")
    }
    assert sorted(listed - found.keys()) == []
    extra = {url: LinkKind(kind) for url, kind in found.items() if url not in listed}
    assert {url for url, kind in extra.items() if kind not in BESIDES | {LinkKind.IMAGE}} == set()
    assert sum(kind == LinkKind.IMAGE for kind in extra.values()) <= 10


def test_only_error_pages_say_that_they_are(data: Path) -> None:
    pages = [
        *data.glob("*/pages*/**/*.html"),
        *(page for one in MIRRORS for page in (data / one).glob("www/**/*.html")),
    ]
    said = set()
    for page in pages:
        tree, _ = parse_html(decode(page.read_bytes()).utf8)
        title = tree.css_first("title")
        words = title.text() if title else ""
        tree.strip_tags(["script", "style", "noscript", "title"])
        if error_words(words, tree.body.text(separator=" ") if tree.body else "").kind != ErrorKind.NONE:
            said.add(page.relative_to(data).as_posix())
    assert said == {
        f"{mirror}/{row['file']}"
        for mirror in MIRRORS
        for row in table(data / mirror / "blank_pages.csv")
        if row["label"] == "error_page"
    }


def test_honest_pages_are_never_cut(data: Path) -> None:
    pages = [*data.glob("*/pages*/**/*.html"), *data.glob("mirror_*/www/**/*.html")]
    assert [page.name for page in pages if parse_html(decode(page.read_bytes()).utf8)[1]] == []
