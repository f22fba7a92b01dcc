"""Groups of equal texts within one account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from auditor.facts.stored_run import StoredRun
from auditor.model import AccountReading, FoundDate, Post, Subject
from auditor.model.activity import day_of
from auditor.text.copy_groups import Copy, DuplicateGroup
from auditor.text.duplicates import Document, find_groups
from auditor.text.normalise import normalise
from auditor.text.post_marks import compared, corrects, passed_on
from auditor.text.signature import sign


@dataclass(frozen=True, slots=True)
class PostCopies(DuplicateGroup):
    """Posts of one account that say the same, by their Jaccard alone."""

    @classmethod
    def stream(cls, run: StoredRun, subject: str, jaccard: float) -> "Iterator[PostCopies]":
        """Yield the groups of equal posts of an account."""
        seen = run.get(AccountReading, subject)
        for one in account_copies(seen.posts, jaccard, run.by_id[subject]) if seen else ():
            yield cls(one.copies, one.similarity, one.characters)


def account_copies(posts: Sequence[Post], jaccard: float, account: Subject) -> Iterator[DuplicateGroup]:
    """Yield groups of public posts of one account that say the same.

    Left out is what was passed on by order, and what corrects or brings up to date. A post of fewer than 30 characters
    says the same as another only where both lead to the same places. Days are counted in the accounts' zone.
    """
    own = {
        number: compared(post)
        for number, post in enumerate(posts)
        if not (post.removed or passed_on(post, account) or corrects(post))
    }
    signatures = {number: sign(text) for number, text in own.items()}
    documents = [
        Document(
            key=number,
            title=posts[number].title,
            signature=signature,
            characters=len(own[number]),
            published=_day(posts[number].published_at),
        )
        for number, signature in signatures.items()
        if signature is not None
    ]
    for group in find_groups(documents, own.__getitem__, jaccard):
        ids = [group.keep, *(member.key for member in group.members)]
        yield from _apart([posts[number] for number in ids], group.similarity, group.characters)
    short: dict[tuple[str, frozenset[str]], list[int]] = {}
    for number, text in own.items():
        if signatures[number] is None and posts[number].links and (said := normalise(text)):
            short.setdefault((said, frozenset(posts[number].links)), []).append(number)
    for (said, _), numbers in short.items():
        numbers.sort(key=lambda number: (_day(posts[number].published_at) or date.max, number))
        yield from _apart([posts[number] for number in numbers], 1.0, len(said))


def _apart(posts: Sequence[Post], similarity: float, characters: int) -> Iterator[DuplicateGroup]:
    """Yield the group of posts that stand at addresses of their own; one address is one post."""
    copies: dict[str, Copy] = {}
    for copy in map(_post_copy, posts):
        copies.setdefault(copy.url, copy)
    if len(copies) > 1:
        yield DuplicateGroup(tuple(copies.values()), similarity, characters)


def _day(moment: datetime | None) -> date | None:
    return day_of(moment) if moment is not None else None


def _post_copy(post: Post) -> Copy:
    day = _day(post.published_at)
    shown = FoundDate(day, post.time_basis or "published", post.date_raw) if day is not None else None
    return Copy(url=post.url or post.key, title=post.title, published=shown, key=post.key)
