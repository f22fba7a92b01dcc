"""Audit a district's websites, new-media accounts and notice points from one register.

The public interface is `run`, `check` and `load_findings` (docs/api.md); everything else may change without notice.
"""

from typing import TYPE_CHECKING

from auditor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from auditor.config import Settings
    from auditor.pipeline import Done
    from auditor.report.findings_file import AuditResult, Findings

__all__ = ["__version__", "check", "load_findings", "run"]


def run(
    inventory: "str | PathLike[str]",
    *,
    config: "str | PathLike[str] | None" = None,
    settings: "Mapping[str, object] | None" = None,
) -> "AuditResult":
    """Audit every subject of a register, write the report, and return what was found.

    `config` is a file of settings (None: no file and no variable is read). `settings` holds single ones by their names
    there, such as {"out": "reports", "only": ["portal"], "fetch.rate": 2}, and wins. Nobody is notified. Raises
    AuditorError. It runs an event loop of its own: call it from a thread where one is running.
    """
    import asyncio
    from pathlib import Path

    from auditor.config.load import verify_sites
    from auditor.inventory import read_register
    from auditor.model.progress import Logged
    from auditor.pipeline import nightly
    from auditor.store.network_share import refuse_share
    from auditor.store.run_lock import hold, lock_folders

    wanted = _settings(config, {**(settings or {}), "inventory": str(inventory)})
    register = read_register(Path(inventory))
    verify_sites(wanted, {subject.id: subject.kind for subject in register.subjects})
    refuse_share(wanted.store)
    with hold(lock_folders(wanted.store, wanted.out)):
        return _result(asyncio.run(nightly(wanted, register, Logged())), wanted)


def check(
    *urls: str, config: "str | PathLike[str] | None" = None, settings: "Mapping[str, object] | None" = None
) -> "AuditResult":
    """Audit sites, pages or feeds by their addresses, and return what was found; no report is written.

    Nothing is kept, unless `settings` names a "store". All else as for `run`.
    """
    import asyncio
    from dataclasses import replace

    from auditor.model.progress import Logged
    from auditor.pipeline import ad_hoc
    from auditor.store.network_share import sqlite_file
    from auditor.store.run_lock import hold

    wanted = _settings(config, settings or {})
    if "store" not in (settings or {}):
        wanted = replace(wanted, store="")
    file = sqlite_file(wanted.store) if wanted.store else None
    with hold((file.parent.resolve(),) if file else ()):
        return _result(asyncio.run(ad_hoc(urls, wanted, Logged())), wanted)


def load_findings(path: "str | PathLike[str]") -> "Findings":
    """Return a findings.json, given itself or the folder of its report.

    Raises BadInput that says what to do where it is not there, is no findings.json, or is of another schema_version.
    """
    from pathlib import Path

    from auditor.report.findings_file import read_findings

    return read_findings(Path(path))


def _settings(config: "str | PathLike[str] | None", given: "Mapping[str, object]") -> "Settings":
    from pathlib import Path

    from auditor.config.load import load
    from auditor.rules.registry import load as load_rules

    return load(
        rules=load_rules().units(), config=Path(config) if config is not None else None, given=given, folder=None
    )


def _result(done: "Done", settings: "Settings") -> "AuditResult":
    from zoneinfo import ZoneInfo

    from auditor.report.findings_file import FILE, AuditResult, findings_of, read_findings
    from auditor.rules.registry import load

    if done.folder is not None and (done.folder / FILE).exists():
        findings = read_findings(done.folder)
    else:
        findings = findings_of(done.audit, load().rules, settings.lang, ZoneInfo(settings.zone))
    return AuditResult(done.folder, int(done.exit_code), findings)
