import json
import random
import secrets
import string
from datetime import UTC, datetime

import pytest

from auditor.collect.accounts.credentials import Secret
from auditor.collect.accounts.feed import FAILURES
from auditor.collect.accounts.interface_answers import Unread, count_of, json_of, object_of, objects_of, text_of, told
from auditor.model import Outcome, ReadingOutcome, Reply

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


def reply(body=b"{}", **more) -> Reply:
    return Reply("http://h/", more.pop("outcome", Outcome.OK), NOW, more.pop("status", 200), body=body, **more)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("invalid ip 10.1.2.3 ipv6 ::ffff:10.1.2.3, not in whitelist", "invalid ip 10.1.2.3"),
        ("api unauthorized", "api unauthorized"),
        ("reach max api daily quota limit", "reach max api daily quota limit"),
        ("two\nlines \x1b[31mred\x1b[0m", "two lines"),
        ("请求的HTTP方法错误", "请求的HTTP方法错误"),
    ],
)
def test_words_that_help_are_kept(text, kept):
    said = told(text)
    assert kept in said
    assert not {"\n", "\x1b"} & set(said)
    assert len(said) <= 120


def test_tokens_are_masked_whatever_their_shape():
    dice = random.Random(7)
    for _ in range(300):
        alphabet = dice.choice([string.hexdigits, string.ascii_letters + string.digits + "_-", "+/=" + string.digits])
        token = "7" + "".join(dice.choice(alphabet) for _ in range(dice.randint(15, 500)))
        line = told(dice.choice(["bad token {}", '{{"access_token":"{}"}}', "x={} rest", "词{}词"]).format(token))
        assert token not in line
        assert not any(token[at : at + 12] in line for at in range(len(token) - 12)), line


@pytest.mark.parametrize("value", ["correct horse battery", "päss/wört+1", 'quote"d\\', "abcdef", "a&b=c/d?e"])
def test_known_secrets_are_masked_in_each_way_they_are_written(value):
    from urllib.parse import quote, quote_plus

    Secret(value)
    for written in (value, quote(value, safe=""), quote_plus(value), json.dumps(value)):
        assert told(f"you sent {written} to us") in ("you sent *** to us", 'you sent "***" to us')


def test_half_a_token_at_the_end_of_a_long_text_is_not_shown():
    token = secrets.token_hex(20)
    for before in range(4_960, 5_002):
        assert token[:6] not in told("a" * before + " " + token)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.OK])
def test_a_failed_call_keeps_its_outcome_and_what_came_with_it(outcome):
    with pytest.raises(Unread) as failure:
        json_of(reply(b'{"error":"x"}', outcome=outcome, status=None, detail="why"))
    assert failure.value.outcome is FAILURES[outcome]
    assert failure.value.answer == {"error": "x"}
    assert failure.value.detail == "why"


@pytest.mark.parametrize(("status", "outcome"), [(401, "auth"), (429, "rate_limited"), (432, "challenge"),
                                                 (418, "challenge"), (500, "http_error")])  # fmt: skip
def test_refusals_by_status_are_no_faults(status, outcome):
    with pytest.raises(Unread) as failure:
        json_of(reply(b"no", outcome=Outcome.HTTP_ERROR, status=status, detail=str(status)))
    assert failure.value.outcome is ReadingOutcome(outcome)
    assert failure.value.code == str(status)


@pytest.mark.parametrize(
    "body",
    [b"", b"  ", b"<html>login</html>", b"[]", b'"text"', b"null", b'{"a":', b"{'a':1}", b"\xff\xfe{}", b"[" * 100_000,
     b'{"a":' * 50_000, b'{"n":' + b"9" * 5_000 + b"}"],
)  # fmt: skip
def test_what_is_no_object_is_never_an_empty_one(body):
    with pytest.raises(Unread) as failure:
        json_of(reply(body))
    assert failure.value.outcome is ReadingOutcome.PARSE_ERROR


def test_a_cut_body_is_not_read():
    with pytest.raises(Unread):
        json_of(reply(b'{"list":[]}', truncated=True, detail="cut at 11 bytes"))


def test_texts_no_database_keeps_are_replaced():
    found = json_of(reply(b'\xef\xbb\xbf{"t":"a\\ud800b\\u0000c","e":"\\ud83d\\ude00","raw":"x\ty"}'))
    assert found == {"t": "a?bc", "e": "\U0001f600", "raw": "x\ty"}


def test_a_list_that_is_none_is_not_empty():
    assert objects_of({"list": []}, "list") == []
    for wrong in ({}, {"list": None}, {"list": {}}, {"list": [1]}, {"list": ""}):
        with pytest.raises(Unread):
            objects_of(wrong, "list")
    with pytest.raises(Unread):
        object_of({"data": []}, "data")


@pytest.mark.parametrize(("value", "count"), [(0, 0), ("12", 12), (-1, None), (True, None), (None, None), (1.5, None),
                                              ("1.2万", None), (10**20, None), ("９", None)])  # fmt: skip
def test_counts(value, count):
    assert count_of({"n": value}, "n") == count


def test_texts():
    assert text_of({"n": 5}, "n") == "5"
    assert text_of({"n": None}, "n") == text_of({}, "n") == text_of({"n": True}, "n") == text_of({"n": []}, "n") == ""
