"""Whether what a person wrote for a column means a column that was seen."""

from urllib.parse import unquote, urlsplit

INDEX = ("index", "default", "list")


def is_column(wanted: str, name: str, url: str) -> bool:
    """Say whether `wanted`, a column's name as shown or its address, means the column `name` at `url`.

    Spaces do not count in a name. An address may be whole or a path (/xwdt/gzdt/); scheme, `www.`, the name of
    the folder's index page and a slash at the end do not count. Empty words mean no column.
    """
    if "/" in wanted:
        return _place(wanted, url) == _place(url, url)
    plain = _folded(wanted)
    return bool(plain) and plain == _folded(name)


def _folded(words: str) -> str:
    return "".join(words.split()).casefold()


def _place(address: str, base: str) -> tuple[str, str, str]:
    try:
        here, parts = urlsplit(base), urlsplit(address.strip())
    except ValueError:
        return ("", address, "")
    host = (parts.netloc or here.netloc).lower().removeprefix("www.")
    folder, _, file = unquote(parts.path).rpartition("/")
    last = "" if file.partition(".")[0].lower() in INDEX else file
    return host, f"{folder}/{last}".strip("/"), parts.query
