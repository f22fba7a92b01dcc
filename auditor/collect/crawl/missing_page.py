"""How a site answers for pages that do not exist, learned by kinds of address from made-up names."""

import asyncio
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from auditor.extract.list_state import fills_by_script
from auditor.extract.open_page import open_sheet
from auditor.extract.page_details import find_refresh
from auditor.extract.soft404 import SHORT_PAGE, masked, same_page
from auditor.model import Fetcher, Outcome, PageFacts, PageKind, Reply
from auditor.model.urls import folder_of, host_port, join, path_of

SAME_ANSWER = "same answer as for a made-up name"
SENT_ALIKE = "redirected to where made-up names go"
SENT_HOME = "redirected to the home page"
MOST_KINDS = 10
"""Kinds of addresses of one site that made-up names are asked for, two each."""

_LEAST_WORDS = 4
_LOGIN = re.compile(r"log-?in|sign-?in|sso|passport|/cas\b|oauth|auth(?:entic|oriz|/|\b)|denglu", re.I)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page shows of itself: its visible text and title, and where it sends its visitors ('' = nowhere)."""

    text: str = ""
    title: str = ""
    refresh: str = ""


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """The answer to two made-up names of one kind. Empty where the site says 404 as it should.

    `text` and `title` are those of a 200 answer, `address` where made-up names are sent, by redirect or by the page
    itself, without its query; `shows_home` says that what they get is the home page.
    """

    text: str = ""
    title: str = ""
    address: str = ""
    shows_home: bool = False

    def explains(self, url: str, goes: str, seen: Answer | None = None) -> str:
        """Return why what `url` was answered with is the site's answer for missing pages, '' where it is not.

        `goes` is where it was sent on to ('' = nowhere), `seen` the page shown (None: not of interest). Where made-up
        names get the home page, addresses that may be other names of it are let be.
        """
        if self.shows_home and not names_a_page(url):
            return ""
        if self.address and goes and _place(goes) == self.address and _place(url) != self.address:
            return SENT_ALIKE
        if self.text and seen is not None and _bare(seen.title, url) == self.title:
            return SAME_ANSWER if same_page(self.text, _without_name(seen.text, url)) else ""
        return ""


class MissingAnswers:
    """The answers of one site for missing pages, learned when a page first gives reason to ask.

    `homes` are the home page's addresses, the last one that of what it shows, `shown`. `seed` makes the names, which
    differ from run to run.
    """

    def __init__(self, fetcher: Fetcher, homes: Sequence[str], shown: Answer, seed: str) -> None:
        self._fetcher = fetcher
        self._home = homes[-1]
        self._homes = {_place(home) for home in homes}
        self._home_folders = {folder_of(home) for home in homes}
        self._shown = shown
        self._seed = seed
        self._kinds: dict[tuple[str, str], asyncio.Task[MissingAnswer]] = {}

    def in_frame(self, words: str) -> bool:
        """Return whether the home page shows these words too: then they say nothing of a page."""
        return len(words) >= _LEAST_WORDS and words in self._shown.text

    async def explain(self, url: str, reply: Reply, facts: PageFacts | None = None) -> str:
        """Return why an answered address does not exist, '' where it does for all that is known.

        `facts` are those of the page shown, None where it was read before. Servers that answer wrong names as they
        should are asked once more in the folder of a page that is suspect.
        """
        goes = reply.final_url if reply.hops and _place(reply.final_url) != _place(url) else ""
        if not goes and facts is not None and facts.refresh and _is_stub(facts):
            goes = facts.refresh
        if not goes and (facts is None or not _is_thin(facts)):
            return ""
        for like in self._likes(url):
            known = await self._of(like)
            if known == MissingAnswer():
                continue
            if known.shows_home and is_folder(url) and folder_of(url) in self._home_folders:
                break
            seen = None
            if facts is not None and known.text and _bare(facts.title, url) == known.title:
                seen = shown_by(reply, url)
            if told := known.explains(url, goes, seen):
                return told
            break
        return SENT_HOME if goes and _place(goes) in self._homes and names_an_article(url) else ""

    def _likes(self, url: str) -> Iterator[str]:
        first, ending = kind_of(url)
        if ending != "?":
            yield join(self._home, "/1" if ending == "#" else f"/x{ending}") or url
        if first:
            yield url

    async def _of(self, url: str) -> MissingAnswer:
        kind = kind_of(url)
        task = self._kinds.get(kind)
        if task is None:
            if len(self._kinds) >= MOST_KINDS:
                return MissingAnswer()
            task = self._kinds[kind] = asyncio.create_task(
                learn_missing_answer(self._fetcher, self._home, self._shown, self._seed, url)
            )
        return await asyncio.shield(task)


async def learn_missing_answer(fetcher: Fetcher, home: str, shown: Answer, seed: str, like: str = "") -> MissingAnswer:
    """Ask a site for two made-up names, of the kind of the address `like`, and return what it answers.

    Only an answer given to both counts; anything undecided teaches nothing (an empty MissingAnswer), nor does a page
    to log in, or a frame that scripts may fill: real pages look the same before they are filled.
    """
    addresses = made_up_names(home, seed, like)
    answers: list[tuple[str, Answer]] = []
    for address in addresses:
        reply = await fetcher.get(address)
        if reply.outcome is not Outcome.OK or reply.not_modified:
            return MissingAnswer()
        answer = shown_by(reply, address, unless_filled=True)
        goes = reply.final_url if reply.hops and not _same_name(reply.final_url, address) else answer.refresh
        if goes and _LOGIN.search(path_of(goes)):
            return MissingAnswer()
        answers.append((_place(goes) if goes else "", answer))
    (moved, first), (other, second) = answers
    one, two = _without_name(first.text, addresses[0]), _without_name(second.text, addresses[1])
    titles = [_bare(answer.title, at) for answer, at in zip((first, second), addresses, strict=True)]
    alike = one if same_page(one, two) and titles[0] == titles[1] and "密码" not in one else ""
    address = moved if moved == other else ""
    shows_home = address == _place(home) or bool(alike and shown.text and same_page(alike, shown.text))
    return MissingAnswer(alike, titles[0] if alike else "", address, shows_home)


def shown_by(reply: Reply, url: str, *, unless_filled: bool = False) -> Answer:
    """Return what an answer shows; no text, if `unless_filled`, of a short frame that scripts may fill."""
    sheet = open_sheet(reply.body, url, reply.header("content-type"))
    text = " ".join(sheet.visible.split())
    if unless_filled and len(text) < SHORT_PAGE and fills_by_script(sheet.decoded.utf8, sheet.scripts, sheet.sources):
        text = ""
    return Answer(text, sheet.head.title, find_refresh(sheet))


def _is_stub(facts: PageFacts) -> bool:
    return facts.kind is PageKind.OTHER and not facts.text


def _is_thin(facts: PageFacts) -> bool:
    """Say whether a page shows so little of its own that it may be the site's answer for missing ones."""
    return len(facts.text) < SHORT_PAGE and facts.kind is not PageKind.HOME


def _place(url: str) -> str:
    """Return an address without scheme, www., query and fragment, as places are compared."""
    host, port = host_port(url)
    where = host.removeprefix("www.") if port in (80, 443) else f"{host}:{port}"
    return where + (path_of(url.partition("#")[0]) or "/")


def _same_name(url: str, other: str) -> bool:
    """Say whether two addresses have one path: https for http, www. for the bare name, a slash added."""
    return path_of(url).rstrip("/") == path_of(other).rstrip("/")


def _bare(title: str, url: str) -> str:
    return masked(_without_name(title, url))


def _without_name(text: str, url: str) -> str:
    """Return a text, or a title, without what it repeats of the address asked."""
    path = path_of(url)
    last = path.rstrip("/").rsplit("/", 1)[1]
    for piece in (url, path, unquote(path), last, unquote(last), last.partition(".")[0]):
        if len(piece) > 3:
            text = text.replace(piece, "")
    return text


# Made-up addresses of the kind of a given one, and other names of a home page.

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
