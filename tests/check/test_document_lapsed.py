"""The rule document-lapsed: past its validity or repealed, and its page does not say so."""

from datetime import date

import pytest

from auditor.facts.pages import PageReading
from auditor.facts.validity_facts import DocumentReading
from auditor.model import DocumentClass, DocumentFacts, Fate
from auditor.rules import Confidence
from auditor.text.document_names import is_own
from auditor.text.repeals import LaterWord
from checks.document_lapsed import RULE
from tests.make import AS_OF, HOME, World, days_ago, document, findings, limits, site, verdicts

PAGE = HOME + "a.html"


def of_site(*documents, **fields):
    return World(site(), facts={PageReading: {"s1": []}, DocumentReading: {"s1": documents}}, **fields)


NINE = days_ago(9)


def later(fate=Fate.REPEALED, on=None, named_on=NINE, exact=True):
    return LaterWord(fate, HOME + "fz.html", "关于废止的决定", on, named_on, exact)


@pytest.mark.parametrize(("days", "verdict"), [(0, "Clean"), (1, "Finding")])
def test_a_stated_last_day(days, verdict):
    assert verdicts(RULE, of_site(document("a.html", until=days_ago(days)))) == {PAGE: verdict}


def test_a_stated_end_is_confirmed_only_of_own_documents_not_counted_from_publication():
    for fields, sure in (({}, True), ({"counted": True}, False), ({"own": False}, False), ({"valid": "有效"}, False)):
        (found,) = findings(RULE, of_site(document("a.html", until=days_ago(3), words="有效期", **fields)))
        assert (found.confidence is Confidence.CONFIRMED, found.action, found.variant) == (sure, "mark", "")


@pytest.mark.parametrize(
    ("kind", "years"), [(DocumentClass.USUAL, 5), (DocumentClass.TRIAL, 2), (DocumentClass.NOTICE, 1)]
)
def test_the_usual_validity_by_class(kind, years):
    begun = date(AS_OF.year - years, AS_OF.month, AS_OF.day)
    assert not findings(RULE, of_site(document("a.html", kind, begins=begun)))
    (found,) = findings(RULE, of_site(document("a.html", kind, begins=begun.replace(day=29))))
    assert (found.confidence, found.variant) == (Confidence.SUSPECTED, "usual")
    name = {5: "years", 2: "trial_years", 1: "notice_years"}[years]
    assert not findings(
        RULE, of_site(document("a.html", kind, begins=begun.replace(day=29))), limits(RULE, **{name: 9})
    )


def test_the_usual_validity_is_not_for_others_nor_where_the_head_says_valid():
    old = {"published": days_ago(4000)}
    assert verdicts(RULE, of_site(document("a.html", own=False, **old))) == {PAGE: "Clean"}
    assert verdicts(RULE, of_site(document("a.html", valid="有效性：有效", **old))) == {PAGE: "Clean"}


def test_an_undated_own_document_cannot_be_told():
    assert verdicts(RULE, of_site(document("a.html"))) == {PAGE: "undated"}


@pytest.mark.parametrize("word", [{"until": days_ago(900)}, {"later": (later(),)}, {"published": days_ago(4000)}])
def test_a_mark_quiets_everything(word):
    assert verdicts(RULE, of_site(document("a.html", marked="已失效", **word))) == {PAGE: "Clean"}


def test_a_repeal_is_named_and_placed():
    (found,) = findings(RULE, of_site(document("a.html", number="某府规〔2018〕3号", later=(later(),))))
    assert (found.variant, found.values["end"], found.values["repealed_by"]) == (
        "repealed",
        days_ago(9),
        HOME + "fz.html",
    )
    assert [place.url for place in found.locations] == [HOME + "fz.html"]
    assert found.confidence is Confidence.CONFIRMED


def test_a_repeal_of_what_may_be_another_edition_is_suspected_and_reaches_other_offices_documents():
    (found,) = findings(RULE, of_site(document("a.html", own=False, later=(later(exact=False),))))
    assert found.confidence is Confidence.SUSPECTED


@pytest.mark.parametrize(("on", "found"), [(AS_OF, True), (days_ago(-1), False)])
def test_a_repeal_counts_from_the_day_it_takes_effect(on, found):
    assert bool(findings(RULE, of_site(document("a.html", published=days_ago(50), later=(later(on=on),))))) is found


def test_a_later_prolongation_extends():
    kept = later(Fate.KEPT, on=days_ago(-100))
    assert not findings(RULE, of_site(document("a.html", until=days_ago(30), later=(kept,))))
    assert not findings(RULE, of_site(document("a.html", until=days_ago(30), later=(later(Fate.KEPT),))))
    over = later(Fate.KEPT, on=days_ago(2))
    (found,) = findings(RULE, of_site(document("a.html", until=days_ago(30), later=(over,))))
    assert found.values["end"] == days_ago(2)


def test_a_document_kept_after_its_repeal_holds():
    words = (later(), later(Fate.KEPT, named_on=days_ago(3)))
    assert not findings(RULE, of_site(document("a.html", published=days_ago(50), later=words)))


@pytest.mark.parametrize(
    ("title", "facts", "own"),
    [
        ("某办法", {"number": "虹府规〔2019〕3号"}, True),
        ("某办法", {"number": "虹府办发〔2019〕3号"}, True),
        ("某办法", {"number": "沪府规〔2019〕3号"}, False),
        ("某办法", {"number": "国办发〔2019〕3号"}, False),
        ("某办法", {"issuer": "虹口区人民政府", "number": "沪府规〔2019〕3号"}, True),
        ("某办法", {"issuer": "上海市人民政府", "number": "虹府规〔2019〕3号"}, False),
        ("虹口区停车办法", {}, True),
        ("上海市停车办法", {}, False),
        ("停车办法", {}, False),
    ],
)
def test_which_documents_are_the_register_s_own(title, facts, own):
    units = ["上海市虹口区人民政府办公室", "虹口区教育局"]
    assert is_own(title, DocumentFacts(**facts), units) is own
