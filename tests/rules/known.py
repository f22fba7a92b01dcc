"""The rules that answer keys speak of, also where they must say nothing.

A rule added later is none of them: no key names it, and none forbids what it finds. Add it here once the keys say what
it finds.
"""

from collections.abc import Iterable

IDS = """
account-dormant account-duplicate account-main account-missing account-name account-no-interaction
account-not-cancelled account-subject account-unregistered column-blank column-stale document-lapsed
interpretation-unlinked link-broken link-empty link-hidden link-no-notice link-private link-risky link-soft-404
message-unanswered notice-duplicate notice-expired notice-uninspected page-date page-fragment-missing page-orphan
page-oversize page-slow page-tags personal-data post-duplicate post-expired post-link-broken post-redated
redirect-chain secrecy-marking site-annual-report site-domain site-footer site-home-stale site-https site-ipv6
site-unreachable site-unregistered
"""
KNOWN = frozenset(IDS.split())


def is_known(rules: Iterable[str]) -> bool:
    """Return whether an answer key speaks of one of these rules; of no rule at all it does."""
    named = set(rules)
    return not named or bool(named & KNOWN)
