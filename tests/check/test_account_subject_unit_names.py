import pytest

from checks.account_subject import core_of_unit, is_media, may_be_related, may_be_same_unit, unit_likeness


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("虹口区教育局", "上海市虹口区教育局", True),
        ("上海市虹口区教育局", "虹口区教育局信息中心", True),
        ("虹口区市监局", "虹口区市场监督管理局", True),
        ("国家税务总局上海市虹口区税务局", "虹口区税务局", True),
        ("虹口区发改委", "上海市虹口区发展和改革委员会", True),
        ("虹口区教育局", "虹口区民政局", False),
        ("杭州市城市管理局", "杭州市教育局", False),
        ("江湾镇街道办事处", "凉城新村街道办事处", False),
        ("虹口区教育局", "杨浦区教育局", False),
        ("办公室", "虹口区教育局", True),
        ("虹口区纪委监委", "中共上海市虹口区纪律检查委员会", True),
        ("虹口区人民政府", "虹口区教育局", True),
        ("虹口区人民政府办公室", "虹口区教育局", False),
        ("虹口区府办", "上海市虹口区人民政府办公室", True),
        ("虹口区委办", "中共上海市虹口区委员会办公室", True),
    ],
)
def test_names_of_one_unit(one, other, same):
    assert may_be_same_unit(one, other) is same
    assert may_be_same_unit(other, one) is same


def test_words_about_the_account_are_none_of_the_unit():
    assert core_of_unit("央视新闻官方账号") == core_of_unit("央视新闻法人微博") == "央视新闻"


def test_likeness_leaves_the_common_place_out():
    assert unit_likeness("上海市虹口区民政局", "虹口区司法局") == 0


def test_news_houses_and_institutions():
    assert is_media("虹口区融媒体中心")
    assert not is_media("虹口区教育局")
    assert may_be_related("虹口区图书馆")
    assert not may_be_related("虹口区教育局官方微博")


def test_long_names_cost_little():
    assert core_of_unit("虹口区教育局" * 10**6)
