import pytest

from auditor.text.special_pages import lists_accounts


@pytest.mark.parametrize(
    "title",
    [
        "政务新媒体矩阵",
        "新媒体矩阵-某区人民政府",
        "某区人民政府_两微一端",
        "微博微信 | 某局",
        "政务新媒体",
        "首页 > 官方微博",
        "某区政务新媒体导航",
    ],
)
def test_pages_of_accounts(title):
    assert lists_accounts(title)
    assert lists_accounts("", title)


@pytest.mark.parametrize(
    "title",
    ["", "某区人民政府", "我区召开政务新媒体工作会议", "关于2025年第二季度政务新媒体检查情况的通报",
     "微信公众号“某区发布”正式上线",
     "某区政务新媒体管理办法", "区融媒体中心新媒体矩阵影响力全市排名第一", "新媒体时代的基层治理",
     "新媒体时代的基层治理：从一条微博说起，某街道这样回应"],
)  # fmt: skip
def test_articles_about_accounts_are_none(title):
    assert not lists_accounts(title)
