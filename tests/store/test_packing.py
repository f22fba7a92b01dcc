from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from auditor.model import FoundDate, Link, LinkKind, ListItem, ListState, PageFacts, PageKind
from auditor.store.packing import pack_facts, pack_ids, pack_texts, unpack_facts, unpack_ids, unpack_texts


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


def test_lone_surrogates_do_not_stop_the_writer():
    assert unpack_texts(pack_texts(["a\ud800b", "c"])) == ["a?b", "c"]
