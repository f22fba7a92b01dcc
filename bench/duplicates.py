"""Time and peak memory of the near-duplicate search over invented Chinese notices with planted copies.

Usage: python bench/duplicates.py [10000 100000 500000]. Planted are copies with an editor's small changes, copies
with a head added, and notices of one template with another date and amount, which are no copies. A second search, with
one text in a hundred changed, shows what a night costs. The texts themselves are held too and shown apart.
"""

import argparse
import hashlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

from auditor.text.comparison import Holding, Judged
from auditor.text.duplicates import Document, Group, find_groups
from auditor.text.signature import sign
from auditor.text.similarity import containment, gram_set, jaccard

JACCARD = 0.85
HELD = Holding(share=0.9, times=2, titled=True)
CHANGED = 0.01
COPIES = 0.10
HEADED = 0.02
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


def headed(text: str, dice: random.Random) -> str:
    """Return the text with an editor's head of up to 300 characters."""
    told = "".join(clause(dice) for _ in range(dice.randrange(1, 8)))
    return f"编者按：{told}现将全文转载如下。{text}"


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
        if originals and draw < COPIES + HEADED:
            source, text = dice.choice(originals)
            yield source, near_copy(text, dice) if draw < COPIES else headed(text, dice)
        elif originals and draw < COPIES + HEADED + TEMPLATES:
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


def is_copy(text: str, of: str) -> bool:
    """Return whether a planted copy is one by the limits."""
    a, b = gram_set(of), gram_set(text)
    short, long = sorted((a.size, b.size))
    return jaccard(a, b) >= JACCARD or (containment(a, b) >= HELD.share and long <= HELD.times * short)


def score(groups: list[Group], texts: list[str], owner: list[int]) -> tuple[float, float]:
    """Return recall of planted copies that reach a limit, and precision of what was grouped."""
    grouped = {(group.keep, member.key) for group in groups for member in group.members}
    same = {number: group.keep for group in groups for number in (group.keep, *(one.key for one in group.members))}
    wanted = found = 0
    for number, source in enumerate(owner):
        if source != number and is_copy(texts[number], texts[source]):
            wanted += 1
            found += number in same and same[number] == same.get(source)
    right = sum(owner[a] == owner[b] for a, b in grouped)
    return found / max(1, wanted), right / max(1, len(grouped))


def search(texts: list[str], signatures: list[bytes | None], judged: Judged) -> tuple[list[Group], float]:
    """Return the groups and the seconds of CPU they took."""
    start = time.process_time()
    documents = (
        Document(number, "关于做好有关工作的通知", mark, len(texts[number]), content=digest(texts[number]))
        for number, mark in enumerate(signatures)
        if mark
    )
    groups = list(find_groups(documents, texts.__getitem__, JACCARD, holding=HELD, judged=judged))
    return groups, time.process_time() - start


def digest(text: str) -> bytes:
    """Return what stands for a text."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def measure(count: int) -> None:
    """Search twice among `count` texts and print."""
    dice = random.Random(count)
    owner, texts = (list(column) for column in zip(*corpus(count, dice), strict=True))
    before = memory_mb("VmRSS")
    start = time.process_time()
    signatures = [sign(text) for text in texts]
    signed = time.process_time() - start
    judged = Judged()
    groups, first = search(texts, signatures, judged)
    peak = memory_mb("VmHWM")
    recall, precision = score(groups, texts, owner)
    print(
        f"{count:>7} texts of {sum(map(len, texts)) // count} characters: sign {signed:.2f} s, find {first:.2f} s, "
        f"{(signed + first) / count * 1e6:.0f} µs a text; {peak - before} MB above {before} MB; {len(groups)} groups, "
        f"{judged.anew} pairs compared; recall {recall:.4f}, precision {precision:.4f}"
    )
    for number in dice.sample(range(count), int(count * CHANGED)):
        texts[number] = f"{texts[number]}{ADDED[0]}"
        signatures[number] = sign(texts[number])
    judged = Judged(*judged.kept())
    groups, second = search(texts, signatures, judged)
    print(f"        the next night, {CHANGED:.0%} changed: find {second:.2f} s, {judged.anew} pairs compared")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="*", type=int, default=[10_000, 100_000, 500_000])
    for count in parser.parse_args().texts:
        measure(count)


if __name__ == "__main__":
    main()
