"""Words and addresses that would do something where they are shown: in a spreadsheet, a terminal, a report."""

from tests.hostile.pages import anchor, answer, article
from tests.hostile.plan import Plan
from tests.hostile.truth import broken, ok

CATEGORY = "inject"
MARK = "PWNED"
WORDS = {
    "formula": f"=HYPERLINK(\"http://x.example/{MARK}\",\"点击\")",
    "plus": f"+cmd|' /C calc'!{MARK}",
    "minus": f"-2+3+{MARK}",
    "at": f"@SUM(1+1)*{MARK}",
    "full-width": f"＝1+1{MARK}",
    "tab": f"\t=1+1{MARK}",
    "script": f"<script>alert('{MARK}')</script>",
    "attribute": f"\" onmouseover=\"alert('{MARK}')",
    "single-quote": f"' onfocus='alert(1)' {MARK}",
    "closing": f"</td></tr></table></script><svg onload=alert('{MARK}')>",
    "comment": f"--><img src=x onerror=alert('{MARK}')>",
    "template": f"{{{{7*7}}}}${{7*7}}<%= 7 %>{MARK}",
    "escape": f"\x1b]0;{MARK}\x07\x1b[2J\x1b[31m",
    "bell": f"{MARK}\x07\x08\x08\x7f",
    "c1": f"\x9b31m{MARK}",
    "bidi": f"{MARK}\u202efdp.exe",
    "isolate": f"{MARK}\u2066x\u2069\u200b\ufeff",
    "lines": f"{MARK}\r\n2026 error forged line",
    "separators": f"{MARK}\u2028alert(1)\u2029",
    "json": f"\"}}],\"{MARK}\":[{{\"",
    "long": MARK + "长" * 5_000,
    "astral": f"{MARK}𠮷😀",
}  # fmt: skip
PATHS = {
    "quote": f"/inject/'\"><script>alert('{MARK}')</script>.html",
    "formula": f"/inject/=1+1{MARK}.html",
    "percent": f"/inject/%00%0d%0aSet-Cookie:{MARK}.html",
    "spaces": f"/inject/a b {MARK}.html",
    "dots": f"/inject/..%2f..%2fetc%2f{MARK}",
    "brackets": f"/inject/[{MARK}](javascript:alert(1)).html",
    "query": f"/inject/q.html?x=<svg/onload=alert('{MARK}')>&token=SECRET-{MARK}",
}


def add(plan: Plan) -> None:
    """Add dead links with such words, on pages with such titles, and dead links with such addresses.

    They are shared out to several sites, since a report shows only the first findings of a rule on each.
    """
    for number, (name, words) in enumerate(WORDS.items()):
        site = f"inject-{number % 3}"
        dead = plan.case(CATEGORY, f"text {name}", None, broken("http_error"), text=words, on=site)
        shown = answer(article(f"inject-{name}", title=f"{words}的报道", body=anchor(dead.link, words)))
        plan.case(CATEGORY, f"title {name}", shown, ok(may=("page-tags", "page-date")), on=site)
    for name, path in PATHS.items():
        plan.case(CATEGORY, f"address {name}", None, broken("http_error"), at=path, text=f"address {name}",
                  on="inject-0")  # fmt: skip
