import pytest

from auditor.text.risk import Landing, judge_landing, names_risky_trade

CASINO = "百家乐 真人荷官 老虎机 注册送88元 首存优惠 立即投注 备用网址"


def kind(title: str, text: str, meta: str = "", host: str = "old.example.com") -> str:
    return judge_landing(Landing(host, title, meta, text)).kind


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("澳门威尼斯人娱乐城官网", CASINO, "gambling"),
        ("Best Online Casino 2026", "slots online roulette blackjack welcome bonus free spins bet now", "gambling"),
        ("成人视频在线观看", "成人视频 一级毛片 国产自拍 免费观看 未满18岁请离开", "pornography"),
        ("old.example.com is for sale", "This domain is for sale. Make an offer. old.example.com", "parked"),
        ("域名出售", "此域名可转让，联系QQ：10000，old.example.com", "parked"),
    ],
)  # fmt: skip
def test_what_a_page_has_become(title, text, expected):
    assert kind(title, text) == expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("警方打击跨境赌博", "民警查获百家乐、老虎机，赌客注册送彩金、首存优惠，涉案嫌疑人被抓获，警惕网络赌博"),
        ("百家乐骗局揭秘", CASINO),
        ("中国体育彩票", "彩票投注 立即投注 体育彩票 超级大乐透"),
        ("扫黄打非：成人视频网站被查", "成人视频 一级毛片 国产自拍 免费观看 高清在线"),
        ("某县人民政府", CASINO),
        ("澳门威尼斯人娱乐城", "旅游介绍：澳门的建筑与美食"),
        ("域名交易平台", "此域名可转让 联系QQ " + "米表文章" * 1_000),
        ("爱心活动", "学雷锋做爱国好少年，在线观看开学第一课，免费观看"),
    ],
)  # fmt: skip
def test_those_who_report_or_fight_it_are_left_alone(title, text):
    assert kind(title, text) == ""


def test_one_sign_alone_says_nothing():
    assert kind("百家乐", "百家乐 真人荷官 老虎机") == ""
    assert kind("域名出售", "欢迎") != "parked"


def test_link_texts_that_name_the_trade():
    assert names_risky_trade(["男科医院", "澳门新葡京"])
    assert not names_risky_trade(["打击网络赌博和百家乐"])
