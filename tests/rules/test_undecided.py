import pytest

from auditor.model import FAULTS, UNDECIDED, Outcome, SubjectStanding, SubjectState
from auditor.rules.undecided import REFUSALS, not_seen, settled
from tests.make import partial, site


@pytest.mark.parametrize("status", sorted(REFUSALS))
def test_a_refusing_status_undoes_a_fault(status):
    assert settled(Outcome.HTTP_ERROR, status) in UNDECIDED


@pytest.mark.parametrize("outcome", sorted(Outcome))
def test_other_answers_stand(outcome):
    assert settled(outcome, 404 if outcome in FAULTS else 403) is outcome
    assert settled(outcome, None) is outcome


@pytest.mark.parametrize(
    ("why", "reason"),
    [("challenge: 412, 瑞数", "challenge"), ("http_error 500", "http_error"), ("no_data", "no_data"), ("", "no_data"),
     ("网络不通", "no_data")],
)  # fmt: skip
def test_the_reason_of_an_unseen_subject_is_its_code(why, reason):
    told = not_seen(SubjectStanding(site(), SubjectState.UNKNOWN, why), "x")
    assert (told.subject, told.target, told.reason, told.detail) == ("s1", "x", reason, why)


def test_a_subject_seen_in_part_is_partial():
    assert not_seen(partial(site(), "timeout: 3"), "x").reason == "partial"
