"""Failures of one exchange as exceptions of httpx's family, each knowing what it means."""

import httpx

from auditor.model import Outcome


class Refused(httpx.RequestError):
    """We did not ask, or could not find whom to ask: the outcome and one line of English."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


class ClosedEarly(httpx.RemoteProtocolError):
    """The connection ended before the headers of an answer did; `seen` is the number of bytes read."""

    def __init__(self, message: str, seen: int) -> None:
        super().__init__(message)
        self.seen = seen
