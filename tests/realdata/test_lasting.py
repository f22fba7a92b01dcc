"""Ends of notices, validity of documents and repeals, read off pages of real sites and checked by eye."""

from datetime import date

import pytest

from auditor.extract.extract_page import extract
from auditor.model import Fate

pytestmark = pytest.mark.realdata
TODAY = date(2021, 12, 31)
GZ, GX, LG, ST, AT = "mirror_gzdzhrss", "mirror_gxpopss", "mirror_lgedu", "mirror_stwgd", "mirror_atxlyj"
ENDS = {
    f"{GX}/www/staticpages/20180815/ghb5b7387e5-258.html": date(2018, 9, 20),
    f"{GX}/www/staticpages/20181229/ghb5c27024a-321.html": date(2019, 3, 5),
    f"{GX}/www/staticpages/20190104/ghb5c2f5c57-322.html": date(2019, 2, 25),
    f"{GZ}/www/gzdt/rsks/201908/t20190822_21916656.html": date(2019, 8, 26),
    f"{GZ}/www/gzdt/rsks/201909/t20190903_21920889.html": date(2019, 9, 5),
    f"{GZ}/www/gzdt/tzgg/201712/t20171229_21411458.html": date(2018, 1, 5),
    f"{GZ}/www/gzdt/tzgg/202007/t20200702_61314326.html": date(2020, 7, 9),
    f"{GZ}/www/zwgk/gsgg/202009/t20200924_63406454.html": date(2020, 9, 30),
    f"{LG}/www/contents/18112/382232.html": date(2020, 11, 10),
    f"{LG}/www/contents/18114/375283.html": date(2020, 9, 24),
    f"{LG}/www/contents/18112/384603.html": date(2021, 1, 16),
    f"{ST}/www/gggs/content/post_303531.html": date(2020, 12, 7),
    f"{ST}/www/pro/tzgg/content/post_3061280.html": date(2020, 8, 21),
    f"{ST}/www/zwgkn/tzgg/content/post_3132693.html": date(2020, 11, 30),
}
NO_ENDS = [
    f"{GX}/www/staticpages/20180321/ghb5ab2203d-176.html",
    f"{GZ}/www/gzdt/rsks/201909/t20190924_21929490.html",
    f"{LG}/www/contents/18112/375265.html",
    f"{ST}/www/zwgkn/zfcg/content/post_3081508.html",
    f"{AT}/www/xxgk/xzzf/202105/t20210524_958254.html",
]
VALID_UNTIL = {
    f"{ST}/www/zcfg/content/post_162182.html": date(2022, 5, 18),
    f"{ST}/www/zcfg/content/post_65997.html": date(2020, 12, 31),
}


def read(data, file):
    return extract((data / file).read_bytes(), f"https://www.example.gov.cn/{file}", "text/html", today=TODAY)


@pytest.mark.parametrize("file", sorted(ENDS))
def test_ends_of_notices(data, file):
    facts = read(data, file)
    assert max(one.on for one in facts.ends if one.kind != "later") == ENDS[file]
    assert facts.over == ""


@pytest.mark.parametrize("file", NO_ENDS)
def test_pages_whose_end_nobody_can_tell(data, file):
    assert read(data, file).ends == ()


@pytest.mark.parametrize("file", sorted(VALID_UNTIL))
def test_validity_of_documents(data, file):
    assert read(data, file).document.until == VALID_UNTIL[file]


def test_lists_that_repeal(data):
    numbered = read(data, f"{AT}/www/gfxwj/201711/t20171129_633690.html").named
    plain = read(data, f"{AT}/www/gfxwj/201806/t20180606_633694.html").named
    assert {one.fate for one in (*numbered, *plain)} == {Fate.REPEALED}
    assert len(plain) == 18
    assert len({one.number for one in numbered}) >= 70
    assert not any(one.number == "吉林法〔2017〕644号" for one in numbered)


def test_drafts_and_reports_repeal_nothing(data):
    for file in (f"{ST}/www/gggs/content/post_303531.html", f"{AT}/www/gfxwj/201711/t20171122_633688.html"):
        assert read(data, file).named == ()
