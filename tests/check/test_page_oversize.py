import pytest

from auditor.facts.home import HomeReading
from auditor.facts.page_loads import PageLoad
from checks.page_oversize import RULE
from tests.make import HOME, World, findings, home, limits, site, verdicts

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


def test_a_page_of_unknown_size_is_no_heavy_one():
    assert verdicts(RULE, world(0)) == {HOME: "Clean"}
