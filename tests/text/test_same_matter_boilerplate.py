"""What frames a text goes, what it says stays."""

import time

import pytest

from auditor.text.normalise import normalise
from auditor.text.same_matter import EDGE_CHARACTERS, without_boilerplate
from auditor.text.similarity import plain

BODY = "经研究，决定对河道开展巡查，请各村落实专人，做好登记。" * 30


def left(text):
    return normalise(without_boilerplate(plain(text)))


FRAMES = [
    "当前位置：首页 > 政务公开 > 通知公告\n",
    "您的位置: 首页 - 专题专栏 - 河长制 - 动态\n",
    "发布时间：2026-05-03 10:20:33 ",
    "发布日期：2026年5月3日\n",
    "时间：2026-05-03 10:20\n",
    "来源：岚山区水务局\n",
    "信息来源： 本站 \n",
    "责任编辑：某某 审核：某某\n",
    "浏览次数： 1381 次\n",
    "阅读量：\n",
    "字体：[大 中 小]\n",
    "【打印】【关闭窗口】\n",
    "上一篇：2026年第三批名单\n",
    "下一篇：没有了\n",
    "索 引 号：AB0001/2026-00381\n",
    "扫一扫在手机打开当前页\n",
]


@pytest.mark.parametrize("frame", FRAMES)
def test_frame_goes_from_both_edges(frame):
    assert left(frame + BODY) == normalise(BODY)
    assert left(BODY + "\n" + frame) == normalise(BODY)


@pytest.mark.parametrize("frame", FRAMES[2:6])
def test_the_same_words_in_the_middle_are_content(frame):
    middle = BODY + "\n" + frame + "\n" + BODY
    assert len(BODY) > EDGE_CHARACTERS
    assert left(middle) == normalise(middle)


@pytest.mark.parametrize(
    "content",
    [
        "2026年4月28日",
        "会议时间：2026年5月6日下午3时",
        "网站累计访问量达12万，阅读推广活动38场",
        "请于5月6日前将编辑好的材料报送",
        "来源于群众的意见共15条",
    ],
)
def test_content_stays(content):
    assert left(BODY + "\n" + content) == normalise(BODY + content)


def test_a_bare_date_goes_only_from_the_head():
    lines = ["关于巡查的通知", "2026-05-03 09:00", *BODY.split("。"), "2026-04-28"]
    assert left("\n".join(lines)) == normalise("".join([lines[0], *lines[2:]]))


def test_addresses_and_file_names_go():
    text = BODY + "\n附件1.名单.docx https://www.example.gov.cn/a/2026.html P020260503381234.docx"
    assert left(text) == normalise(BODY + "附件1名单docx")


@pytest.mark.parametrize(
    "sign", ["当前位置：", "来源：", "字体：大中小", "http://", "a-", "2026-", "上一篇", "浏览次数：", ">", "\n"]
)
def test_time_is_bounded(sign):
    start = time.process_time()
    without_boilerplate(sign * 100_000)
    assert time.process_time() - start < 2
