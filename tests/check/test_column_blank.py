import pytest

from auditor.facts.home import HomeReading
from auditor.facts.site_columns import ColumnReading
from auditor.model import FAULTS, UNDECIDED, ColumnClass, ListState
from checks.column_blank import RULE
from tests.make import HOME, World, column, findings, home, site, verdicts

URL = HOME + "news/"


def world(*columns):
    return World(site(), facts={HomeReading: {"s1": home()}, ColumnReading: {"s1": columns}})


def state(value, **fields):
    return column(None, list_state=value, **{"items": 0, **fields})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ListState.EMPTY, "Finding"),
        (ListState.UNDER_CONSTRUCTION, "Finding"),
        (ListState.SCRIPT_FILLED, "script_filled"),
        (ListState.NONE, "no_list"),
        (ListState.PARENT, "Clean"),
        (ListState.LINK_OUT, "Clean"),
        (ListState.FILLED, "Clean"),
    ],
)
def test_each_state(value, expected):
    assert verdicts(RULE, world(state(value))) == {URL: expected}


def test_every_state_is_covered():
    assert {mark[0] for mark in test_each_state.pytestmark[0].args[1]} == set(ListState)


@pytest.mark.parametrize("value", [ListState.EMPTY, ListState.UNDER_CONSTRUCTION])
def test_a_list_not_wholly_seen_is_unknown(value):
    assert verdicts(RULE, world(state(value, complete=False))) == {URL: "partial"}


@pytest.mark.parametrize("value", list(ListState))
def test_a_column_with_items_is_not_blank(value):
    assert verdicts(RULE, world(state(value, items=1))) == {URL: "Clean"}


@pytest.mark.parametrize("outcome", sorted(FAULTS | UNDECIDED))
def test_a_column_not_seen_is_unknown(outcome):
    assert verdicts(RULE, world(state(ListState.EMPTY, outcome=outcome))) == {URL: outcome.value}


@pytest.mark.parametrize("cls", [None, ColumnClass.NO_LIMIT, ColumnClass.NEWS])
def test_blank_is_blank_in_every_class(cls):
    assert verdicts(RULE, world(state(ListState.EMPTY, column_class=cls))) == {URL: "Finding"}


def test_words_differ_for_columns_being_built():
    built = state(ListState.UNDER_CONSTRUCTION, url=HOME + "soon/")
    assert {one.target: one.variant for one in findings(RULE, world(state(ListState.EMPTY), built))} == {
        URL: "",
        HOME + "soon/": "under_construction",
    }
