"""What the report says of robots.txt: where its owner lifted it, and where it asks for more time than is given."""

from collections.abc import Mapping, Sequence
from datetime import date

from auditor.config.settings import Settings
from auditor.model import Subject

LONGEST_SHOWN = 80
MOST_NOTES = 50
NOTES: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "lifted": "{name}（{site}）：按网站主办单位的意见，不受 robots.txt 限制（{by}，自 {since} 起）",
        "unsigned": "{name}（{site}）：按网站主办单位的意见，不受 robots.txt 限制；"
        "auditor.toml 未写明谁、何时同意（robots_by、robots_since）",
        "slow": "{host}：robots.txt 要求每次访问间隔 {asked} 秒，只遵守到 {obeyed} 秒；限时之内看到的页面因此较少",
        "unnamed": "未写姓名",
        "undated": "未写日期",
    },
    "en": {
        "lifted": "{name} ({site}): by its owner's word robots.txt does not bind ({by}, since {since})",
        "unsigned": "{name} ({site}): by its owner's word robots.txt does not bind; auditor.toml does not say whose "
        "and since when (robots_by, robots_since)",
        "slow": "{host}: robots.txt asks for {asked} seconds between requests, {obeyed} are kept; fewer pages are seen "
        "in the time for one site",
        "unnamed": "no name given",
        "undated": "no date given",
    },
}


def robots_notes(subjects: Sequence[Subject], slow: Mapping[str, float], settings: Settings) -> tuple[str, ...]:
    """Return a remark in the run's language for each subject that robots.txt does not bind, and each slow origin.

    `slow` maps origins to the Crawl-delay they ask for, in seconds. At most MOST_NOTES of either.
    """
    words = NOTES.get(settings.lang, NOTES["en"])
    lifted = []
    for subject in subjects:
        says = settings.sites.get(subject.id)
        if says is not None and says.robots == "owner":
            by, since = says.robots_by or words["unnamed"], _day(says.robots_since) or words["undated"]
            code = "lifted" if says.robots_by or says.robots_since else "unsigned"
            lifted.append(words[code].format(name=subject.name[:LONGEST_SHOWN], site=subject.id, by=by, since=since))
    obeyed = f"{settings.fetch.crawl_delay_s:g}"
    held = [words["slow"].format(host=host, asked=f"{wait:.0f}", obeyed=obeyed) for host, wait in sorted(slow.items())]
    return (*lifted[:MOST_NOTES], *held[:MOST_NOTES])


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
