"""Which credentials of the register's accounts cannot be had, by name and never by value."""

from collections.abc import Iterable, Iterator

from auditor.accounts.adapter import API
from auditor.accounts.adapters import adapters
from auditor.accounts.credentials import Credentials, NoCredentials
from auditor.accounts.reading import route_of
from auditor.model import RegisterStatus, Subject, SubjectKind


def lacking(subjects: Iterable[Subject], credentials: Credentials) -> Iterator[tuple[Subject, str]]:
    """Yield every running account that the register reads by an official interface, with what it lacks ('' = nothing).

    What is lacking names variables, or the place that the register gives. Nothing is asked of the network.
    """
    for subject in subjects:
        closed = subject.status is RegisterStatus.CLOSED
        if subject.kind is not SubjectKind.ACCOUNT or closed or route_of(subject.source) != API:
            continue
        adapter = adapters().serving(API, subject.platform)
        if adapter is None:
            yield subject, f"no official interface of {subject.platform or 'its platform'} is read"
            continue
        try:
            if adapter.needs:
                credentials.of(subject, adapter.needs)
            yield subject, ""
        except NoCredentials as fault:
            yield subject, str(fault)
