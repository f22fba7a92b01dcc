"""An office for whole runs: a small site, a register and the command, as a real process in a folder of its own."""

import asyncio
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool

from auditor.store.schema import metadata
from tests.forked import forked
from tests.site_server import SiteServer

AS_OF = "2026-06-30"
PAGES = 120
DEAD = 17
PACED, UNLIMITED = "120", "0"
SETTINGS = "[fetch]\nsecond_look_s = 0.2\nconnections = 8\n[evidence]\nscreenshots = 0\n[crawl]\nbrowser = false\n"


def page(*links: str, title: str = "页面", story: str = "", dated: bool = False) -> str:
    rows = "".join(
        f'<li><a href="{link}">关于第{number}号事项的通知</a><span>2026-06-{number % 28 + 1:02}</span></li>'
        if dated
        else f'<a href="{link}">栏目{number}</a> '
        for number, link in enumerate(links, 1)
    )
    return f"<html><head><title>{title}</title></head><body><ul>{rows}</ul><div>{story}</div></body></html>"


def site() -> dict[str, str]:
    """Return a site of eight columns with dead links and repeated articles."""
    columns = [f"/c{number}/" for number in range(8)]
    answers = {"/": page(*columns, "/gone.html", title="首页")}
    each = PAGES // len(columns)
    for column in columns:
        names = [f"{column}{number}.html" for number in range(each)]
        answers[column] = page(*names, title=f"栏目{column}", dated=True)
        for number, name in enumerate(names):
            dead = [f"{column}dead{number}.html"] if number % 9 == 0 else []
            story = f"第{number % 7}篇的正文，讲述本区推进相关工作的具体做法和下一步安排。" * 8
            answers[name] = page("/", *dead, title=f"关于第{number}号事项的通知", story=story)
    return answers


@dataclass
class Office:
    """A working folder with a register of one site, an export and a board, and the command run in it."""

    folder: Path
    server: SiteServer
    out: Path = Path("reports")
    store: str = ""

    def set_up(self) -> "Office":
        self.folder.mkdir(exist_ok=True)
        (self.folder / "inventory.csv").write_text(
            "id,kind,name,unit,platform,url,source\n"
            f"portal,site,门户,区政府,,{self.server.url},\n"
            "news,account,发布,区政府,weixin,,import:posts.csv\n"
            "hall,notice_point,大厅,区政府,,,import:board.csv\n"
        )
        (self.folder / "posts.csv").write_text("title,url,published_at\n办事指南,https://p.example.cn/1,2026-01-05\n")
        (self.folder / "board.csv").write_text("title,posted_at,expires_at\n招聘公告,2026-01-05,2026-02-01\n")
        (self.folder / "auditor.toml").write_text(SETTINGS)
        return self

    @property
    def address(self) -> str:
        """Return the address of the store."""
        return self.store or f"sqlite:///{self.folder}/reports/auditor.db"

    def command(self, rate: str, out: str) -> tuple[str, ...]:
        """Return what follows `auditor`."""
        store = ["--store", self.store] if self.store else []
        return (
            "run", "--rate", rate, "--allow-private", "--no-progress", "--as-of",
            AS_OF, "--out", out or str(self.out), "--format", "json,csv", *store,
        )  # fmt: skip

    async def start(
        self, rate: str = UNLIMITED, blocks: int | None = None, out: str = ""
    ) -> asyncio.subprocess.Process:
        """Start `auditor run`; no file of it may grow beyond `blocks` of 512 bytes."""
        limit = ["sh", "-c", f'ulimit -f {blocks} && exec "$@"', "sh"] if blocks else []
        return await asyncio.create_subprocess_exec(
            *limit, sys.executable, "-m", "auditor", *self.command(rate, out), cwd=self.folder, env=environment(),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    async def run(self, rate: str = UNLIMITED, blocks: int | None = None, out: str = "") -> tuple[int, str]:
        """Run the command to its end; return its exit code and the last line of stderr."""
        if blocks:
            process = await self.start(rate, blocks, out)
            _, told = await asyncio.wait_for(process.communicate(), 60)
            code = process.returncode
        else:
            code, _, told = await forked(self.command(rate, out), self.folder, environment(), longest_s=60)
        lines = told.decode().splitlines()
        assert not [line for line in lines if "Traceback" in line or "internal error" in line], told.decode()
        return code, lines[-1] if lines else ""

    def looked(self) -> dict[str, tuple[str, int]]:
        """Return the committed looks of the last run begun, path → outcome and number of looks."""
        rows = self.ask(
            "SELECT url.key, look.outcome, look.looks FROM look JOIN url ON url.id = look.url_id WHERE look.run = :run",
            run=self.run_id(),
        )
        prefix = len(self.server.url) - 1
        return {key[prefix:]: (outcome, looks) for key, outcome, looks in rows}

    def run_id(self) -> str:
        """Return the name of the last run begun, '' where there is none yet."""
        names = self.ask("SELECT id FROM run ORDER BY started_at DESC LIMIT 1")
        return names[0][0] if names else ""

    def ask(self, query: str, **values: str) -> list[tuple]:
        """Return what a query finds in the store, nothing where it is not made yet; the store must be whole."""
        engine = create_engine(self.address, poolclass=NullPool)
        path = engine.url.database if engine.dialect.name == "sqlite" else None
        if path and not Path(path).exists():
            return []
        with engine.connect() as connection:
            if path:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            if not set(metadata.tables) <= set(inspect(connection).get_table_names()):
                return []
            return [tuple(row) for row in connection.execute(text(query), values)]

    def report(self) -> dict[str, object]:
        """Return the newest report, as it was read through `latest`."""
        return json.loads((self.folder / self.out / "latest" / "findings.json").read_text())


def environment() -> dict[str, str]:
    """Return the environment without settings of the program."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AUDITOR_")}


def told(report: dict[str, object]) -> dict[str, object]:
    """Return what a report says, without the run's name, times and traffic; excerpts name all of them."""
    kept = {name: report[name] for name in ("findings", "resolved", "plan", "unknown", "subjects")}
    kept = json.loads(json.dumps(kept))
    for finding in (*kept["findings"], *kept["resolved"]):
        for file in finding["evidence"].get("files", ()):
            del file["sha256"], file["bytes"]
    for subject in kept["subjects"]:
        subject.get("stats", {}).pop("seconds", None)
    return kept


async def wait_until(condition, process) -> None:
    while not condition() and process.returncode is None:  # noqa: ASYNC110
        await asyncio.sleep(0.002)


def settled(looked: dict[str, tuple[str, int]]) -> set[str]:
    """Return the paths that need no further look: seen, or seen to fail twice; the home page is always asked."""
    return {path for path, (outcome, looks) in looked.items() if path != "/" and (outcome == "ok" or looks > 1)}
