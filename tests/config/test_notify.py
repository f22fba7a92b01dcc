"""[notify]: addresses, what goes with what, and secrets that are variables and no settings."""

import pytest

from auditor.config.load import load
from auditor.config.setting_keys import SECRETS
from auditor.config.typed_values import mail_address
from auditor.errors import BadInput


def faults(**given: str) -> str:
    with pytest.raises(BadInput) as caught:
        load(rules={}, environ={f"AUDITOR_NOTIFY_{name.upper()}": value for name, value in given.items()}, folder=None)
    return str(caught.value)


def test_every_secret_is_known_and_none_is_kept_in_the_settings():
    settings = load(rules={}, environ=dict.fromkeys(SECRETS, "https://robot.example/?key=kept-nowhere"), folder=None)
    assert "kept-nowhere" not in repr(settings)


def test_an_unknown_variable_is_named_with_the_nearest_secret():
    assert "did you mean AUDITOR_NOTIFY_WECOM_URL?" in faults(wecom_ur="x")


def test_a_secret_in_a_file_of_settings_is_refused(tmp_path):
    (tmp_path / "auditor.toml").write_text("[notify]\nsmtp_password = 'never-here'\n", "utf-8")
    with pytest.raises(BadInput, match="secrets belong in the environment") as caught:
        load(rules={}, folder=tmp_path)
    assert "never-here" not in str(caught.value)


def test_mail_wants_a_server_and_a_sender():
    told = faults(to="office@example.gov.cn")
    assert "sender is needed" in told
    assert "smtp_host is needed" in told


def test_a_password_is_never_sent_in_the_clear():
    assert "in the clear" in faults(smtp_user="auditor", security="none")


@pytest.mark.parametrize(
    "text", ["", "a", "@b.cn", "a@", "a@b.cn>", "<a@b.cn", "a b@c.cn", "a@b.cn\r\nBcc: c@d.cn", "政@b.cn", "a@b@c.cn",
             "名 <a@b.cn> <c@d.cn>", '"x" <a@b.cn>', "a@b..cn"],
)  # fmt: skip
def test_no_address(text):
    with pytest.raises(ValueError, match="no mail address"):
        mail_address(text)


def test_addresses_with_and_without_a_name():
    assert str(mail_address("office@example.gov.cn")) == "office@example.gov.cn"
    named = mail_address("政府办 <office@example.gov.cn>")
    assert (named.display_name, named.addr_spec) == ("政府办", "office@example.gov.cn")


@pytest.mark.parametrize(
    ("name", "value"),
    [("report_url", "javascript:alert(1)"), ("report_url", "https://u:p@x.example/"), ("smtp_host", "a b"),
     ("smtp_host", "smtp.example:25"), ("smtp_host", "https://x"), ("when", "sometimes"), ("webhooks", "pager"),
     ("to", ",".join(f"a{n}@b.cn" for n in range(101))), ("sender", "nobody"), ("attach_mb", "51"),
     ("smtp_port", "65536"), ("timeout_s", "0.9")],
)  # fmt: skip
def test_what_does_not_fit_is_named(name, value):
    assert f"AUDITOR_NOTIFY_{name.upper()}" in faults(**{name: value})
