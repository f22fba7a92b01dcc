"""Pages whose bytes do not hold all: what a browser shows is added, and what a cut page lacks proves nothing."""

from collections.abc import Iterable
from dataclasses import replace

from auditor.extract.list_state import zero_words
from auditor.model import NAVIGABLE, Link, ListState, PageFacts, PageKind

SHOWS = frozenset({ListState.FILLED, ListState.PARENT, ListState.LINK_OUT})
LIST_KINDS = frozenset({PageKind.COLUMN, PageKind.HOME})


def as_sent(shown: bytes, encoding: str) -> bytes:
    """Return a rendered document in the encoding its page was sent in, so that it is read as the page was.

    Addresses with Chinese queries keep the bytes they have for visitors. `encoding` is a Python codec.
    """
    if encoding in ("utf-8", ""):
        return shown
    return shown.decode("utf-8", "replace").encode(encoding, "xmlcharrefreplace")


def with_rendered(raw: PageFacts, shown: PageFacts, text: str, *, whole: bool) -> PageFacts:
    """Return the facts of a page whose list scripts fill, from its bytes (`raw`) and from a browser (`shown`).

    `text` is what a visitor reads, by lines; `whole` says that no request of the page failed and none was still
    running. A list that is shown counts. One that is not counts as empty only where a page that is whole says so in
    words (暂无内容); else it stays filled by script, and unseen.
    """
    if shown.soft_404 or shown.refresh:
        return raw
    if shown.items and shown.list_state in SHOWS and shown.kind in LIST_KINDS:
        return _joined(raw, shown, kind=shown.kind)
    says = zero_words(text.split("\n")) if whole and not shown.items and not shown.text else ""
    if says and raw.kind is PageKind.COLUMN:
        return replace(_joined(raw, shown, kind=raw.kind), list_state=ListState.EMPTY)
    return raw


def home_with_rendered(raw: PageFacts, shown: PageFacts, *, whole: bool) -> PageFacts:
    """Return the facts of a home page: what its bytes say, and beside it what only a browser shows.

    `written_by` is '' once scripts were seen to have written all they write.
    """
    if shown.soft_404 or shown.refresh:
        return raw
    known = {item.url or item.text for item in raw.items}
    items = (*raw.items, *(item for item in shown.items if (item.url or item.text) not in known))
    state = raw.list_state
    if state is ListState.SCRIPT_FILLED and shown.items and shown.list_state in SHOWS:
        state = shown.list_state
    least = _fewer_empty(raw, shown)
    return replace(
        raw,
        title=raw.title or shown.title,
        meta={**shown.meta, **raw.meta},
        items=items,
        list_state=state,
        links=_links(raw, shown),
        footer={**shown.footer, **raw.footer},
        written_by="" if whole else raw.written_by,
        leaving=raw.leaving or shown.leaving,
        lost_fragments=_both(raw.lost_fragments, shown.lost_fragments),
        names=shown.names,
        codes=(*raw.codes, *(one for one in shown.codes if one.url not in {code.url for code in raw.codes})),
        rendered=True,
        sketch=shown.sketch if whole and shown.sketch else raw.sketch,
        empty_links=least.empty_links,
        empty_texts=least.empty_texts,
    )


def _joined(raw: PageFacts, shown: PageFacts, *, kind: PageKind) -> PageFacts:
    """Return the rendered facts with what only the bytes tell for certain."""
    least = _fewer_empty(raw, shown)
    return replace(
        shown,
        kind=kind,
        encoding=raw.encoding,
        declared_encoding=raw.declared_encoding,
        links=_links(raw, shown),
        footer={**shown.footer, **raw.footer},
        size=raw.size,
        written_by=raw.written_by,
        leaving=raw.leaving or shown.leaving,
        hidden_links=raw.hidden_links,
        fragment_links=raw.fragment_links,
        lost_fragments=_both(raw.lost_fragments, shown.lost_fragments),
        rendered=True,
        empty_links=least.empty_links,
        empty_texts=least.empty_texts,
    )


def _links(raw: PageFacts, shown: PageFacts) -> tuple[Link, ...]:
    """Return the links of both; of what scripts added only what leads a visitor on, no counters' pictures."""
    known = {link.url for link in raw.links}
    return (*raw.links, *(link for link in shown.links if link.kind in NAVIGABLE and link.url not in known))


def _both(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    others = set(second)
    return tuple(one for one in first if one in others)


def _fewer_empty(raw: PageFacts, shown: PageFacts) -> PageFacts:
    """Return the view with fewer empty links: scripts fill some, and make others."""
    return min(raw, shown, key=lambda facts: facts.empty_links)


# Pages cut before their end: what they hold counts, what they lack proves nothing.

CUT = "cut"
"""`PageFacts.written_by` of a home page whose end was not seen."""

_TAIL = 1024


def is_cut(body: bytes, *, truncated: bool) -> bool:
    """Tell whether a page's end is missing: one that closes itself is whole, whatever length its server promised."""
    return truncated and b"</html" not in body[-_TAIL:].lower()


def as_cut(facts: PageFacts, body: bytes) -> PageFacts:
    """Return the facts of a cut page without those that depend on the missing part.

    Its links and what it shows stay. It counts as a page whose list was not seen, an article as one of no kind; tags
    are dropped where the head itself is cut.
    """
    listed = facts.kind in (PageKind.COLUMN, PageKind.HOME)
    home = facts.kind is PageKind.HOME
    whole_head = b"</head" in body.lower() or b"<body" in body.lower()
    return replace(
        facts,
        kind=facts.kind if listed else PageKind.OTHER,
        list_state=ListState.SCRIPT_FILLED,
        title=facts.title if whole_head else "",
        meta=facts.meta if whole_head else {},
        written_by=CUT if home else facts.written_by,
        signature=None,
        lost_fragments=(),
        names=b"",
        soft_404="",
        document=None,
        sketch=b"",
        date_doubt=facts.date_doubt or "unread",
    )
