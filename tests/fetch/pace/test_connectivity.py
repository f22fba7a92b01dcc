"""Whose fault a failure was: what proves our line from inside and from outside, by name and by address."""

import asyncio
from dataclasses import replace

import pytest

from auditor.config import FetchSettings
from auditor.errors import LineLost
from auditor.fetch.http.look import Look
from auditor.fetch.http.target import Refused, parse_target
from auditor.fetch.pace.connectivity import Connectivity, Verdict
from auditor.fetch.pace.outage import name_of
from auditor.model import Outcome

SETTINGS = replace(FetchSettings(), outage_ask_s=0.01, outage_wait_s=0.05)
OK = Look(Outcome.OK, status=200)
REFUSED = Look(Outcome.REFUSED)
DNS = Look(Outcome.DNS)


class Network:
    """Hosts that answer at once what `down` does not hold; `names`: those that resolve."""

    def __init__(self, settings=SETTINGS):
        self.down: set[str] = set()
        self.asked: list[str] = []
        self.names: set[str] | None = None
        self.told: list[str] = []
        self.connectivity = Connectivity(settings, self, asyncio.Event(), self.ask)
        self.connectivity._open.set()

    async def ask(self, url):
        self.asked.append(url)
        return REFUSED if parse_target(url).origin.host in self.down else OK

    async def again(self, host):
        if self.names is not None and host not in self.names:
            raise Refused(Outcome.DNS, "no")
        return ("8.8.8.8",)

    def forget_failures(self):
        self.names = None

    async def look(self, host, look, *, public=False):
        """Return the verdict on a look at a host that begins now."""
        began = await self.connectivity.open()
        origin = parse_target(f"http://{host}/").origin
        return await self.connectivity.judge(origin, look, began, public=public, taken=0)

    def watched(self):
        return self.connectivity.watched(["http://a.cn", "http://b.cn"], self.told.append)


async def test_nothing_waits_where_no_run_watches():
    network = Network()
    assert await network.look("a.cn", REFUSED) is Verdict.STANDS
    assert network.asked == []


async def test_a_host_is_down_where_another_answers_since():
    network = Network()
    async with network.watched():
        await network.look("a.cn", OK)
        failing = asyncio.create_task(network.look("b.cn", REFUSED))
        await asyncio.sleep(0.01)
        await network.look("a.cn", OK)
        assert await failing is Verdict.STANDS
        assert network.asked == []
        assert await network.look("b.cn", REFUSED) is Verdict.STANDS


async def test_hosts_that_answered_are_asked_where_nothing_else_is():
    network = Network()
    async with network.watched():
        await network.look("a.cn", OK)
        assert await network.look("b.cn", REFUSED) is Verdict.STANDS
        assert network.asked == ["http://a.cn/robots.txt"]
        network.down.add("a.cn")
        assert await network.look("c.cn", REFUSED) is Verdict.DOUBTED


async def test_the_first_host_of_all_is_believed():
    async with Network().watched():
        assert await Network().look("a.cn", REFUSED) is Verdict.STANDS


async def test_an_answer_from_inside_proves_nothing_of_the_way_outside():
    network = Network()
    async with network.watched():
        await network.look("inside.cn", OK)
        assert await network.look("outside.cn", REFUSED, public=True) is Verdict.DOUBTED
        await network.look("far.cn", OK, public=True)
        assert await network.look("outside.cn", REFUSED, public=True) is Verdict.STANDS
        assert await network.look("other-inside.cn", REFUSED) is Verdict.STANDS


async def test_a_name_is_gone_only_while_names_that_led_somewhere_still_do():
    network = Network()
    async with network.watched():
        await network.look("a.cn", OK, public=True)
        network.names = set()
        assert await network.look("gone.cn", DNS, public=True) is Verdict.DOUBTED
        network.names = {"a.cn"}
        assert await network.look("gone.cn", DNS, public=True) is Verdict.STANDS


async def test_an_answer_cut_off_is_no_proof_and_no_answer():
    network = Network()
    async with network.watched():
        await network.look("a.cn", OK)
        network.down.add("a.cn")
        assert await network.look("a.cn", Look(Outcome.REFUSED, status=200)) is Verdict.DOUBTED


async def test_what_failed_in_a_pause_is_asked_again_and_believed_the_next_time():
    network = Network(replace(SETTINGS, outage_wait_s=20))
    hosts = [f"h{number}.cn" for number in range(12)]
    async with network.watched():
        for host in hosts:
            await network.look(host, OK)
        network.down.update(hosts)
        failing = [asyncio.create_task(network.look(host, REFUSED)) for host in hosts[:4]]
        await asyncio.sleep(0.05)
        assert network.connectivity.paused
        assert network.told == ["4 of 12 hosts failed alike (refused)"]
        network.down.clear()
        assert await asyncio.gather(*failing) == [Verdict.AGAIN] * 4
        assert network.told[1:] == [""]
        assert await network.look(hosts[0], REFUSED) is Verdict.STANDS
        assert not network.connectivity.paused
        assert network.connectivity.paused_s > 0


async def test_a_look_that_hung_over_a_pause_is_taken_again():
    network = Network(replace(SETTINGS, outage_wait_s=20))
    hosts = [f"h{number}.cn" for number in range(12)]
    async with network.watched():
        for host in hosts:
            await network.look(host, OK)
        before = await network.connectivity.open()
        network.down.update(hosts)
        failing = [asyncio.create_task(network.look(host, REFUSED)) for host in hosts[:4]]
        await asyncio.sleep(0.05)
        network.down.clear()
        await asyncio.gather(*failing)
        origin = parse_target("http://h9.cn/").origin
        timed_out = Look(Outcome.TIMEOUT)
        assert await network.connectivity.judge(origin, timed_out, before, public=False, taken=0) is Verdict.AGAIN
        assert await network.look("h9.cn", timed_out) is Verdict.STANDS


async def test_a_host_that_comes_back_later_than_others_is_given_time():
    network = Network(replace(SETTINGS, outage_wait_s=20, outage_share=0.5))
    hosts = [f"h{number}.cn" for number in range(12)]
    async with network.watched():
        for host in hosts:
            await network.look(host, OK)
        network.down.update(hosts)
        failing = [asyncio.create_task(network.look(host, REFUSED)) for host in hosts[:7]]
        await asyncio.sleep(0.05)
        network.down.difference_update(hosts[1:])
        assert await asyncio.gather(*failing) == [Verdict.AGAIN] * 7
        origin = parse_target("http://h0.cn/").origin
        line = network.connectivity
        verdicts = [
            await line.judge(origin, REFUSED, await line.open(), public=False, taken=taken) for taken in (1, 2, 3)
        ]
    assert verdicts == [Verdict.AGAIN, Verdict.AGAIN, Verdict.STANDS]


@pytest.mark.parametrize(("dead", "lost"), [(3, False), (4, True)])
async def test_a_line_is_lost_where_more_than_the_share_stays_away(dead, lost):
    network = Network()
    hosts = [f"h{number}.cn" for number in range(12)]

    async def collect():
        async with network.watched():
            for host in hosts:
                await network.look(host, OK)
            network.down.update(hosts[:dead])
            await asyncio.gather(*(network.look(host, REFUSED) for host in hosts[:dead]))
            await asyncio.sleep(0.3)

    if not lost:
        await collect()
        return
    with pytest.raises(ExceptionGroup) as group:
        await collect()
    assert group.group_contains(LineLost, match="4 of 12 hosts failed alike")


async def test_sentinels_decide_alone():
    network = Network(replace(SETTINGS, sentinels=("http://gate.cn/",)))
    hosts = [f"h{number}.cn" for number in range(12)]
    async with network.watched():
        for host in hosts:
            await network.look(host, OK)
        verdicts = await asyncio.gather(*(network.look(host, REFUSED) for host in hosts))
        assert set(verdicts) <= {Verdict.STANDS, Verdict.AGAIN}
        assert set(network.asked) == {"http://gate.cn/"}
    network.down.add("gate.cn")
    with pytest.raises(ExceptionGroup) as group:
        async with network.watched():
            await asyncio.sleep(1)
    assert group.group_contains(LineLost, match="none of the sentinels answers")


def test_hosts_are_counted_by_name_and_unusual_port():
    names = [name_of(parse_target(url).origin) for url in ("http://a.cn/", "https://a.cn/", "http://a.cn:8080/")]
    assert names == ["a.cn", "a.cn", "a.cn:8080"]
