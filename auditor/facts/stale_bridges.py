"""Feed bridges, such as RSSHub or WeRSS, that answer while they have stopped reading (ACCOUNTS.md 4)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.model import FAILED, ReadingOutcome, Subject, SubjectKind
from auditor.model.activity import activity, day_of
from auditor.model.urls import host_port
from auditor.rules import View
from auditor.rules.registered import running

SAW_NOTHING = FAILED | {ReadingOutcome.EMPTY}
"""Outcomes by which a bridge gave nothing of an account: one that has not read it yet answers with an empty feed."""

NOT_TRIED = frozenset({ReadingOutcome.NO_SOURCE, ReadingOutcome.UNSUPPORTED})

OWN_SOURCE = "feed"
"""The platform of feeds that are accounts themselves: nothing stands between, and nothing joins them."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What matters of one account beside others: what its reading came to, and the day of its newest post.

    `bridge` is '' where it is read through none; `bridge_read_on` is the day the bridge last read any account, by its
    own word.
    """

    account: str
    platform: str
    bridge: str
    outcome: ReadingOutcome
    newest: date | None
    bridge_read_on: date | None


def glances(view: View) -> Iterator[Glance]:
    """Yield a glance of every running account that was tried to be read, in register order."""
    for account in running(view, SubjectKind.ACCOUNT):
        reading = view.account(account.id)
        if reading is not None and reading.outcome not in NOT_TRIED:
            newest = activity(reading, view.as_of).newest if reading.outcome is ReadingOutcome.OK else None
            read_on = day_of(reading.bridge_read_at) if reading.bridge_read_at else None
            yield Glance(account.id, account.platform, bridge_of(account), reading.outcome, newest, read_on)


def bridge_of(account: Subject) -> str:
    """Return host:port of the bridge an account is read through, '' where the host is its own or there is none."""
    if account.platform == OWN_SOURCE or not account.source.startswith(("http://", "https://")):
        return ""
    (host, port), own = host_port(account.source), host_port(account.url)[0] if account.url else ""
    return "" if host == own else f"{host}:{port}"


def stale_bridges(
    seen: Iterable[Glance], canaries: frozenset[str], as_of: date, limits: Mapping[str, float]
) -> dict[str, str]:
    """Return account id → what is wrong, for every account read through a bridge that has gone stale.

    A bridge is stale when by its own word it read nothing for more than `bridge_days`; where it has no word for that,
    when at least `bridge_accounts` of its accounts could be read and the newest post of all is older than that;
    when at least `bridge_fails` and more than `bridge_share` percent of its accounts gave nothing; or when an account
    known to post daily has been silent for more than `canary_days`. A host that is the accounts' own is no bridge.
    """
    served: defaultdict[str, list[Glance]] = defaultdict(list)
    for one in seen:
        if one.bridge:
            served[one.bridge].append(one)
    found: dict[str, str] = {}
    for bridge, behind in served.items():
        why = _silent(behind, as_of, limits) or _failing(behind, limits)
        why = why or _canary(behind, canaries, as_of, limits["canary_days"])
        found |= {one.account: f"{bridge}: {why}" for one in behind if why}
    return found


def _silent(behind: Sequence[Glance], as_of: date, limits: Mapping[str, float]) -> str:
    told = [one.bridge_read_on for one in behind if one.bridge_read_on]
    if told:
        last = max(told)
        return f"by its own word it last read an account on {last}" if _late(last, as_of, limits["bridge_days"]) else ""
    read = [one for one in behind if one.outcome is ReadingOutcome.OK]
    newest = max((one.newest for one in read if one.newest), default=None)
    if len(read) < limits["bridge_accounts"] or (newest and not _late(newest, as_of, limits["bridge_days"])):
        return ""
    return f"the newest post of its {len(read)} accounts is of {newest or 'no day'}"


def _late(day: date, as_of: date, days: float) -> bool:
    return (as_of - day).days > days


def _failing(behind: Sequence[Glance], limits: Mapping[str, float]) -> str:
    failed = Counter(one.outcome for one in behind if one.outcome in SAW_NOTHING)
    count = failed.total()
    if count < limits["bridge_fails"] or count <= limits["bridge_share"] / 100 * len(behind):
        return ""
    return f"{count} of its {len(behind)} accounts gave nothing, most of them {failed.most_common(1)[0][0]}"


def _canary(behind: Sequence[Glance], canaries: frozenset[str], as_of: date, days: float) -> str:
    silent = (one for one in behind if one.account in canaries and one.newest and _late(one.newest, as_of, days))
    return next((f"{one.account}, which posts daily, shows nothing since {one.newest}" for one in silent), "")
