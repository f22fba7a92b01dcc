"""Charsets: a page is read as a browser reads it, and proved by the words of a dead link on it."""

from tests.hostile.pages import anchor, answer, article
from tests.hostile.plan import Plan
from tests.hostile.truth import broken, ok

CATEGORY = "charset"
WORDS = "虹口区政府信息公开附件下载"
RARE = "㐂镕堃喆犇𠮷"
"""Letters that only GB18030 has, of those of GBK some."""


def add(plan: Plan) -> None:
    """Add one page a way to declare, or not to declare, its charset; each holds a dead link whose words are known."""
    for name, header, meta, coding in (
        ("utf-8", "utf-8", "utf-8", "utf-8"),
        ("utf-8-meta", "", "utf-8", "utf-8"),
        ("utf-8-none", "", "", "utf-8"),
        ("utf-8-bom", "", "", "utf-8-sig"),
        ("bom-beats-header", "gbk", "gbk", "utf-8-sig"),
        ("utf-16-bom", "", "", "utf-16"),
        ("utf-16-header", "utf-16le", "", "utf-16-le"),
        ("gbk", "gbk", "gbk", "gbk"),
        ("gbk-meta", "", "gbk", "gbk"),
        ("gb2312-meta", "", "gb2312", "gbk"),
        ("gb18030", "gb18030", "", "gb18030"),
        ("gbk-none", "", "", "gbk"),
        ("gbk-as-utf8", "utf-8", "utf-8", "gbk"),
        ("gbk-as-utf8-meta", "", "utf-8", "gbk"),
        ("utf8-as-gbk", "gbk", "gbk", "utf-8"),
        ("utf8-as-gb2312-meta", "", "gb2312", "utf-8"),
        ("header-beats-meta", "gbk", "utf-8", "gbk"),
        ("latin-label", "iso-8859-1", "", "gbk"),
        ("unknown-label", "x-none", "gbk", "gbk"),
        ("quoted-label", '"gbk"', "", "gbk"),
        ("upper-label", "GB2312", "", "gbk"),
        ("big5", "big5", "big5", "big5"),
    ):
        words = WORDS if coding != "big5" else "虹口區政府資訊"
        dead = plan.case(CATEGORY, f"words {name}", None, broken("http_error"), at=f"/charset/{name}-gone.html",
                         shown=words, html=f"{name} gone")  # fmt: skip
        more = "" if coding in ("big5", "gbk") else f"<p>{RARE}</p>"
        text = article(f"charset-{name}", charset=meta, body=anchor(dead.link, words) + more)
        kind = f"Content-Type: text/html; charset={header}" if header else "Content-Type: text/html"
        plan.case(CATEGORY, name, answer(text.encode(coding, "ignore"), "200 OK", kind), ok())
    _late(plan)


def _late(plan: Plan) -> None:
    dead = plan.case(CATEGORY, "words late-meta", None, broken("http_error"), at="/charset/late-gone.html", shown=WORDS,
                     html="late gone")  # fmt: skip
    page = article("charset-late", charset="", body=anchor(dead.link, WORDS))
    late = page.replace("<head>", "<head><!--" + "x" * 2_000 + "--><meta charset='gbk'>")
    plan.case(CATEGORY, "late-meta", answer(late.encode("gbk", "ignore"), "200 OK", "Content-Type: text/html"), ok())
