"""POST one JSON body to a webhook of the operator's own choice, and read the answer.

Plain httpx, not the guarded client: that one guards against addresses that other people write, keeps a pace for a crawl
and never reaches into the office's network unasked. A webhook is written by the operator and often is in that network.
"""

import json
from urllib.parse import urlsplit

import httpx

from auditor.collect.accounts.credentials import Secret
from auditor.fetch.http.tls import tls_context
from auditor.notify.channel import NotSent

LONGEST_ANSWER = 64 * 1024
TOO_MANY, SERVER_FAULT = 429, 500
SHOWN = 200


def post(url: Secret, body: object, seconds: float, token: Secret | None = None) -> bytes:
    """Return the answer to a POST of `body` as JSON; no redirect is followed. Raises NotSent where it is no 2xx."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "auditor"}
    if token:
        headers["Authorization"] = f"Bearer {token.reveal()}"
    content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    host = urlsplit(url.reveal()).hostname
    try:
        with (
            httpx.Client(timeout=seconds, verify=tls_context()) as client,
            client.stream("POST", url.reveal(), content=content, headers=headers) as answer,
        ):
            status, taken = answer.status_code, answer.is_success
            said = _bounded(answer)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as fault:
        raise NotSent(f"{host}: {type(fault).__name__}: {fault}"[:SHOWN], again=True) from None
    if not taken:
        text = said[:SHOWN].decode(errors="replace")
        raise NotSent(f"{host} answered {status}: {text}", again=status == TOO_MANY or status >= SERVER_FAULT)
    return said


def verify_code(answer: bytes, *names: str) -> None:
    """Raise NotSent unless the answer is a JSON object in which the first of `names` that it has is 0.

    Robots refuse with HTTP 200 and a code of their own.
    """
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, dict):
        for name in names:
            if name in told:
                if told[name] == 0 and not isinstance(told[name], bool):
                    return
                words = told.get("errmsg") or told.get("msg") or told.get("StatusMessage") or ""
                raise NotSent(f"refused with {name} {str(told[name])[:20]}: {str(words)[:SHOWN]}")
    raise NotSent(f"an answer that is none of a robot's: {answer[:SHOWN].decode(errors='replace')}")


def _bounded(answer: httpx.Response) -> bytes:
    said = b""
    for part in answer.iter_bytes():
        said += part
        if len(said) >= LONGEST_ANSWER:
            break
    return said[:LONGEST_ANSWER]
