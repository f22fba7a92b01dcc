from datetime import UTC, datetime

import pytest

from auditor.model import Hop, Outcome, Reply
from auditor.store.look_notes import LookNotes, downgraded, notes_of, read_notes

AT = datetime(2026, 6, 30, tzinfo=UTC)


def reply(*hops, final="https://a.gov.cn/end"):
    return Reply("https://a.gov.cn/", Outcome.OK, AT, 200, final, tuple(Hop(url, 302) for url in hops))


@pytest.mark.parametrize(
    ("hops", "final", "down"),
    [
        ((), "http://a.gov.cn/", False),
        (("https://a.gov.cn/",), "http://a.gov.cn/", True),
        (("http://a.gov.cn/",), "https://a.gov.cn/", False),
        (("https://a.gov.cn/", "http://a.gov.cn/x"), "https://a.gov.cn/y", True),
    ],
)
def test_a_way_that_leaves_encryption(hops, final, down):
    seen = reply(*hops, final=final)
    assert downgraded(seen.hops, final) is down
    assert (notes_of(seen) is not None) is (down or len(hops) > 1)


def test_notes_come_back():
    seen = reply("https://a.gov.cn/1", "https://a.gov.cn/2")
    assert read_notes(notes_of(seen, "gambling", ("棋牌",))) == LookNotes(seen.hops, "gambling", ("棋牌",))
    assert read_notes(notes_of(reply("http://a.gov.cn/"))) == LookNotes()
