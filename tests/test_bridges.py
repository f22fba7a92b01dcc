import pytest

from auditor.bridges import stale_bridges
from auditor.model import ReadingOutcome
from checks.account_dormant import RULE
from tests.make import World, account, post, reading, verdicts

BRIDGE = "http://bridge.example.cn:1200"


def world(*days, source=BRIDGE, **fields):
    accounts = [account(f"a{n}", source=f"{source}/{n}.xml", **fields) for n in range(len(days))]
    return World(*accounts, readings={f"a{n}": reading(post(age), account_id=f"a{n}") for n, age in enumerate(days)})


def test_a_bridge_with_nothing_new_of_any_account_is_stale():
    stale = stale_bridges(world(4, 20, 20, 90, 300), 5, 3)
    assert stale == {f"a{n}": "bridge.example.cn:1200" for n in range(5)}


@pytest.mark.parametrize("days", [(3, 20, 20, 90, 300), (20, 20, 20, 20)])
def test_one_new_post_shows_that_it_works_and_few_accounts_show_nothing(days):
    assert stale_bridges(world(*days), 5, 3) == {}


def test_posts_after_the_day_judged_by_show_nothing():
    assert len(stale_bridges(world(-1, 20, 20, 20, 20), 5, 3)) == 5


def test_accounts_own_hosts_and_exports_are_no_bridges():
    own = world(20, 20, 20, 20, 20, url="http://bridge.example.cn/u")
    assert stale_bridges(own, 5, 3) == {}
    assert stale_bridges(world(20, 20, 20, 20, 20, source="import:posts"), 5, 3) == {}


def test_accounts_that_could_not_be_read_do_not_count():
    given = world(20, 20, 20, 20, 20)
    failed = {"a0": reading(post(1), account_id="a0", outcome=ReadingOutcome.HTTP_ERROR)}
    readings = {one.id: given.account(one.id) for one in given.subjects()} | failed
    assert stale_bridges(World(*given.subjects(), readings=readings), 5, 3) == {}


def test_nobody_is_called_dormant_behind_a_stale_bridge():
    told = verdicts(RULE, world(13, 20, 20, 90, 300))
    assert sorted(told.values()) == ["Clean", *["bridge_stale"] * 4]
