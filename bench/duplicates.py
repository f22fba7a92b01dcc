"""Time and peak memory of the near-duplicate search over invented Chinese notices with planted copies.

Usage: python bench/duplicates.py [10000 100000]. The texts themselves are held too (about 2 KB each) and shown apart.
"""

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

from auditor.text.duplicates import Document, Group, find_groups
from auditor.text.signature import sign
from auditor.text.similarity import gram_set, jaccard

JACCARD = 0.85
COPIES = 0.10
TEMPLATES = 0.05
CLAUSES = 50_000
WHO = ("各村民小组", "社区网格员", "辖区商户", "物业服务企业", "农技人员", "消防志愿者", "学校后勤人员", "养老服务驿站")
HOW = ("逐户登记", "定期巡查", "及时上报", "认真核对", "分批整理", "公开张贴", "现场讲解", "集中清运", "如实填写")
WHAT = (
    "用水台账",
    "防汛物资",
    "分类投放清单",
    "便民事项",
    "苗木养护记录",
    "泊位信息",
    "体检预约",
    "借阅卡",
    "检修计划",
)
END = (
    "按期反馈结果",
    "不得随意变更流程",
    "另行通知后续安排",
    "由牵头科室解释",
    "接受群众监督",
    "做到账物相符",
    "避免重复报送",
)
ADDED = ("请互相转告。", "特此提醒。", "感谢大家的支持与配合。")


def clause(dice: random.Random) -> str:
    """Return a clause that few others equal."""
    rare = "".join(chr(dice.randrange(0x4E00, 0x6E00)) for _ in range(dice.randrange(4, 12)))
    return f"{dice.choice(WHO)}{dice.choice(HOW)}{dice.choice(WHAT)}，{rare}{dice.choice(END)}。"


def notice(pool: list[str], dice: random.Random) -> str:
    """Return a notice of 200 to 2,000 characters that states a date and an amount."""
    body = "".join(dice.choices(pool, k=dice.randrange(6, 50)))
    return (
        f"{body}截止时间为2026年{dice.randrange(1, 13)}月{dice.randrange(1, 29)}日，金额{dice.randrange(100, 9999)}元。"
    )


def near_copy(text: str, dice: random.Random) -> str:
    """Return the text with what a second editor does: a line added at an end, a sentence dropped, commas moved."""
    if dice.random() < 0.5:
        text = f"{text}{dice.choice(ADDED)}"
    if dice.random() < 0.3:
        first, _, rest = text.partition("。")
        text = rest or first
    return text.replace("，", " ，") if dice.random() < 0.5 else text


def sibling(text: str, dice: random.Random) -> str:
    """Return another notice of the same template: other date, other amount."""
    head, _, _ = text.partition("截止时间为")
    day = f"{dice.randrange(1, 13)}月{dice.randrange(1, 29)}日"
    return f"{head}截止时间为2027年{day}，金额{dice.randrange(10000, 99999)}元。"


def corpus(count: int, dice: random.Random) -> Iterator[tuple[int, str]]:
    """Yield (number of the original it copies, or its own; text)."""
    pool = [clause(dice) for _ in range(CLAUSES)]
    originals: list[tuple[int, str]] = []
    for number in range(count):
        draw = dice.random()
        if originals and draw < COPIES:
            source, text = dice.choice(originals)
            yield source, near_copy(text, dice)
        elif originals and draw < COPIES + TEMPLATES:
            yield number, sibling(dice.choice(originals)[1], dice)
        else:
            text = notice(pool, dice)
            if len(originals) < count // 3:
                originals.append((number, text))
            yield number, text


def memory_mb(field: str) -> int:
    """Return VmRSS or VmHWM of this process."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0]) // 1024


def score(groups: list[Group], texts: list[str], owner: list[int]) -> tuple[float, float]:
    """Return recall of planted copies that reach the limit, and precision of what was grouped."""
    grouped = {(group.keep, member.key) for group in groups for member in group.members}
    same = {number: group.keep for group in groups for number in (group.keep, *(one.key for one in group.members))}
    wanted = found = 0
    for number, source in enumerate(owner):
        if source != number and jaccard(gram_set(texts[source]), gram_set(texts[number])) >= JACCARD:
            wanted += 1
            found += number in same and same[number] == same.get(source)
    right = sum(owner[a] == owner[b] for a, b in grouped)
    return found / max(1, wanted), right / max(1, len(grouped))


def measure(count: int) -> None:
    owner, texts = (list(column) for column in zip(*corpus(count, random.Random(count)), strict=True))
    before = memory_mb("VmRSS")
    start = time.process_time()
    signed = [(number, sign(text)) for number, text in enumerate(texts)]
    signed_at = time.process_time()
    documents = (Document(number, "", mark, len(texts[number])) for number, mark in signed if mark)
    groups = list(find_groups(documents, texts.__getitem__, JACCARD))
    done = time.process_time()
    peak = memory_mb("VmHWM")
    recall, precision = score(groups, texts, owner)
    mean = sum(map(len, texts)) // count
    print(
        f"{count:>7} texts of {mean} characters: sign {signed_at - start:.2f} s, find {done - signed_at:.2f} s, "
        f"{(done - start) / count * 1e6:.0f} µs a text; {peak - before} MB above {before} MB; {len(groups)} groups, "
        f"recall {recall:.4f}, precision {precision:.4f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=int, default=[10_000, 100_000])
    for count in parser.parse_args().texts:
        measure(count)


if __name__ == "__main__":
    main()
