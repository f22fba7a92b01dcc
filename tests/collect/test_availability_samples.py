"""Which samples count: what every site shares may be a fault of our own line."""

from datetime import UTC, datetime

import pytest

from auditor.collect.availability_samples import _opened, _without_our_faults
from auditor.config.settings import FetchSettings
from auditor.model import FAULTS, UNDECIDED, Outcome, Reply
from auditor.store.samples import Sample

NOW = datetime(2026, 6, 30, tzinfo=UTC)


def samples(*outcomes):
    opened = {Outcome.OK: True}
    return [Sample(f"s{n}", NOW, opened.get(one, False), one) for n, one in enumerate(outcomes)]


def counted(taken, servers=None, proved=None):
    places = servers or [f"192.0.2.{n}" for n in range(len(taken))]
    return [one.opened for one in _without_our_faults(taken, places, FetchSettings(), proved)]


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.REFUSED, Outcome.TLS, Outcome.DNS])
def test_what_every_server_comes_to_is_ours(outcome):
    assert counted(samples(outcome, outcome)) == [None, None]
    assert counted(samples(outcome)) == [False]
    assert counted(samples(outcome, Outcome.OK)) == [False, True]


def test_sentinels_decide_where_there_are_any():
    assert counted(samples(Outcome.TIMEOUT, Outcome.TIMEOUT), proved=True) == [False, False]
    lost = samples(Outcome.REFUSED, Outcome.HTTP_ERROR, Outcome.OK)
    assert counted(lost, proved=False) == [None, False, True]


def test_errors_of_servers_that_answered_are_theirs():
    assert counted(samples(Outcome.HTTP_ERROR, Outcome.HTTP_ERROR)) == [False, False]


def test_two_sites_on_one_server_that_refuses_are_down():
    assert counted(samples(Outcome.REFUSED, Outcome.REFUSED), ["192.0.2.1"] * 2) == [False, False]


@pytest.mark.parametrize(("failing", "count"), [(3, False), (4, None)])
def test_more_than_a_third_of_ten_servers_failing_alike_are_ours(failing, count):
    taken = samples(*[Outcome.TIMEOUT] * failing, *[Outcome.OK] * (10 - failing))
    assert counted(taken) == [count] * failing + [True] * (10 - failing)


def test_many_sites_on_one_server_that_is_down_are_theirs():
    taken = samples(*[Outcome.TIMEOUT] * 12, *[Outcome.OK] * 9)
    servers = ["192.0.2.1"] * 12 + [f"198.51.100.{n}" for n in range(9)]
    assert counted(taken, servers) == [False] * 12 + [True] * 9


@pytest.mark.parametrize("outcome", sorted(UNDECIDED - {Outcome.TIMEOUT}))
def test_what_decides_nothing_counts_for_neither_side(outcome):
    assert _opened(outcome, Reply("https://a.test/", outcome, NOW)) is None


@pytest.mark.parametrize("outcome", sorted(FAULTS | {Outcome.TIMEOUT}))
def test_faults_and_silence_count_against_a_site(outcome):
    assert _opened(outcome, Reply("https://a.test/", outcome, NOW, detail="said so")) is False


@pytest.mark.parametrize("status", [405, 406, 418])
def test_statuses_that_firewalls_give_count_for_neither_side(status):
    assert _opened(Outcome.HTTP_ERROR, Reply("https://a.test/", Outcome.HTTP_ERROR, NOW, status)) is None


@pytest.mark.parametrize("words", ["certificate expired on 2026-06-29", "certificate is self-signed"])
def test_a_faulty_certificate_is_no_closed_door(words):
    assert _opened(Outcome.TLS, Reply("https://a.test/", Outcome.TLS, NOW, detail=words)) is None


def test_a_port_without_encryption_is():
    reply = Reply("https://a.test/", Outcome.TLS, NOW, detail="the port does not speak TLS")
    assert _opened(Outcome.TLS, reply) is False
