"""A stored audit printed with today's waivers reads as the run would have made it."""

from dataclasses import replace
from itertools import combinations

import pytest

from auditor.consolidate import fingerprint
from auditor.consolidate.waivers import with_waivers
from auditor.model import ColumnClass
from auditor.model.audit import SiteVerdict, Waiver
from auditor.rules import Clean, Confidence, Finding, Unknown
from tests.consolidate.build import RULES, audit, observed, sight
from tests.make import HOME, column, partial, site

FACTS = {"column_class": "news", "level": 1}
COLUMNS = [column(cls=ColumnClass.NEWS, url=f"{HOME}c{n}/", name=f"C{n}") for n in range(6)]
STALE = [("column-stale", Finding("s1", one.url, FACTS)) for one in COLUMNS]
DOUBT = ("column-stale", Finding("s1", COLUMNS[5].url, FACTS, confidence=Confidence.SUSPECTED))
HOME_STALE = ("site-home-stale", Finding("s1", HOME, {"days": 20}))
HOME_CLEAN = ("site-home-stale", Clean("s1", HOME))
DEAD = ("link-broken", Finding("s1", HOME + "gone", {}))
UNSURE = ("link-broken", Unknown("s1", HOME + "far", "timeout"))

WORLDS = {
    "veto": ([HOME_STALE, DEAD], [HOME_STALE, DEAD]),
    "suspected veto": ([("site-home-stale", replace(HOME_STALE[1], confidence=Confidence.SUSPECTED))], None),
    "five columns": ([HOME_CLEAN, *STALE[:5]], STALE[:2]),
    "six columns": ([HOME_CLEAN, *STALE], STALE[:2]),
    "a doubtful column": ([HOME_CLEAN, *STALE[:4], DOUBT], [STALE[0], DOUBT]),
    "unseen links": ([HOME_CLEAN, DEAD, UNSURE], [DEAD]),
}


def mark(verdict):
    rule, one = verdict
    return fingerprint(rule, one.subject, one.target)


def made(verdicts, standings, accepted=()):
    waivers = {mark(one): Waiver("agreed") for one in accepted}
    return audit(standings, verdicts, sight(columns=lambda site: COLUMNS), terms={"waivers": waivers})


def sheets(one):
    return [(each.verdict, each.vetoes, each.undecided, each.checks) for each in one.item_25]


@pytest.mark.parametrize("seen", [observed, lambda one: [partial(one)]], ids=["whole", "part"])
@pytest.mark.parametrize("world", WORLDS)
def test_sheets_of_sites_follow_what_is_accepted_and_what_is_no_longer(world, seen):
    verdicts, accepting = WORLDS[world]
    standings = seen(site())
    plain = made(verdicts, standings)
    for count in range(1, len(accepting or verdicts) + 1):
        for accepted in combinations(accepting or verdicts, count):
            wanted = made(verdicts, standings, accepted)
            waivers = {mark(one): Waiver("agreed") for one in accepted}
            assert sheets(with_waivers(plain, waivers, RULES.values())) == sheets(wanted), (world, accepted)
            assert sheets(with_waivers(wanted, {}, RULES.values())) == sheets(plain), (world, accepted)


def test_an_accepted_veto_leaves_nothing_of_it_in_the_sheet():
    plain = made([HOME_STALE], observed(site()))
    assert plain.item_25[0].verdict is SiteVerdict.FAIL
    (sheet,) = with_waivers(plain, {mark(HOME_STALE): Waiver("agreed")}, RULES.values()).item_25
    assert (sheet.vetoes, sheet.verdict) == ((), SiteVerdict.PASS)
