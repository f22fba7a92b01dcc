"""Where a finding can be seen: the pages that bear on it, the one to photograph, and what to frame on it."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date

from auditor.fetch.browser.screenshot import Sought
from auditor.model import Outcome, PageFacts
from auditor.model.audit import FindingStatus, StandingFinding
from auditor.rules import Rule, Severity

HEAVY = frozenset({Severity.VETO, Severity.MAJOR})
GROWING = frozenset({"days", "looks", "until", "pages", "samples", "unseen", "posts", "lag"})
"""Values that change with every night although nothing else did."""

SAYS_EMPTY = ("共 0 条", "共0条", "暂无", "没有找到", "没有记录", "没有内容", "建设中", "敬请期待", "更新中")
PAGES = 8
ROWS = 5
FOOTER = (
    "footer",
    "[id*=footer i]",
    "[class*=footer i]",
    "[id*=foot i]",
    "[class*=foot i]",
    "[class*=bottom i]",
    "body",
)
MAIN = ("main", "[role=main]", "[id*=main i]", "[class*=main i]", "[class*=content i]", "[id*=content i]", "body")


@dataclass(frozen=True, slots=True)
class Scene:
    """The page to photograph, the outcome it had when it was judged, and what to frame on it."""

    url: str
    outcome: Outcome
    sought: Sought


def to_show(finding: StandingFinding) -> bool:
    """Return whether evidence is kept of a finding: vetoes and major ones that nobody has accepted."""
    return finding.severity in HEAVY and finding.status is not FindingStatus.WAIVED


def basis(finding: StandingFinding) -> str:
    """Return 32 hex digits that stay the same while the finding does: a new basis wants new evidence."""
    values = {name: value for name, value in finding.values.items() if name not in GROWING}
    place = finding.locations[0].url if finding.locations else ""
    told = [finding.rule, finding.severity, finding.confidence, finding.variant, finding.target, place, values]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()[:32]


def pages_of(finding: StandingFinding) -> tuple[str, ...]:
    """Return the addresses that bear on a finding, at most PAGES: its target, those in its values, its places."""
    told = [finding.target]
    for value in finding.values.values():
        told += value if isinstance(value, list) else [value] if isinstance(value, str) else []
    told += [place.url for place in finding.locations[:3]]
    return tuple(dict.fromkeys(one for one in told if is_web(one)))[:PAGES]


def scene(finding: StandingFinding, rule: Rule, home: str) -> Scene | None:
    """Return where to photograph a finding of a rule, None where no page shows it.

    `home` is where the home page of the finding's site was read ('' = it was not).
    """
    if rule.screenshot == "never" or finding.item == 27:
        return None
    if rule.screenshot == "holder":
        place = next((one.url for one in finding.locations if is_web(one.url)), "")
        found = Sought(finding.fingerprint, addresses=(finding.target,))
        return Scene(place, Outcome.OK, found) if place else None
    url = home if rule.screenshot == "home" and home else finding.target
    if not is_web(url):
        return None
    outcome = finding.values.get("outcome")
    judged = Outcome(outcome) if isinstance(outcome, str) and outcome in set(Outcome) else Outcome.OK
    return Scene(url, judged, _sought(finding, rule)) if judged in (Outcome.OK, Outcome.HTTP_ERROR) else None


def _sought(finding: StandingFinding, rule: Rule) -> Sought:
    newest = finding.values.get("newest_url")
    told = [finding.values.get(name) for name in ("raw", "words", "newest_raw")]
    if rule.frame == "empty":
        told = [*SAYS_EMPTY, finding.values.get("name")]
    return Sought(
        finding.fingerprint,
        addresses=(newest,) if isinstance(newest, str) and newest else (),
        whole_list=True,
        texts=tuple(text for text in told if isinstance(text, str) and text),
        selectors=FOOTER if rule.frame == "footer" else MAIN,
    )


def with_rows(one: Scene, facts: PageFacts | None) -> Scene:
    """Return a scene that, where the finding names no item, seeks the newest rows of the page's own list."""
    if one.sought.addresses or one.sought.texts or facts is None:
        return one
    dated = sorted((item for item in facts.items if item.on), key=lambda item: item.on or date.min, reverse=True)
    rows = tuple(item.url for item in (dated or facts.items) if is_web(item.url))[:ROWS]
    texts = () if rows else tuple(item.raw for item in dated[:1] if item.raw)
    return replace(one, sought=replace(one.sought, addresses=rows, texts=texts))


def is_web(text: str) -> bool:
    """Return whether a text is an address that a browser can open."""
    return text.startswith(("http://", "https://"))
