"""Chapter of item 3: what is redundant, and what is proposed for each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.report.edition import Edition
from auditor.report.rows import Table, new, suspected, table
from auditor.report.words import number

ITEM = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed: an action in one word, and what it means here."""

    action: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ChapterThree:
    """The chapter: a sentence, the findings with a proposal by fingerprint, what is gone."""

    conclusion: str
    table: Table
    proposals: Mapping[str, Proposal]
    resolved: Table


def chapter_three(edition: Edition) -> ChapterThree:
    """Return the chapter of item 3."""
    words = edition.words
    found = [one for one in edition.open if one.item == ITEM]
    actions = Counter(one.action for one in edition.audit.item_3)
    listed = [f"{words(f'action_3.{action}')} {number(count)}" for action, count in actions.most_common()]
    conclusion = words("conclusion.blind" if edition.blind() else "conclusion.item_3_none")
    if found:
        conclusion = words(
            "conclusion.item_3",
            len(found),
            new=number(new(found)),
            suspected=number(suspected(found)),
            actions=words.joined(listed),
        )
    shown = table(edition, found)
    wanted = {one.key for one in shown.rows}
    return ChapterThree(
        conclusion,
        shown,
        {
            one.fingerprint: Proposal(
                words(f"action_3.{one.action}"),
                words(f"explain_3.{'merge_here' if one.action == 'merge' else one.action}"),
            )
            for one in edition.audit.item_3
            if one.fingerprint in wanted
        },
        table(edition, (one for one in edition.audit.resolved if one.item == ITEM)),
    )
