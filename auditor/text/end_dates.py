"""The days a notice itself names as its end: 报名截止, 公示期, 征集截止, as sentences of Chinese notices say them.

Only what the title announces is read, and only under words that name a period: an administrative document is full of
dates that end nothing.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date

from auditor.model import EndDate, EndKind
from auditor.text.numerals import small_number
from auditor.text.working_days import MOST, after_days, after_months, after_working_days

LONGEST_TEXT = 60_000
LONGEST_WORDS = 80
LONGEST_LABEL = 24
FURTHEST_YEARS = 3
"""A notice that ends later after its publication has been misread."""

_N = r"\s{0,2}"
_DATE = (
    rf"(?:(?P<@y>20\d\d){_N}(?:年|[-./]){_N})?"
    rf"(?P<@m>\d{{1,2}}){_N}(?:月|[-./]){_N}(?P<@d>\d{{1,2}})(?!\d){_N}[日号]?"
)
"""A day with or without a year; @ stands for the name of its groups."""

_CLOCK = (
    r"(?:\s{0,2}\(?(?:星期|周)[一二三四五六日天]\)?)?"
    r"(?:\s{0,2}(?:上午|下午|晚上|中午|凌晨)?\s{0,2}\d{1,2}\s{0,2}(?::\s{0,2}\d{2}(?::\d{2})?|时|点)(?:\s{0,2}\d{1,2}\s{0,2}分)?时?)?"
)
_TO = r"\s{0,2}(?:-{1,2}|—{1,2}|–|~|～|至|到|起至|开始至|起,?至|,至)\s{0,2}"


_START, _END = _DATE.replace("@", "a"), _DATE.replace("@", "b")
_LABEL = (
    r"(?P<label>公示(?:期限?|时间|日期)|公告(?:期限?|时间)|(?:登记|网上|网络|现场)?报名(?:起止|截止|截至)?(?:时间|日期|期限|时限)"
    r"|报名(?:截止|截至)|(?:网上|集中|材料)?(?:申报|申请|受理申报|征集|征稿|投稿|投票|评选)(?:起止|截止|截至)?(?:时间|日期|期限)"
    r"|(?:公开)?征求意见(?:截止|截至)?(?:时间|日期|期限?)|(?:意见|建议)?反馈(?:截止|截至)?(?:时间|日期|期限)"
    r"|(?:填报|推荐|应征|参赛|参评|作品提交)(?:起止|截止|截至)?(?:时间|日期|期限)"
    r"|(?:报价|投标|响应|递交)(?:文件)?(?:递交|提交)?(?:的)?(?:截止|截至)(?:时间|日期)"
    r"|(?:的)?(?:截止|截至)(?:时间|日期|期限)|征集期限?|有效申请期)"
)
_RANGE = re.compile(
    r"(?=[公登网现报集材申受征投评填推应参作递响的截有意反建])"
    + _LABEL
    + r"\s{0,2}(?:为|是|自|从|:|,|定于|共计?\d{1,3}个?(?:工作)?[天日],?|\d{1,3}个?(?:工作)?[天日],?即?"
    + r"|[一二三五七十]{1,2}个?(?:工作)?[天日]){0,4}"
    rf"[\s(:即自从]{{0,5}}(?:(?P<open>即日起|公告发布之日起|发布之日起|公示之日起|{_START}{_CLOCK}(?:起|开始)?)"
    rf"{_TO}(?:截止(?:时间|日期)?(?:为|:)?)?)?(?P<end>{_END}|(?P<last>\d{{1,2}}){_N}[日号])(?![日号]?{_CLOCK}\s?(?:起|开始|以?后))"
)
_BEFORE = re.compile(
    rf"[于在至]\s{{0,2}}(?P<end>{_END}){_CLOCK}\s{{0,2}}(?:之?前|以前|截止)[^。;；\n]{{0,40}}?"
    r"(?:提出|反馈|报名|意见|建议|申报|投稿|递交|寄送|登录|发送|提交|邮寄|来电|来信|报送|送达|联系|携)"
)
_OPEN_RANGE = re.compile(rf"(?P<label>即日起|发布之日起){_TO}(?:截止(?:时间|日期)?(?:为|:)?)?(?P<end>{_END})")
_DAY = re.compile(rf"(?P<end>{_DATE.replace('@', 'b')})(?<=[日号])")
_SENTENCE = re.compile(r"[。;；\n]")
_COUNT = r"(?P<count>\d{1,3}|[一二三四五六七八九十两]{1,3})\s{0,2}个?\s{0,2}(?P<unit>工作日|自然日|天|日|个?月|月)"
_SINCE = re.compile(
    r"(?:发布|公布|公示|公告|发出|刊登|张贴|挂网)之?日(?:\([^)]{0,20}\))?起"
    rf"(?:至|,|的|计算,?)?\s{{0,2}}(?:为期|共计?)?{_COUNT}"
)
_SINCE_LABEL = re.compile(r"(?:公示|公告|征求意见|报名|征集)(?:期限?|时间)|期限")
_PERIOD = re.compile(rf"(?P<label>公示(?:期限?|时间))\s{{0,2}}(?:为|是|:|共计?|为期){{0,2}}\s{{0,2}}{_COUNT}(?!内)")

_ELSEWHERE = re.compile(
    r"(?:(?<!现)将|应当|须|必须)(?:[^。;；\n]{0,16})(?:公示|公告)?$|不(?:少|得少|低)于|不(?:超|得超)过"
)
_FOREIGN_PERIOD = re.compile(r"不少于|不得少于|不低于|以上|不超过")
_RESULT = re.compile(r"中标|成交|结果|质疑|投诉")
_OPEN = re.compile(
    r"长期(?:有效|公示|公开|招聘|征集|接受|受理)|常年(?:招聘|征集|接受|受理)"
    r"|(?:报名|征集|公示期?|申报|截止|投稿)[^。;；\n]{0,12}(?:延长|延期|顺延)"
)
"""Words by which a notice has no end, or another than the one it named first."""

_CONDITION = re.compile(r"取得|毕业|出生|缴纳|成立|获得|注册|入职|颁发|颁布")
"""Words of conditions that applicants meet before some day, which is not the last to apply."""

_LAST = re.compile(r"\s{0,2}(?:之?前|止|截止|截至|结束)")
_OWN_WORDS = frozenset(
    ("", "期限", "公告期", "公告期限", "公告时间", "截止时间", "截止日期", "截至时间", "即日起", "发布之日起")
)
"""Labels that name no kind: they speak of what the title announces."""


def end_dates(title: str, text: str, published: date | None) -> tuple[EndDate, ...]:
    """Return the ends that a notice names, in the order of its text; () where it names none for sure.

    `published` fills in missing years and begins counted periods; without it only full dates are read. A day without
    a year is of the year its period begins in, else of the publication's; where it would lie before that by more than
    half a year, of the next. A written end counts more than a counted period of the same kind. For an
    enrolment the last other day named is added as LATER. Linear in the text; LONGEST_TEXT characters are read.
    """
    kinds = kinds_of(title)
    if not kinds:
        return ()
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    if _OPEN.search(folded):
        return ()
    found = list(_written(folded, kinds, published))
    written = {one.kind for one in found}
    found += (one for one in _counted(folded, kinds, published) if one.kind not in written)
    seen: dict[tuple[EndKind, date], EndDate] = {}
    for one in found:
        if published is None or _plausible(one.on, published):
            seen.setdefault((one.kind, one.on), one)
    ends = tuple(seen.values())
    return (*ends, *_later(folded, ends, published)) if EndKind.ENROLMENT in kinds else ends


def _later(text: str, ends: tuple[EndDate, ...], published: date | None) -> Iterator[EndDate]:
    """Yield the last day a text names after its ends, as far as it may be one of the matter's own."""
    if not ends:
        return
    last = max(one.on for one in ends)
    days = ((match, _end_of(match.groupdict(), published)) for match in _DAY.finditer(text))
    later = [(on, match) for match, on in days if on and last < on and on.year - last.year <= FURTHEST_YEARS]
    if later:
        on, match = max(later, key=lambda pair: pair[0])
        yield EndDate(EndKind.LATER, on, _words(match))


def _plausible(end: date, published: date) -> bool:
    return published <= end and end.year - published.year <= FURTHEST_YEARS


def _written(text: str, kinds: frozenset[EndKind], published: date | None) -> Iterator[EndDate]:
    for pattern in (_RANGE, _BEFORE, _OPEN_RANGE):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if _is_posting_day(parts, text[match.end() : match.end() + 4]) or _CONDITION.search(match[0]):
                continue
            label = parts.get("label") or _clause_before(text, match.start())
            kind = _kind(label, kinds)
            end = _end_of(parts, published) if kind else None
            if kind and end:
                yield EndDate(kind, end, _words(match))


def _is_posting_day(parts: Mapping[str, str | None], after: str) -> bool:
    """Say whether a single day under 公示时间 or 公告日期 is the day of posting, which nothing says to be the last."""
    label = parts.get("label") or ""
    single = not (parts.get("am") or parts.get("open"))
    return single and label.startswith(("公示", "公告")) and _LAST.match(after) is None


def _clause_before(text: str, at: int) -> str:
    """Return the words of the same sentence before a place, at most LONGEST_LABEL."""
    return _SENTENCE.split(text[max(0, at - LONGEST_LABEL) : at])[-1]


def _counted(text: str, kinds: frozenset[EndKind], published: date | None) -> Iterator[EndDate]:
    if published is None:
        return
    patterns = (_SINCE, _PERIOD) if EndKind.PUBLICITY in kinds else (_SINCE,)
    for pattern in patterns:
        for match in pattern.finditer(text):
            before = _clause_before(text, match.start())
            label = match.groupdict().get("label") or "".join(_SINCE_LABEL.findall(before)[-1:])
            kind = _kind(label, kinds)
            if kind is None or _ELSEWHERE.search(text[max(0, match.start() - 24) : match.start()]):
                continue
            if kind is not EndKind.PUBLICITY and _RESULT.search(before + match[0]):
                continue
            if _FOREIGN_PERIOD.search(match[0]) or text[match.end() : match.end() + 2] == "以上":
                continue
            end = _count_on(published, small_number(match["count"]), match["unit"])
            if end is not None:
                yield EndDate(kind, end[0], _words(match), counted=True, sure=end[1])


def _kind(label: str, kinds: frozenset[EndKind]) -> EndKind | None:
    """Return which of the announced kinds a label speaks of, None for another's."""
    if "公示" in label or "异议" in label:
        return EndKind.PUBLICITY if EndKind.PUBLICITY in kinds else None
    if re.search(r"意见|反馈|建议", label):
        return EndKind.CONSULTATION if EndKind.CONSULTATION in kinds else None
    open_ = [one for one in (EndKind.CONSULTATION, EndKind.ENROLMENT) if one in kinds]
    if open_:
        return open_[0]
    return EndKind.PUBLICITY if label in _OWN_WORDS and kinds else None


def _end_of(parts: Mapping[str, str | None], published: date | None) -> date | None:
    """Return the day a period ends on; what its end leaves out is taken from its beginning, then from `published`."""
    start = _start_of(parts, published)
    year = parts.get("by")
    month = parts.get("bm") or (str(start.month) if start else None)
    number = parts.get("bd") or parts.get("last")
    if not month or not number:
        return None
    base = start or published
    if not year and base is None:
        return None
    try:
        if year:
            return date(int(year), int(month), int(number))
        assert base is not None
        end = date(base.year, int(month), int(number))
    except ValueError:
        return None
    if end < base and (base - end).days > 183:
        return date(end.year + 1, end.month, end.day) if (end.month, end.day) != (2, 29) else None
    return None if start and end < start else end


def _start_of(parts: Mapping[str, str | None], published: date | None) -> date | None:
    month, number = parts.get("am"), parts.get("ad")
    year = parts.get("ay") or (str(published.year) if published else None)
    if not (month and number and year):
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def _count_on(start: date, count: int | None, unit: str) -> tuple[date, bool] | None:
    if not count or count > MOST:
        return None
    if unit == "工作日":
        return after_working_days(start, count)
    if unit.endswith("月"):
        return after_months(start, count), True
    return after_days(start, count), True


def _words(match: re.Match[str]) -> str:
    return " ".join(match[0].split())[:LONGEST_WORDS]


# Titles that announce something with an end: a publicity (公示), an enrolment, a consultation.

LONGEST_TITLE = 300

_CHOSEN = re.compile(r"拟.{0,12}(?:名单|人选|人员)")
_ANNOUNCES = re.compile(r"公示|征|[报竞]名|招|选|申报|赛|培训|标|购|询价|竞|磋商|拍卖|出让|租|报价|投稿|聘用|听证|民意")
"""Every title that announces something with an end has one of these letters."""

_ENROLMENT = re.compile(
    r"招聘|招考|招录|招募|选调|遴选|公选|招生|报名|申报|征集|征文|征稿|竞赛|大赛|比赛|评选|培训班|招标|采购|比选|询价|竞价|磋商|竞买|拍卖|出让"
    r"|招租|竞租|报价|投稿|聘用"
)
_CONSULTATION = re.compile(
    r"征求意见|意见征集|征求.{0,80}意见|公开征求|听证会|征集.{0,80}(?:意见|建议)|民意(?:征集|调查)"
)
_OVER = re.compile(
    r"结果|中标|成交|入围名单|获奖|成绩|延期|延长|终止|流标|废标|取消|更正|澄清|已(?:结束|截止|完成|过期)|\(?(?:结束|截止|过期)\)"
    r"|成功|圆满|顺利|收官|落幕|闭幕|开幕|走进"
)
_RULES = re.compile(r"(?:办法|规定|细则|条例|条件|标准|制度|规程|审查表|综述|简介)[》」]?(?:\([^()]{1,10}\))?\s{0,3}$")
"""Endings of titles of rules and of reports on something that was."""


def kinds_of(title: str) -> frozenset[EndKind]:
    """Return what a title announces that can end; empty where it announces nothing or says that it is over."""
    if not _ANNOUNCES.search(title):
        return frozenset()
    title = unicodedata.normalize("NFKC", title[:LONGEST_TITLE])
    found = {EndKind.PUBLICITY} if "公示" in title else set()
    asked = _CONSULTATION.search(title)
    if not found and (_OVER.search(title) or (_RULES.search(title) and not asked)):
        return frozenset()
    if asked:
        found.add(EndKind.CONSULTATION)
    elif not found and _ENROLMENT.search(title):
        found.add(EndKind.ENROLMENT)
        found |= {EndKind.PUBLICITY} if _CHOSEN.search(title) else set()
    return frozenset(found)
