from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from auditor.collect.crawl.crawl_context import CrawlContext, Scopes
from auditor.collect.crawl.outside_addresses import OUTSIDE, PROBED_HOSTS, look_outside
from auditor.config.settings import CrawlSettings, FetchSettings, Settings
from auditor.fetch.http.guard import registered_host
from auditor.model import Outcome, Reply
from auditor.model.progress import Silent
from auditor.model.urls import host_port
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder, What
from auditor.store.schema import look, url
from auditor.text.personal_numbers import mask_text

SETTINGS = Settings(
    fetch=replace(FetchSettings(), second_look_s=0.02), crawl=replace(CrawlSettings(), external_per_host=3)
)


class World:
    """Answers by host: an outcome, or a list of outcomes for one look after another."""

    def __init__(self, hosts, registered=()):
        self.hosts = hosts
        self.asked = []
        self.guard = SimpleNamespace(registered=[registered_host(one) for one in registered])

    async def get(self, address, **rest):
        self.asked.append(address)
        outcome = self.hosts.get(host_port(address)[0], Outcome.NETWORK)
        if isinstance(outcome, list):
            outcome = outcome.pop(0) if len(outcome) > 1 else outcome[0]
        return Reply(address, outcome, datetime.now(UTC))


@pytest.fixture
def recorder(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    recorder = Recorder(engine, "r1", mask_text)
    yield recorder
    recorder.close()
    engine.dispose()


async def looked(recorder, world, *addresses, settings=SETTINGS):
    recorder.queue("s", recorder.ids.of(addresses), 1, [What.EXTERNAL] * len(addresses))
    await look_outside(CrawlContext(world, recorder, Scopes([]), settings, Silent(), date(2026, 3, 2), "v1"))
    rows = recorder.connection.execute(
        select(url.c.key, look.c.outcome, look.c.looks).join(look, look.c.url_id == url.c.id)
    ).all()
    return {row.key: (row.outcome, row.looks) for row in rows}


@pytest.mark.parametrize(
    ("outcome", "status", "left"), [("timeout", None, "timeout"), ("http_error", 503, "rate_limited")]
)
async def test_a_host_that_answers_nothing_is_left_for_tonight_and_called_nothing(recorder, outcome, status, left):
    class Tired(World):
        async def get(self, address, **rest):
            reply = await super().get(address, **rest)
            return reply if address.endswith("/0") else replace(reply, outcome=Outcome(outcome), status=status)

    world = Tired({"slow.cn": Outcome.OK})
    settings = replace(SETTINGS, crawl=replace(SETTINGS.crawl, external_per_host=20))
    seen = await looked(recorder, world, *(f"http://slow.cn/{number}" for number in range(12)), settings=settings)
    assert seen["http://slow.cn/0"] == ("ok", 1)
    assert {seen[f"http://slow.cn/{number}"][0] for number in range(1, 6)} == {outcome}
    assert {seen[f"http://slow.cn/{number}"] for number in range(6, 12)} == {(left, 1)}
    assert set(world.asked) == {f"http://slow.cn/{number}" for number in range(6)}


async def test_where_no_name_resolves_only_a_few_are_tried(recorder):
    addresses = [f"http://h{number}.cn/" for number in range(40)]
    world = World({})
    found = await looked(recorder, world, *addresses)
    assert set(found.values()) == {("network", 1)}
    assert len(found) == 40
    assert len(world.asked) == PROBED_HOSTS


async def test_without_a_network_hosts_of_the_register_and_bare_addresses_are_asked(recorder):
    names = [f"http://h{number}.cn/" for number in range(40)]
    near = ["http://127.0.0.1:8080/gone", "http://feeds.cn:8080/gone", "http://[::1]/gone"]
    hosts = {"127.0.0.1": Outcome.HTTP_ERROR, "feeds.cn": Outcome.HTTP_ERROR, "::1": Outcome.OK}
    world = World(hosts, ["http://feeds.cn:8080/rss"])
    found = await looked(recorder, world, *names, *near)
    assert [found[one] for one in near] == [("http_error", 2), ("http_error", 2), ("ok", 1)]
    assert {found[one] for one in names} == {("network", 1)}
    assert len([one for one in world.asked if one in names]) == PROBED_HOSTS


async def test_one_answer_shows_that_the_network_is_up(recorder):
    addresses = [f"http://h{number}.cn/" for number in range(40)]
    world = World({"h3.cn": Outcome.OK, "h30.cn": Outcome.HTTP_ERROR})
    found = await looked(recorder, world, *addresses)
    assert found["http://h30.cn/"] == ("http_error", 2)
    assert len(set(world.asked)) == 40


async def test_private_addresses_say_nothing_of_the_network(recorder):
    private = {f"p{number}.cn": Outcome.PRIVATE for number in range(20)}
    world = World({**private, "late.cn": Outcome.OK})
    found = await looked(recorder, world, *(f"http://{host}/" for host in [*private, "late.cn"]))
    assert found["http://late.cn/"] == ("ok", 1)


async def test_a_host_has_a_budget_and_a_fault_a_second_look(recorder):
    world = World({"a.cn": Outcome.OK, "b.cn": [Outcome.REFUSED, Outcome.OK], "c.cn": Outcome.DNS})
    found = await looked(
        recorder, world, *(f"http://a.cn/{number}" for number in range(5)), "http://b.cn/", "http://c.cn/"
    )
    assert [found[f"http://a.cn/{number}"][0] for number in range(5)] == [
        "ok",
        "ok",
        "ok",
        "not_reached",
        "not_reached",
    ]
    assert found["http://b.cn/"] == ("ok", 1)
    assert found["http://c.cn/"] == ("dns", 2)


async def test_a_fault_seen_once_before_an_interruption_is_looked_at_again(recorder):
    address = "http://a.cn/gone"
    for subject, what in (("s", What.EXTERNAL), ("s2", What.EXTERNAL), ("a1", What.POST_LINK)):
        recorder.queue(subject, recorder.ids.of([address]), 1, [what])
    recorder.look(OUTSIDE, recorder.ids.one(address), Reply(address, Outcome.HTTP_ERROR, datetime.now(UTC), 404))
    recorder.flush()
    world = World({"a.cn": Outcome.HTTP_ERROR})
    found = await looked(recorder, world, address)
    assert found[address] == ("http_error", 2)
    assert world.asked == [address]
