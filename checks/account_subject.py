"""Accounts certified for somebody else than the unit that runs them, or not certified at all."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from rapidfuzz.distance import Prefix
from rapidfuzz.fuzz import ratio

from auditor.facts.account_absence import NOT_THERE, THERE, named_by
from auditor.model import AccountReading, Basis, Subject, SubjectKind
from auditor.platforms import row_of
from auditor.rules import (
    Clean,
    Confidence,
    Finding,
    Limit,
    Limits,
    Rule,
    Severity,
    Source,
    Unknown,
    Verdict,
    View,
    Words,
)
from auditor.rules.registered import running, target_of
from auditor.rules.undecided import not_seen

CLAUSE = Source("渭南市 2020 年第四季度政府网站与政务新媒体检查通报")
ALIKE = Source("自定：名称有一半以上相同的，可能是改名前后 (own: half alike, it may be a name before a reform)")


def check(view: View, limits: Limits) -> Iterator[Verdict]:
    """Compare the certified subject that the platform shows, else the registered one, with the unit.

    The same unit by another name, one above or below it, is equal. Confirmed only where an interface says so and
    neither a news house, nor an institution that may belong to the unit, nor a similar name is certified. A subject
    that was not seen is Unknown, never a finding.
    """
    for account in running(view, SubjectKind.ACCOUNT):
        standing, reading = view.standing(account.id), view.get(AccountReading, account.id)
        seen = reading if reading is not None and reading.outcome in THERE else None
        certified = (seen.subject_seen if seen else "") or account.verified_as
        if reading is not None and reading.outcome in NOT_THERE:
            yield Unknown(account.id, target_of(account), reading.outcome.value, reading.detail)
        elif seen and seen.verified is False and row_of(account.platform).certifies:
            yield _finding(account, seen, "", "uncertified", sure=seen.basis is Basis.DIRECT)
        elif certified and account.unit and not may_be_same_unit(certified, account.unit):
            yield _other(account, seen, certified, limits["alike"])
        elif seen is None:
            yield not_seen(standing, target_of(account))
        elif certified or seen.verified or not row_of(account.platform).certifies:
            yield Clean(account.id, target_of(account))
        else:
            yield Unknown(account.id, target_of(account), "not_told")


def _other(account: Subject, seen: AccountReading | None, certified: str, alike: float) -> Finding:
    shown = seen is not None and bool(seen.subject_seen)
    doubt = is_media(certified) or may_be_related(certified) or unit_likeness(certified, account.unit) >= alike
    sure = seen is not None and shown and seen.basis is Basis.DIRECT and not doubt
    variant = "media" if is_media(certified) else "" if shown else "registered"
    return _finding(account, seen, certified, variant, sure=sure)


def _finding(account: Subject, seen: AccountReading | None, certified: str, variant: str, *, sure: bool) -> Finding:
    return Finding(
        subject=account.id,
        target=target_of(account),
        values={
            "name": account.name,
            "unit": account.unit,
            "certified": certified,
            "told_by": named_by(seen) if seen else "",
            "platform": account.platform,
            "source": seen.adapter if seen else "",
        },
        confidence=Confidence.CONFIRMED if sure else Confidence.SUSPECTED,
        action="review",
        variant=variant,
    )


ZH = Words(
    title="认证主体不符",
    why="政务新媒体应当由主办单位认证，认证主体不符或未认证，公众无从辨认真伪，单位也难以管理账号。",
    summary="{told_by}显示“{name}”的认证主体是“{certified}”，与主办单位“{unit}”不一致",
    suggestion="核对主办单位；主体有误的，到平台变更认证主体，或更正名录。",
)
EN = Words(
    title="Certified for another unit",
    why="An account is to be certified for the unit that runs it; else nobody can tell whose it is.",
    summary="According to {told_by} “{name}” is certified for “{certified}”, the register has “{unit}”",
    suggestion="Check who runs it; have the certification changed on the platform, or correct the register.",
)
MEDIA_ZH = replace(
    ZH,
    summary="“{name}”由媒体“{certified}”认证，主办单位是“{unit}”，请核查是否委托运营",
    suggestion="属委托运营的，在名录中注明，认证主体宜改为主办单位；不属委托的，查清归属。",
)
MEDIA_EN = replace(
    EN,
    summary="“{name}” of “{unit}” is certified for the news house “{certified}”: check who runs it",
    suggestion="If it does, note so in the register and have the unit certified; else find out whose it is.",
)
REGISTERED_ZH = replace(ZH, summary="名录登记“{name}”的认证主体是“{certified}”，与主办单位“{unit}”不一致")
REGISTERED_EN = replace(EN, summary="The register has “{name}” certified for “{certified}”, but run by “{unit}”")
UNCERTIFIED_ZH = replace(
    ZH, summary="{told_by}显示“{name}”没有认证（主办单位“{unit}”）", suggestion="以主办单位名义到平台办理认证。"
)
UNCERTIFIED_EN = replace(
    EN,
    summary="According to {told_by} “{name}” is not certified (unit: “{unit}”)",
    suggestion="Have the unit certified.",
)

RULE = Rule(
    id="account-subject",
    item=27,
    kind="account",
    severity=Severity.MINOR,
    source=CLAUSE,
    check=check,
    words={"zh": ZH, "en": EN},
    limits={"alike": Limit(0.5, "ratio", ALIKE)},
    variants={
        "media": {"zh": MEDIA_ZH, "en": MEDIA_EN},
        "registered": {"zh": REGISTERED_ZH, "en": REGISTERED_EN},
        "uncertified": {"zh": UNCERTIFIED_ZH, "en": UNCERTIFIED_EN},
    },
    limit_names={"alike": {"zh": "名称相似度", "en": "likeness of names"}},
    remark=3,
)


# Tell whether two names of organisations may mean the same one, or one that belongs to the other.

LONGEST: Final = 200

_ABOUT_THE_ACCOUNT: Final = re.compile(
    "(?:官方|法人|认证|政务)+(?:微博|微信|新媒体|抖音|快手)?(?:公众|视频|头条)?(?:账号|帐号|号)?"
    "|(?:微信)?(?:公众|订阅|服务|视频|头条|抖音|快手)号|账号|帐号"
)
_PLATES: Final = (
    (re.compile("委?宣传部|新闻办(?:公室)?|(?:互联网|网络)(?:信息|安全和信息化)\\w{0,3}办公室|网信办|文明办"), "宣"),
    (re.compile("发展(?:和|与)?改革(?:委员会|局)|发改[委局]|物价局|粮食(?:和物资储备)?局"), "发改"),
    (re.compile("卫生(?:和计划生育|计生|和?健康)?(?:委员会|局)|卫[健计生][委局]"), "卫"),
    (re.compile("(?:纪律检查|监察)委员会|纪委监委|纪检监察委?|[纪监]委"), "纪"),
    (re.compile("(?:人民政府|政府)?外事办(?:公室)?|(?:人民政府|政府)?侨务?办(?:公室)?"), "外侨"),
    (re.compile("(?:人民)?政府办(?:公[室厅])?|府办"), "衙"),
    (re.compile("委(?:员会)?办(?:公[室厅])?"), "党"),
)
"""Names of one office that goes by several (一个机构、几块牌子), or went by another before a reform."""

_WIDER: Final = re.compile("^(?:\\w{2,3}(?:省|自治区))?\\w{2,4}?[市州](?=\\w{2,4}?[区县旗])")
"""A province and city before the name of a district or county."""

_COMMON_WORDS: Final = re.compile(
    "中华人民共和国|中国共产党|中共|人民政府|政府|党委|办公厅|办公室|办事处|委员会|自治|门户网站|网站|[省市区县旗镇乡办局委和与及]|[^\\w]|_"
)
_MEDIA: Final = re.compile("融媒|广播|电视|电台|报社|日报|晚报|时报|新闻中心|传媒|报业|新闻社|通讯社|杂志社")
_RELATED: Final = re.compile("(?:中心|[馆院队所站校园社]|协会|学会|基金会|联合会|政府|府办|政府办公[室厅])$")
_HAN: Final = re.compile("[\u3400-\u9fff]")


def core_of_unit(name: str) -> str:
    """Return a unit's name without ranks of places and offices (区, 局, 委员会), 人民政府 and words about its account.

    '' may be left.
    """
    text = unicodedata.normalize("NFKC", name[:LONGEST]).casefold()
    text = _ABOUT_THE_ACCOUNT.sub("", text)
    for plate, one in _PLATES:
        text = plate.sub(one, text)
    return _COMMON_WORDS.sub("", text)


def may_be_same_unit(one: str, other: str) -> bool:
    """Return whether two names may mean one unit, or one that stands above or below the other.

    So it is where one core is empty, or the other's has all its letters: 市监局 in 市场监督管理局, 虹口公安分局 in
    上海市公安局虹口分局, and without the city 上海市虹口区教育局 in 虹口区教育局信息中心. Names without Chinese letters
    beside names with some cannot be compared, and may be the same.
    """
    first, second = core_of_unit(one), core_of_unit(other)
    if not first or not second or bool(_HAN.search(first)) != bool(_HAN.search(second)):
        return True
    return _holds(first, second) or _holds(core_of_unit(_narrow(one)), core_of_unit(_narrow(other)))


def unit_likeness(one: str, other: str) -> float:
    """Return how alike the cores of two units' names are without their city and their common beginning, 0..1."""
    first, second = core_of_unit(_narrow(one)), core_of_unit(_narrow(other))
    shared = int(Prefix.similarity(first, second))
    return ratio(first[shared:], second[shared:]) / 100


def _narrow(name: str) -> str:
    return _WIDER.sub("", name[:LONGEST].strip())


def _holds(one: str, other: str) -> bool:
    short, long = sorted((Counter(one), Counter(other)), key=Counter.total)
    return short <= long


def is_media(name: str) -> bool:
    """Return whether a name is that of a news house, which may run a unit's account for it (融媒体中心)."""
    return _MEDIA.search(name[:LONGEST]) is not None


def may_be_related(name: str) -> bool:
    """Return whether a name ends as those do that may stand below or above an office: 图书馆, 支队, 人民政府办公室."""
    return _RELATED.search(_ABOUT_THE_ACCOUNT.sub("", name[:LONGEST]).strip()) is not None
