"""Faults that many accounts share: a bridge's or ours. They say nothing of the accounts (docs/accounts.md 6.4)."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from auditor.facts.register import Canaries
from auditor.model import FAILED, AccountReading, ReadingOutcome, Subject, SubjectKind, SubjectStanding, SubjectState
from auditor.model.activity import WHOLE, activity, day_of
from auditor.model.urls import host_port
from auditor.platforms import Kind, row_of
from auditor.rules import View
from auditor.rules.registered import running

# Feed bridges, such as RSSHub or WeRSS, that answer while they have stopped reading (docs/accounts.md 4.1).

SAW_NOTHING = FAILED | {ReadingOutcome.EMPTY}
"""Outcomes by which a bridge gave nothing of an account: one that has not read it yet answers with an empty feed."""

NOT_TRIED = frozenset({ReadingOutcome.NO_SOURCE, ReadingOutcome.UNSUPPORTED})


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
        reading = view.get(AccountReading, account.id)
        if reading is not None and reading.outcome not in NOT_TRIED:
            newest = activity(reading, view.as_of).newest if reading.outcome is ReadingOutcome.OK else None
            read_on = day_of(reading.bridge_read_at) if reading.bridge_read_at else None
            yield Glance(account.id, account.platform, bridge_of(account), reading.outcome, newest, read_on)


def bridge_of(account: Subject) -> str:
    """Return host:port of the bridge an account is read through, '' where the host is its own or there is none."""
    if row_of(account.platform).kind is Kind.FEED or not account.source.startswith(("http://", "https://")):
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
        why = _silent(behind, as_of, limits) or _failing_of_bridges(behind, limits)
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


def _failing_of_bridges(behind: Sequence[Glance], limits: Mapping[str, float]) -> str:
    failed = Counter(one.outcome for one in behind if one.outcome in SAW_NOTHING)
    count = failed.total()
    if count < limits["bridge_fails"] or count <= limits["bridge_share"] / 100 * len(behind):
        return ""
    return f"{count} of its {len(behind)} accounts gave nothing, most of them {failed.most_common(1)[0][0]}"


def _canary(behind: Sequence[Glance], canaries: frozenset[str], as_of: date, days: float) -> str:
    silent = (one for one in behind if one.account in canaries and one.newest and _late(one.newest, as_of, days))
    return next((f"{one.account}, which posts daily, shows nothing since {one.newest}" for one in silent), "")


STALE, OURS, LOST = "bridge_stale", "platform_failing", "lost_canary"
LONGEST_SHOWN = 80
MOST_NOTES = 20
NOTES: Mapping[str, Mapping[str, str]] = {
    "zh": {
        STALE: "转发来源失灵，其下 {count} 个账号均不作判断：{detail}",
        LOST: "auditor.toml [accounts] canaries：登记表中没有编号为 {detail} 的账号",
        OURS: "同平台账号以同样方式读取失败，属本工具一侧的问题，该平台 {count} 个账号均不作判断：{detail}",
    },
    "en": {
        STALE: "A feed bridge has failed; none of {count} accounts behind it is judged: {detail}",
        LOST: "auditor.toml [accounts] canaries: the register has no account with the id {detail}",
        OURS: "Accounts of a platform failed alike, which is our fault; none of {count} accounts is judged: {detail}",
    },
}


@dataclass(frozen=True, slots=True)
class SharedFault:
    """Why an account is not judged: `reason` is bridge_stale or platform_failing, `detail` one line on it."""

    reason: str
    detail: str


def shared_faults(view: View, limits: Mapping[str, float]) -> dict[str, SharedFault]:
    """Return account id → the fault it shares with others.

    That of its bridge comes first (`bridges.stale_bridges`). Of the other accounts of a platform, all share one where
    at least `platform_fails` of them and more than `platform_share` percent failed with the same outcome. A file that
    cannot be read is its own fault, whatever platform it tells of: it neither counts nor is anything said in its place.
    """
    seen = list(glances(view))
    canaries = view.get(Canaries)
    stale = stale_bridges(seen, canaries.ids if canaries else frozenset(), view.as_of, limits)
    found = {account: SharedFault(STALE, detail) for account, detail in stale.items()}
    platforms: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in seen:
        if one.account not in found and row_of(one.platform).kind is not Kind.FEED and not _is_bad_file(view, one):
            platforms[one.platform][one.account] = one.outcome.value if one.outcome in FAILED else ""
    for platform, outcomes in platforms.items():
        if why := _failing(platform, outcomes.values(), limits):
            found |= dict.fromkeys(outcomes, SharedFault(OURS, why))
    return found


def _is_bad_file(view: View, seen: Glance) -> bool:
    reading = view.get(AccountReading, seen.account)
    return seen.outcome in FAILED and reading is not None and reading.adapter in WHOLE


def _failing(platform: str, outcomes: Iterable[str], limits: Mapping[str, float]) -> str:
    counts = Counter(outcomes)
    tried = counts.total()
    del counts[""]
    outcome, count = max(counts.items(), key=lambda one: one[1], default=("", 0))
    if count < limits["platform_fails"] or count <= limits["platform_share"] / 100 * tried:
        return ""
    return f"{count} of {tried} accounts of {platform} failed with {outcome}"


def with_shared_faults(
    standings: Mapping[str, SubjectStanding], faults: Mapping[str, SharedFault]
) -> dict[str, SubjectStanding]:
    """Return the standings, those of accounts of which nothing was seen with the fault they share as the reason."""
    return {
        id: replace(one, why=f"{faults[id].reason}: {faults[id].detail}")
        if id in faults and one.state is SubjectState.UNKNOWN
        else one
        for id, one in standings.items()
    }


def lost_canaries(canaries: Iterable[str], known: Container[str], lang: str) -> tuple[str, ...]:
    """Return a remark in the run's language for each canary that is no `known` account; at most MOST_NOTES."""
    words = NOTES.get(lang, NOTES["en"])
    lost = [id for id in dict.fromkeys(canaries) if id not in known][:MOST_NOTES]
    return tuple(words[LOST].format(detail=id[:LONGEST_SHOWN]) for id in lost)


def said_once(faults: Iterable[SharedFault], lang: str) -> tuple[str, ...]:
    """Return one remark a fault in the run's language, however many accounts share it; at most MOST_NOTES."""
    words = NOTES.get(lang, NOTES["en"])
    counted = Counter(faults).most_common(MOST_NOTES)
    return tuple(words[fault.reason].format(count=count, detail=fault.detail) for fault, count in counted)
