import pytest

from auditor.facts.home import HomeReading
from auditor.facts.page_loads import PageLoad
from checks.page_oversize import RULE
from tests.make import HOME, World, findings, home, limits, partial, site, verdicts

AT = HOME + "list.html"
MIB = 2**20


def world(size):
    return World(site(), facts={HomeReading: {"s1": home()}, PageLoad: {"s1": [PageLoad(AT, size, 100)]}})


@pytest.mark.parametrize(("size", "told"), [(2 * MIB + 1, "Finding"), (2 * MIB, "Clean"), (1, "Clean")])
def test_a_page_is_heavy_past_the_limit(size, told):
    assert verdicts(RULE, world(size)) == {AT: told}


def test_the_limit_may_be_set():
    assert verdicts(RULE, world(3 * MIB), limits(RULE, size=3)) == {AT: "Clean"}


def test_the_size_is_told():
    (one,) = findings(RULE, world(int(3.14 * MIB)))
    assert one.values == {"size": 3.1}


def test_a_site_of_whose_pages_no_size_is_known_is_unknown():
    assert verdicts(RULE, world(0)) == {HOME: "no_data"}
    part = World(site(), facts={PageLoad: {"s1": [PageLoad(AT)]}}, standings={"s1": partial(site())})
    assert verdicts(RULE, part) == {HOME: "partial"}


def test_a_page_of_unknown_size_is_no_heavy_one():
    loads = [PageLoad(AT), PageLoad(HOME + "b.html", MIB)]
    seen = World(site(), facts={HomeReading: {"s1": home()}, PageLoad: {"s1": loads}})
    assert verdicts(RULE, seen) == {HOME + "b.html": "Clean"}


def test_a_site_without_pages_of_its_own_is_clean():
    assert verdicts(RULE, World(site(), facts={HomeReading: {"s1": home()}})) == {HOME: "Clean"}
