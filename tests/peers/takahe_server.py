"""Start takahe, a server of the fediverse, on loopback with accounts in several states.

Its source (github.com/jointakahe/takahe, BSD-3) in FOLDER, then:

    cd FOLDER && python3 -m venv venv && venv/bin/pip install -r requirements.txt
    TAKAHE_FOLDER=FOLDER python -m pytest -m realdata tests/realdata/test_takahe.py

It needs PostgreSQL's programs, nginx and a Python that its requirements take (3.11). nginx gives it the host that it
was made for and turns the addresses in its answers into loopback's.
"""

import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.nginx import free_port, nginx
from tests.postgresql import binaries, postgresql

HERE = Path(__file__).parent
FOLDER = Path(os.environ.get("TAKAHE_FOLDER", "/nonexistent"))
"""Where its source and its `venv` are."""

DOMAIN = "example.gov"
PYTHON = FOLDER / "venv/bin/python"
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "takahe.settings", "TAKAHE_MAIN_DOMAIN": DOMAIN, "TAKAHE_MEDIA_BACKEND": "local://",
    "TAKAHE_MEDIA_URL": f"https://{DOMAIN}/media/", "TAKAHE_CACHES_DEFAULT": "locmem://",
    "TAKAHE_EMAIL_FROM": f"a@{DOMAIN}", "TAKAHE_SECRET_KEY": "only-for-a-test",
}  # fmt: skip
FRONT = """
location / {{
  proxy_pass http://127.0.0.1:{port}; proxy_set_header Host {domain}; proxy_set_header Accept-Encoding "";
  sub_filter_types *; sub_filter_once off; sub_filter "https://{domain}/" "http://127.0.0.1:$server_port/";
}}
"""


def installed() -> bool:
    """Say whether takahe and what it needs are there."""
    return PYTHON.is_file() and binaries() is not None


@contextmanager
def takahe() -> Iterator[tuple[str, str]]:
    """Start takahe, yield its base address and a token of an account, and end it again; about 30 seconds."""
    with tempfile.TemporaryDirectory(prefix="takahe-") as work, postgresql() as database:
        environ = {**os.environ, **SETTINGS, "TAKAHE_DATABASE_SERVER": database.replace("postgresql:", "postgres:")}
        environ["PYTHONPATH"] = str(FOLDER)

        def call(*command: str | Path) -> str:
            done = subprocess.run(
                [PYTHON, *command], cwd=FOLDER, env=environ, check=True, capture_output=True, timeout=120
            )
            return done.stdout.decode()

        call("manage.py", "collectstatic", "--noinput")
        call("manage.py", "migrate")
        token = call(HERE / "takahe_seed.py").split()[-1]
        call("manage.py", "runstator", "--run-for", "15", "activities.post", "activities.fanout")
        port = free_port()
        command = [FOLDER / "venv/bin/gunicorn", "takahe.wsgi:application", "-b", f"127.0.0.1:{port}", "--threads", "4"]
        server = subprocess.Popen(command, cwd=FOLDER, env=environ, stderr=subprocess.DEVNULL)
        try:
            with nginx(Path(work), Path(work) / "nginx", extra=FRONT.format(port=port, domain=DOMAIN)) as base:
                _wait(base)
                yield base.rstrip("/"), token
        finally:
            server.terminate()
            server.wait(20)


def _wait(base: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{base}nodeinfo/2.0/", timeout=10).close()
            return
        except (OSError, urllib.error.URLError):
            time.sleep(0.3)
    raise AssertionError("takahe did not start")
