"""Mask what must not be stored or printed: userinfo and the values of token-like query parameters."""

import re

from auditor.model.secret_names import PARAMETERS

_NAMES = "|".join(map(re.escape, sorted(PARAMETERS, key=len, reverse=True)))
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
