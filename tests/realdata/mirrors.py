"""Lay out a mirrored site as its tree.tsv says, to be served by nginx."""

import csv
import re
import shutil
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

STUBS = {
    ".png": b"\x89PNG\r\n\x1a\n", ".gif": b"GIF89a", ".jpg": b"\xff\xd8\xff\xe0", ".jpeg": b"\xff\xd8\xff\xe0",
    ".css": b"/* */", ".js": b"//", ".pdf": b"%PDF-1.4\n", ".html": b"<html><body>stub</body></html>",
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """One row of link_targets.tsv."""

    kind: str
    target: str
    exists: bool
    pages_linking: int
    first_page: str


def rows(path: Path, delimiter: str = "\t") -> list[dict[str, str]]:
    """Return the rows of a table with a header."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def lay_out(mirror: Path, root: Path, home: str) -> Path:
    """Copy the shipped pages to `root` and put a small body of the right type where tree.tsv names more.

    Absolute addresses of the mirrored host are rewritten to `home`, the address it is served at.
    """
    shutil.copytree(mirror / "www", root, dirs_exist_ok=True)
    for folder in [root, *(path for path in root.rglob("*") if path.is_dir())]:
        folder.chmod(0o755)
    for row in rows(mirror / "tree.tsv"):
        place = root / row["path"]
        if row["shipped"] == "0" and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(STUBS.get(place.suffix.lower(), b"stub"))
    own = re.compile(rb"https?://(?:www\.)?" + re.escape(domain(mirror).encode()) + rb"(?=[/\"'?#<\s]|$)")
    for page in root.rglob("*.html"):
        body = page.read_bytes()
        if own.search(body):
            page.chmod(0o644)
            page.write_bytes(own.sub(home.rstrip("/").encode(), body))
    return root


def domain(mirror: Path) -> str:
    """Return the host the mirror's labels name, without www."""
    address = rows(mirror / "labels.csv", ",")[0]["url"]
    return address.split("/")[2].removeprefix("www.")


def targets(mirror: Path) -> list[Target]:
    """Return every distinct internal target with whether the snapshot holds it."""
    return [
        Target(
            row["kind"], row["target"], row["exists_in_snapshot"] == "1", int(row["pages_linking"]), row["first_page"]
        )
        for row in rows(mirror / "link_targets.tsv")
    ]


class _Anchors(HTMLParser):
    """The anchors of a page, by the standard library's parser and not by ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "area", "frame", "iframe"):
            self.found += [value for name, value in attrs if name in ("href", "src") and value]


def met(root: Path, home: str, gone: set[str]) -> set[str]:
    """Return those of the paths `gone` that a walk by anchors from /index.html meets without them."""
    seen, todo, hit = {"/index.html"}, ["/index.html"], set()
    while todo:
        path = todo.pop()
        page = _Anchors()
        page.feed((root / path.lstrip("/")).read_bytes().decode("utf-8", "replace"))
        for href in page.found:
            parts = urlsplit(urljoin(home.rstrip("/") + path, href.strip()))
            target = unquote(parts.path) or "/"
            target += "index.html" if target.endswith("/") else ""
            if f"{parts.scheme}://{parts.netloc}/" != home or target in seen:
                continue
            if target in gone:
                hit.add(target)
            elif target.endswith(".html") and (root / target.lstrip("/")).is_file():
                seen.add(target)
                todo.append(target)
    return hit
