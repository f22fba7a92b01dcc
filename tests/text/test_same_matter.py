"""The number guard: what makes near texts two matters, and what does not keep copies apart."""

import time

import pytest

from auditor.text.same_matter import Judgement, compare, read

TITLE = "关于开展河道保洁专项行动的通知"
HEAD = "各村（社区）、有关单位："
BODY = (
    "为改善辖区水环境，经研究，决定自2026年5月6日起开展河道保洁专项行动。各单位要落实专人负责，清理水面漂浮物和岸边堆物，"
    "并将保洁情况登记入册。保洁经费共12.5万元，由区财政统一列支。请于每周五前将进度报送至河湖管理科，联系电话57001234。"
    "对保洁不力的单位，将予以提醒并限期改正。"
)
END = "\n岚山区水务管理所\n2026年4月28日"


def same_matter(title_a, text_a, title_b, text_b, media_a=0, media_b=0) -> Judgement:
    return compare(read(title_a, text_a, media_a), read(title_b, text_b, media_b))


def judge(text_a, text_b, title_a=TITLE, title_b=TITLE, **media):
    judged = same_matter(title_a, text_a, title_b, text_b, **media)
    assert judged == same_matter(title_b, text_b, title_a, text_a, media.get("media_b", 0), media.get("media_a", 0))
    return judged.reason or judged.same


SAME = {
    "nothing changed": BODY + END,
    "punctuation": (BODY + END).replace("，", ", ").replace("。", "."),
    "layout": (BODY + END).replace("。", "。\n\n　　"),
    "full width": (BODY + END).replace("2026", "２０２６"),
    "date written otherwise": (BODY + END).replace("2026年4月28日", "2026-04-28"),
    "title above": TITLE + "\n" + BODY + END,
    "greeting above": HEAD + "\n" + BODY + END,
    "byline below": BODY + END + "\n（供稿：水务管理所 作者：河湖管理科）",
    "picture credit below": BODY + END + "\n文/图 林晓",
    "closing part left out": BODY[: BODY.index("对保洁不力")] + END,
    "publication line": "发布时间：2026-04-29 10:32 来源：区水务局 浏览次数：381次\n" + BODY + END,
    "other publication line": "发布日期：2026年5月3日 字体：【大 中 小】 打印\n" + BODY + END,
    "bare date under the title": TITLE + "\n2026-05-03\n" + "区水务局\n\n" + BODY + END,
    "breadcrumb": "当前位置：首页 > 政务公开 > 通知公告\n" + BODY + END,
    "other breadcrumb": "您的位置：首页 - 专题专栏 - 河长制\n" + BODY + END,
    "neighbours": BODY + END + "\n上一篇：2026年第三批名单公示\n下一篇：关于5月停水的通知",
    "footer": BODY + END + "\n版权所有：岚山区水务管理所 浙ICP备12345678号",
    "a word put right": (BODY + END).replace("登记入册", "登记在册"),
    "a word reworded": (BODY + END).replace("予以提醒", "进行提醒"),
    "our district for its name": (BODY + END).replace("改善辖区", "改善岚山区").replace("由区财政", "由我区财政"),
    "attachment address": BODY + END + "\n附件下载：P020260429381234567890.docx",
}


@pytest.mark.parametrize("case", SAME)
def test_a_copy_stays_a_copy(case):
    assert judge(BODY + END, SAME[case]) is True


DIFFERENT = {
    "start date": ("5月6日", "5月7日", "date"),
    "date below": ("4月28日", "4月29日", "date"),
    "year": ("2026年", "2027年", "date"),
    "amount": ("12.5万元", "13.5万元", "amount"),
    "telephone": ("57001234", "57004321", "number"),
    "telephone split": ("57001234", "5700 1234 转 8", "number"),
    "place": ("岚山区水务", "清溪县水务", "name"),
    "sort": ("河道保洁专项", "道路保洁专项", "name"),
    "correction": ("请于每周五前", "更正：请于每周四前", "revision"),
    "extension": ("请于每周五前", "报送时间延期至每周五前，请于每周五前", "revision"),
    "day of the week": ("请于每周五前", "请于每周四前", "number"),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_a_template_with_other_facts_is_another_matter(case):
    old, new, reason = DIFFERENT[case]
    assert old in BODY + END
    assert judge(BODY + END, (BODY + END).replace(old, new)) == reason


SERIES = (
    "根据有关规定，现将本区{what}有关情况予以公布，公布期为五个工作日。公布期内如有异议，请以书面形式向区综合办公室反映，"
    "并提供必要的证明材料，以便核实。匿名反映和逾期反映不予受理。区综合办公室将对收到的意见逐条研究，并向反映人作出书面答复。"
)
PAIRS = {
    "batches": ("第一批", "第二批", "ordinal"),
    "batches in digits": ("第1批", "第12批", "ordinal"),
    "issues": ("第3期水质", "第4期水质", "ordinal"),
    "terms": ("第五届", "第六届", "ordinal"),
    "document numbers": ("岚政〔2026〕3号", "岚政〔2026〕4号", "document_number"),
    "document numbers in square brackets": ("岚产权告[2026]第3号", "岚产权告[2026]第13号", "document_number"),
    "years": ("2025年度预算", "2026年度预算", "date"),
    "years in Han digits": ("二〇二五年预算", "二〇二六年预算", "date"),
    "halves of a year": ("上半年经费", "下半年经费", "date"),
    "schools": ("清溪小学招聘", "城关小学招聘", "name"),
    "streets": ("海棠街道低保", "望江街道低保", "name"),
    "companies": ("宏达公司环评", "金茂公司环评", "name"),
    "persons": ("张建明任职", "李秀兰任职", "name"),
    "programmes": ("“智慧农业”专项", "“绿色建材”专项", "name"),
    "grades": ("初级职称评审", "高级职称评审", "name"),
    "sexes": ("男子组成绩", "女子组成绩", "name"),
}


@pytest.mark.parametrize("case", PAIRS)
def test_a_series_is_no_copy_when_its_texts_tell(case):
    one, two, reason = PAIRS[case]
    assert judge(SERIES.format(what=one), SERIES.format(what=two)) == reason


TITLES = {
    **{case: pair for case, pair in PAIRS.items() if case not in {"persons", "programmes"}},
    "spans of months": ("1-2月工业生产情况", "12月工业生产情况", "number"),
    "numbers of other kinds": ("1-10月份消费品零售额", "1-5月消费品零售额", "number"),
    "parts": ("名单公示（一）", "名单公示（二）", "part"),
    "volumes": ("汇编（上）", "汇编（下）", "part"),
    "a part and the whole": ("名单公示", "名单公示（二）", "part"),
    "interpretation": ("河道管理办法", "《河道管理办法》政策解读", "companion"),
    "questions": ("河道管理办法", "河道管理办法问答", "companion"),
    "correction": ("关于采购绿化服务的公告", "关于采购绿化服务的更正公告", "revision"),
    "extension": ("征集意见公告", "征集意见延期公告", "revision"),
    "draft": ("河道管理办法", "河道管理办法（征求意见稿）", "revision"),
    "stages": ("立项名单公示", "立项名单公布", "stage"),
    "steps of one licence": ("食品经营许可新办", "食品经营许可注销", "stage"),
    "up and down": ("居民消费价格同比上升0.3%", "居民消费价格同比下降0.3%", "name"),
}


@pytest.mark.parametrize("case", TITLES)
def test_a_series_is_no_copy_when_only_its_titles_tell(case):
    one, two, reason = TITLES[case]
    same_body = SERIES.format(what=one + "和" + two)
    assert judge(same_body, same_body, f"岚山区{one}_岚山区门户网站", f"岚山区{two}_岚山区门户网站") == reason


@pytest.mark.parametrize(
    ("title_a", "title_b"),
    [
        ("岚山区水务局关于开展河道保洁专项行动的通知", TITLE),
        (TITLE + "_岚山区", TITLE + "_岚山区"),
        (TITLE, "[图]" + TITLE),
        (TITLE, ""),
        ("关于开展河道保洁专项行…", TITLE),
        ("河道保洁", "关于河道保洁专项行动的来信（2026号）已回复"),
    ],
)
def test_two_titles_of_one_text(title_a, title_b):
    assert judge(BODY + END, BODY + END, title_a, title_b) is True


def test_the_frame_of_two_unread_pages_is_no_text():
    frame = "岚山区人民政府门户网站欢迎您访问，请使用新版浏览器浏览本站。" * 4
    assert judge(frame, frame, "春季消防安全宣传画", "全区供水管网改造示意图") == "title"


def test_lists_that_name_other_people_are_two():
    rows = "\n".join(
        f"{name} 岚山区第二中学 合格" for name in ("陈一鸣", "周晓岚", "郑海波", "吴立春", "钱秋月", "孙若水")
    )
    text = "经考核，下列人员拟予录用，现予公示，公示期为五个工作日，如有异议请与人事科联系。\n" + rows + "\n" + BODY
    assert judge(text, text.replace("郑海波", "冯大川")) == "name"
    assert judge(text, text.replace("郑海波 岚山区第二中学 合格\n", "郑海波 岚山区第二中学 合格\n何思远 ")) == "item"


def test_a_list_that_goes_on_is_another_list():
    rows = (
        "现将名单公示如下，如有异议请在五个工作日内向人事科书面反映，并写明真实姓名和联系方式，以便核实后答复，逾期不予受理。"
        "请各单位在公告栏张贴，同时在网站公布，接受群众监督，公示期满后报送备案：\n陈一鸣\n周晓岚\n郑海波"
    )
    assert judge(rows, rows + "\n吴立春") == "item"


def test_positions_count_where_the_numbers_are_the_same():
    table = "断面水质监测结果如下：上游断面化学需氧量 15 氨氮 20，下游断面化学需氧量 20 氨氮 15。" + BODY
    assert (
        judge(table, table.replace("15 氨氮 20，", "20 氨氮 15，").replace("20 氨氮 15。", "15 氨氮 20。")) == "number"
    )


def test_a_systematic_replacement_is_a_template():
    text = BODY + "保洁员每日巡查。保洁员每月培训。保洁员每季考评。"
    assert judge(text, text.replace("保洁员", "绿化员")) == "name"


def test_a_place_that_calls_itself_ours_is_the_same_place():
    text = BODY + "岚山区要求各村每日巡查，岚山区水务局每月通报，岚山区财政予以保障。"
    assert judge(text, text.replace("岚山区", "我区")) is True


def test_a_rewritten_text_is_no_copy():
    other = BODY.replace("改善", "保护").replace("落实", "安排").replace("清理", "打捞").replace("情况", "记录")
    other = other.replace("统一", "全额").replace("报送", "反馈").replace("予以", "作出").replace("限期", "尽快")
    assert judge(BODY + END, other + END) == "wording"


@pytest.mark.parametrize(("length", "expected"), [(99, "short"), (100, True)])
def test_short_texts_need_the_same_title(length, expected):
    text = BODY.replace("，", "").replace("。", "").replace(".", "").replace("、", "")[:length]
    assert judge(text, text, TITLE, "[图]" + TITLE) == expected
    assert judge(text, text) is True


def test_titles_that_stand_in_short_texts_are_compared_with_them():
    said = "昨晚的群众文艺演出吸引了众多居民到场观看，现场气氛热烈，精彩瞬间见组图。"
    assert judge(f"【演出圆满】{said}", f"演出圆满{said}", "演出圆满", "演出圆满" + said[:12]) is True
    assert judge(f"【第一场演出】{said}", f"【第二场演出】{said}", "第一场演出", "第二场演出") == "ordinal"
    assert judge(said, said, "演出圆满", "昨晚的群众文艺演出") == "short"


LABELLED = {
    "in front": ("#河道保洁#" + BODY, BODY),
    "behind": (BODY + "#河长制# #河道保洁#", BODY),
    "inside": (BODY.replace("各单位", "#河长制#各单位"), BODY),
    "with a number": (BODY.replace("各单位", "#保洁100天#各单位"), BODY),
    "on both sides, at other places": ("#河道保洁#" + BODY, BODY.replace("各单位", "#河长制#各单位")),
    "signs only": (BODY.replace("河道保洁专项行动", "#河道保洁专项行动#"), BODY),
}


@pytest.mark.parametrize("case", LABELLED)
def test_labels_that_one_text_has_do_not_matter(case):
    assert judge(*LABELLED[case]) is True


def test_labels_that_differ_do():
    assert judge(BODY + "#第5期#", BODY + "#第6期#") == "ordinal"
    assert judge(BODY.replace("各单位", "#河东村#各单位"), BODY.replace("各单位", "#河西村#各单位")) == "name"


def test_short_texts_need_as_many_pictures():
    text = "昨晚的群众文艺演出吸引了众多居民到场观看，现场气氛热烈，精彩瞬间见组图。"
    assert judge(text, text, media_a=9, media_b=9) is True
    assert judge(text, text, media_a=9, media_b=6) == "short"


def test_boilerplate_alone_is_no_text():
    frame = "发布时间：2026-04-29 10:32 来源：区水务局 浏览次数：381次\n【打印】【关闭】\n版权所有：岚山区水务管理所"
    assert judge(frame, frame) == "empty"


@pytest.mark.parametrize(
    "text",
    [
        "当前位置：" + "首页>" * 40_000,
        "来源：" * 60_000,
        "2026年" * 60_000,
        "第" * 200_000,
        "（" * 100_000 + "一" * 100_000,
        "1," * 100_000,
        "1.1." * 50_000,
        "上一篇" * 60_000,
        "字体：" + "大中小|" * 50_000,
        " \n" * 100_000,
        "P" * 200_000 + ".pdf",
        "《" * 200_000,
        "\ufdfa" * 20_000,
    ],
)
def test_hostile_texts_take_bounded_time(text):
    start = time.process_time()
    same_matter(text[:5000], text, "…" + text[:5000], text[: len(text) // 2] + "x" + text[len(text) // 2 :])
    assert time.process_time() - start < 5
