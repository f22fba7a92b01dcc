import pytest

from auditor.text.account_names import PROVINCES, Places, is_named, is_of_others, names_nobody, names_unit, places_of

UNITS = ("上海市虹口区人民政府", "虹口区教育局", "上海市虹口区欧阳路街道办事处", "教育局", "")


@pytest.mark.parametrize(
    ("units", "own", "wider"),
    [
        (UNITS, {"虹口"}, {"上海"}),
        (["南昌市东湖区教育局", "某某县财政局"], {"东湖", "某某"}, {"南昌"}),
        (["江苏省苏州市姑苏区教育局", "苏州市公安局姑苏分局"], {"姑苏"}, {"苏州", "江苏"}),
        (["昆山市教育局", "昆山市人民政府"], {"昆山"}, set()),
        (["广西壮族自治区南宁市兴宁区政府"], {"兴宁"}, {"广西壮族", "南宁"}),
        (["教育局", "市场监督管理局", "城市管理局", ""], set(), set()),
    ],
)
def test_places_are_read_off_units(units, own, wider):
    found = places_of(units)
    assert found.own == own
    assert found.wider == (wider | set(PROVINCES)) - own


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("上海发布", True), ("国务院客户端", True), ("人民日报", True), ("随申办", True), ("南京发布", True),
        ("中国政府网", True),
        ("上海虹口", False), ("虹口发布", False), ("虹口教育", False), ("官方微博", False), ("", False),
        ("区教育局", False),
        ("北外滩街道", False),
    ],
)  # fmt: skip
def test_words_that_name_others(words, others):
    assert is_of_others(words, places_of(UNITS)) is others


def test_without_known_places_another_place_is_not_told():
    assert not is_of_others("南昌东湖发布", Places())
    assert is_of_others("人民日报", Places())


@pytest.mark.parametrize(
    "words",
    [
        "",
        "微信",
        "官方微博",
        "扫一扫，关注我们",
        "微信公众号二维码",
        "APP",
        "wb_icon.png",
        "新浪微博",
        "小红书",
        "Twitter",
        "B站",
    ],
)
def test_words_that_name_nobody(words):
    assert names_nobody(words)


@pytest.mark.parametrize("words", ["虹口发布", "教育局", "健康虹口微信公众号", "hongkou"])
def test_words_that_name_somebody(words):
    assert not names_nobody(words)


@pytest.mark.parametrize(
    ("words", "unit", "named"),
    [
        ("虹口区教育局微信公众号", "上海市虹口区教育局", True),
        ("上海市虹口区教育局", "虹口区教育局", True),
        ("虹口区人民政府办公室", "上海市虹口区人民政府", True),
        ("虹口区教育局", "虹口区民政局", False),
        ("微信公众号", "虹口区教育局", False),
        ("虹口", "上海市虹口区教育局", False),
        ("虹口区教育局", "", False),
    ],
)
def test_words_that_name_a_unit(words, unit, named):
    assert names_unit(words, unit) is named


@pytest.mark.parametrize(
    ("words", "name", "same"),
    [
        ("虹口发布", "虹口发布", True),
        ("扫一扫关注“虹口发布”", "虹口发布", True),
        ("虹口教育微信公众号", "上海虹口教育", True),
        ("微信", "虹口发布", False),
        ("虹口", "虹口发布", False),
        ("虹口民政", "虹口发布", False),
        ("虹口发布", "", False),
        ("", "", False),
    ],
)
def test_names_compare_without_general_words(words, name, same):
    assert is_named(words, name) is same
