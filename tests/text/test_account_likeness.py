import pytest

from auditor.text.account_likeness import core_of_account, is_tied, name_likeness, places_of, same_name


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("虹口发布", "虹口"),
        ("上海虹口", "虹口"),
        ("上海发布", "上海"),
        ("上海市虹口区教育局（官方微博）", "虹口教育局"),
        ("【ＨＫ】抖音号", "hk"),
        ("发布", "发布"),
        ("社区", "社区"),
        ("", ""),
    ],
)
def test_the_core_of_a_name(name, core):
    assert core_of_account(name) == core


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("虹口教育", "上海虹口教育发布", 1.0),
        ("教育在虹口", "虹口教育", 1.0),
        ("虹口教育", "虹口教体", 0.75),
        ("虹口教育", "虹口卫生", 0.5),
        ("虹口", "Hongkou", 1.0),
    ],
)
def test_likeness_is_the_same_both_ways(one, other, likeness):
    assert name_likeness(one, other) == name_likeness(other, one) == pytest.approx(likeness)


def test_same_name_is_stricter():
    assert same_name("虹口教育", "虹口教育（微信）")
    assert not same_name("虹口教育", "虹口教体")
    assert not same_name("Junta de Andalucía", "Parlamento de Canarias")
    assert name_likeness("Junta de Andalucía", "Parlamento de Canarias") < 0.6


def test_places_are_read_off_units():
    assert places_of(["上海市虹口区教育局", "江湾镇街道办事处", "虹口区市场监督管理局"]) >= {"上海", "虹口", "江湾"}


def test_long_names_cost_little():
    assert is_tied("虹" * 10**6, "口" * 10**6, ()) is False
    assert core_of_account("上海市" * 10**6)
