"""How a site answers for pages that do not exist, learned from two made-up names."""

import hashlib
from dataclasses import dataclass

from auditor.crawl.scope import folder_of, path_of
from auditor.extract.encodings import decode
from auditor.extract.list_state import fills_by_script
from auditor.extract.sheet import open_sheet
from auditor.extract.soft404 import SHORT_PAGE, same_page
from auditor.extract.urls import join
from auditor.extract.visible import visible_text
from auditor.model import Fetcher, Outcome, Reply


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """What two made-up names were answered with. Empty where the site says 404 as it should.

    `text` is the visible text of a 200 answer, `address` where made-up names are redirected to, `shows_home`
    says that what they get is the home page.
    """

    text: str = ""
    address: str = ""
    shows_home: bool = False

    def explains(self, url: str, reply: Reply, text: str) -> str:
        """Return why this page is the site's answer for missing pages, '' when it is not.

        Where made-up names get the home page itself, addresses that may be other names of it are let be.
        """
        if self.shows_home and not names_an_article(url):
            return ""
        if self.address and reply.final_url == self.address and url != self.address:
            return "redirected to where made-up names go"
        if self.text and same_page(self.text, text):
            return "same answer as for a made-up name"
        return ""


def names_an_article(url: str) -> bool:
    """Return whether an address is too deep and too particular to be another name of the home page."""
    path = path_of(url)
    last = path.rsplit("/", 1)[1]
    return path.count("/") > 1 and bool(last) and not last.startswith(("index", "default"))


async def learn_missing_answer(fetcher: Fetcher, home: str, home_text: str, seed: str) -> MissingAnswer:
    """Ask a site for two names nobody can have made and return what it answers.

    `home_text` is the visible text of its home page.

    Only an answer given to both counts; anything undecided teaches nothing (an empty MissingAnswer), nor does a
    frame that scripts may fill: real pages look the same before they are filled.
    """
    digest = hashlib.sha256(f"{seed}\0{home}".encode()).hexdigest()
    names = (f"{folder_of(home)}{digest[:12]}.html", f"/{digest[12:20]}/t20200229_{int(digest[20:26], 16)}.html")
    texts: list[str] = []
    addresses: list[str] = []
    for name in names:
        address = join(home, name)
        if address is None:
            return MissingAnswer()
        reply = await fetcher.get(address)
        if reply.outcome is not Outcome.OK:
            return MissingAnswer()
        addresses.append(reply.final_url if reply.hops else "")
        texts.append(_own_text(reply, address))
    moved = addresses[0] if addresses[0] == addresses[1] and not path_of(addresses[0]).endswith(names[0]) else ""
    alike = texts[0] if same_page(texts[0], texts[1]) else ""
    shows_home = moved == home or bool(alike and home_text and same_page(alike, home_text))
    return MissingAnswer(text=alike, address=moved, shows_home=shows_home)


def _own_text(reply: Reply, address: str) -> str:
    """Return the visible text of an answer, '' for a short frame that scripts may fill."""
    content_type = reply.header("content-type")
    text = visible_text(decode(reply.body, content_type).utf8)
    if len(text) >= SHORT_PAGE:
        return text
    sheet = open_sheet(reply.body, address, content_type)
    return "" if fills_by_script(sheet.decoded.utf8, sheet.scripts, sheet.sources) else text
