"""Redirects by which a firewall sends a program to its check: what comes of that says nothing of the address."""

import re
from collections.abc import Iterable

from auditor.fetch.firewall.challenge import is_html, says_much
from auditor.fetch.firewall.challenge_headers import EDGE_COOKIES
from auditor.fetch.http.look import Look
from auditor.model import FAULTS, Outcome

_CHECK = re.compile(
    r"captcha|challenge|antispider|anti[-_]?(?:bot|robot|crawl)|(?:robot|bot|human|security|browser|slider?|click)[-_]?"
    r"(?:check|verif)|wzws|waf[-_/.?]|[-_/.]waf\b|_guard/|x5sec|/punish|perfdrive|__cbk=|webshieldsession|/sorry/"
    r"|verify[-_]?page|geetest|yidun|_____tmd_____",
    re.I,
)


def is_detour(asked: str, look: Look, went: Iterable[str], cookies: Iterable[str]) -> bool:
    """Tell whether a way of redirects led to a firewall's check instead of what was asked.

    `went` are the addresses after the first, the last one included; `cookies` the names of those set on the way. An
    address of a check that was itself asked for is none, nor is a page with much to say.
    """
    if look.outcome not in FAULTS and not _says_little(look):
        return False
    if look.outcome is Outcome.REDIRECT_LOOP and any(name.lower().startswith(EDGE_COOKIES) for name in cookies):
        return True
    return not _CHECK.search(asked) and any(_CHECK.search(url.partition("://")[2]) for url in went)


def _says_little(look: Look) -> bool:
    if look.outcome is not Outcome.OK:
        return False
    content_type = next((value for name, value in look.headers if name == "content-type"), "")
    return is_html(content_type.lower(), look.body) and not says_much(look.body)
