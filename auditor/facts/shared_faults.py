"""Faults that many accounts share: they are a bridge's or ours, and tell nothing of the accounts (ACCOUNTS.md 6)."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from auditor.facts.stale_bridges import OWN_SOURCE, Glance, glances, stale_bridges
from auditor.model import FAILED, SubjectStanding, SubjectState
from auditor.model.activity import WHOLE
from auditor.rules import View

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
    stale = stale_bridges(seen, view.canaries, view.as_of, limits)
    found = {account: SharedFault(STALE, detail) for account, detail in stale.items()}
    platforms: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for one in seen:
        if one.account not in found and one.platform != OWN_SOURCE and not _is_bad_file(view, one):
            platforms[one.platform][one.account] = one.outcome.value if one.outcome in FAILED else ""
    for platform, outcomes in platforms.items():
        if why := _failing(platform, outcomes.values(), limits):
            found |= dict.fromkeys(outcomes, SharedFault(OURS, why))
    return found


def _is_bad_file(view: View, seen: Glance) -> bool:
    reading = view.account(seen.account)
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
