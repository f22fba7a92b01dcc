from auditor.collect.accounts.mastodon_api import MOST_LINKS, read_markup

BASE = "https://social.example.gov/@office/1"


def test_text_and_links():
    html = '<p>停水<br>通知 <a href="/notice?utm_source=x">全文</a> <a href="https://example.gov/a">看</a></p>'
    assert read_markup(html, BASE) == (
        "停水 通知 全文 看", ("https://social.example.gov/notice", "https://example.gov/a"))  # fmt: skip


def test_people_and_hashtags_are_no_links():
    html = (
        '<a class="u-url mention" href="https://social.example.gov/@a">@a</a>'
        '<a href="https://social.example.gov/tags/b" class="mention hashtag" rel="tag">#b</a>'
        '<a href="javascript:alert(1)">c</a><a href="https://example.gov/1" rel="nofollow">d</a>'
    )
    assert read_markup(html, BASE)[1] == ("https://example.gov/1",)


def test_plain_text_and_too_many_links():
    assert read_markup("1 < 2", BASE) == ("1 < 2", ())
    assert len(read_markup("".join(f'<a href="/{n}">x</a>' for n in range(200)), BASE)[1]) == MOST_LINKS
