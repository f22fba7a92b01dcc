import json
import pickle
import sys
import traceback
import types
from pathlib import Path

import pytest

from auditor.collect.accounts.credentials import (
    Credentials,
    NoCredentials,
    Secret,
    system_keyring,
    variable,
    without_secrets,
)
from auditor.inventory.sources import api_place, read_source
from auditor.logs import one_line
from tests.make import account

NAMES = ("appid", "secret")
VALUE = "Zq7-planted-secret"


def of(credentials: Credentials, source: str = "api", **more) -> dict[str, str]:
    found = credentials.of(account("xc-1", source=source), NAMES, **more)
    return {name: secret.reveal() for name, secret in found.items()}


def test_the_environment_by_the_rows_own_id_then_by_its_platform():
    own = {"MEDIA_XC_1_APPID": "wx1", "MEDIA_XC_1_SECRET": VALUE}
    shared = {"MEDIA_WEIXIN_APPID": "wx9", "MEDIA_WEIXIN_SECRET": "shared-one"}
    assert of(Credentials(own)) == {"appid": "wx1", "secret": VALUE}
    assert of(Credentials(shared)) == {"appid": "wx9", "secret": "shared-one"}
    assert of(Credentials({**shared, **own})) == {"appid": "wx1", "secret": VALUE}


def test_a_name_in_the_register_is_the_only_one_looked_at():
    environ = {"MEDIA_XC_1_APPID": "wx1", "MEDIA_XC_1_SECRET": VALUE, "MEDIA_OFFICE_APPID": "wx2"}
    with pytest.raises(NoCredentials, match="MEDIA_OFFICE_SECRET") as fault:
        of(Credentials(environ), "api:env=OFFICE")
    assert fault.value.missing
    assert of(Credentials({**environ, "MEDIA_OFFICE_SECRET": VALUE}), "api:env=OFFICE") == {
        "appid": "wx2",
        "secret": VALUE,
    }


@pytest.mark.parametrize(
    "environ", [{}, {"MEDIA_XC_1_APPID": "wx1"}, {"MEDIA_XC_1_APPID": "wx1", "MEDIA_XC_1_SECRET": " "}]
)
def test_half_a_pair_is_none(environ):
    with pytest.raises(NoCredentials) as fault:
        of(Credentials(environ))
    assert "MEDIA_XC_1_SECRET" in str(fault.value)
    assert not Credentials(environ).there(account("xc-1"), NAMES)


def test_what_is_optional_may_be_missing():
    environ = {"MEDIA_XC_1_APPID": "wx1", "MEDIA_XC_1_SECRET": VALUE}
    assert "token" not in of(Credentials(environ), optional=("token",))
    assert of(Credentials({**environ, "MEDIA_XC_1_TOKEN": "t"}), optional=("token",))["token"] == "t"


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [("xc", "appid", "MEDIA_XC_APPID"), ("a-1.b", "secret", "MEDIA_A_1_B_SECRET"), ("西昌", "appid", "MEDIA_APPID")],
)
def test_names_of_variables(owner, name, expected):
    assert variable(owner, name) == expected


def kept(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "outside" / "keys"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    "text",
    [f"APPID=wx1\nSECRET={VALUE}\n", f"export appid=wx1\n# note\nexport secret='{VALUE}'\n",
     f'appid = "wx1"\nsecret = "{VALUE}"\n', json.dumps({"appid": "wx1", "secret": VALUE}),
     f"\ufeffAppId=wx1\r\nSecret={VALUE}\r\n"],
)  # fmt: skip
def test_a_file_in_any_of_its_forms(tmp_path, text):
    path = kept(tmp_path, text)
    found = of(Credentials({}, tmp_path / "office"), f"api:file={path}")
    assert found == {"appid": "wx1", "secret": VALUE}


@pytest.mark.parametrize("mode", [0o604, 0o640, 0o644, 0o660, 0o666, 0o601, 0o620])
def test_a_file_that_others_can_read_is_not_read(tmp_path, mode):
    path = kept(tmp_path, f"APPID=wx1\nSECRET={VALUE}\n", mode)
    with pytest.raises(NoCredentials, match="chmod 600") as fault:
        of(Credentials({}, tmp_path / "office"), f"api:file={path}")
    assert not fault.value.missing
    assert VALUE not in str(fault.value)


def test_a_file_in_the_registers_folder_is_not_read(tmp_path):
    path = kept(tmp_path, f"APPID=wx1\nSECRET={VALUE}\n")
    link = tmp_path / "link"
    link.symlink_to(path.parent)
    for folder, named in (
        (path.parent, str(path)),
        (path.parent, "keys"),
        (link, str(path)),
        (path.parent, str(link / "keys")),
    ):
        with pytest.raises(NoCredentials, match="own folder"):
            of(Credentials({}, folder), f"api:file={named}")


@pytest.mark.parametrize("spoil", ["missing", "folder", "large", "binary", "words"])
def test_a_file_that_is_none(tmp_path, spoil):
    path = kept(tmp_path, f"SECRET {VALUE}" if spoil == "words" else f"APPID=wx1\nSECRET={VALUE}\n")
    if spoil == "missing":
        path.unlink()
    elif spoil == "folder":
        path.unlink()
        path.mkdir()
    elif spoil == "large":
        path.write_text(f"SECRET={VALUE}\n" * 10_000)
    elif spoil == "binary":
        path.write_bytes(b"SECRET=\xff\xfe" + VALUE.encode())
    with pytest.raises(NoCredentials) as fault:
        of(Credentials({}, tmp_path / "office"), f"api:file={path}")
    assert VALUE not in "".join(traceback.format_exception(fault.value))


def test_the_keyring():
    asked = []

    def ring(service: str, user: str) -> str | None:
        asked.append((service, user))
        return {"one": json.dumps({"appid": "wx1", "secret": VALUE}), "lone": VALUE}.get(user)

    assert of(Credentials({}, keyring=ring), "api:keyring=office/one") == {"appid": "wx1", "secret": VALUE}
    lone = Credentials({}, keyring=ring).of(account(source="api:keyring=office/lone"), ("token",))
    assert lone["token"].reveal() == VALUE
    with pytest.raises(NoCredentials, match=r"office/none lacks appid, secret"):
        of(Credentials({}, keyring=ring), "api:keyring=office/none")
    assert asked[0] == ("office", "one")


def test_a_keyring_that_is_not_there_or_is_locked(monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(NoCredentials, match="pip install"):
        system_keyring("a", "b")
    fake, errors = types.ModuleType("keyring"), types.ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})
    fake.errors = errors

    def locked(_service: str, _user: str) -> str:
        raise errors.KeyringError(f"locked: {VALUE}")

    fake.get_password = locked
    monkeypatch.setitem(sys.modules, "keyring", fake)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    with pytest.raises(NoCredentials) as fault:
        system_keyring("a", "b")
    assert VALUE not in "".join(traceback.format_exception(fault.value))


@pytest.mark.parametrize(
    ("cell", "place"),
    [("api:env=XC", ("env", "XC")), ("weixin_mp:env=XC", ("env", "XC")), ("API：keyring = a/b", ("keyring", "a/b")),
     ("api:file=~/x.env", ("file", "~/x.env")), ("api", ("", "")), ("https://h/x", ("", ""))],
)  # fmt: skip
def test_a_register_names_places_only(tmp_path, cell, place):
    assert api_place(read_source(cell, tmp_path).text) == place


def test_a_secret_shows_itself_nowhere():
    held = Secret(VALUE)
    shown = [str(held), repr(held), f"{held}", f"{held:>40}", "%s" % held, repr({"secret": held}), repr([held])]  # noqa: UP031
    assert all(VALUE not in text for text in shown)
    assert held.reveal() == VALUE
    for keep in (pickle.dumps, json.dumps):
        with pytest.raises(TypeError):
            keep(held)
    assert held == Secret(VALUE)
    assert held != VALUE
    assert held != Secret("other")
    assert (bool(Secret("")), bool(held)) == (False, True)
    assert not hasattr(held, "__dict__")


def test_a_secret_once_held_is_in_no_line():
    held = Secret('päss"wo/rd&1')
    line = one_line('a päss"wo/rd&1 b p%C3%A4ss%22wo%2Frd%261 c ' + json.dumps('päss"wo/rd&1'))
    assert line.count("***") == 3
    assert "wo" not in line
    assert without_secrets(f"x {held.reveal()} y") == "x *** y"
    assert one_line("abc") == "abc"
