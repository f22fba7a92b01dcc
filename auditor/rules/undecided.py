"""What decides nothing: answers by which a server turns a machine away, and subjects that were not seen."""

import re
from collections.abc import Mapping

from auditor.model import FAULTS, Outcome, SubjectStanding, SubjectState
from auditor.rules import Unknown

CODE = re.compile(r"[a-z][a-z0-9_]*")
REFUSALS: Mapping[int, Outcome] = {
    401: Outcome.AUTH,
    403: Outcome.AUTH,
    407: Outcome.AUTH,
    412: Outcome.CHALLENGE,
    429: Outcome.RATE_LIMITED,
    432: Outcome.CHALLENGE,
    451: Outcome.AUTH,
    493: Outcome.CHALLENGE,
    499: Outcome.CHALLENGE,
    521: Outcome.CHALLENGE,
    999: Outcome.CHALLENGE,
}
"""Statuses that say nothing of the page, whatever the outcome says (docs/contract.md 4.5; docs/reliability.md 4)."""

GONE = frozenset({404, 410})
"""Statuses by which a server says that there is no such page, or none any more (RFC 9110 section 15.5)."""

_REGISTERED = frozenset({*range(400, 418), *range(421, 427), 428, 429, 431, 451})
FIREWALL_LIKE = frozenset({405, 406, *range(400, 500)} - (_REGISTERED - {405, 406}))
"""Statuses to a plain GET that firewalls also use, those of 4xx that no standard knows among them (IANA, HTTP Status
Code Registry); without a browser's look they stay a suspicion."""

_SAME_FOR_ALL = (
    "certificate expired on ", "certificate is not valid before ", "certificate is for ", "certificate is self-signed",
    "the server speaks only TLSv1", "the port speaks plain HTTP",
)  # fmt: skip
"""Beginnings of details of TLS faults that every browser finds; others may lie in our own list of authorities."""
_MAY_BE_REFUSED = "503 through "
"""Beginning of the detail of an answer that a firewall's cache gave, whose firewall says so, too."""


def differs_by_browser(outcome: Outcome, detail: str) -> bool:
    """Return whether a fault is one that a visitor's browser may not find: of TLS, or told by a firewall's cache."""
    if outcome is Outcome.HTTP_ERROR:
        return detail.startswith(_MAY_BE_REFUSED)
    return outcome is Outcome.TLS and not detail.startswith(_SAME_FOR_ALL)


def settled(outcome: Outcome, status: int | None) -> Outcome:
    """Return `outcome`, or the undecided one that a refusing `status` stands for."""
    return REFUSALS.get(status or 0, outcome) if outcome in FAULTS else outcome


def reason_of(standing: SubjectStanding) -> str:
    """Return 'partial', or the reason code that the `why` of an unseen subject begins with ('no_data': none)."""
    if standing.state is SubjectState.PARTIAL:
        return "partial"
    code = CODE.match(standing.why)
    return code.group() if code else "no_data"


def not_seen(standing: SubjectStanding, target: str) -> Unknown:
    """Return the verdict on a subject of which nothing, or not enough, was seen."""
    return Unknown(standing.subject.id, target, reason_of(standing), standing.why)
