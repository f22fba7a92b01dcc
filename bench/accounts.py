"""Audit accounts read by feed from one server on loopback, two nights running, and print speed and memory.

    python bench/accounts.py [--accounts 1000] [--posts 50] [--rate 0] [--silent 10] [--down]

The first night reads everything; before the second a tenth of the accounts posts again, and the server answers 304 to
whoever asks with the ETag of a feed that did not change. `--silent` percent of the accounts have been silent for long,
which the auditor reads anew every night. `--down` lets the server answer 503 on the second night.
CPU is user + system of the command's process; rate 0 lifts the pace of 8 requests a second and host.
"""

import argparse
import asyncio
import json
import os
import random
import re
import resource
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

SETTINGS = "[crawl]\nbrowser = false\ncheck_external = false\n[evidence]\nscreenshots = 0\n"
SIGNS = [chr(0x4E00 + number) for number in range(0, 20_000, 7)]
LETTERS = 400
_ACCOUNT = re.compile(rb"GET /feed/(\d+)")
_TAG = re.compile(rb'if-none-match: "([^"]+)"', re.IGNORECASE)


@dataclass
class Feeds:
    """A server of feeds. `night` counts from 1; what it answered is counted by status."""

    accounts: int
    posts: int
    silent: int
    night: int = 1
    down: bool = False
    answered: dict[int, int] = field(default_factory=dict)
    url: str = ""

    def start(self) -> "Feeds":
        """Serve on a thread of its own until the process ends."""
        ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True).start()
        ready.wait()
        return self

    async def _run(self, ready: threading.Event) -> None:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await server.serve_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(self._answer(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        found, asked = _ACCOUNT.match(head), _TAG.search(head)
        if found is None:
            return b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"
        number = int(found[1])
        tag = f"{number}-{self.night if number % 10 == 0 else 1}".encode()
        status = 503 if self.down else 304 if asked and asked[1] == tag else 200
        self.answered[status] = self.answered.get(status, 0) + 1
        body = self._feed(number) if status == 200 else b""
        head = f'HTTP/1.1 {status} X\r\nContent-Type: application/rss+xml\r\nETag: "{tag.decode()}"\r\n'.encode()
        return head + (b"\r\n" if status == 304 else f"Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def _feed(self, number: int) -> bytes:
        age = 40 if number % 100 < self.silent else 1
        first = datetime.now(UTC).replace(hour=1, minute=0) - timedelta(days=age)
        items = "".join(
            f"<item><title>{text(number, post, 20)}</title><link>https://mp.weixin.qq.com/s/a{number}b{post}</link>"
            f"<guid>{number}-{post}</guid><pubDate>{format_datetime(first - timedelta(hours=17 * post))}</pubDate>"
            f"<description>&lt;p&gt;{text(number, post, LETTERS)}&lt;/p&gt;</description></item>"
            for post in range(self.posts)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()


def text(number: int, post: int, letters: int) -> str:
    """Return a text of its own for each post, the same every night."""
    return "".join(random.Random(number * 1_000 + post).choices(SIGNS, k=letters))


def night(folder: Path, rate: float) -> dict[str, float]:
    """Run the command once; return seconds, CPU seconds and peak MB of its process, posts and findings."""
    command = [sys.executable, "-m", "auditor", "run", "--allow-private", "--no-progress", "--rate", str(rate)]
    before = time.monotonic()
    child = os.posix_spawn(sys.executable, [*command, "--format", "json"], os.environ)
    _, status, used = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit("the run failed")
    report = json.loads((folder / "reports/latest/findings.json").read_text("utf-8"))
    return {
        "seconds": time.monotonic() - before,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss / 1024,
        "posts": report["run"]["posts"],
        "bytes": report["run"]["bytes"],
        "dormant": sum(one["rule"] == "account-dormant" for one in report["findings"]),
        "unknown": sum(one["reason"] not in ("not_told", "main_unseen") for one in report["unknown"]),
    }


def main() -> None:
    """Run two nights and print one line each."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--accounts", type=int, default=1_000)
    options.add_argument("--posts", type=int, default=50)
    options.add_argument("--rate", type=float, default=0)
    options.add_argument("--silent", type=int, default=10)
    options.add_argument("--down", action="store_true")
    told = options.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (4_096, 4_096))
    feeds = Feeds(told.accounts, told.posts, told.silent).start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(folder)
        rows = [
            f"a{n},account,号{n},单位{n},weixin,https://mp.example.cn/{n},{feeds.url}/feed/{n}"
            for n in range(told.accounts)
        ]
        (folder / "inventory.csv").write_text("\n".join(["id,kind,name,unit,platform,url,source", *rows]), "utf-8")
        (folder / "auditor.toml").write_text(SETTINGS)
        for feeds.night in (1, 2):
            feeds.down, feeds.answered = told.down and feeds.night == 2, {}
            figures = night(folder, told.rate)
            print(f"night {feeds.night}:", {key: round(value, 1) for key, value in figures.items()}, feeds.answered)


if __name__ == "__main__":
    main()
