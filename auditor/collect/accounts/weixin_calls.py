"""Calls of WeChat's interfaces with an account's token, renewed once where it is not accepted any more."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from auditor.collect.accounts.access import Access
from auditor.collect.accounts.credentials import Secret
from auditor.collect.accounts.interface_answers import Answer, Unread, count_of, json_of, text_of
from auditor.collect.accounts.tokens import Token
from auditor.collect.accounts.weixin_codes import BUSY, SPENT, checked
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
