import pytest

from auditor.collect.accounts.fediverse_home import home_of
from tests.make import account


@pytest.mark.parametrize(
    ("url", "account_id", "base", "user", "host"),
    [
        ("https://h.example/@office", "", "https://h.example", "office", "h.example"),
        ("https://h.example/web/@office", "", "https://h.example", "office", "h.example"),
        ("https://h.example/users/office/statuses/1", "", "https://h.example", "office", "h.example"),
        ("https://h.example/@office@other.example", "", "https://other.example", "office", "other.example"),
        ("https://h.example/@office@h.example", "", "https://h.example", "office", "h.example"),
        ("http://127.0.0.1:3000/@office", "office@gov.example", "http://127.0.0.1:3000", "office", "gov.example"),
        ("https://h.example/", "@office", "https://h.example", "office", "h.example"),
        ("https://h.example/ap/users/117020457910412882", "", "https://h.example", "", "h.example"),
        (
            "https://h.example/ap/users/117020457910412882",
            "office@h.example",
            "https://h.example",
            "office",
            "h.example",
        ),
        ("https://h.example/@office", "117020457910412882", "https://h.example", "office", "h.example"),
        ("", "office@h.example", "https://h.example", "office", "h.example"),
        ("", "@office@h.example:8443", "https://h.example:8443", "office", "h.example:8443"),
        ("", "https://h.example/@office", "https://h.example", "office", "h.example"),
    ],
)
def test_where_an_account_lives(url, account_id, base, user, host):
    home = home_of(account(platform="mastodon", url=url, account_id=account_id))
    assert home
    assert (home.base, home.user, home.host) == (base, user, host)


@pytest.mark.parametrize(
    ("url", "account_id"), [("", "@office"), ("", "office"), ("", ""), ("ftp://h.example/@a", "a")]
)
def test_a_row_that_names_no_server(url, account_id):
    assert home_of(account(platform="mastodon", url=url, account_id=account_id)) is None


def test_names_are_quoted():
    home = home_of(account(platform="mastodon", url="https://h.example/@office.a", account_id=""))
    assert home
    assert home.webfinger == "https://h.example/.well-known/webfinger?resource=acct%3Aoffice.a%40h.example"
    assert (
        home.statuses("1/../2", max_id="3") == "https://h.example/api/v1/accounts/1%2F..%2F2/statuses?limit=40&max_id=3"
    )
