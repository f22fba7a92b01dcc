"""auditor probe: one availability sample of every site."""

import logging
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli.interrupt import run_to_end
from auditor.cli.inventory import register_of
from auditor.cli.options import TALK, Options, settings_of, shared
from auditor.cli.printing import rows, say
from auditor.errors import ExitCode
from auditor.model import Outcome

if TYPE_CHECKING:
    from auditor.store.samples import Sample

LOG = logging.getLogger("auditor.probe")
LOCK = "probe.lock"
STATES = {True: "open", False: "not open", None: "unknown"}
STYLES = {True: "", False: "red", None: "dim"}
OURS = frozenset({Outcome.NETWORK, Outcome.TIMEOUT, Outcome.DNS, Outcome.REFUSED})


@click.command()
@click.argument("inventory", type=click.Path(path_type=Path), required=False, metavar="[INVENTORY]")
@shared("only", "store", "out", "strict", "rate", "allow_private", "wait", *TALK)
def probe(options: Options, inventory: Path | None) -> ExitCode:
    """Take one availability sample of every site: whether its home page opens within 15 seconds.

    For cron, every hour or less. Twenty samples a day over seven days let `auditor run` judge whether sites can be
    reached. It may run while `auditor run` is at work.
    """
    from auditor.store.network_share import refuse_share
    from auditor.store.run_lock import hold, lock_folders

    settings = settings_of(options, {"inventory": inventory})
    register = register_of(settings)
    refuse_share(settings.store)
    with hold(lock_folders(settings.store, settings.out), wait=options.wait, name=LOCK):
        from auditor.collect.availability_samples import probe_sites

        samples = run_to_end(lambda: probe_sites(settings, register))
    for one in samples:
        LOG.info("%s: %s %s %s", one.subject, STATES[one.opened], one.outcome, one.detail)
    if not options.quiet:
        _print(samples)
    line = summary(samples)
    LOG.info("%s", line)
    offline = bool(samples) and all(one.opened is None and one.outcome in OURS for one in samples)
    if not options.quiet or offline or any(one.opened is False for one in samples):
        say(f"{line}: this machine has no network" if offline else line)
    if offline:
        return ExitCode.FAILED
    unseen = settings.strict and any(one.opened is None for one in samples)
    return ExitCode.NOT_OBSERVED if unseen else ExitCode.DONE


def summary(samples: "list[Sample]") -> str:
    """Return one line that counts the samples by their result."""
    counts = Counter(STATES[one.opened] for one in samples)
    parts = ", ".join(f"{counts[state]} {state}" for state in STATES.values() if counts[state])
    return f"{len(samples)} sites sampled: {parts}" if samples else "no site in the register to sample"


def _print(samples: "list[Sample]") -> None:
    lines = [
        (one.subject, STATES[one.opened], one.elapsed_ms, " ".join(filter(None, (one.outcome, one.detail))))
        for one in samples
    ]
    rows(("site", "home page", "ms", "what came"), lines, styles=[STYLES[one.opened] for one in samples])
