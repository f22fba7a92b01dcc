"""Read the tables of a file of settings that are no plain keys: [limits], [sites] and [accounts.pages]."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from auditor.config.setting_keys import ROBOTS
from auditor.config.settings import ColumnSettings, PageRecipe, SiteSettings
from auditor.model import ColumnClass

RATIO_UNITS = frozenset({"ratio", "share"})
COLUMN_WORDS = ("days", "class")
MOST_DAYS = 36_500
NEEDED_SELECTORS = ("item", "date")
SELECTORS = ("item", "date", "title", "link")
LONGEST_SELECTOR = 200

Rules = Mapping[str, Mapping[str, str]]
"""Rule ids to the units of their limits by name."""

LimitValues = dict[str, dict[str, float]]
_LONGEST_NAME = 100
_EMPTY = LexborHTMLParser("<p></p>")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean …?` for the known word most like `word`, '' when none is."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""


def read_limits(faults: list[str], where: str, value: object, rules: Rules) -> LimitValues:
    """Return what a [limits] table says; what is wrong with it goes to `faults`."""
    taken: LimitValues = {}
    if not isinstance(value, dict):
        faults.append(f"{where} must be a table of rules")
        return taken
    for rule, limits in value.items():
        if rule not in rules:
            faults.append(f'{where} "{rule}": no such rule{nearest(rule, rules)}')
        elif not isinstance(limits, dict):
            faults.append(f'{where} "{rule}": must be a table of limits')
        else:
            taken[rule] = _read_rule(faults, f'{where} "{rule}"', limits, rules[rule])
    return taken


def _read_rule(
    faults: list[str], where: str, limits: Mapping[str, object], known: Mapping[str, str]
) -> dict[str, float]:
    taken = {}
    for name, value in limits.items():
        if name not in known:
            names = f"; it has {', '.join(known)}" if known else "; the rule has no limits"
            faults.append(f"{where} {name}: no such limit{nearest(name, known) or names}")
            continue
        unit = known[name]
        top = 1.0 if unit in RATIO_UNITS else 1e9
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= top
        if not fits or not isinstance(value, int | float):
            faults.append(f"{where} {name} = {str(value)[:60]!r}: must be a number, 0 to {top:,.0f} ({unit})")
        else:
            taken[name] = float(value)
    return taken


def read_sites(faults: list[str], name: str, value: object, rules: Rules) -> dict[str, SiteSettings]:
    """Return what [sites] says of each subject; what is wrong with it goes to `faults`."""
    sites: dict[str, SiteSettings] = {}
    if not isinstance(value, dict):
        faults.append(f"{name}: [sites] must be a table of subject ids")
        return sites
    allowed = ("robots", "robots_by", "robots_since", "limits", "columns")
    for subject, says in value.items():
        where = f'{name}: [sites."{subject}"]'
        if not isinstance(says, dict):
            faults.append(f"{where} must be a table")
            continue
        for word in says:
            if word not in allowed:
                faults.append(f"{where} {word}: unknown setting{nearest(word, allowed)}")
        robots = says.get("robots", "obey")
        if robots not in ROBOTS:
            faults.append(f"{where} robots = {str(robots)[:60]!r}: must be one of {', '.join(ROBOTS)}")
        by, since = _robots_word(faults, where, says)
        limits = read_limits(faults, f"{where} limits", says.get("limits", {}), rules)
        columns = read_columns(faults, f"{where} columns", says.get("columns", {}))
        sites[subject] = SiteSettings(str(robots), limits, columns, by, since)
    return sites


def _robots_word(faults: list[str], where: str, says: Mapping[str, object]) -> tuple[str, date | None]:
    """Return by whose word robots.txt is lifted, and since when; what is wrong with it goes to `faults`."""
    by, since = says.get("robots_by", ""), says.get("robots_since")
    if not isinstance(by, str) or not by.isprintable() or len(by) > _LONGEST_NAME:
        faults.append(f"{where} robots_by = {str(by)[:60]!r}: must be a name, at most {_LONGEST_NAME} letters")
        by = ""
    if isinstance(since, datetime) or not (since is None or isinstance(since, date)):
        faults.append(f"{where} robots_since = {str(since)[:60]!r}: must be a date without quotes: 2026-01-31")
        since = None
    return by.strip(), since


def read_columns(faults: list[str], where: str, value: object) -> dict[str, ColumnSettings]:
    """Return what a [sites.ID.columns] table says of columns, by name or address; what is wrong goes to `faults`."""
    taken: dict[str, ColumnSettings] = {}
    if not isinstance(value, dict):
        faults.append(f'{where} must be a table of columns, each by its name or address: "工作动态" = {{ days = 7 }}')
        return taken
    for column, says in value.items():
        place = f'{where} "{column}"'
        if not column.strip():
            faults.append(f"{place}: must be the column's name as shown, or its address")
        elif not isinstance(says, dict):
            faults.append(f'{place}: must be a table; write {{ days = 7 }} or {{ class = "news" }}')
        else:
            taken[column] = _read_column(faults, place, says)
    return taken


def _read_column(faults: list[str], where: str, says: Mapping[str, object]) -> ColumnSettings:
    for word in says:
        if word not in COLUMN_WORDS:
            near = nearest(word, COLUMN_WORDS) or f"; a column has {' and '.join(COLUMN_WORDS)}"
            faults.append(f"{where} {word}: unknown setting{near}")
    if not says:
        faults.append(f"{where}: says nothing; write days, class or both, or take it away")
    days, name = says.get("days"), says.get("class")
    limit, kind = None, None
    if days is not None:
        fits = isinstance(days, int | float) and not isinstance(days, bool) and 1 <= days <= MOST_DAYS
        if fits and isinstance(days, int | float):
            limit = float(days)
        else:
            faults.append(f"{where} days = {str(days)[:60]!r}: must be a number, 1 to {MOST_DAYS:,} (days)")
    classes = [str(one) for one in ColumnClass]
    if name is not None and name not in classes:
        near = nearest(str(name), classes)
        faults.append(f"{where} class = {str(name)[:60]!r}: must be one of {', '.join(classes)}{near}")
    elif name is not None:
        kind = ColumnClass(str(name))
    if kind is ColumnClass.NO_LIMIT and limit is not None:
        faults.append(f"{where}: days does not go with class = 'no_limit'; take one of them away")
    return ColumnSettings(limit, kind)


def read_pages(faults: list[str], name: str, value: object) -> dict[str, PageRecipe]:
    """Return what [accounts.pages] says of each host (host, or host:port); what is wrong with it goes to `faults`."""
    taken: dict[str, PageRecipe] = {}
    if not isinstance(value, dict):
        faults.append(f'{name}: [accounts.pages] must be a table of hosts: [accounts.pages."www.example.com"]')
        return taken
    for host, says in value.items():
        where = f'{name}: [accounts.pages."{host}"]'
        if not host.strip() or "/" in host:
            faults.append(f"{where}: must be a host such as www.example.com, without http:// and path")
        elif not isinstance(says, dict):
            faults.append(f"{where} must be a table of {', '.join(SELECTORS)}")
        else:
            recipe = _read_recipe(faults, where, says)
            if recipe is not None:
                taken[host.strip().lower()] = recipe
    return taken


def _read_recipe(faults: list[str], where: str, says: Mapping[str, object]) -> PageRecipe | None:
    found = [f"{where} {word}: unknown setting{nearest(word, SELECTORS)}" for word in says if word not in SELECTORS]
    found += [
        f"{where} lacks {word}: the CSS selector of a post's {word}" for word in NEEDED_SELECTORS if word not in says
    ]
    for word in SELECTORS:
        if word in says and not _is_selector(says[word]):
            found.append(f"{where} {word} = {str(says[word])[:60]!r}: must be a CSS selector")
    faults.extend(found)
    if found:
        return None
    return PageRecipe(*(str(says.get(word, "")) for word in SELECTORS))


def _is_selector(text: object) -> bool:
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_SELECTOR or not text.isprintable():
        return False
    try:
        _EMPTY.css(text)
    except SelectolaxError:
        return False
    return True
