"""What the product's resolver makes of a real name server's answers: no such name, or only trouble in finding out."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.model import Outcome

FAULTY = {"gone.test", "nodata.test", "alias-gone.test", "nodata-and-gone.test", "gone-and-nodata.test"}
FOUND = {"there.test", "v4-only.test", "there-and-gone.test", "there-and-servfail.test", "there-and-silent.test"}
TROUBLE = {
    "servfail.test", "refused.test", "notimp.test", "silent.test", "lies.test", "servfail-and-nodata.test",
    "nodata-and-servfail.test", "gone-and-servfail.test", "servfail-and-gone.test", "refused-and-nodata.test",
    "nodata-and-silent.test", "silent-and-nodata.test",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Return outcome and words by name, from a namespace whose only name server is ours."""
    lacks = not all(map(shutil.which, ("unshare", "mount", "ip")))
    if lacks or subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, check=False).returncode:
        pytest.skip("no namespace of our own to be had here")
    folder = tmp_path_factory.mktemp("names")
    command = ["unshare", "--net", "--mount", sys.executable, "-m", "tests.fetch.name_server", str(folder)]
    names = sorted(FAULTY | FOUND | TROUBLE)
    done = subprocess.run([*command, *names], capture_output=True, text=True, timeout=30, check=True,
                          cwd=Path(__file__).parents[2])  # fmt: skip
    rows = [line.split(" ", 2) for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == names
    return {name: (outcome, words) for name, outcome, words in rows}


def test_a_name_that_does_not_exist_is_told_from_a_resolver_in_trouble(told: dict[str, tuple[str, str]]) -> None:
    by_outcome = {name: outcome for name, (outcome, _) in told.items()}
    assert by_outcome == (
        dict.fromkeys(FAULTY, Outcome.DNS) | dict.fromkeys(FOUND, "ok") | dict.fromkeys(TROUBLE, Outcome.NETWORK)
    )


def test_a_name_without_an_address_is_told_from_one_that_does_not_exist(told: dict[str, tuple[str, str]]) -> None:
    assert told["nodata.test"][1] == "the host name exists, but has no address"
    assert told["gone.test"][1] != told["nodata.test"][1]
