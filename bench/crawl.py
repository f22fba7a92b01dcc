"""Audit documentation trees from Debian's packages and print speed, memory and broken links found, beside peers.

    python bench/crawl.py [--corpus python3-doc boost rust-doc] [--tools auditor lychee linkinator linkchecker]

Needs nginx and the packages python3-doc, libboost-doc and rust-doc; peers are used where they are on PATH.
CPU is user + system of the whole process; a run that stopped early is marked and is no figure.
"""

import argparse
import csv
import io
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.nginx import nginx

PLANTED = 20
SETTINGS = """
[fetch]
second_look_s = 0.0
[crawl]
max_pages = 100000
max_depth = 100
check_external = false
"""
"""No waiting for second looks, no budgets, and outside addresses left alone, as the peers are told to."""

MARK = "planted-missing-"
CORPORA = {
    "python3-doc": ("/usr/share/doc/python3.11/html", "index.html"),
    "boost": ("/usr/share/doc/libboost1.74-doc/doc/html", "index.html"),
    "rust-doc": ("/usr/share/doc/rust-doc/html", "index.html"),
}


@dataclass
class Figures:
    """One run of one tool: seconds, bytes and its result."""

    tool: str
    pages: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    found: int
    finished: bool
    note: str = ""


def prepare(source: Path, root: Path) -> set[str]:
    """Link a tree into `root`, plant broken links on pages spread over it, and return their names."""
    pages = []
    for folder, _, names in os.walk(source, followlinks=True):
        place = root / Path(folder).relative_to(source)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            (place / name).symlink_to((Path(folder) / name).resolve())
            if name.endswith(".html"):
                pages.append(place / name)
    return plant(sorted(pages), root)


def plant(pages: list[Path], root: Path) -> set[str]:
    """Add one broken link to each of PLANTED pages that are linked from a page beside them."""
    names = set()
    linked = [page for page in pages if page.stat().st_size > 4_000 and is_linked(page, root)]
    for number, page in enumerate(linked[:: max(1, len(linked) // PLANTED)][:PLANTED]):
        name = f"{MARK}{number}.html"
        text = page.read_bytes()
        page.unlink()
        page.write_bytes(text.replace(b"</body>", f'<p><a href="{name}">planted</a></p></body>'.encode(), 1))
        if name.encode() in page.read_bytes():
            names.add(name)
    return names


def is_linked(page: Path, root: Path) -> bool:
    """Return whether the index beside a page, or the root's index, links to it."""
    for index in (page.parent / "index.html", root / "index.html"):
        if index.exists():
            name = os.path.relpath(page, index.parent).encode()
            if b'href="' + name in index.read_bytes():
                return True
    return False


def timed(command: list[str], folder: Path) -> tuple[int, float, float, float, bytes]:
    """Run a command and return exit code, wall and CPU seconds, peak MB and standard output."""
    output = folder / "stdout"
    started = time.monotonic()
    with output.open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=folder)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    return (
        os.waitstatus_to_exitcode(status),
        wall,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        output.read_bytes(),
    )


def run_auditor(url: str, folder: Path, planted: set[str]) -> Iterator[Figures]:
    """Run the whole audit twice: a first night and an unchanged second one."""
    (folder / "inventory.csv").write_text(f"id,kind,name,unit,url\nbench,site,bench,bench,{url}\n")
    (folder / "auditor.toml").write_text(SETTINGS)
    command = [sys.executable, "-m", "auditor", "run", "inventory.csv", "--rate", "0", "--allow-private",
               "--format", "json", "--no-progress"]  # fmt: skip
    for night in ("first night", "second, unchanged"):
        code, wall, cpu, peak, _ = timed(command, folder)
        report = folder / "reports/latest/findings.json"
        if code != 0 or not report.exists():
            yield Figures("auditor", 0, wall, cpu, peak, 0, False, (folder / "stderr").read_text()[-300:])
            return
        audit = json.loads(report.read_text())
        found = {name_of(one["target"]) for one in audit["findings"] if one["rule"] == "link-broken"} & planted
        yield Figures("auditor", audit["run"]["pages"], wall, cpu, peak, len(found), True, night)


def run_lychee(url: str, folder: Path, planted: set[str]) -> Iterator[Figures]:
    """Lychee does not crawl: give it every page the tree has, and let it check fragments too."""
    root = folder.parent / "root"
    pages = sorted(str(path.relative_to(root)) for path in root.rglob("*.html"))
    (folder / "pages").write_text("\n".join(url + page for page in pages))
    command = ["lychee", "--no-progress", "--format", "json", "--include-fragments", "--exclude", ".*", "--include", "^http://127",
               "--files-from", "pages"]  # fmt: skip
    code, wall, cpu, peak, out = timed(command, folder)
    found = set(re.findall(rf"{MARK}\d+\.html", out.decode(errors="replace"))) & planted
    yield Figures("lychee", len(pages), wall, cpu, peak, len(found), code in (0, 2), "every page given")


def run_linkinator(url: str, folder: Path, planted: set[str]) -> Iterator[Figures]:
    """Crawl with linkinator; outside addresses are skipped."""
    command = ["linkinator", url, "--recurse", "--format", "json", "--skip", "^https?://(?!127)"]
    code, wall, cpu, peak, out = timed(command, folder)
    try:
        links = json.loads(out[out.index(b"{") :])["links"]
    except (ValueError, KeyError):
        yield Figures("linkinator", 0, wall, cpu, peak, 0, False, f"exit {code}")
        return
    broken = {name_of(link["url"]) for link in links if link["state"] == "BROKEN"} & planted
    pages = sum(1 for link in links if link["state"] == "OK" and link["url"].split("#")[0].endswith((".html", "/")))
    yield Figures("linkinator", pages, wall, cpu, peak, len(broken), code in (0, 1))


def run_linkchecker(url: str, folder: Path, planted: set[str]) -> Iterator[Figures]:
    """Crawl with LinkChecker; outside addresses are not asked by default."""
    (folder / "linkcheckerrc").write_text("[checking]\nmaxrequestspersecond=100000\n[AnchorCheck]\n")
    command = ["linkchecker", "-f", "linkcheckerrc", "--no-status", "-o", "csv", url]
    code, wall, cpu, peak, out = timed(command, folder)
    table = [line for line in out.decode(errors="replace").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(io.StringIO("\n".join(table)), delimiter=";"))
    found = {name_of(row.get("urlname") or "") for row in rows} & planted
    yield Figures("linkchecker", 0, wall, cpu, peak, len(found), code in (0, 1), "pages not told")


def name_of(url: str) -> str:
    """Return the last part of an address's path."""
    return url.split("?")[0].split("#")[0].rsplit("/", 1)[-1]


TOOLS: dict[str, Callable[[str, Path, set[str]], Iterator[Figures]]] = {
    "auditor": run_auditor,
    "lychee": run_lychee,
    "linkinator": run_linkinator,
    "linkchecker": run_linkchecker,
}


@contextmanager
def corpus(name: str) -> Iterator[tuple[str, Path, set[str]]]:
    """Serve a corpus with planted broken links."""
    source, _ = CORPORA[name]
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder)
        work.chmod(0o755)
        (work / "root").mkdir()
        planted = prepare(Path(source), work / "root")
        with nginx(work / "root", work / "nginx") as url:
            yield url, work, planted


def main() -> None:
    """Print one line a run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", nargs="+", default=list(CORPORA), choices=list(CORPORA))
    parser.add_argument("--tools", nargs="+", default=list(TOOLS), choices=list(TOOLS))
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name in options.corpus:
        if not Path(CORPORA[name][0]).exists():
            print(f"{name}: the package is not installed")
            continue
        with corpus(name) as (url, work, planted):
            print(f"\n{name}: {len(list((work / 'root').rglob('*.html')))} pages on disk, {len(planted)} planted")
            print(f"{'tool':12} {'pages':>7} {'pages/s':>8} {'CPU ms/page':>12} {'peak MB':>8} {'planted found':>14}")
            for tool in options.tools:
                if tool != "auditor" and not shutil.which(tool):
                    print(f"{tool:12} not on PATH")
                    continue
                folder = work / tool
                folder.mkdir()
                for one in TOOLS[tool](url, folder, planted):
                    print(line(one, len(planted)), flush=True)


def line(one: Figures, planted: int) -> str:
    """Return one run as a row."""
    pages = (
        f"{one.pages / one.wall_s:8.0f} {one.cpu_s / one.pages * 1000:12.2f}" if one.pages else f"{'-':>8} {'-':>12}"
    )
    state = one.note if one.finished else f"DID NOT FINISH {one.note}"
    return (
        f"{one.tool:12} {one.pages or '-':>7} {pages} {one.peak_mb:8.0f} {one.found:>8} of {planted}  "
        f"{one.wall_s:.1f} s wall, {one.cpu_s:.1f} s CPU; {state}"
    )


if __name__ == "__main__":
    main()
