"""Addresses as browsers read them: join, compare and judge URLs (https://url.spec.whatwg.org/, by ada)."""

import re
from collections import Counter, OrderedDict
from collections.abc import Collection
from typing import Final

import ada_url

from auditor.model.secret_names import PARAMETERS

DEFAULT_PORTS: Final = {"http:": 80, "https:": 443}
LONGEST: Final = 8_192
"""Characters of the longest address that is read at all; servers stop at about this length."""

# Bytes that stand for themselves in a query (URL standard, special-query percent-encode set).
_LITERAL = frozenset(range(0x21, 0x7F)) - frozenset(b"\"#<>'")
_HTTP = re.compile(r"https?:", re.I)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_OWN_NAME = re.compile(r"[\x00- ]*(?:https?:[\x00- ]*)?(?:\?|$)", re.I)
_PRINT_VIEW = re.compile(r"(?:^|[/_.?&=-])print(?:able|view|page)?(?=$|[/_.?&=-])", re.I)
PLACEHOLDER = re.compile(r"\{\{|\}\}|\$\{|<%|%>")
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|aspsessionid\w*|sid)=[^/?;]*|/\([SAF]\([^)/]*\)\)", re.I)
_SESSION_NAME = re.compile(r"(?:j?session_?id|php_?sess_?id|sess_?id|asp\.net_sessionid|aspsessionid\w*|cftoken)", re.I)
_DOCUMENT_NUMBER = re.compile(r"\d{1,12}|[^\W\d_]{0,7}")
_SHORT_SESSION = frozenset({"sid", "session", "sess"})
_FILE_EXTENSIONS = """
    pdf ofd ceb doc docx wps wpt dot dotx rtf xls xlsx xlsm et csv ppt pptx pps dps txt md odt ods odp epub caj
    zip rar 7z gz tgz tar bz2 xz iso exe msi apk ipa dmg deb rpm cab jar bin dll
    jpg jpeg jpe jfif png gif bmp webp ico svg tif tiff heic avif psd ai cdr dwg dxf
    mp3 wav wma ogg oga m4a aac flac amr mid mp4 m4v avi wmv mov flv f4v mkv mpg mpeg rm rmvb webm 3gp ts m3u8 swf
    css js mjs json map xml xsd xsl rss atom woff woff2 ttf otf eot ics vcf kml kmz shp wasm"""
_FILES = frozenset(_FILE_EXTENSIONS.split())


def _encode_query(href: str, encoding: str) -> str:
    """Percent-encode the query of `href` in the page's own encoding, as browsers do for pages not in UTF-8."""
    path, mark, query = href.partition("?")
    if not mark or query.isascii():
        return href
    if _SCHEME.match(path) and not _HTTP.match(path):
        return href
    # A letter the encoding lacks is sent as %26%23…%3B (URL standard, percent-encode after encoding).
    parts = []
    for piece in re.split(r"([^\x00-\x7f]+)", query):
        if piece.isascii():
            parts.append(piece)
            continue
        for letter in piece:
            try:
                octets = letter.encode(encoding)
            except UnicodeEncodeError:
                parts.append(f"%26%23{ord(letter)}%3B")
                continue
            parts.extend(chr(octet) if octet in _LITERAL else f"%{octet:02X}" for octet in octets)
    return path + mark + "".join(parts)


def _without_login(url: str) -> str:
    """Return `url` without user name and password; they are never sent or kept."""
    parsed = ada_url.URL(url)
    parsed.username = ""
    parsed.password = ""
    return parsed.href


def before_fragment(href: str) -> str:
    """Return `href` without its fragment; a bare `#` stays behind white space, which then belongs to the address."""
    head, mark, _ = href.partition("#")
    return f"{head}#" if mark and head[-1:] <= " " and head.strip() else head


def join(base: str, href: str, encoding: str = "utf-8") -> str | None:
    """Resolve `href` against the absolute `base`; None unless the result is a valid http(s) address.

    The fragment is dropped, surrounding white space and control characters too, and a login
    (`user:password@`) is removed. `encoding` is the page's Python codec name: other than UTF-8 and UTF-16
    it decides how the query's letters are percent-encoded. Never raises.
    """
    href = before_fragment(href)
    if len(href) > LONGEST:
        return None
    if encoding != "utf-8" and not encoding.startswith("utf-16") and not href.isascii():
        href = _encode_query(href, encoding)
    try:
        url = ada_url.join_url(base, href).partition("#")[0]
    except ValueError:
        return None
    if not url.startswith(("http://", "https://")):
        return None
    if "@" in url.split("/", 3)[2]:
        url = _without_login(url)
    return url


class Directory(dict[str, str | None]):
    """Addresses already joined for pages of one directory and encoding: `directory[href]` joins and remembers.

    Holds for every `href` but an empty one and one that starts with `?`: those depend on the page's own
    name, join them by `join`. Give the href without its fragment. An unfilled placeholder of a script
    (`{{…}}`, `${…}`, `<%…%>`) is no address: None.
    """

    __slots__ = ("base", "encoding", "joiner")

    def __init__(self, joiner: "Joiner", base: str, encoding: str) -> None:
        super().__init__()
        self.joiner = joiner
        self.base = base
        self.encoding = encoding

    def __missing__(self, href: str) -> str | None:
        if _OWN_NAME.match(href) or PLACEHOLDER.search(href):
            return None
        url = join(self.base, href, self.encoding)
        if url is not None:
            url = self.joiner.shared.setdefault(url, url)
        if len(href) <= self.joiner.longest:
            self[href] = url
            self.joiner.remember()
        return url


class Joiner:
    """A bounded memory of joined addresses, shared by the pages of one site.

    `limit` bounds the addresses remembered over all directories; the directories unused for longest are
    dropped first. Not for use by several threads at once.
    """

    longest: Final = 1_024

    def __init__(self, limit: int = 100_000) -> None:
        self.limit = limit
        self.count = 0
        self.shared: dict[str, str] = {}
        self._directories: OrderedDict[tuple[str, str], Directory] = OrderedDict()

    def directory(self, base: str, encoding: str = "utf-8") -> Directory:
        """Return the memory for pages beside `base` (absolute, without fragment)."""
        path = base.partition("?")[0]
        place = path[: path.rfind("/") + 1] if path.count("/") > 2 else f"{path}/"
        found = self._directories.get((place, encoding))
        if found is None:
            found = self._directories[place, encoding] = Directory(self, place, encoding)
        else:
            self._directories.move_to_end((place, encoding))
        return found

    def join(self, base: str, href: str, encoding: str = "utf-8") -> str | None:
        """Resolve like `join` and remember the answer; an unfilled placeholder is None."""
        href = before_fragment(href)
        if _OWN_NAME.match(href):
            return join(base, href, encoding)
        return self.directory(base, encoding)[href]

    def remember(self) -> None:
        """Count one more address and forget the oldest directories when there are too many."""
        self.count += 1
        if self.count <= self.limit:
            return
        while self.count > self.limit // 2 and len(self._directories) > 1:
            _, oldest = self._directories.popitem(last=False)
            self.count -= len(oldest)
            oldest.clear()
        if self.count > self.limit:
            for directory in self._directories.values():
                directory.clear()
            self.count = 0
        self.shared.clear()


def _is_session(name: str, value: str) -> bool:
    """Say whether a query parameter carries a session; `sid=123` or `sid=news` names a document instead."""
    if _SESSION_NAME.fullmatch(name):
        return True
    return name.lower() in _SHORT_SESSION and not _DOCUMENT_NUMBER.fullmatch(value)


def key(url: str) -> str:
    """Return the form of `url` by which two addresses of one page compare equal; '' for an invalid one.

    Session ids (jsessionid, phpsessid, aspsessionid, sid with a token, `;jsessionid=`, `/(S(…))/`), the
    default port, the fragment, an empty query and a login go; escapes are written in capitals. Idempotent.
    """
    joined = join(url, "") or ""
    if "%" in joined:
        joined = _ESCAPE.sub(lambda match: match[0].upper(), joined)
    path, _, query = joined.partition("?")
    if ";" in path or "(" in path:
        path = _SESSION_PATH.sub("", path)
    if not query:
        return path
    if "s" in query or "S" in query:
        pairs = [pair for pair in query.split("&") if not _is_session(pair.partition("=")[0], pair.partition("=")[2])]
        query = "&".join(pairs)
    return f"{path}?{query}" if query else path


def host_port(url: str) -> tuple[str, int]:
    """Return the host (lower case, IPv6 without brackets) and the effective port; ('', 0) for an invalid `url`."""
    try:
        parts = ada_url.parse_url(url, ("hostname", "port", "protocol"))
    except ValueError:
        return "", 0
    port = parts["port"]
    return parts["hostname"].strip("[]"), int(port) if port else DEFAULT_PORTS.get(parts["protocol"], 0)


def origin(url: str) -> str:
    """Return scheme, host and non-default port (`https://a.gov.cn:8443`); '' for an invalid `url`."""
    try:
        parts = ada_url.parse_url(url, ("protocol", "host"))
    except ValueError:
        return ""
    return f"{parts['protocol']}//{parts['host']}"


def same_site(one: str, other: str) -> bool:
    """Say whether two addresses have one host and port; `www.` and http against https do not matter."""
    first, second = host_port(one), host_port(other)
    if not first[0]:
        return False
    ports = {first[1], second[1]}
    return first[0].removeprefix("www.") == second[0].removeprefix("www.") and (len(ports) == 1 or ports == {80, 443})


def path_segments(url: str) -> tuple[str, ...]:
    """Return the non-empty segments of the path of an absolute `url`."""
    path = url.partition("#")[0].partition("?")[0].split("/", 3)
    return tuple(segment for segment in path[3].split("/") if segment) if len(path) > 3 else ()


def repeated_segments(url: str) -> int:
    """Return how often the commonest path segment occurs, 0 for an empty path; traps repeat /a/b/a/b/."""
    return max(Counter(path_segments(url)).values(), default=0)


def query_shape(url: str) -> str:
    """Return the address with its query's sorted names for a query; a budget counts the variants of one shape."""
    path, _, query = url.partition("#")[0].partition("?")
    names = sorted({pair.partition("=")[0] for pair in query.split("&") if pair})
    return f"{path}?{'&'.join(names)}" if names else path


def extension(url: str) -> str:
    """Return the lower-case extension of the path's last segment, '' when there is none."""
    path = url.partition("#")[0].partition("?")[0].split("/", 3)
    name = path[-1].rpartition("/")[2].partition(";")[0] if len(path) > 3 else ""
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_page_like(url: str) -> bool:
    """Say whether the path looks like a page; documents, archives, pictures, media and scripts do not."""
    return extension(url) not in _FILES


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


def path_of(url: str) -> str:
    """Return the path of an absolute address, without query; '/' where it has none."""
    start = url.find("/", url.find("//") + 2)
    if start < 0:
        return "/"
    end = url.find("?", start)
    return url[start:] if end < 0 else url[start:end]


def folder_of(url: str) -> str:
    """Return the folder of an address's path, with its closing slash."""
    path = path_of(url)
    return path[: path.rfind("/") + 1]


def is_view(url: str, others: Collection[str]) -> bool:
    """Say whether an address is only a view of a page at one of the other addresses.

    That is a print version, or a query added to an address that is a page without it. Pages told apart by their
    queries alone (show.jsp?id=1 and ?id=2) are no views of each other.
    """
    bare, mark, _ = url.partition("?")
    if mark and bare in others:
        return True
    rest = url.split("/", 3)[-1]
    return bool(_PRINT_VIEW.search(rest)) and any(not _PRINT_VIEW.search(other.split("/", 3)[-1]) for other in others)
