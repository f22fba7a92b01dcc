"""The message as mail: plain text, a small HTML page without anything to load, and the ledger."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from auditor.notify.message import Message, text_lines
from auditor.report.catalogue import words

XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


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
    text = [*text_lines(message, folder=True), *filter(None, ["", left_out] if left_out else [])]
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
