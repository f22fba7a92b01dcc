"""The system's Chromium: where it is, how it is started, and how it is ended for certain."""

import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INSTALLED = "chromium-*/chrome-linux*/chrome"
_NO_IMAGES = "--blink-settings=imagesEnabled=false"
_FLAGS = (
    "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-gpu", "--disable-dev-shm-usage", "--disable-domain-reliability", "--no-pings",
    "--disable-default-apps", "--disable-extensions", "--disable-client-side-phishing-detection",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    _NO_IMAGES, "--proxy-bypass-list=<-loopback>", "--block-third-party-cookies",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)  # fmt: skip


def chromium() -> str:
    """Return the path of the system's Chromium, else of one that playwright installed, '' where there is none."""
    installed = sorted(Path("~/.cache/ms-playwright").expanduser().glob(_INSTALLED), reverse=True)
    return next((path for path in (*map(shutil.which, _PROGRAMS), *map(str, installed)) if path), "")


def missing() -> str:
    """Return what a browser look lacks on this machine, '' when nothing."""
    if find_spec("playwright") is None:
        return "the Python package playwright (install portal-auditor[browser])"
    return "" if chromium() else "Chromium (install the system package chromium)"


def flags(proxy: str, *, images: bool = False) -> list[str]:
    """Return the command line for a browser that reaches the network only through a proxy's address."""
    arguments = [flag for flag in _FLAGS if not images or flag != _NO_IMAGES] + [f"--proxy-server={proxy}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return arguments


def end_group(process: int) -> None:
    """Kill what is left of the browser's process group; playwright starts it in one of its own."""
    if not process:
        return
    try:
        group = os.getpgid(process)
        if group != os.getpgid(0):
            os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
