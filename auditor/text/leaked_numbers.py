"""Numbers of persons that a text shows: found by their digits and by the words and rows round them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from auditor.model import LeakKind
from auditor.text.personal_numbers import (
    FULL_WIDTH,
    STAR,
    born,
    id_check_digit,
    is_credit_code,
    is_resident_id,
    looks_like_id,
    satisfies_luhn,
    starred,
)

FOLDED = FULL_WIDTH | dict.fromkeys(map(ord, "\u3000\xa0\u2002\u2003\u2009\u202f"), " ")
_D, _GAP = "0-9０-９", " \\-\u3000\xa0"
GUARD = re.compile(
    rf"[{_D}](?:[{_D}]{{14}}|[{_D}]{{5}}[{_GAP}\t\n]{{1,2}}[{_D}]{{4}}|[{_D}]{{3}}[{_GAP}][{_D}]{{4}}[{_GAP}][{_D}]{{4}}"
    rf"|(?:[ \t\n\u3000\xa0][{_D}]){{10}}|(?<=1)[3-9][0-9]{{9}})"
)
"""What some part of every number sought here matches: texts without it are looked at no further."""

ALONE = r"(?<![0-9A-Za-z_=.*%&?#@+])"
ENDS = r"(?![0-9A-Za-z_*@])(?!\.[0-9A-Za-z])"
WHOLE_ID = re.compile(rf"{ALONE}[1-8][0-9]{{16}}[0-9Xx](?:[1-7][1-4])?{ENDS}")
PARTED_ID = re.compile(
    rf"{ALONE}(?:[1-8][0-9]{{5}}[ \-\t\n]{{1,2}}[0-9]{{8}}[ \-\t\n]{{1,2}}[0-9]{{3}}[0-9Xx]"
    rf"|[1-8][0-9]{{5}}[ \-][0-9]{{4}}[ \-][0-9]{{4}}[ \-][0-9]{{3}}[0-9Xx]"
    rf"|(?<![0-9][ \t\n\-])[1-8][0-9]{{2,5}}(?:[ \-][0-9]{{3,4}}){{3,4}}[0-9Xx]?(?:[ \-][0-9]?[0-9Xx])?"
    rf"|(?<![0-9][ \t\n\-])[1-8](?:[ \t\n][0-9]){{16}}[ \t\n][0-9Xx])(?![ \t][0-9]){ENDS}"
)
OLD_ID = re.compile(rf"(?:身份证|公民身份)[^\n0-9]{{0,12}}([1-8][0-9]{{14}}){ENDS}")
CARD = re.compile(
    rf"{ALONE}(?<![0-9][ \-])[3-9][0-9]{{3}}([ \-]?)[0-9]{{4}}\1[0-9]{{4}}\1[0-9]{{4}}(?:\1[0-9]{{1,3}})?{ENDS}"
)
PASSPORT = re.compile(
    rf"{ALONE}(?:[EeGg][0-9]{{8}}|[Ee][A-HJ-NP-Z][0-9]{{7}}|[DdSsPp][0-9]{{7,8}}|[DdSsPp][Ee][0-9]{{7}}){ENDS}"
)
PASSPORT_WORD = "护照"
CREDIT_CODE = "信用代码"
ID_WORDS = ("身份证", "身份号", "公民身份", "证件号", "居民证", "证件编号", "身分证")
NO_ID = re.compile(
    r"(?:编号|单号|订单|流水|项目|合同|案号|文号|条码|代码|标识|批次|批号|凭证|票号|发票|收据|回执|受理|表号|户号|账号|帐号|卡号"
    r"|设备|序列|许可|备案|采购|公告|宗地|图号|单元号|产权|车架|房号)[^\n0-9]{0,6}$"
)
CARD_WORDS = tuple("银行卡 卡号 借记卡 储蓄卡 信用卡 一卡通 社保卡 工资卡 存折 银行账 银行帐 打卡".split())
CARD_NEAR = ("账号", "帐号", "账户", "帐户", "开户", "银行")
BODIES = re.compile(
    r"公司|财政|单位|专户|对公|保证金|捐赠|捐款|缴费|缴款|交款"
    r"|收款(?!人(?:姓名)?[:： \t]{0,3}[\u4e00-\u9fff]{1,2}"
    r"[^\W局厂院店社处校学小部委办会站所队园馆团庭](?:[\s,，;；、。]|$))"
    r"|非税|党费|基金会|工会|协会|[局厂院店社处]\s|中心|委员会|汇入|汇款"
)
LABEL = 24
NEAR = 60
LEAST_ALIKE = 3
TRUE_SHARE = 0.8
"""Share of numbers built like IDs, or like cards, of which the check digit must be right for them to be such: one in
eleven, or ten, is by chance."""

LEAST_SHARE = 0.5
"""The same where the text speaks of IDs, and typing errors are likelier than other numbers."""

MOST_FOUND = 5_000
MOST_TRIED = 50_000
LONGEST_ROW = 400
"""Letters of a row before and after a number that are looked at."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a person. `digits` never leave the process that reads; `masked` may be shown.

    `named`: the words before it call it an ID.
    """

    kind: LeakKind
    digits: str
    masked: str
    row: int
    sure: bool
    named: bool = False


def may_hold_numbers(text: str) -> bool:
    """Return whether something in a text is built like a number that is sought here."""
    return GUARD.search(text) is not None or PASSPORT_WORD in text


def speaks_of(rows: Sequence[str]) -> frozenset[LeakKind]:
    """Return which numbers a text speaks of in words, as the head of a long table does for its further pages."""
    whole = "\n".join(rows)
    words = {LeakKind.RESIDENT_ID: ID_WORDS, LeakKind.BANK_CARD: CARD_WORDS}
    return frozenset(kind for kind, known in words.items() if any(word in whole for word in known))


def find_numbers(rows: Sequence[str], today: date, said: frozenset[LeakKind] = frozenset()) -> list[Number]:
    """Return the numbers of persons in rows of text, cells parted by tabs, each once and in order; masked ones of
    the text itself, numbers of offices and of documents left out.

    `today` is the last day anybody can be born on. `said` is what earlier pages speak of. Nothing is found where only
    chance speaks for it.
    """
    whole = "\n".join(rows)
    if not may_hold_numbers(whole):
        return []
    whole = whole.translate(FOLDED)
    known = said | speaks_of(rows)
    ends = [found.start() for found in re.finditer("\n", whole)]
    ids = _ids(whole, ends, today, known=LeakKind.RESIDENT_ID in known)
    numbers = [*ids, *_cards(whole, ends, known=LeakKind.BANK_CARD in known), *_passports(whole, ends)]
    numbers += [
        Number(LeakKind.MOBILES, digits, starred(digits), row, sure=False)
        for row, digits in find_person_lists(whole.split("\n"))
    ]
    seen: dict[tuple[LeakKind, str], Number] = {}
    for one in numbers[:MOST_FOUND]:
        seen.setdefault((one.kind, one.digits), one)
    return list(seen.values())


def _row(ends: Sequence[int], at: int) -> int:
    return bisect_left(ends, at)


def _ids(whole: str, ends: Sequence[int], today: date, *, known: bool) -> Iterator[Number]:
    alike: set[str] = set()
    true: list[Number] = []
    codes = CREDIT_CODE in whole
    for found, digits in _id_like(whole):
        day = born(digits) if looks_like_id(digits) else None
        if day is None or day > today or digits[2:4] == "00":
            continue
        label = whole[max(0, found.start() - LABEL) : found.start()]
        named = any(word in label for word in ID_WORDS)
        if not named and NO_ID.search(label):
            continue
        alike.add(digits)
        company = not named and codes and is_credit_code(digits)
        if id_check_digit(digits[:17]) == digits[17] and not company:
            row = _row(ends, found.start())
            true.append(Number(LeakKind.RESIDENT_ID, digits, starred(digits), row, named or known, named))
    right = len({one.digits for one in true})
    enough = len(alike) < LEAST_ALIKE or right >= (LEAST_SHARE if known else TRUE_SHARE) * len(alike)
    yield from (one for one in true if enough or one.named)
    if known:
        for old in OLD_ID.finditer(whole):
            if (day := born(old[1])) is not None and day <= today and looks_like_id(old[1]):
                row = _row(ends, old.start(1))
                yield Number(LeakKind.RESIDENT_ID, old[1], starred(old[1]), row, sure=False)


def _id_like(whole: str) -> Iterator[tuple[re.Match[str], str]]:
    disabled = "残疾" in whole
    for pattern in (WHOLE_ID, PARTED_ID):
        for found in islice(pattern.finditer(whole), MOST_TRIED):
            digits = re.sub(r"[\s\-]", "", found.group()).upper()
            if len(digits) == 18 or (len(digits) == 20 and disabled):
                yield found, digits[:18]


def _cards(whole: str, ends: Sequence[int], *, known: bool) -> Iterator[Number]:
    alike: set[str] = set()
    true: list[Number] = []
    for found in islice(CARD.finditer(whole), MOST_TRIED):
        digits = re.sub(r"[ \-]", "", found.group())
        if not _starts_as_card(digits) or is_resident_id(digits):
            continue
        near = _near(whole, found)
        if BODIES.search(near):
            continue
        alike.add(digits)
        if satisfies_luhn(digits):
            label = whole[max(0, found.start() - LABEL) : found.start()]
            named = any(word in label for word in CARD_WORDS)
            sure = named or (digits.startswith("62") and known)
            told = sure or (digits.startswith("62") and any(word in near for word in CARD_NEAR))
            row = _row(ends, found.start())
            true.append(Number(LeakKind.BANK_CARD, digits, starred(digits), row, sure, told))
    right = len({one.digits for one in true})
    share = right >= TRUE_SHARE * len(alike)
    yield from (one for one in true if (one.named and share) or (share and right >= LEAST_ALIKE))


def _starts_as_card(digits: str) -> bool:
    """Return whether digits start and are as long as the cards of UnionPay, Visa, Mastercard, JCB, or old ones of the
    two largest banks (ISO/IEC 7812 issuer numbers)."""
    if digits.startswith(("62", "955880", "955881", "95595", "95596", "95598", "95599")):
        return True
    return len(digits) == 16 and (digits[0] == "4" or "51" <= digits[:2] <= "55" or "3528" <= digits[:4] <= "3589")


def _near(whole: str, found: re.Match[str]) -> str:
    """Return the row of a number where it has cells, else what stands close before and after it."""
    first, last = max(0, found.start() - LONGEST_ROW), found.end() + LONGEST_ROW
    start = max(first, whole.rfind("\n", first, found.start()) + 1)
    end = whole.find("\n", found.end(), last)
    row = whole[start : end if end >= 0 else last]
    if "\t" in row:
        return f"{row} "
    return whole[max(0, found.start() - NEAR) : found.end() + NEAR] + " "


def _passports(whole: str, ends: Sequence[int]) -> Iterator[Number]:
    if "护照" not in whole:
        return
    headed = re.search(r"(?:^|[\t\n ])护照(?:号码?|编号)?(?:$|[\t\n ])", whole) is not None
    found = list(PASSPORT.finditer(whole))
    many = headed and len({one.group().upper() for one in found}) >= LEAST_ALIKE
    for one in found:
        label = whole[max(0, one.start() - LABEL) : one.start()].rpartition("\n")[2]
        if many or "护照" in label:
            letters = one.group().upper()
            masked = f"{letters[0]}{STAR * (len(letters) - 3)}{letters[-2:]}"
            yield Number(LeakKind.PASSPORT, letters, masked, _row(ends, one.start()), sure=False)


# Lists of persons with their mobile numbers; lists of offices, officers and businesses publish theirs.

MOBILE = re.compile(r"(?<![0-9A-Za-z.*])1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4}(?![0-9A-Za-z*])")
NAME = re.compile(
    "[王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖"
    "姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐"
    "向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单冉鲍华包屈房喻"
    "解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂窦郁缪畅巩卓褚栾戚全娄甄郎池丛边岑农苟迟保商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗楼干苑寇盖南屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀占门帅利满]"
    "[\u4e00-\u9fff]{1,3}"
)
WORDY = re.compile(
    "[的于是在有和及与或为元年月日号省市县区镇乡村街路组男女族汉至]$|^(?:男|女|汉族|合计|备注|序号|高中|大专|本科|初中|小学|中专)$"
)
PERSONS = re.compile(r"姓\s{0,4}名|名单|花名册|人员信息|登记表|考生|学生|申请人|户主|患者|对象")
OFFICE = re.compile(
    r"单位|公司|机构|企业|部门|职务|职称|科室|[河湖林田路山库段]长|网格|律师|联系人|负责人|责任人|值班|热线|咨询|服务|办公|窗口|驻村"
    r"|干部|专家|志愿|医生|医师|民警|辅警|检查员|经办|门店|药店|商户|经营|合作社|学校|医院|村委|书记|主任|[局所镇乡站队校院]长|传真"
    r"|监督|举报|报名|法人|法定|代表|委员|讲师|教练|师傅|农机|家政|中介|经纪|代办|承办|招聘|承包|供应|投标|管理员|巡查|防汛|巡护|消防"
)
CONTACT = re.compile(r"公司|[店厂站部局所社院处委办]$|中心|合作社|委员会|村委|超市|酒店|诊所|卫生")
LEAST = 3
ABOVE = 8
MOST_ROWS = 50_000
OFFICE_SHARE = 0.2


def find_person_lists(rows: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the row and digits of mobile numbers that stand beside names in a list of at least three persons.

    The rows above must call it a list of persons, and none of them, nor the title, may name an office, a post or a
    business: officers and shops publish their numbers.
    """
    listed: list[tuple[int, str, str]] = []
    offices = 0
    for number, row in enumerate(rows[:MOST_ROWS]):
        found = MOBILE.findall(row)
        if len(found) != 1:
            continue
        cells = MOBILE.sub(" ", row).split()
        names = [cell for cell in cells if NAME.fullmatch(cell) and not WORDY.search(cell)]
        if names:
            listed.append((number, re.sub(r"[ \-]", "", found[0]), names[0]))
            offices += any(CONTACT.search(cell) or OFFICE.search(cell) for cell in cells)
    if min(len({one[1] for one in listed}), len({one[2] for one in listed})) < LEAST:
        return
    head = "\n".join((*rows[:3], *rows[max(0, listed[0][0] - ABOVE) : listed[0][0]]))
    if offices > OFFICE_SHARE * len(listed) or OFFICE.search(head) or not PERSONS.search(head):
        return
    yield from ((number, digits) for number, digits, _ in listed)
