from datetime import UTC, datetime

from auditor.extract.leaving_notice import read_landing
from auditor.model import Outcome, Reply

PAGE = ("<title>澳门威尼斯人娱乐城</title><body>百家乐 真人荷官 老虎机 注册送88元 首存优惠 立即投注</body>").encode()


def risk(url: str, outcome: Outcome = Outcome.OK) -> str:
    header = (("content-type", "text/html; charset=utf-8"),)
    return read_landing(Reply(url, outcome, datetime.now(UTC), headers=header, body=PAGE)).kind


def test_a_foreign_page_is_judged_and_a_government_page_never():
    assert risk("http://old.example.com/") == "gambling"
    assert risk("http://www.example.gov.cn/") == ""
    assert risk("http://old.example.com/", Outcome.HTTP_ERROR) == ""
