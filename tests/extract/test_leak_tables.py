"""Tables of persons on whole pages, whose footers name offices as every page of a government does."""

from datetime import date

import pytest

from auditor.extract.extract_page import extract
from tests.text.invented import invented_mobile

DAY = date(2026, 6, 30)
FOOTER = "<div>主办：某区人民政府办公室</div><div>联系电话：021-00000000</div><div>网站标识码：0000000000</div>"


def leaks(above):
    rows = "".join(
        f"<tr><td>{name}</td><td>{invented_mobile(at)}</td></tr>"
        for at, name in enumerate(("张三", "李四", "王五", "赵六", "孙七"))
    )
    table = f"<table><tr><th>姓名</th><th>手机号码</th></tr>{rows}</table>"
    page = f"<html><body><h1>补贴农户名单</h1><p>{above}</p>{table}{FOOTER}</body></html>"
    facts = extract(page.encode(), "https://www.example.gov.cn/a.html", "text/html; charset=utf-8", today=DAY)
    return [one.kind for one in facts.leaks]


def test_an_office_in_the_footer_hides_no_list_of_persons():
    assert leaks("现将名单公布如下。") == ["mobiles"]


@pytest.mark.parametrize("words", ["各单位值班人员如下。", "咨询服务热线如下。"])
def test_a_list_of_offices_named_above_its_table_is_none(words):
    assert leaks(words) == []
