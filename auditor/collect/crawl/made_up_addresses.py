"""Addresses that nobody can have made, of the kind of one that is to be told from them; other names of a home page."""

import hashlib
import re

from auditor.collect.crawl.scope import folder_of, path_of
from auditor.model.urls import join

_ALIAS = re.compile(
    r"index|default|home|main|portal|web|website|www|site|cn|zh|zh[-_]?(?:cn|hans?|hant|tw)|chs?|cht|gb|big5|chinese"
    r"|en|eng|english|mobile|wap|m|h5|pc|new|old|gov|public|root|sy|shouye",
    re.I,
)
"""What another name of a home page is called: a language, an edition, the page itself."""
_NUMBERED = re.compile(r"(?:^|[&;])((?:[a-z]{0,12}[-_]?)?id)=(\d{1,19})(?=$|[&;])", re.I)
_COLUMNS = re.compile(r"list|column|channel|class|categor|catalog|node|more|index|default|menu|type", re.I)


def names_a_page(url: str) -> bool:
    """Return whether an address is too particular to be another name of the home page."""
    *folders, last = path_of(url)[1:].split("/")
    stem = last.partition(".")[0]
    if is_folder(url):
        return bool(folders) and not all(_ALIAS.fullmatch(folder) for folder in folders)
    return bool(folders) or sum(map(str.isdigit, stem)) >= len("2026")


def is_folder(url: str) -> bool:
    """Return whether an address is that of a folder, or of the page that stands for it."""
    last = path_of(url).rsplit("/", 1)[1]
    return not last or last.lower().startswith(("index", "default")) or bool(_ALIAS.fullmatch(last.partition(".")[0]))


def names_an_article(url: str) -> bool:
    """Return whether an address is that of a page below a folder, so that no home page takes its place."""
    return path_of(url).count("/") > 1 and not is_folder(url)


def kind_of(url: str) -> tuple[str, str]:
    """Return what addresses answered by the same part of a server share: their first folder, and how they end."""
    path = path_of(url)
    *folders, last = path[1:].split("/")
    first = folders[0].lower() if folders and (len(folders) > 1 or last) else ""
    query = url.partition("?")[2].partition("#")[0]
    if _numbered(path, query):
        return path.lower(), "?"
    if not last:
        return first, "/"
    _, dot, ending = last.rpartition(".")
    return first, f".{ending.lower()}" if dot and len(ending) <= 6 else "#" if last.isdigit() else ""


def made_up_names(home: str, seed: str, like: str) -> tuple[str, str]:
    """Return two addresses that do not exist, of the kind of `like`: one beside it, one in a folder of its own."""
    first, ending = kind_of(like)
    digest = hashlib.sha256(f"{seed}\0{home}\0{first}\0{ending}".encode()).hexdigest()
    number = int(digest[26:40], 16)
    if ending == "?":
        path, _, query = like.partition("#")[0].partition("?")
        made = [_NUMBERED.sub(rf"&\g<1>={9 * 10**8 + number % 10**7 + step}", query) for step in (0, 4_711_003)]
        return f"{path}?{made[0].lstrip('&')}", f"{path}?{made[1].lstrip('&')}"
    folder = f"/{path_of(like)[1:].partition('/')[0]}/" if first else folder_of(home)
    deep = f"/{first and path_of(like)[1:].partition('/')[0] + '/'}{digest[12:20]}/"
    if ending == "/":
        names = (f"{folder}{digest[:12]}/", f"{deep}{digest[20:26]}/")
    elif ending == "#":
        names = (f"{folder}9{number % 10**8:08}", f"{deep}9{number // 7 % 10**8:08}")
    else:
        names = (f"{folder}{digest[:12]}{ending}", f"{deep}t20200229_{number % 10**7}{ending}")
    return join(home, names[0]) or home, join(home, names[1]) or home


def _numbered(path: str, query: str) -> bool:
    return bool(_NUMBERED.search(query)) and not _COLUMNS.search(path) and not _COLUMNS.search(query)
