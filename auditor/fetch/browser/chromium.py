"""The system's Chromium: where it is, its command line and environment, and how playwright starts it."""

import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from auditor.config.settings import BrowserSettings
from auditor.fetch.browser.processes import VARIABLE

_TEMPORARY = "TMPDIR"
_LAUNCH_MS = 30_000
_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALLED = "chromium-*/chrome-linux*/chrome"
_NO_IMAGES = "--blink-settings=imagesEnabled=false"
_FLAGS = (
    "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--disable-domain-reliability", "--no-pings",
    "--disable-default-apps", "--disable-extensions", "--disable-client-side-phishing-detection",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    _NO_IMAGES, "--proxy-bypass-list=<-loopback>", "--block-third-party-cookies", "--deny-permission-prompts",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip
LEFT_OUT = (
    "--disable-ipc-flooding-protection", "--disable-popup-blocking", "--disable-hang-monitor",
    "--allow-pre-commit-input", "--enable-unsafe-swiftshader",
)  # fmt: skip
"""Flags of playwright's that are left out: they weaken a browser against the pages it opens."""

_KEPT = frozenset(
    {"PATH", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH"}
)


def chromium(executable: str = "") -> str:
    """Return the path of Chromium: `executable` where it is given, else the system's, else one that playwright
    installed; '' where there is none."""
    if executable:
        return executable if os.access(executable, os.X_OK) and Path(executable).is_file() else ""
    found = next((path for name in _PROGRAMS if (path := shutil.which(name))), "")
    return found or next(_installed_by_playwright(), "")


def _installed_by_playwright() -> Iterator[str]:
    with suppress(RuntimeError):  # a user without a home folder
        folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright").expanduser()
        yield from map(str, sorted(folder.glob(_INSTALLED), reverse=True))


def missing(executable: str = "") -> str:
    """Return what this machine lacks for a browser, '' when nothing."""
    if find_spec("playwright") is None:
        return "the Python package playwright (pip install 'portal-auditor[browser]')"
    return "" if chromium(executable) else "Chromium (apt install chromium)"


def flags(proxy: str, memory_mb: int = 0, *, images: bool = False) -> list[str]:
    """Return the command line for a browser that reaches the network only through a proxy's address; the objects of a
    page's scripts may take two thirds of `memory_mb`, 0 = as many as they like."""
    arguments = [flag for flag in _FLAGS if not images or flag != _NO_IMAGES] + [f"--proxy-server={proxy}"]
    if memory_mb:
        arguments.append(f"--js-flags=--max-old-space-size={memory_mb * 2 // 3}")
    if not has_sandbox(wanted=True):
        arguments.append("--no-sandbox")
    return arguments


def has_sandbox(wanted: bool) -> bool:
    """Return whether pages run in Chromium's sandbox, which root does not have."""
    return wanted and not (hasattr(os, "geteuid") and os.geteuid() == 0)


def end_group(process: int) -> None:
    """Kill the rest of a browser's process group, where it has one of its own."""
    try:
        group = os.getpgid(process)
        if group != os.getpgid(0):
            os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def environment(folder: Path) -> Mapping[str, str]:
    """Return the environment of a browser: nothing secret, and its own folder for all it writes."""
    home = os.environ.get("HOME", "")
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    return {
        "PATH": os.defpath,
        "XDG_DATA_HOME": os.environ.get("XDG_DATA_HOME") or f"{home or folder}/.local/share",
        **kept,
        "HOME": home if home and os.access(home, os.W_OK) else str(folder),
        "TMPDIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        VARIABLE: str(folder),
    }


async def start_driver(folder: Path) -> Any:
    """Return playwright, whose driver keeps profiles and all else it writes in `folder`."""
    from playwright.async_api import async_playwright

    with _temporary_files_in(folder):
        return await async_playwright().start()


@contextmanager
def _temporary_files_in(folder: Path) -> Iterator[None]:
    before = os.environ.get(_TEMPORARY)
    os.environ[_TEMPORARY] = str(folder)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_TEMPORARY, None)
        else:
            os.environ[_TEMPORARY] = before


async def launch(playwright: Any, proxy: str, settings: BrowserSettings, folder: Path, *, images: bool) -> Any:
    """Return a running browser; raises playwright's Error. We end it ourselves when a signal comes."""
    return await playwright.chromium.launch(
        executable_path=chromium(settings.executable),
        args=flags(proxy, settings.memory_mb, images=images),
        ignore_default_args=list(LEFT_OUT),
        chromium_sandbox=has_sandbox(settings.sandbox),
        env=dict(environment(folder)),
        timeout=_LAUNCH_MS,
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )


async def process_of(session: Any) -> int:
    """Return the id of the browser's process, 0 where it is not known; `session` is one to the browser."""
    told = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    return next((int(process["id"]) for process in told if process["type"] == "browser"), 0)
