"""Alerts by e-mail: the message, and the server that carries it."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from foodtrace.alerts.kinds import LANGUAGES, Alert, heading_of, line_of
from foodtrace.errors import InvalidRequest

__all__ = [
    "Letter",
    "MailServer",
    "mail_message",
    "mail_server_of",
    "owner_mail_message",
    "send_mail",
]

_TIMEOUT: Final = 20
_SIGNATURES: Final = {
    "vi": "Thư tự động của {issuer}. Xem và xử lý tại {office}/office/alerts",
    "en": "Sent by {issuer}. See to it at {office}/office/alerts",
}

_OWNER_SIGNATURES: Final = (
    "Thư tự động của {issuer}. Xin không trả lời thư này.",
    "Sent by {issuer}. Please do not reply to this message.",
)


class MailServer(msgspec.Struct, frozen=True):
    """Where mail is handed over; `security` is tls, starttls or none (this machine alone)."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = None

    def __repr__(self) -> str:
        """Without the password: this may end in a log."""
        return f"MailServer({self.host}:{self.port}, {self.security})"


def mail_server_of(env: Mapping[str, str]) -> MailServer | None:
    """The server that FOODTRACE_SMTP names, or None.

    The form is smtps://user@mail.example.vn:465 (TLS) or smtp://user@mail.example.vn:587 (STARTTLS;
    on localhost in the clear). FOODTRACE_SMTP_FROM is the sender, FOODTRACE_SMTP_PASSWORD_FILE holds
    the password. Raises InvalidRequest (smtp).
    """
    named = env.get("FOODTRACE_SMTP", "").strip()
    if not named:
        return None
    sender = env.get("FOODTRACE_SMTP_FROM", "").strip()
    expected = "FOODTRACE_SMTP like smtps://user@mail.example.vn:465"
    try:
        parts = urlsplit(named)
        port = parts.port
    except ValueError as error:
        raise InvalidRequest(f"expected {expected}; correct it", code="smtp") from error
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.password:
        # What came is not repeated: a password could stand in it.
        raise InvalidRequest(
            f"expected {expected}, without a password (that goes into the file that "
            "FOODTRACE_SMTP_PASSWORD_FILE names); correct it",
            code="smtp",
        )
    if "@" not in sender or not sender.isprintable():
        raise InvalidRequest(
            "FOODTRACE_SMTP is set but FOODTRACE_SMTP_FROM is no e-mail address; name the sender",
            code="smtp",
        )
    password = None
    if path := env.get("FOODTRACE_SMTP_PASSWORD_FILE"):
        try:
            password = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidRequest(
                f"the file that FOODTRACE_SMTP_PASSWORD_FILE names cannot be read: {path}",
                code="smtp",
            ) from error
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    security = "tls" if parts.scheme == "smtps" else "none" if local else "starttls"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if security == "tls" else 587),
        security=security,
        sender=sender,
        user=unquote(parts.username) if parts.username else None,
        password=password,
    )


class Letter(msgspec.Struct, frozen=True):
    """From whom to whom a message goes; `host` is the authority's. The same whenever it is made again."""

    to: str
    sender: str
    issuer: str
    host: str
    message_id: str
    made_at: int


def mail_message(
    alerts: Sequence[Alert], letter: Letter, *, language: str, office: str
) -> EmailMessage:
    """One message about alerts of one kind, in plain text; `office` is where people reach the office."""
    heading = heading_of(alerts[0].kind, language)
    lines = [heading, ""]
    lines += [f"- {line_of(each, language)}" for each in alerts]
    lines += ["", _SIGNATURES[language].format(issuer=letter.issuer, office=office)]
    return _message(letter, f"{heading} ({len(alerts)})", lines)


def owner_mail_message(alert: Alert, letter: Letter) -> EmailMessage:
    """What one owner is told, in every language that messages have: which one she reads is not known."""
    headings = [heading_of(alert.kind, language) for language in LANGUAGES]
    lines: list[str] = []
    for language, heading in zip(LANGUAGES, headings, strict=True):
        lines += [heading.upper(), "", line_of(alert, language), ""]
    lines += [each.format(issuer=letter.issuer) for each in _OWNER_SIGNATURES]
    return _message(letter, f"{' / '.join(headings)}: {alert.facts['product']}", lines)


def _message(letter: Letter, subject: str, lines: Sequence[str]) -> EmailMessage:
    message = EmailMessage()
    message["From"] = letter.sender
    message["To"] = letter.to
    message["Subject"] = subject
    message["Message-ID"] = f"<{letter.message_id}@{letter.host}>"
    message["Date"] = format_datetime(datetime.fromtimestamp(letter.made_at, UTC))
    # RFC 3834: no out-of-office answer comes back to it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(lines) + "\n", charset="utf-8", cte="base64")
    return message


def send_mail(server: MailServer, message: EmailMessage) -> None:
    """Hand the message over; OSError or smtplib.SMTPException when the server does not take it."""
    context = ssl.create_default_context()
    if server.security == "tls":
        link: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=_TIMEOUT, context=context
        )
    else:
        link = smtplib.SMTP(server.host, server.port, timeout=_TIMEOUT)
    with link:
        if server.security == "starttls":
            link.starttls(context=context)
        if server.user is not None:
            link.login(server.user, server.password or "")
        link.send_message(message)
