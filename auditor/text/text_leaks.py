"""What a text shows and must not, gathered by kind and masked: all that may leave it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.model import Leak, LeakKind
from auditor.text.leaked_numbers import Number, find_numbers, speaks_of
from auditor.text.personal_numbers import mask_text

MOST_SHOWN = 3
MOST_PLACES = 20
LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One page or sheet of a document: its rows, cells parted by tabs, its name, and whether it begins the document.

    `numbered` says that rows are counted within it, as in a sheet. `marked` False: it has no head of its own.
    """

    rows: Sequence[str]
    name: str = ""
    first: bool = True
    numbered: bool = False
    marked: bool = True


@dataclass(slots=True)
class _Kind:
    seen: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    places: dict[str, None] = field(default_factory=dict)
    sure: bool = False

    def add(self, key: str, shown: str, place: str, *, sure: bool) -> None:
        if key not in self.seen and len(self.shown) < MOST_SHOWN:
            self.shown.append(shown[:LONGEST_SHOWN])
        self.seen.add(key)
        self.sure |= sure
        if place and len(self.places) < MOST_PLACES:
            self.places[place] = None


def find_leaks(parts: Iterable[Part], today: date) -> tuple[Leak, ...]:
    """Return what leaks from the parts of one document, one entry a kind, every number masked.

    `today` is the last day that anybody can be born on. Empty: nothing was found.
    """
    kinds: dict[LeakKind, _Kind] = {}
    said: frozenset[LeakKind] = frozenset()
    for part in parts:
        numbers = find_numbers(part.rows, today, said)
        said |= speaks_of(part.rows)
        for one in numbers:
            kinds.setdefault(one.kind, _Kind()).add(one.digits, one.masked, _place(part, one), sure=one.sure)
        if part.marked:
            for kind, _, words in find_marks(part.rows, head=part.first):
                kinds.setdefault(kind, _Kind()).add(words, mask_text(words), part.name, sure=False)
    return tuple(
        Leak(kind.value, len(one.seen), tuple(one.shown), tuple(one.places), one.sure)
        for kind, one in sorted(kinds.items())
    )


def _place(part: Part, one: Number) -> str:
    return f"{part.name}!{one.row + 1}" if part.numbered else part.name


# Marks of documents that are not public: grades of secrecy, 内部资料, 不予公开; words about such marks do not count.

STARS = "★☆▲△※"
GUARDS = ("绝密", "机密", "秘密", "内部", "不予公开", "不公开", "非公开")
_GAP = r"[ \t\u3000]{0,4}"
_TERM = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})[ ]?(?:年|个?月)|长期"
GRADE = re.compile(
    rf"(?:密级{_GAP}[:：]?{_GAP})?(?:绝{_GAP}密|机{_GAP}密|秘{_GAP}密){_GAP}"
    rf"(?:[{STARS}]{_GAP}(?P<term>{_TERM})?|(?P<bare>{_TERM}))"
)
NO_DOCUMENT = re.compile(r"启用前|考试|试[卷题]|使用完毕前|高考|中考|样式|示例|格式|示范|如[:：]|例如|为例|模板|标注")
INTERNAL = re.compile(
    rf"内部(?:资料|文件|材料|刊物|文稿|掌握|使用)[\s,，:：;；、·]{{0,4}}(?:请|请妥善|妥善|注意|请注意|严格)?{_GAP}"
    rf"(?:保存|保密|保管|不得外传|请勿外传|严禁外传|禁止外传|切勿外传|不准外传|不外传|不得公开|不得外泄|严禁外泄|不得翻印|不得扩散"
    rf"|不得转载|禁止传播|不得复印)"
)
OPTIONS = re.compile(r"主动公开|依申请公开|部分公开")
ATTRIBUTE = re.compile(
    r"(?:公开(?:属性|方式|类别|类型|形式|选项|性质|范围)|(?:信息|文件)公开(?:属性|方式|类别|类型|形式|选项)|主动公开形式)"
)
WITHHELD = re.compile(r"(?:不予公开|不公开|非公开)")
THIS_ONE = re.compile(r"[（(【\[]{0,1}(?:此|本)(?:件|文|文件)(?:不予公开|不公开)[）)】\]。]{0,2}")
HEAD_ROWS = 20
LONGEST_MARK = 30
"""Letters of a row that is a mark and nothing more, a copy number or a degree of urgency beside it included."""


def may_hold_marks(text: str) -> bool:
    """Return whether one of the words of a mark stands in a text at all."""
    return any(word in text for word in GUARDS)


def find_marks(rows: Sequence[str], *, head: bool = True) -> Iterator[tuple[LeakKind, int, str]]:
    """Yield kind, row and words of each mark that stands in a row of its own among the first rows of a page.

    `rows` begin with the head of the document or of one of its pages; cells are parted by tabs. `head` False: the
    page is a later one, where only grades and 内部 marks are looked for. Sentences that speak of marks, choices on
    forms and examination papers (绝密★启用前) are none.
    """
    top = [(number, row.strip()) for number, row in enumerate(rows) if row.strip()][:HEAD_ROWS]
    for at, (number, row) in enumerate(top):
        if len(row) > LONGEST_MARK * 2 or not (may_hold_marks(row) or "密" in row):
            continue
        following = top[at + 1][1] if at + 1 < len(top) else ""
        before = top[at - 1][1] if at else ""
        if _grade(row, following):
            yield LeakKind.GRADE, number, row
        elif (mark := INTERNAL.search(row)) and len(row) - len(mark.group()) <= LONGEST_MARK / 3:
            yield LeakKind.INTERNAL, number, row
        elif head and _withheld(row, before):
            yield LeakKind.WITHHELD, number, row


def _grade(row: str, following: str) -> bool:
    found = GRADE.search(row)
    if found is None or NO_DOCUMENT.search(row) or NO_DOCUMENT.search(following):
        return False
    rest = (row[: found.start()] + row[found.end() :]).strip()
    return len(rest) <= LONGEST_MARK / 3 and re.search(r"[，。；,;“”\"《》]", row) is None


def _withheld(row: str, before: str) -> bool:
    if OPTIONS.search(row) or re.search(r"[□☐☑√]", row):
        return False
    if THIS_ONE.fullmatch(row):
        return True
    cells = [cell.strip(" :：[]【】") for cell in re.split(r"[\t:：]", row) if cell.strip(" :：")]
    for place, cell in enumerate(cells):
        if WITHHELD.fullmatch(cell):
            label = cells[place - 1] if place else before.rstrip(" :：]】").lstrip("[【")
            return ATTRIBUTE.fullmatch(label.replace(" ", "").replace("\u3000", "")) is not None
        words = cell.split()
        if len(words) == 2 and WITHHELD.fullmatch(words[1]) and ATTRIBUTE.fullmatch(words[0]):
            return True
    return False
