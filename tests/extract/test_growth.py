"""Hostile pages cost no more than their length: twice as long a page takes about twice the time."""

import time

import pytest

from auditor.extract.parse import bearable_length, pieces

SIZE = 400_000


def seconds(step, text: bytes) -> float:
    started = time.process_time()
    step(text)
    return time.process_time() - started


@pytest.mark.parametrize(
    "page",
    [
        (b"<a " * 8_000 + b">") * (SIZE // 24_000),
        b'<p a="' + b"<div>" * 30_000 + b'">' + b"<t" * (SIZE // 2),
        b'<p a="' + b"<div>" * 30_000 + b'">' + b'<a "' * (SIZE // 4) + b"'",
        b"<!--" * (SIZE // 4),
        b"<script>" * (SIZE // 8),
        b"<" * SIZE,
    ],
    ids=["starts of tags", "tags without an end", "quotes without an end", "comments", "scripts", "angles"],
)
def test_looking_for_dangers_is_linear(page):
    assert seconds(lambda text: pieces(text[: bearable_length(text)]), page * 2) < 1.5
