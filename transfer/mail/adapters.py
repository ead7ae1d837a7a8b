"""The post office: an SMTP server, spoken to by the standard library."""

import smtplib
import ssl
from email.message import EmailMessage

from transfer.config import Settings
from transfer.kernel.errors import DomainError

PATIENCE = 20  # seconds until a silent server counts as away
IMPLICIT_TLS = 465
REFUSALS = (smtplib.SMTPException, OSError)


def connect(settings: Settings) -> smtplib.SMTP:
    """A connection that is ready to take letters. Raises DomainError without a server, else one of REFUSALS."""
    if not settings.mail_server or not settings.mail_from:
        raise DomainError("Set MAIL_SERVER and MAIL_FROM: without them mails wait in the outbox")
    at = (settings.mail_server, settings.mail_port)
    safely = ssl.create_default_context()
    if settings.mail_tls and settings.mail_port == IMPLICIT_TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(*at, timeout=PATIENCE, context=safely)
    else:
        server = smtplib.SMTP(*at, timeout=PATIENCE)
        if settings.mail_tls:
            server.starttls(context=safely)
    if settings.mail_username:
        server.login(settings.mail_username, settings.mail_password)
    return server


def written(settings: Settings, number: int, address: str, subject: str, body: str) -> EmailMessage:
    """The message of one letter. Its id stays the same when it is sent again, so that a reader can tell."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, address, subject
    message["Message-ID"] = f"<letter-{number}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def said(error: Exception) -> str:
    """Why a letter was refused, without the address: servers like to repeat it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f"The server refused the address ({', '.join(map(str, codes))})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The server answered {error.smtp_code}"
    return f"The server could not be reached ({type(error).__name__})"
