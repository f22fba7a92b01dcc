"""What must be said of one address or site of the hostile web, and where what was said differs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.rules.known import is_known

LINK_RULES = frozenset({"link-broken", "link-soft-404", "link-private"})
LOAD = frozenset({"page-slow"})
"""Rules that fire as the machine of the tests is busy."""


@dataclass(frozen=True, slots=True)
class Truth:
    """The verdict on one link target.

    `says` is 'ok', 'broken', 'unknown', 'soft_404', 'private' or 'nothing' (no word is said of it). `words` are the
    outcomes that a broken link may show, or the reasons an unknown may have (empty: any). `rules` must fire on the
    target besides, `may` may. `suspected`: a broken link that must not be confirmed.
    """

    says: str
    words: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    suspected: bool = False


def ok(*rules: str, may: Iterable[str] = ()) -> Truth:
    """Return the truth of an address that opens."""
    return Truth("ok", rules=frozenset(rules), may=frozenset(may))


def broken(*outcomes: str, suspected: bool = False) -> Truth:
    """Return the truth of an address that fails for visitors."""
    return Truth("broken", frozenset(outcomes), suspected=suspected)


def unknown(*reasons: str) -> Truth:
    """Return the truth of an address of which nothing can be known."""
    return Truth("unknown", frozenset(reasons))


SOFT_404 = Truth("soft_404")
PRIVATE = Truth("private")
NOTHING = Truth("nothing")
CHALLENGE = unknown("challenge")


@dataclass(frozen=True, slots=True)
class Said:
    """What a report says of one target: findings as (rule, confidence, evidence), unknowns as (reason, detail, rules).

    `texts` are the words of the links that findings name.
    """

    findings: list[tuple[str, str, Mapping[str, object]]] = field(default_factory=list)
    unknown: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)

    @property
    def rules(self) -> dict[str, str]:
        """Return the rules that fired, with their confidence."""
        return {rule: confidence for rule, confidence, _ in self.findings}

    @property
    def verdict(self) -> str:
        """Return what is said of the link in one word."""
        for rule, word in (("link-broken", "broken"), ("link-soft-404", "soft_404"), ("link-private", "private")):
            if rule in self.rules:
                return word
        return "unknown" if any(LINK_RULES & set(rules) for _, _, rules in self.unknown) else "ok"


def said_by_target(report: Mapping[str, list[dict[str, object]]]) -> dict[str, Said]:
    """Return what findings.json says, by target; rules that no truth knows are left out."""
    told: dict[str, Said] = {}
    for one in report["findings"]:
        if not is_known([str(one["rule"])]):
            continue
        row = (str(one["rule"]), str(one["confidence"]), one["evidence"])
        said = told.setdefault(str(one["target"]), Said())
        said.findings.append(row)
        said.texts.update(str(place["text"]) for place in one["locations"])
    for one in report["unknown"]:
        if not is_known(map(str, one["rules"])):
            continue
        unseen = (str(one["reason"]), str(one["detail"]), tuple(map(str, one["rules"])))
        told.setdefault(str(one["target"]), Said()).unknown.append(unseen)
    return told


def differs(truths: Iterable[Truth], said: Said) -> str:
    """Return how what was said differs from each of the allowed truths, '' where one fits."""
    faults = [_differs(truth, said) for truth in truths]
    return "" if "" in faults else " / ".join(faults)


def _differs(truth: Truth, said: Said) -> str:
    if truth.says == "nothing":
        return f"said {said}" if said.findings or said.unknown else ""
    if said.verdict != truth.says:
        return f"{said.verdict} instead of {truth.says}: {said.findings or said.unknown}"
    wanted = set(truth.rules) | {f"link-{truth.says.replace('_', '-')}"} & LINK_RULES
    fired = set(said.rules)
    if not wanted <= fired or fired - wanted - truth.may - LOAD:
        return f"rules {sorted(fired)} instead of {sorted(wanted)}"
    if truth.says == "unknown":
        reasons = {reason for reason, _, _ in said.unknown}
        return "" if not truth.words or reasons <= truth.words else f"{said.unknown} instead of {sorted(truth.words)}"
    if truth.says == "broken":
        return _differs_broken(truth, said)
    return ""


def _differs_broken(truth: Truth, said: Said) -> str:
    confidence, evidence = next((sure, seen) for rule, sure, seen in said.findings if rule == "link-broken")
    if truth.words and evidence["outcome"] not in truth.words:
        return f"broken by {evidence['outcome']} ({evidence['detail']}) instead of {sorted(truth.words)}"
    wanted = "suspected" if truth.suspected else "confirmed"
    return "" if confidence == wanted else f"{confidence} instead of {wanted}: {evidence}"
