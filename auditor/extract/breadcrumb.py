"""The breadcrumb of a page: 当前位置：首页 > 政务公开 > 通知公告."""

import re
from collections.abc import Sequence

from auditor.extract.outline import MEDIUM

LONGEST_STEP = 40
MOST_STEPS = 12
LOOK_LINES = 400

_LABEL = re.compile(
    r"(?:您|你)?(?:现在|当前)?(?:的|所在)?(?:所在|所处|浏览)?(?:的|页面)?(?:位置|栏目)(?:是|为)?\s?[:：>»]|(?:您|你)?(?:当前|现在)(?:所?在)?的?位置|所在位置|您的位置|Location\s?[:：]",
    re.I,
)
_BETWEEN = re.compile(r"\s*(?:-{1,2}>|={1,2}>|>+|»|›|→|＞+|≫|>>|\|>|(?<=\s)[-–—·/|\\](?=\s)|[/\\])\s*")
_HOME = re.compile(r"(?:网站)?首\s{0,3}页|主页|Home", re.I)
_ARROW = re.compile(r">|»|›|→|＞|≫")
_ONLY_BETWEEN = re.compile(r"[\s>»›→＞≫/\\|·–—-]{1,4}")
_NOT_A_STEP = re.compile(r"正\s?文|列\s?表|详\s?细.{0,2}|详情|内容|阅读|当前|文章.{0,3}|信息内容|浏览.{0,3}|\d+")


def _steps(text: str) -> list[str]:
    steps = [step.strip(" :：[]【】·") for step in _BETWEEN.split(text[:600].replace(MEDIUM, ""))]
    return [step for step in steps if step and len(step) <= LONGEST_STEP and not _NOT_A_STEP.fullmatch(step)]


def _following(row: Sequence[str], start: int) -> list[str]:
    """Gather steps that stand in lines of their own, up to the first line that is no step."""
    steps: list[str] = []
    for line in row[start : start + 2 * MOST_STEPS]:
        if _ONLY_BETWEEN.fullmatch(line):
            continue
        if len(line) > LONGEST_STEP or (steps and not _linked_step(row, line, start)):
            break
        steps += _steps(line)
    return steps


def _linked_step(row: Sequence[str], line: str, start: int) -> bool:
    """Say whether a line belongs to a breadcrumb of several lines: a separator stands at it or before it."""
    at = row.index(line, start)
    return bool(_BETWEEN.match(line) or _BETWEEN.search(row[at - 1][-3:]) or _ONLY_BETWEEN.fullmatch(row[at - 1]))


def find_trail(row: Sequence[str]) -> tuple[str, ...]:
    """Return the steps of the breadcrumb, outermost first, () when the page shows none.

    `row` is the visible text by lines. A trailing 正文 or 列表 is no step.
    """
    for number, line in enumerate(row[:LOOK_LINES]):
        if len(line) > 200 or not ("位置" in line or "首" in line[:4] or line[:1] in "HhL主" or "栏目" in line):
            continue
        label = _LABEL.search(line)
        if label and label.start() <= 30:
            rest = line[label.end() :]
            steps = _steps(rest)
            if not steps:
                steps = _following(row, number + 1)
            elif len(steps) == 1 or _BETWEEN.search(rest[-3:]):
                steps += (
                    [step for step in _following(row, number + 1) if step not in steps] if _more(row, number) else []
                )
            if steps:
                return tuple(steps[:MOST_STEPS])
        elif _HOME.match(line) and (_ARROW.search(line) or (_more(row, number) and _ARROW.search(row[number + 1]))):
            steps = _steps(line)
            if len(steps) < 2:
                steps += _following(row, number + 1)
            if len(steps) > 1 and _HOME.fullmatch(steps[0]):
                return tuple(steps[:MOST_STEPS])
    return ()


def _more(row: Sequence[str], number: int) -> bool:
    """Say whether the breadcrumb goes on in the next line."""
    return number + 1 < len(row) and bool(
        _ONLY_BETWEEN.fullmatch(row[number + 1]) or _BETWEEN.match(row[number + 1]) or _BETWEEN.search(row[number][-3:])
    )
