"""Mail by SMTP: plain text, a small HTML page that loads nothing, and the ledger.

Mail goes over TLS from the start or over STARTTLS; without either only to a relay that the settings name.
"""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from auditor.config.settings import NotifySettings
from auditor.config.typed_values import mail_address
from auditor.fetch.http.tls import tls_context
from auditor.notify.channel import PREFIX, Channel, NotSent, secret
from auditor.notify.message import Message, text_lines
from auditor.report.catalogue import words

PORTS = {"starttls": 587, "tls": 465, "none": 25}
TEMPORARY = range(400, 500)
MB = 1_000_000
SHOWN = 200
XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def send(message: Message, settings: NotifySettings, environ: Mapping[str, str]) -> None:
    """Send the message to all addresses of `to` at once; raises NotSent, also where some of them were refused."""
    password = secret(environ, "SMTP_PASSWORD")
    if settings.smtp_user and password is None:
        raise NotSent(f"{PREFIX}SMTP_PASSWORD is not set")
    sender, to = mail_address(settings.sender), [mail_address(one) for one in settings.to]
    mail = letter(message, sender, to, int(settings.attach_mb * MB))
    try:
        with _connected(settings, sender.domain) as server:
            if settings.security == "starttls":
                server.starttls(context=_context())
            if settings.smtp_user and password:
                server.login(settings.smtp_user, password.reveal())
            _hand_over(server, mail, sender.addr_spec, [one.addr_spec for one in to])
    except NotSent:
        raise
    except (smtplib.SMTPException, OSError, ValueError) as fault:
        raise NotSent(_told(settings, fault), again=_passing(fault)) from None


def _connected(settings: NotifySettings, own_name: str) -> smtplib.SMTP:
    port = settings.smtp_port or PORTS[settings.security]
    host, seconds = settings.smtp_host.strip("[]"), settings.timeout_s
    if settings.security == "tls":
        return smtplib.SMTP_SSL(host, port, local_hostname=own_name, timeout=seconds, context=_context())
    return smtplib.SMTP(host, port, local_hostname=own_name, timeout=seconds)


def _context() -> ssl.SSLContext:
    context = tls_context()
    context.set_alpn_protocols([])
    return context


def _hand_over(server: smtplib.SMTP, mail: EmailMessage, sender: str, to: list[str]) -> None:
    refused = server.send_message(mail, sender, to)
    if refused:
        told = ", ".join(f"{address} ({code})" for address, (code, _) in refused.items())
        raise NotSent(f"sent, but refused for {len(refused)} of {len(to)}: {told}"[:SHOWN])


def _passing(fault: Exception) -> bool:
    """Return whether a second try may succeed: no answer, a lost connection, a temporary refusal (4xx)."""
    if isinstance(fault, smtplib.SMTPResponseException):
        return fault.smtp_code in TEMPORARY
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return all(code in TEMPORARY for code, _ in fault.recipients.values())
    if isinstance(fault, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError | ValueError):
        return False
    return isinstance(fault, OSError)


def _told(settings: NotifySettings, fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        words = f"every address was refused: {', '.join(map(str, fault.recipients))}"
    elif isinstance(fault, smtplib.SMTPResponseException):
        said = fault.smtp_error
        words = f"{fault.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    elif isinstance(fault, smtplib.SMTPNotSupportedError):
        words = f"{fault} Set [notify] security to tls, or to none for a relay of the office"
    else:
        words = f"{type(fault).__name__}: {fault}"
    return f"{settings.smtp_host}: {words}"[:SHOWN]


MAIL = Channel("mail", send)


def letter(message: Message, sender: Address, to: Sequence[Address], attach_bytes: int) -> EmailMessage:
    """Return the message as mail; a ledger of more than `attach_bytes` is named and not attached.

    Headers are encoded by RFC 2047; the library refuses a line break in any.
    """
    say = words(message.lang)
    size = message.ledger.stat().st_size if message.ledger else 0
    attached = message.ledger is not None and size <= attach_bytes
    left_out = say("notify.too_large", mb=f"{size / 1e6:.1f}") if message.ledger and not attached else ""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = message.title
    mail["From"] = sender
    mail["To"] = tuple(to)
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=sender.domain)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "zh-CN" if message.lang == "zh" else message.lang
    text = [*text_lines(message, folder=True), *(["", left_out] if left_out else [])]
    mail.set_content("\n".join(text) + "\n", charset="utf-8", cte="base64")
    page = _template().render(message=message, left_out=left_out, say=say)
    mail.add_alternative(page, subtype="html", charset="utf-8", cte="base64")
    if message.ledger and attached:
        mail.add_attachment(message.ledger.read_bytes(), *XLSX, filename=f"ledger-{message.ledger.parent.name}.xlsx")
    return mail


@cache
def _template() -> Template:
    source = files("auditor.notify").joinpath("letter.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(source)
