"""Groups of documents that hold one text."""

import random
import time
from datetime import date

import pytest

from auditor.text.duplicates import Document, find_groups, keep_first
from auditor.text.signature import sign

WHO = ("各村民小组", "社区网格员", "辖区商户", "物业服务企业", "农技人员", "消防志愿者")
WHAT = ("逐户登记用水台账", "定期巡查防汛物资", "现场讲解分类投放", "分批整理苗木养护记录", "如实填写检修计划")


def notice(seed, sentences=14):
    dice = random.Random(seed)
    rare = "".join(chr(dice.randrange(0x4E00, 0x5A00)) for _ in range(12))
    body = "。".join(f"{dice.choice(WHO)}{dice.choice(WHAT)}{rare[at % 11 : at % 11 + 3]}" for at in range(sentences))
    return f"{body}。\n岚山区综合办公室\n2026年{seed % 12 + 1}月8日"


def search(texts, titles=None, days=None, jaccard=0.85, **fields):
    asked = []

    def text_of(key):
        asked.append(key)
        return texts[key - 100]

    documents = [
        Document(100 + at, (titles or {}).get(at, "通知"), mark, len(text), (days or {}).get(at), **{
            name: values.get(at, 0) for name, values in fields.items()
        })
        for at, text in enumerate(texts)
        if (mark := sign(text))
    ]  # fmt: skip
    random.Random(3).shuffle(documents)
    groups = list(find_groups(documents, text_of, jaccard))
    return {one.keep - 100: sorted(member.key - 100 for member in one.members) for one in groups}, asked, groups


def test_copies_are_grouped_and_others_left():
    a, b = notice(1), notice(2)
    found, asked, groups = search([a, b, notice(3), a + "\n（编辑：值班室）", b, a])
    assert found == {0: [3, 5], 1: [4]}
    assert 102 not in asked
    first = next(one for one in groups if one.keep == 100)
    assert first.similarity == min(member.similarity for member in first.members) < 1
    assert first.characters == len(a)
    assert {member.key: member.similarity == 1 for member in first.members} == {103: False, 105: True}


@pytest.mark.parametrize("documents", [[], [Document(1, "", sign(notice(1)) or b"", 10)]])
def test_nothing_to_compare(documents):
    assert list(find_groups(documents, lambda key: notice(key), 0.85)) == []


def test_the_limit_is_inclusive():
    texts = [notice(1), notice(1).replace("。", "。请互相转告。", 1)]
    (group,) = search(texts)[2]
    exact = group.members[0].similarity
    assert search(texts, jaccard=exact)[0]
    assert not search(texts, jaccard=exact + 1e-9)[0]


def test_templates_are_no_copies_and_do_not_keep_copies_apart():
    week = [notice(5).replace("6月8日", f"6月{day}日") for day in range(1, 9)]
    assert search([*week, week[3], week[6]])[0] == {3: [8], 6: [9]}


def test_a_chain_of_small_changes_does_not_join():
    parts = [notice(seed, 3).split("\n")[0] for seed in range(60)]
    texts = ["".join(parts[at : at + 30]) + "\n综合办公室" for at in range(0, 30, 2)]
    groups = search(texts)[2]
    assert all(one.similarity >= 0.85 for one in groups)
    assert max(len(one.members) for one in groups) < 6


def test_the_page_to_keep():
    text, day = notice(1), date(2026, 5, 6)
    earlier, later = {0: day, 1: date(2026, 5, 5)}, {0: day, 1: day}
    assert search([text, text], days=earlier)[0] == {1: [0]}
    assert search([text, text], days=earlier, disclosure={0: True})[0] == {0: [1]}
    assert search([text, text], days=later, links_in={1: 3})[0] == {1: [0]}
    assert search([text, text], days=later)[0] == {0: [1]}
    assert search([text, text], days={1: day})[0] == {1: [0]}


def test_callers_may_order_otherwise():
    text = notice(1)
    documents = [Document(key, "", sign(text) or b"", len(text)) for key in (1, 2, 3)]
    (group,) = find_groups(documents, lambda key: text, 0.85, lambda one: (-one.key,))
    assert (group.keep, [member.key for member in group.members]) == (3, [2, 1])
    assert sorted(documents, key=keep_first)[0].key == 1


def test_short_texts_need_title_and_pictures():
    text = "昨晚的群众文艺演出吸引了众多居民到场观看，现场气氛热烈，精彩瞬间见组图。"
    assert search([text, text], titles={1: "组图"})[0] == {}
    assert search([text, text], media={0: 3, 1: 4})[0] == {}
    assert search([text, text], media={0: 3, 1: 3})[0] == {0: [1]}


def test_a_frame_shared_by_pages_of_many_titles_is_no_article():
    frame = "岚山区人民政府门户网站欢迎您访问通知公告栏目，请使用新版浏览器浏览本站。" * 4
    titles = {at: f"{WHO[at]}通知" for at in range(4)}
    assert search([frame] * 4, titles=titles)[0] == {}
    assert search([notice(1)] * 4)[0] == {0: [1, 2, 3]}


def test_many_equal_texts_cost_one_comparison_each():
    texts = [notice(1)] * 300 + [notice(seed) for seed in range(2, 200)]
    start = time.process_time()
    found, asked, _ = search(texts)
    assert len(found[0]) == 299
    assert len(asked) <= 320
    assert time.process_time() - start < 5


def test_texts_are_asked_again_rather_than_kept(monkeypatch):
    monkeypatch.setattr("auditor.text.comparison.HELD_CHARACTERS", 1000)
    texts = [notice(seed // 2) for seed in range(20)]
    found, asked, _ = search(texts)
    assert found == {at: [at + 1] for at in range(0, 20, 2)}
    assert len(asked) >= 20
