"""What auditor.toml says of columns: the classes it gives, and the entries that fit no column that was seen."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from auditor.config.settings import Settings
from auditor.facts.site_columns import ColumnReading
from auditor.model import ColumnClass, SubjectState
from auditor.rules import View
from auditor.rules.limit import is_column

LONGEST_SHOWN = 80
MOST_NOTES = 50
NOTES: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "place": 'auditor.toml [sites."{site}".columns] “{column}”：',
        "absent": "该网站没有此名称或地址的栏目{near}；请按报告的栏目表核对",
        "unseen": "本次看到的栏目中没有它，网站未看全{near}",
        "near": "（最接近的是“{name}”）",
        "more": "auditor.toml：另有 {count} 项栏目设定未对应到栏目",
    },
    "en": {
        "place": 'auditor.toml [sites."{site}".columns] "{column}": ',
        "absent": "the site has no column of that name or address{near}; compare the list of columns in the report",
        "unseen": "not among the columns seen; the site was not seen in full{near}",
        "near": ' (the nearest is "{name}")',
        "more": "auditor.toml: {count} more entries of columns fit no column",
    },
}


def own_classes(settings: Settings) -> dict[str, dict[str, ColumnClass]]:
    """Return the classes that settings give to columns, by site and by name or address."""
    return {
        site: {name: says.column_class for name, says in told.columns.items() if says.column_class is not None}
        for site, told in settings.sites.items()
        if told.columns
    }


def unmatched(view: View, settings: Settings) -> tuple[str, ...]:
    """Return a remark in the run's language for each entry of [sites.ID.columns] that fits no column of its site.

    A site of which nothing was seen gives none: nobody knows what columns it has. At most MOST_NOTES.
    """
    words = NOTES.get(settings.lang, NOTES["en"])
    notes: list[str] = []
    for subject in view.subjects():
        told = settings.sites.get(subject.id)
        state = view.standing(subject.id).state if told and told.columns else SubjectState.UNKNOWN
        if told is None or state is SubjectState.UNKNOWN:
            continue
        columns = tuple(view.each(ColumnReading, subject.id))
        code = "absent" if state is SubjectState.OBSERVED else "unseen"
        for wanted in told.columns:
            if not any(is_column(wanted, column.name, column.url) for column in columns):
                near = _near(wanted, columns, words["near"])
                place = words["place"].format(site=subject.id, column=wanted[:LONGEST_SHOWN])
                notes.append(place + words[code].format(near=near))
    more = len(notes) - MOST_NOTES
    return (*notes[:MOST_NOTES], words["more"].format(count=more)) if more > 0 else tuple(notes)


def _near(wanted: str, columns: Sequence[ColumnReading], words: str) -> str:
    known = [column.url if "/" in wanted else column.name for column in columns]
    found = get_close_matches(wanted, known, n=1, cutoff=0.6)
    return words.format(name=found[0][:LONGEST_SHOWN]) if found else ""
