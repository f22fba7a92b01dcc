"""How long a normative document is valid, by its own words and by the head of its page."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from auditor.model import DocumentClass, DocumentFacts
from auditor.text.document_names import DAY, NUMBER, day_of, document_class, folded, may_be_document, number_in
from auditor.text.numerals import small_number
from auditor.text.working_days import after_months

LONGEST_TEXT = 120_000
LONGEST_HEAD = 4_000
LONGEST_WORDS = 80
MOST_YEARS = 30

_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_LENGTH = rf"(?P<length>{_N})\s?(?P<unit>年|个月)"
_SELF = (
    r"本(?:办法|规定|细则|规则|规程|规范|意见|通知|通告|公告|措施|政策|文件|标准|基准|制度|方案|决定|实施意见"
    r"|实施细则|文)"
)
_PUBLISHED = r"(?:印发|发布|公布|颁布|下发|签发|发文|公告|通告|印制|出台)之?日"
_FORCE = r"(?:正式)?(?:施行|实施|实行|执行|生效|起效|试行)"
_PERIOD = r"(?:有效期|试行期|施行期|执行期|实施期|暂行期|有效时间|有效期间)限?"
_AFTER = re.compile(
    rf"[自从于]?\s?(?:{DAY.format('a')}|(?P<out>{_PUBLISHED}))\s?起?\s?(?:开始)?{_FORCE}[^。;；\n]{{0,30}}?{_PERIOD}\s?(?:暂定)?(?:为|是|:)?\s?"
    rf"(?:(?:自|从)[^。;；\n]{{0,24}}?)?(?:(?:延长)?(?:至|到|截至|截止至?|截止到)\s?{DAY.format('b')}|{_LENGTH})"
)
_BEFORE = re.compile(
    rf"{_SELF}[^。;；\n]{{0,16}}?{_PERIOD}\s?(?:暂定)?(?:为|是|:)?\s?{_LENGTH}(?:[,，、\s]{{0,3}}(?:自|从|于)\s?(?:{DAY.format('a')}|(?P<out>{_PUBLISHED})))?"
)
_TO = re.compile(
    rf"{_SELF}[^。;；\n]{{0,40}}?{_PERIOD}\s?(?:为|是|:)?(?:\s?(?:自|从)?\s?(?:{DAY.format('a')}|{_PUBLISHED})\s?起?)?\s?(?:延长|延续|顺延)?\s?(?:至|到|截至|截止至?|截止到|-|—)\s?{DAY.format('b')}"
)
_SPAN = re.compile(
    rf"[自从]\s?(?:{DAY.format('a')}|(?P<out>{_PUBLISHED}))\s?起?\s?(?:{_FORCE})?[,，]?\s?(?:{_FORCE})?至\s?{DAY.format('b')}\s?(?:止|废止|终止|失效|结束)"
)
_OFF = re.compile(
    rf"{_SELF}[^。;；\n]{{0,30}}?[于自,，]\s?{DAY.format('b')}\s?起?\s?(?:自动|自行|即行)?(?:失效|废止|停止执行)"
)
_BEGINS = re.compile(rf"(?:{_SELF}|以上|上述)[^。;；\n]{{0,40}}?[自从于]\s?{DAY.format('a')}\s?起?\s?(?:开始)?{_FORCE}")
_HEAD_UNTIL = re.compile(rf"(?:失效|废止|终止|截止)(?:日期|时间)\s{{0,3}}:?\s{{0,3}}{DAY.format('b')}")
_HEAD_SPAN = re.compile(
    rf"有效期限?\s{{0,3}}:?\s{{0,3}}(?:{DAY.format('a')}\s?(?:至|到|-|—|~){{1,2}}\s?|至\s?|截至\s?){DAY.format('b')}"
)
_HEAD_SIGNED = re.compile(rf"(?:成文|生成|印发|发文|签发)(?:日期|时间)\s{{0,3}}:?\s{{0,3}}{DAY.format('a')}")
_HEAD_ISSUER = re.compile(
    r"(?:发文机关|发布机构|制发机关|发文单位|制定机关|发布单位|公开主体)\s{0,3}:?\s{0,3}([\u4e00-\u9fa5、 ]{3,40})"
)
_HEAD_STATE = re.compile(
    r"(?:有\s?效\s?性|效力状态|时效性|效力级别状态|文件状态|有效状态|是否有效|规范性文件效力|文件效力|效力)\s{0,3}:\s{0,3}\[?(?P<state>[\u4e00-\u9fa5]{1,8})"
)
_OVER = re.compile(r"失效|废止|停止执行|停用|无效|修改|修订|继续|延长|延续|否|过期|到期")
_TITLE_MARK = re.compile(
    r"[(\[【〔]\s?(?:已|本文件已|该文件已)?(?:失效|废止|停止执行|过期|修改|修订)[^)\]】〕]{0,12}[)\]】〕]|^\s?(?:已)(?:失效|废止)|(?:已废止|已失效)\s?$|继续有效\)"
)
_LINE_MARK = re.compile(
    r"^[\[【(〔]?\s?(?:(?:此|本|该|注|提示)[^。\n]{0,16})?(?:(?:已|现已|自[^。\n]{4,20}起|于[^。\n]{4,16})[^。\n]{0,20}(?:失效|废止|停止执行|修改|修订)|继续有效|有效期[^。\n]{0,6}延[长续]|失效|废止)[^。\n]{0,30}$"
)


@dataclass(frozen=True, slots=True)
class _Validity:
    until: date | None = None
    words: str = ""
    counted: bool = False
    begins: date | None = None


def document_facts(title: str, text: str, head: str, published: date | None) -> DocumentFacts | None:
    """Return the validity that the page of a normative document states; None for any other page.

    `head` is what stands above the text and its first lines: the document block, marks, the number. `published`
    begins periods that run from the day of publication where the head names no day of signing. Of several stated ends
    the latest counts. Linear in the text.
    """
    kind = document_class(title)
    if kind is None and not ("期" in text and may_be_document(title)):
        return None
    title, head = folded(title), folded(head[:LONGEST_HEAD])
    signed = _day(_HEAD_SIGNED, head, "a")
    known = _validity(folded(text[:LONGEST_TEXT]), head, (signed, published), strict=kind is not None)
    if kind is None and known.until is None:
        return None
    state = _HEAD_STATE.search(head)
    over = state is not None and _OVER.search(state["state"]) is not None
    issuer = _HEAD_ISSUER.search(head)
    return DocumentFacts(
        kind=kind or DocumentClass.USUAL,
        number=_own_number(title, text, head),
        issuer=issuer[1].strip() if issuer else "",
        signed=signed,
        begins=known.begins,
        until=known.until,
        words=known.words,
        counted=known.counted,
        marked=state[0].strip() if state and over else _mark(title, head),
        valid=state[0].strip() if state and not over else "",
    )


def _own_number(title: str, text: str, head: str) -> str:
    """Return the number of a document: in its title, alone on one of its first lines, or in the head's field."""
    if match := NUMBER.search(title):
        return number_in(match)
    field = re.search(r"(?:发文字号|发文号|文\s{0,4}号|文件编号|文件字号)\s{0,3}:?\s{0,3}(?=[\u4e00-\u9fa5])", head)
    if field and (match := NUMBER.match(head, field.end())):
        return number_in(match)
    for line in folded(text[:1_500]).split("\n")[:14]:
        if (match := NUMBER.fullmatch(line.strip().strip("()"))) is not None:
            return number_in(match)
    return ""


def _mark(title: str, head: str) -> str:
    """Return the words by which title or banner say that the document is over, changed or prolonged."""
    if match := _TITLE_MARK.search(title):
        return match[0].strip()
    for line in head.split("\n"):
        if len(line) <= 60 and (match := _LINE_MARK.search(line.strip())):
            return match[0].strip()[:LONGEST_WORDS]
    return ""


def _day(pattern: re.Pattern[str], text: str, letter: str) -> date | None:
    match = pattern.search(text)
    return day_of(match, letter) if match else None


def _validity(text: str, head: str, days: tuple[date | None, date | None], *, strict: bool) -> _Validity:
    """Return the latest validity stated; not `strict`: only where the text calls it a validity."""
    signed, published = days
    begins = _day(_BEGINS, text, "a")
    found = [
        one
        for pattern in ((_HEAD_UNTIL, _HEAD_SPAN) if "效" in head or "止" in head else ())
        for match in pattern.finditer(head)
        if (one := _Validity(day_of(match, "b"), _words(match))).until
    ]
    if any(word in text for word in ("效", "行期", "止", "施期", "停止")):
        for pattern in (_AFTER, _BEFORE, _TO, _SPAN, _OFF) if strict else (_AFTER, _BEFORE, _TO):
            found += [one for match in pattern.finditer(text) if (one := _read(match, begins, signed, published)).until]
    last = max(found, key=lambda one: one.until or date.min, default=_Validity())
    return _Validity(last.until, last.words, last.counted, begins or last.begins)


def _read(match: re.Match[str], begins: date | None, signed: date | None, published: date | None) -> _Validity:
    parts = match.groupdict()
    end, words = day_of(match, "b"), _words(match)
    if end is not None:
        return _Validity(end - timedelta(days=1) if match.re is _OFF else end, words)
    count = small_number(parts.get("length") or "")
    if not count or count > MOST_YEARS * (12 if parts.get("unit") == "个月" else 1):
        return _Validity()
    months = count if parts.get("unit") == "个月" else 12 * count
    named = day_of(match, "a") or (None if parts.get("out") else begins)
    start = named or signed or published
    if start is None:
        return _Validity()
    until = after_months(start, months) - timedelta(days=1 if named else 0)
    return _Validity(until, words, counted=named is None and signed is None)


def _words(match: re.Match[str]) -> str:
    return " ".join(match[0].split())[:LONGEST_WORDS]
