import pytest

from auditor.text.risk import names_risky_trade


@pytest.mark.parametrize("text", ["澳门威尼斯人", "百家乐", "开云体育", "KOK体育app", "PG电子", "皇冠体育"])
def test_names_of_the_trade(text):
    assert names_risky_trade([text])


@pytest.mark.parametrize(
    "text",
    [
        "澳门威尼斯人度假村酒店",
        "澳门美高梅酒店",
        "皇冠体育用品",
        "中国体育彩票",
        "江南体育中心",
        "半岛体育馆",
        "做爱国者",
    ],
)
def test_hotels_shops_and_lotteries(text):
    assert not names_risky_trade([text])
