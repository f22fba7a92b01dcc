"""Which documents a page repeals or keeps in force, and the pages of those documents over all sites."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from auditor.model import DocumentFacts, Fate, NamedDocument
from auditor.text.document_names import (
    DAY,
    NUMBER,
    day_of,
    explains,
    folded,
    number_in,
    plain_title,
    policy_core,
    quoted_names,
    same_number,
)

LONGEST_TEXT = 200_000
LONGEST_LINE = 600
LONGEST_HEADING = 60
MOST_NAMED = 600
MOST_CLAUSES = 200
LEAST_NAME = 8

_LISTS = re.compile(
    r"废止|失效|停止执行|继续有效|有效期|继续(?:施行|执行|实施)|延长|清理结果|清理.{0,16}文件|文件.{0,6}清理"
)
_FORMAL = re.compile(r"通知|决定|公告|通告|目录|公布|结果|关于|的函")
_DRAFT = re.compile(r"征求|征集|意见稿|草案|送审|责任状|方案|计划|要点|总结|培训|会议")
_RULES = re.compile(r"(?:办法|规定|细则)$")
_REPEALS = re.compile(r"废止|失效|停止执行")
_KEEPS = re.compile(r"继续有效|继续(?:施行|执行|实施|适用)|延长|延续|保留|予以有效")
_CHANGES = re.compile(r"修改|修订|调整")
_ITEM = re.compile(r"^\s{0,4}(?:[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]?\s?[.、,．)）]|\d{1,3}\s)\s{0,3}")
_TITLE = re.compile(
    r"(?:通知|通告|公告|意见|办法|规定|决定|细则|规则|措施|方案|批复|函|制度|标准|条件|职责)[》〉\"”]?\s?(?:\([^()]{1,12}\))?[。;；,，]?$"
)
_BRACKET = re.compile(r"\s{0,2}\(([^()]{0,40}(?:\([^()]{1,12}\))?[^()]{0,20})\)")
_OBJECT = re.compile(
    r"\s{0,2}(?:[、,，。;；和及与并等\d]|以及|同时|即行|自行|一并|予以|相应|随之|自|从|于|现|已|全文|废止|失效|继续|有效|的?有效期|延|$)"
)
"""What follows a name that is itself repealed, and not some part of it (附件三, 第五条)."""

_CLAUSE = re.compile(r"(?:同时|即行|自行|一并|予以|相应|随之)(?:予以)?废止|(?<![不或])废止(?=[。;；\n]|$)")
_UNSURE = re.compile(r"不得|不予|拟|建议|应当|可以|修改(?:或|、)|及时|如需|需要|是否|按.{0,10}规定")
_SINCE = re.compile(rf"自\s?{DAY.format('a')}\s?起")
_FROM = re.compile(rf"自\s?{DAY.format('a')}\s?起\s?(?:全部|同时|一律)?(?:予以)?(?:废止|失效|停止执行)")
_KEPT_TO = re.compile(
    rf"(?:有效期|实施期限?|执行期限?|施行期限?|延长|延续)[^。\n]{{0,16}}?(?:至|到)\s?{DAY.format('a')}"
)


def named_documents(title: str, text: str) -> tuple[NamedDocument, ...]:
    """Return the documents that a page repeals or keeps in force; () for pages that only speak of it, and for drafts.

    A list is read where the title announces one; its headings part what is repealed, kept and changed. In any other
    document only 《names》 of a sentence that ends in 废止 count. Linear in the text; at most MOST_NAMED.
    """
    title = folded(title)
    if explains(title) or _DRAFT.search(title):
        return ()
    lists = _LISTS.search(title) is not None and not _RULES.search(title) and _FORMAL.search(title) is not None
    if not lists and "废止" not in text:
        return ()
    plain = folded(text[:LONGEST_TEXT])
    found = list(_listed(title, plain) if lists else _clauses(plain))
    return tuple(dict.fromkeys(found))[:MOST_NAMED]


def _fate(words: str) -> Fate | None:
    """Return what a title or heading does to what it names, None where it does several things or another."""
    told = {
        fate
        for fate, pattern in ((Fate.REPEALED, _REPEALS), (Fate.KEPT, _KEEPS), (None, _CHANGES))
        if pattern.search(words)
    }
    return told.pop() if len(told) == 1 else None


def _listed(title: str, text: str) -> Iterator[NamedDocument]:
    fate = _fate(title)
    on = _day(_FROM if fate is Fate.REPEALED else _KEPT_TO, text)
    if fate and (names := [name for name, _ in quoted_names(title) if len(name) >= LEAST_NAME]):
        numbers = {name: number for name, number in _quoted(text) if number}
        yield from (NamedDocument(fate, name, numbers.get(name, ""), on, listed=True) for name in names)
        return
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if sum(line in ("继续有效", "有效", "保留", "废止", "失效", "修改") for line in lines) > 2:
        return
    before = ""
    for line in lines:
        entries = list(_entries(line[:LONGEST_LINE], before))
        if fate and entries:
            yield from (NamedDocument(fate, name, number, on, listed=True) for name, number in entries)
        elif not entries and len(line) <= LONGEST_HEADING and _is_heading(line):
            fate = _fate(line)
        before = line


def _is_heading(line: str) -> bool:
    return any(pattern.search(line) for pattern in (_REPEALS, _KEEPS, _CHANGES))


def _entries(line: str, before: str) -> Iterator[tuple[str, str]]:
    """Yield (title, number) of the documents a line of a list names."""
    number = NUMBER.fullmatch(line.strip("()。;；"))
    if number is not None:
        if _TITLE.search(name := _bare(before)):
            yield name, number_in(number)
        return
    item, bare = _ITEM.match(line), _bare(line)
    numbered = NUMBER.search(bare)
    if quoted := list(_quoted(bare)):
        yield from quoted
    elif numbered is not None and _TITLE.search(bare[: numbered.start()].rstrip("( ")):
        yield bare[: numbered.start()].rstrip("( "), number_in(numbered)
    elif item is not None and numbered is None and _TITLE.search(bare) and len(bare) >= LEAST_NAME:
        yield bare.rstrip("。;；,，"), ""


def _bare(line: str) -> str:
    return _ITEM.sub("", line).strip()


def _quoted(words: str) -> Iterator[tuple[str, str]]:
    for name, end in quoted_names(words):
        bracket = _BRACKET.match(words, end)
        inside = NUMBER.search(bracket[1]) if bracket else None
        if (len(name) >= LEAST_NAME or inside) and _OBJECT.match(words, bracket.end() if bracket else end):
            yield name, number_in(inside) if inside else ""


def _clauses(text: str) -> Iterator[NamedDocument]:
    joined = text.replace("\n", "")
    for match in islice(_CLAUSE.finditer(joined), MOST_CLAUSES):
        start = max(joined.rfind(mark, max(0, match.start() - LONGEST_LINE), match.start()) for mark in "。;；")
        sentence = joined[max(start + 1, match.start() - LONGEST_LINE) : match.end()]
        if _UNSURE.search(_without_names(sentence)):
            continue
        on = _day(_SINCE, sentence)
        for name, number in _quoted(sentence):
            yield NamedDocument(Fate.REPEALED, name, number, on)


def _without_names(sentence: str) -> str:
    """Return a sentence without what stands in book marks."""
    for name, _ in quoted_names(sentence):
        sentence = sentence.replace(name, "", 1)
    return sentence


def _day(pattern: re.Pattern[str], text: str) -> date | None:
    match = pattern.search(text)
    return day_of(match, "a") if match else None


# Match the documents that pages repeal or keep in force with the pages of those documents, over all sites.

LEAST_TITLE = 10
"""Letters of a title from which it is taken for one document's."""

EDITIONS = timedelta(days=30)
"""A document shown later than this before its repeal may be the edition that replaces it."""

MOST_WORDS = 20


@dataclass(frozen=True, slots=True)
class LaterWord:
    """What a page of a registered site says of a document.

    `on` as in NamedDocument; `named_on` is the page's own day. `exact`: the document's number or its whole title is
    named in a page made for it; else the two may be different editions.
    """

    fate: Fate
    url: str
    title: str
    on: date | None = None
    named_on: date | None = None
    exact: bool = True


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The page of a normative document on a registered site; `named` are those it repeals itself."""

    site: str
    url: str
    title: str
    document: DocumentFacts
    published: date | None = None
    disclosure: bool = False
    named: tuple[NamedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class NamingPage:
    """A page that repeals documents or keeps them in force."""

    site: str
    url: str
    title: str
    named: tuple[NamedDocument, ...]
    published: date | None = None


def later_words(documents: Sequence[DocumentPage], naming: Iterable[NamingPage]) -> Mapping[str, tuple[LaterWord, ...]]:
    """Return address → what later pages say about the document there.

    One is meant by its number; by its title only where not both bear numbers, the document is older than the page, and
    it does not repeal that title itself (then it is the new edition). Without the same number a title has to be
    whole, issuer included, or to stand on the same site.
    """
    numbers: dict[str, list[DocumentPage]] = defaultdict(list)
    titles: dict[str, list[DocumentPage]] = defaultdict(list)
    for page in documents:
        if page.document.number:
            numbers[_key(page.document.number)].append(page)
        for name in {policy_core(page.title), plain_title(page.title)}:
            titles[name].append(page)
    found: dict[str, dict[LaterWord, None]] = defaultdict(dict)
    for source in naming:
        for named in source.named:
            for page, exact in _meant(source, named, numbers, titles):
                word = LaterWord(named.fate, source.url, source.title, named.on, source.published, exact)
                found[page.url].setdefault(word)
    return {url: tuple(words)[:MOST_WORDS] for url, words in found.items()}


def _key(number: str) -> str:
    return number[number.index("〔") :]


def _meant(
    source: NamingPage,
    named: NamedDocument,
    numbers: Mapping[str, Sequence[DocumentPage]],
    titles: Mapping[str, Sequence[DocumentPage]],
) -> Iterable[tuple[DocumentPage, bool]]:
    seen = {source.url}
    for page in numbers.get(_key(named.number), ()) if named.number else ():
        if page.url not in seen and same_number(page.document.number, named.number):
            seen.add(page.url)
            yield page, True
    whole, short = plain_title(named.title), policy_core(named.title)
    for name in (whole, short):
        for page in titles.get(name, ()) if len(name) >= LEAST_TITLE else ():
            if page.url in seen or (named.number and page.document.number) or not _is_older(page, source, name):
                continue
            if plain_title(page.title) != whole and page.site != source.site:
                continue
            seen.add(page.url)
            yield page, named.listed and not named.number and plain_title(page.title) == whole


def _is_older(page: DocumentPage, source: NamingPage, name: str) -> bool:
    """Return whether a page bears an edition older than the one that replaces it; undated ones do not."""
    day = page.document.signed or page.published
    if day is None or source.published is None or day > source.published - EDITIONS:
        return False
    return all(name not in (plain_title(one.title), policy_core(one.title)) for one in page.named)
