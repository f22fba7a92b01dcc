"""An empty register to start from: the header, and one plainly invented row a kind."""

import csv
import io
from datetime import UTC, datetime

from auditor.inventory.register_columns import COLUMNS

FORMATS = ("csv", "xlsx")
WIDTH = 18
ROWS_FOR_CHOICES = 2_000

CHOICES = {
    "zh": {
        "kind": ["网站", "新媒体", "公示点位"],
        "role": ["主账号", "特色账号"],
        "status": ["正常", "拟注销", "已注销"],
    },
    "en": {
        "kind": ["site", "account", "notice_point"],
        "role": ["main", "featured"],
        "status": ["active", "closing", "closed"],
    },
}

EXAMPLES = {
    "zh": """
kind=网站|name=示例网站（请替换）|unit=示例单位|url=https://www.example.com/|status=正常
kind=新媒体|name=示例账号（请替换）|unit=示例单位|platform=微信公众号|source=https://feeds.example.com/example.xml\
|role=主账号|functions=信息发布；政策解读|status=正常|followers=1.2万|opened_on=2020-01-01
kind=公示点位|name=示例公示栏（请替换）|unit=示例单位|status=正常
""",
    "en": """
kind=site|name=Example site (replace)|unit=Example unit|url=https://www.example.com/|status=active
kind=account|name=Example account (replace)|unit=Example unit|platform=weixin|source=https://feeds.example.com/example.xml\
|role=main|functions=news; policy|status=active|followers=12000|opened_on=2020-01-01
kind=notice_point|name=Example board (replace)|unit=Example unit|status=active
""",
}


def template(fmt: str = "csv", lang: str = "zh") -> bytes:
    """Return a register to fill in, as CSV (UTF-8 with byte-order mark, for Excel) or XLSX; `lang` is zh or en.

    Its rows are examples on reserved names (RFC 2606); the file reads without a fault. Raises ValueError for
    another format.
    """
    if fmt not in FORMATS:
        raise ValueError(f"format {fmt!r} is none of {', '.join(FORMATS)}")
    header = [name if lang == "en" else aliases[0] for name, aliases in COLUMNS.items()]
    examples = [dict(cell.split("=", 1) for cell in line.split("|")) for line in EXAMPLES[lang].split("\n") if line]
    rows = [header, *([example.get(name, "") for name in COLUMNS] for example in examples)]
    return _csv(rows) if fmt == "csv" else _xlsx(rows, lang)


def _csv(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(rows: list[list[str]], lang: str) -> bytes:
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    out = io.BytesIO()
    workbook = Workbook(out, {"in_memory": True, "strings_to_numbers": False, "strings_to_urls": False})
    workbook.set_properties({"created": datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    sheet = workbook.add_worksheet("登记表" if lang == "zh" else "register")
    text = workbook.add_format({"num_format": "@"})  # digits of account ids stay as typed
    sheet.set_column(0, len(COLUMNS) - 1, WIDTH, text)
    sheet.freeze_panes(1, 0)
    bold = workbook.add_format({"bold": True, "num_format": "@"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value, bold if number == 0 else text)
    for name, choices in CHOICES[lang].items():
        column = list(COLUMNS).index(name)
        sheet.data_validation(1, column, ROWS_FOR_CHOICES, column, {"validate": "list", "source": choices})
    workbook.close()
    return out.getvalue()
