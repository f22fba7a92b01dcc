"""What the report says of a run as a whole: its register, its browser, robots.txt, and faults that accounts share."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from auditor.config.settings import Settings
from auditor.engine.local import Collected
from auditor.engine.own_columns import unmatched
from auditor.facts.shared_faults import SharedFault, lost_canaries, said_once
from auditor.inventory import Register
from auditor.model import Subject
from auditor.rules import View

NO_BROWSER: Mapping[str, str] = {
    "zh": "本次没有浏览器可用（{why}）：仅靠脚本显示的内容、只对浏览器放行的页面未判断；"
    "运行 auditor doctor 查看安装办法。",
    "en": "There was no browser ({why}): what only scripts show, and pages that let only browsers in, are not judged; "
    "auditor doctor says what to install.",
}
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


def run_notes(
    register: Register,
    subjects: Sequence[Subject],
    view: View,
    settings: Settings,
    collected: Collected,
    faults: Iterable[SharedFault],
) -> tuple[str, ...]:
    """Return the remarks of the report on a run as a whole, in the run's language."""
    lang = settings.lang
    return (
        *(note.text(lang, register.path.name) for note in register.notes),
        *unmatched(view, settings),
        *browser_note(collected.no_browser, lang),
        *robots_notes(subjects, collected.slow, settings),
        *lost_canaries(settings.accounts.canaries, {one.id for one in register.subjects}, lang),
        *said_once(faults, lang),
    )


def browser_note(why: str, lang: str) -> tuple[str, ...]:
    """Return a remark in the run's language where a browser was wanted and there was none, or none any more.

    `why` '' = nothing was lacking.
    """
    return (NO_BROWSER.get(lang, NO_BROWSER["en"]).format(why=why),) if why else ()


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
