"""What is kept tells no person's number: mobile numbers, resident IDs and bank cards are masked before they are stored.

《个人信息保护法》第五十一条 asks a handler of personal data for measures such as de-identification; the leak screen has
read a page before its facts come here, and the comparison of texts needs no numbers.
"""

from dataclasses import replace

from auditor.model import AccountReading, PageFacts
from auditor.text.personal_numbers import mask_text


def masked_facts(facts: PageFacts) -> PageFacts:
    """Return the facts of a page with the numbers of persons masked in its text, titles, meta values and list.

    Links keep their texts: `masked_texts` masks those.
    """
    return replace(
        facts,
        title=mask_text(facts.title),
        heading=mask_text(facts.heading),
        text=mask_text(facts.text),
        meta={name: mask_text(value) for name, value in facts.meta.items()},
        items=tuple(replace(item, text=mask_text(item.text)) for item in facts.items),
    )


def masked_reading(reading: AccountReading) -> AccountReading:
    """Return the reading of an account with the numbers of persons masked in its posts."""
    return replace(
        reading,
        posts=tuple(replace(post, title=mask_text(post.title), text=mask_text(post.text)) for post in reading.posts),
    )
