"""A post office on this machine, and letters read as their addressee does."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from transfer.config import Settings

FROM = "transfer@council.example"
SITE = "https://transfer.council.example"


class Catcher:
    """Keeps what arrives; refuses an address that begins with “refused”."""

    def __init__(self) -> None:
        self.caught: list[EmailMessage] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address.startswith("refused"):
            return f"550 {address} is not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.caught.append(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [each for each in self.caught if each["To"] == address]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@contextmanager
def mail_settings(app: Flask, port: int) -> Iterator[None]:
    """The application sends to a server on this port of this machine."""
    before: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        before, mail_server="127.0.0.1", mail_port=port, mail_tls=False, mail_from=FROM, base_url=SITE
    )
    yield
    app.config["SETTINGS"] = before


@contextmanager
def post_office(app: Flask) -> Iterator[Catcher]:
    """An SMTP server that the application sends to."""
    catcher = Catcher()
    controller = Controller(catcher, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        with mail_settings(app, controller.port):
            yield catcher
    finally:
        controller.stop()


def link_in(text: str, site: str = SITE) -> str:
    """The path on this site that a letter leads to."""
    [path] = re.findall(rf"{re.escape(site)}(/\S*)", text)
    return str(path)
