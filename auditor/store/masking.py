"""What is kept tells no person's number: each text passes through the mask that the recorder was given.

《个人信息保护法》第五十一条 asks a handler of personal data for measures such as de-identification; the leak screen has
read a page before its facts come here, and the comparison of texts needs no numbers.
"""

from collections.abc import Callable
from dataclasses import replace

from auditor.model import AccountReading, PageFacts

Mask = Callable[[str], str]
"""A text in, the same text out with the numbers of persons hidden."""


def masked_facts(facts: PageFacts, mask: Mask) -> PageFacts:
    """Return the facts of a page with the numbers of persons masked in its text, titles, meta values and list.

    Links keep their texts.
    """
    return replace(
        facts,
        title=mask(facts.title),
        heading=mask(facts.heading),
        text=mask(facts.text),
        meta={name: mask(value) for name, value in facts.meta.items()},
        items=tuple(replace(item, text=mask(item.text)) for item in facts.items),
    )


def masked_reading(reading: AccountReading, mask: Mask) -> AccountReading:
    """Return the reading of an account with the numbers of persons masked in its posts."""
    return replace(
        reading,
        posts=tuple(replace(post, title=mask(post.title), text=mask(post.text)) for post in reading.posts),
    )
