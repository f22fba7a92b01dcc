"""JSON as a hostile server may send it: documented names with values of any kind."""

from collections.abc import Sequence

from hypothesis import strategies as st

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20),
    st.sampled_from(["https://example.gov/1", "http://[", "at://", "2026-06-01T00:00:00Z", "<a href=x>y</a>", "0", "-1",
                     "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa",
                     "at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3kkkkkkkkkkkk"]),
)  # fmt: skip


def objects(names: Sequence[str]) -> st.SearchStrategy:
    """Return objects whose names are the given ones and whose values are anything, more such objects among it."""
    keys = st.sampled_from(names)
    anything = st.recursive(
        VALUES,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=8)),
        max_leaves=30,
    )
    return st.dictionaries(keys, anything, max_size=len(names))
