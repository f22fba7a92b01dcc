"""auditor runs: the history."""

import json
from typing import TYPE_CHECKING

import click

from auditor.cli.options import PLACES, TALK, Options, settings_of, shared
from auditor.cli.printing import answer, rows, say
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode

if TYPE_CHECKING:
    from auditor.model.audit import RunInfo

TITLES = {
    "zh": ("编号", "检查日", "开始", "结束", "页面", "新媒体内容", "请求", "MB", "种类"),
    "en": ("run", "as of", "started", "finished", "pages", "posts", "requests", "MB", "kind"),
}
KINDS = {"zh": ("", "复查 {run}"), "en": ("", "recheck of {run}")}


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="default text")
@shared(*PLACES, *TALK)
def runs(options: Options, form: str) -> ExitCode:
    """List the runs the store holds, newest first."""
    from auditor.engine.previous_run import history

    settings = settings_of(options)
    require_store(settings)
    found = sorted(history(settings), key=lambda one: one.started_at, reverse=True)
    if form == "json":
        answer(json.dumps([_facts(one) for one in found], ensure_ascii=False, indent=1))
        return ExitCode.DONE
    if not found:
        say("no runs yet: auditor run")
    rows(TITLES[settings.lang], [_cells(one, settings) for one in found])
    return ExitCode.DONE


def _cells(one: "RunInfo", settings: Settings) -> tuple[object, ...]:
    from zoneinfo import ZoneInfo

    local = ZoneInfo(settings.zone)
    finished = f"{one.finished_at.astimezone(local):%H:%M:%S}" if one.finished_at else "-"
    started = f"{one.started_at.astimezone(local):%Y-%m-%d %H:%M:%S}"
    return (
        one.id,
        one.as_of,
        started,
        finished,
        one.pages,
        one.posts,
        one.requests,
        f"{one.bytes / 1e6:.1f}",
        _kind(one, settings.lang),
    )


def _kind(one: "RunInfo", lang: str) -> str:
    return KINDS[lang][bool(one.recheck_of)].format(run=one.recheck_of)


def _facts(one: "RunInfo") -> dict[str, object]:
    return {
        "id": one.id, "started_at": one.started_at.isoformat(),
        "finished_at": one.finished_at.isoformat() if one.finished_at else None,
        "as_of": one.as_of.isoformat(), "inventory": one.inventory, "tool_version": one.tool_version,
        "resumed": one.resumed, "requests": one.requests, "bytes": one.bytes, "pages": one.pages, "posts": one.posts,
        "recheck_of": one.recheck_of or None,
    }  # fmt: skip


def require_store(settings: Settings) -> None:
    """Raise BadInput where an SQLite store is not there, so that asking does not make an empty one."""
    from auditor.store.network_share import sqlite_file

    path = sqlite_file(settings.store)
    if path and not path.exists():
        raise BadInput(f"there are no runs yet: {path} does not exist; start one with `auditor run`, or give --store")
