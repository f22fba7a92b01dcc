"""Time, peak memory, precision and recall of the search for accounts that post the same, over invented accounts.

Usage: python bench/overlaps.py [--accounts 1000] [--posts 50] [--real FOLDER_OF_IMPORT_CSV ...]

A fifth of the posts are of daily series that all accounts run (weather, water, air, market), a tenth are the main
account's, passed on with and without a mark, with a heading or a line of editors added. Of the pairs planted, half
share 60 % of their posts, half share 40 %, which is below the limit; each copy may be edited as a second editor does.
Readings are packed as the store packs them, so unpacking is part of the time.
"""

import argparse
import csv
import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from auditor.facts.account_overlaps import AccountOverlap, account_overlaps
from auditor.model import AccountReading, Post, ReadingOutcome, Role, Subject, SubjectKind
from auditor.store.packing import pack, unpack
from auditor.text.post_index import OverlapTerms
from bench.duplicates import ADDED, CLAUSES, clause, memory_mb, notice

AS_OF = date(2026, 6, 30)
ZONE = ZoneInfo("Asia/Shanghai")
TERMS = OverlapTerms(days=90, jaccard=0.6, contained=0.9, hours=72, units=5)
LIMIT, LEAST_POSTS = 0.5, 10
PAIRS = 40
SERIES, PASSED_ON = 0.2, 0.1
PLACES = ("东河", "西林", "南坪", "北塘", "中和", "城关", "石桥", "柳园", "白云", "青山", "双桥", "平安")
DAILY = (
    "【{place}天气】{month}月{day}日，{place}多云转阴，气温{a}℃到{b}℃，偏东风{c}级，相对湿度{d}%。早晚温差较大，请市民朋友注意增减衣物，出行注意安全。",
    "【{place}空气质量】{month}月{day}日空气质量指数{d}，首要污染物为臭氧，较前一日下降{a}，预计未来三天以良为主，敏感人群请减少长时间户外活动。",
    "【菜价播报】{month}月{day}日{place}农贸市场青菜每斤{a}.{c}元，西红柿每斤{b}.{c}元，猪肉每斤{d}元，鸡蛋每斤{c}.{a}元，价格总体平稳。",
    "【水情通报】{month}月{day}日8时，{place}水库水位{d}.{a}米，蓄水量{b}{c}万立方米，低于汛限水位{c}.{b}米，水质检测合格，供水正常。",
)


def daily(dice: random.Random, day: date) -> str:
    """Return one post of a daily series."""
    numbers = {name: dice.randrange(1, 40) for name in "abc"} | {"d": dice.randrange(20, 180)}
    return dice.choice(DAILY).format(place=dice.choice(PLACES), month=day.month, day=day.day, **numbers)


def edited(text: str, dice: random.Random) -> str:
    """Return a text as a second editor leaves it: alike, with a line before or after it, or cut."""
    draw = dice.random()
    if draw < 0.5:
        return text
    if draw < 0.7:
        return f"{text}{dice.choice(ADDED)}\n编辑：{dice.choice('张李王赵')}某　审核：{dice.choice('陈刘杨')}某"
    if draw < 0.85:
        return f"点击上方蓝字关注我们\n{text}"
    kept = text.split("。")
    return "。".join(kept[: max(1, int(len(kept) * 0.85))]) + "。"


def real_texts(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        for path in sorted(folder.glob("*.import.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from (row["text"] for row in csv.DictReader(file))


class Matrix:
    """Invented accounts with their packed readings, and the pairs planted."""

    def __init__(self, accounts: int, posts: int, real: list[str], dice: random.Random) -> None:
        pool = [clause(dice) for _ in range(CLAUSES)]
        self.real = list(real)
        dice.shuffle(self.real)
        self.posts = posts
        self.wanted: set[frozenset[str]] = set()
        main = [(f"主账号通稿：{notice(pool, dice)[:400]}", self._moment(dice)) for _ in range(posts)]
        kept: list[list[tuple[str, datetime]]] = [main]
        for _ in range(accounts - 1):
            kept.append([self._post(pool, main, dice) for _ in range(posts)])
        for pair in range(PAIRS):
            first, second = 2 * pair + 1, 2 * pair + 2
            share = 0.6 if pair % 2 else 0.4
            self._plant(kept[first], kept[second], share, pool, dice)
            if pair % 2:
                self.wanted.add(frozenset((f"a{first}", f"a{second}")))
        self.subjects = [
            Subject(
                f"a{at}", SubjectKind.ACCOUNT, f"账号{at}", f"单位{at}", "weixin", role=Role.NONE if at else Role.MAIN
            )
            for at in range(accounts)
        ]
        self.blobs = {f"a{at}": pack(self._reading(f"a{at}", texts)) for at, texts in enumerate(kept)}

    def _post(self, pool: list[str], main: list[tuple[str, datetime]], dice: random.Random) -> tuple[str, datetime]:
        draw, at = dice.random(), self._moment(dice)
        if draw < SERIES:
            return daily(dice, at.date()), at
        if draw < SERIES + PASSED_ON:
            text, first = dice.choice(main)
            later = min(first + timedelta(hours=dice.randrange(1, 48)), self._last())
            return ("转发：" if dice.random() < 0.3 else "") + edited(text, dice), later
        if self.real and draw < SERIES + PASSED_ON + 0.2:
            return self.real.pop(), at
        return notice(pool, dice)[: dice.randrange(150, 600)], at

    def _plant(
        self,
        first: list[tuple[str, datetime]],
        second: list[tuple[str, datetime]],
        share: float,
        pool: list[str],
        dice: random.Random,
    ) -> None:
        for at in range(len(first)):
            first[at] = (notice(pool, dice)[: dice.randrange(150, 600)], self._moment(dice))
            second[at] = (notice(pool, dice)[: dice.randrange(150, 600)], self._moment(dice))
            if at < share * len(first):
                second[at] = (edited(first[at][0], dice), self._moment(dice))

    def _moment(self, dice: random.Random) -> datetime:
        return self._last() - timedelta(minutes=dice.randrange(88 * 24 * 60))

    def _last(self) -> datetime:
        return datetime.combine(AS_OF, datetime.min.time(), ZONE) + timedelta(hours=20)

    def _reading(self, name: str, texts: list[tuple[str, datetime]]) -> AccountReading:
        posts = tuple(
            Post(f"{name}-{at}", text[:30], f"https://posts.example.cn/{name}/{at}", moment, text=text)
            for at, (text, moment) in enumerate(texts)
        )
        return AccountReading(name, "feed", ReadingOutcome.OK, self._last(), posts=posts)


def measure(matrix: Matrix) -> list[AccountOverlap]:
    before, start = memory_mb("VmRSS"), time.process_time()
    Path("/proc/self/clear_refs").write_text("5")
    found = list(
        account_overlaps(matrix.subjects, lambda account: unpack(matrix.blobs[account], AccountReading), AS_OF, TERMS)
    )
    took, peak = time.process_time() - start, memory_mb("VmHWM")
    over = {
        frozenset((one.first, one.second))
        for one in found
        if not one.with_main and one.share >= LIMIT and min(one.first_posts, one.second_posts) >= LEAST_POSTS
    }
    right = len(over & matrix.wanted)
    print(
        f"{len(matrix.subjects)} accounts of {matrix.posts} posts: {took:.1f} s CPU, {peak - before} MB above"
        f" {before} MB; {len(found)} pairs share a post, {len(over)} overlap;"
        f" recall {right / max(1, len(matrix.wanted)):.3f}, precision {right / max(1, len(over)):.3f}"
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=50)
    parser.add_argument("--real", type=Path, nargs="*", default=[])
    given = parser.parse_args()
    texts = list(real_texts(given.real))
    measure(Matrix(given.accounts, given.posts, texts, random.Random(given.accounts)))


if __name__ == "__main__":
    main()
