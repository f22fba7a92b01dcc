import pytest

from auditor.text.account_names import is_named, is_of_others, names_nobody, own_places, wider_places

UNITS = ("上海市虹口区人民政府", "虹口区教育局", "上海市虹口区欧阳路街道办事处", "教育局", "")


def test_places_are_read_off_units():
    assert own_places(UNITS) == {"虹口"}
    assert own_places(["南昌市东湖区教育局", "某某县财政局"]) == {"东湖", "某某"}
    assert own_places(["教育局"]) == frozenset()
    assert {"南昌", "上海"} <= wider_places(["南昌市东湖区教育局"])


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
    assert is_of_others(words, own_places(UNITS), wider_places(UNITS)) is others


def test_without_known_places_another_place_is_not_told():
    assert not is_of_others("南昌东湖发布", frozenset(), frozenset())
    assert is_of_others("人民日报", frozenset(), frozenset())


@pytest.mark.parametrize(
    "words", ["", "微信", "官方微博", "扫一扫，关注我们", "微信公众号二维码", "APP", "wb_icon.png", "新浪微博"]
)
def test_words_that_name_nobody(words):
    assert names_nobody(words)


@pytest.mark.parametrize("words", ["虹口发布", "教育局", "健康虹口微信公众号", "hongkou"])
def test_words_that_name_somebody(words):
    assert not names_nobody(words)


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
