"""`auditor run` over the hostile web with Chromium: nothing is told worse, challenges that let browsers in are seen."""

import os

import pytest

from tests.hostile.night import Night, spend_night

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("HOSTILE_BROWSER" not in os.environ, reason="takes two minutes: set HOSTILE_BROWSER"),
]
SAME_WITHOUT = ("robots-", "rate-", "inject-", "sent-", "echoes-", "numbers", "shows-", "trap-")
"""Sites of which a browser shows nothing else; their home pages would all be opened."""


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Night:
    return spend_night(tmp_path_factory.mktemp("hostile-browser"), browser=True, leave_out=SAME_WITHOUT)


def test_every_address_is_told_as_it_is(night: Night) -> None:
    assert night.done.code == 0
    assert night.score.total.total() >= 400
    assert not night.score.faults, "\n".join(night.score.faults)


def test_a_wall_that_lets_browsers_in_hides_no_site(night: Night) -> None:
    states = {str(one["id"]): one["state"] for one in night.report["subjects"]}
    assert [states[f"home-{code}"] for code in (521, 412, 200, 202)] == ["observed"] * 4


def test_nothing_reaches_the_private_service(night: Night) -> None:
    assert night.plan.web.canary_hits == []
