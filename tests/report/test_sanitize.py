import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.report.sanitize import UNSEEN, address, href, plain, sanitized, target, visible
from tests.report.hostile import hostile_audit
from tests.report.invented import rich_audit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 文字 😀", "plain 文字 😀"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\x1b[31m", "⟨U+001B⟩[31m"),
        ("a\nb\tc\u2028d\xa0e\r\n\r\nf", "a b c d e f"),
        ("\ud800", "⟨U+D800⟩"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("全角\u3000空格", "全角\u3000空格"),
    ],
)
def test_letters_that_steer_or_hide_are_shown_by_number(text, shown):
    assert visible(text) == shown


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_unseen_is_left_and_twice_is_once(text):
    shown = plain(text)
    assert UNSEEN.search(shown) is None
    assert "\n" not in shown
    assert plain(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("https://a.example/p/13812345678.html", "https://a.example/p/13812345678.html"),
        ("https://a.example/?id=6222021234567890003", "https://a.example/?id=6222021234567890003"),
        ("https://a.example/?mobile=13812345678&x=1", "https://a.example/?mobile=138******78&x=1"),
        ("https://a.example/?q=13812345678", "https://a.example/?q=138******78"),
        ("https://a.example/11010519491231002X/", "https://a.example/110*************2X/"),
        ("https://a.example/?idcard=11010519491231002X", "https://a.example/?idcard=110*************2X"),
        ("https://a.example/?access_token=abc&x=1", "https://a.example/?access_token=***&x=1"),
        ("https://a.example/?key=%E5%8C%BB%E9%99%A2", "https://a.example/?key=%E5%8C%BB%E9%99%A2"),
        ("https://a.example/?key=9f86d081884c7d659a2f", "https://a.example/?key=***"),
        ("https://a.example/?token", "https://a.example/?token"),
        ("https://a.example/a?b=c&d=e", "https://a.example/a?b=c&d=e"),
    ],
)
def test_addresses_keep_working_without_secrets_and_persons(url, printed):
    assert address(url) == printed


def test_addresses_within_text_are_treated_as_addresses():
    text = "见 https://a.example/p/13812345678.html，电话13812345678"
    assert plain(text) == "见 https://a.example/p/13812345678.html，电话138******78"


@pytest.mark.parametrize("key", ["gh_0123456789ab", "6222021234567890003", "MzA5NjMwOTU0MQ==", "user@mastodon.example"])
def test_keys_of_accounts_stay_as_they_are(key):
    assert target(key) == key


def test_numbers_of_persons_are_masked_in_targets_too():
    assert target("13812345678") == "138******78"
    assert target("11010519491231002X") == "110*************2X"
    assert target("公示：张三 13812345678") == "公示：张三 138******78"


@pytest.mark.parametrize("url", ["https://a.example/", "http://127.0.0.1:8080/a?b", "https://例子.example/路"])
def test_http_addresses_become_links(url):
    assert href(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " https://a.example/", "data:text/html,x", "https://u:p@a.example/", "http://", "gh_1", "",
     "file:///etc/passwd", "//a.example/", "https://a.example:99999/"],
)  # fmt: skip
def test_nothing_else_becomes_a_link(url):
    assert href(url) is None


def test_columns_the_register_should_not_have_are_dropped():
    made = rich_audit()
    standings = tuple(
        replace(one, subject=replace(one.subject, extra={"联系人": "张三 13812345678"}, notes="私"))
        for one in made.standings
    )
    for one in sanitized(replace(made, standings=standings)).standings:
        assert (one.subject.extra, one.subject.notes) == ({}, "")


def test_a_harmless_audit_prints_as_it_is():
    made = rich_audit()
    assert sanitized(made).findings == made.findings
    assert sanitized(made).item_27 == made.item_27


def test_an_inert_audit_is_inert():
    once = sanitized(hostile_audit())
    assert sanitized(once) == once


@pytest.mark.parametrize("text", ["https://" * 20_000, "https://a?" + "&a=" * 50_000, "https://a/" + "1" * 100_000])
def test_long_addresses_take_no_time(text):
    start = time.perf_counter()
    plain(text)
    assert time.perf_counter() - start < 2
