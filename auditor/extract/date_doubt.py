"""Why an article on which no publication date was read may show one all the same."""

import re
from collections.abc import Sequence

SCRIPT, UNREAD = "script", "unread"
NEAR_HEADING = 420
NEAR_TEXT = 160
LONGEST_LINE = 110
SEARCHED_SCRIPTS = 200_000

_EMPTY = re.compile(
    r"(?:发布|发表|刊发|公布|公开|更新|信息|添加)?(?:时\s{0,6}间|日\s{0,6}期|時間)\s{0,4}[:：]\s{0,8}(?!\s|\d|二[〇○零])"
    r"|(?:发布|发表)于\s{0,4}[:：]?\s{0,8}(?!\s|\d)"
)
_LIKE_A_DATE = re.compile(
    r"\d{4}\s{0,3}[-/.年．—–]{1,3}\s{0,3}\d{1,2}|\d{1,2}\s{0,2}月\s{0,2}\d{1,2}\s{0,2}日|(?<!\d)\d{1,2}[-/]\d{1,2}(?!\d)"
    r"|二[〇○零O0][〇○零一二三四五六七八九]{2}年"
)
_NOT_ITS_OWN = re.compile(r"今天是|今日是|星期|版权所有|备案|标识码|主办|承办|©")
_WRITER = re.compile(r"pub_?(?:date|time)|publish_?(?:date|time)|release_?(?:date|time)|fbsj|发布(?:时间|日期)", re.I)


def _no_prose(line: str) -> bool:
    return len(line) <= LONGEST_LINE and "。" not in line and "，" not in line and not _NOT_ITS_OWN.search(line)


def date_doubt(text: str, ends: Sequence[int], main_at: int, scripts: Sequence[str]) -> str:
    """Return 'script' where a label waits for a date or a script tells one, 'unread' where something like a date
    stands near the heading or above the text, '' where neither does. Lines of prose do not count.

    `text`, `ends` and `main_at` as for `published.shown_date`. Without heading and main text all is 'unread'.
    """
    if not ends and main_at < 0:
        return UNREAD
    below = main_at + NEAR_TEXT // 2
    above = [end for end in ends[:3] if end <= main_at]
    places = [
        (end, min(end + NEAR_HEADING, below) if end in above else end + NEAR_HEADING) for end in above or ends[:3]
    ]
    if not above and main_at >= 0:
        places.append((max(0, main_at - NEAR_TEXT), below))
    near = "\n".join(line for start, stop in places for line in text[start:stop].split("\n") if _no_prose(line))
    if _EMPTY.search(near) or any(_WRITER.search(script[:SEARCHED_SCRIPTS]) for script in scripts):
        return SCRIPT
    return UNREAD if _LIKE_A_DATE.search(near) else ""
