"""Pages that ended before their end: what stands in them counts, what they lack proves nothing."""

from dataclasses import replace

from auditor.model import ListState, PageFacts, PageKind

CUT = "cut"
"""`PageFacts.written_by` of a home page whose end was not seen."""

_TAIL = 1024


def is_cut(body: bytes, *, truncated: bool) -> bool:
    """Tell whether a page's end is missing: one that closes itself is whole, whatever length its server promised."""
    return truncated and b"</html" not in body[-_TAIL:].lower()


def as_cut(facts: PageFacts, body: bytes) -> PageFacts:
    """Return the facts of a cut page without those that rest on what is missing in it.

    Its links and what it shows stay. It counts as a page whose list was not seen, an article as one of no kind; tags
    are forgotten where the head itself is cut.
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
        date_doubt=facts.date_doubt or "unread",
    )
