from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import (
    AccountReading,
    FoundDate,
    Link,
    LinkKind,
    ListItem,
    ListState,
    PageFacts,
    PageKind,
    Post,
    ReadingOutcome,
)
from auditor.store.packing import (
    pack,
    pack_facts,
    pack_ids,
    pack_texts,
    storable,
    unpack,
    unpack_facts,
    unpack_ids,
    unpack_texts,
)


def test_facts_come_back_without_what_has_columns_of_its_own():
    facts = PageFacts(
        url="http://a.cn/x.html",
        kind=PageKind.COLUMN,
        title="通知公告",
        meta={"columnname": "通知公告"},
        published=FoundDate(date(2026, 1, 2), "label", "2026-01-02"),
        items=(ListItem("http://a.cn/1.html", "关于停水的通知", date(2026, 1, 2)),),
        list_state=ListState.FILLED,
        links=(Link("http://a.cn/1.html", LinkKind.ANCHOR, "关于停水的通知"),),
        text="正文",
        signature=b"xx",
    )
    back = unpack_facts(pack_facts(facts))
    assert (back.kind, back.published, back.items, back.meta) == (facts.kind, facts.published, facts.items, facts.meta)
    assert (back.links, back.text, back.signature) == ((), "", None)


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_ids_round_trip(ids):
    assert unpack_ids(pack_ids(ids)).tolist() == ids


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1))
def test_texts_round_trip(texts):
    assert unpack_texts(pack_texts(texts)) == texts


@pytest.mark.parametrize("bad", ["a\ud800b", "a\0b"])
def test_letters_no_database_takes_do_not_stop_the_writer(bad):
    assert unpack_texts(pack_texts([bad, "c"])) == ["a?b", "c"]
    assert unpack_texts(pack_texts([bad])) == ["a?b"]
    assert storable(bad) == "a?b"


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=[])), min_size=1))
def test_texts_stay_in_their_places_whatever_they_hold(texts):
    assert unpack_texts(pack_texts(texts)) == list(map(storable, texts))


def test_values_with_lone_surrogates_come_back_mended():
    told = AccountReading(
        "a", "feed", ReadingOutcome.OK, datetime(2026, 1, 2, tzinfo=UTC),
        posts=(Post("k\udfff", "题\ud83d", published_at=datetime(2026, 1, 1, tzinfo=UTC), reads=3),),
    )  # fmt: skip
    back = unpack(pack(told), AccountReading)
    assert back == replace(told, posts=(replace(told.posts[0], key="k?", title="题?"),))
    facts = PageFacts("http://a.cn/", meta={"名\ud800": "b"}, signature=b"x", text="正\ud800")
    assert unpack_facts(pack_facts(facts)).meta == {"名?": "b"}
