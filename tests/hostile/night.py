"""One run of the command over the hostile web, with all that it left behind."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.forked import Finished, finished
from tests.hostile.office import RUN, Score, environment, prepare, report_of, score
from tests.hostile.plan import Plan
from tests.hostile.server import serving
from tests.hostile.web import hostile_web

LONGEST_S = 240
CHECK = ("check", "--format", "json", *RUN[1:])
CHECKED = "same-answer"


@dataclass(frozen=True, slots=True, repr=False)
class Night:
    """What the run was led through, what it said, and its folder."""

    plan: Plan
    folder: Path
    done: Finished
    checked: Finished
    report: Mapping[str, list[dict[str, object]]]
    score: Score


def spend_night(folder: Path, *, browser: bool, leave_out: tuple[str, ...] = ()) -> Night:
    """Run `auditor run` once and compare what it says with the truth; `auditor check` one site of it, too.

    Sites whose names begin with one of `leave_out` are not walked.
    """
    plan = hostile_web(folder)
    prepare(plan, folder, browser=browser)
    plan.leave_out(leave_out)
    only = [word for name in plan.sites for word in ("--only", name)]
    with serving(plan.web):
        done = asyncio.run(finished((*RUN, *only), folder, environment(folder), LONGEST_S))
        one = (*CHECK, plan.sites[CHECKED].url)
        checked = asyncio.run(finished(one, folder, environment(folder), LONGEST_S))
    report = report_of(folder)
    return Night(plan, folder, done, checked, report, score(plan, report, browser=browser))
