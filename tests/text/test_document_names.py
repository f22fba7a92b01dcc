import pytest

from auditor.text.document_names import explains, is_document, loose_policy_core, policy_core, quoted_policies

NAME = "青禾区生活垃圾分类管理办法"


@pytest.mark.parametrize(
    "title",
    [
        NAME,
        f"《{NAME}》",
        f"青禾区人民政府办公室关于印发《{NAME}》的通知",
        f"关于印发{NAME}的通知",
        f"青禾区人民政府关于发布〈{NAME}〉的公告",
        f" {NAME[:4]} {NAME[4:]} ",
    ],
)
def test_one_policy_has_one_name(title):
    assert policy_core(title) == NAME


def test_years_tell_policies_apart_and_loosely_do_not():
    assert policy_core("2020年度工作计划方案") != policy_core("2021年度工作计划方案")
    assert loose_policy_core(f"{NAME}（试行）") == loose_policy_core(f"{NAME}(2020年修订)") == NAME


def test_only_documents_are_quoted():
    assert quoted_policies(f"《{NAME}》解读") == (NAME,)
    assert quoted_policies("《青禾晨报》报道：解读城市更新") == ()


@pytest.mark.parametrize("title", [f"《{NAME}》解读", "一图读懂垃圾分类管理办法", f"《{NAME}》政策问答"])
def test_explanations_are_no_documents(title):
    assert explains(title)
    assert not is_document(title)


def test_news_is_no_document():
    assert not is_document("青禾区召开垃圾分类管理办法宣传会")
    assert is_document(f"关于印发《{NAME}》的通知")
