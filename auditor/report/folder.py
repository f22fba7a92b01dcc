"""Write a report folder whole or not at all, and let `latest` point to it."""

import ctypes
import errno
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from auditor.errors import RunFailed
from auditor.model.audit import Audit, EvidenceFile
from auditor.model.decisions import Decisions
from auditor.model.limits import OFFICE_ZONE
from auditor.report.csv_report import ENCODING, EVIDENCE, write_csv, write_evidence
from auditor.report.html_report import PAGE, is_html, write_html, write_pages
from auditor.report.json_report import write_json
from auditor.report.junit import write_junit
from auditor.report.ledger_workbook import write_ledger
from auditor.report.pdf import write_pdf
from auditor.report.report_model import NOTHING_DECIDED, Report, report_of
from auditor.report.sarif import write_sarif
from auditor.rules import Rule

LOG = logging.getLogger("auditor.report")
LATEST = "latest"
WRITING = ".writing-"
ABANDONED_S = 3_600
LINKING = ".latest-"
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}")
EVIDENCE_NAME = re.compile(r"[0-9a-f]{16}\.(?:txt|png)")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
AT_FDCWD = -100
RENAME_EXCHANGE = 2
UNABLE_TO_SWAP = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM})


def write_report(
    audit: Audit,
    rules: Iterable[Rule],
    out: Path,
    lang: str,
    formats: Sequence[str],
    *,
    latest: bool = True,
    zone: ZoneInfo = OFFICE_ZONE,
    evidence: Sequence[EvidenceFile] = (),
    body_of: Callable[[EvidenceFile], bytes] | None = None,
    decisions: Decisions = NOTHING_DECIDED,
) -> Path:
    """Write `<out>/<run id>/` in the formats named (html, pdf, xlsx, json, csv, sarif, junit) and return it.

    The folder appears at once: it is written beside its place and moved there. A report of the same run that
    was there before is replaced likewise, its files of other formats kept. `latest` moves the link of that
    name to it: pass False when an older run is printed again. `evidence` are files that show findings, whose bytes
    `body_of` gives. `decisions` are what people wrote of findings and plans. Raises RunFailed, with the old
    report untouched, when the folder cannot be written. A PDF that cannot be made is a warning in the log and no fault.
    """
    name = audit.run.id
    if not SAFE_NAME.fullmatch(name):
        raise RunFailed(f"the run's id {name!r} cannot be the name of a folder")
    place = out / name
    with _faults(out):
        out.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        draft = Path(tempfile.mkdtemp(prefix=f"{WRITING}{name}-", dir=out))
        try:
            draft.chmod(0o777 & ~_umask())
            _write(report_of(audit, rules, lang, zone, evidence, formats, decisions), draft, formats)
            if body_of is not None:
                _write_evidence(draft / "evidence", evidence, body_of)
            _keep_others(place, draft, formats)
            _settle(draft)
            _move(draft, place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        if latest:
            _point(out, name)
    return place


def _write(report: Report, folder: Path, formats: Sequence[str]) -> None:
    writers: dict[str, Callable[[], None]] = {
        "html": lambda: write_pages(report, folder),
        "pdf": lambda: _print(report, folder),
        "json": lambda: _save(folder / "findings.json", lambda out: write_json(report, out)),
        "csv": lambda: _save(folder / "findings.csv", lambda out: write_csv(report, out), ENCODING),
        "xlsx": lambda: write_ledger(report, folder / "ledger.xlsx"),
        "sarif": lambda: _save(folder / "findings.sarif", lambda out: write_sarif(report, out)),
        "junit": lambda: _save(folder / "junit.xml", lambda out: write_junit(report, out)),
    }
    for name in sorted(formats, key="pdf".__eq__):
        writers[name]()
    evidence = folder / "evidence"
    evidence.mkdir()
    for name in EVIDENCE:
        _save(evidence / name, partial(write_evidence, report, name), ENCODING)


def _print(report: Report, folder: Path) -> None:
    """Print the page in the folder, of one written aside where HTML was not asked for."""
    page = folder / PAGE
    with tempfile.TemporaryDirectory(prefix="auditor-page-") as aside:
        if not page.exists():
            page = Path(aside) / PAGE
            _save(page, lambda out: out.writelines(write_html(report)))
        why = write_pdf(page, folder / "report.pdf", report.words)
    if why:
        LOG.warning("%s", why)


def _write_evidence(folder: Path, files: Iterable[EvidenceFile], body_of: Callable[[EvidenceFile], bytes]) -> None:
    for file in files:
        if not EVIDENCE_NAME.fullmatch(file.name):
            raise RunFailed(f"{file.name!r} cannot be the name of a file of evidence")
        (folder / file.name).write_bytes(body_of(file))


def _save(path: Path, write: Callable[[TextIO], None], encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as out:
        write(out)


def _keep_others(place: Path, draft: Path, formats: Sequence[str]) -> None:
    """Copy what an earlier report of the run has and this one does not; pages are replaced all together."""
    if not place.is_dir() or place.is_symlink():
        return
    for old in sorted(place.rglob("*")):
        new = draft / old.relative_to(place)
        if old.is_symlink() or new.exists() or ("html" in formats and is_html(old.relative_to(place))):
            continue
        if old.is_dir():
            new.mkdir()
        elif old.is_file():
            shutil.copy2(old, new)


def _settle(folder: Path) -> None:
    """Force a folder and everything in it to the disk (docs/reliability.md 5, report)."""
    for path in (*folder.rglob("*"), folder):
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(draft: Path, place: Path) -> None:
    """Put the draft in its place; what was there is removed afterwards."""
    if place.is_dir() and not place.is_symlink():
        swap(draft, place)
    else:
        draft.rename(place)
    _sync(place.parent)


def swap(a: Path, b: Path) -> None:
    """Swap two existing folders of one parent, in one step where the system can (renameat2, Linux 3.15), else in two.

    Raises OSError with both as they were.
    """
    if sys.platform == "linux":
        fault = _renameat2(a, b)
        if not fault:
            return
        if fault not in UNABLE_TO_SWAP:
            raise OSError(fault, os.strerror(fault), str(b))
    aside = a.with_name(f"{a.name}.aside")
    b.rename(aside)
    try:
        a.rename(b)
    except OSError:
        aside.rename(b)
        raise
    aside.rename(a)


def _renameat2(a: Path, b: Path) -> int:
    """Return 0, or the error number."""
    libc = ctypes.CDLL(None, use_errno=True)
    call = getattr(libc, "renameat2", None)
    if call is None:
        return errno.ENOSYS
    failed = call(AT_FDCWD, os.fsencode(a), AT_FDCWD, os.fsencode(b), RENAME_EXCHANGE)
    return ctypes.get_errno() if failed else 0


def _point(out: Path, name: str) -> None:
    link = out / LATEST
    if link.is_dir() and not link.is_symlink():
        raise RunFailed(f"{link} is a folder, not the link to the newest report: move it away. {out / name} is written")
    draft = out / f"{LINKING}{os.getpid()}"
    draft.unlink(missing_ok=True)
    draft.symlink_to(name, target_is_directory=True)
    draft.replace(link)
    _sync(out)


def _sweep(out: Path) -> None:
    """Remove what a killed writer left behind long ago; a draft of today may be another writer's."""
    for left in (*out.glob(f"{WRITING}*"), *out.glob(f"{LINKING}*")):
        if time.time() - left.lstat().st_mtime < ABANDONED_S:
            continue
        if left.is_symlink():
            left.unlink(missing_ok=True)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def _faults(out: Path) -> Iterator[None]:
    """Turn the disk's refusals into sentences."""
    try:
        yield
    except OSError as fault:
        place = fault.filename or out
        if fault.errno in FULL:
            text = f"the disk is full: the report could not be written to {out}. Free some space"
        elif fault.errno in REFUSED:
            text = f"the report could not be written: no permission for {place}. Choose another folder with --out"
        else:
            reason = fault.strerror or type(fault).__name__
            text = f"the report could not be written to {out}: {reason} ({place}). Choose another folder with --out"
        raise RunFailed(
            f"{text}, then print the run with 'auditor report'; what was collected is kept, the last report is whole"
        ) from fault
