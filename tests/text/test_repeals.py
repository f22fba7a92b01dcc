"""Which documents a page repeals or keeps, and which pages of documents are meant."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import DocumentFacts, Fate, NamedDocument
from auditor.text.repeals import DocumentPage, NamingPage, later_words, named_documents

ON = date(2024, 3, 1)
NOTICE = "某区人民政府办公室关于公布规范性文件清理结果的通知"


def named(title, text):
    return [(one.fate, one.title, one.number) for one in named_documents(title, text)]


def test_the_headings_of_a_list_part_what_is_kept_repealed_and_changed():
    text = (
        "现公布如下：\n一、继续有效的文件\n1.《某区养老服务管理办法》（某府规〔2018〕1号）\n二、废止的文件\n"
        "1.《某区停车管理暂行规定》（某府规〔2018〕3号）\n2．关于加强户外广告管理的通知（某府发〔2015〕9号）\n"
        "三、宣布失效的文件\n1\n关于加强河道管理的通告\n某府发〔2014〕2号\n四、修改的文件\n1.《某区绿化办法》（某府规〔2018〕4号）"
    )
    assert named(NOTICE, text) == [
        (Fate.KEPT, "某区养老服务管理办法", "某府规〔2018〕1号"),
        (Fate.REPEALED, "某区停车管理暂行规定", "某府规〔2018〕3号"),
        (Fate.REPEALED, "关于加强户外广告管理的通知", "某府发〔2015〕9号"),
        (Fate.REPEALED, "关于加强河道管理的通告", "某府发〔2014〕2号"),
    ]


def test_a_list_without_numbers_and_its_own_number_is_none():
    text = (
        "某府发〔2017〕6号\n各单位：\n附件：宣布失效的文件目录（2件）\n"
        "1、某区林业局关于规范采集管理的通知。\n2、关于整顿经营秩序的通知。"
    )
    assert named("某区关于清理规范性文件的通知", text) == [
        (Fate.REPEALED, "某区林业局关于规范采集管理的通知", ""),
        (Fate.REPEALED, "关于整顿经营秩序的通知", ""),
    ]


def test_a_decision_names_its_document_in_the_title_and_its_number_in_the_text():
    (one,) = named_documents(
        "关于废止《某区停车管理暂行办法》的决定",
        "决定自2024年4月1日起废止《某区停车管理暂行办法》（某府规〔2018〕3号）。",
    )
    assert (one.fate, one.number, one.listed) == (Fate.REPEALED, "某府规〔2018〕3号", True)


def test_a_prolongation_names_its_last_day():
    (one,) = named_documents(
        "关于延长《某区停车管理办法》有效期的通知", "《某区停车管理办法》有效期延长至2026年12月31日。"
    )
    assert (one.fate, one.on) == (Fate.KEPT, date(2026, 12, 31))


def test_the_closing_clause_of_a_new_document():
    text = "本办法自2020年1月1日起施行。\n原\n《某区停车暂行办法》（某府发〔2012\n〕3\n号）\n同时废止。"
    (one,) = named_documents("某区停车管理办法", text)
    assert (one.fate, one.title, one.number, one.listed) == (
        Fate.REPEALED,
        "某区停车暂行办法",
        "某府发〔2012〕3号",
        False,
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("某办法（征求意见稿）", "《某区停车管理暂行办法》同时废止。"),
        ("《某办法》解读", "《某区停车管理暂行办法》同时废止。"),
        ("优化营商环境条例", "应当及时修改或者废止《某区停车管理暂行办法》。"),
        ("新闻", "拟废止《某区停车管理暂行办法》。"),
        ("某规定", "《某区停车管理暂行办法》第五条同时废止。"),
        ("规范性文件清理工作责任状", "1.《某区停车管理暂行办法》废止"),
        ("某区关于开展规范性文件清理工作的通知", "请各单位报送拟废止的文件。"),
        (
            NOTICE,
            "\n".join(
                ["关于某事的通知", "某府发〔2014〕2号", "继续有效", "关于他事的通知", "某府发〔2014〕3号", "废止"] * 2
            ),
        ),
    ],
)
def test_pages_that_only_speak_of_it(title, text):
    assert named_documents(title, text) == ()


def test_of_a_name_with_a_part_only_the_part_is_repealed():
    text = "《〈中华人民共和国某某法〉实施方案》附件三《职务与级别管理规定》同时废止。"
    assert named("某条例", text) == [(Fate.REPEALED, "职务与级别管理规定", "")]


def page(title="某区停车管理暂行办法", number="", published=date(2018, 1, 1), site="s1", url="d", **fields):
    return DocumentPage(site, url, title, DocumentFacts(number=number), published, **fields)


def source(title="", number="", site="s1", listed=True, published=ON):
    return NamingPage(
        site, "r", "关于废止的通知", (NamedDocument(Fate.REPEALED, title, number, None, listed),), published
    )


def meant(document, naming):
    words = later_words([document], [naming]).get("d", ())
    return [(word.fate, word.exact) for word in words]


def test_a_number_reaches_a_document_on_every_site():
    known = page(number="某府规〔2018〕3号", site="s2", title="别的题目的办法")
    assert meant(known, source(number="某府规〔2018〕3号")) == [(Fate.REPEALED, True)]
    assert meant(known, source(number="某府办规〔2018〕3号")) == []


def test_a_whole_title_reaches_every_site_and_its_core_the_same_site():
    title = "某区林业局关于规范采集管理的通知"
    assert meant(page(title), source(title, site="s2")) == [(Fate.REPEALED, True)]
    assert meant(page("关于规范采集管理有关问题的通知"), source("某局关于规范采集管理有关问题的通知")) == [
        (Fate.REPEALED, False)
    ]
    assert meant(page("关于规范采集管理有关问题的通知"), source("某局关于规范采集管理有关问题的通知", site="s2")) == []


def test_other_editions_are_not_meant():
    title = "某区停车管理暂行办法"
    assert meant(page(title, "某府规〔2024〕1号"), source(title, "某府规〔2018〕3号")) == []
    assert meant(page(title, published=date(2024, 2, 25)), source(title)) == []
    assert meant(page(title, published=date(2024, 5, 1)), source(title)) == []
    again = (NamedDocument(Fate.REPEALED, title),)
    assert meant(page(title, named=again), source(title)) == []
    assert meant(page(title, published=None), source(title)) == []


def test_a_closing_clause_and_a_number_on_one_side_leave_a_doubt():
    title = "某区停车管理暂行办法"
    assert meant(page(title), source(title, listed=False)) == [(Fate.REPEALED, False)]
    assert meant(page(title), source(title, "某府规〔2018〕3号")) == [(Fate.REPEALED, False)]


def test_a_page_is_no_later_word_on_itself():
    assert later_words([page(url="r", number="某府规〔2018〕3号")], [source(number="某府规〔2018〕3号")]) == {}


WORDS = [
    "《",
    "》",
    "关于某事的通知",
    "（某府发〔2012〕3号）",
    "废止",
    "同时废止",
    "。",
    "\n",
    "1.",
    "继续有效",
    "〈",
    "失效",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60).map("".join))
def test_it_never_raises(text):
    named_documents(NOTICE, text)
    named_documents(text, text)


@pytest.mark.parametrize(
    "piece",
    ["《", "《》", "废止", "同时废止", "废止。", "某府发〔2012〕3号", "1.", "\n", "(", "《某某某某某某某某》废止"],
)
def test_hostile_text_takes_linear_time(piece):
    began = time.process_time()
    for title in (NOTICE, "某办法", "关于废止文件的通知"):
        named_documents(title, piece * 40_000)
    assert time.process_time() - began < 6
