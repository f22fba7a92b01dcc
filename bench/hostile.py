"""Run the auditor over the hostile web of tests/hostile, and peers beside it, and print who tells the truth.

    python bench/hostile.py [--browser] [--traps] [--peers]

Cases right of all by category, wall time, peak memory, requests, and connections to a private service that must get
none. Peers (LinkChecker, linkinator, lychee) are used where they are on PATH; only links are counted for them, and
all hosts being on loopback, none is told to keep off private addresses.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import ada_url

from bench.hostile_peers import LONGEST_S, PEERS, found, right
from tests.hostile import traps
from tests.hostile.office import RUN, Score, environment, prepare, report_of, score
from tests.hostile.plan import Plan
from tests.hostile.server import serving
from tests.hostile.web import hostile_web

TRAP_S = 20
TRAP_REQUESTS = 600
AUDITOR_S = 600
SHORTER = re.compile(r"^(?:page_bytes|whole_s) = .*\n", re.M)
"""Settings that make the tests short; here the defaults hold: 10 MiB a page, 45 seconds an address."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took: seconds, bytes at the peak of its own process, and whether it ended by itself."""

    wall_s: float
    peak_mb: float
    ended: bool
    code: int


def timed(command: list[str], folder: Path, longest_s: float) -> Cost:
    """Run a command, its output in `out` and `err` of its folder; stop it when the time is over."""
    started = time.monotonic()
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        more = {"NODE_EXTRA_CA_CERTS": str(folder / "authority.pem"), "NO_COLOR": "1"}
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err, env=environment(folder) | more)
        stopper = threading.Timer(longest_s, process.terminate)
        killer = threading.Timer(longest_s + 10, process.kill)
        stopper.start()
        killer.start()
        _, status, usage = os.wait4(process.pid, 0)
        ended = stopper.is_alive()
        stopper.cancel()
        killer.cancel()
    return Cost(time.monotonic() - started, usage.ru_maxrss / 1024, ended, os.waitstatus_to_exitcode(status))


def shown(name: str, result: Score, cost: Cost, plan: Plan) -> None:
    """Print one run."""
    end = f"exit {cost.code}" if cost.ended else "STOPPED"
    print(f"\n{name}: {cost.wall_s:.0f} s, peak {cost.peak_mb:.0f} MB, {plan.web.requests().total()} requests, "
          f"private hits {len(plan.web.canary_hits)}, {end}")  # fmt: skip
    for category, well, total in result.rows():
        print(f"  {category:20} {well:4} of {total}")


def run_auditor(*, browser: bool, with_traps: bool) -> None:
    """Run the auditor; print what is wrong, too."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        folder = Path(name)
        plan = hostile_web(folder, with_traps=False)
        if with_traps:
            plan = Plan()
            traps.add(plan)
            plan.finish()
        prepare(plan, folder, browser=browser)
        settings = (folder / "auditor.toml").read_text()
        (folder / "auditor.toml").write_text(SHORTER.sub("", settings))
        with serving(plan.web):
            cost = timed([sys.executable, "-m", "auditor", *RUN], folder, AUDITOR_S)
        result = score(plan, report_of(folder), browser=browser) if cost.code == 0 else Score()
        shown(
            f"auditor {'with' if browser else 'without'} browser{', traps' if with_traps else ''}", result, cost, plan
        )
        for fault in result.faults:
            print(f"    {fault[:300]}")


def run_peer(name: str) -> None:
    """Run one peer over the same web and count the links it tells right."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as place:
        folder = Path(place)
        plan = hostile_web(folder, with_traps=False)
        commands, reading = PEERS[name](plan, folder)
        said: dict[str, str] = {}
        costs = []
        with serving(plan.web):
            for command in commands:
                costs.append(timed(command, folder, LONGEST_S / len(commands) + 20))
                heard = list(reading((folder / "out").read_bytes()))
                for address, word in heard:
                    said.setdefault(_key(address), word)
                if not heard:
                    print(f"{' '.join(command[:2])}: {(folder / 'err').read_text(errors='replace')[-200:]!r}")
        cost = Cost(sum(one.wall_s for one in costs), max(one.peak_mb for one in costs),
                    all(one.ended for one in costs), costs[-1].code)  # fmt: skip
        result = Score()
        for case in plan.cases:
            word = said.get(_key(case.address), said.get(_key(case.link)))
            result.count(case.category, case.name, "" if right(case.truths, word) else str(word))
        shown(name, result, cost, plan)
        told = Counter(line.rsplit(": ", 1)[1] for line in result.faults)
        print(f"  links heard of: {len(said)}; wrong by what was said: {dict(told)}")


def trap_peer(name: str) -> None:
    """Lead one peer into each trap and count those it leaves within bounds."""
    if name == "lychee":
        print("  traps: does not crawl")
        return
    left = []
    for trap in traps.TRAPS:
        with tempfile.TemporaryDirectory(prefix="hostile-") as place:
            folder = Path(place)
            (folder / "authority.pem").write_bytes(b"")
            plan = Plan()
            traps.add(plan)
            plan.finish()
            plan.sites = {f"trap-{trap}": plan.sites[f"trap-{trap}"]}
            commands, _ = PEERS[name](plan, folder)
            command = commands[0] if commands else ["linkinator", plan.sites[f"trap-{trap}"].url, "--recurse"]
            with serving(plan.web):
                cost = timed(command, folder, TRAP_S)
            if cost.ended and plan.web.requests().total() <= TRAP_REQUESTS:
                left.append(trap)
    print(f"  traps left within {TRAP_S} s and {TRAP_REQUESTS} requests: {len(left)} of {len(traps.TRAPS)} {left}")


def _key(address: str) -> str:
    try:
        return ada_url.normalize_url(address).partition("#")[0]
    except ValueError:
        return address


def main() -> None:
    """Print one block a run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--browser", action="store_true", help="also with Chromium")
    parser.add_argument("--traps", action="store_true", help="also the sites without end")
    parser.add_argument("--peers", action="store_true", help="also LinkChecker, linkinator and lychee")
    parser.add_argument("--only-peers", nargs="+", choices=list(PEERS), help="these peers and nothing else")
    options = parser.parse_args()
    if not options.only_peers:
        run_auditor(browser=False, with_traps=False)
        if options.browser:
            run_auditor(browser=True, with_traps=False)
        if options.traps:
            run_auditor(browser=False, with_traps=True)
    for name in options.only_peers or (PEERS if options.peers else ()):
        if not found()[name]:
            print(f"\n{name}: not on PATH")
            continue
        run_peer(name)
        if options.traps:
            trap_peer(name)


if __name__ == "__main__":
    main()
