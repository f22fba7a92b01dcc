"""Read [accounts.pages] of a file of settings: where on a platform's page its posts stand, by CSS selectors."""

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from auditor.config.rule_settings import nearest
from auditor.config.settings import PageRecipe

NEEDED = ("item", "date")
WORDS = ("item", "date", "title", "link")
LONGEST = 200

_EMPTY = LexborHTMLParser("<p></p>")


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
            faults.append(f"{where} must be a table of {', '.join(WORDS)}")
        else:
            recipe = _read_recipe(faults, where, says)
            if recipe is not None:
                taken[host.strip().lower()] = recipe
    return taken


def _read_recipe(faults: list[str], where: str, says: Mapping[str, object]) -> PageRecipe | None:
    found = [f"{where} {word}: unknown setting{nearest(word, WORDS)}" for word in says if word not in WORDS]
    found += [f"{where} lacks {word}: the CSS selector of a post's {word}" for word in NEEDED if word not in says]
    for word in WORDS:
        if word in says and not _is_selector(says[word]):
            found.append(f"{where} {word} = {str(says[word])[:60]!r}: must be a CSS selector")
    faults.extend(found)
    if found:
        return None
    return PageRecipe(*(str(says.get(word, "")) for word in WORDS))


def _is_selector(text: object) -> bool:
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST or not text.isprintable():
        return False
    try:
        _EMPTY.css(text)
    except SelectolaxError:
        return False
    return True
