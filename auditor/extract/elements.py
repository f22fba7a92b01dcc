"""The elements that stand around links and media, each read once: tag, names, and whether they are the content."""

from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

from auditor.extract.template_names import ASIDE, CHROME, HALVES, OWN, words

DEEPEST = 60
LONGEST_NAMES = 200
_CHROME_TAGS = frozenset(("nav", "footer", "header"))


@dataclass(slots=True, eq=False)
class Box:
    """One element above links: its parent box, its tag, id and class in one string, and the links inside."""

    node: LexborNode
    parent: "Box | None"
    tag: str
    names: str
    depth: int
    count: int = 0
    chrome: bool = False
    aside: bool = False
    half: bool = False


@lru_cache(maxsize=8_192)
def _surroundings(names: str) -> tuple[bool, bool, bool]:
    """Say whether id and class name a menu, header or footer, what stands beside the content, one of two columns."""
    found = words(names)
    half = not HALVES.isdisjoint(found) and OWN.isdisjoint(found)
    return not CHROME.isdisjoint(found), not ASIDE.isdisjoint(found), half


class Boxes:
    """The elements above the links of a page, each read once."""

    def __init__(self) -> None:
        self.known: dict[int, Box] = {}

    def above(self, node: LexborNode) -> Box | None:
        """Return the box of the parent element of `node`, None at the root."""
        chain: list[LexborNode] = []
        parent = node.parent
        box: Box | None = None
        while parent is not None and len(chain) < DEEPEST:
            box = self.known.get(parent.mem_id)
            if box is not None or parent.tag == "-document":
                break
            chain.append(parent)
            parent = parent.parent
        for element in reversed(chain):
            box = self._read(element, box)
        return box

    def add_up(self) -> None:
        """Add the links counted in each box to those of the boxes around it; once a page."""
        for box in reversed(self.known.values()):
            if box.parent is not None:
                box.parent.count += box.count

    def read(self, node: LexborNode) -> Box:
        """Return the box of `node` itself."""
        return self.known.get(node.mem_id) or self._read(node, self.above(node))

    def _read(self, element: LexborNode, parent: Box | None) -> Box:
        attributes = element.attributes
        tag = element.tag or ""
        names = ""
        if attributes:
            names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"[:LONGEST_NAMES]
        box = Box(element, parent, tag, names, parent.depth + 1 if parent else 0)
        if parent is not None:
            box.chrome, box.aside, box.half = parent.chrome, parent.aside, parent.half
        if len(names) > 1 and tag not in ("body", "html"):
            chrome, aside, half = _surroundings(names)
            box.chrome = box.chrome or chrome
            box.aside = box.aside or aside
            box.half = box.half or half
        box.chrome = box.chrome or tag in _CHROME_TAGS
        box.aside = box.aside or tag == "aside"
        self.known[element.mem_id] = box
        return box
