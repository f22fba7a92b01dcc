"""Call WeChat's interfaces with an account's token, renewed once where it is refused, and read the error codes."""

import json
import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import Secret, Token
from auditor.collect.accounts.interface_answers import Answer, Unread, count_of, json_of, text_of, told
from auditor.model import ReadingOutcome, Reply

LONGEST_LIFE_S = 7_200
_JSON = {"Content-Type": "application/json"}
_TOKEN = re.compile(r"[\x21-\x7e]{8,4096}")


class WeixinCalls:
    """The interfaces of one account in one reading; at most one token is renewed."""

    def __init__(self, access: Access, appid: Secret, secret: Secret) -> None:
        self._access = access
        self._base = access.endpoints["weixin"]
        self._appid = appid
        self._secret = secret
        self._key = f"weixin_mp {appid.reveal()} {self._base}"
        self._renewed = False

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Return the JSON object that an interface answers to `body`; raises Unread for everything else.

        One token that is not accepted is replaced, by the platform's present one where that is another, else by force
        (of which there are 20 a day); the second refusal is AUTH_EXPIRED. A busy platform is asked a second time.
        """
        return await self._call(path, body)

    async def get(self, path: str) -> Answer:
        """Return the JSON object that an interface answers to a plain GET, as `post` does."""
        return await self._call(path, None)

    async def _call(self, path: str, body: Mapping[str, Any] | None) -> Answer:
        token = await self._token(None)
        try:
            return await self._ask(path, token, body)
        except Unread as refusal:
            if refusal.code == BUSY:
                return await self._ask(path, token, body)
            if refusal.code not in SPENT or self._renewed:
                raise
        self._renewed = True
        return await self._ask(path, await self._token(token.value), body)

    async def _ask(self, path: str, token: Token, body: Mapping[str, Any] | None) -> Answer:
        url = f"{self._base}{path}?access_token={quote(token.value.reveal(), safe='')}"
        return checked(json_of(await self._send(url, body)))

    async def _send(self, url: str, body: Mapping[str, Any] | None) -> Reply:
        if body is None:
            return await self._access.fetcher.call(url)
        content = json.dumps(body).encode()
        return await self._access.fetcher.call(url, method="POST", fields=_JSON, content=content)

    async def _token(self, spent: Secret | None) -> Token:
        async def ask() -> Token:
            token = await self._new_token(force=False)
            return await self._new_token(force=True) if token.value == spent else token

        return await self._access.tokens.get(self._key, self._access.now.timestamp(), ask, spent=spent)

    async def _new_token(self, *, force: bool) -> Token:
        body = {
            "grant_type": "client_credential",
            "appid": self._appid.reveal(),
            "secret": self._secret.reveal(),
            "force_refresh": force,
        }
        answer = checked(json_of(await self._send(f"{self._base}/cgi-bin/stable_token", body)), for_token=True)
        value = text_of(answer, "access_token")
        if not _TOKEN.fullmatch(value):
            raise Unread(ReadingOutcome.PARSE_ERROR, "the answer to stable_token has no token")
        life = min(count_of(answer, "expires_in") or 0, LONGEST_LIFE_S)
        return Token(Secret(value), self._access.now.timestamp() + life)


# WeChat's error codes: the outcome of each, and what to do about it (docs/accounts.md 2.1).

CONSOLE = "设置与开发 > 开发接口管理 on mp.weixin.qq.com"
NOT_WHITELISTED = 40164
BUSY = "-1"
SPENT = frozenset({"40001", "40014", "42001"})
"""Codes of a token that is not accepted (any more): worth one new token."""

_NOT_ACCEPTED = "the token is not accepted, not even a new one: check that appid and secret are this account's"
_REQUEST = "the platform calls our request wrong; tell whoever maintains the auditor"
CODES: Mapping[int, tuple[ReadingOutcome, str]] = {
    -1: (ReadingOutcome.HTTP_ERROR, "WeChat is busy; run again later"),
    40001: (ReadingOutcome.AUTH_EXPIRED, _NOT_ACCEPTED),
    40014: (ReadingOutcome.AUTH_EXPIRED, _NOT_ACCEPTED),
    42001: (ReadingOutcome.AUTH_EXPIRED, _NOT_ACCEPTED),
    40013: (ReadingOutcome.AUTH_CONFIG, f"the appid is wrong: copy it from {CONSOLE}"),
    40125: (ReadingOutcome.AUTH_CONFIG, f"the secret is wrong: set the present one, or a new one, under {CONSOLE}"),
    40243: (ReadingOutcome.AUTH_CONFIG, f"the secret is frozen: the administrator unfreezes it under {CONSOLE}"),
    NOT_WHITELISTED: (ReadingOutcome.AUTH_CONFIG, f"this machine is not on the account's IP whitelist: {CONSOLE}"),
    40097: (ReadingOutcome.TOOL_ERROR, _REQUEST),
    **dict.fromkeys(range(41001, 41010), (ReadingOutcome.TOOL_ERROR, _REQUEST)),
    61500: (ReadingOutcome.TOOL_ERROR, _REQUEST),
    61501: (ReadingOutcome.TOOL_ERROR, _REQUEST),
    45009: (ReadingOutcome.RATE_LIMITED, "the day's quota of calls is used up; it begins anew at midnight"),
    45011: (ReadingOutcome.RATE_LIMITED, "too many calls within a minute; run again later"),
    47009: (ReadingOutcome.API_RETIRED, "WeChat has retired the interface; upgrade the auditor, or use an export"),
    48001: (
        ReadingOutcome.NOT_PERMITTED,
        "the account may not use this interface: is it certified (认证)? See 接口权限 on its console, or use an export",
    ),
    48004: (ReadingOutcome.ACCOUNT_RESTRICTED, "WeChat has barred the account from this interface: see its notices"),
    50002: (
        ReadingOutcome.ACCOUNT_RESTRICTED,
        "WeChat has restricted the account: see its notices",
    ),
}
_PAIR = (ReadingOutcome.AUTH_CONFIG, f"appid and secret do not belong together: copy both from {CONSOLE}")
OF_NOT_ACCEPTEDS: Mapping[int, tuple[ReadingOutcome, str]] = dict.fromkeys((40001, 40014, 42001), _PAIR)
"""Codes that mean something else where a token is asked for."""

ACCOUNT_WIDE = frozenset({ReadingOutcome.AUTH_CONFIG, ReadingOutcome.AUTH_EXPIRED})
"""What holds for every interface of the account, so that asking the next one is pointless."""

_CODE = re.compile(r"-?[0-9]{1,6}")
_ADDRESS = re.compile(r"[0-9a-fA-F:.]{2,45}")


def checked(answer: Answer, *, for_token: bool = False) -> Answer:
    """Return an answer that reports no error; raises Unread by its errcode, with what to do in `detail`."""
    told_code = text_of(answer, "errcode")
    code = int(told_code) if _CODE.fullmatch(told_code) else 0
    if told_code in ("", "0"):
        return answer
    known = {**CODES, **(OF_NOT_ACCEPTEDS if for_token else {})}.get(code)
    words = str(answer.get("errmsg", ""))
    if known is None:
        told_code = told(told_code)
        raise Unread(ReadingOutcome.TOOL_ERROR, f"{told_code}: WeChat says: {told(words)}", told_code)
    outcome, advice = known
    if code == NOT_WHITELISTED and (address := _address_in(words)):
        advice = f"put {address} on the account's IP whitelist: {CONSOLE}"
    raise Unread(outcome, f"{code}: {advice}", str(code))


def _address_in(words: str) -> str:
    """Return the IP address a refusal names, '' without one."""
    for found in _ADDRESS.finditer(words[:300]):
        try:
            return str(ip_address(found[0]))
        except ValueError:
            continue
    return ""
