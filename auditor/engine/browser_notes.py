"""Say once in a report that no browser was used, and why."""

NOTES = {
    "zh": "本次没有浏览器可用（{why}）：仅靠脚本显示的内容、只对浏览器放行的页面未判断；"
    "运行 auditor doctor 查看安装办法。",
    "en": "There was no browser ({why}): what only scripts show, and pages that let only browsers in, are not judged; "
    "auditor doctor says what to install.",
}


def browser_note(why: str, lang: str) -> tuple[str, ...]:
    """Return a remark in the run's language where a browser was wanted and there was none, or none any more.

    `why` '' = nothing was lacking.
    """
    return (NOTES.get(lang, NOTES["en"]).format(why=why),) if why else ()
