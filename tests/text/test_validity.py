"""How long normative documents say they are valid, and the marks of their pages."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import DocumentClass
from auditor.text.document_names import document_class, may_be_official, same_number
from auditor.text.validity import document_facts

PUBLISHED = date(2019, 6, 1)
TITLE = "某区停车管理办法"


def until(text, head="", title=TITLE):
    facts = document_facts(title, text, head, PUBLISHED)
    return (facts.until, facts.counted) if facts else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("第十条 本办法自2019年7月1日起施行，有效期5年。", date(2024, 6, 30)),
        ("本办法自2019年7月1日起实施，有效期至2024年6月30日。", date(2024, 6, 30)),
        ("本办法自2019年7月1日起施行，至2024年6月30日止。", date(2024, 6, 30)),
        ("本办法有效期自2019年7月1日至2024年6月30日。", date(2024, 6, 30)),
        ("本细则自2019年7月1日起施行，有效期为2019年7月1日至2024年6月30日。", date(2024, 6, 30)),
        ("本通告自2019年1月1日起施行，有效期三个月。", date(2019, 3, 31)),
        ("本办法自2020年1月1日起施行，试行期一年。", date(2020, 12, 31)),
        ("本办法自2020年1月1日起施行，2022年12月31日废止。", date(2022, 12, 30)),
        ("本办法自２０１９年７月１日起执行，有效期截至２０２４年６月３０日", date(2024, 6, 30)),
    ],
)
def test_stated_validity(text, day):
    assert until(text) == (day, False)


def test_validity_from_publication_is_counted_unless_the_head_names_the_signing():
    assert until("本办法自印发之日起施行，有效期两年。") == (date(2021, 6, 1), True)
    assert until("本办法自印发之日起施行，有效期两年。", "成文日期：2019-05-20") == (date(2021, 5, 20), False)


def test_a_law_that_took_effect_earlier_begins_nothing():
    assert until("根据自2010年1月1日起施行的某法制定。本办法有效期5年。") == (date(2024, 6, 1), True)


@pytest.mark.parametrize(
    "words",
    [
        "（本办法有效期延长至2024年6月30日）",
        "本办法的有效期延长至2024年6月30日。",
        "本办法有效期延续至2024年6月30日。",
        "经评估，本办法继续有效，有效期延长至2024年6月30日。",
    ],
)
def test_a_validity_prolonged_ends_on_the_later_day(words):
    assert until(f"本办法自2018年6月1日起施行。{words}") == (date(2024, 6, 30), False)
    assert until(f"本办法自2018年6月1日起施行，有效期至2021年5月31日。{words}") == (date(2024, 6, 30), False)


def test_the_latest_of_several_counts():
    text = "本办法自2019年7月1日起施行，有效期至2021年6月30日。\n有效期延长后，本办法有效期至2025年6月30日。"
    assert until(text) == (date(2025, 6, 30), False)


@pytest.mark.parametrize(
    "text",
    [
        "许可证有效期5年。本办法自2019年7月1日起施行。",
        "某法自2010年1月1日起施行。证书有效期5年。",
        "居住证在有效期内的",
        "自受理之日起5日内办结",
        "有效期",
        "",
    ],
)
def test_other_periods_are_none(text):
    assert until(text) == (None, False)


def test_a_notice_is_a_document_where_it_states_its_validity():
    title = "关于开展高层次人才认定工作的通知"
    assert until("本通知自2017年5月19日起实施，有效期五年。", title=title) == (date(2022, 5, 18), False)
    assert until("请各单位抓好落实。有效期", title=title) is None


@pytest.mark.parametrize(
    "title",
    [
        "《某办法》解读", "某区2024年政府信息公开年报", "关于某某任职的通知", "某区“十四五”规划",
        "某办法（征求意见稿）",
        "关于废止《某办法》的决定", "中华人民共和国种子法", "某省优化营商环境条例", "关于某项目的批复", "停水通告",
        "某区召开会议",
        "关于征求《某规定》意见的函", "转发市局关于某办法的通知", "",
    ],
)  # fmt: skip
def test_titles_of_no_normative_document(title):
    assert document_class(title) is None


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于印发《某区停车管理办法》的通知", DocumentClass.USUAL),
        ("关于某地学生接受教育的实施办法", DocumentClass.USUAL),
        ("某区租房补贴办法（试行）", DocumentClass.TRIAL),
        ("某区暂行规定", DocumentClass.TRIAL),
        ("关于加强停车管理的通告", DocumentClass.NOTICE),
    ],
)
def test_classes_of_documents(title, kind):
    assert document_class(title) is kind
    assert may_be_official(title)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (TITLE, "有效性：失效"),
        (TITLE, "效力状态：已废止"),
        (TITLE, "注：本文件已于2021年1月1日废止"),
        (TITLE, "【已失效】"),
        (TITLE, "继续有效"),
        ("某区停车管理办法（修订）", "时效性：已修改"),
    ],
)
def test_marks_of_a_page(title, head):
    assert document_facts(title, "本办法自2019年7月1日起施行。", head, PUBLISHED).marked


def test_the_head_of_a_page():
    head = "索 引 号：1\n发文机关：某区人民政府\n发文字号：某府规〔2019〕3号\n成文日期：2019年5月20日\n有效性：有效"
    facts = document_facts(TITLE, "本办法自2019年7月1日起施行。", head, PUBLISHED)
    assert (facts.number, facts.issuer, facts.signed) == ("某府规〔2019〕3号", "某区人民政府", date(2019, 5, 20))
    assert (facts.begins, facts.marked, facts.valid) == (date(2019, 7, 1), "", "有效性:有效")


def test_the_number_alone_on_a_line_is_the_document_s_own():
    facts = document_facts(TITLE, "某府规[2019]3号\n根据某府发〔2010〕9号，制定本办法。", "", PUBLISHED)
    assert facts.number == "某府规〔2019〕3号"
    assert document_facts(TITLE, "根据某府发〔2010〕9号，制定本办法。", "", PUBLISHED).number == ""


def test_numbers_are_one_with_words_before_them_and_never_of_two_offices():
    assert same_number("某府规〔2019〕3号", "见某府规〔2019〕3号")
    assert not same_number("某府规〔2019〕3号", "某府办规〔2019〕3号")
    assert not same_number("", "")


WORDS = [
    "本办法",
    "自",
    "2019年",
    "7月1日",
    "起施行",
    "，",
    "有效期",
    "至",
    "5年",
    "。",
    "\n",
    "失效",
    "（",
    "）",
    "文号：",
    "某府〔",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_it_never_raises(text):
    document_facts(TITLE, text, text, PUBLISHED)
    document_facts(text, text, text, None)


@pytest.mark.parametrize(
    "piece", ["有效期", "本办法", "自2019年7月1日起施行", "本办法有效期自", "某", "(", "发文字号", "失效 "]
)
def test_hostile_text_takes_linear_time(piece):
    began = time.process_time()
    document_facts(TITLE, piece * 40_000, piece * 2_000, PUBLISHED)
    document_class(piece * 40_000 + "办法")
    assert time.process_time() - began < 3
