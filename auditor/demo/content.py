"""The texts of the sample district's sites, dated back from the day judged by."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

BULLETINS = 5
BULLETIN_AGE_DAYS = 4
PRICES = (("大米", 62, 1), ("面粉", 58, 2), ("猪肉", 315, 7), ("鸡蛋", 104, 3), ("青菜", 47, 5), ("鲫鱼", 226, 4))
"""Goods with their price in tenths of a yuan and how far it moves from week to week."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `dates` full or month-day, `filled_by` script or '', `body` the article it shows instead of a list."""

    path: str
    name: str
    type: str
    words: str
    dates: str = "full"
    filled_by: str = ""
    notice: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article with its day; `path` is without leading slash and ending, `declared` the day of its PubDate tag.

    `state` is what a list says of a visitor's message ('' for other articles).
    """

    path: str
    column: str
    title: str
    on: date
    declared: date
    origin: str
    text: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()
    encoding: str = "utf-8"
    state: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """Columns and articles of one site, articles newest first."""

    columns: tuple[Column, ...]
    articles: tuple[Article, ...]

    def of(self, column: Column) -> tuple[Article, ...]:
        """Return the articles of a column, newest first."""
        return tuple(article for article in self.articles if article.column == column.path)

    def column(self, path: str) -> Column | None:
        """Return the column of that path, None for articles that stand in none."""
        return next((column for column in self.columns if column.path == path), None)


def days_before(as_of: date, days: int) -> date:
    """Return the day that many days before."""
    return as_of - timedelta(days=days)


def report_year(as_of: date) -> int:
    """Return the year of the newest annual report, which is out by the end of January."""
    return as_of.year - 1 if (as_of.month, as_of.day) > (1, 25) else as_of.year - 2


def read_content(name: str, as_of: date, **blanks: str) -> Content:
    """Return the content of NAME.toml with every age counted back from `as_of`; `blanks` fill its {blanks}."""
    table = tomllib.loads(files("auditor.demo").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    values = {"year": str(report_year(as_of)), **blanks}
    articles = [_article(entry, as_of, values) for entry in table["article"]]
    columns = tuple(Column(**entry) for entry in table["column"])
    return Content(columns, tuple(sorted(articles, key=lambda article: article.on, reverse=True)))


def _article(entry: dict[str, object], as_of: date, values: dict[str, str]) -> Article:
    def filled(text: object) -> str:
        words = str(text)
        for blank, value in values.items():
            words = words.replace("{" + blank + "}", value)
        return words

    def many(name: str) -> list[object]:
        found = entry.get(name, [])
        return found if isinstance(found, list) else []

    age, path = entry["age"], str(entry["path"])
    on = days_before(as_of, age) if isinstance(age, int) else date(report_year(as_of) + 1, 1, 20)
    declared = entry.get("declared_age")
    return Article(
        path=path,
        column=str(entry.get("column") or path.rpartition("/")[0]),
        title=filled(entry["title"]),
        on=on,
        declared=days_before(as_of, declared) if isinstance(declared, int) else on,
        origin=str(entry["origin"]),
        text=tuple(filled(paragraph) for paragraph in many("text")),
        links=tuple((filled(link[0]), filled(link[1])) for link in many("links") if isinstance(link, list)),
        images=tuple(str(image) for image in many("images")),
        encoding=str(entry.get("encoding", "utf-8")),
        state=str(entry.get("state", "")),
    )


def price_bulletins(as_of: date) -> tuple[Article, ...]:
    """Return weekly price bulletins, newest first: one template, other numbers each week."""
    return tuple(_bulletin(as_of, week) for week in range(BULLETINS))


def _bulletin(as_of: date, week: int) -> Article:
    number, on = BULLETINS - week, days_before(as_of, BULLETIN_AGE_DAYS + 7 * week)
    rows = [
        f"{goods}平均零售价每五百克{(tenths + step * number) / 10:.1f}元，比上周上涨{step / 10:.1f}元"
        for goods, tenths, step in PRICES
    ]
    return Article(
        path=f"zwgk/jgzb/content_16{number:02}",
        column="zwgk/jgzb",
        title=f"晴川区主要农副产品价格周报（第{number}期）",
        on=on,
        declared=on,
        origin="晴川区发展和改革委员会",
        text=(
            "据价格监测点采集，本周全区六家农贸市场和四家超市主要农副产品供应充足，价格总体平稳。",
            "；".join(rows) + "。",
            "价格监测部门将继续做好每周采价工作，遇有异常波动及时发布提示。采价时间为每周三上午，数据为各监测点的算术平均值。",
        ),
    )
