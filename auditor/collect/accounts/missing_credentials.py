"""Which credentials of the register's accounts cannot be had, by name and never by value."""

from collections.abc import Iterable, Iterator

from auditor.collect.accounts.adapter import API
from auditor.collect.accounts.adapters import adapters
from auditor.collect.accounts.credentials import Credentials, NoCredentials
from auditor.collect.accounts.read_account import route_of
from auditor.model import RegisterStatus, Subject, SubjectKind

BY_ID = frozenset({"weibo", "youtube_data"})
"""Adapters that ask for the account by its own id, so that one credential may serve many; the others read whomever
their credentials belong to."""


def lacking(subjects: Iterable[Subject], credentials: Credentials) -> Iterator[tuple[Subject, str]]:
    """Yield every running account that the register reads by an official interface, with what it lacks ('' = nothing).

    What is lacking names variables, or the place that the register gives; of two accounts with the same credentials the
    later one is named, for both would be read as one. Nothing is asked of the network.
    """
    seen: dict[tuple[object, ...], str] = {}
    for subject in subjects:
        closed = subject.status is RegisterStatus.CLOSED
        if subject.kind is not SubjectKind.ACCOUNT or closed or route_of(subject.source) != API:
            continue
        adapter = adapters().serving(API, subject.platform)
        if adapter is None:
            yield subject, f"no official interface of {subject.platform or 'its platform'} is read"
            continue
        try:
            held = credentials.of(subject, adapter.needs) if adapter.needs else {}
        except NoCredentials as fault:
            yield subject, str(fault)
            continue
        own = (adapter.id, *(held[name] for name in adapter.needs))
        other = seen.setdefault(own, subject.id) if adapter.needs and adapter.id not in BY_ID else subject.id
        same = f"its credentials are those of {other} too; each account has its own"
        yield subject, same if other != subject.id else ""
