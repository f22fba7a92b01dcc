import pytest

from auditor.engine.no_network import sites_without_network
from auditor.facts.home import HomeReading
from auditor.model import AccountReading, Outcome, ReadingOutcome
from tests.make import World, account, home, post, reading, site

LOST = home(None, outcome=Outcome.NETWORK)


def test_every_site_lost_for_want_of_a_network_is_our_outage():
    subjects = [site("s1"), site("s2")]
    assert sites_without_network(World(*subjects, facts={HomeReading: {"s1": LOST, "s2": LOST}}), subjects) == 2


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.NETWORK}))
def test_one_site_that_came_to_anything_else_is_not(outcome):
    subjects = [site("s1"), site("s2")]
    world = World(*subjects, facts={HomeReading: {"s1": LOST, "s2": home(None, outcome=outcome)}})
    assert sites_without_network(world, subjects) == 0


@pytest.mark.parametrize(
    ("source", "outcome", "lost"),
    [
        ("http://bridge.example/1", ReadingOutcome.OK, 0),
        ("http://bridge.example/1", ReadingOutcome.HTTP_ERROR, 0),
        ("http://bridge.example/1", ReadingOutcome.NETWORK, 1),
        ("http://bridge.example/1", ReadingOutcome.TIMEOUT, 1),
        ("", ReadingOutcome.NO_SOURCE, 1),
        ("import:posts.csv", ReadingOutcome.OK, 1),
    ],
)
def test_a_feed_that_answered_shows_that_there_is_a_network(source, outcome, lost):
    subjects = [site("s1"), account("a1", source=source)]
    world = World(
        *subjects, facts={HomeReading: {"s1": LOST}, AccountReading: {"a1": reading(post(1), outcome=outcome)}}
    )
    assert sites_without_network(world, subjects) == lost


def test_a_register_without_sites_has_no_outage():
    subjects = [account("a1", source="http://bridge.example/1")]
    world = World(*subjects, facts={AccountReading: {"a1": reading(outcome=ReadingOutcome.NETWORK)}})
    assert sites_without_network(world, subjects) == 0
