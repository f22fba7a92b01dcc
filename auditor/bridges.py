"""Feed bridges, such as RSSHub or WeRSS, that answer while they have stopped reading (ACCOUNTS.md 4)."""

from collections import defaultdict
from collections.abc import Iterator

from auditor.activity import activity
from auditor.extract.urls import host_port
from auditor.model import ReadingOutcome, Subject, SubjectKind
from auditor.registered import running
from auditor.rule import View


def stale_bridges(view: View, accounts: float, days: float) -> dict[str, str]:
    """Return account id → host for every account read through a bridge that has gone stale.

    That is a host which serves the feeds of at least `accounts` accounts that could be read, and whose newest
    post over all of them is more than `days` old. A host that is the accounts' own is no bridge.
    """
    served: defaultdict[str, list[str]] = defaultdict(list)
    fresh = set()
    for account, host in _through_bridges(view):
        reading = view.account(account.id)
        if reading is None or reading.outcome is not ReadingOutcome.OK:
            continue
        served[host].append(account.id)
        newest = activity(reading, view.as_of).newest
        if newest and (view.as_of - newest).days <= days:
            fresh.add(host)
    return {
        account: host for host, ids in served.items() if host not in fresh and len(ids) >= accounts for account in ids
    }


def _through_bridges(view: View) -> Iterator[tuple[Subject, str]]:
    for account in running(view, SubjectKind.ACCOUNT):
        if account.source.startswith(("http://", "https://")):
            (host, port), own = host_port(account.source), host_port(account.url)[0] if account.url else ""
            if host != own:
                yield account, f"{host}:{port}"
