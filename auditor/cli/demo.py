"""auditor demo: the packaged sample district, served on loopback and audited."""

import signal
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from auditor.cli.interrupt import run_to_end
from auditor.cli.options import TALK, Options, progress_of, shared
from auditor.cli.printing import answer, say
from auditor.cli.run import tell
from auditor.config.settings import Settings
from auditor.errors import ExitCode

OUT = "reports/demo"
SECOND_LOOK_S = 1.0
CONNECTIONS = 8


@click.command()
@click.option("--serve", is_flag=True, help="go on serving the district until Ctrl-C, to look at it in a browser")
@shared("store", "out", "as_of", "formats", "fail_on", "strict", *(name for name in TALK if name != "config"))
def demo(options: Options, serve: bool) -> ExitCode:
    """Audit an invented district on this machine.

    Prints where the report is. Two sites, twelve accounts and a notice board, each defect beside a look-alike
    that is fine. No network, no set-up; --out DIR, reports/demo when left out, holds register, store and
    reports.
    """
    from auditor.demo.district import serving
    from auditor.inventory import read_register
    from auditor.pipeline import nightly
    from auditor.store.run_lock import hold, lock_folders

    settings = demo_settings(options)
    as_of = settings.as_of or datetime.now(ZoneInfo(settings.zone)).date()
    with hold(lock_folders(settings.store, settings.out)), serving(settings.out / "district", as_of) as district:
        settings = replace(settings, inventory=district.register)
        register = read_register(district.register)
        with progress_of(options, settings.lang) as progress:
            done = run_to_end(lambda: nightly(settings, register, progress))
        if done.folder:
            answer(str(_first_file(done.folder)))
        if serve:
            say(f"serving {district.portal}/ and {district.bureau}/, feeds at {district.feeds}; Ctrl-C ends")
            _wait()
        tell(done, settings, quiet=options.quiet)
    return done.exit_code


def demo_settings(options: Options) -> Settings:
    """Return the settings of the demo: those of this command line alone, fast and on loopback.

    Raises BadInput.
    """
    from auditor.config.load import load

    out = options.out or OUT
    given: dict[str, object] = {
        "out": out,
        "store": options.store or f"sqlite:///{Path(out) / 'auditor.db'}",
        "lang": options.lang,
        "as_of": options.as_of,
        "formats": options.formats,
        "fail_on": options.fail_on,
        "strict": options.strict or None,
        "fetch.allow_private": True,
        "fetch.rate": 0,
        "fetch.found_rate": 0,
        "fetch.connections": CONNECTIONS,
        "fetch.second_look_s": SECOND_LOOK_S,
    }
    return load(rules={}, folder=None, given=given)


def _first_file(folder: Path) -> Path:
    page = folder / "index.html"
    return page if page.exists() else folder


def _wait() -> None:
    """Return when somebody presses Ctrl-C or ends the program."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    ended.wait()
    for number, handler in before.items():
        signal.signal(number, handler)
