"""Mail against a real SMTP server: STARTTLS, TLS, logins, refusals, and what a mail holds."""

import io
import ssl
from dataclasses import replace

import openpyxl
import pytest
import trustme
from selectolax.lexbor import LexborHTMLParser

from auditor.config.settings import NotifySettings
from auditor.logs import one_line
from auditor.notify.message import run_message, trial_message
from auditor.notify.send import send_all
from auditor.report.folder import write_report
from tests.notify.servers import Inbox, mail_server
from tests.report.hostile import hostile_audit
from tests.report.invented import rich_audit
from tests.report.rules import RULES

PASSWORD = {"AUDITOR_NOTIFY_SMTP_PASSWORD": "mail-password"}
BASE = NotifySettings(
    to=("政府办 <office@example.gov.cn>", "second@example.gov.cn"),
    sender="巡检 <auditor@example.gov.cn>",
    smtp_host="localhost",
    smtp_user="auditor",
    timeout_s=5,
)


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture
def server_tls(authority, tmp_path, monkeypatch):
    """A context for servers named localhost, trusted by this machine as an office's own authority is."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(made)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return made


def report(audit, tmp_path, lang="zh"):
    folder = write_report(audit, RULES.values(), tmp_path / "reports", lang, ["xlsx"])
    return run_message(audit, None, RULES.values(), lang, folder)


def sent(message, settings, environ=PASSWORD):
    (one,) = send_all(message, settings, environ, pause_s=0)
    return one.fault


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_arrives_over_tls_with_a_login(security, server_tls, tmp_path):
    message = report(rich_audit(), tmp_path)
    with mail_server(Inbox(), security, server_tls) as inbox:
        assert sent(message, replace(BASE, security=security, smtp_port=inbox.port)) == ""
    assert inbox.secure == [security == "starttls"], "a server on TLS from the start knows of no STARTTLS"
    assert inbox.logins == [("auditor", "mail-password")]
    assert inbox.to == [["office@example.gov.cn", "second@example.gov.cn"]]


def test_a_mail_holds_text_page_and_ledger_and_its_headers_are_encoded(server_tls, tmp_path):
    message = report(rich_audit(), tmp_path)
    with mail_server(Inbox(), "starttls", server_tls) as inbox:
        assert sent(message, replace(BASE, smtp_port=inbox.port)) == ""
    (mail,), (raw,) = inbox.mails, inbox.raw
    assert mail["Subject"] == message.title
    assert "巡检 2026-06-30：单项否决" in message.title
    assert raw.isascii()
    assert b"Subject: =?utf-8?" in raw
    assert [one.display_name for one in mail["To"].addresses] == ["政府办", ""]
    assert str(mail["Message-ID"]).endswith("@example.gov.cn>")
    assert mail["Auto-Submitted"] == "auto-generated"
    text, page = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    for wanted in ("示例区卫生健康委员会（区卫生健康委）", "首页长期未更新", message.lead):
        assert wanted in text
        assert wanted in page
    (ledger,) = mail.iter_attachments()
    assert ledger.get_filename() == f"ledger-{rich_audit().run.id}.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(ledger.get_content())).sheetnames[0] == "汇总"


def test_a_ledger_too_large_is_named_and_not_attached(server_tls, tmp_path):
    message = report(rich_audit(), tmp_path)
    size = message.ledger.stat().st_size
    with mail_server(Inbox(), "starttls", server_tls) as inbox:
        for limit in (size / 1e6, (size - 1) / 1e6, 0):
            assert sent(message, replace(BASE, smtp_port=inbox.port, attach_mb=limit)) == ""
    assert [len(list(mail.iter_attachments())) for mail in inbox.mails] == [1, 0, 0]
    said = ["超过附件上限" in mail.get_body(("plain",)).get_content() for mail in inbox.mails]
    assert said == [False, True, True]


def test_a_relay_without_tls_takes_mail_only_where_that_was_asked_for():
    with mail_server(Inbox(), "none", None, login=False) as inbox:
        plain = replace(BASE, smtp_user="", smtp_port=inbox.port)
        assert "STARTTLS" in sent(trial_message("zh"), plain)
        assert inbox.mails == []
        assert sent(trial_message("zh"), replace(plain, security="none")) == ""
    assert inbox.mails[0]["Subject"] == "巡检通知：试发"


def test_a_wrong_password_is_refused_once_and_never_shown(server_tls):
    with mail_server(Inbox(), "starttls", server_tls) as inbox:
        fault = sent(
            trial_message("zh"), replace(BASE, smtp_port=inbox.port), {"AUDITOR_NOTIFY_SMTP_PASSWORD": "not-the-one"}
        )
    assert "535" in fault
    assert "not-the-one" not in fault
    assert "***" in fault
    assert inbox.mails == []
    assert "not-the-one" not in one_line("later: not-the-one")


def test_a_certificate_that_does_not_fit_ends_it(authority, tmp_path, monkeypatch):
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(other)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with mail_server(Inbox(), "starttls", other) as inbox:
        fault = sent(trial_message("zh"), replace(BASE, smtp_port=inbox.port))
    assert "ertificate" in fault
    assert inbox.logins == []
    assert inbox.mails == []


def test_a_temporary_refusal_is_tried_once_more(server_tls):
    with mail_server(Inbox(down=1), "starttls", server_tls) as inbox:
        assert sent(trial_message("zh"), replace(BASE, smtp_port=inbox.port)) == ""
    assert len(inbox.mails) == 1
    with mail_server(Inbox(down=2), "starttls", server_tls) as inbox:
        assert "451" in sent(trial_message("zh"), replace(BASE, smtp_port=inbox.port))
    assert inbox.mails == []


def test_an_address_that_is_refused_is_told_and_the_others_get_their_mail(server_tls):
    inbox = Inbox(refuse={"second@example.gov.cn": "550 no such user"})
    with mail_server(inbox, "starttls", server_tls):
        fault = sent(trial_message("zh"), replace(BASE, smtp_port=inbox.port))
    assert "1 of 2: second@example.gov.cn (550)" in fault
    assert inbox.to == [["office@example.gov.cn"]]


def test_no_server_and_no_password_are_told():
    assert "localhost" in sent(trial_message("zh"), replace(BASE, smtp_port=1))
    assert sent(trial_message("zh"), BASE, {}) == "AUDITOR_NOTIFY_SMTP_PASSWORD is not set"


def test_no_header_and_no_page_can_be_broken_into(server_tls, tmp_path):
    message = report(hostile_audit(), tmp_path)
    spoilt = replace(message, title="巡检\r\nBcc: thief@x.example", sections=message.sections, lead="<b onload=x>'\"")
    with mail_server(Inbox(), "starttls", server_tls) as inbox:
        settings = replace(BASE, smtp_port=inbox.port)
        assert "ValueError" in sent(spoilt, settings)
        assert sent(replace(spoilt, title=message.title), settings) == ""
    (mail,) = inbox.mails
    assert mail["Bcc"] is None
    text, page = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert not set(text + page) & set("\x00\x1b\u202e\u200b\ufeff")
    tree = LexborHTMLParser(page)
    known = {"html", "head", "meta", "title", "body", "h1", "h2", "p", "ul", "li", "-text"}
    assert {node.tag for node in tree.root.traverse(include_text=False)} <= known
    assert {name for node in tree.root.traverse() for name in node.attributes} <= {"lang", "charset", "style"}
    assert spoilt.lead in tree.body.text()
