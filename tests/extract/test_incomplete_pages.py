from auditor.extract.incomplete_pages import CUT, as_cut, is_cut
from auditor.model import FoundDate, ListState, PageFacts, PageKind
from tests.make import AS_OF

BODY = b"<html><head><title>t</title></head><body><p>a"


def test_a_page_that_closes_itself_is_whole_whatever_was_promised():
    assert is_cut(BODY, truncated=True)
    assert not is_cut(BODY, truncated=False)
    assert not is_cut(BODY + b"</BODY></HTML>\n<!-- 3 -->", truncated=True)
    assert is_cut(b"</html>" + b"x" * 2000, truncated=True)


def test_a_list_that_was_cut_is_one_not_seen():
    for kind in (PageKind.COLUMN, PageKind.HOME):
        facts = as_cut(PageFacts("u", kind=kind, list_state=ListState.EMPTY), BODY)
        assert (facts.kind, facts.list_state) == (kind, ListState.SCRIPT_FILLED)
    assert facts.written_by == CUT


def test_an_article_that_was_cut_is_a_page_of_no_kind_and_keeps_what_it_shows():
    shown = FoundDate(AS_OF, "shown")
    facts = as_cut(PageFacts("u", kind=PageKind.ARTICLE, published=shown, lost_fragments=("#a",), names=b"x"), BODY)
    assert facts.list_state is ListState.SCRIPT_FILLED  # other pages may be linked from what is missing
    assert (facts.kind, facts.published, facts.lost_fragments, facts.names) == (PageKind.OTHER, shown, (), b"")


def test_tags_are_kept_where_the_head_was_seen_whole():
    facts = PageFacts("u", kind=PageKind.HOME, title="t", meta={"sitename": "x"})
    assert as_cut(facts, BODY).meta == {"sitename": "x"}
    assert (as_cut(facts, b"<html><head><title>t").meta, as_cut(facts, b"<html><head><title>t").title) == ({}, "")
