from datetime import date

import pytest

from auditor.model import FoundDate
from tests.extract.layouts import ARTICLE, HEADING, TEXT, article, paragraphs, rows, tags

DAY = date(2026, 3, 5)
ZOOM = f'<div id="zoom">{paragraphs()}</div>'
TXT = f'<div class="txt">{paragraphs()}</div>'
HEAD = f"<h1>{HEADING}</h1>"
LATEST = "<h3>最新信息</h3><ul>" + rows(["2026-05-28", "2026-05-27", "2026-05-20"]) + "</ul>"
RELATED = "<h3>相关信息</h3><ul>" + rows(["发布时间：2026-05-28", "发布时间：2026-05-27"]) + "</ul>"


def shown(body, **page):
    published = article(body, **page).published
    return (published.on, published.source) if published else None


@pytest.mark.parametrize(
    "byline",
    [
        "发布时间：2026-03-05 10:20 来源：区城管局 【字体：<a>大</a> <a>中</a> <a>小</a>】",
        "发布时间：<span>2026</span>-<span>03</span>-<span>05</span>",
        "发布日期：\n<b>2026年3月5日</b>",
        "来源：区城管局　2026-03-05 08:00:01",
        "来源：<span>区城管局</span></p><p>更新时间：2026-03-05 10:46",
        "2026-03-05",
        "2026年03月05日 08时01分",
        "发布时间：2026——03——05",
        "【时间：2026年03月05日 11:25】【来源：青禾发布】",
        "日期：2026/3/5　阅读次数：33",
        "青禾发布 2026．03．05",
        "发表于 2026-03-05 作者：办公室",
    ],
)
@pytest.mark.parametrize("text", [ZOOM, TXT])
def test_bylines(byline, text):
    assert shown(f"{HEAD}<p>{byline}</p>{text}") == (DAY, "shown")


def test_side_lists_before_and_related_lists_after_do_not_count():
    assert shown(f"{LATEST}{HEAD}<p>2026-03-05 10:10</p>{TXT}{RELATED}") == (DAY, "shown")
    assert shown(f"{LATEST}{HEAD}{TXT}{RELATED}") is None


def test_header_footer_title_and_text_give_no_date():
    assert shown(f"<h1>青禾区公告（2025年第3号）</h1>{ZOOM}", title="青禾区公告（2025年第3号）") is None
    deadline = paragraphs("现公开征求意见，截止时间：2026-04-05，有效期至2026年12月31日。", *TEXT)
    assert shown(f'{HEAD}<div class="txt">{deadline}</div>') is None
    assert shown(f"{HEAD}<p>2019年2月27日下午，区领导一行走访青禾街道，听取商户意见。</p>{paragraphs()}") is None


def test_a_placeholder_is_no_date():
    assert shown(f"{HEAD}<p>发布时间：0000-00-00 00:00</p>{ZOOM}", head=tags(PubDate="0000-00-00")) is None


def test_a_future_date_is_kept_but_not_believed():
    facts = article(f"{HEAD}<p>发布时间：2027-03-05</p>{ZOOM}", head=tags(PubDate="2027-03-05"))
    assert facts.published is None
    assert FoundDate(date(2027, 3, 5), "meta", "2027-03-05") in facts.dates


def test_the_shown_date_wins_over_meta_script_and_address():
    body = f"{HEAD}<p>发布时间：2026-03-05</p>{ZOOM}"
    facts = article(body, head=tags(PubDate="2026-04-01 10:00"), url=ARTICLE.replace("5533", "t20260402_5533"))
    assert [(found.on, found.source) for found in facts.dates] == [
        (DAY, "shown"),
        (date(2026, 4, 1), "meta"),
        (date(2026, 4, 2), "url"),
    ]


def test_meta_wins_over_script_and_script_over_address():
    script = '<script>var pubdata="2026年04月03日";document.write(pubdata)</script>'
    url = "https://www.qinghe.gov.cn/art/2026/4/2/art_1_2.html"
    assert shown(f"{HEAD}<p>发布时间：{script}</p>{ZOOM}", url=url) == (date(2026, 4, 3), "script")
    assert shown(f"{HEAD}{ZOOM}", url=url) == (date(2026, 4, 2), "url")
    meta = tags(publishdate="2026-04-01")
    assert shown(f"{HEAD}<p>发布时间：{script}</p>{ZOOM}", url=url, head=meta) == (date(2026, 4, 1), "meta")


def test_the_documents_own_date_comes_last_of_all():
    table = (
        "<table><tr><td>成文日期：</td><td>2026年02月26日</td><td>发布日期：</td><td>2026年03月05日</td></tr></table>"
    )
    assert shown(f"{table}{HEAD}{ZOOM}") == (DAY, "shown")
    signed = f'{HEAD}<div id="zoom">{paragraphs()}<p>二〇二六年二月二十六日</p></div>'
    assert shown(signed) == (date(2026, 2, 26), "document")
    assert shown(signed, head=tags(PubDate="2026-03-05")) == (DAY, "meta")


def test_a_label_after_the_text_counts():
    facts = article(f"{HEAD}{TXT}<p>发布日期：<span>2026-03-05</span> 责任编辑：<span>张某</span></p>")
    assert facts.published == FoundDate(DAY, "shown", "2026-03-05")
    assert facts.text.splitlines() == list(TEXT)


def test_a_time_element_counts():
    body = f'<article>{HEAD}<time datetime="2026-03-05T08:00:00+08:00">3月5日</time>{paragraphs()}</article>'
    assert shown(body) == (DAY, "shown")


def test_a_page_named_after_its_site_is_dated_by_its_byline():
    byline = "2026年3月5日 10:20　信息来源：办公室　点击数：33"
    body = f"<table><tr><td>{LATEST}</td><td><b>{HEADING}</b><br>{byline}<br>{TEXT[0]}</td></tr></table>"
    assert shown(body, title="青禾区人民政府") == (DAY, "shown")


def test_wechat_writes_seconds_into_a_variable():
    body = f'<h2 class="rich_media_title">{HEADING}</h2><div id="js_content">{paragraphs()}</div>'
    assert shown(body + '<script>var ct = "1772700000";</script>') == (DAY, "script")


@pytest.mark.parametrize("line", ["26/03/05", "26-3-5 10:20", "发布日期：26-03-05", "26/3/5 上午 9:20"])
def test_years_of_two_digits_have_the_line_to_themselves(line):
    assert shown(f"{HEAD}<p>{line}</p>{TXT}") == (DAY, "shown")


@pytest.mark.parametrize("line", ["26/13/05", "99-03-05", "30-03-05", "第26-3-5号", "26-3-5 至 26-3-9", "1.2.3"])
def test_other_pairs_of_digits_are_no_dates(line):
    assert shown(f"{HEAD}<p>{line}</p>{TXT}") is None
