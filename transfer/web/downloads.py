"""Answers that a browser keeps as a file."""

from io import BytesIO

from flask import send_file
from flask.typing import ResponseReturnValue

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(content: bytes, name: str) -> ResponseReturnValue:
    """A workbook to keep under this name."""
    return send_file(BytesIO(content), mimetype=WORKBOOK, as_attachment=True, download_name=name)


def original(content: bytes, name: str) -> ResponseReturnValue:
    """A file as somebody brought it: to keep, never to show, whatever it says that it is."""
    return send_file(BytesIO(content), mimetype="application/octet-stream", as_attachment=True, download_name=name)


def word(content: bytes, name: str) -> ResponseReturnValue:
    """A Word file to keep under this name."""
    return send_file(BytesIO(content), mimetype=WORD, as_attachment=True, download_name=name)


def document(content: bytes, name: str) -> ResponseReturnValue:
    """A PDF to keep under this name."""
    return send_file(BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=name)
