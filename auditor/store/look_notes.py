"""What is worth keeping of an answer beyond its outcome: a long way to it, and what a foreign page has become."""

from dataclasses import dataclass
from itertools import pairwise

from auditor.model import Hop, Reply
from auditor.store.packing import pack, unpack


@dataclass(frozen=True, slots=True)
class LookNotes:
    """Notes on one look. `hops` are kept where there are two or more, or one leads from https to http.

    `risk` is what a page on a foreign host has become ('' = nothing noticed), `risk_words` what says so.
    `rendered`: the look was a browser's. `leaving` are words by which a script tells of leaving the site.
    """

    hops: tuple[Hop, ...] = ()
    risk: str = ""
    risk_words: tuple[str, ...] = ()
    rendered: bool = False
    leaving: str = ""


def downgraded(hops: tuple[Hop, ...], final_url: str) -> bool:
    """Return whether a way that began or went on encrypted led on unencrypted."""
    way = [hop.url for hop in hops] + [final_url]
    return any(a.startswith("https:") and b.startswith("http:") for a, b in pairwise(way))


def notes_of(reply: Reply, risk: str = "", risk_words: tuple[str, ...] = (), leaving: str = "") -> bytes | None:
    """Return the packed notes of a look, None where there is nothing to note."""
    long = len(reply.hops) > 1 or downgraded(reply.hops, reply.final_url or reply.url)
    if not long and not risk and not reply.rendered and not leaving:
        return None
    return pack(LookNotes(reply.hops if long else (), risk, risk_words, reply.rendered, leaving))


def read_notes(blob: bytes | None) -> LookNotes:
    """Return what `notes_of` packed; empty notes for None."""
    return unpack(blob, LookNotes) if blob else LookNotes()
