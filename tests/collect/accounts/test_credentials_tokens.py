import asyncio
import json
import stat
from pathlib import Path

import pytest

from auditor.collect.accounts.credentials import SPARE_S, Secret, Token, Tokens, token_folder

NOW = 1_795_500_000.0
VALUE = "token-0123456789abcdef"


def giving(*values: str, life: float = 7_200):
    """Return a function that gives tokens one after another, and the list of those given."""
    left, given = list(values), []

    async def ask() -> Token:
        await asyncio.sleep(0)
        given.append(left.pop(0))
        return Token(Secret(given[-1]), NOW + life, Secret("refresh-of-" + given[-1]))

    return ask, given


async def test_a_token_is_asked_once_however_many_want_it(tmp_path):
    tokens, (ask, given) = Tokens(tmp_path / "tokens"), giving(VALUE, "second")
    found = await asyncio.gather(*(tokens.get("k", NOW, ask) for _ in range(20)))
    assert {token.value.reveal() for token in found} == {VALUE}
    assert given == [VALUE]


async def test_tokens_of_different_accounts_are_apart(tmp_path):
    tokens, (ask, _given) = Tokens(tmp_path), giving("first-token", "other-token")
    one, other = await tokens.get("k1", NOW, ask), await tokens.get("k2", NOW, ask)
    assert (one.value.reveal(), other.value.reveal()) == ("first-token", "other-token")


async def test_the_next_run_reads_it_from_its_file(tmp_path):
    ask, given = giving(VALUE, "second")
    await Tokens(tmp_path / "tokens").get("k", NOW, ask)
    again = await Tokens(tmp_path / "tokens").get("k", NOW + 100, ask)
    assert (again.value.reveal(), again.refresh.reveal(), again.expires) == (VALUE, f"refresh-of-{VALUE}", NOW + 7_200)
    assert given == [VALUE]


@pytest.mark.parametrize(("later", "asked"), [(7_200 - SPARE_S - 1, 1), (7_200 - SPARE_S, 2), (7_200, 2), (9_999, 2)])
async def test_one_about_to_end_is_not_used(tmp_path, later, asked):
    ask, given = giving("first-token", "second-token")
    tokens = Tokens(tmp_path)
    await tokens.get("k", NOW, ask)
    await tokens.get("k", NOW + later, ask)
    assert len(given) == asked


async def test_a_spent_one_is_replaced_but_only_by_who_saw_it_fail(tmp_path):
    ask, given = giving("first-token", "second-token", "third-token")
    tokens = Tokens(tmp_path)
    first = await tokens.get("k", NOW, ask)
    second = await tokens.get("k", NOW, ask, spent=first.value)
    again = await tokens.get("k", NOW, ask, spent=first.value)
    assert (second.value.reveal(), again.value.reveal(), len(given)) == ("second-token", "second-token", 2)
    assert tokens.last("k") == second
    assert Tokens(tmp_path).last("k") == second
    assert Tokens(tmp_path).last("other") is None


async def test_only_their_owner_reads_them(tmp_path):
    folder = tmp_path / "a" / "tokens"
    folder.mkdir(parents=True, mode=0o755)
    folder.chmod(0o755)
    ask, _ = giving(VALUE)
    await Tokens(folder).get("weixin_mp wx0123456789", NOW, ask)
    files = list(folder.iterdir())
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "wx0123456789" not in files[0].name


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644])
async def test_a_file_that_others_can_read_is_not_trusted(tmp_path, mode):
    ask, given = giving("first-token", "second-token")
    await Tokens(tmp_path).get("k", NOW, ask)
    next(tmp_path.iterdir()).chmod(mode)
    await Tokens(tmp_path).get("k", NOW, ask)
    assert given == ["first-token", "second-token"]


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"token": "x"}', '{"token": "x", "expires": "soon"}', "\xff"])
async def test_a_broken_file_is_asked_anew(tmp_path, text):
    ask, _given = giving("first-token", "second-token")
    await Tokens(tmp_path).get("k", NOW, ask)
    file = next(tmp_path.iterdir())
    file.write_bytes(text.encode("latin-1"))
    file.chmod(0o600)
    found = await Tokens(tmp_path).get("k", NOW, ask)
    assert found.value.reveal() == "second-token"
    assert json.loads(file.read_text())["token"] == "second-token"


async def test_where_nothing_can_be_written_it_lives_in_memory(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    for folder in (None, blocked / "tokens"):
        tokens, (ask, given) = Tokens(folder), giving("first-token", "second-token")
        for _ in range(3):
            await tokens.get("k", NOW, ask)
        assert given == ["first-token"]


async def test_a_failure_passes_on_and_is_not_kept(tmp_path):
    async def fail() -> Token:
        raise RuntimeError("no")

    tokens, (ask, _given) = Tokens(tmp_path), giving(VALUE)
    with pytest.raises(RuntimeError):
        await tokens.get("k", NOW, fail)
    assert list(tmp_path.iterdir()) == []
    assert (await tokens.get("k", NOW, ask)).value.reveal() == VALUE


def test_the_folder_is_the_users_own_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert token_folder() == tmp_path / "auditor" / "tokens"
    for odd in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", odd)
        assert token_folder() == Path.home() / ".cache" / "auditor" / "tokens"


def test_a_token_shows_nothing():
    assert VALUE not in repr(Token(Secret(VALUE), NOW, Secret(VALUE)))
