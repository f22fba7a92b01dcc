import pytest

from auditor.extract.column_names import archived, classify, column_class, column_name
from auditor.model import ColumnClass
from tests.extract.layouts import DAYS, column, rows, tags

C = ColumnClass


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("工作动态", C.NEWS),
        ("要闻动态", C.NEWS),
        ("青禾要闻", C.NEWS),
        ("领导活动", C.NEWS),
        ("图片新闻", C.NEWS),
        ("通知公告", C.NOTICE),
        ("公示公告", C.NOTICE),
        ("政策文件", C.POLICY),
        ("行政规范性文件", C.POLICY),
        ("政策解读", C.INTERPRETATION),
        ("政策文件解读", C.INTERPRETATION),
        ("[图解]", C.INTERPRETATION),
        ("统计数据", C.STATISTICS),
        ("数据发布", C.STATISTICS),
        ("区长信箱", C.MESSAGES),
        ("留言选登", C.MESSAGES),
        ("人事任免", C.PERSONNEL),
        ("规划计划", C.PLANS),
        ("机构职能", C.NO_LIMIT),
        ("领导之窗", C.NO_LIMIT),
        ("政府信息公开指南", C.NO_LIMIT),
        ("规范性文件目录", C.NO_LIMIT),
        ("信息公开年报", C.NO_LIMIT),
        ("人事科", None),
        ("政策法规处", None),
        ("新闻发布会", None),
        ("统计年鉴", None),
        ("行政处罚公示", None),
        ("行政许可公示", None),
        ("法律法规", None),
        ("办事指南", None),
        ("专题专栏", None),
        ("下载中心", None),
        ("", None),
    ],
)
def test_classes(name, expected):
    assert classify(name) is expected


def test_two_words_that_fit_equally_well_decide_nothing():
    assert classify("要闻与公告") is None


def test_column_type_comes_first_then_name_then_trail_then_title():
    assert column_class({"columntype": "政策文件", "columnname": "工作动态"}, (), "") == (C.POLICY, "ColumnType")
    assert column_class({"columntype": "科室", "columnname": "工作动态"}, (), "") == (C.NEWS, "ColumnName")
    assert column_class({}, ("首页", "通知公告"), "青禾区") == (C.NOTICE, "trail")
    assert column_class({}, (), "规划计划_青禾区人民政府") == (C.PLANS, "title")
    assert column_class({}, (), "青禾区规划局") == (None, "")
    assert column_class({}, (), "欢迎您_青禾社科规划办") == (None, "")
    assert column_class({}, ("首页", "成果"), "成果集萃_青禾规划办") == (None, "")


def test_values_of_column_type_that_disagree_decide_nothing():
    assert column_class({"columntype": "工作动态,部门动态"}, (), "") == (C.NEWS, "ColumnType")
    assert column_class({"columntype": "工作动态，通知公告"}, (), "") == (None, "")


def test_columns_of_a_topic_have_no_class_of_their_own():
    trail = ("首页", "专题专栏", "创建文明城区", "工作动态")
    assert column_class({"columnname": "工作动态"}, trail, "") == (None, "")
    assert column_class({"columntype": "工作动态"}, trail, "") == (C.NEWS, "ColumnType")


def test_names():
    assert column_name({"columnname": "工作动态"}, ("首页", "x"), "y") == "工作动态"
    assert column_name({"columnname": "首页"}, ("首页", "通知公告"), "y") == "通知公告"
    assert column_name({}, (), "[体育村]-青禾区教育局") == "体育村"
    assert column_name({}, (), "") == ""


@pytest.mark.parametrize(
    "words",
    [
        "本专题已归档，不再更新。",
        "该栏目已停止更新",
        "此网站已关闭，请访问新址",
        "专栏已结束",
        "本专题自2023年1月起停止更新",
    ],
)
def test_columns_that_say_they_are_archived(words):
    facts = column(f"<p>{words}</p><ul>{rows(DAYS)}</ul>")
    assert facts.archived
    assert facts.archived in words


def test_an_archived_name():
    assert archived(("创建文明城区（已归档）",), "") == "已归档"
    assert archived(("历史专题",), "") == "历史专题"


@pytest.mark.parametrize("row", ["<li>[已结束]<a href='{url}'>{title}</a><span>{day}</span></li>"])
def test_items_that_are_over_do_not_archive_their_column(row):
    assert column(f"<ul>{rows(DAYS, row)}</ul>").archived == ""
    assert column(f"<ul>{rows(DAYS)}</ul><p>意见征集已结束，感谢参与</p>").archived == ""


def test_facts_carry_name_class_and_source():
    facts = column(f"<ul>{rows(DAYS)}</ul>", head=tags(ColumnName="政务动态", ColumnType="工作动态,政务动态"))
    assert (facts.column_name, facts.column_class, facts.column_class_source) == ("政务动态", C.NEWS, "ColumnType")
