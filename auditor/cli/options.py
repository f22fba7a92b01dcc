"""Options that commands share (docs/contract.md 2), and the settings, messages and progress they ask for."""

import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import click

from auditor.config.setting_keys import FAIL_ON, FORMATS, LANGS
from auditor.config.settings import Settings
from auditor.errors import BadInput, ExitCode
from auditor.logs import start_logging
from auditor.model.progress import Logged, Progress, Together

Command = Callable[..., ExitCode]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; None, () and False = not said."""

    config: Path | None = None
    store: str | None = None
    out: str | None = None
    lang: str | None = None
    only: tuple[str, ...] = ()
    as_of: str | None = None
    full: bool = False
    max_pages: str | None = None
    rate: str | None = None
    allow_private: bool = False
    formats: str | None = None
    fail_on: str | None = None
    strict: bool = False
    wait: bool = False
    quiet: bool = False
    verbose: bool = False
    log_file: Path | None = None
    no_progress: bool = False


def complete_subjects(context: click.Context, _parameter: click.Parameter, start: str) -> list[str]:
    """Return ids of the register that begin with `start`; a register that cannot be read has none."""
    from auditor.inventory import read_register

    try:
        register = read_register(Path(context.params.get("inventory") or Settings().inventory))
    except (BadInput, OSError):
        return []
    return [subject.id for subject in register.subjects if subject.id.startswith(start)]


FILE = click.Path(path_type=Path)
OPTION = {
    "config": click.option("--config", type=FILE, metavar="FILE", help="settings; default auditor.toml"),
    "store": click.option("--store", metavar="URL", help="where runs are kept; default sqlite:///reports/auditor.db"),
    "out": click.option("--out", metavar="DIR", help="folder of the reports; default reports"),
    "lang": click.option("--lang", type=click.Choice(LANGS), help="language of reports; default zh"),
    "only": click.option("--only", multiple=True, metavar="ID", shell_complete=complete_subjects,
                         help="audit this subject only (repeatable)"),
    "as_of": click.option("--as-of", metavar="DATE", help="judge by the end of this day; default today"),
    "full": click.option("--full", is_flag=True, help="ignore what earlier runs know"),
    "max_pages": click.option("--max-pages", metavar="N", help="pages of one site"),
    "rate": click.option("--rate", metavar="N", help="requests a second and host; 0 = no limit"),
    "allow_private": click.option("--allow-private", is_flag=True,
                                  help="registered hosts may have private or loopback addresses"),
    "formats": click.option("--format", "formats", metavar="LIST", help=f"some of {','.join(FORMATS)}"),
    "fail_on": click.option("--fail-on", type=click.Choice(FAIL_ON),
                            help="exit 1 when there are findings of this severity or worse; default never"),
    "strict": click.option("--strict", is_flag=True, help="exit 3 when a subject could not be observed"),
    "wait": click.option("--wait", is_flag=True, help="wait for another run to end instead of exit 4"),
    "quiet": click.option("-q", "--quiet", is_flag=True, help="print the summary only when there is news"),
    "verbose": click.option("-v", "--verbose", is_flag=True, help="say more, tracebacks included"),
    "log_file": click.option("--log-file", type=FILE, metavar="FILE", help="write what happens, one line an event"),
    "no_progress": click.option("--no-progress", is_flag=True, help="draw nothing on the terminal"),
}  # fmt: skip
TALK = ("lang", "config", "quiet", "verbose", "log_file", "no_progress")
PLACES = ("store", "out")
JUDGE = ("as_of", "formats", "fail_on", "strict")
REACH = ("full", "max_pages", "rate", "allow_private")


def shared(*names: str) -> Callable[[Command], Command]:
    """Give a command the named options, handed to it together as its first argument."""

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_options(**values: Any) -> ExitCode:  # click knows the types of its own parameters
            said = {name: values.pop(name) for name in (field.name for field in fields(Options)) if name in values}
            options = Options(**said)
            if options.quiet and options.verbose:
                raise click.UsageError("-q and -v contradict each other")
            start_logging(verbose=options.verbose, quiet=options.quiet, log_file=options.log_file)
            return command(options, **values)

        wrapped: Command = with_options
        for name in reversed(names):
            wrapped = OPTION[name](wrapped)
        return wrapped

    return decorate


def settings_of(options: Options, more: Mapping[str, object] | None = None) -> Settings:
    """Return the settings of files, variables and this command line; `more` adds to the latter.

    Raises BadInput with every fault.
    """
    from auditor.config.load import load
    from auditor.rules.registry import load as load_rules

    given: dict[str, object] = {
        "store": options.store,
        "out": options.out,
        "lang": options.lang,
        "only": options.only or None,
        "as_of": options.as_of,
        "full": options.full or None,
        "strict": options.strict or None,
        "fail_on": options.fail_on,
        "formats": options.formats,
        "crawl.max_pages": options.max_pages,
        "fetch.rate": options.rate,
        "fetch.allow_private": options.allow_private or None,
        **(more or {}),
    }
    return load(rules=load_rules().units(), config=options.config, environ=os.environ, given=given)


@contextmanager
def progress_of(options: Options, lang: str) -> Iterator[Progress]:
    """Show progress on stderr while the block runs, if it is a terminal and nobody said no (NO_COLOR says so too)."""
    if options.quiet or options.no_progress or os.environ.get("NO_COLOR") or not sys.stderr.isatty():
        yield Logged()
        return
    from auditor.cli.terminal import TerminalProgress

    with TerminalProgress(sys.stderr, lang) as drawn:
        yield Together(Logged(), drawn)
