"""report.pdf: the page as Chromium prints it. The print styles in report.css make it: A4, tagged, numbered pages."""

import subprocess
import tempfile
from pathlib import Path

from auditor.fetch.browser.chromium import chromium, end_group, flags
from auditor.report.catalogue import Words

LONGEST_S = 180
NOWHERE = "http://127.0.0.1:9"
"""A proxy that answers nobody: the page needs no network, and what is printed shall not reach it."""

OF_PRINT = ("--headless", "--no-pdf-header-footer", "--run-all-compositor-stages-before-draw", "--mute-audio")


def write_pdf(page: Path, out: Path, words: Words, longest_s: float = LONGEST_S) -> str:
    """Print the page at `page` to `out`; return '' when it is there, else a sentence that says why it is not.

    Chromium is started once, without network and with a profile of its own that is removed, and ended after
    `longest_s` seconds.
    """
    program = chromium()
    if not program:
        return words("pdf.missing")
    with tempfile.TemporaryDirectory(prefix="auditor-print-", ignore_cleanup_errors=True) as profile:
        command = [program, *OF_PRINT, *flags(NOWHERE, images=True), f"--user-data-dir={profile}"]
        command += [f"--print-to-pdf={out}", page.resolve().as_uri()]
        why = _printed(command, words, longest_s)
    if not why and not out.exists():
        why = words("pdf.crashed", 0)
    if why:
        out.unlink(missing_ok=True)
        return words("pdf.failed", why=why)
    out.chmod(page.stat().st_mode & 0o777)
    return ""


def _printed(command: list[str], words: Words, longest_s: float) -> str:
    """Run Chromium; return '' or what went wrong."""
    silent = subprocess.DEVNULL
    try:
        running = subprocess.Popen(  # noqa: S603
            command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
        )
    except OSError as fault:
        return fault.strerror or type(fault).__name__
    try:
        code = running.wait(longest_s)
    except subprocess.TimeoutExpired:
        return words("pdf.timeout", round(longest_s))
    finally:
        end_group(running.pid)
        running.wait()
    return words("pdf.crashed", code) if code else ""
