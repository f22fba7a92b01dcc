"""By what name the accounts of a unit usually go, and which of them go by another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from auditor.model import RegisterStatus, Role, Subject
from auditor.text.account_likeness import core_of_account, name_likeness
from auditor.text.normalise import normalise

MOST_NAMES = 50
"""Different names of a unit that are compared; a unit with more is no unit."""


def is_plain(account: Subject) -> bool:
    """Return whether an account is neither featured nor has functions of its own, for which it may bear a name."""
    return account.role is not Role.FEATURED and not account.functions


def usual_names(accounts: Iterable[Subject], names: Mapping[str, str], alike: float) -> dict[str, str]:
    """Return account id → the name its unit usually goes by, for accounts whose own is less than `alike` to it.

    `names` holds what each goes by. The usual name is that of the unit's main accounts, else the most frequent one.
    Left out are accounts that are not plain or wait for closure, and those on whose platform the unit has one of the
    usual name: a second one there needs another.
    """
    units: defaultdict[str, list[Subject]] = defaultdict(list)
    for one in accounts:
        if one.status is RegisterStatus.ACTIVE and is_plain(one) and one.unit:
            units[normalise(one.unit)].append(one)
    usual: dict[str, str] = {}
    for house in units.values():
        cores = {core_of_account(names[one.id]): names[one.id] for one in house}
        if 1 < len(cores) <= MOST_NAMES:
            name = _most_used([one for one in house if one.role is Role.MAIN] or house, names, alike)
            like = {core: name_likeness(own, name) >= alike for core, own in cores.items()}
            there = {one.platform for one in house if like[core_of_account(names[one.id])]}
            usual |= {one.id: name for one in house if one.platform not in there}
    return usual


def _most_used(accounts: Sequence[Subject], names: Mapping[str, str], alike: float) -> str:
    """Return the name that most others are like; of equal ones WeChat's, then the first in order of letters."""
    counts = Counter(names[one.id] for one in accounts)
    weixin = {names[one.id] for one in accounts if one.platform == "weixin"}
    weights = {
        name: sum(count for other, count in counts.items() if name_likeness(name, other) >= alike) for name in counts
    }
    return min(weights, key=lambda name: (-weights[name], name not in weixin, name))
