"""What a page on a foreign host has become: gambling, pornography, or a domain that is for sale."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

GAMBLING, PORNOGRAPHY, PARKED_DOMAIN = "gambling", "pornography", "parked"

LONGEST_TEXT: Final = 20_000
LEAST_NAMES: Final = 3
"""Different names of games, houses or films that the whole page must hold."""

LEAST_OFFERS: Final = 2
"""Different words by which such a page speaks to its customers, beside its names."""

MOST_HONEST: Final = 1
"""Different words of police, press or lottery authorities that such a page may hold by chance."""

LONGEST_PARKED: Final = 3_000
"""Characters of a page that stands for an idle domain; a longer one is about domains."""

SHOWN_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class Landing:
    """A page as its visitor sees it: its host, title, meta keywords and description, and visible text."""

    host: str
    title: str
    meta: str
    text: str


@dataclass(frozen=True, slots=True)
class Risk:
    """What the page has become ('' = nothing noticed) and the words that say so, at most SHOWN_WORDS."""

    kind: str = ""
    words: tuple[str, ...] = ()


def judge_landing(page: Landing) -> Risk:
    """Return what a foreign page has become.

    Several signs that do not depend on each other are wanted: names in the title or meta, more of them in the
    page, and words spoken to customers; pages that report on or fight such trade are left alone.
    """
    head = f"{page.title}\n{page.meta}"
    text = page.text[:LONGEST_TEXT]
    for kind, names, offers in ((GAMBLING, GAMBLING_NAMES, GAMBLING_OFFERS), (PORNOGRAPHY, PORN_NAMES, PORN_OFFERS)):
        if words := _trade(head, text, names, offers):
            return Risk(kind, words)
    words = _parked(page, text)
    return Risk(PARKED_DOMAIN, words) if words else Risk()


def _trade(head: str, text: str, names: re.Pattern[str], offers: re.Pattern[str]) -> tuple[str, ...]:
    titled = _distinct(names, head)
    if not titled or HONEST.search(head):
        return ()
    named = _distinct(names, text)
    offered = _distinct(offers, f"{head}\n{text}")
    if not named or len({*titled, *named}) < LEAST_NAMES or len(offered) < LEAST_OFFERS:
        return ()
    if len(_distinct(HONEST, text)) > MOST_HONEST:
        return ()
    return tuple(dict.fromkeys((*titled, *offered, *named)))[:SHOWN_WORDS]


def _parked(page: Landing, text: str) -> tuple[str, ...]:
    if len(text) > LONGEST_PARKED:
        return ()
    said = _distinct(PARKED, f"{page.title}\n{text}")
    if not said:
        return ()
    signs = list(_distinct(PARKED_MARKS, text))
    if _sells(page.host):
        signs.append(page.host)
    name = page.host.removeprefix("www.")
    if name and name in f"{page.title}\n{text}".lower():
        signs.append(name)
    if PARKED.search(page.title):
        signs.append(page.title[:40])
    return tuple(dict.fromkeys((*said, *signs)))[:SHOWN_WORDS] if len(signs) >= LEAST_OFFERS else ()


def _sells(host: str) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in PARKING_HOSTS)


def _distinct(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0].lower() for match in pattern.finditer(text)))


def names_risky_trade(texts: Sequence[str]) -> bool:
    """Return whether link texts name gambling or pornography, and none says that it fights them."""
    joined = "\n".join(texts)
    if HONEST.search(joined):
        return False
    return bool(GAMBLING_NAMES.search(joined) or PORN_NAMES.search(joined))


# Words of pages that live on gambling, pornography or idle domains, and of those who fight them.

GAMBLING_NAMES: Final = re.compile(
    r"博彩|赌场|赌城|赌博平台|百家乐|时时彩|六合彩|北京赛车|PK10|幸运飞艇|快三平台|真人娱乐|真人视讯"
    r"|真人荷官|老虎机|捕鱼达人|棋牌娱乐|棋牌平台"
    r"|体育投注|电子游艺|在线投注|网上投注|彩票平台|彩票投注|娱乐城|澳门(?:新?葡京|威尼斯人|金沙|太阳城|银河|永利|美高梅)(?!度?假?村?大?酒店)"
    r"|(?:开云|乐鱼|爱游戏|华体会|米兰|半岛|星空|江南|九游|必一|kok|leyu)(?:体育|电竞)(?!用品|中心|馆|学|场|局)|华体会|PG电子|AG真人"
    r"|新葡京|太阳城(?:娱乐|集团)"
    r"|永利(?:娱乐|皇宫)|金沙娱乐|皇冠(?:体育(?!用品|馆|中心)|足球|现金网)|亚博(?:体育|娱乐|彩票|网)|bet365|188bet"
    r"|w88|betway|1xbet|pinnacle sports"
    r"|\bcasinos?\b|\bbaccarat\b|\broulette\b|\bslots?\b(?= (?:online|games?|gacor|machines?))|\bsportsbook\b"
    r"|\bonline (?:betting|gambling|poker)\b"
    r"|\bjudi (?:online|bola|slot)\b|\bslot gacor\b|\btogel\b|\bsports? betting\b|\bblackjack\b"
    r"|카지노|바카라|토토사이트|カジノ",
    re.I,
)
"""Names of games and houses."""

GAMBLING_OFFERS: Final = re.compile(
    r"注册送\d*|首存(?:送|优惠)?|送彩金|彩金|返水|洗码|存款优惠|存取款|快速提款|即时提款|立即投注"
    r"|马上投注|开户送|免费开户|代理加盟|充值优惠"
    r"|包赢|稳赚|赔率|庄闲|盘口|滚球|串关|试玩账号|备用网址|最新网址|线路检测|在线客服24小时|24小时客服"
    r"|\bdeposit bonus\b|\bwelcome bonus\b|\bfree spins?\b|\bbet now\b|\bplay now\b|\bno deposit\b"
    r"|\bjackpots?\b|\bcash ?out\b|\blive dealer\b"
    r"|\bdeposit pulsa\b|\bbonus new member\b|\bwagering\b|\breal money\b",
    re.I,
)
"""What only those who take bets say to their customers."""

PORN_NAMES: Final = re.compile(
    r"成人(?:视频|电影|影院|网站|片|小说|色)|色情(?:网|片|视频|电影)|黄色(?:网站|视频|电影|录像)"
    r"|三级片|一级毛片|毛片(?:网|在线|免费)|无码(?:片|高清|专区|在线|视频|av)|国产自拍|自拍偷拍"
    r"|情色|淫(?:荡|乱|水|妻)|乱伦"
    r"|av(?:在线|女优|片|天堂|电影)|日本av|欧美(?:性爱|成人)|性爱视频|做爱(?!国|岗|心|护|民)|裸聊"
    r"|约炮|伦理片|人妻|亚洲色图|激情(?:视频|小说|电影)|狠狠(?:撸|干)|强奸乱"
    r"|\bporno?\b|\bporn(?:hub|stars?)\b|\bxxx\b|\bsex (?:videos?|movies?|cams?|tube)\b|\bhentai\b"
    r"|\bmilfs?\b|\bnude (?:girls?|cams?)\b|\bblowjobs?\b"
    r"|\bcum(?:shots?)?\b|\bescort girls?\b|\banal sex\b|\bjav (?:uncensored|hd)\b",
    re.I,
)
"""Names of the trade in pornography."""

PORN_OFFERS: Final = re.compile(
    r"免费(?:观看|看片|在线观看)|在线(?:观看|播放)|高清(?:在线|完整版|无码)|未满18|未满十八|18禁"
    r"|成人内容|最新地址|永久(?:地址|域名|网址)|收藏本站|番号|女优"
    r"|\b18\+|\bover 18\b|\b18 years (?:or older|of age)\b|\bfree videos\b|\bwatch (?:free|now|online)\b"
    r"|\buncensored\b|\badults? only\b|\blive cams?\b",
    re.I,
)
"""How such pages speak to their visitors."""

PARKED: Final = re.compile(
    r"(?:此|该|本|这个|您(?:所)?访问的)域名(?:正在|可以?|现|已)?(?:被)?(?:出售|转让|待售|停放|出租|竞拍)"
    r"|域名(?:正在)?(?:出售|转让)(?:中|联系|页面)?|(?:出售|转让)(?:此|该|本)域名"
    r"|购买(?:此|该|本)域名|域名停放|域名停靠|点击购买域名|域名议价|域名报价"
    r"|\b(?:this|the) (?:premium )?(?:domain|web ?site)(?: name)?(?: [a-z0-9.-]{3,60})? (?:is"
    r"|may be|might be) (?:available )?for sale\b"
    r"|\b[a-z0-9-]{1,60}\.[a-z]{2,12} is for sale\b"
    r"|\bbuy this domain\b|\bpurchase this domain\b|\binquire about this domain\b|\bmake an offer on this domain\b"
    r"|\bdomain (?:is )?(?:parked|parking)\b|\bparked free\b"
    r"|\bthis (?:domain|web ?page) is parked\b|\binterested in this domain\b|\bget this domain\b|\bdomain for sale\b",
    re.I,
)
"""What is said by a page that stands for an idle domain."""

PARKED_MARKS: Final = re.compile(
    r"联系(?:QQ|微信|电话|邮箱|人|方式|我们)|QQ[:：]|微信[:：]|报价|议价|询价|一口价|出价|中介|经纪"
    r"|whois|域名注册商|域名交易"
    r"|\bmake (?:an )?offer\b|\bbuy now\b|\basking price\b|\brelated (?:searches|links)\b|\bsponsored listings?\b"
    r"|\bdomain broker\b|\bprivacy policy\b"
    r"|\bregistrar\b|\bgodaddy\b|\bsedo\b|\bhugedomains\b|\bafternic\b|\bnamecheap\b|\bdan\.com\b|\bescrow\b",
    re.I,
)
"""A second sign of such a page."""

PARKING_HOSTS: Final = frozenset(
    """
    sedoparking.com sedo.com parkingcrew.net bodis.com dan.com afternic.com hugedomains.com above.com parklogic.com
    cashparking.com skenzo.com domainmarket.com buydomains.com undeveloped.com 4.cn mi.com.cn
    """.split()
)
"""Hosts of those who park or sell domains; being sent there is a sign."""

HONEST: Final = re.compile(
    r"打击|整治|查处|查获|破获|抓获|涉赌|禁赌|反赌|戒赌|赌博罪|开设赌场|聚众赌博|网络赌博|跨境赌博"
    r"|参与赌博|赌博(?:违法|犯罪|活动|行为|案|危害)|反诈|防骗|诈骗|骗局"
    r"|扫黄|打非|净网|护苗|涉黄|传播淫秽|淫秽(?:物品|色情)|色情信息|不良信息|警方|公安|民警|派出所"
    r"|检察|法院|判处|刑法|嫌疑人|违法|犯罪|治安管理|处罚|举报|曝光|警惕|谨防"
    r"|体育彩票|福利彩票|体彩|福彩|中国彩票|彩票公益金|彩票管理|销售许可|责任彩票|记者|通讯员|讯[）)]|本报|新华社"
    r"|\bpolice\b|\billegal gambling\b|\bgambling (?:addiction|harm|disorder|commission|regulat\w+|laws?)\b"
    r"|\bprosecut\w+\b|\barrest\w*\b|\bregulators?\b"
    r"|\bminist(?:ry|er)\b|\bresearch(?:ers)?\b|\breported\b",
    re.I,
)
"""Words of police, courts, campaigns, lottery authorities and the press."""
