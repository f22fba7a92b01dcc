"""When a browser is asked about a certificate that we refuse, and what its answer decides."""

from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from auditor.collect.crawl.browser_look import BrowserLooks
from auditor.fetch.browser.browser import Shown
from auditor.model import Outcome, Reply

UNKNOWN = "certificate's issuer is unknown or its chain is incomplete"
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def reply(outcome, detail="", *, rendered=False):
    return Reply("https://a.cn/", outcome, NOW, detail=detail, rendered=rendered)


async def decided(monkeypatch, refused, answer):
    """Return what a refused look comes to, and how often the browser was asked."""
    asked = []

    async def show(_self, url):
        asked.append(url)
        return answer and Shown(answer)

    monkeypatch.setattr(BrowserLooks, "show", show)
    looks = BrowserLooks(SimpleNamespace(), "s1", Counter())
    return await looks.past_firewall(refused), len(asked)


@pytest.mark.parametrize(
    "detail", [UNKNOWN, "certificate's signature is too weak", "certificate has expired: one of its issuers'"]
)
async def test_a_certificate_that_a_browser_may_trust_is_shown_to_it(monkeypatch, detail):
    seen = reply(Outcome.OK, rendered=True)
    assert await decided(monkeypatch, reply(Outcome.TLS, detail), seen) == (seen, 1)


@pytest.mark.parametrize("answer", [None, reply(Outcome.TLS, "the browser says net::ERR_CERT_AUTHORITY_INVALID")])
async def test_what_no_browser_shows_stays_as_it_was_refused(monkeypatch, answer):
    refused = reply(Outcome.TLS, UNKNOWN)
    assert await decided(monkeypatch, refused, answer) == (refused, 1)


@pytest.mark.parametrize(
    "refused",
    [
        reply(Outcome.TLS, "certificate expired on 2026-01-01"),
        reply(Outcome.TLS, "certificate is for b.cn, not for a.cn"),
        reply(Outcome.UNSUPPORTED, "the server ends the TLS handshake without a word"),
    ],
)
async def test_what_every_browser_finds_or_decides_nothing_costs_no_look(monkeypatch, refused):
    assert await decided(monkeypatch, refused, None) == (refused, 0)
