"""Names of accounts as pages write them beside links and QR codes: whose they are, and whether they say so at all."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from auditor.platforms import any_of

PROVINCES: Final = tuple(
    """
    北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州
    云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
    """.split()
)
SHORTEST_NAME: Final = 2
MOST_LEVELS: Final = 4
LEAST_UNIT: Final = 4
LONGEST_SIGN: Final = 5
"""Latin letters and digits below which words are the name of a picture (wb2) and of no account."""

LEAST_CORE: Final = 3
"""Letters of a name without general words by which a longer name is known (虹口教育 for 上海虹口教育)."""

_PLACE = re.compile(
    r"^([\u4e00-\u9fff]{2,8}?)(自治区|自治州|自治县|自治旗|地区|新区|林区|街道|省|盟|市|区|县|旗|镇|乡)"
)
_CITIES = frozenset({"省", "自治区", "自治州", "地区", "盟", "市"})
_STREETS = frozenset({"街道", "镇", "乡"})
_STATE = re.compile(
    r"国务院|^中国|中国政府网|国家|全国|中央|中国人大|中纪委|中共中央|共产党员|共青团中央|学习强国|学习小组|人民日报|人民网|新华|央视|CCTV"
    r"|光明日报|经济日报|求是|最高人民|最高法|最高检|公安部|教育部|司法部|民政部|财政部|商务部|交通运输部|应急管理部|人社部|住建部"
    r"|生态环境部|自然资源部|农业农村部|退役军人事务部|文化和旅游部|税务总局|市场监管总局|海关总署|中国(?:普法|网信|应急|消防|气象|地震|警察)",
    re.I,
)
_CITY_APPS = re.compile(
    r"随申办|一网通办|浙里办|粤省事|粤商通|赣服通|皖事通|闽政通|渝快办|豫事办|辽事通|吉事办|鄂汇办|爱山东|冀时办|三晋通|苏服办|苏服码|我的宁夏"
    r"|天府通办|秦务员|津心办|海易办|龙江全省事|云上贵州|多彩宝|办事通|智桂通|蒙速办|个人所得税|交管12123|电子社保卡|反诈|123[0-9]{2}|市民服务热线|便民热线"
)
_OTHER_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,4}(?:发布|政务|在线)$")
_GENERIC = (
    r"官方|政务|公众平台|公众[帐账]号|二维码|扫一扫|扫码|扫描|扫|一下|关注|我们|本站|手机|移动|客户端|头条"
    r"|微视|tiktok|新浪|腾讯|门户|网站|网|新媒体|矩阵|[帐账]号|平台|下载|点击|进入|访问|查看|更多|安卓|苹果|版|端"
    r"|app|ios|android|qq|qr|code|logo|icon|png|jpe?g|gif|图标|图片|图|请|使用|打开|识别|长按|此|的|号|站|上|欢迎|了解|获取|信息"
)
_SIGNS = re.compile(r"[^\w\u4e00-\u9fff]+|_")


@cache
def _generic() -> re.Pattern[str]:
    return re.compile(f"{any_of('words', 'captions')}|{_GENERIC}", re.I)


def bare_name(words: str) -> str:
    """Return words without signs, spaces and letter case, for names to be compared."""
    return _SIGNS.sub("", words).lower()


def names_nobody(words: str) -> bool:
    """Say whether words such as 官方微信 or 扫一扫关注 name no account."""
    rest = _generic().sub("", bare_name(words))
    return len(rest) < (LONGEST_SIGN if rest.isascii() else SHORTEST_NAME)


@dataclass(frozen=True, slots=True)
class Places:
    """Whose the register is: names of its `own` districts, and of the cities and provinces they lie in."""

    own: frozenset[str] = frozenset()
    wider: frozenset[str] = frozenset(PROVINCES)


def places_of(units: Iterable[str]) -> Places:
    """Return the places in the names of the register's units: own 虹口 and wider 上海 for 上海市虹口区教育局.

    A city alone is the own place only where no unit names a place within one.
    """
    own: set[str] = set()
    wider: set[str] = set()
    alone: set[str] = set()
    for unit in units:
        chain = [(name, kind) for name, kind in _chain(unit.strip()[:60]) if kind not in _STREETS]
        if not chain:
            continue
        *above, (last, kind) = chain
        wider.update(name for name, _ in above)
        (own if above or kind not in _CITIES else alone).add(last)
    found = frozenset(own or alone)
    return Places(found, (frozenset(PROVINCES) | wider | alone) - found)


def _chain(unit: str) -> Iterator[tuple[str, str]]:
    for _ in range(MOST_LEVELS):
        match = _PLACE.match(unit)
        if match is None:
            return
        yield match[1], match[2]
        unit = unit[match.end() :]


def names_unit(words: str, unit: str) -> bool:
    """Say whether words name a unit, the cities round it left out: 虹口区教育局微信 names 上海市虹口区教育局."""
    core, told = unit.strip(), _generic().sub("", bare_name(words))
    above = [name + kind for name, kind in _chain(core) if kind in _CITIES]
    core = bare_name(core.removeprefix("".join(above)))
    return len(core) >= LEAST_UNIT and len(told) >= LEAST_UNIT and (core in bare_name(words) or told in core)


def is_of_others(words: str, places: Places) -> bool:
    """Say whether words name an account of the state, the province or the city, or of another place.

    Words with an own place are never so.
    """
    name = bare_name(words)
    if any(place in name for place in places.own):
        return False
    if _STATE.search(name) or _CITY_APPS.search(name):
        return True
    rest = _generic().sub("", name)
    elsewhere = places.own and _OTHER_PLACE.match(rest or name)
    return bool(elsewhere) or any(name.startswith(place) for place in places.wider)


def is_of_ours(words: str, places: Places) -> bool:
    """Say whether words beside a link speak of a site's own account: they name nobody, or an own place."""
    return names_nobody(words) or any(place in words for place in places.own)


def is_named(words: str, name: str) -> bool:
    """Say whether words name the account `name`: they hold it whole, or are it, or a part of it, but for general
    words."""
    wanted, told = bare_name(name), bare_name(words)
    if len(wanted) < SHORTEST_NAME or len(told) < SHORTEST_NAME:
        return False
    if wanted in told:
        return True
    core, known = _generic().sub("", told), _generic().sub("", wanted)
    return not names_nobody(told) and (core == known or (len(core) >= LEAST_CORE and core in known))
