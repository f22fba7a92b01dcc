"""Mask what must not be stored or printed: userinfo and the values of token-like query parameters."""

import re

_SECRET_NAMES = (
    "token", "access_token", "refresh_token", "id_token", "auth", "authorization", "key", "api_key", "apikey", "appkey",
    "app_key", "secret", "appsecret", "app_secret", "client_secret", "sign", "signature", "sig", "password", "passwd",
    "pwd", "pass", "ticket", "session", "sessionid", "session_id", "sid", "jsessionid", "phpsessid", "credential",
    "x-amz-signature", "x-amz-credential", "x-amz-security-token", "ossaccesskeyid", "accesskeyid", "pass_ticket",
)  # fmt: skip
_NAMES = "|".join(map(re.escape, sorted(_SECRET_NAMES, key=len, reverse=True)))
_IN_REST = re.compile(rf"([?&;#](?:{_NAMES})=)[^&#]+", re.IGNORECASE)
_IN_PATH = re.compile(rf"([;/#&](?:{_NAMES})=)[^;/?#&]+", re.IGNORECASE)
_USERINFO = re.compile(r"^([^/?#\\]*[/\\]{2})[^/?#\\]*@")


def mask_url(url: str) -> str:
    """Return a URL with userinfo removed and the values of token-like parameters replaced by `***`."""
    if "@" in url:
        url = _USERINFO.sub(r"\1", url)
    if "=" not in url:
        return url
    path, mark, rest = url.partition("?")
    return _IN_PATH.sub(r"\1***", path) + _IN_REST.sub(r"\1***", mark + rest)
