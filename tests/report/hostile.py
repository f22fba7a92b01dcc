"""An audit in which everything a stranger can write is an attack."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from auditor.model import Location
from auditor.model.audit import AccountProposal, Audit, NotSeen, StandingFinding
from tests.report.invented import rich_audit

TEXTS = (
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}{0.__class__}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "＝1＋1",
    "\t=1+1",
    "\x1b[31mred\x1b[0m",
    "\u202egnp.exe",
    "a\u200bb\ufeffc",
    "line\nbreak\r\nmore",
    "\x00null",
    "\ud800lone",
    "]]><x/>",
    "../../etc/passwd",
)
ADDRESSES = (
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://x.example/"onmouseover="alert(1)',
    "https://x.example/<script>alert(1)</script>",
    "https://user:secret@x.example/",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "https://x.example/\u202egnp.exe",
    "http://",
)


@cache
def hostile_audit() -> Audit:
    """Return the invented audit with attacks as names, texts, addresses and evidence."""
    made = rich_audit()
    findings = []
    for place, one in enumerate(made.findings):
        text, address = TEXTS[place % len(TEXTS)], ADDRESSES[place % len(ADDRESSES)]
        where = (Location(address, text, text), Location(text, text, address))
        values = {**one.values, "name": text, "title": text, "detail": text, text: text, "members": [address, text]}
        findings.append(
            replace(one, target=address if place % 2 else text, values=values, locations=where, unit=text, waiver=text)
        )
    standings = []
    for place, one in enumerate(made.standings):
        text, address = TEXTS[place % len(TEXTS)], ADDRESSES[place % len(ADDRESSES)]
        subject = replace(one.subject, name=text, unit=text, url=address, platform=text, extra={"phone": "13812345678"})
        standings.append(replace(one, subject=subject, why=f"network: {text}", stats={text: text}))
    sheets = tuple(
        replace(one, columns=tuple(replace(line, name=TEXTS[0], url=ADDRESSES[0]) for line in one.columns))
        for one in made.item_25
    )
    return replace(
        made,
        findings=tuple(findings),
        resolved=tuple(findings[:5]),
        standings=tuple(standings),
        unknown=tuple(NotSeen("portal", address, "timeout", text, ("link-broken",)) for text, address in _pairs()),
        item_25=sheets,
        notes=TEXTS,
        not_loaded=TEXTS,
        failed=TEXTS,
        run=replace(made.run, inventory=TEXTS[0]),
    )


def _pairs() -> list[tuple[str, str]]:
    return [(text, ADDRESSES[place % len(ADDRESSES)]) for place, text in enumerate(TEXTS)]


IDS = ("../../x", "CON", "a/b\\c:d*e?f", "x" * 5_000, "nul\x00.html", "\u202egnp", "=1+1", "<b>id</b>", "-", ".. ")


@cache
def hostile_ids_audit() -> Audit:
    """Return the hostile audit with attacks as ids of subjects too, and in what accounts and proposals carry."""
    made = hostile_audit()
    ids = {one.subject.id: IDS[place % len(IDS)] + str(place) for place, one in enumerate(made.standings)}
    values = {"name": TEXTS[0], "moved_to": ADDRESSES[0], "by": TEXTS[7], "title": TEXTS[11], "words": TEXTS[14]}
    return replace(
        made,
        standings=tuple(
            replace(
                one, subject=replace(one.subject, id=ids[one.subject.id], account_id=TEXTS[8], verified_as=TEXTS[5])
            )
            for one in made.standings
        ),
        findings=tuple(_of(one, ids) for one in made.findings),
        resolved=tuple(_of(one, ids) for one in made.resolved),
        unknown=tuple(replace(one, subject=ids["portal"]) for one in made.unknown),
        item_3=tuple(
            replace(
                one,
                subject=ids.get(one.subject, one.subject),
                target=TEXTS[place % len(TEXTS)],
                keep=ADDRESSES[place % len(ADDRESSES)],
                members=(*ADDRESSES, *TEXTS),
            )
            for place, one in enumerate(made.item_3)
        ),
        item_25=tuple(replace(one, subject=ids.get(one.subject, one.subject)) for one in made.item_25),
        item_27=tuple(_account(one, ids, values) for one in made.item_27),
    )


def _of(one: StandingFinding, ids: dict[str, str]) -> StandingFinding:
    return replace(one, subject=ids.get(one.subject, one.subject))


def _account(one: AccountProposal, ids: dict[str, str], values: dict[str, str]) -> AccountProposal:
    """Return a proposal whose every text is an attack; numbers stay numbers."""

    def spoilt(told: Mapping[str, str | int]) -> dict[str, str | int]:
        kept = {name: TEXTS[3] if isinstance(value, str) else value for name, value in told.items()}
        return {**values, **kept}

    return replace(
        one,
        subject=ids.get(one.subject, one.subject),
        into=None if one.into is None else ids.get(one.into, one.into),
        reasons=tuple(replace(why, values=spoilt(why.values)) for why in one.reasons),
        rests_on=one.rests_on and replace(one.rests_on, values=spoilt(one.rests_on.values)),
        steps=tuple(replace(step, values=spoilt(step.values)) for step in one.steps),
    )
